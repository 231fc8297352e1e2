"""Reading a lesson: a place that moves, and what has been read.

A place is a block with an offset, never a page: a lesson begun on one surface goes on at the same
sentence on another. Pages are made by whoever shows them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from courseware_core.content.model import Lesson, LessonBlock
from courseware_core.engine.commands import Command, GoTo, ReadOnIn, TurnPage
from courseware_core.engine.facts import (
    END,
    Fact,
    LessonFinished,
    LessonStarted,
    LessonUpdated,
    PageRead,
    Place,
    PlaceMoved,
    Scope,
)
from courseware_core.engine.machine import Owed, Rejected, Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of reading. `blocks` are the ids to be read, none for all; `read` are spans of places.

    `digest` is that of the text, and `former` are those of texts that were left for it.
    """

    digest: str = ""
    former: tuple[str, ...] = ()
    scope: Scope = "whole"
    blocks: tuple[str, ...] = ()
    place: Place | None = None
    read: tuple[tuple[Place, Place], ...] = ()
    finished: bool = False


def initial() -> Reading:
    """Nothing read."""
    return Reading()


def start(
    lesson: Lesson, digest: str, *, scope: Scope = "whole", sections: frozenset[str] = frozenset()
) -> LessonStarted | Rejected:
    """Opens a lesson: whole, or only the given sections.

    Rejected with `nothing_missed` when only missed sections are asked for and there are none.
    """
    if scope == "whole":
        return LessonStarted(lesson.id, digest)
    blocks = tuple(block.id for block in lesson.blocks if block.section in sections)
    if not blocks:
        return Rejected("nothing_missed")
    return LessonStarted(lesson.id, digest, scope, blocks)


def evolve(state: Reading, fact: Fact, at: datetime) -> Reading:
    """The state after `fact`."""
    match fact:
        case LessonStarted():
            return Reading(digest=fact.digest, scope=fact.scope, blocks=fact.blocks)
        case PageRead():
            return replace(state, place=fact.end, read=(*state.read, (fact.start, fact.end)))
        case PlaceMoved():
            return replace(state, place=fact.place)
        case LessonUpdated():
            return replace(
                state,
                digest=fact.digest,
                former=(*state.former, state.digest),
                place=fact.place,
                read=fact.read,
                blocks=fact.blocks,
            )
        case LessonFinished():
            return replace(state, finished=True)
        case _:
            return state


def decide(state: Reading, command: Command, content: Lesson, now: datetime) -> tuple[Fact, ...] | Rejected:
    """The facts of turning a page or going to a place. The last page finishes the lesson."""
    if state.finished:
        return Rejected("lesson_finished")
    match command:
        case TurnPage():
            start_place = place(state, content)
            end = _place_at(content, command.block, command.offset)
            if end is None or not _comes_before(content, start_place, end):
                return Rejected("not_possible")
            read, left = PageRead(start_place, end), blocks_from(state, content, end)
            if not left:
                return (read, LessonFinished())
            return (read,) if left[0].id == end.block else Rejected("not_possible")
        case GoTo():
            target = _place_at(content, command.block, command.offset)
            if target is None or target.block not in {block.id for block in to_read(state, content)}:
                return Rejected("not_possible")
            return (PlaceMoved(target),)
        case ReadOnIn():
            updated = update(state, content, command.lesson, command.digest)
            return (updated,) if updated else Rejected("no_newer_text")
        case _:
            return Rejected("not_possible")


def update(state: Reading, old: Lesson, new: Lesson, digest: str) -> LessonUpdated | None:
    """How the reading goes on in `new`, which has that digest; None when it was read in before.

    The place is where the same words stand in the same section, else the block of the same id, else where
    the section begins, or the next one that is still there, else the beginning. What was read are sections
    that were read whole, and blocks that were read and still say the same. A round that is not over the
    whole lesson goes on in those of its sections that are still there; None when none is.
    """
    if digest == state.digest or digest in state.former:
        return None
    wanted = {block.section for block in to_read(state, old)}
    blocks = tuple(block for block in new.blocks if not state.blocks or block.section in wanted)
    if not blocks:
        return None
    here = place(state, old)
    there = _same_place(old, here, blocks)
    unread, covered = unread_sections(state, old), _covered(state, old)
    said = {(block.section, block.block) for index, block in enumerate(old.blocks) if index in covered}
    whole = {block.section for block in old.blocks} - unread
    still = [block.section in whole or (block.section, block.block) in said for block in new.blocks]
    begun = ((Place(there.block), there),) if there.offset and _read_up_to(state, here) else ()
    return LessonUpdated(
        digest,
        there,
        read=(*_spans(new, still), *begun),
        blocks=tuple(block.id for block in blocks) if state.blocks else (),
    )


