"""What a learner can read, item by item: the texts that the ledger of claims is held against."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from courseware_core.blocks import RichText, Span, plain, texts
from courseware_core.content.authored import CourseFolder
from courseware_core.content.inline import inline
from courseware_core.content.page import Page
from courseware_core.content.problems import Place
from courseware_core.content.yaml import Data, Document, Path

_QUANTITY = re.compile(
    r"https?://\S+"  # an address
    r"|(?<![^\W_])[^\W\d_]+-?\d+(?:[.,:/]\d+)*"  # a name, such as GPT-3.5
    r"|(?P<digits>\d+(?:[.,:/]\d+)*)"
)
_MARKS = re.compile(r"[*_`\[\\&]")
_NO_PROSE = frozenset(
    "id type use see tags concept difficulty pin correct case_sensitive patterns match "
    "grounding exit complete policy style credit language points tolerance value when recommend "
    "anchors check grading tries counts".split()
)
"""Keys whose values are names and settings; a learner never reads them."""

_NO_PROSE_OF: Mapping[str, frozenset[str]] = {
    "coding": frozenset({"model_answer", "code"}),
    "numeric": frozenset({"answer"}),
}
"""Those that are code or a bare number in questions of one type, and prose in others."""

_FEEDBACK = "feedback"
"""Below it `correct` is what is said of a right answer; elsewhere it marks an option."""

_OF_LEARNERS = frozenset({"persona", "opening", "recommendations", "panels"})
"""Keys of files that are prose throughout: labs, decisions, demos."""

_EXAMPLE = frozenset({"input", "prompt", "output"})
"""Keys of a demo whose values are its made-up example."""

_NO_MARKDOWN = _NO_PROSE | frozenset("accept also ask draw review attempts shuffle".split())
"""Keys whose values are not read as Markdown, those included that a learner writes."""

Range = tuple[int, int]
"""Where words begin and end in a text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, cell, option or the like.

    `unseen` are the parts of `words` that are code or links, in order. `source` are the lines of the
    file that its block was read from, and `block` the texts of that block, of which this is `number`,
    counted from 0; YAML has neither.
    """

    words: str
    start: Place
    unseen: tuple[Range, ...] = ()
    source: Sequence[str] = ()
    block: Sequence[str] = ()
    number: int = 0

    def quantities(self) -> Iterator[Range]:
        """Where digits stand that are no part of a name, an address, code or a link."""
        begins = [first for first, _ in self.unseen]
        for found in _QUANTITY.finditer(self.words):
            before = bisect_right(begins, found.start())
            hidden = before > 0 and found.start() < self.unseen[before - 1][1]
            if found["digits"] and not hidden:
                yield found.span()

    def place(self, first: int, end: int) -> Place:
        """Where the words from `first` to `end` stand; in YAML, where the text begins."""
        wanted = self.words[first:end]
        earlier = "\n".join((*self.block[: self.number], self.words[:first])).count(wanted)
        for number, line in enumerate(self.source):
            for found in re.finditer(re.escape(wanted), line):
                if earlier == 0:
                    return Place(self.start.file, self.start.line + number, found.start() + 1)
                earlier -= 1
        return self.start


@dataclass(slots=True)
class Item:
    """A lesson, lab, question, quiz or test with its texts."""

    id: str
    texts: list[Text] = field(default_factory=list)


@lru_cache(maxsize=1)
def items(course: CourseFolder) -> Mapping[str, Item]:
    """The items of a course by id, in their order."""
    found: dict[str, Item] = {}

    def add(item: str, more: Iterator[Text]) -> None:
        found.setdefault(item, Item(item)).texts.extend(more)

    for module in course.modules:
        for lesson in module.lessons:
            if lesson.page.id:
                add(lesson.page.id, _page(lesson.page))
            for activity in lesson.beside:
                _document(activity.document, add)
        for test in (module.test, module.mock):
            if test is not None:
                _document(test.document, add)
    for pool in course.pools.values():
        _document(pool.document, add)
    return found


def _document(document: Document, add: Callable[[str, Iterator[Text]], None]) -> None:
    root = document.root
    if not isinstance(root, dict):
        return
    for path in _questions(document):
        add(document.text(*path, "id"), _values(document, path, _no_prose_of(document, path)))
    if document.text("id"):
        keys = root if not _OF_LEARNERS.isdisjoint(root) else ("title",)
        texts = (text for key in keys for text in _values(document, (key,), _EXAMPLE))
        add(document.text("id"), texts)


def _questions(document: Document) -> Iterator[Path]:
    """Where the questions stand that are items of their own; those of a decision are parts of it."""
    questions = document.at("questions")
    if isinstance(questions, list) and not _is_decision(document):
        yield from (("questions", number) for number in range(len(questions)))


def _is_decision(document: Document) -> bool:
    return document.at("recommendations") is not None


def _values(document: Document, path: Path, without: frozenset[str] = frozenset()) -> Iterator[Text]:
    """The texts at `path` and below it, except those at the keys `without`."""
    return (_text(_rich(found), place) for found, place in _strings(document, path, _NO_PROSE | without))


def _no_prose_of(document: Document, question: Path) -> frozenset[str]:
    return _NO_PROSE_OF.get(document.text(*question, "type"), frozenset())


def _strings(document: Document, path: Path, without: frozenset[str]) -> Iterator[tuple[str, Place]]:
    """The texts at `path` and below it as they are written, except at the keys `without`."""
    if path and path[-1] in without and path[-2:-1] != (_FEEDBACK,):
        return
    found: Data | None = document.at(*path)
    match found:
        case str():
            yield found, document.place(*path)
        case list():
            for number in range(len(found)):
                yield from _strings(document, (*path, number), without)
        case dict():
            for key in found:
                yield from _strings(document, (*path, key), without)
        case None:
            pass


def written(course: CourseFolder) -> Iterator[tuple[str, str, Place]]:
    """The texts of quizzes, labs, tests and pools as they are written, each with the id of its item."""
    beside = (file for lesson in course.lessons for file in lesson.beside)
    tests = (file for module in course.modules for file in (module.test, module.mock))
    files = (*beside, *tests, *course.pools.values())
    for document in (file.document for file in files if file is not None):
        for path in _questions(document):
            without = _NO_MARKDOWN | _no_prose_of(document, path)
            for text, place in _strings(document, path, without):
                yield document.text(*path, "id"), text, place
        without = _NO_MARKDOWN | _EXAMPLE | (set() if _is_decision(document) else {"questions"})
        for text, place in _strings(document, (), without):
            yield document.text("id"), text, place


def _page(page: Page) -> Iterator[Text]:
    for key in ("title", "tagline", "question", "objectives"):
        yield from _values(page.front, (key,))
    for section in page.sections:
        for placed in section.blocks:
            source = page.lines[placed.line - 1 : placed.end]
            rich_texts = list(texts(placed.block))
            block = [plain(rich) for rich in rich_texts]
            for number, rich in enumerate(rich_texts):
                yield _text(rich, Place(page.file, placed.line), source, block, number)


def _rich(words: str) -> RichText:
    return inline(words) if _MARKS.search(words) else (Span(text=words),)


def _text(
    rich: RichText, start: Place, source: Sequence[str] = (), block: Sequence[str] = (), number: int = 0
) -> Text:
    words, unseen = "", []
    for span in rich:
        if span.code or span.href is not None:
            unseen.append((len(words), len(words) + len(span.text)))
        words += re.sub(r"\s", " ", span.text)
    return Text(words, start, tuple(unseen), source, block, number)
