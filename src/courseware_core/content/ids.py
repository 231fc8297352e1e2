"""The ids of a course, and the list of those that are published.

`ids.lock` has a line `type id` for each published id, sorted. An id that learners' answers were stored
under can neither vanish nor become the id of something else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from courseware_core.content.authored import CourseFolder
from courseware_core.content.conversation import ASKING
from courseware_core.content.files import read_text, shown
from courseware_core.content.problems import Place, Problem, problem
from courseware_core.content.questions import KINDS
from courseware_core.content.yaml import Document

LOCK = "ids.lock"
_HEADER = "# Published ids. Written by `courseware ids --release`; never edited by hand.\n"
_FOR_EVER = (
    "Ids are for ever: put it back, or, if nobody has learned with this course yet, "
    "delete ids.lock and run `courseware ids --release`."
)
RESERVED = ("review", "exam", "ask", "you", "progress", "settings", "privacy", "forget", "link")
"""Ids that no course may have: those of activities that are made for one learner, and names of places."""
_RESERVED = ", ".join(f"`{each}`" for each in RESERVED)

_FEW = ("course", "module", "test", "pool", "decision", "demo", "quiz", "lab")
"""What there is so little of that a new one, however it is called, stands for the one that is gone."""

_IN_WORDS = {"asked": "question", "answer": "option"}
"""What an author calls the types that have another name in ids.lock."""

_HOLD_QUESTIONS = ("quiz", "pool")

_LISTS_OF_QUESTIONS = (
    ("option", "options"),
    ("item", "items"),
    ("pair", "pairs"),
    ("pair", "distractors"),
    ("criterion", "rubric"),
)
"""What has ids of its own within a question, and where it is listed."""


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
            if lesson.decision is not None:
                yield from _named("decision", lesson.decision.document)
                yield from _asked_in(lesson.decision.document)
                yield from _listed("recommendation", lesson.decision.document, "recommendations")
            if lesson.demo is not None:
                yield from _named("demo", lesson.demo.document)
                yield from _listed("panel", lesson.demo.document, "panels")
            if lesson.quiz is not None:
                yield from _named("quiz", lesson.quiz.document)
                yield from _questions(lesson.quiz.document)
            if lesson.lab is not None:
                yield from _named("lab", lesson.lab.document)
                yield from _listed("goal", lesson.lab.document, "goals")
                yield from _listed("check", lesson.lab.document, "checks")
            for challenge in lesson.challenges:
                yield from _named("challenge", challenge.document)
                yield from _questions(challenge.document)
        for test in (module.test, module.mock):
            if test is not None:
                yield from _named("test", test.document)
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
        for kind, key in _LISTS_OF_QUESTIONS:
            yield from _listed(kind, document, "questions", number, key)


def _asked_in(decision: Document) -> Iterator[Named]:
    """The questions of a decision and their options; a question's id is unique within the decision."""
    owner = decision.text("id")
    for number in range(_length(decision, "questions")):
        for named in _named("asked", decision, "questions", number):
            yield named._replace(id=f"{owner}/{named.id}")
            for option in range(_length(decision, "questions", number, "options")):
                for each in _named("answer", decision, "questions", number, "options", option):
                    yield each._replace(id=f"{owner}/{named.id}/{each.id}")


def _listed(kind: str, document: Document, *path: str | int) -> Iterator[Named]:
    owner = document.text(*path[:-1], "id")
    for number in range(_length(document, *path)):
        for named in _named(kind, document, *path, number):
            yield named._replace(id=f"{owner}/{named.id}")


def _length(document: Document, *path: str | int) -> int:
    found = document.at(*path)
    return len(found) if isinstance(found, list) else 0


def reserved(ids: Iterable[Named]) -> Iterator[Problem]:
    """A problem for every id that the product keeps for itself."""
    for each in ids:
        if each.id in RESERVED or (each.id.startswith(ASKING) and "/" not in each.id):
            message = f"the id `{each.id}` is kept for the product's own use."
            hint = f"Choose another, which is not {_RESERVED} and does not begin with `{ASKING}`."
            yield problem("CW012", each.place, message, hint=hint, at=each.id)


def repeated(ids: Iterable[Named]) -> Iterator[Problem]:
    """A problem for every id that was named before, at its second place."""
    seen: dict[str, Named] = {}
    for each in ids:
        first = seen.setdefault(each.id, each)
        if first is each:
            continue
        owner, _, own = each.id.rpartition("/")
        rule = "CW102" if each.type == "option" else "CW012"
        kind = "question" if first.type in KINDS else _IN_WORDS.get(first.type, first.type)
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


