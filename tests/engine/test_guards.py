"""Which tests have nothing to hide any more, and what is not drawn meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.courses import QUIZ, TEST, single

from courseware_core.content.model import Attempts, Draw, Guard, Review, Test
from courseware_core.engine.attempt import draw
from courseware_core.engine.guards import barred, hides_answers
from courseware_core.engine.projections import Head
from courseware_core.identity import Identity
from courseware_core.testing.fakes import RepeatableChance

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
EXAM = TEST.model_copy(update={"attempts": Attempts(max=2)})
FREE = tuple(single(f"f{n}") for n in range(4))
GUARDED = tuple(single(f"g{n}") for n in range(3))
MOCK = Test(
    id="m.mock",
    title="Mock exam",
    course="c",
    module="m",
    pass_mark=Fraction(1, 2),
    mock=True,
    draw=(
        Draw(
            questions=(*FREE, *GUARDED), count=3, guards=(Guard(test="m.test", questions=("g0", "g1", "g2")),)
        ),
    ),
)


ATTEMPT = Head(
    session="s",
    owner=Identity("test", "local", "ada"),
    kind="test",
    activity="m.test",
    digest="d",
    status="closed",
    scope="whole",
    started_at=AT,
    updated_at=AT,
    passed=False,
)


def head(
    status: Literal["open", "closed", "voided"] = "closed",
    *,
    passed: bool | None = False,
    activity: str = "m.test",
) -> Head:
    return replace(ATTEMPT, status=status, passed=passed, activity=activity)


@pytest.mark.parametrize(
    ("heads", "hides"),
    [
        ([], True),
        ([head()], True),
        ([head(passed=True)], False),
        ([head(), head(passed=True)], False),
        ([head(), head()], False),
        ([head(), head("open", passed=None)], True),
        ([head(), head(), head("open", passed=None)], True),
        ([head("voided", passed=True)], True),
        ([head(), head("voided")], True),
        ([head(activity="other", passed=True)], True),
        ([head(activity="other"), head(activity="other")], True),
    ],
)
def test_answers_are_hidden_until_the_test_is_passed_or_no_attempt_is_left(
    heads: list[Head], *, hides: bool
) -> None:
    assert hides_answers(EXAM, heads) is hides


def test_a_test_without_a_limit_hides_its_answers_until_it_is_passed() -> None:
    endless = EXAM.model_copy(update={"attempts": Attempts()})
    assert hides_answers(endless, [head()] * 50)
    assert not hides_answers(endless, [*[head()] * 50, head(passed=True)])


def test_answers_that_are_never_shown_stay_hidden() -> None:
    never = EXAM.model_copy(update={"review": Review(answers="never")})
    assert hides_answers(never, [head(passed=True), head()])


def test_answers_that_everybody_is_shown_are_not_hidden() -> None:
    open_to_all = EXAM.model_copy(update={"review": Review(answers="after_submit")})
    assert not hides_answers(open_to_all, [])


def test_a_question_that_two_tests_ask_is_barred_while_one_of_them_hides_it() -> None:
    other = EXAM.model_copy(update={"id": "m2.test"})
    two = (*MOCK.draw[0].guards, Guard(test="m2.test", questions=("g0",)))
    mock = MOCK.model_copy(update={"draw": (MOCK.draw[0].model_copy(update={"guards": two}),)})
    tests = {"m.test": EXAM, "m2.test": other}
    assert barred(mock, tests, [head(passed=True)]) == {"g0"}
    assert barred(mock, tests, [head(passed=True), head(passed=True, activity="m2.test")]) == frozenset()


def test_the_questions_of_a_test_that_is_gone_stay_barred() -> None:
    assert barred(MOCK, {}, [head(passed=True)]) == {"g0", "g1", "g2"}


def test_nothing_is_barred_from_what_guards_nothing() -> None:
    assert barred(QUIZ, {"m.test": EXAM}, []) == frozenset()
    assert barred(EXAM, {"m.test": EXAM}, []) == frozenset()


@given(st.integers(0, 10_000), st.frozensets(st.sampled_from([each.id for each in (*FREE, *GUARDED)])))
def test_no_barred_question_is_ever_drawn(seed: int, seen: frozenset[str]) -> None:
    away = barred(MOCK, {"m.test": EXAM}, [])
    slots = draw(MOCK, RepeatableChance(seed).shuffle, seen=seen, barred=away)
    assert len(slots) == MOCK.draw[0].count
    assert away.isdisjoint(slot.question for slot in slots)
