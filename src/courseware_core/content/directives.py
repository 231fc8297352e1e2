"""The closed set of `:::{name}` directives, and the reader of a lesson's Markdown that knows them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from pydantic import TypeAdapter, ValidationError

from courseware_core.blocks import (
    Block,
    Callout,
    Column,
    Compare,
    List,
    Paragraph,
    Step,
    Steps,
    Tone,
    plain,
)
from courseware_core.content.inline import inline
from courseware_core.content.markdown import BlockReader, Placed, too_deep
from courseware_core.content.model import Term
from courseware_core.content.problems import Place, Problem, did_you_mean, problem
from courseware_core.content.questions.base import Id

OPTIONS: dict[str, tuple[str, ...]] = {
    "definition": ("id", "also"),
    "case": ("year", "source"),
    "callout": ("kind",),
    "compare": (),
    "column": (),
    "steps": (),
    "step": (),
}
"""The directives that there are, with their options."""

KINDS: dict[str, Tone] = {
    "insight": "insight",
    "analogy": "analogy",
    "tip": "tip",
    "key": "key",
    "misconception": "misconception",
    "remember": "remember",
}
"""The kinds of `callout`."""

Digest = Callable[[str], tuple[str, str]]
"""For a picture's `src`, the digest of its file, and what is wrong with it or nothing."""

_INSIDE_OF = {"column": "compare", "step": "steps"}
_TITLED = ("definition", "case", "column", "step")
_NAME = re.compile(r"^\{([\w-]+)\}\s*(.*?)\s*$")
_OPTION = re.compile(r"^:([\w-]+):\s*(.*?)\s*$")
_ID: TypeAdapter[str] = TypeAdapter(Id)


def lesson_markdown() -> MarkdownIt:
    """A parser of lessons: CommonMark with tables, directives and target lines."""
    parser = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(myst_block_plugin)
    # These would swallow prose: a line that begins with a percent sign would vanish as a comment, and
    # dashes under a paragraph would make it a heading.
    return parser.disable(["myst_line_comment", "myst_block_break", "lheading"])


_PARSER = lesson_markdown()


def is_id(word: str) -> bool:
    """Whether `word` may be an id."""
    try:
        _ID.validate_python(word)
    except ValidationError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Fence:
    """A directive's fence, opened: its options, and its text with the line that it begins on."""

    name: str
    title: str
    options: dict[str, str]
    text: str
    text_line: int
    line: int
    end: int


