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
    │   └── StoreTooNew       written by a newer version of this software
    ├── NotInstalled          an optional part is missing; names the extra to install
    └── UnreadableFact        a recorded fact is of a kind or version this software does not know

A learner's mistake is never an error: it is a `Rejected` value that a screen shows.
"""


class CoursewareError(Exception):
    """Base of all errors raised on purpose. `str()` is a sentence that says what to do."""

    code = "error"


class ContentError(CoursewareError):
    """The course's files cannot be used. `problems` holds them as `file:line:column` sentences."""

    code = "content"

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


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
    """The record cannot be read or written. Nothing of the failed turn was saved."""

    code = "store"


class StoreBusy(StoreError):
    """Somebody else holds the record for longer than we wait."""

    code = "store_busy"


class StoreUnreachable(StoreError):
    """The server that keeps the record cannot be reached, or the connection to it was lost."""

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


class NotInstalled(CoursewareError):
    """An optional part is missing; the sentence names the extra to install."""

    code = "not_installed"


class UnreadableFact(CoursewareError):
    """A recorded fact is of a kind or version that this software does not know."""

    code = "unreadable_fact"
