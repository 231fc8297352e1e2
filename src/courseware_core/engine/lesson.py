"""Reading a lesson: a place that moves, and what has been read.

A place is a block with an offset, never a page: a lesson begun on one surface goes on at the same
sentence on another. Pages are made by whoever shows them.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from courseware_core.content.model import Lesson, LessonBlock
from courseware_core.engine.commands import Command, GoTo, TurnPage
from courseware_core.engine.facts import (
    END,
    Fact,
    LessonFinished,
    LessonStarted,
    PageRead,
    Place,
    PlaceMoved,
    Scope,
)
from courseware_core.engine.machine import Owed, Rejected, Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of reading. `blocks` are the ids to be read, none for all; `read` are spans of places."""

    digest: str = ""
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
        case _:
            return Rejected("not_possible")


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
    covered: set[int] = set()
    for begin, end in state.read:
        first = block_index(lesson, begin) + (1 if begin.offset else 0)
        covered.update(range(first, block_index(lesson, end)))
        if begin.offset and _read_up_to(state, begin):
            covered.add(block_index(lesson, begin))
    return frozenset(
        block.section
        for index, block in enumerate(lesson.blocks)
        if index not in covered or index not in in_round
    )


def _read_up_to(state: Reading, at: Place) -> bool:
    return any(end == at for _, end in state.read)


def _place_at(lesson: Lesson, index: int, offset: int) -> Place | None:
    if index == len(lesson.blocks):
        return END
    return Place(lesson.blocks[index].id, offset) if index < len(lesson.blocks) else None


def _comes_before(lesson: Lesson, one: Place, other: Place) -> bool:
    return (block_index(lesson, one), one.offset) < (block_index(lesson, other), other.offset)
