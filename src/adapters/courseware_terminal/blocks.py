"""Blocks as rich renderables: text is no markup, colour no sign by itself, and nothing is cut."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax
from rich.table import Table as Grid
from rich.text import Text

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
    Steps,
    Table,
    Tone,
)
from courseware_core.screen.degrade import lists_of
from courseware_terminal.look import MARKS, Look

SIDE_BY_SIDE = 56
"""The fewest columns at which lists stand beside each other and boxes have a full frame."""

_SPOKEN: frozenset[Tone] = frozenset(("tutor", "learner", "right", "partial", "wrong", "hint", "notice"))
_MIN_CELL = 12


@dataclass(frozen=True, slots=True)
class Barred:
    """`inner` with a bar down its left side."""

    inner: RenderableType
    style: str
    look: Look

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of `inner`, each behind the bar."""
        room = options.update(width=max(1, options.max_width - 2), height=None)
        for line in console.render_lines(self.inner, room, pad=False):
            yield Segment(self.look.text("▌") + " ", Style.parse(self.style))
            yield from line
            yield Segment.line()


def prose(rich: RichText, look: Look, style: str = "") -> Text:
    """`rich` with its marks; a link is followed by its address."""
    shown = Text(style=style, overflow="fold")
    for span in rich:
        marks = [
            *(["bold"] if span.bold else []),
            *(["italic"] if span.italic else []),
            *(["bold cyan"] if span.code else []),
            *(["underline"] if span.href else []),
        ]
        shown.append(look.text(span.text), " ".join(marks))
        if span.href and span.href != span.text:
            shown.append(f" <{look.text(span.href)}>", "dim")
    return shown


def stacked(blocks: Iterable[Block], look: Look, width: int) -> Group:
    """The blocks below each other, with an empty line between them."""
    return Group(*_spaced(rendered(block, look, width) for block in blocks))


def rendered(block: Block, look: Look, width: int) -> RenderableType:
    """One block for `width` columns."""
    match block:
        case Paragraph():
            return prose(block.text, look)
        case Heading():
            return prose(block.text, look, "bold cyan" if block.level <= 2 else "bold")
        case List():
            return _list(block.items, look, first=block.start if block.ordered else None)
        case Table():
            return _table(block, look, width)
        case Code():
            return _code(block, look)
        case Quote():
            source = [Text(look.text(f"— {block.source}"), "dim")] if block.source else []
            return Barred(Group(prose(block.text, look, "italic"), *source), "dim", look)
        case Image():
            return Text(look.text(f"▧ {block.alt}"), "dim", overflow="fold")
        case Callout():
            return _callout(block, look, width)
        case Compare():
            return _compare(block, look, width)
        case Steps():
            return _steps(block, look, width)
        case _:
            assert_never(block)


def heading_of(tone: Tone, label: str, title: str, look: Look) -> Text:
    """The first line of a callout: its symbol, its kind in words, its title."""
    mark = MARKS[tone]
    shown = Text(overflow="fold")
    shown.append(look.text(f"{mark.symbol} {label}".rstrip()), f"bold {mark.style}")
    if title:
        shown.append(look.text(f" · {title}" if label else title), "bold")
    return shown


def _spaced(parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    for number, part in enumerate(parts):
        if number:
            yield Text()
        yield part


def _list(items: Iterable[ListItem], look: Look, *, first: int | None) -> Group:
    """The items below each other; where there is a `first` number, each level is counted."""
    rows: list[RenderableType] = []
    reached = {0: (first or 1) - 1}
    for item in items:
        reached = {level: number for level, number in reached.items() if level <= item.level}
        reached[item.level] = reached.get(item.level, 0) + 1
        bullet = look.text("◦" if item.level else "•")
        sign = bullet if first is None else f"{reached[item.level]}."
        row = _hanging(Text(sign, "cyan"), prose(item.text, look))
        rows.append(Padding(row, (0, 0, 0, 2 * item.level)) if item.level else row)
    return Group(*rows)


def _hanging(sign: Text, body: RenderableType) -> Grid:
    row = Grid.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(sign, body)
    return row


def _table(table: Table, look: Look, width: int) -> RenderableType:
    if width < _MIN_CELL * len(table.header) + 4:
        return stacked(lists_of(table), look, width)
    grid = Grid(box=box.ROUNDED, border_style="dim", show_lines=True)
    for title in table.header:
        grid.add_column(prose(title, look, "bold"), overflow="fold")
    for row in table.rows:
        grid.add_row(*(prose(cell, look) for cell in row))
    return grid


def _code(code: Code, look: Look) -> RenderableType:
    lexer = {"jsonl": "json", "": "text"}.get(code.language, code.language)
    listing = Syntax(
        look.text(code.text),
        lexer,
        theme="ansi_dark",
        background_color="default",
        word_wrap=True,
    )
    parts: list[RenderableType] = []
    if code.title:
        parts.append(Text(look.text(code.title), "dim", overflow="fold"))
    parts.append(Barred(listing, "blue", look))
    if code.output:
        output = Text(look.text(code.output), overflow="fold")
        parts.append(_hanging(Text(look.text("→"), "dim"), output))
    return Group(*parts)


def _callout(callout: Callout, look: Look, width: int) -> RenderableType:
    style = MARKS[callout.tone].style
    heading = heading_of(callout.tone, callout.label, callout.title, look)
    framed = callout.tone not in _SPOKEN and width >= SIDE_BY_SIDE
    inside = stacked(callout.body, look, width - (4 if framed else 2))
    parts = Group(heading, *([inside] if callout.body else []))
    if framed:
        return Panel(parts, box=box.ROUNDED, border_style=style, padding=(0, 1))
    return Barred(parts, style, look)


def _compare(compare: Compare, look: Look, width: int) -> RenderableType:
    parts: list[RenderableType] = []
    if compare.title:
        parts.append(Text(look.text(compare.title), "bold", overflow="fold"))
    titles = [Text(look.text(column.title), "bold", overflow="fold") for column in compare.columns]
    lists = [
        _list([ListItem(text=item) for item in column.items], look, first=None) for column in compare.columns
    ]
    if width < SIDE_BY_SIDE * len(titles) / 2:
        pairs = [Group(title, items) for title, items in zip(titles, lists, strict=True)]
        return Group(*parts, *_spaced(pairs))
    grid = Grid(box=box.ROUNDED, border_style="dim", expand=True)
    for title in titles:
        grid.add_column(title, ratio=1, overflow="fold")
    grid.add_row(*lists)
    return Group(*parts, grid)


def _steps(steps: Steps, look: Look, width: int) -> RenderableType:
    parts: list[RenderableType] = []
    if steps.title:
        parts.append(Text(look.text(steps.title), "bold", overflow="fold"))
    for number, step in enumerate(steps.steps, steps.start):
        title = [Text(look.text(step.title), "bold", overflow="fold")] if step.title else []
        body = [stacked(step.body, look, width - 3)] if step.body else []
        parts.append(_hanging(Text(f"{number}.", "bold cyan"), Group(*title, *body)))
    return Group(*_spaced(parts))
