"""From a course's folder to what its files hold, each checked by itself."""

import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from courseware_core.content.authored import (
    FILE_NAME,
    LONGEST_NAME,
    Challenge,
    ChallengesFile,
    ClaimsFile,
    CourseFile,
    CourseFolder,
    DecisionFile,
    DemoFile,
    LabFile,
    LessonFolder,
    LessonFront,
    ModuleFile,
    ModuleFolder,
    PoolFile,
    QuizFile,
    SourcesFile,
    TestFile,
    Written,
)
from courseware_core.content.explain import explain
from courseware_core.content.files import MAX_LESSON_BYTES, read_bytes, read_text, shown
from courseware_core.content.page import Page, read_page
from courseware_core.content.pictures import ENDINGS, LARGEST, digest, named
from courseware_core.content.problems import Place, Problem, problem
from courseware_core.content.yaml import Document, read_yaml
from courseware_core.frozen import Frozen

_BESIDE_LESSONS = ("lesson.md", "decision.yaml", "demo.yaml", "quiz.yaml", "lab.yaml", "challenges.yaml")
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_TEXTS = (".md", ".yaml", ".yml", ".json", ".toml", ".txt")

F = TypeVar("F", bound=Frozen)


def read_course(folder: Path) -> tuple[CourseFolder, list[Problem]]:
    """What the files of the course in `folder` hold, and what is wrong with each of them."""
    reader = _Reader(folder)
    return reader.read(), reader.problems