def vanished(course: CourseFolder, broken: Collection[str] = ()) -> list[Problem]:
    """A problem for every published id that is no longer there or names another type of thing.

    Of something that is gone with all that it held, only the thing itself is reported. Nothing is said
    of `broken` files: an id may be missing there because of an error that is reported already. A course
    without `ids.lock` has published nothing.
    """
    path = course.folder / LOCK
    if not path.exists():
        return []
    text = read_text(path)
    if isinstance(text, Problem):
        return [text]
    lines = [
        (line.strip(), Place(shown(path), number))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
    ]
    wrong = [problem("CW180", at, f"`{line}` is no line `type id`.") for line, at in lines if " " not in line]
    published = {found: (kind, at) for line, at in lines for kind, _, found in [line.partition(" ")] if found}
    compared = _Comparison(published, {each.id: each for each in ids_of(course)})
    held_back = {*broken, *([shown(path)] if broken else [])}
    return [*wrong, *(each for each in compared.problems() if each.file not in held_back)]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What was published, as type and line of ids.lock by id, beside what there is `now`."""

    published: Mapping[str, tuple[str, Place]]
    now: Mapping[str, Named]

    def problems(self) -> Iterator[Problem]:
        gone = {found: kind for found, (kind, _) in self.published.items() if found not in self.now}
        for found, (kind, line) in self.published.items():
            if found in gone:
                if not _went_with_its_owner(found, kind, gone):
                    yield self._gone(found, kind, line)
            elif kind != self.now[found].type:
                named = self.now[found]
                message = f"`{found}` was published as a {kind} and is a {named.type} now."
                hint = "Change it back, or give this one a new id and keep the old."
                yield problem("CW180", named.place, message, hint=hint, at=found.partition("/")[0])

    def _gone(self, found: str, kind: str, line: Place) -> Problem:
        owner, _, own = found.rpartition("/")
        new = self._new_instead(found, kind)
        if new is not None:
            written = new.id.rpartition("/")[2]
            message = f"`{written}` is new here, but `{own}` was published and is gone."
            return problem("CW180", new.place, message, hint=_FOR_EVER, at=owner or own)
        of_what = f" of `{owner}`" if owner else ""
        message = f"the published {kind} `{own}`{of_what} is gone."
        return problem("CW180", self._near(found, kind, line), message, hint=_FOR_EVER, at=owner or own)

    def _new_instead(self, found: str, kind: str) -> Named | None:
        """The thing that has taken the place of the one that is gone, if one seems to have."""
        owner, _, own = found.rpartition("/")
        parent = own.rpartition(".")[0]
        new = {
            each.id.rpartition("/")[2]: each
            for each in self.now.values()
            if each.id not in self.published
            and _group(each.type) == _group(kind)
            and each.id.rpartition("/")[0] == owner
            and (owner or each.id.rpartition(".")[0] == parent)
        }
        near = get_close_matches(own, sorted(new), n=1, cutoff=0.0 if owner or kind in _FEW else 0.6)
        return new[near[0]] if near else None

    def _near(self, found: str, kind: str, line: Place) -> Place:
        """The nearest thing that is still there: the owner, a sibling, or what its id begins with."""
        owner = found.rpartition("/")[0]
        if owner:
            return self.now[owner].place if owner in self.now else line
        parent = found.rpartition(".")[0]
        if kind in KINDS:
            for each in self.now.values():
                if each.type in KINDS and each.id.rpartition(".")[0] == parent:
                    return each.place
        while parent:
            if parent in self.now:
                return self.now[parent].place
            parent = parent.rpartition(".")[0]
        return line


def _group(kind: str) -> str:
    return "question" if kind in KINDS else kind


def _went_with_its_owner(found: str, kind: str, gone: Mapping[str, str]) -> bool:
    """Whether what held the thing is gone too, by their ids."""
    owner = found.rpartition("/")[0]
    if owner:
        return owner in gone
    if kind in KINDS:
        holders = (each.rpartition(".")[0] for each, what in gone.items() if what in _HOLD_QUESTIONS)
        if any(found.startswith(f"{holder}.") for holder in holders if holder):
            return True
    parts = found.split(".")
    return any(".".join(parts[:size]) in gone for size in range(1, len(parts)))
