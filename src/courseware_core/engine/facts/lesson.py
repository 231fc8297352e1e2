"""Reading a lesson."""

from dataclasses import dataclass

from courseware_core.engine.facts.base import Fact, Natural, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a lesson: characters of block `block` that come before it. The end has an empty block."""

    block: str
    offset: Natural = 0


END = Place("")


@dataclass(frozen=True, slots=True)
class LessonStarted(Fact):
    """Reading began. `blocks` are the ids to be read when the scope is not the whole lesson."""

    activity: str
    digest: str
    scope: Scope = "whole"
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRead(Fact):
    """The reader went on from a page that showed `start` up to, and not including, `end`."""

    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class PlaceMoved(Fact):
    """The reader went to another place without having read up to it."""

    place: Place


@dataclass(frozen=True, slots=True)
class LessonUpdated(Fact):
    """The reading goes on at `place` of the text with this digest, which was published meanwhile.

    `read` are the spans of it that count as read, and `blocks` the ids to be read when the scope is not the
    whole lesson.
    """

    digest: str
    place: Place
    read: tuple[tuple[Place, Place], ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonFinished(Fact):
    """The reader closed the lesson at its end."""
