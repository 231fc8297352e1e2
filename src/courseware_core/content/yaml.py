"""YAML, read strictly: plain text, lists and mappings, and the place of each of them.

Nothing is converted: `Yes`, `12:30` and `1.10` stay the text that the author wrote. Duplicate keys,
anchors, aliases, tags, merge keys and second documents are refused. The parser's events are read
rather than its node tree, because a node no longer says whether it had an anchor or a tag.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeVar

import yaml

from courseware_core.content.problems import Place, Problem, problem
from courseware_core.content.slips import UNSEEN, unseen

Data = str | list["Data"] | dict[str, "Data"]
_Node = yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent
_Mark = tuple[int, int]
T = TypeVar("T")
Path = tuple[str | int, ...]
"""The way from a document's root to one of its values: keys, and positions in lists."""

MAX_DEPTH = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TAB = "there is a tab here; use spaces."
_KEY_LINE = re.compile(r"^[ \t]*(?:- )?\{?[a-z_]+:(?:\s|$)", re.MULTILINE)
_OPENED = re.compile(r"""(?:^|[:,\[{-])[ \t]*(["'])""", re.MULTILINE)
_COMMENT = re.compile(r" #")
_SENTENCES = {
    "mapping values are not allowed": "there is a `: ` inside unquoted text. Put the text in quotes.",
    "found a tab character": _TAB,
    "could not find expected ':'": "a `key: value` line is not complete here.",
    "found unexpected end of stream": "a quote or bracket is opened and never closed.",
    "did not find expected ',' or ']'": "a `[` list is not closed, or a comma is missing. "
    "Quote text that holds brackets, quotes or colons.",
    "did not find expected ',' or '}'": "a `{` mapping is not closed, or a comma is missing. "
    "Quote text that holds braces, quotes or colons.",
    "did not find expected key": "the indentation does not fit the lines above, or text needs quotes.",
    "did not find expected '-' indicator": "the indentation does not fit the list above.",
    "found unknown escape character": "a backslash in double quotes begins an unknown escape. "
    "Use single quotes.",
    "cannot start any token": "text that begins with this character needs quotes.",
}


@dataclass(slots=True)
class Document:
    """What a YAML text holds. `root` is None when nothing usable could be read.

    `values` has the first character of each value by its path, `keys` that of each mapping's keys, both by
    number in the text that has the `lines`, and `literals` where the text behind each `|` begins.
    """

    file: str
    root: Data | None = None
    first_line: int = 1
    lines: "Lines" = field(default_factory=lambda: Lines(""))
    values: dict[Path, int] = field(default_factory=dict)
    keys: dict[Path, int] = field(default_factory=dict)
    literals: dict[Path, _Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, *path: str | int) -> Place:
        """Where the value at `path` stands; of a value that does not exist, its nearest parent."""
        while path and path not in self.values:
            path = path[:-1]
        return self.place_of(self.values.get(path, 0))

    def key_place(self, *path: str | int) -> Place:
        """Where the key that leads to the value at `path` stands."""
        if path not in self.keys:
            return self.place(*path)
        return self.place_of(self.keys[path])

    def place_of(self, index: int) -> Place:
        """Where the character with that number stands."""
        line, column = self.lines.mark(index)
        return Place(self.file, line + self.first_line, column + 1)

    def place_in(self, line: int, column: int, *path: str | int) -> Place:
        """Where a character of the text at `path` stands, whose line and column there count from 1.

        Only text behind `|` stands in the file as it is; of other text it is where that begins.
        """
        if path not in self.literals:
            return self.place(*path)
        first, indent = self.literals[path]
        return Place(self.file, first + self.first_line + line - 1, indent + column)

    def at(self, *path: str | int) -> Data | None:
        """The value at `path`, or None."""
        found: Data | None = self.root
        for step in path:
            if isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def text(self, *path: str | int) -> str:
        """The text at `path`; empty when there is none."""
        found = self.at(*path)
        return found if isinstance(found, str) else ""

    def part(self, *path: str | int) -> "Document":
        """What stands at `path` as a document of its own, whose places are those in the file."""

        def inside(found: dict[Path, T]) -> dict[Path, T]:
            return {each[len(path) :]: one for each, one in found.items() if each[: len(path)] == path}

        return Document(
            self.file,
            self.at(*path),
            self.first_line,
            self.lines,
            inside(self.values),
            inside(self.keys),
            inside(self.literals),
        )


