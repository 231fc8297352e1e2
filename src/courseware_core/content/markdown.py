"""Markdown as blocks: what every lesson, and every short text of a tutor, is made of.

`BlockReader` turns markdown-it's tokens into blocks. It loses nothing silently: what a block cannot
hold goes to `complain`, which a lesson reports and a short text does not, and its words are kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from courseware_core.blocks import (
    Block,
    Code,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    RichText,
    Span,
    Table,
    plain,
)
from courseware_core.blocks import (
    text as plain_text,
)
from courseware_core.content.inline import spans
from courseware_core.content.problems import did_you_mean
from courseware_core.content.slips import (
    STRAY_MARK,
    UNSEEN,
    WHOLE_ADDRESS,
    cells,
    is_address,
    leads_nowhere,
    slips,
    swallowed_by,
    unseen,
)

Check = Literal["json", "jsonl", "python"]
CHECKS: tuple[Check, ...] = ("json", "jsonl", "python")

_SHORT = MarkdownIt("zero").enable(
    ["list", "blockquote", "fence", "emphasis", "backticks", "link", "escape", "entity", "newline"]
)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"\s*')
_DEEPEST = 16
"""Levels of tokens that are read; markdown-it drops, in silence, what is nested below the 20th."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its first and last line.

    `target` is the id on the line above a heading; `year` and `source` are a case's.
    """

    block: Block
    line: int
    end: int
    target: str = ""
    year: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A listing that its author wants checked; `line` is where its text begins."""

    check: Check
    text: str
    line: int


