"""Promises about reading: places survive, nothing read is forgotten."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.courses import LESSON

from courseware_core.engine import lesson
from courseware_core.engine.commands import Command, GoTo, HandIn, TurnPage
from courseware_core.engine.facts import (
    END,
    Fact,
    LessonFinished,
    LessonStarted,
    PageRead,
    Place,
    decode,
    encode,
)
from courseware_core.engine.lesson import Reading, place, standing, to_read, unread_sections
from courseware_core.engine.machine import Rejected, fold

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LAST = len(LESSON.blocks)


def after(*script: Command, sections: frozenset[str] | None = None) -> Reading:
    return fold(lesson, ((fact, NOW) for fact in facts(*script, sections=sections)))


def facts(*script: Command, sections: frozenset[str] | None = None) -> list[Fact]:
    scope = {} if sections is None else {"scope": "missed", "sections": sections}
    started = lesson.start(LESSON, "digest", **scope)  # type: ignore[arg-type]
    assert isinstance(started, LessonStarted)
    recorded: list[Fact] = [started]
    for command in script:
        state = fold(lesson, ((fact, NOW) for fact in recorded))
        decided = lesson.decide(state, command, LESSON, NOW)
        if not isinstance(decided, Rejected):
            recorded += decided
    return recorded


def test_a_new_reader_is_at_the_first_block() -> None:
    assert place(after(), LESSON) == Place("l.open/1")


def test_turning_the_page_names_the_blocks_that_were_read() -> None:
    assert facts(TurnPage(2, 120))[1] == PageRead(Place("l.open/1"), Place("l.one/2", 120))


def test_the_last_page_finishes_the_lesson() -> None:
    recorded = facts(TurnPage(3, 0), TurnPage(LAST, 0))
    assert recorded[-2:] == [PageRead(Place("l.two/1"), END), LessonFinished()]


def test_a_page_turned_backwards_or_out_of_the_text_is_refused() -> None:
    state = after(TurnPage(3, 0))
    for wrong in (TurnPage(3, 0), TurnPage(1, 0), TurnPage(99, 0), GoTo(LAST, 0), HandIn()):
        assert lesson.decide(state, wrong, LESSON, NOW) == Rejected("not_possible")


def test_a_finished_lesson_stays_finished() -> None:
    state = after(TurnPage(LAST, 0))
    assert lesson.decide(state, GoTo(0, 0), LESSON, NOW) == Rejected("lesson_finished")


def test_parts_that_were_jumped_over_are_unread() -> None:
    assert unread_sections(after(GoTo(3, 0), TurnPage(LAST, 0)), LESSON) == {"l.open", "l.one"}
    assert unread_sections(after(TurnPage(3, 0), TurnPage(LAST, 0)), LESSON) == frozenset()


def test_a_block_read_in_two_pieces_is_read() -> None:
    state = after(TurnPage(2, 100), TurnPage(2, 200), TurnPage(LAST, 0))
    assert unread_sections(state, LESSON) == frozenset()


def test_a_block_begun_but_not_ended_is_unread() -> None:
    state = after(TurnPage(2, 100), GoTo(3, 0), TurnPage(LAST, 0))
    assert unread_sections(state, LESSON) == {"l.one"}


def test_a_round_over_missed_parts_holds_only_them() -> None:
    state = after(sections=frozenset({"l.two"}))
    assert [block.id for block in to_read(state, LESSON)] == ["l.two/1", "l.two/2", "l.two/3"]
    assert place(state, LESSON) == Place("l.two/1")
    done = after(TurnPage(LAST, 0), sections=frozenset({"l.two"}))
    assert done.finished
    assert unread_sections(done, LESSON) == {"l.open", "l.one"}


def test_a_round_over_parts_in_the_middle_ends_with_them() -> None:
    state = after(TurnPage(3, 0), sections=frozenset({"l.one"}))
    assert state.finished


def test_a_round_over_nothing_is_refused() -> None:
    assert lesson.start(LESSON, "d", scope="missed") == Rejected("nothing_missed")


moves = st.one_of(
    st.builds(TurnPage, st.integers(0, LAST + 1), st.integers(0, 300)),
    st.builds(GoTo, st.integers(0, LAST + 1), st.integers(0, 300)),
)


@given(st.lists(moves, max_size=20))
def test_any_reading_replays_to_the_same_state(script: list[Command]) -> None:
    recorded = facts(*script)
    state = fold(lesson, ((fact, NOW) for fact in recorded))
    assert fold(lesson, ((decode(*encode(fact)), NOW) for fact in recorded)) == state
    shown = standing(state, LESSON)
    assert 0 <= shown.done <= shown.total == LAST
    assert shown.closed == state.finished