class _Stop(Exception):
    """Reading cannot go on; the problem is already noted."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    value: list[Data] | dict[str, Data]
    path: Path
    flow: bool
    key: str | None = None
    skipped: bool = False
    before: str = ""
    """The item before this one in a flow list, when it was not quoted."""


def read_yaml(text: str, file: str, *, first_line: int = 1) -> Document:
    """`text` as a document; `first_line` is the line of `file` on which it begins."""
    document = Document(file, first_line=first_line, lines=Lines(text))
    try:
        _Reader(document, text).read()
    except _Stop:
        document.root = None
    except yaml.reader.ReaderError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        at = found.start() if found else 0
        _refuse(document, at, "there is a control character here. Remove it.")
        document.root = None
    except yaml.MarkedYAMLError as error:
        unclosed = _unclosed_quote(text, error)
        at = _index(error, 0)
        if unclosed is not None:
            at, sentence = unclosed, "a quote opens here, and nothing closes it before the next key."
        elif text[at : at + 1] == "\t":
            sentence = _TAB
        else:
            said = str(error.problem or error.context or "this is not YAML")
            known = (sentence for words, sentence in _SENTENCES.items() if words in said)
            sentence = next(known, f"this cannot be read as YAML: {said}.")
        _refuse(document, at, sentence)
        document.root = None
    return document


class Lines:
    """The lines of a text as editors count them. The parser also begins one after U+0085 or U+2028."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._end = len(text)
        self._text = text

    def mark(self, index: int) -> _Mark:
        """The line and column, both from 0, of the character with that number."""
        index = min(index, self._end)
        line = bisect_right(self._starts, index) - 1
        return line, index - self._starts[line]

    def behind(self, bar: int, literal: str) -> _Mark:
        """The line and column of the beginning of `literal`, which follows the `|` at `bar`."""
        first = self.mark(bar)[0] + 1
        lines = literal.split("\n")
        number = next((number for number, line in enumerate(lines) if line.strip()), 0)
        written = self._text[self._starts[min(first + number, len(self._starts) - 1)] :].partition("\n")[0]
        return first, max(0, len(written.rstrip()) - len(lines[number].rstrip()))


def _index(error: yaml.MarkedYAMLError, otherwise: int) -> int:
    """The number of the character that the error is about."""
    mark = error.problem_mark or error.context_mark
    return mark.index if mark else otherwise


def _unclosed_quote(text: str, error: yaml.MarkedYAMLError) -> int | None:
    """Where a quoted text begins that runs over lines `key: ...`, if one does before the error."""
    if error.context == "while scanning a quoted scalar" and error.context_mark is not None:
        return error.context_mark.index
    stop = _index(error, len(text))
    position = 0
    while found := _OPENED.search(text, position, stop):
        opened = found.start(1)
        position = _end_of_quote(text, opened)
        if _KEY_LINE.search(text, text.find("\n", opened, position) + 1 or position, position):
            return opened
    return None


def _end_of_quote(text: str, opened: int) -> int:
    """The position after a quoted text that begins at `opened`."""
    pattern = r'"(?:[^"\\]|\\.)*"?' if text[opened] == '"' else r"'(?:[^']|'')*'?"
    found = re.compile(pattern, re.DOTALL).match(text, opened)
    return found.end() if found else opened + 1


def _refuse(document: Document, index: int, message: str) -> None:
    document.problems.append(problem("CW001", document.place_of(index), message))


