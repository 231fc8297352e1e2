"""Text and blocks as Discord's Markdown, in which only our own marks mean anything.

What a text holds of marks, mentions, addresses, emoji codes or fences is shown as it was written. Only a
span with an `href` is a link. What takes part in pressing (labels, options) is no Markdown and needs
none of this.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

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
    Span,
    Steps,
    Table,
    Tone,
    text,
)
from courseware_core.screen.degrade import OUTPUT, lists_of, one_after_the_other
from courseware_core.screen.safety import visible

BLANK = "\N{ZERO WIDTH SPACE}"
"""Breaks what a backslash does not: mentions, and fences."""

EMOJI: dict[Tone, str] = {
    "definition": "\N{BLUE BOOK}",
    "case": "\N{RIGHT-POINTING MAGNIFYING GLASS}",
    "insight": "\N{SPARKLES}",
    "analogy": "\N{JIGSAW PUZZLE PIECE}",
    "tip": "\N{HAMMER}",
    "key": "\N{KEY}",
    "misconception": "\N{NO ENTRY SIGN}",
    "remember": "\N{PUSHPIN}",
    "right": "\N{WHITE HEAVY CHECK MARK}",
    "partial": "\N{LARGE YELLOW CIRCLE}",
    "wrong": "\N{CROSS MARK}",
    "hint": "\N{ELECTRIC LIGHT BULB}",
    "notice": "\N{INFORMATION SOURCE}\N{VARIATION SELECTOR-16}",
    "tutor": "\N{GRADUATION CAP}",
    "learner": "\N{RAISED HAND}",
}
"""What stands before the label of a callout, which says the same in words."""

_MENTION = re.compile(r"@(?=everyone|here)|(?<=<)@(?=[!&]?\d)", re.IGNORECASE)
_MARKS = re.compile(r"[\\*_~`|<\[\]]|:(?=/|[^\s:]+:)")
_LINE_START = re.compile(r"^([ ]*)([#>+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([ ]*\d+)\.(?=\s)", re.MULTILINE)
_LANGUAGE = re.compile(r"[A-Za-z0-9+_-]{1,20}")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>()\\@]")
_BETWEEN = " \N{MIDDLE DOT} "
_RESULT = "-# \N{RIGHTWARDS ARROW}"
"""Stands above what a listing prints."""


def prose(rich: RichText) -> str:
    """`rich` with its marks, and no more than those; line breaks stay."""
    shown = ""
    for (bold, italic, code, href), spans in groupby(rich, key=_look):
        piece = _marked(visible("".join(span.text for span in spans)), bold, italic, code, href)
        apart = BLANK if shown.endswith(("*", "`")) and piece.startswith(shown[-1]) else ""
        shown += apart + piece
    return _unlisted(shown)


def line(words: str) -> str:
    """`words` on one line."""
    return _unlisted(_escaped(visible(" ".join(words.split()))))


def _unlisted(shown: str) -> str:
    """`shown` with no line that begins as a heading, a quotation or an entry of a list does."""
    return _NUMBERED.sub(r"\1\\.", _LINE_START.sub(r"\1\\\2", shown)).strip()


def written(block: Block) -> str:
    """`block` as lines of Markdown; empty if there is nothing to see of it."""
    match block:
        case Callout():
            return _quoted(_inside(block))
        case Quote():
            return _quoted(_inside(block))
        case Heading(level=1 | 2):
            return f"### {_one_line(block.text)}" if _one_line(block.text) else ""
        case _:
            return _inside(block)


def apart(parts: Iterable[str]) -> str:
    """Texts below each other in one, with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def _look(span: Span) -> tuple[bool, bool, bool, str | None]:
    return span.bold, span.italic, span.code, span.href


def _marked(words: str, bold: bool, italic: bool, code: bool, href: str | None) -> str:
    """`words` between marks; what is blank at either end stays outside of them."""
    inner = words.strip()
    if not inner:
        return words
    before, after = words.split(inner, 1)
    mark = "*" * (2 * bold + italic)
    shown = _code_span(inner) if code else _escaped(inner)
    if href:
        shown = _linked(shown, inner, href)
    return f"{before}{mark}{shown}{mark}{after}"


