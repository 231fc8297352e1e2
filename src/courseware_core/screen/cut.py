"""A block as text with offsets, and the part of it between two of them.

An offset counts characters of the block's plain text: every title, paragraph, item, cell or listing
in reading order, each followed by one more character for the place between it and the next. It does
not depend on the surface, so that a place found on one surface is a place on every other.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import maxsize
from typing import Literal, TypeVar, assert_never

from wcwidth import grapheme_boundary_before, iter_graphemes

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Column,
    Compare,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    RichText,
    Step,
    Steps,
    Table,
    plain,
)

_Role = Literal["text", "title", "cell", "held", "code"]
"""What a leaf is: a title stays with what follows, a `held` leaf with what comes before it, and a
`cell` is a further cell of a row."""

_Read = Callable[[str, _Role], slice | None]
"""Takes the leaves of a block in order; returns the part to keep of each, None to leave it out."""

_T = TypeVar("_T", Callout, Compare, Steps)


@dataclass(frozen=True, slots=True)
class _Leaf:
    at: int
    text: str
    role: _Role


def length(block: Block) -> int:
    """How many offsets `block` has: 0 to `length`, which is its end."""
    found = _leaves(block)
    return found[-1].at + len(found[-1].text) + 1 if found else 0


def words(block: Block) -> str:
    """The plain text of `block`, one line for each of its parts, as offsets count it."""
    return "\n".join(leaf.text for leaf in _leaves(block))


def shows(block: Block) -> bool:
    """Whether there is anything of `block` to see: text that is not blank, or a picture."""
    match block:
        case Image():
            return True
        case Paragraph() | Heading():
            return bool(plain(block.text).strip())
        case Callout():
            return bool(block.title.strip()) or any(map(shows, block.body))
        case Steps():
            inner = (each for step in block.steps for each in step.body)
            titles = (block.title, *(step.title for step in block.steps))
            return any(title.strip() for title in titles) or any(map(shows, inner))
        case _:
            return bool(words(block).strip())


def cut(block: Block, start: int, end: int = maxsize) -> Block | None:
    """The part of `block` from offset `start` up to, and not including, `end`; None if it is empty.

    Titles are in the part that holds their offsets, and the header of a table is in every part.
    Numbers of items and steps go on from part to part.
    """
    at = 0

    def read(text: str, _: _Role) -> slice | None:
        nonlocal at
        begin, at = at, at + len(text) + 1
        low, high = max(start, begin), min(end, at - 1)
        if low < high or (not text and start <= begin < end):
            return slice(low - begin, high - begin)
        return None

    return _rebuild(block, read)


def break_before(block: Block, start: int, room: int) -> int:
    """Where to end a part of `block` that begins at `start` and has room for `room` offsets.

    Between items, rows and paragraphs if that fills a third of the room, else between lines, cells,
    sentences or words, else between characters as people see them. Greater than `start`, and beyond
    the room only for one such character that is longer than the room.
    """
    low, high = start, start + max(room, 1)
    leaves = _leaves(block)
    for places in _places(leaves, low, high):
        if places and 3 * (places[-1] - low) >= high - low:
            return places[-1]
    leaf = next(leaf for leaf in reversed(leaves) if leaf.at < high)
    at = max(low, leaf.at)
    for grapheme in iter_graphemes(leaf.text, at - leaf.at):
        if at + len(grapheme) > high and at > low:
            return at
        at += len(grapheme)
        if at > high:
            return at
    return leaf.at + len(leaf.text) + 1


def _leaves(block: Block) -> tuple[_Leaf, ...]:
    found: list[_Leaf] = []

    def read(text: str, role: _Role) -> None:
        at = found[-1].at + len(found[-1].text) + 1 if found else 0
        found.append(_Leaf(at, text, role))

    _rebuild(block, read)
    return tuple(found)


_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?![a-zß-öø-ÿ])|[。！？]+[」』”’）]*")
_WORD = re.compile(r"\s+")


def _places(leaves: Sequence[_Leaf], low: int, high: int) -> Iterator[list[int]]:
    """The places to break in (low, high], ascending, best kind of place first."""
    between = [(before, leaf) for before, leaf in pairwise(leaves) if low < leaf.at <= high]
    free = [leaf for before, leaf in between if before.role != "title" and leaf.role != "held"]
    inside = [leaf for leaf in leaves if leaf.at < high and leaf.at + len(leaf.text) > low]

    def within(pattern: re.Pattern[str], *, but: Sequence[_Role] = ()) -> list[int]:
        return [
            leaf.at + match.end()
            for leaf in inside
            if leaf.role not in but
            for match in pattern.finditer(leaf.text)
            if low < leaf.at + match.end() <= high and _divides(leaf.text, match.end())
        ]

    yield [leaf.at for leaf in free if leaf.role != "cell"]
    yield within(_LINE, but=("title",))
    yield [leaf.at for leaf in free if leaf.role == "cell"]
    yield within(_SENTENCE, but=("title", "code"))
    yield within(_WORD)


def _divides(text: str, at: int) -> bool:
    """Whether `at` lies within `text` between two characters as people see them."""
    return at < len(text) and grapheme_boundary_before(text, at + 1) == at


def _rich(rich: RichText, read: _Read, role: _Role = "text") -> RichText | None:
    kept = read(plain(rich), role)
    if kept is None:
        return None
    low, high, _ = kept.indices(sum(len(span.text) for span in rich))
    found, at = [], 0
    for span in rich:
        piece = span.text[max(low - at, 0) : max(high - at, 0)]
        at += len(span.text)
        if piece:
            found.append(span if piece == span.text else span.model_copy(update={"text": piece}))
    return tuple(found)


def _line(text: str, read: _Read, role: _Role = "title") -> str:
    """The part to keep of a title or the like; an empty one has no offsets."""
    kept = read(text, role) if text else None
    return text[kept] if kept else ""


def _rebuild(block: Block, read: _Read) -> Block | None:
    match block:
        case Paragraph() | Heading():
            rich = _rich(block.text, read, "title" if block.kind == "heading" else "text")
            return None if rich is None else block.model_copy(update={"text": rich})
        case Quote():
            rich, source = _rich(block.text, read), _line(block.source, read, "held")
            if rich is None and not source:
                return None
            return block.model_copy(update={"text": rich or (), "source": source})
        case Image():
            piece = read(block.alt, "text")
            return None if piece is None else block.model_copy(update={"alt": block.alt[piece]})
        case Code():
            return _code(block, read)
        case List():
            return _list(block, read)
        case Table():
            return _table(block, read)
        case Callout():
            title = _line(block.title, read)
            return _nest(block, title, body=_body(block.body, read))
        case Compare():
            title = _line(block.title, read)
            found = (_column(column, read) for column in block.columns)
            return _nest(block, title, columns=tuple(column for column in found if column))
        case Steps():
            title = _line(block.title, read)
            steps = [_step(step, read) for step in block.steps]
            first = next((number for number, step in enumerate(steps) if step), 0)
            numbered = block.model_copy(update={"start": block.start + first})
            return _nest(numbered, title, steps=tuple(step for step in steps if step))
        case _:
            assert_never(block)


def _nest(block: _T, title: str, **parts: tuple[object, ...]) -> _T | None:
    if not title and not any(parts.values()):
        return None
    return block.model_copy(update={"title": title, **parts})


def _body(body: Sequence[Block], read: _Read) -> tuple[Block, ...]:
    return tuple(piece for piece in [_rebuild(inner, read) for inner in body] if piece)


def _code(block: Code, read: _Read) -> Code | None:
    title = _line(block.title, read)
    text = read(block.text, "code")
    output = _line(block.output, read, "code")
    if text is None and not title and not output:
        return None
    kept = "" if text is None else block.text[text]
    return block.model_copy(update={"title": title, "text": kept, "output": output})


def _list(block: List, read: _Read) -> List | None:
    kept: list[ListItem] = []
    before = 0
    for item in block.items:
        rich = _rich(item.text, read)
        if rich is not None:
            kept.append(item.model_copy(update={"text": rich}))
        elif not kept and item.level == 0:
            before += 1
    if not kept:
        return None
    return block.model_copy(update={"items": tuple(kept), "start": block.start + before})


def _table(block: Table, read: _Read) -> Table | None:
    header = [read(plain(cell), "title") for cell in block.header]
    rows: list[tuple[RichText, ...]] = []
    for row in block.rows:
        cells = [_rich(cell, read, "cell" if n else "text") for n, cell in enumerate(row)]
        if any(cell is not None for cell in cells):
            rows.append(tuple(cell or () for cell in cells))
    if not rows and all(piece is None for piece in header):
        return None
    return block.model_copy(update={"rows": tuple(rows)})


def _column(column: Column, read: _Read) -> Column | None:
    title = _line(column.title, read)
    items = tuple(item for item in [_rich(each, read) for each in column.items] if item is not None)
    if not title and not items:
        return None
    return column.model_copy(update={"title": title, "items": items})


def _step(step: Step, read: _Read) -> Step | None:
    title = _line(step.title, read)
    body = _body(step.body, read)
    return step.model_copy(update={"title": title, "body": body}) if title or body else None
