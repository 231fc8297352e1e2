"""What a mock exam came to, topic by topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from courseware_core.content.model import Test
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.grading import counted


@dataclass(frozen=True, slots=True)
class TopicResult:
    """What the questions about `topic` came to: `score` of `out_of` marks.

    `see` is the section or lesson that teaches it, None where the author names none. A topic without a name
    holds the questions that are about none.
    """

    topic: str
    see: str | None
    score: Fraction
    out_of: int


def by_topic(content: Test, state: AttemptState) -> tuple[TopicResult, ...]:
    """The topics of an attempt in the order of the draws, those of one name together.

    Only questions that a rule marks are in it. An attempt whose marks were all lost has no topics.
    """
    if state.closed and state.closed.cause == "abandoned":
        return ()
    slots = {slot.question: slot for slot in state.slots}
    found: dict[str, TopicResult] = {}
    for draw in content.draw:
        own = [slots[question.id] for question in draw.questions if question.id in slots]
        score, out_of = counted(own, content.by_id)
        before = found.get(draw.topic, TopicResult(draw.topic, None, Fraction(0), 0))
        found[draw.topic] = TopicResult(
            draw.topic, before.see or draw.see, before.score + score, before.out_of + out_of
        )
    return tuple(each for each in found.values() if each.out_of)


def to_review(topics: Sequence[TopicResult], pass_mark: Fraction) -> tuple[TopicResult, ...]:
    """The topics below the pass mark, the worst first; of equals the earlier one first."""
    below = (each for each in topics if each.score < pass_mark * each.out_of)
    return tuple(sorted(below, key=lambda each: each.score / each.out_of))
