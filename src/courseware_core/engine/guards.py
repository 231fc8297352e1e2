"""Which tests still have answers to hide from a learner, and what is not asked elsewhere meanwhile."""

from collections.abc import Mapping, Sequence

from courseware_core.content.activity import Activity
from courseware_core.content.model import Guard, Test
from courseware_core.engine.projections import Head


def hides_answers(test: Test, heads: Sequence[Head]) -> bool:
    """Whether the learner whose heads these are may not be shown the answers of `test` anywhere.

    With answers after passing it is so until an attempt was passed, or all that are allowed are closed.
    Voided attempts count for nothing. Heads of other activities may be among `heads`.
    """
    if test.review.answers != "after_pass":
        return test.review.answers == "never"
    own = [head for head in heads if head.activity == test.id]
    closed = [head for head in own if head.status == "closed" and head.scope == "whole"]
    if any(head.passed for head in closed):
        return False
    under_way = any(head.status == "open" for head in own)
    return under_way or test.attempts.max is None or len(closed) < test.attempts.max


def guards(content: Activity) -> tuple[Guard, ...]:
    """The guards of everything that `content` draws."""
    if not isinstance(content, Test):
        return ()
    return tuple(guard for draw in content.draw for guard in draw.guards)


def barred(content: Activity, tests: Mapping[str, Test], heads: Sequence[Head]) -> frozenset[str]:
    """The questions that are not drawn for the learner whose heads these are.

    `tests` are those that may guard questions, by id; one that is not there any more guards its questions
    from everybody.
    """
    return frozenset(
        question
        for guard in guards(content)
        if guard.test not in tests or hides_answers(tests[guard.test], heads)
        for question in guard.questions
    )
