"""How much room things take on a surface: at most this, whatever the renderer adds to them.

Characters are counted in UTF-16 code units, which is the larger of the two ways platforms count.
"""

from codecs import utf_16_le_encode  # without the codec's own module, which would be imported at first use
from typing import assert_never

from wcwidth import iter_graphemes

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Compare,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    RichText,
    Steps,
    Table,
)
from courseware_core.screen.profiles import Profile

_CUT = "\N{HORIZONTAL ELLIPSIS}"
"""Ends what is not whole."""

_MARK = 4
"""Both ends of a mark, as in `**bold**`; also what stands around a link's address."""

_LEAD = 8
"""What begins and ends an entry: a line break, indentation, a bullet, a number or a heading's mark."""

_FENCE = 16
"""What stands around a listing."""

_LANGUAGE = 20
"""The longest name of a language that a listing is marked with."""


def units(text: str) -> int:
    """The length of `text` where nothing is escaped: in a label, an option, a title."""
    return len(text) if text.isascii() else len(utf_16_le_encode(text, "surrogatepass")[0]) // 2


def clipped(text: str, limit: int) -> str:
    """As much of the beginning of `text` as fits into `limit` with a mark that there is more."""
    room = limit - units(_CUT)
    kept = ""
    for grapheme in iter_graphemes(text):
        if units(kept + grapheme) > room:
            break
        kept += grapheme
    return kept.rstrip() + _CUT


def written(text: str, profile: Profile) -> int:
    """The length of `text` with what the surface escapes in it."""
    total = units(text)
    for character, more in profile.escaped:
        if character in text:  # far cheaper than counting, and most are not
            total += more * text.count(character)
    return total


def rich(text: RichText, profile: Profile) -> int:
    """The length of `text` with its marks, links and escapes."""
    total = 0
    for span in text:
        total += written(span.text, profile)
        total += _MARK * (span.bold + span.italic + span.code)
        total += _MARK + units(span.href) if span.href else 0
    return total


def size(block: Block, profile: Profile) -> int:
    """The length of `block` as it is written."""
    match block:
        case Paragraph() | Heading():
            return rich(block.text, profile) + _LEAD
        case List():
            return sum(rich(item.text, profile) + 2 * item.level + _LEAD for item in block.items)
        case Table():
            rows = (block.header, *block.rows)
            return sum(rich(cell, profile) + _MARK for row in rows for cell in row)
        case Code():
            shown = (block.title, block.text, block.output)
            fences = _FENCE + min(len(block.language), _LANGUAGE)
            return sum(written(text, profile) + fences for text in shown if text)
        case Quote():
            lines = 1 + sum(span.text.count("\n") for span in block.text)
            return rich(block.text, profile) + 2 * lines + written(block.source, profile) + _LEAD
        case Image():
            return written(block.alt, profile) + _LEAD
        case Callout():
            head = written(block.label, profile) + written(block.title, profile) + 2 * _LEAD
            return head + sum(size(inner, profile) for inner in block.body)
        case Compare():
            titles = (block.title, *(column.title for column in block.columns))
            items = (item for column in block.columns for item in column.items)
            return sum(written(title, profile) + _LEAD for title in titles) + sum(
                rich(item, profile) + _LEAD for item in items
            )
        case Steps():
            titles = (block.title, *(step.title for step in block.steps))
            body = (inner for step in block.steps for inner in step.body)
            return sum(written(title, profile) + _LEAD for title in titles) + sum(
                size(inner, profile) for inner in body
            )
        case _:
            assert_never(block)


def parts(block: Block) -> int:
    """How many texts `block` is written as: a paragraph is one, a box one for itself and its title."""
    match block:
        case Callout():
            return 2 + sum(parts(inner) for inner in block.body)
        case Steps():
            body = (inner for step in block.steps for inner in step.body)
            return 1 + len(block.steps) + sum(parts(inner) for inner in body)
        case Compare():
            return 1 + 2 * len(block.columns)
        case Code():
            return 1 + bool(block.title) + bool(block.output)
        case _:
            return 1
