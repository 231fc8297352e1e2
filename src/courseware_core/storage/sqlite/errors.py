"""What SQLite's errors mean for whoever runs the software."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from courseware_core.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreReadOnly

_PRIMARY = 0xFF
"""The part of an error code that names the kind; the rest are details."""

_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
"""A quota and a limit on a file's size show as a failed write, and not as a full disk."""


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turns an error of SQLite that happens inside into a StoreError about the file `path`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        told = explained(error, path)
        if told is error:
            raise
        raise told from error


def explained(error: BaseException, path: Path) -> BaseException:
    """`error` as a StoreError about the file `path`; itself when it says nothing about the file."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.DatabaseError):
        told = _told(cause, path)
        if told is not None:
            told.__cause__ = error
            return told
    return error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether it says that another connection is in the way."""
    return _kind(error) == sqlite3.SQLITE_BUSY


def is_damage(error: sqlite3.Error) -> bool:
    """Whether it says that what was read makes no sense."""
    return _kind(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _told(cause: sqlite3.DatabaseError, path: Path) -> StoreError | None:
    if _code(cause) in _NO_ROOM:
        return StoreFull(
            f"{path} could not be written, so nothing was saved: the disk, or your quota on it, is "
            "full. Make room, then try again."
        )
    match _kind(cause):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(
                f"Another program is writing to {path} and has not finished, so nothing was saved. "
                "Try again; if it stays so, find out which program has the file open and stop it."
            )
        case sqlite3.SQLITE_READONLY:
            return read_only(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreCorrupt(
                f"{path} is damaged, or is no courseware database. Put a backup in its place, or "
                "name another file; what is damaged is left as it is."
            )
        case sqlite3.SQLITE_ERROR if str(cause).startswith(("no such table", "no such column")):
            return StoreCorrupt(
                f"{path} lacks something that every record has ({cause}): somebody has changed it. Put a "
                "backup in its place, or name another file."
            )
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(
                f"{path} cannot be opened. See that its folder exists, that it is a file, and that "
                "you may write to both."
            )
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                f"The disk failed under {path} ({cause}), so nothing was saved. Check the disk, "
                "then try again."
            )
    return None


def _code(error: sqlite3.Error) -> int:
    """SQLite's own number; errors that the driver finds by itself have none."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)


def _kind(error: sqlite3.Error) -> int:
    return _code(error) & _PRIMARY


def read_only(path: Path) -> StoreReadOnly:
    """The error of writing to a file that may only be read."""
    return StoreReadOnly(
        f"{path} may be read but not written, so nothing was saved. Allow writing to the file and "
        "to its folder, or name another file."
    )
