"""From a folder to courses and activities. What authors got wrong comes back as problems."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from courseware_core.content.authored import CourseFolder
from courseware_core.content.compile import compile_course
from courseware_core.content.files import absolute, shown
from courseware_core.content.ids import Named, ids_of, repeated, reserved
from courseware_core.content.model import AnyActivity, Course
from courseware_core.content.order import courses_in_order
from courseware_core.content.problems import Place, Problem, in_order, problem
from courseware_core.content.read import read_course

_OWNERS = ("course.yaml", "module.yaml", "lesson.md")
"""Files that what lies in their folder, or deeper, belongs to."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded. `problems` are in order: those under the path that was asked for, and above it.

    Above it are the errors in the course.yaml, module.yaml or lesson.md that it belongs to, without which
    nothing there can be used. Courses and activities are whole only if no problem is an error. `folders`
    hold what the files said, for the linter; `under` is the path asked for, absolute.
    """

    courses: tuple[Course, ...]
    activities: tuple[AnyActivity, ...]
    problems: tuple[Problem, ...]
    folders: tuple[CourseFolder, ...]
    under: str

    def within(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those of `problems` that lie under the path asked for, in order."""
        inside = self.under.rstrip(os.sep) + os.sep
        return in_order(
            each
            for each in problems
            if (path := str(absolute(Path(each.file)))) == self.under or path.startswith(inside)
        )

    def above(self, problems: Iterable[Problem]) -> list[Problem]:
        """The errors among `problems` in the files that what lies at the path asked for belongs to."""
        return [each for each in problems if each.level == "error" and self._is_above(Path(each.file))]

    def _is_above(self, file: Path) -> bool:
        return file.name in _OWNERS and absolute(file).parent in Path(self.under).parents


def load(path: Path) -> Loaded:
    """The courses at `path`: a folder of courses, or a course, or a folder or file inside one.

    Never raises for anything that an author or a file system can do. Two courses that name something
    alike are a problem of the second.
    """
    under = str(absolute(path))
    folders, nothing = _course_folders(path)
    courses: list[Course] = []
    activities: list[AnyActivity] = []
    problems: list[Problem] = []
    read: list[CourseFolder] = []
    names: list[Named] = []
    for folder in folders:
        course, found = read_course(folder)
        own = list(ids_of(course))
        compiled = compile_course(course, own)
        courses += [compiled.course] if compiled.course is not None else []
        activities += compiled.activities
        problems += [*found, *compiled.problems]
        read.append(course)
        names += own
    problems += [*repeated(names), *reserved(names), *courses_in_order(read)]
    loaded = Loaded(tuple(courses), tuple(activities), (), tuple(read), under)
    inside = (*nothing, *in_order((*loaded.above(problems), *loaded.within(problems))))
    return Loaded(loaded.courses, loaded.activities, inside, loaded.folders, under)


def _course_folders(path: Path) -> tuple[list[Path], list[Problem]]:
    """The folders of the courses that `path` means, and what is wrong with it."""
    path = absolute(path)
    if "\0" in str(path) or not os.path.lexists(path):
        return [], [problem("CW013", Place(shown(path)), "there is no such file or folder.")]
    if os.path.lexists(path / "course.yaml"):
        return [path], []
    try:
        inside = sorted(each for each in path.iterdir() if os.path.lexists(each / "course.yaml"))
    except OSError:
        inside = []
    if inside:
        return inside, []
    above = [each for each in path.parents if os.path.lexists(each / "course.yaml")]
    if above:
        return above[:1], []
    hint = "Name the folder of a course, which holds one, or a folder with such folders in it."
    return [], [problem("CW013", Place(shown(path)), "there is no course.yaml here.", hint=hint)]
