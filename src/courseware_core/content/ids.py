"""The ids of a course, and the list of those that are published.

`ids.lock` has a line `type id` for each published id, sorted. An id that learners' answers were stored
under can neither vanish nor become the id of something else.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from courseware_core.content.authored import CourseFolder
from courseware_core.content.files import read_text, shown
from courseware_core.content.problems import Place, Problem, did_you_mean, problem
from courseware_core.content.questions import KINDS
from courseware_core.content.yaml import Document

LOCK = "ids.lock"
_HEADER = "# Published ids. Written by `courseware ids --release`; never edited by hand.\n"


class Named(NamedTuple):
    """An id, the type of what it names, and where.

    Ids of options, goals and checks are unique within their item and stand here with its id, a slash
    between them: `t1.q1/right`. The type of a question is its kind.
    """

    type: str
    id: str
    place: Place


def ids_of(course: CourseFolder) -> Iterator[Named]:
    """Every id that the course's files name, also in files that hold mistakes, in their order."""
    yield from _named("course", course.file.document)
    for module in course.modules:
        yield from _named("module", module.file.document)
        for lesson in module.lessons:
            page = lesson.page
            yield from _named("lesson", page.front)
            for section in page.sections[1:]:
                if section.id:
                    yield Named("section", section.id, Place(page.file, section.line))
            for term, line in page.terms:
                yield Named("definition", term.id or "", Place(page.file, line))
            if lesson.quiz is not None:
                yield from _named("quiz", lesson.quiz.document)
                yield from _questions(lesson.quiz.document)
            if lesson.lab is not None:
                yield from _named("lab", lesson.lab.document)
                yield from _listed("goal", lesson.lab.document, "goals")
                yield from _listed("check", lesson.lab.document, "checks")
        if module.test is not None:
            yield from _named("test", module.test.document)
    for pool in course.pools.values():
        yield from _named("pool", pool.document)
        yield from _questions(pool.document)


def _named(kind: str, document: Document, *path: str | int) -> Iterator[Named]:
    found = document.text(*path, "id")
    if found:
        yield Named(kind, found, document.place(*path, "id"))


def _questions(document: Document) -> Iterator[Named]:
    for number in range(_length(document, "questions")):
        kind = document.text("questions", number, "type")
        yield from _named(kind if kind in KINDS else "question", document, "questions", number)
        yield from _listed("option", document, "questions", number, "options")


def _listed(kind: str, document: Document, *path: str | int) -> Iterator[Named]:
    owner = document.text(*path[:-1], "id")
    for number in range(_length(document, *path)):
        for named in _named(kind, document, *path, number):
            yield named._replace(id=f"{owner}/{named.id}")


def _length(document: Document, *path: str | int) -> int:
    found = document.at(*path)
    return len(found) if isinstance(found, list) else 0


def repeated(ids: Iterable[Named]) -> Iterator[Problem]:
    """A problem for every id that was named before, at its second place."""
    seen: dict[str, Named] = {}
    for each in ids:
        first = seen.setdefault(each.id, each)
        if first is each:
            continue
        owner, _, own = each.id.rpartition("/")
        rule = "CW102" if each.type == "option" else "CW012"
        kind = "question" if first.type in KINDS else first.type
        message = f"the id `{own}` is taken by the {kind} at {first.place}."
        yield problem(rule, each.place, message, hint="An id names one thing.", at=owner or own)


def published(course: CourseFolder) -> str:
    """The text of `ids.lock` that publishes every id of the course."""
    lines = sorted({f"{each.type} {each.id}\n" for each in ids_of(course)})
    return _HEADER + "".join(lines)


def release(course: CourseFolder) -> Path:
    """Write the course's `ids.lock`. Returns: its path."""
    path = course.folder / LOCK
    path.write_text(published(course), encoding="utf-8", newline="\n")
    return path


def vanished(course: CourseFolder) -> list[Problem]:
    """A problem for every published id that is no longer there or names another type of thing.

    A course without `ids.lock` has published nothing.
    """
    path = course.folder / LOCK
    if not path.exists():
        return []
    text = read_text(path)
    if isinstance(text, Problem):
        return [text]
    now = {each.id: each for each in ids_of(course)}
    return [
        wrong
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
        for wrong in _against(line, Place(shown(path), number), now)
    ]


def _against(line: str, place: Place, now: Mapping[str, Named]) -> Iterator[Problem]:
    kind, _, found = line.strip().partition(" ")
    at = found.partition("/")[0]
    if not found:
        yield problem("CW180", place, f"`{line.strip()}` is no line `type id`.")
    elif found not in now:
        message = f"the published {kind} `{found}` is gone."
        hint = did_you_mean(found, (id_ for id_, each in now.items() if each.type == kind))
        hint = hint or "Answers are stored under it. Put it back."
        yield problem("CW180", place, message, hint=hint, at=at)
    elif now[found].type != kind:
        message = f"`{found}` was published as a {kind} and is a {now[found].type} now."
        yield problem("CW180", place, message, hint=f"Change {now[found].place} back.", at=at)