class _Reader:
    """Builds a document out of the parser's events, without recursion."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.may_hide = bool("\\" in text or _CONTROL.search(text) or UNSEEN.search(text))
        """Whether a value may hold a character that nobody sees: one of the text, or an escape's."""
        self.stack: list[_Open] = []
        self.documents = 0

    def read(self) -> None:
        for event in yaml.parse(self.text, Loader=_LOADER):
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._open(event, {})
                case yaml.SequenceStartEvent():
                    self._open(event, [])
                case yaml.CollectionEndEvent():
                    self.stack.pop()
                case yaml.AliasEvent():
                    self._stop(event, f"`*{event.anchor}` is an alias. Write the value out.")
                case yaml.DocumentStartEvent():
                    self.documents += 1
                    if self.documents > 1:
                        self._stop(event, "a second document begins here. A file holds one.")
        if self.document.root in (None, ""):
            _refuse(self.document, 0, "the file is empty.")
            raise _Stop

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check(event)
        if self.may_hide:
            self._look_for_the_unseen(event)
        start = _start(event)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, event, start)
            return
        if parent is not None and parent.flow:
            self._look_for_a_split(parent, None if event.style else event.value, start)
        path = self._path()
        if event.style == "|":
            self.document.literals[path] = self.document.lines.behind(start, event.value)
        if not event.style and " " in event.value:
            self._look_for_a_comment(event)
        self._put(event.value, path, start)

    def _look_for_the_unseen(self, event: yaml.ScalarEvent) -> None:
        if _CONTROL.search(event.value):
            self._stop(event, "an escape stands for a control character here. Remove it.")
        if hidden := UNSEEN.search(event.value):
            self._stop(event, unseen(hidden[0]))

    def _key(self, parent: _Open, event: yaml.ScalarEvent, start: int) -> None:
        assert isinstance(parent.value, dict)
        if event.value == "<<" and not event.style:
            self._stop(event, "`<<` merges mappings. Write the keys out.")
        parent.key = event.value
        parent.skipped = event.value in parent.value
        if parent.skipped:
            first = self.document.key_place(*parent.path, event.value)
            message = f"`{event.value}` stands here twice, first on line {first.line}."
            _refuse(self.document, start, message)
        else:
            self.document.keys[(*parent.path, event.value)] = start

    def _open(
        self,
        event: yaml.MappingStartEvent | yaml.SequenceStartEvent,
        value: list[Data] | dict[str, Data],
    ) -> None:
        self._check(event)
        if len(self.stack) >= MAX_DEPTH:
            self._stop(event, f"this is nested more than {MAX_DEPTH} levels deep.")
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._stop(event, "a list or mapping cannot be a key.")
        if parent is not None:
            parent.before = ""
        path = self._path()
        self._put(value, path, _start(event))
        self.stack.append(_Open(value, path, bool(event.flow_style)))

    def _path(self) -> Path:
        if not self.stack:
            return ()
        parent = self.stack[-1]
        return (*parent.path, len(parent.value) if isinstance(parent.value, list) else parent.key or "")

    def _put(self, value: Data, path: Path, start: int) -> None:
        if not self.stack:
            self.document.root = value
        elif isinstance(parent := self.stack[-1].value, list):
            parent.append(value)
        elif self._pair(self.stack[-1], parent, value):
            return
        self.document.values[path] = start

    def _pair(self, parent: _Open, mapping: dict[str, Data], value: Data) -> bool:
        """Puts `value` under the key before it. Returns: whether it was left out instead."""
        key, skipped = parent.key, parent.skipped
        parent.key, parent.skipped = None, False
        if key is not None and not skipped:
            mapping[key] = value
        return skipped

    def _look_for_a_split(self, parent: _Open, item: str | None, start: int) -> None:
        """Report text that a comma has cut in two; `item` is None when it is quoted."""
        if isinstance(parent.value, list):
            if _one_sentence(parent.before, item or ""):
                self._split(start, item or "")
            parent.before = item or ""
        elif item == "" and parent.key is not None:
            self._split(self.document.keys.get((*parent.path, parent.key), start), parent.key)
            parent.skipped = True

    def _look_for_a_comment(self, prose: yaml.ScalarEvent) -> None:
        """Report that unquoted text ends at a ` #`; one that is meant stands two spaces off, as is usual."""
        end = prose.end_mark.index if prose.end_mark else 0
        if not _COMMENT.match(self.text, end):
            return
        place = self.document.place_of(self.text.index("#", end))
        message = "a `#` after a space begins a comment, so the text before it ends here."
        hint = "Put the text in quotes, or two spaces before a comment."
        self.document.problems.append(problem("CW004", place, message, level="warning", hint=hint))

    def _split(self, index: int, words: str) -> None:
        message = f"`{words}` looks like the rest of a sentence that a comma cut in two."
        hint = "Inside [...] and {...}, put text with a comma in quotes."
        self.document.problems.append(problem("CW003", self.document.place_of(index), message, hint=hint))

    def _check(self, event: _Node) -> None:
        if event.anchor is not None:
            self._stop(event, f"`&{event.anchor}` is an anchor. Write the value out where it is needed.")
        if event.tag is not None:
            self._stop(event, f"`{event.tag}` is a tag. Write plain text.")

    def _stop(self, event: yaml.Event, message: str) -> None:
        _refuse(self.document, _start(event), message)
        raise _Stop


def _start(event: yaml.Event) -> int:
    """The number of the character that the event begins with."""
    return event.start_mark.index if event.start_mark else 0


def _one_sentence(first: str, second: str) -> bool:
    """Whether two unquoted items of a list read like one sentence that a comma cut.

    Either the second goes on in lower case, or with "I", after three words or more that began like a
    sentence, or only the second ends like one.
    """
    if not first or not second or first[-1] in ".!?":
        return False
    ends = second[-1] in "!?" or (second[-1] == "." and not second.endswith((" al.", "etc.")))
    if second[0].islower() or second.startswith(("I ", "I'", "I\u2019")):
        begins = len(first) > 1 and first[0].isupper() and first[1].islower()
        return ends or (begins and first.count(" ") > 1)
    return ends and " " in first and " " in second
