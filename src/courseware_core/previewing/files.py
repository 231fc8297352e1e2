"""Which screens a path means: those of the activities and pools whose files lie there."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from courseware_core.content.authored import CourseFolder, PoolFile, Written
from courseware_core.content.files import absolute
from courseware_core.content.load import Loaded
from courseware_core.content.model import AnyActivity
from courseware_core.frozen import Frozen


@dataclass(frozen=True, slots=True)
class Previewable:
    """A file that can be shown, with what it holds: an activity, or a pool's questions.

    `content` is None when it cannot be made whole, which problems in this or another file explain.
    """

    path: Path
    id: str
    locale: str
    content: AnyActivity | PoolFile | None


def previewable(loaded: Loaded) -> Iterator[Previewable]:
    """What lies under the path that was loaded, in the order of the courses; pools come before their test."""
    activities = {each.id: each for each in loaded.activities}
    inside = loaded.under.rstrip(os.sep) + os.sep
    for folder in loaded.folders:
        locale = folder.file.value.locale if folder.file.value else "en"
        for file in _files(folder):
            path = str(absolute(file.path))
            if path == loaded.under or path.startswith(inside):
                found = file.document.text("id")
                content = file.value if isinstance(file.value, PoolFile) else activities.get(found)
                yield Previewable(file.path, found, locale, content)


def _files(course: CourseFolder) -> Iterator[Written[Frozen]]:
    """The files of a course that hold an activity or a pool."""
    pools = dict(course.pools)
    for module in course.modules:
        for lesson in module.lessons:
            yield from (lesson.front, *lesson.beside)
        folder = os.path.normpath(module.file.path.parent) + os.sep
        for path in [each for each in pools if each.startswith(folder)]:
            yield pools.pop(path)
        yield from (file for file in (module.test, module.mock) if file is not None)
    yield from pools.values()