def overdue(state: Reading, content: Lesson, now: datetime) -> tuple[Fact, ...]:
    """Nothing: reading has no deadline."""
    return ()


def owed(state: Reading) -> Owed | None:
    """Nothing is owed while reading."""
    return None


def standing(state: Reading, content: Lesson) -> Standing:
    """Blocks before the place, of the blocks to be read."""
    reading = to_read(state, content)
    left = 0 if state.finished else len(blocks_from(state, content, place(state, content)))
    return Standing(closed=state.finished, done=len(reading) - left, total=len(reading))


def to_read(state: Reading, lesson: Lesson) -> tuple[LessonBlock, ...]:
    """The blocks of this round, in reading order."""
    if not state.blocks:
        return lesson.blocks
    wanted = frozenset(state.blocks)
    return tuple(block for block in lesson.blocks if block.id in wanted)


def place(state: Reading, lesson: Lesson) -> Place:
    """Where the reader is: at the first block of the round before anything was read."""
    return state.place or Place(to_read(state, lesson)[0].id)


def blocks_from(state: Reading, lesson: Lesson, start_place: Place) -> tuple[LessonBlock, ...]:
    """The blocks of this round from `start_place` on; its own block is included."""
    index = block_index(lesson, start_place)
    round_ids = {block.id for block in to_read(state, lesson)}
    return tuple(block for block in lesson.blocks[index:] if block.id in round_ids)


def block_index(lesson: Lesson, at: Place) -> int:
    """The position of the place's block in the lesson; the number of blocks for the end."""
    if at == END:
        return len(lesson.blocks)
    return next(
        (index for index, block in enumerate(lesson.blocks) if block.id == at.block),
        len(lesson.blocks),
    )


def unread_sections(state: Reading, lesson: Lesson) -> frozenset[str]:
    """The sections of which some block was never on a page of this round that the reader went on from."""
    in_round = {block_index(lesson, Place(block.id)) for block in to_read(state, lesson)}
    covered = _covered(state, lesson)
    return frozenset(
        block.section
        for index, block in enumerate(lesson.blocks)
        if index not in covered or index not in in_round
    )


def _covered(state: Reading, lesson: Lesson) -> set[int]:
    """The positions of the blocks that were read to their end."""
    covered: set[int] = set()
    for begin, end in state.read:
        first = block_index(lesson, begin) + (1 if begin.offset else 0)
        covered.update(range(first, block_index(lesson, end)))
        if begin.offset and _read_up_to(state, begin):
            covered.add(block_index(lesson, begin))
    return covered


def _same_place(old: Lesson, here: Place, blocks: Sequence[LessonBlock]) -> Place:
    """Where `here` is in other `blocks`."""
    ahead = old.blocks[block_index(old, here) :]
    was = ahead[0]
    section = [block for block in blocks if block.section == was.section]
    alike = [block for block in section if block.block == was.block]
    if alike:
        nearest = next((block for block in alike if block.id == was.id), alike[0])
        return Place(nearest.id, here.offset)
    if any(block.id == was.id for block in section):
        return Place(was.id)
    begins = {block.section: Place(block.id) for block in reversed(blocks)}
    following = (begins[block.section] for block in ahead if block.section in begins)
    return next(following, Place(blocks[0].id))


def _spans(lesson: Lesson, marked: Sequence[bool]) -> Iterator[tuple[Place, Place]]:
    """The stretches of blocks that are `marked`."""
    places = [*(Place(block.id) for block in lesson.blocks), END]
    index = 0
    for is_marked, run in groupby(marked):
        begin, index = index, index + len(list(run))
        if is_marked:
            yield places[begin], places[index]


def _read_up_to(state: Reading, at: Place) -> bool:
    return any(end == at for _, end in state.read)


def _place_at(lesson: Lesson, index: int, offset: int) -> Place | None:
    if index == len(lesson.blocks):
        return END
    return Place(lesson.blocks[index].id, offset) if index < len(lesson.blocks) else None


def _comes_before(lesson: Lesson, one: Place, other: Place) -> bool:
    return (block_index(lesson, one), one.offset) < (block_index(lesson, other), other.offset)
