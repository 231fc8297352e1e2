"""A screen as parts to draw, top to bottom: the same for the window and for pictures of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from courseware_core.blocks import text as rich_text
from courseware_core.inputs import (
    ChooseOne,
    ChooseSeveral,
    Input,
    LongText,
    LookUp,
    Number,
    Order,
    Pair,
    ShortText,
)
from courseware_core.screen.letters import letter
from courseware_core.screen.model import Progress, Screen
from courseware_core.screen.words import Words
from courseware_terminal.blocks import prose, rendered
from courseware_terminal.keys import Hand, choices
from courseware_terminal.look import Look

WIDEST = 84
"""Longer lines are hard to read; a wider window has a wider margin."""

_BAR = 12
_BETWEEN_KEYS = "   "


@dataclass(frozen=True, slots=True)
class Part:
    """Something to draw. `target` is the number of the option or entry that it shows, from 0."""

    shown: RenderableType
    target: int | None = None


def parts(screen: Screen, hand: Hand, look: Look, width: int, notice: str = "") -> Iterator[Part]:
    """The whole screen but its keys, for `width` columns, with empty lines where they belong."""
    yield Part(_head(screen, look, width))
    if notice:
        yield Part(Padding(_notice(notice, look), (1, 0, 0, 0)))
    for block in screen.blocks:
        yield Part(Padding(rendered(block, look, width), (1, 0, 0, 0)))
    if screen.input:
        yield from _input(screen.input, hand, look)
    shown = choices(screen)
    if shown:
        yield Part(Text())
    first = _count_options(screen.input)
    digits = len(str(first + len(shown)))
    for number, control in enumerate(shown, first):
        label = prose(rich_text(control.label), look)
        here = hand.cursor == number
        row = _row(f"{number + 1:>{digits}}", label, here, look, note=control.note)
        yield Part(row, number)


def key_bar(pairs: Iterable[tuple[str, str]], look: Look, width: int) -> Text:
    """The keys in as few lines as hold them; a key and its meaning stay on one line."""
    bar, used = Text(overflow="fold"), 0
    for key, meaning in pairs:
        item = Text.assemble((look.text(key), "bold cyan"), " ", look.text(meaning))
        if used and used + len(_BETWEEN_KEYS) + item.cell_len <= width:
            bar.append(_BETWEEN_KEYS)
            used += len(_BETWEEN_KEYS) + item.cell_len
        else:
            bar.append("\n" if used else "")
            used = item.cell_len
        bar.append_text(item)
    return bar


def key_list(pairs: Iterable[tuple[str, str]], words: Words, look: Look) -> Iterator[Part]:
    """The keys below each other, with those that work everywhere."""
    yield Part(Text(look.text(words.say("Keys on this screen")), "bold"))
    yield Part(Text())
    everywhere = (
        ("↑ ↓", words.say("Move the selection, or scroll")),
        (words.say("PgUp PgDn"), words.say("Scroll a page")),
        ("Ctrl-C", words.say("Leave at once; your place is saved")),
    )
    rows = Grid.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True, style="bold cyan")
    rows.add_column(overflow="fold")
    for key, meaning in (*pairs, *everywhere):
        rows.add_row(Text(look.text(key)), Text(look.text(meaning)))
    yield Part(rows)
    yield Part(Text())
    yield Part(Text(look.text(words.say("Any key goes back.")), "dim"))


def _head(screen: Screen, look: Look, width: int) -> RenderableType:
    lines: list[RenderableType] = []
    where = Text(look.text(screen.eyebrow), "dim", overflow="fold")
    how_far = _progress(screen, look)
    if where.plain and how_far.plain and where.cell_len + how_far.cell_len + 2 <= width:
        line = Grid.grid(expand=True)
        line.add_column()
        line.add_column(justify="right", no_wrap=True)
        line.add_row(where, how_far)
        lines.append(line)
    else:
        lines += [line for line in (where, how_far) if line.plain]
    lines.append(Text(look.text(screen.title), "bold", overflow="fold"))
    return Group(*lines)


def _progress(screen: Screen, look: Look) -> Text:
    shown = Text(overflow="fold")
    if screen.progress:
        filled = _filled(screen.progress)
        shown.append(look.text("█" * filled + "░" * (_BAR - filled)), "cyan")
        shown.append(look.text(f" {screen.progress.label}"), "dim")
    if screen.pages > 1:
        shown.append(f"  {screen.page}/{screen.pages}", "dim")
    return shown


def _filled(progress: Progress) -> int:
    """Cells of the bar that are full; all of them only when everything is done."""
    return min(_BAR, int(_BAR * progress.done / progress.total))


def _notice(sentence: str, look: Look) -> RenderableType:
    return Text(look.text(f"! {sentence}"), "bold yellow", overflow="fold")


def _count_options(asked: Input | None) -> int:
    return len(asked.options) if isinstance(asked, ChooseOne | ChooseSeveral) else 0


def _input(asked: Input, hand: Hand, look: Look) -> Iterator[Part]:
    match asked:
        case ChooseOne() | ChooseSeveral():
            yield Part(Text())
            signs = ("☐", "☑") if isinstance(asked, ChooseSeveral) else ("○", "●")
            digits = len(str(len(asked.options)))
            for number, option in enumerate(asked.options):
                sign = look.text(signs[number in hand.chosen])
                label = f"{sign} {number + 1:>{digits}} {letter(number)}"
                yield Part(_row(label, prose(option, look), hand.cursor == number, look), number)
        case Order():
            yield Part(Text())
            for number, item in enumerate(asked.items):
                yield Part(_row(f"{number + 1} {letter(number)}", prose(item, look), False, look))
            yield from _how(asked, look)
        case Pair():
            yield Part(Text())
            for number, item in enumerate(asked.left):
                yield Part(_row(f"{number + 1}", prose(item, look), False, look))
            yield Part(Text())
            for number, item in enumerate(asked.right):
                yield Part(_row(letter(number), prose(item, look), False, look))
            yield from _how(asked, look)
        case LookUp():
            if asked.suggestions:
                listed = Text(look.text(" · ".join(asked.suggestions)), "dim", overflow="fold")
                yield Part(Padding(listed, (1, 0, 0, 0)))
        case Number():
            if asked.unit:
                yield Part(Padding(Text(look.text(f"[{asked.unit}]"), "dim"), (1, 0, 0, 0)))
        case ShortText() | LongText():
            return
        case _:
            assert_never(asked)


def _how(asked: Order | Pair, look: Look) -> Iterator[Part]:
    if asked.how:
        yield Part(Padding(Text(look.text(asked.how), "dim", overflow="fold"), (1, 0, 0, 0)))


def _row(label: str, text: Text, here: bool, look: Look, note: str = "") -> RenderableType:
    """A line to choose: pointer, label, text hanging beside it, and a note."""
    if note:
        text = Text.assemble(text, (look.text(f"  · {note}"), "dim"), overflow="fold")
    if here:
        text.stylize("bold")
    row = Grid.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True, width=1)
    row.add_column(no_wrap=True, style="cyan")
    row.add_column(overflow="fold")
    row.add_row(Text(look.text("▸") if here else " ", "bold cyan"), label, text)
    return row
