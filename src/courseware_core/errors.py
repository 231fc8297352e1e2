"""Errors that an author, a developer, an operator or a provider can do something about.

    CoursewareError
    ├── ContentError          the course's files cannot be used; carries every problem found
    ├── PublishedMeanwhile    somebody else has published the course since it was compared
    ├── UnknownActivity       no such activity; says which there are
    ├── UnknownSession        no such session; says where they are listed
    ├── StoreError            the record cannot be read or written
    │   ├── StoreBusy         somebody else holds it; trying again may help
    │   ├── StoreUnreachable  the server cannot be reached, or the connection to it was lost
    │   ├── StoreServed       one other program serves it, and only one can
    │   ├── StoreFull         no room is left
    │   ├── StoreReadOnly     writing is not allowed
    │   ├── StoreCorrupt      the file is damaged, or is no store of ours
    │   ├── StoreOutdated     its tables have to be brought to this version first
    │   ├── StoreTooNew       written by a newer version of this software
    │   └── Unshown           what was done is saved, and only what came of it cannot be read
    ├── NotInstalled          an optional part is missing; names the extra to install
    └── UnreadableFact        a recorded fact is of a kind or version this software does not know

A learner's mistake is never an error: it is a `Rejected` value that a screen shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class CoursewareError(Exception):
    """Base of all errors raised on purpose. `str()` is a sentence that says what to do."""

    code = "error"


class ContentError(CoursewareError):
    """The course's files cannot be used. `problems` holds them as `file:line:column` sentences.

    `str()` names the first of them and how many more there are; `whole` has each on a line of its own.
    """

    code = "content"

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems

    def __str__(self) -> str:
        more = f"(and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return " ".join(filter(None, (*self.args, *self.problems[:1], more)))

    @property
    def whole(self) -> str:
        """The sentence, and under it every problem on a line."""
        return "\n".join((*self.args, *self.problems))


class PublishedMeanwhile(CoursewareError):
    """Somebody has published a course since it was compared with what is there. Nothing was published."""

    code = "published_meanwhile"


class UnknownActivity(CoursewareError):
    """No activity of that id is in the courses that were loaded."""

    code = "unknown_activity"


class UnknownSession(CoursewareError):
    """No session of that name is recorded."""

    code = "unknown_session"


class StoreError(CoursewareError):
    """The record cannot be read or written. Nothing of the turn was saved, unless a class says otherwise."""

    code = "store"


class StoreBusy(StoreError):
    """Somebody else holds the record for longer than we wait."""

    code = "store_busy"


class StoreUnreachable(StoreError):
    """The server that keeps the record cannot be reached, or the connection to it was lost.

    What was being saved just then may have been saved or not.
    """

    code = "store_unreachable"


class StoreServed(StoreError):
    """Another program serves the record, and where it is kept only one can."""

    code = "store_served"


class StoreFull(StoreError):
    """No room is left where the record is kept."""

    code = "store_full"


class StoreReadOnly(StoreError):
    """The record may be read but not written."""

    code = "store_read_only"


class StoreCorrupt(StoreError):
    """The file is damaged, or no store of ours."""

    code = "store_corrupt"


class StoreOutdated(StoreError):
    """The record's tables are missing, or of an older version of this software."""

    code = "store_outdated"


class StoreTooNew(StoreError):
    """The record was written by a newer version of this software."""

    code = "store_too_new"


class Unshown(StoreError):
    """What was done is saved; only what came of it cannot be read now."""

    code = "unshown"


@contextmanager
def after_saving(saved: bool = True) -> Iterator[None]:
    """Says of a record that fails inside that what was done before is saved, if it was. Raises: Unshown."""
    try:
        yield
    except StoreError as error:
        if not saved or isinstance(error, Unshown):
            raise
        raise Unshown(
            "What you did is saved, but the record cannot be read now to show it. Try again after a while."
        ) from error


class NotInstalled(CoursewareError):
    """An optional part is missing; the sentence names the extra to install."""

    code = "not_installed"


class UnreadableFact(CoursewareError):
    """A recorded fact is of a kind or version that this software does not know."""

    code = "unreadable_fact"
