"""Pages of a lesson: where the next one ends, and where the one before began.

A page is a stretch between two places. No page is stored, so that a lesson begun on one surface goes
on at the same sentence on another, whose pages may be longer or shorter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from sys import maxsize
from typing import NamedTuple

from courseware_core.blocks import Heading
from courseware_core.content.model import LessonBlock
from courseware_core.engine.facts import END, Place
from courseware_core.screen.cut import break_before, cut, length

_NEW_SECTION = 2
"""Headings up to this level begin a section."""


class Page(NamedTuple):
    """What a page shows, and the place where the next one begins."""

    shown: tuple[LessonBlock, ...]
    end: Place


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a block from `at` to its end."""

    whole: LessonBlock
    at: int
    size: int

    @property
    def place(self) -> Place:
        return Place(self.whole.id, self.at)

    @property
    def titles(self) -> bool:
        return isinstance(self.whole.block, Heading)

    def shown(self, until: int = maxsize) -> tuple[LessonBlock, ...]:
        """The block up to offset `until`, as one block, or none where nothing is left."""
        if not self.at and until == maxsize:
            return (self.whole,)
        piece = cut(self.whole.block, self.at, until)
        return (self.whole.model_copy(update={"block": piece}),) if piece else ()


def take_page(
    blocks: Sequence[LessonBlock], start: Place, limit_chars: int, *, by_section: bool = False
) -> Page:
    """The page that begins at `start`, of about `limit_chars` characters of plain text.

    A block that fits on a page is kept whole; one that does not is split as `cut.break_before` says.
    A page ends before a new section when it is a third full, and never right after a heading, for
    whose sake it may be longer by that heading. At `END` there is an empty page that ends at `END`.
    With `by_section` a page also ends with its section, however short that is.

    Raises:
        ValueError: `start` is in none of `blocks`, or `limit_chars` is less than 1.
    """
    if limit_chars < 1:
        raise ValueError(f"a page has room for at least 1 character, not {limit_chars}")
    parts = _parts(blocks, start)
    taken: list[_Part] = []
    used = 0
    for part in parts:
        if by_section and taken and part.whole.section != taken[0].whole.section:
            return Page(_shown(taken), part.place)
        worth_a_page = 3 * used >= limit_chars
        if part.titles and worth_a_page and _level(part) <= _NEW_SECTION and _may_end(taken):
            return _page(taken, before=part)
        if used + part.size <= limit_chars:
            taken.append(part)
            used += part.size
            continue
        if _may_end(taken) and (part.size <= limit_chars or worth_a_page):
            return _page(taken, before=part)
        if part.size <= limit_chars:
            taken.append(part)
            used += part.size
            continue
        until = break_before(part.whole.block, part.at, max(limit_chars - used, limit_chars // 3))
        return Page((*_shown(taken), *part.shown(until)), _following(parts, part, until))
    return Page(_shown(taken), END)


def previous_place(
    blocks: Sequence[LessonBlock], start: Place, limit_chars: int, *, by_section: bool = False
) -> Place:
    """Where the page before `start` begins; `start` itself when it is the very beginning.

    Pages are counted from the beginning of the text, or of the section that comes before `start`
    when only that leads to `start`, so that going back shows what was read on the way. When neither
    does, the page is the one of the text that holds what stands before `start`.

    `by_section` is as in `take_page`.

    Raises:
        ValueError: as `take_page` does.
    """
    _parts(blocks, start)
    if not blocks or start == Place(blocks[0].id):
        return start
    rank = {block.id: number for number, block in enumerate(blocks)}

    def order(place: Place) -> tuple[int, int]:
        return (rank.get(place.block, len(blocks)), place.offset)

    def last_before(begin: Place) -> tuple[Place, bool]:
        """The last page from `begin` on that begins before `start`, and whether it ends there."""
        while True:
            end = take_page(blocks, begin, limit_chars, by_section=by_section).end
            if order(end) >= order(start):
                return begin, end == start
            begin = end

    of_text, exact = last_before(Place(blocks[0].id))
    if exact:
        return of_text
    before = blocks[order(start)[0] - (start.offset == 0)]
    first = next(block for block in blocks if block.section == before.section)
    if order(Place(first.id)) < order(start):
        of_section, exact = last_before(Place(first.id))
    return of_section if exact else of_text


def _parts(blocks: Sequence[LessonBlock], start: Place) -> list[_Part]:
    """What is left to read from `start` on; blocks without text are passed over."""
    if start == END:
        return []
    skipped = len(list(takewhile(lambda block: block.id != start.block, blocks)))
    if skipped == len(blocks):
        raise ValueError(f"block {start.block!r} is not in this text")
    offsets = [start.offset] + [0] * len(blocks)
    left = [
        _Part(block, at, length(block.block) - at)
        for block, at in zip(blocks[skipped:], offsets, strict=False)
    ]
    return [part for part in left if part.size > 0 and (not part.at or part.shown())]


def _level(part: _Part) -> int:
    return part.whole.block.level if isinstance(part.whole.block, Heading) else 0


def _may_end(taken: Sequence[_Part]) -> bool:
    """Whether a page may end somewhere in what was taken: not if it is nothing but headings."""
    return not all(part.titles for part in taken)


def _page(taken: list[_Part], *, before: _Part) -> Page:
    """The page that ends before `before`, and before the headings that lead to it."""
    while taken[-1].titles:
        before = taken.pop()
    return Page(_shown(taken), before.place)


def _shown(taken: Sequence[_Part]) -> tuple[LessonBlock, ...]:
    return tuple(block for part in taken for block in part.shown())


def _following(parts: Sequence[_Part], part: _Part, until: int) -> Place:
    """The place `until` in the block of `part`, or the next block where nothing is left of this one."""
    if cut(part.whole.block, until):
        return Place(part.whole.id, until)
    after = parts[parts.index(part) + 1 :]
    return after[0].place if after else END
