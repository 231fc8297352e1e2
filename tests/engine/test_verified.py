"""Who verified a challenge: kept in a head's words, and read out of them again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.engine.courses import true_false

from courseware_core.content.model import Quiz
from courseware_core.engine import attempt
from courseware_core.engine.commands import GiveAnswer, HandIn
from courseware_core.engine.facts import Scope
from courseware_core.engine.grading import GRADERS
from courseware_core.engine.machine import Rejected
from courseware_core.engine.verified import Verified

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CHALLENGE = Quiz(
    kind="challenge",
    id="l.c1",
    title="One",
    course="c",
    module="m",
    questions=(true_false("q1"), true_false("q2")),
)


@given(
    by=some.sets(some.sampled_from(GRADERS)),
    reviewer=some.one_of(
        some.sampled_from(["Ann Lee", "person", "model person", "Lee, Ann; checks"]),
        some.text(min_size=1).filter(lambda name: name == name.strip()),
    ),
)
def test_everybody_is_read_again_whatever_the_reviewer_is_called(by: set[str], reviewer: str) -> None:
    graders = tuple(each for each in GRADERS if each in by)
    found = Verified(graders, reviewer if "person" in graders else "")
    assert Verified.read(found.mark_by) == found


def test_nobody_is_nothing() -> None:
    assert Verified().mark_by == ""
    assert Verified.read("") == Verified()


def test_who_they_are_stands_in_the_order_in_which_they_are_asked_with_the_name_at_the_end() -> None:
    assert (
        Verified(("checks", "person", "self_check"), "Ann Lee").mark_by == "checks self_check person Ann Lee"
    )


@pytest.mark.parametrize(
    ("kind", "scope", "rightly", "mark"),
    [
        ("challenge", "whole", True, ("verified", "checks")),
        ("challenge", "whole", False, ("completed", "")),
        ("challenge", "missed", True, ("", "")),
        ("challenge", "review", True, ("", "")),
        ("quiz", "whole", True, ("", "")),
    ],
)
def test_only_a_challenge_that_was_done_as_a_whole_is_marked(
    kind: str, scope: Scope, rightly: bool, mark: tuple[str, str]
) -> None:
    content = CHALLENGE.model_copy(update={"kind": kind})
    only = frozenset({"q1", "q2"})
    begun = attempt.start(content, "", attempt.draw(content, list), NOW, scope=scope, only=only)
    assert not isinstance(begun, Rejected)
    state = attempt.evolve(attempt.initial(), begun, NOW)
    assert (attempt.standing(state, content).mark, attempt.standing(state, content).mark_by) == ("", "")
    for number, slot in enumerate(state.slots):
        right, wrong, _ = content.by_id[slot.question].fabricate()
        state = replace(state, current=number, phase="question")
        decided = attempt.decide(state, GiveAnswer(number, right if rightly else wrong), content, NOW)
        assert not isinstance(decided, Rejected)
        for fact in decided:
            state = attempt.evolve(state, fact, NOW)
    closed = attempt.decide(state, HandIn(), content, NOW)
    assert not isinstance(closed, Rejected)
    for fact in closed:
        state = attempt.evolve(state, fact, NOW)
    stands = attempt.standing(state, content)
    assert (stands.mark, stands.mark_by, stands.out_of) == (*mark, 2)