class _Reader:
    """Reads the files of one course, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.complete = True

    def read(self) -> CourseFolder:
        course = CourseFolder(self.folder, self._yaml(self.folder / "course.yaml", CourseFile))
        course.sources = self._optional(self.folder / "sources.yaml", SourcesFile)
        course.claims = self._optional(self.folder / "claims.yaml", ClaimsFile)
        names = self._names(course.file.document, "modules")
        for place, name in names:
            module = self._module(place, self.folder / name, course)
            if module is not None:
                course.modules.append(module)
        if names:
            self._unlisted(self.folder, "module.yaml", [name for _, name in names])
        course.complete = self.complete
        return course

    def _module(self, named: Place, folder: Path, course: CourseFolder) -> ModuleFolder | None:
        if not self._is_there(named, folder, "module.yaml"):
            return None
        module = ModuleFolder(self._yaml(folder / "module.yaml", ModuleFile))
        document = module.file.document
        names = self._names(document, "lessons")
        for place, name in names:
            lesson = self._lesson(place, folder / name, course)
            if lesson is not None:
                module.lessons.append(lesson)
                if lesson.quiz is not None:
                    self._named_pool(lesson.quiz.document, folder / name, course, "pool")
                course.unread += self._strays_beside_lesson(folder / name)
        if names:
            self._unlisted(folder, "lesson.md", [name for _, name in names])
        for path in _listed(folder / "pools", (".yaml",)):
            self._pool(path, course)
        module.test = self._test("test", folder, document, course)
        module.mock = self._test("mock", folder, document, course)
        if document.root is not None:
            course.unread += _strays(folder, ("module.yaml", document.text("test"), document.text("mock")))
        return module

    def _test(
        self, key: str, folder: Path, module: Document, course: CourseFolder
    ) -> Written[TestFile] | None:
        """The test that a module names by `key`, with the pools that it draws from."""
        name = module.text(key)
        if not name or not self._is_there(module.place(key), folder, name):
            return None
        test = self._yaml(folder / name, TestFile)
        draws = test.document.at("draw")
        for number in range(len(draws) if isinstance(draws, list) else 0):
            pools = test.document.at("draw", number, "pool")
            each = [(each,) for each in range(len(pools))] if isinstance(pools, list) else [()]
            for path in each:
                self._named_pool(test.document, (folder / name).parent, course, "draw", number, "pool", *path)
        return test

    def _lesson(self, named: Place, folder: Path, course: CourseFolder) -> LessonFolder | None:
        if not self._is_there(named, folder, "lesson.md"):
            return None
        path = folder / "lesson.md"
        text = read_text(path, limit=MAX_LESSON_BYTES)
        if isinstance(text, Problem):
            self._missed(text)
            page = Page(shown(path), [], Document(shown(path)))
        else:
            page = read_page(text, shown(path), lambda src: self._digest(folder, src, course))
            self.problems += page.problems
            self.complete &= page.front.root is not None and not page.swallowed
        return LessonFolder(
            page,
            self._checked(path, page.front, LessonFront),
            self._optional(folder / "decision.yaml", DecisionFile),
            self._optional(folder / "demo.yaml", DemoFile),
            self._optional(folder / "quiz.yaml", QuizFile),
            self._optional(folder / "lab.yaml", LabFile),
            self._challenges(folder / "challenges.yaml"),
        )

    def _challenges(self, path: Path) -> tuple[Written[Challenge], ...]:
        """The challenges that a file lists, if it is there; none of them can be used if one cannot."""
        file = self._optional(path, ChallengesFile)
        listed = file.document.at("challenges") if file else None
        if file is None or not isinstance(listed, list):
            return ()
        values = file.value.challenges if file.value else (None,) * len(listed)
        return tuple(
            Written(path, file.document.part("challenges", number), value)
            for number, value in enumerate(values)
        )

    def _unlisted(self, folder: Path, file: str, named: Iterable[str]) -> None:
        """Complain of folders that no list names; what other files name may stand in them."""
        owner, key = ("module.yaml", "lessons") if file == "lesson.md" else ("course.yaml", "modules")
        for place in _unnamed(folder, file, named):
            name = Path(place.file).parent.name
            hint = f"Add `{name}` to `{key}:` in {owner}, or move the folder out of the course."
            message = f"{owner} does not list this folder, so nobody gets here."
            self.problems.append(problem("CW019", place, message, hint=hint))
            self.complete = False

    def _strays_beside_lesson(self, folder: Path) -> Iterator[Place]:
        """The files that nothing reads; complains of one that seems to be a missing file, misnamed."""
        for place in _strays(folder, _BESIDE_LESSONS):
            missing = [name for name in _BESIDE_LESSONS if not os.path.lexists(folder / name)]
            meant = get_close_matches(Path(place.file).name.lower(), missing, n=1, cutoff=0.75)
            if not meant:
                yield place
                continue
            message = f"nothing reads this file, and there is no `{meant[0]}`."
            hint = f"Rename it to `{meant[0]}`."
            self.problems.append(problem("CW019", place, message, hint=hint))
            self.complete = False

    def _named_pool(self, document: Document, folder: Path, course: CourseFolder, *path: str | int) -> None:
        """Reads the pool that stands at `path` of a document in `folder`, if one does."""
        place, name = document.place(*path), document.text(*path)
        if not re.fullmatch(FILE_NAME, name) or len(name) > LONGEST_NAME:
            return  # which its file is told of
        pool = Path(os.path.normpath(folder / name))
        if self._within(pool) and pool.is_file():
            self._pool(pool, course)
            return
        hint = "A pool is a file in the course, named from the folder of the file that names it."
        self.problems.append(problem("CW130", place, f"there is no pool `{name}`.", hint=hint))
        self.complete = False

    def _pool(self, path: Path, course: CourseFolder) -> None:
        key = os.path.normpath(path)
        if key not in course.pools:
            course.pools[key] = self._yaml(path, PoolFile)

    def _is_there(self, named: Place, folder: Path, name: str) -> bool:
        """Whether the file is there and lies inside the course; a problem at `named` if not."""
        path = folder / name
        if "\0" not in str(path) and self._within(path) and os.path.lexists(path):
            return True
        relative = os.path.relpath(path, self.folder)
        self.problems.append(problem("CW013", named, f"there is no file `{relative}`."))
        self.complete = False
        return False

    def _within(self, path: Path) -> bool:
        """Whether `path` names something inside the course's folder."""
        return os.path.normpath(path).startswith(os.path.normpath(self.folder) + os.sep)

    def _names(self, document: Document, key: str) -> list[tuple[Place, str]]:
        """The folders that a list names, with where; each once, and only names of folders beside it."""
        listed = document.at(key)
        if document.root is not None and not isinstance(listed, list):
            self.complete = False
        found: dict[str, Place] = {}
        for number in range(len(listed) if isinstance(listed, list) else 0):
            name, place = document.text(key, number), document.place(key, number)
            if name in found:
                self.problems.append(problem("CW012", place, f"`{name}` is listed twice."))
            elif name == Path(name).name and not name.startswith("."):
                found[name] = place
            else:
                self.complete = False
        return [(place, name) for name, place in found.items()]

    def _optional(self, path: Path, model: type[F]) -> Written[F] | None:
        return self._yaml(path, model) if os.path.lexists(path) else None

    def _yaml(self, path: Path, model: type[F]) -> Written[F]:
        text = read_text(path)
        if isinstance(text, Problem):
            self._missed(text)
            return Written(path, Document(shown(path)), None)
        document = read_yaml(text, shown(path))
        self.problems += document.problems
        self.complete &= document.root is not None
        return self._checked(path, document, model)

    def _missed(self, unreadable: Problem) -> None:
        self.problems.append(unreadable)
        self.complete = False

    def _checked(self, path: Path, document: Document, model: type[F]) -> Written[F]:
        if document.root is None:
            return Written(path, document, None)
        try:
            value = model.model_validate(document.root)
        except ValidationError as error:
            self.problems += explain(error, document, model)
            return Written(path, document, None)
        is_broken = any(each.level == "error" for each in document.problems)
        return Written(path, document, None if is_broken else value)

    def _digest(self, folder: Path, src: str, course: CourseFolder) -> tuple[str, str]:
        """The digest of a picture beside a lesson, which the course keeps, and what is wrong with it."""
        path = folder / src
        if _ADDRESS.match(src):
            return (
                "",
                f"`{src}` is on the web, and only files can be shown. Put the picture beside the lesson.",
            )
        if "\0" in src or not self._within(path):
            return "", f"`{src}` is no file of the course. Put the picture beside the lesson."
        if path.suffix.lower() not in ENDINGS:
            return "", f"`{src}` is no picture; it ends in {', '.join(ENDINGS)}."
        content = read_bytes(path, limit=LARGEST)
        if isinstance(content, Problem):
            return "", f"the picture `{src}`: {content.message}"
        found = named(src, content)
        if isinstance(found, str):
            return "", found
        course.pictures[digest(content)] = found
        return digest(content), ""


def _listed(folder: Path, endings: Iterable[str]) -> list[Path]:
    """The files of `folder` with one of `endings`, sorted; none when it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.is_dir())
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(tuple(endings))]


def _strays(folder: Path, known: Iterable[str]) -> Iterator[Place]:
    """The text files of `folder` that have another name than what is read there."""
    for path in _listed(folder, _TEXTS):
        if path.name not in known and path.name.lower() != "readme.md":
            yield Place(shown(path))


def _unnamed(folder: Path, file: str, named: Iterable[str]) -> Iterator[Place]:
    """The `file`s in folders of `folder` that no list names."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    for name in names:
        if name not in named and os.path.lexists(folder / name / file):
            yield Place(shown(folder / name / file))
