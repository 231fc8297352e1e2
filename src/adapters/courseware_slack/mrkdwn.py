"""Text and blocks as Slack's mrkdwn, in which only our own marks mean anything.

What a text holds of marks, mentions, addresses, emoji codes or fences is shown as it was written. Only a
span with an https `href` is a link. What takes part in pressing (labels, options) is plain text, and so
are titles.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, assert_never

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
    Span,
    Steps,
    Table,
    Tone,
    text,
)
from courseware_core.screen.degrade import OUTPUT, lists_of, one_after_the_other
from courseware_core.screen.measure import units
from courseware_core.screen.safety import clean, visible
from courseware_slack.limits import SECTION

BLANK = "\N{ZERO WIDTH SPACE}"
"""Breaks what would mean something: mrkdwn has no escape but for `&`, `<` and `>`."""

CUT = "\N{HORIZONTAL ELLIPSIS}"

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

_MARKS = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`|@(?=\w)|:(?=[\w+'-]+:)")
"""A mark between letters means nothing, so that `snake_case` can be copied as it is."""
_TAGGED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
"""What Slack makes of an address, or of the name of somebody or of a channel, in what a person writes."""
_LINE_START = re.compile(r"^(?=[ ]*&gt;)", re.MULTILINE)
_FENCE = re.compile("`(?=`)")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>|\\`\"]")
_SHOWN_BULLETS = ("\N{BULLET}", "\N{WHITE BULLET}")
_INDENT = "\N{NO-BREAK SPACE}" * 2
_LEAD = 60
"""Kept free for what begins an entry of a list: its indentation and its number."""

_BETWEEN = " \N{MIDDLE DOT} "
_RESULT = "\N{RIGHTWARDS ARROW}"
"""Stands above what a listing prints."""

_MAY_TOUCH = re.compile(r"[\s.,;:!?()\[\]{}\"'/\N{EM DASH}\N{EN DASH}-]")
"""What a mark may touch on its outer side: beside a letter it means nothing, or goes on."""


def escaped(words: str) -> str:
    """`words` in which nothing means anything to Slack."""
    inert = _MARKS.sub(lambda found: found.group() + BLANK, _entities(visible(words)))
    return _LINE_START.sub(BLANK, inert)


def _entities(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def prose(rich: RichText) -> str:
    """`rich` with its marks, and no more than those; line breaks stay."""
    return "\n".join(_lines(rich)).strip()


def line(words: str) -> str:
    """`words` on one line."""
    return " ".join(escaped(words).split())


def typed(told: str) -> str:
    """What a person typed, of how Slack tells it.

    https://docs.slack.dev/messaging/formatting-message-text, November 2026.
    """
    untagged = _TAGGED.sub(lambda tag: tag[2] or tag[1], told)
    return untagged.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(words: str, *, most: int, otherwise: str = CUT) -> dict[str, Any]:
    """A plain_text object of `words` on one line, of at most `most` characters.

    `otherwise` if there is nothing to see. What looks like the code of an emoji stays what it is.
    """
    shown = " ".join(clean(words).split()) or otherwise
    return {"type": "plain_text", "text": shortened(shown, most), "emoji": False}


def section(shown: str) -> dict[str, Any]:
    """A section of mrkdwn that is all there at once, in which Slack looks for nothing itself."""
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": shown, "verbatim": True},
        "expand": True,
    }


def written(block: Block) -> tuple[str, ...]:
    """`block` as texts that stand below each other; none if there is nothing to see of it."""
    return tuple(packed(filter(_seen, _pieces(block)), "\n"))


def packed(texts: Iterable[str], between: str) -> Iterator[str]:
    """`texts`, each of which fits into a section, joined by `between` to as few as have room each."""
    held = ""
    for piece in texts:
        joined = held + between + piece if held else piece
        if units(joined) > SECTION:
            yield held
            held = piece.lstrip("\n")
        else:
            held = joined
    if held:
        yield held


def shortened(words: str, most: int) -> str:
    """`words`, or as much of them as there is room for and `CUT`."""
    if units(words) <= most:
        return words
    kept, room = "", most - units(CUT)
    for grapheme in iter_graphemes(words):
        room -= units(grapheme)
        if room < 0:
            break
        kept += grapheme
    return kept.rstrip() + CUT


def _seen(shown: str) -> bool:
    return any(map(str.isalnum, shown)) or bool(clean(shown).strip())


def _too_long(shown: str) -> bool:
    """Whether a section has no room for `shown`, as a quotation if need be."""
    return units(shown) + len("> ") * (1 + shown.count("\n")) > SECTION - _LEAD


def _fitting(rich: RichText) -> Iterator[str]:
    """`rich` with its marks, in parts that a section has room for.

    `fit` reckons with nearly all that mrkdwn adds; a text full of marks is longer.
    """
    shown = prose(rich)
    words = "".join(span.text for span in rich)
    if not _too_long(shown) or len(words) < 2:
        yield shown
        return
    at = _near_middle(words)
    yield from _fitting(_part(rich, 0, at))
    yield from _fitting(_part(rich, at, len(words)))


def _part(rich: RichText, first: int, end: int) -> RichText:
    """The characters of `rich` from `first` up to `end`, with their marks."""
    kept: list[Span] = []
    begins = 0
    for span in rich:
        inside = span.text[max(0, first - begins) : max(0, end - begins)]
        if inside:
            kept.append(span.model_copy(update={"text": inside}))
        begins += len(span.text)
    return tuple(kept)


def _near_middle(words: str) -> int:
    """Where to part `words`: after a line or a word of its first half, if it has one."""
    half = len(words) // 2
    return (words.rfind("\n", 0, half) + 1) or (words.rfind(" ", 0, half) + 1) or half


def _lines(rich: RichText) -> Iterator[str]:
    """Every line of `rich`: marks do not reach over the end of one."""
    held: list[Span] = []
    for span in rich:
        first, *others = visible(span.text).split("\n")
        held.append(span if first == span.text else span.model_copy(update={"text": first}))
        for other in others:
            yield _line(held)
            held = [span.model_copy(update={"text": other})]
    yield _line(held)


def _line(spans: Sequence[Span]) -> str:
    shown = ""
    after_mark = False
    for (bold, italic, code, href), run in groupby(spans, key=_look):
        words = "".join(span.text for span in run)
        inner = words.strip()
        if not inner:
            shown += words
            after_mark = after_mark and not words
            continue
        lead, tail = words.split(inner, 1)
        marks = "*" * bold + "_" * italic
        is_marked = bool(marks) or (code and "`" not in inner)
        follows, leads = lead or inner, shown[-1:]
        if (after_mark and not _MAY_TOUCH.match(follows)) or (
            is_marked and leads and not lead and not _MAY_TOUCH.match(leads)
        ):
            shown += BLANK
        shown += lead + marks + _shown(inner, code=code, href=href) + marks[::-1] + tail
        after_mark = is_marked and not tail
    return shown


def _look(span: Span) -> tuple[bool, bool, bool, str | None]:
    return span.bold, span.italic, span.code, span.href


def _shown(words: str, *, code: bool, href: str | None) -> str:
    # A backtick would end a stretch of code: such a one is shown without its mark.
    shown = f"`{_entities(words)}`" if code and "`" not in words else escaped(words)
    if not href:
        return shown
    if not href.startswith("https://"):
        return shown if words == href else f"{shown} ({escaped(href)})"
    address = _UNSAFE_IN_ADDRESS.sub(lambda found: f"%{ord(found.group()):02X}", visible(href))
    label = escaped(words).replace("|", "\N{BROKEN BAR}")
    return f"<{address.replace('&', '&amp;')}|{label}>"


def _bold(words: RichText) -> str:
    """`words` on one line, all of it bold."""
    return " ".join(prose(_emboldened(words)).split())


def _emboldened(words: RichText) -> RichText:
    """`words` on one line and bold."""
    return tuple(
        span.model_copy(update={"bold": True, "text": span.text.replace("\n", " ")}) for span in words
    )


def _pieces(block: Block) -> Iterator[str]:
    """The texts of `block`, each of which begins on a line of its own."""
    match block:
        case Paragraph():
            yield from _fitting(block.text)
        case Heading():
            yield from _fitting(_emboldened(block.text))
        case List():
            yield from _list(block)
        case Table():
            yield from _apart(map(_pieces, lists_of(block)))
        case Compare():
            yield from _apart(map(_pieces, one_after_the_other(block)))
        case Code():
            yield from _listing(block)
        case Quote():
            yield from map(_quoted, _fitting(block.text))
            if block.source.strip():
                yield _quoted(f"\N{EM DASH} {line(block.source)}")
        case Image():
            described = " ".join((block.alt.strip() or block.src).split())
            yield from _fitting(text(f"\N{FRAME WITH PICTURE} {described}"))
        case Callout():
            yield from _boxed(block)
        case Steps():
            yield from _steps(block)
        case _:
            assert_never(block)


def _apart(groups: Iterable[Iterator[str]]) -> Iterator[str]:
    """The texts of all groups, with an empty line before each group but the first."""
    for number, group in enumerate(groups):
        for position, piece in enumerate(filter(_seen, group)):
            yield f"\n{piece}" if number and not position else piece


def _list(block: List) -> Iterator[str]:
    reached = {0: block.start - 1}
    for item in block.items:
        reached = {level: number for level, number in reached.items() if level <= item.level}
        reached[item.level] = reached.get(item.level, 0) + 1
        indent = _INDENT * item.level
        mark = f"{reached[item.level]}." if block.ordered else _SHOWN_BULLETS[item.level % 2]
        for position, part in enumerate(filter(_seen, _fitting(item.text))):
            shown = part.replace("\n", f"\n{_INDENT}")
            yield f"{indent}{_INDENT if position else mark} {shown}"


def _listing(block: Code) -> Iterator[str]:
    title = _bold(text(block.title))
    if block.language == OUTPUT:
        yield _RESULT
    elif title:
        yield title
    if block.text.strip():
        yield from _fenced(block.text)
    if block.output.strip():
        yield _RESULT
        yield from _fenced(block.output)


def _fenced(listing: str) -> Iterator[str]:
    """A listing between fences that nothing in it closes; more than one if a section cannot hold it."""
    # Tabs stay: `visible` would take them out.
    shown = "\t".join(map(visible, listing.split("\t"))).rstrip("\n")
    fenced = f"```\n{_entities(_FENCE.sub(f'`{BLANK}', shown))}\n```"
    if _too_long(fenced):
        at = _near_middle(shown)
        yield from _fenced(shown[:at])
        yield from _fenced(shown[at:])
    else:
        yield fenced


def _boxed(callout: Callout) -> Iterator[str]:
    """A quotation under its sign, its kind in words and its title; a listing in it stands free."""
    named = [_bold(text(words)) for words in (callout.label, callout.title) if words.strip()]
    yield _quoted(f"{EMOJI[callout.tone]} {_BETWEEN.join(named)}".rstrip())
    for piece in _apart(map(_pieces, callout.body)):
        yield piece if piece.lstrip("\n").startswith("```") else _quoted(piece)


def _steps(block: Steps) -> Iterator[str]:
    if block.title.strip():
        yield _bold(text(block.title))
    for number, step in enumerate(block.steps, block.start):
        yield "\n" + _bold(text(f"{number}. {step.title}".strip()))
        for inner in step.body:
            yield from _pieces(inner)


def _quoted(lines: str) -> str:
    """`lines` as a quotation; what is one already stays one."""
    return "\n".join(each if each.startswith(">") else f"> {each}" for each in lines.split("\n"))