@dataclass(slots=True)
class BlockReader:
    """Reads the tokens of one text whose first line is `first_line` of the file."""

    lines: Sequence[str] = ()
    first_line: int = 1
    samples: list[Sample] = field(default_factory=list)

    def complain(self, rule: str, line: int, message: str, hint: str = "") -> None:
        """Hear what a block cannot hold. A short text keeps the words and says nothing."""

    def directive(self, token: Token) -> Placed | None:
        """The block of a `:::{name}` fence; a short text has none."""
        return None

    def digest(self, src: str, line: int) -> str:
        """The digest of a picture's file; empty when it cannot be had."""
        return ""

    def read(self, tokens: Sequence[Token]) -> list[Placed]:
        """The blocks of `tokens`, in reading order."""
        found: list[Placed] = []
        target: tuple[str, int] | None = None
        position = 0
        while position < len(tokens):
            token = tokens[position]
            inner, position = _inside(tokens, position)
            if token.type == "myst_target":
                self._unused(target)
                target = (token.content, self.span(token)[0])
                continue
            placed = self._block(token, inner, found)
            if placed is None:
                continue
            if isinstance(placed.block, Heading) and target is not None:
                placed = replace(placed, target=target[0])
            else:
                self._unused(target)
            target = None
            found.append(placed)
        self._unused(target)
        return found

    def _unused(self, target: tuple[str, int] | None) -> None:
        if target is not None:
            self.complain("CW011", target[1], f"`({target[0]})=` belongs on the line above a heading.")

    def span(self, token: Token) -> tuple[int, int]:
        """The first and last line of the file that `token` was read from."""
        first, last = token.map or [0, 1]
        return first + self.first_line, max(first, last - 1) + self.first_line

    def _block(self, token: Token, inner: Sequence[Token], before: list[Placed]) -> Placed | None:
        line, end = self.span(token)
        block: Block | None = None
        match token.type:
            case "paragraph_open":
                block = self._paragraph(inner[0])
            case "heading_open":
                block = self._heading(token, inner[0])
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                items, start = tuple(self._items(inner, 0)), max(1, int(token.attrs.get("start", 1)))
                block = List(items=items, ordered=ordered, start=start) if items else None
            case "blockquote_open":
                words = self._words(inner, "quote")
                block = Quote(text=words) if words else None
                if block is None:
                    self.complain("CW014", line, "this quote is empty.")
            case "table_open":
                block = self._table(token, inner)
            case "fence":
                block = self._listing(token, before)
            case "colon_fence":
                return self.directive(token)
            case "code_block":
                self.complain(
                    "CW018", line, "text indented by four spaces is code.", "Put code between ``` lines."
                )
                block = Code(text=token.content.rstrip("\n"))
            case "html_block":
                self._html(line)
            case "hr":
                self.complain("CW018", line, "a lesson has no rules across the page.", "Use a heading.")
            case _:
                pass
        return Placed(block, line, end) if block is not None else None

    def _html(self, line: int) -> None:
        self.complain("CW018", line, "HTML is not shown anywhere.", "Write Markdown, or `\\<`.")

    def _paragraph(self, token: Token) -> Block | None:
        children = [child for child in token.children or [] if child.content or child.type != "text"]
        if len(children) == 1 and children[0].type == "image":
            return self._image(children[0], self.span(token)[0])
        if STRAY_MARK.match(token.content):
            hint = "Directives begin with three colons, and their options stand right below."
            self.complain("CW011", self.span(token)[0], "this looks like a directive and is text.", hint)
        words = self._inline(token)
        return Paragraph(text=words) if words else None

    def _image(self, token: Token, line: int) -> Block | None:
        src, alt = unquote(str(token.attrs.get("src", ""))), token.content.strip()
        if not alt:
            self.complain("CW013", line, f"the picture `{src}` has no alt text.", "Say what it shows.")
        return Image(src=src, alt=alt, digest=self.digest(src, line))

    def _heading(self, token: Token, words: Token) -> Block | None:
        line, level = self.span(token)[0], int(token.tag[1:])
        text = self._inline(words)
        if not plain(text).strip():
            self.complain("CW015", line, "this heading is empty.")
            return None
        if level not in (2, 3):
            self.complain(
                "CW018", line, f"a heading of level {level} has no place in a lesson.",
                "The title stands in the front matter; sections are `##`, their parts `###`.",
            )  # fmt: skip
            level = min(max(level, 2), 3)
        return Heading(text=text, level=level)

    def _items(self, tokens: Sequence[Token], level: int) -> list[ListItem]:
        found: list[ListItem] = []
        position = 0
        while position < len(tokens):
            item = tokens[position]
            inner, position = _inside(tokens, position)
            own = [each for each in _split(inner) if not each[0].type.endswith("_list_open")]
            lists = [each for each in _split(inner) if each[0].type.endswith("_list_open")]
            words = self._words([token for group in own for token in group], "list item")
            if not words and not lists:
                self.complain("CW014", self.span(item)[0], "this list item is empty.")
                continue
            if words:
                found.append(ListItem(text=words, level=level))
            for group in lists:
                found += self._items(group[1:-1], level + 1 if words else level)
        return found

    def _words(self, tokens: Sequence[Token], where: str) -> RichText:
        """The paragraphs of `tokens` as one text, a line for each."""
        texts: list[RichText] = []
        for group in _split(tokens):
            if group[0].type == "paragraph_open":
                texts.append(self._inline(group[1]))
                continue
            line = self.span(group[0])[0]
            self.complain("CW018", line, f"a {where} holds plain text only.", "Move this out of it.")
            for token in group:
                if token.type == "inline":
                    texts.append(self._inline(token))
                elif token.type in ("fence", "code_block"):
                    words = f"{token.info.strip()}\n{token.content}".strip("\n")
                    texts.append((Span(text=words, code=True),) if words else ())
        texts = [words for words in texts if words]
        joined = [span for words in texts for span in (Span(text="\n"), *words)]
        return tuple(joined[1:])

    def _table(self, table: Token, tokens: Sequence[Token]) -> Block:
        rows: list[list[RichText]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inline(token))
        first, end = table.map or [0, 0]
        for number in range(first + 2, min(end, len(self.lines))):
            written = cells(self.lines[number])
            if written > len(rows[0]):
                message = f"this row has {written} cells, and the header {len(rows[0])}."
                hint = "Write `\\|` for a bar inside a cell."
                self.complain("CW018", number + self.first_line, message, hint)
        return Table(header=tuple(rows[0]), rows=tuple(tuple(row) for row in rows[1:]))

    def _listing(self, token: Token, before: list[Placed]) -> Block | None:
        line, end = self.span(token)
        closed = self.closed(token)
        text = token.content.rstrip("\n")
        if token.info.lstrip().startswith("{"):
            hint = f"Write `:::{token.info.strip()}`, and `:::` below it."
            self.complain("CW011", line, "a directive is written with colons, not backticks.", hint)
            return Code(text=text)
        if not text.strip():
            self.complain("CW014", line, "this listing is empty.")
        language, _, rest = token.info.strip().partition(" ")
        if "=" in language:
            language, rest = "", token.info
        title, check = self._attributes(rest.strip(), line)
        if check is not None and closed:
            self.samples.append(Sample(check, token.content, line + 1))
        if language == "output":
            last = before[-1].block if before else None
            if isinstance(last, Code) and not last.output:
                before[-1] = replace(before[-1], block=last.model_copy(update={"output": text}), end=end)
                return None
            self.complain("CW011", line, "an `output` listing belongs right after code.")
        return Code(text=text, language=language, title=title)

    def _attributes(self, written: str, line: int) -> tuple[str, Check | None]:
        """The title of a listing and how it is to be checked; other words end up in the title."""
        attributes = dict(_ATTRIBUTE.findall(written))
        other = _ATTRIBUTE.sub("", written)
        if other:
            self.complain("CW011", line, 'after the language stands `title="..."` or `check="..."`.')
        for name in sorted(attributes.keys() - {"title", "check"}):
            hint = did_you_mean(name, ("title", "check"))
            self.complain("CW011", line, f"a listing has no `{name}`.", hint)
        wanted = attributes.get("check")
        check = next((each for each in CHECKS if each == wanted), None)
        if wanted is not None and check is None:
            hint = did_you_mean(wanted, CHECKS) or f"There is: {', '.join(CHECKS)}."
            self.complain("CW011", line, f"no listing can be checked as `{wanted}`.", hint)
        return attributes.get("title", other), check

    def closed(self, token: Token) -> bool:
        """Whether something closes a fence where it was meant to end; complains at its opening if not."""
        first, end = token.map or [0, 1]
        line = first + self.first_line
        last = self.lines[end - 1].lstrip(" >").rstrip() if end <= len(self.lines) else token.markup
        swallowed = swallowed_by(token)
        if swallowed is not None:
            below, words = swallowed
            what, marks = ("directive", "colons") if token.markup[0] == ":" else ("listing", "backticks")
            message = f"this {what} is never closed: line {line + below} ({words}) stands inside it."
            hint = f"Close it where it ends, or, if that belongs inside, open and close it with more {marks}."
        elif end - 1 == first or not last.startswith(token.markup) or last.strip(token.markup[0]):
            message, hint = "this fence is never closed.", "Close it where it ends."
        else:
            return True
        self.complain("CW021", line, message, hint)
        return False

    def _inline(self, token: Token) -> RichText:
        first = line = self.span(token)[0]
        found = spans(token.children or [])
        for child in token.children or []:
            match child.type:
                case "softbreak" | "hardbreak":
                    line += 1
                case "html_inline":
                    self._html(line)
                case "image":
                    self.complain("CW018", line, "a picture stands alone in its paragraph.")
                case "link_open":
                    href = str(child.attrs["href"])
                    if not is_address(href):
                        self.complain("CW018", line, leads_nowhere(href), WHOLE_ADDRESS)
                case _:
                    hidden = UNSEEN.search(child.content)
                    if hidden and hidden[0] not in token.content:
                        self.complain("CW018", line, unseen(hidden[0]))
        for slip in slips(token.content, plain(found)):
            below = token.content.count("\n", 0, slip.position)
            self.complain(slip.rule, first + below, slip.message, slip.hint)
        return found


