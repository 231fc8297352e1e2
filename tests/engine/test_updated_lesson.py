"""Promises about a lesson whose text is updated while somebody reads it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.courses import LESSON

from courseware_core.blocks import Paragraph, text
from courseware_core.content.model import Lesson, LessonBlock
from courseware_core.engine import lesson
from courseware_core.engine.commands import Command, GoTo, ReadOnIn, TurnPage
from courseware_core.engine.facts import Fact, LessonStarted, LessonUpdated, Place, decode, encode
from courseware_core.engine.fits import fits
from courseware_core.engine.lesson import Reading, place, to_read, unread_sections
from courseware_core.engine.machine import Rejected, fold

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LAST = len(LESSON.blocks)


def edited(*blocks: LessonBlock) -> Lesson:
    """The lesson with these blocks, which are numbered within their sections as the compiler does."""
    numbers: dict[str, int] = {}
    numbered = []
    for block in blocks:
        numbers[block.section] = numbers.get(block.section, 0) + 1
        numbered.append(block.model_copy(update={"id": f"{block.section}/{numbers[block.section]}"}))
    return LESSON.model_copy(update={"blocks": tuple(numbered)})


def said(section: str, words: str) -> LessonBlock:
    return LessonBlock(id=f"{section}/1", section=section, block=Paragraph(text=text(words)))


def read(*script: Command, started: LessonStarted | None = None) -> Reading:
    recorded: list[Fact] = [started or LessonStarted("l", "old")]
    for command in script:
        state = fold(lesson, ((fact, NOW) for fact in recorded))
        decided = lesson.decide(state, command, LESSON, NOW)
        if not isinstance(decided, Rejected):
            recorded += decided
    return fold(lesson, ((fact, NOW) for fact in recorded))


def updated(state: Reading, new: Lesson, digest: str = "new") -> Reading:
    decided = lesson.decide(state, ReadOnIn(new, digest), LESSON, NOW)
    assert not isinstance(decided, Rejected)
    (fact,) = decided
    assert decode(*encode(fact)) == fact
    return lesson.evolve(state, fact, NOW)


def test_the_reader_stays_at_the_same_words_when_a_block_comes_before_them() -> None:
    *opening, one, two = LESSON.blocks[:3]
    new = edited(*opening, one, said("l.one", "Something new."), two, *LESSON.blocks[3:])
    at_two = updated(read(TurnPage(2, 100)), new)
    assert place(at_two, new) == Place("l.one/3", 100)


def test_the_reader_stays_in_a_block_that_was_worded_anew_at_its_beginning() -> None:
    new = edited(*LESSON.blocks[:2], said("l.one", "In other words."), *LESSON.blocks[3:])
    assert place(updated(read(TurnPage(2, 100)), new), new) == Place("l.one/2")


def test_the_reader_of_a_block_that_is_gone_goes_on_where_its_section_begins() -> None:
    new = edited(*LESSON.blocks[:1], said("l.one", "All of it."), *LESSON.blocks[3:])
    assert place(updated(read(TurnPage(2, 100)), new), new) == Place("l.one/1")


def test_the_reader_of_a_section_that_is_gone_goes_on_with_the_next_one() -> None:
    new = edited(*(block for block in LESSON.blocks if block.section != "l.one"))
    assert place(updated(read(TurnPage(2, 0)), new), new) == Place("l.two/1")


def test_the_reader_of_an_end_that_is_gone_goes_back_to_the_beginning() -> None:
    new = edited(*(block for block in LESSON.blocks if block.section != "l.two"))
    assert place(updated(read(TurnPage(3, 0)), new), new) == Place("l.open/1")


def test_sections_that_were_read_stay_read_and_new_ones_are_not() -> None:
    new = edited(*LESSON.blocks[:3], said("l.more", "More."), *LESSON.blocks[3:])
    state = updated(read(TurnPage(3, 0)), new)
    assert unread_sections(state, new) == {"l.more", "l.two"}


def test_a_block_that_is_read_in_two_texts_is_read() -> None:
    new = LESSON.model_copy(update={"title": "Another title"})
    state = updated(read(TurnPage(2, 100)), new)
    decided = lesson.decide(state, TurnPage(LAST, 0), new, NOW)
    assert not isinstance(decided, Rejected)
    for fact in decided:
        state = lesson.evolve(state, fact, NOW)
    assert state.finished
    assert unread_sections(state, new) == frozenset()


def test_nobody_goes_back_to_a_text_that_they_left() -> None:
    state = updated(read(TurnPage(2, 0)), edited(*LESSON.blocks[:3]), "second")
    for former in ("old", "second"):
        assert lesson.decide(state, ReadOnIn(LESSON, former), LESSON, NOW) == Rejected("no_newer_text")


def test_a_finished_lesson_is_not_updated() -> None:
    state = read(TurnPage(LAST, 0))
    assert lesson.decide(state, ReadOnIn(LESSON, "new"), LESSON, NOW) == Rejected("lesson_finished")


def test_a_round_over_missed_sections_goes_on_in_those_that_are_still_there() -> None:
    started = lesson.start(LESSON, "old", scope="missed", sections=frozenset({"l.one", "l.two"}))
    assert isinstance(started, LessonStarted)
    state = read(started=started)
    new = edited(LESSON.blocks[0], *LESSON.blocks[3:], said("l.two", "More."))
    assert {block.section for block in to_read(updated(state, new), new)} == {"l.two"}
    gone = edited(LESSON.blocks[0])
    assert lesson.decide(state, ReadOnIn(gone, "new"), LESSON, NOW) == Rejected("no_newer_text")


turns = st.builds(TurnPage, st.integers(0, LAST), st.integers(0, 40).map(lambda n: n * 10))
jumps = st.builds(GoTo, st.integers(0, LAST - 1), st.just(0))
new_blocks = st.builds(said, st.sampled_from(["l.open", "l.one", "l.two", "l.more"]), st.sampled_from("ABC"))


@st.composite
def editions(draw: st.DrawFn) -> Lesson:
    """The lesson with blocks taken out, put in and moved within and between its sections."""
    blocks = [*draw(st.lists(st.sampled_from(LESSON.blocks), unique=True)), *draw(st.lists(new_blocks))]
    blocks = draw(st.permutations(blocks or [said("l.more", "All new.")]))
    order = draw(st.permutations(["l.open", "l.one", "l.two", "l.more"]))
    return edited(*sorted(blocks, key=lambda block: order.index(block.section)))


@given(st.lists(turns | jumps, max_size=6), editions())
def test_whatever_is_changed_the_reader_goes_on_and_nothing_unread_counts_as_read(
    script: list[Command], new: Lesson
) -> None:
    state = read(*script)
    if state.finished:
        return
    after = updated(state, new)
    assert fits(after, new)
    was_whole = {block.section for block in LESSON.blocks} - unread_sections(state, LESSON)
    known = [(block.section, block.block) for block in LESSON.blocks]
    for section in {block.section for block in new.blocks} - unread_sections(after, new):
        own = [(block.section, block.block) for block in new.blocks if block.section == section]
        assert section in was_whole or all(block in known for block in own)
    finished = lesson.decide(after, TurnPage(len(new.blocks), 0), new, NOW)
    assert not isinstance(finished, Rejected)
    for fact in finished:
        after = lesson.evolve(after, fact, NOW)
    assert after.finished


@given(st.lists(turns | jumps, max_size=6), st.sets(st.sampled_from(["l.one", "l.two"]), min_size=1))
def test_an_update_that_changes_nothing_leaves_the_reader_where_they_were(
    script: list[Command], sections: set[str]
) -> None:
    started = lesson.start(LESSON, "old", scope="missed", sections=frozenset(sections))
    assert isinstance(started, LessonStarted)
    for begun in (None, started):
        state = read(*script, started=begun)
        if state.finished:
            continue
        decided = lesson.decide(state, ReadOnIn(LESSON, "new"), LESSON, NOW)
        assert isinstance(decided, tuple)
        assert isinstance(decided[0], LessonUpdated)
        after = lesson.evolve(state, decided[0], NOW)
        assert place(after, LESSON) == place(state, LESSON)
        assert after.blocks == state.blocks
        assert unread_sections(after, LESSON) == unread_sections(state, LESSON)
