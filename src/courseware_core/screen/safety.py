"""Text from learners and models, made safe to show anywhere.

What a surface means by its own marks (mentions, mark-up) is for its renderer to escape; what is
dangerous everywhere is taken out here: control characters, text that runs the other way than it
seems, characters that cannot be seen, piles of accents, and links nobody vouched for.
"""

import re
from collections.abc import Collection
from itertools import groupby
from unicodedata import category, combining, normalize

from wcwidth import iter_graphemes

from courseware_core.blocks import RichText, Span

CUT = "\N{HORIZONTAL ELLIPSIS}"
"""Ends a text that is longer than there is room to show."""

_MOST_ACCENTS = 6
"""Combining characters on one letter; more are a pile, no script needs them."""

_LONGEST_PILE = 30
"""What the Stream-Safe Text Format allows (https://www.unicode.org/reports/tr15/, 2026-11).

The time to normalize a pile grows with its square.
"""

_ACCENTS = {"Mn", "Me"}
_BREAKS = {"\r", "\x0b", "\x0c", "\x85", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"}
_JOINERS = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"}
_DIRECTION = {"\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC LETTER MARK}"}

_PLAIN = re.compile(
    r"[\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25ff\u2700-\u27bf]*"
)
"""Letters of Western Europe, typographic marks, arrows, bars and signs: each stays, whatever is beside it."""
_BREAK = re.compile("\r\n|[{}]".format("".join(_BREAKS)))
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOSE = re.compile("[{}]+(?=\\s|$)".format("".join(_JOINERS)))
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{0,40}://\S*"
    r"|(?:mailto|tel|data|javascript):\S+"
    r"|www\.\S*"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}\b(?:[/:?#]\S*)?",
    re.IGNORECASE,
)
_AFTER_ADDRESS = ".,;:!?\"')]}”’»"


def clean(text: str, *, max_length: int | None = None) -> str:
    """`text` in composed form (NFC) without what cannot be seen or misleads; line breaks stay.

    Control characters and marks that change the direction of text go, tabs become spaces, lone
    surrogates become U+FFFD. Joiners and marks of a script stay, one at a time and between letters.
    With `max_length` a longer text ends with `CUT`, for showing it: what is kept is not shortened.
    """
    cleaned = text if _PLAIN.fullmatch(text) else _cleaned(text)
    return cleaned if max_length is None else _shortened(cleaned, max_length)


def neutral(rich: RichText, *, links: Collection[str] = ()) -> RichText:
    """`rich` with no live link but to the addresses in `links`.

    A link to anywhere else becomes its text, and an address in the text is marked as code, which no
    surface makes a link of.
    """
    return tuple(piece for span in rich for piece in _plain_links(span, links))


def visible(text: str) -> str:
    """`text` without control characters but line breaks, and with lone surrogates as U+FFFD."""
    if text.isprintable():
        return text
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text))


def _cleaned(text: str) -> str:
    whole = _BREAK.sub("\n", text.replace("\t", " "))
    whole = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", whole)
    kept: list[str] = []
    for character in normalize("NFC", _without_piles(whole)):
        if _stays(character, kept):
            kept.append(character)
    return normalize("NFC", _LOOSE.sub("", "".join(kept)))


def _without_piles(text: str) -> str:
    """`text` with at most `_LONGEST_PILE` combining characters in a row."""
    kept: list[str] = []
    pile = 0
    for character in text:
        pile = pile + 1 if combining(character) else 0
        if pile <= _LONGEST_PILE:
            kept.append(character)
    return "".join(kept)


def _stays(character: str, kept: list[str]) -> bool:
    """Whether `character` may follow what was `kept` so far."""
    kind = category(character)
    before = kept[-1] if kept else "\n"
    if kind == "Cc":
        return character == "\n"
    if _selects(character):
        return not (before.isspace() or before in _JOINERS or _selects(before))
    if character in _JOINERS:
        return not (before.isspace() or before in _JOINERS | _DIRECTION)
    if character in _DIRECTION:
        return before not in _DIRECTION
    if kind in _ACCENTS:
        piled = kept[-_MOST_ACCENTS:]
        return len(piled) < _MOST_ACCENTS or any(category(each) not in _ACCENTS for each in piled)
    return kind != "Cf" and not _is_noncharacter(character)


def _selects(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_noncharacter(character: str) -> bool:
    return ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    kept = ""
    for grapheme in iter_graphemes(text):
        if len(kept) + len(grapheme) + len(CUT) > most:
            break
        kept += grapheme
    return (kept.rstrip() + CUT)[:most]


def _plain_links(span: Span, links: Collection[str]) -> list[Span]:
    if span.href in links:
        return [span]
    unlinked = span.model_copy(update={"href": None})
    if span.code:
        return [unlinked]
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in _ADDRESS.finditer(span.text):
        address = found.group().rstrip(_AFTER_ADDRESS)
        pieces += [(span.text[at : found.start()], False), (address, address not in links)]
        at = found.start() + len(address)
    pieces.append((span.text[at:], False))
    runs = groupby(pieces, key=lambda piece: piece[1])
    joined = [("".join(text for text, _ in run), code) for code, run in runs]
    return [unlinked.model_copy(update={"text": text, "code": code}) for text, code in joined if text]