def too_deep(tokens: Sequence[Token]) -> Token | None:
    """The first token that is nested so deeply that the parser may have dropped what is below it."""
    return next((token for token in tokens if token.level >= _DEEPEST and token.map), None)


def markdown_blocks(text: str, *, links: bool = True) -> tuple[Block, ...]:
    """Short Markdown, such as a tutor's message: paragraphs, lists, quotes and listings.

    Everything else, HTML and headings included, comes out as the text that it is. Without `links`
    a link keeps its words and loses its address.
    """
    tokens = _SHORT.parse(text)
    if too_deep(tokens):
        return (Paragraph(text=plain_text(text)),)
    blocks = tuple(placed.block for placed in BlockReader(text.split("\n")).read(tokens))
    return blocks if links else tuple(_without_links(block) for block in blocks)


def _without_links(block: Block) -> Block:
    def cut(words: RichText) -> RichText:
        return tuple(span.model_copy(update={"href": None}) for span in words)

    match block:
        case Paragraph() | Quote():
            return block.model_copy(update={"text": cut(block.text)})
        case List():
            items = (item.model_copy(update={"text": cut(item.text)}) for item in block.items)
            return block.model_copy(update={"items": tuple(items)})
        case _:
            return block


def _inside(tokens: Sequence[Token], position: int) -> tuple[Sequence[Token], int]:
    """The tokens between the one at `position` and its closing one, and the position after that."""
    opening = tokens[position]
    if opening.nesting != 1:
        return (), position + 1
    end = position + 1
    while tokens[end].level != opening.level:
        end += 1
    return tokens[position + 1 : end], end + 1


def _split(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens of each block among `tokens`, opening and closing ones included."""
    found: list[Sequence[Token]] = []
    position = 0
    while position < len(tokens):
        _, end = _inside(tokens, position)
        found.append(tokens[position:end])
        position = end
    return found
