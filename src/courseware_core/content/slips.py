"""What an author hardly meant: marks of Markdown or HTML that would be shown as they stand, or vanish."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that reverse the direction of the text after them."""

_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_UNDERLINE = re.compile(r"(?<=\n)=+[ \t]*(?:\n|$)")
_LATE_OPTION = re.compile(r"(?<=\n):([\w-]+):(?:\s|$)")
STRAY_MARK = re.compile(r":(:|[\w-]+:\s)")
"""How text begins that was meant to be a directive, or an option of one."""

_REFERENCE = re.compile(r"(?<!\w)\[[^\[\]]+\]\[[^\[\]]*\]")
_REFUSED_LINK = re.compile(r"\]\(\s*<?((?:javascript|vbscript|file|data):)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\[\]]*\](?:\(|\[)")
_TARGET = re.compile(r"\([a-z0-9][a-z0-9.-]*\)=\s*$")

WHOLE_ADDRESS = (
    "A link is a whole address that begins with https://; name another lesson or section in words."
)


class Slip(NamedTuple):
    """A slip at a position in the text; `rule` is what reports it."""

    rule: str
    position: int
    message: str
    hint: str = ""


def unseen(character: str) -> str:
    """The sentence about a character that `UNSEEN` has found."""
    return f"a character that cannot be seen stands here (U+{ord(character):04X}). Remove it."


def is_address(href: str) -> bool:
    """Whether a link leads somewhere from a chat."""
    return href.lower().startswith(("https://", "http://"))


def leads_nowhere(href: str) -> str:
    """The sentence about a link that is no address."""
    return f"`{href}` leads nowhere from a chat."


def slips(text: str, shown: str) -> Iterator[Slip]:
    """The slips in a paragraph or the like; `shown` is what Markdown made of it, without marks."""
    bare = without_code(text)
    for found in _UNDERLINE.finditer(bare):
        message = "a line of `=` makes no heading."
        yield Slip("CW018", found.start(), message, "Sections are `##`, their parts `###`.")
    late = _LATE_OPTION.search(bare)
    if late and not STRAY_MARK.match(text):
        message = f"`:{late[1]}:` stands below the text and is text itself."
        yield Slip("CW011", late.start(), message, "Options stand right below the line that opens.")
    for found in _REFERENCE.finditer(bare):
        if found[0] in shown:
            message = f"`{found[0]}` is no link, as nothing says where it leads."
            yield Slip("CW018", found.start(), message, "Write `[words](https://...)`.")
    for found in _REFUSED_LINK.finditer(bare):
        yield Slip("CW018", found.start(), leads_nowhere(found[1]), WHOLE_ADDRESS)


def slips_in_short_text(text: str, shown: str) -> Iterator[Slip]:
    """The slips in a text of a YAML file: those of a paragraph, HTML and pictures."""
    bare = without_code(text)
    yield from slips(text, shown)
    tag = _TAG.search(bare)
    if tag:
        message = f"`{tag[0]}` is HTML, which is not shown anywhere."
        yield Slip("CW018", tag.start(), message, "Put it in backticks, or write `\\<`.")
    for found in _PICTURE.finditer(bare):
        message = "a picture can stand in a lesson only."
        yield Slip("CW018", found.start(), message, "Put it there, and speak of it here.")


def without_code(text: str) -> str:
    """`text` with spaces in place of code and of escaped marks; lines stay where they are."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    return _ESCAPED.sub(blank, _CODE.sub(blank, text))


def swallowed_by(token: Token) -> tuple[int, str] | None:
    """The first line inside a fence, counted from 1 below its opening, that cannot belong there.

    That is one that opens a fence of the same kind, or a section; of a listing of three backticks, also
    one that opens a directive. None for a fence that was closed where its author meant it to be.
    """
    mark, size = token.markup[0], len(token.markup)
    opens = re.compile(rf":{{{size},}}\{{" if mark == ":" else rf"{mark}{{{size},}}[ \t]*[\w{{]")
    for number, line in enumerate(token.content.split("\n"), start=1):
        whole = mark == ":" or size == 3
        if opens.match(line) or (whole and _TARGET.match(line)):
            return number, line.strip()
        if mark != ":" and size == 3 and line.startswith(":::{"):
            return number, line.strip()
    return None


def cells(row: str) -> int:
    """The number of cells that a line of a table writes."""
    found = escapedSplit(row.strip())
    return len(found) - (found[:1] == [""]) - (len(found) > 1 and found[-1] == "")