def _escaped(words: str) -> str:
    return _MARKS.sub(r"\\\g<0>", _unmentioned(words))


def _unmentioned(words: str) -> str:
    return _MENTION.sub(f"@{BLANK}", words) if "@" in words else words


def _code_span(words: str) -> str:
    inner = _unmentioned(words.replace("\n", " "))
    if "`" not in inner:
        return f"`{inner}`"
    inner = re.sub("`(?=`)", f"`{BLANK}", inner)
    lead, tail = (" " if inner.startswith("`") else ""), (" " if inner.endswith("`") else "")
    return f"``{lead}{inner}{tail}``"


def _linked(shown: str, words: str, href: str) -> str:
    """A link with no preview; an address of another kind than https stands behind its text."""
    if not href.startswith("https://"):
        return shown if words == href else f"{shown} {_code_span(visible(href))}"
    address = _UNSAFE_IN_ADDRESS.sub(lambda found: f"%{ord(found.group()):02X}", visible(href))
    return f"<{address}>" if words == href else f"[{shown}](<{address}>)"


def _one_line(rich: RichText) -> str:
    return " ".join(prose(rich).split())


def _bold(rich: RichText) -> str:
    """`rich` on one line, all of it bold."""
    return _one_line(tuple(span.model_copy(update={"bold": True}) for span in rich))


def _inside(block: Block) -> str:
    """`block` as it stands inside another one: with no quote marks, and no heading's size."""
    match block:
        case Paragraph():
            return prose(block.text)
        case Heading():
            return _bold(block.text)
        case List():
            return "\n".join(_list(block))
        case Table():
            return apart(map(_inside, lists_of(block)))
        case Compare():
            return apart(map(_inside, one_after_the_other(block)))
        case Code():
            return "\n".join(_listing(block))
        case Quote():
            source = f"\N{EM DASH} {line(block.source)}" if block.source.strip() else ""
            return "\n".join(part for part in (prose(block.text), source) if part)
        case Image():
            described = line(block.alt) or line(block.src)
            return f"\N{FRAME WITH PICTURE} {described}"
        case Callout():
            body = apart(map(_inside, block.body))
            return "\n".join(part for part in (_label(block), body) if part)
        case Steps():
            return apart(_steps(block))
        case _:
            assert_never(block)


def _label(callout: Callout) -> str:
    """The first line of a callout: its sign, its kind in words, and its title."""
    named = [_bold(text(words)) for words in (callout.label, callout.title) if words.strip()]
    return f"{EMOJI[callout.tone]} {_BETWEEN.join(named)}".rstrip()


def _list(block: List) -> Iterator[str]:
    reached = {0: block.start - 1}
    for item in block.items:
        reached = {level: number for level, number in reached.items() if level <= item.level}
        reached[item.level] = reached.get(item.level, 0) + 1
        shown = prose(item.text).replace("\n", "\n  ")
        if shown:
            mark = f"{reached[item.level]}." if block.ordered else "-"
            yield f"{'  ' * item.level}{mark} {shown}"


def _listing(block: Code) -> Iterator[str]:
    if block.title.strip():
        yield f"-# {line(block.title)}"
    if block.text.strip():
        yield _fenced(block.text, block.language)
    if block.output.strip():
        yield _fenced(block.output, OUTPUT)


def _fenced(listing: str, language: str) -> str:
    """A listing between fences that nothing in it closes."""
    # Tabs stay: `visible` would take them out.
    shown = "\t".join(map(visible, listing.split("\t"))).rstrip("\n")
    inner = _unmentioned(shown.replace("``", f"`{BLANK}`"))
    named = language if _LANGUAGE.fullmatch(language) and language != OUTPUT else ""
    fenced = f"```{named}\n{inner}\n```"
    return f"{_RESULT}\n{fenced}" if language == OUTPUT else fenced


def _steps(block: Steps) -> Iterator[str]:
    if block.title.strip():
        yield _bold(text(block.title))
    for number, step in enumerate(block.steps, block.start):
        title = _bold(text(f"{number}. {step.title}".strip()))
        yield "\n".join(part for part in (title, apart(map(_inside, step.body))) if part)


def _quoted(lines: str) -> str:
    return "\n".join(f"> {each}" for each in lines.split("\n")) if lines else ""
