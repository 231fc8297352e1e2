"""Editions: what was published of a course, in the form in which it is recorded."""

from dataclasses import dataclass
from datetime import datetime

from courseware_core.content.model import Course
from courseware_core.frozen import Frozen


@dataclass(frozen=True, slots=True)
class Edition:
    """What was published of a course, when and by whom.

    `number` counts the editions of the course from 1; `version` is the author's own name for it. `manifest`
    is the JSON of a `Manifest`, which another version of this software may have written. It is empty where
    the course was withdrawn: then the course is what every process has in its files.
    """

    course: str
    number: int
    version: str
    manifest: str
    at: datetime
    by: str


class Manifest(Frozen):
    """What an edition holds: the course, and the digests of its activities in their order."""

    course: Course
    activities: tuple[str, ...]
