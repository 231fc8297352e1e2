"""A screen as plain text that carries everything, the floor that works on any surface.

Each option stands on a line `1  A) text`, each control after them as `5  Hint (hint)`: its number, its
label and, if it has one, the word for it. Where the input takes text, the numbers of controls have the
`/` that has to be typed. `match.match` reads what is typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from wcwidth import ljust, wrap
from wcwidth import width as columns_of

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
from courseware_core.inputs import ChooseOne, ChooseSeveral, Input, LookUp, Number, Order, Pair
from courseware_core.screen.degrade import OUTPUT, lists_of, one_after_the_other
from courseware_core.screen.letters import letter
from courseware_core.screen.match import answerable, entries, fold, takes_text
from courseware_core.screen.model import Screen
from courseware_core.screen.safety import visible

_GAP = "  "
_INDENT = 4
_RESULT = "\N{RIGHTWARDS ARROW} "
"""Stands before each line that a listing prints."""

_LEAST = 20
"""Columns that text keeps, however deep it is indented."""


def render_text(screen: Screen, *, width: int | None = 80) -> str:
    """`screen` as lines of at most `width` columns; None leaves lines as long as they are.

    Only listings, text with an address in it, and text that would be squeezed into fewer than 20
    columns are wider. Ends without a line break.
    """
    page = f"{screen.page}/{screen.pages}" if screen.pages > 1 else ""
    progress = screen.progress.label if screen.progress else ""
    sections = [
        [line for text in (screen.eyebrow, screen.title, progress, page) for line in _wrapped(text, width)],
        *(list(_block(block, width)) for block in screen.blocks),
        list(_options(screen, width)),
        list(_controls(screen, width)),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def inline(rich: RichText) -> str:
    """The words of `rich`, with the address of a link behind it."""
    return "".join(
        f"{span.text} ({span.href})" if span.href and span.href != span.text else span.text for span in rich
    )


def _wrapped(text: str, width: int | None) -> list[str]:
    """The lines of `text`; none if it is blank."""
    shown = visible(text)
    if not shown.strip():
        return []
    lines = shown.split("\n")
    if width is None:
        return lines
    whole = "://" in shown
    return [
        piece
        for line in lines
        for piece in wrap(line, max(width, _LEAST), break_long_words=not whole, break_on_hyphens=False)
        or [""]
    ]


def _hung(lead: str, text: str, width: int | None) -> list[str]:
    """`text` behind `lead`, its further lines below the first."""
    room = None if width is None else width - columns_of(lead)
    first, *others = _wrapped(text, room) or [""]
    return [(lead + first).rstrip(), *(" " * columns_of(lead) + line for line in others)]


def _indented(lines: Iterable[str], by: int) -> Iterator[str]:
    return (" " * by + line if line else line for line in lines)


def _narrowed(width: int | None, by: int) -> int | None:
    return None if width is None else width - by


def _block(block: Block, width: int | None) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _wrapped(inline(block.text), width)
        case Heading():
            yield from _hung("#" * block.level + " ", inline(block.text), width)
        case List():
            yield from _list(block, width)
        case Table():
            yield from _table(block, width)
        case Code():
            yield from _wrapped(block.title, width)
            result = block.language == OUTPUT
            yield from _listing(block.text, _RESULT if result else "")
            yield from _listing(block.output, _RESULT)
        case Quote():
            lines = _wrapped(inline(block.text), _narrowed(width, 2))
            source = _hung("\N{EM DASH} ", block.source, _narrowed(width, 2)) if block.source else []
            yield from (f"> {line}".rstrip() for line in (*lines, *source))
        case Image():
            yield from _wrapped(f"[{block.alt or block.src}]", width)
        case Callout():
            yield from _wrapped(": ".join(part for part in (block.label, block.title) if part), width)
            yield from _indented(_apart(block.body, _narrowed(width, 2)), 2)
        case Compare():
            yield from _apart(one_after_the_other(block), width)
        case Steps():
            yield from _wrapped(block.title, width)
            for number, step in enumerate(block.steps, block.start):
                lead = f"{number}. "
                yield from _hung(lead, step.title, width)
                inner = _apart(step.body, _narrowed(width, len(lead)))
                yield from _indented(inner, len(lead))
        case _:
            assert_never(block)


def _apart(blocks: Sequence[Block], width: int | None) -> Iterator[str]:
    """The lines of `blocks` with an empty one between two of them."""
    shown = [lines for block in blocks if (lines := list(_block(block, width)))]
    for number, lines in enumerate(shown):
        if number:
            yield ""
        yield from lines


def _list(block: List, width: int | None) -> Iterator[str]:
    reached = {0: block.start - 1}
    for item in block.items:
        reached = {level: n for level, n in reached.items() if level <= item.level}
        reached[item.level] = reached.get(item.level, 0) + 1
        mark = f"{reached[item.level]}. " if block.ordered else "- "
        lead = _GAP * item.level
        room = _narrowed(width, len(lead))
        yield from _indented(_hung(mark, inline(item.text), room), len(lead))


def _table(block: Table, width: int | None) -> Iterator[str]:
    """Columns side by side if they fit, else a list for each row."""
    grid = [[" ".join(visible(inline(cell)).split()) for cell in row] for row in (block.header, *block.rows)]
    widths = [max(map(columns_of, column)) for column in zip(*grid, strict=True)]
    if not block.rows or (width is not None and sum(widths) + len(_GAP) * (len(widths) - 1) > width):
        yield from _apart(lists_of(block), width)
        return
    grid.insert(1, ["-" * each for each in widths])
    for row in grid:
        yield _GAP.join(map(ljust, row, widths)).rstrip()


def _listing(text: str, mark: str) -> Iterator[str]:
    if not text.strip():
        return iter(())
    lines = visible(text.expandtabs(_INDENT)).rstrip("\n").split("\n")
    return _indented((f"{mark}{line}".rstrip() for line in lines), _INDENT)


def _options(screen: Screen, width: int | None) -> Iterator[str]:
    """The options of the input, numbered if an answer can be sent."""
    asked = screen.input
    shown = [entry for entry in entries(screen) if entry.control is None]
    for n, text in enumerate(_texts(asked)):
        number = f"{shown[n].number}{_GAP}" if shown else ""
        letters = f"{letter(n)}) " if isinstance(asked, ChooseOne | ChooseSeveral | Order) else ""
        yield from _hung(number + letters + _box(asked, n), text, width)
    if isinstance(asked, Pair):
        yield ""
        for n, right in enumerate(asked.right):
            yield from _hung(f"{letter(n)}) ", inline(right), width)
    if isinstance(asked, Number) and asked.unit:
        yield from _wrapped(f"___ {asked.unit}", width)
    if isinstance(asked, ChooseSeveral | Order | Pair) and asked.how:
        yield ""
        yield from _wrapped(asked.how, width)


def _texts(asked: Input | None) -> Sequence[str]:
    match asked:
        case ChooseOne() | ChooseSeveral():
            return [inline(option) for option in asked.options]
        case Order():
            return [inline(item) for item in asked.items]
        case Pair():
            return [inline(left) for left in asked.left]
        case LookUp():
            return asked.suggestions
        case _:
            return ()


def _box(asked: Input | None, option: int) -> str:
    """A box to tick before an option, where several may be or some are chosen."""
    if isinstance(asked, ChooseSeveral) or (isinstance(asked, ChooseOne) and asked.chosen):
        return "[x] " if option in asked.chosen else "[ ] "
    return ""


def _controls(screen: Screen, width: int | None) -> Iterator[str]:
    slash = "/" if takes_text(answerable(screen)) else ""
    for entry in entries(screen):
        if entry.control is None:
            continue
        note = f" \N{EN DASH} {entry.control.note}" if entry.control.note else ""
        word = f" ({entry.word})" if entry.word and entry.word != fold(entry.label) else ""
        label = " ".join(entry.label.split()) + note + word
        yield from _hung(f"{slash}{entry.number}{_GAP}", label, width)
