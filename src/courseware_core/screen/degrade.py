"""Blocks in the forms that a surface can show: the ladder from rich to plain, on which nothing is lost.

| where there is no … | it becomes |
| --- | --- |
| table, or it is too large | a list for each row, "header: cell" |
| comparison side by side | its lists, one after the other |
| picture | its description |
| listing with its output | the listing, then one of language `output` |
| link, or its address is too long | the text and the address behind it |

A title too long for a title becomes a paragraph, and a text too long for one part several.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Compare,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    RichText,
    Span,
    Step,
    Steps,
    Table,
    plain,
    text,
    texts,
)
from courseware_core.screen.cut import break_before, cut, length, shows
from courseware_core.screen.measure import size, units, written
from courseware_core.screen.profiles import UNLIMITED, Profile

OUTPUT = "output"
"""The language of a listing that is what another one prints."""


def degrade(block: Block, profile: Profile) -> tuple[Block, ...]:
    """`block` as blocks that `profile` can show; none if there is nothing to see of it."""
    return tuple(_ladder(block, profile, inside=False))


def split(block: Block, fit: Callable[[Block], bool], room: int) -> Iterator[Block]:
    """`block` in pieces that each `fit`, of up to about `room` characters, in order."""
    end, at = length(block), 0
    while at < end:
        until = end if end - at <= room else break_before(block, at, room)
        while (piece := cut(block, at, until)) and not fit(piece) and until - at > 1:
            until = min(break_before(block, at, 3 * (until - at) // 4), until - 1)
        if piece:
            yield from _seen(piece)
        at = until


def lists_of(table: Table) -> tuple[List, ...]:
    """A list for each row of `table`; one of the headers if there are no rows.

    The first column names the rows: the other cells stand below it.
    """
    if not table.rows:
        return (List(items=tuple(ListItem(text=cell) for cell in table.header)),)
    levels = (0, *[1] * len(table.header))
    return tuple(List(items=tuple(map(_cell, table.header, row, levels))) for row in table.rows)


def one_after_the_other(compare: Compare) -> tuple[Block, ...]:
    """The lists of `compare`, each under its title."""
    shown: list[Block] = []
    if compare.title:
        shown.append(Heading(text=text(compare.title), level=3))
    for column in compare.columns:
        shown.append(Heading(text=text(column.title), level=4))
        shown.append(List(items=tuple(ListItem(text=item) for item in column.items)))
    return tuple(shown)


def _seen(block: Block) -> Iterator[Block]:
    """`block` without the blocks in it of which there is nothing to see; none if that is all of it."""
    match block:
        case Callout():
            block = block.model_copy(update={"body": _all_seen(block.body)})
        case Steps():
            steps = (step.model_copy(update={"body": _all_seen(step.body)}) for step in block.steps)
            block = block.model_copy(update={"steps": tuple(steps)})
        case _:
            pass
    if shows(block):
        yield block


def _all_seen(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(kept for block in blocks for kept in _seen(block))


def _ladder(block: Block, profile: Profile, *, inside: bool) -> Iterator[Block]:
    """The blocks that `block` becomes, `inside` a box or not."""
    block = _linked(block, profile)
    match block:
        case Table() if not _holds(block, profile, inside=inside):
            for row in lists_of(block):
                yield from _ladder(row, profile, inside=inside)
        case Compare() if not profile.columns:
            for part in one_after_the_other(block):
                yield from _ladder(part, profile, inside=inside)
        case Image() if not _pictures(block, profile):
            yield from _whole(Paragraph(text=text(block.alt.strip() or block.src)), profile)
        case Image():
            yield block
        case Code():
            yield from _code(block, profile)
        case Callout():
            yield from _callout(block, profile)
        case Steps():
            yield from _steps(block, profile)
        case Paragraph() | Heading() | Quote() | List() | Table() | Compare():
            yield from _whole(block, profile)
        case _:
            assert_never(block)


def _whole(block: Block, profile: Profile) -> Iterator[Block]:
    """`block`, in pieces if it is too long for one text."""

    def fit(piece: Block) -> bool:
        rows = len(piece.rows) if isinstance(piece, Table) else 0
        return size(piece, profile) <= profile.text_length and rows <= profile.table_rows

    if not fit(block):
        yield from split(block, fit, profile.text_length)
    elif shows(block):
        yield block


def _holds(table: Table, profile: Profile, *, inside: bool) -> bool:
    """Whether `profile` can show `table` as one: all of it or, where it is long, every row of it.

    Where tables are counted, there are none inside a box.
    """
    if not profile.tables or len(table.header) > profile.table_columns:
        return False
    if inside and profile.tables != UNLIMITED:
        return False
    rows = (table.model_copy(update={"rows": (row,)}) for row in table.rows)
    return all(size(row, profile) <= profile.text_length for row in rows)


def _pictures(image: Image, profile: Profile) -> bool:
    """Whether `profile` can show `image`; where pictures have limits, one without words is none."""
    return profile.alt_length == UNLIMITED or 0 < units(image.alt.strip()) <= profile.alt_length


def _code(block: Code, profile: Profile) -> Iterator[Block]:
    title, over = _line(block.title, profile)
    for piece in over:
        yield from _whole(piece, profile)
    if profile.code_output or not block.output:
        yield from _whole(block.model_copy(update={"title": title}), profile)
    else:
        yield from _whole(block.model_copy(update={"title": title, "output": ""}), profile)
        yield from _whole(Code(text=block.output, language=OUTPUT), profile)


def _cell(header: RichText, cell: RichText, level: int) -> ListItem:
    if not plain(header).strip():
        return ListItem(text=cell, level=level)
    bold = tuple(span.model_copy(update={"bold": True}) for span in header)
    return ListItem(text=(*bold, Span(text=": "), *cell), level=level)


def _callout(block: Callout, profile: Profile) -> Iterator[Block]:
    label, over_label = _line(block.label, profile)
    title, over_title = _line(block.title, profile)
    inner = (*over_label, *over_title, *block.body)
    body = tuple(piece for each in inner for piece in _ladder(each, profile, inside=True))
    boxed = block.model_copy(update={"label": label, "title": title, "body": body})
    if body or title.strip():
        yield boxed
    elif label.strip():
        yield Paragraph(text=(Span(text=label, bold=True),))


def _steps(block: Steps, profile: Profile) -> Iterator[Block]:
    title, over = _line(block.title, profile)
    for piece in over:
        yield from _whole(piece, profile)
    steps = tuple(_step(step, profile) for step in block.steps)
    kept = block.model_copy(update={"title": title, "steps": steps})
    if shows(kept):
        yield kept


def _step(step: Step, profile: Profile) -> Step:
    title, over = _line(step.title, profile)
    inner = (*over, *step.body)
    body = tuple(piece for each in inner for piece in _ladder(each, profile, inside=True))
    return Step(title=title, body=body)


def _line(title: str, profile: Profile) -> tuple[str, tuple[Paragraph, ...]]:
    """`title` if it is no longer than a line, else nothing and the same as a paragraph."""
    if written(title, profile) <= profile.line_length:
        return title, ()
    return "", (Paragraph(text=(Span(text=title, bold=True),)),)


def _linked(block: Block, profile: Profile) -> Block:
    """`block` with links only where they can be shown."""
    if not any(span.href for rich in texts(block) for span in rich):
        return block

    def shown(rich: RichText) -> RichText:
        return tuple(piece for span in rich for piece in _unlinked(span, profile))

    match block:
        case Paragraph() | Heading() | Quote():
            return block.model_copy(update={"text": shown(block.text)})
        case List():
            items = tuple(ListItem(text=shown(item.text), level=item.level) for item in block.items)
            return block.model_copy(update={"items": items})
        case Table():
            rows = tuple(tuple(shown(cell) for cell in row) for row in block.rows)
            header = tuple(shown(cell) for cell in block.header)
            return block.model_copy(update={"header": header, "rows": rows})
        case Compare():
            columns = tuple(
                column.model_copy(update={"items": tuple(shown(item) for item in column.items)})
                for column in block.columns
            )
            return block.model_copy(update={"columns": columns})
        case _:
            return block


def _unlinked(span: Span, profile: Profile) -> tuple[Span, ...]:
    if not span.href or (profile.links and units(span.href) <= profile.link_length):
        return (span,)
    return (span.model_copy(update={"href": None}), Span(text=f" ({span.href})"))