@dataclass(slots=True)
class LessonReader(BlockReader):
    """Reads a lesson's tokens, collecting terms and problems. `lesson` is the id; `within` a directive."""

    file: str = field(kw_only=True)
    lesson: str = field(kw_only=True)
    find_digest: Digest = field(kw_only=True)
    within: str = field(default="", kw_only=True)
    terms: list[tuple[Term, int]] = field(default_factory=list, kw_only=True)
    problems: list[Problem] = field(default_factory=list, kw_only=True)

    def complain(self, rule: str, line: int, message: str, hint: str = "") -> None:
        """Note a problem of the lesson."""
        self.problems.append(problem(rule, Place(self.file, line), message, hint=hint, at=self.lesson))

    def digest(self, src: str, line: int) -> str:
        """The digest of a picture, or a complaint."""
        found, wrong = self.find_digest(src)
        if wrong:
            self.complain("CW013", line, wrong)
        return found

    def directive(self, token: Token) -> Placed | None:
        """The block of a directive, or None after a complaint."""
        fence = self.fence(token)
        if fence is None:
            return None
        block = self._block_of(fence)
        year, source = fence.options.get("year", ""), fence.options.get("source", "")
        return Placed(block, fence.line, fence.end, year=year, source=source)

    def _block_of(self, fence: _Fence) -> Block:
        match fence.name:
            case "definition":
                body = self.body(fence, (Paragraph,))
                self._define(fence, body)
                return Callout(tone="definition", title=fence.title, body=body)
            case "case":
                return Callout(tone="case", title=fence.title, body=self.body(fence))
            case "compare":
                return Compare(title=fence.title, columns=self._columns(fence))
            case "steps":
                inner, parts = self._parts(fence, at_least=1)
                steps = (Step(title=part.title, body=inner.body(part)) for part in parts)
                return Steps(title=fence.title, steps=tuple(steps))
            case _:
                return Callout(tone=self._kind(fence), title=fence.title, body=self.body(fence))

    def fence(self, token: Token) -> "_Fence | None":
        """The directive of a token, opened, or None after a complaint."""
        line, end = self.span(token)
        info = token.info.strip()
        closed = not info or self.closed(token)
        named = _NAME.match(info)
        if named is None:
            self._unnamed(token, info, line)
            return None
        name, title = named[1], plain(inline(named[2]))
        if not closed or not self._belongs(name, line):
            return None
        if not title and name in _TITLED:
            self.complain("CW014", line, f"this `{name}` has no title.")
        options, text, text_line = self._options(name, token, line + 1)
        if not text.strip():
            self.complain("CW014", line, f"this `{name}` is empty.")
        return _Fence(name, title, options, text, text_line, line, end)

    def _unnamed(self, token: Token, info: str, line: int) -> None:
        if info:
            hint = did_you_mean(info.partition(" ")[0].strip("{}"), OPTIONS)
            self.complain("CW011", line, f"`{token.markup}{info}` has no name in braces.", hint)
        else:
            hint = "Around other directives, use more colons than they have."
            self.complain("CW021", line, f"this `{token.markup}` closes nothing.", hint)

    def _belongs(self, name: str, line: int) -> bool:
        """Whether a directive of that name may stand here; complains if not."""
        outer = _INSIDE_OF.get(name, "")
        if name not in OPTIONS:
            hint = did_you_mean(name, OPTIONS) or _there_is(OPTIONS)
            self.complain("CW011", line, f"there is no directive `{name}`.", hint)
            return False
        if outer and self.within != outer:
            self.complain("CW011", line, f"`{name}` belongs inside `{outer}`.")
            return False
        if self.within and not outer:
            self.complain("CW011", line, f"`{name}` cannot stand inside `{self.within}`.")
            return False
        return True

    def _options(self, name: str, token: Token, line: int) -> tuple[dict[str, str], str, int]:
        """The options, the text below them, and the line on which that begins."""
        options: dict[str, str] = {}
        lines = token.content.split("\n")
        for number, content in enumerate(lines):
            option = _OPTION.match(content)
            if option is None:
                return options, "\n".join(lines[number:]), line + number
            key, value = option.groups()
            if key not in OPTIONS[name]:
                hint = did_you_mean(key, OPTIONS[name]) or _there_is(OPTIONS[name])
                self.complain("CW011", line + number, f"`{name}` has no option `{key}`.", hint)
            elif key in options:
                self.complain("CW011", line + number, f"`{key}` stands here twice.")
            elif not value:
                self.complain("CW014", line + number, f"`{key}` is empty.")
            options.setdefault(key, value)
        return options, "", line

    def _inside(self, fence: _Fence) -> tuple["LessonReader", list[Token]]:
        """A reader of what stands inside a directive, and the tokens to read."""
        reader = LessonReader(
            fence.text.split("\n"),
            fence.text_line,
            self.samples,
            file=self.file,
            lesson=self.lesson,
            find_digest=self.find_digest,
            within=fence.name,
            terms=self.terms,
            problems=self.problems,
        )
        tokens = _PARSER.parse(fence.text)
        if too_deep(tokens):
            self.complain("CW018", fence.line, "this is nested too deeply.")
        return reader, tokens

    def body(self, fence: _Fence, allowed: tuple[type[Block], ...] = (Paragraph, List)) -> tuple[Block, ...]:
        """The blocks inside a directive, with a complaint for each that is not `allowed`."""
        reader, tokens = self._inside(fence)
        found = reader.read(tokens)
        for placed in found:
            if not isinstance(placed.block, allowed):
                names = " and ".join(f"{each.__name__.lower()}s" for each in allowed)
                message = f"a `{fence.name}` holds {names} only, and no {placed.block.kind}."
                self.complain("CW018", placed.line, message, "Move it out of the directive.")
        return tuple(placed.block for placed in found)

    def _parts(self, fence: _Fence, *, at_least: int) -> tuple["LessonReader", list[_Fence]]:
        """The fences inside a fence, with the reader that has opened them."""
        reader, tokens = self._inside(fence)
        inner = next(name for name, outer in _INSIDE_OF.items() if outer == fence.name)
        parts = []
        for token in tokens:
            if token.type == "colon_fence":
                part = reader.fence(token)
                parts += [part] if part is not None else []
            elif token.level == 0 and token.map:
                line = token.map[0] + fence.text_line
                self.complain("CW011", line, f"`{fence.name}` holds `{inner}` directives only.")
        unclosed = any(each.rule == "CW021" and each.line >= fence.line for each in self.problems)
        if fence.text.strip() and len(parts) < at_least and not unclosed:
            number = "two or more" if at_least > 1 else "one or more"
            self.complain("CW014", fence.line, f"`{fence.name}` holds {number} `{inner}` directives.")
        return reader, parts

    def _columns(self, fence: _Fence) -> tuple[Column, ...]:
        inner, parts = self._parts(fence, at_least=2)
        columns = []
        for part in parts:
            items = []
            for block in inner.body(part, (List,)):
                if isinstance(block, List):
                    items += [item.text for item in block.items]
                    if any(item.level for item in block.items):
                        self.complain("CW018", part.line, "the list of a `column` has no inner lists.")
            columns.append(Column(title=part.title, items=tuple(items)))
        return tuple(columns)

    def _kind(self, fence: _Fence) -> Tone:
        kind = fence.options.get("kind", "")
        if kind not in KINDS:
            said = f"there is no `callout` of kind `{kind}`." if kind else "`:kind:` is missing."
            self.complain("CW011", fence.line, said, did_you_mean(kind, KINDS) or _there_is(KINDS))
        return KINDS.get(kind, "insight")

    def _define(self, fence: _Fence, body: Sequence[Block]) -> None:
        term_id = fence.options.get("id", "")
        if not term_id:
            self.complain("CW011", fence.line, "this `definition` has no `:id:`.")
        elif not is_id(term_id):
            hint = "An id is at most 40 lower-case letters, digits, `.` and `-`."
            self.complain("CW002", fence.line, f"`{term_id}` cannot be an id.", hint)
        else:
            also = tuple(word.strip() for word in fence.options.get("also", "").split(","))
            means = " ".join(plain(each.text) for each in body if isinstance(each, Paragraph))
            if fence.title and means.strip():
                term = Term(term=fence.title, also=tuple(filter(None, also)), means=means, id=term_id)
                self.terms.append((term, fence.line))


def _there_is(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"There is: {listed}." if listed else ""
