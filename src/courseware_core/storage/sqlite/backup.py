"""A copy of a SQLite file, made while the file is in use."""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

from courseware_core.errors import StoreError, StoreFull
from courseware_core.storage.sqlite.errors import explained, is_damage
from courseware_core.storage.sqlite.file import open_for_reading

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_backup(path: Path, file: Path, busy_timeout_s: float) -> None:
    """Copies the record in `path`, as it is now, to `file`, which appears whole or not at all.

    Raises:
        StoreError: `file` exists or cannot be written, or the record cannot be read.
    """
    if not file.name:
        raise StoreError(f"{str(file)!r} names no file. Name one that does not exist yet.")
    try:
        _refuse_existing(file)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.", suffix=".partial")
        os.close(descriptor)
        partial = Path(name)
        try:
            _copy(path, partial, file, busy_timeout_s)
            _sync(partial)
            _refuse_existing(file)  # it may have come since
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
        _sync(file.parent)
    except OSError as error:
        kind = StoreFull if error.errno in _NO_ROOM else StoreError
        raise kind(
            f"No backup was written to {file} ({error.strerror}). Name a file in a folder that exists, that "
            "you may write to and that has room."
        ) from error


def _copy(path: Path, partial: Path, file: Path, busy_timeout_s: float) -> None:
    source = open_for_reading(path, busy_timeout_s)
    try:
        # One read transaction, beside which the writer goes on; and free pages are not copied.
        source.driver.execute("VACUUM INTO ?", (str(partial.absolute()),))
    except sqlite3.Error as error:
        raise explained(error, path if is_damage(error) else file) from error
    finally:
        source.close()


def _refuse_existing(file: Path) -> None:
    # SQLite would take the log of an earlier file of that name for the log of this one.
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-journal")):
        if each.exists():
            raise StoreError(f"{each} exists, and was left as it is. Name a file that does not exist yet.")


def _sync(place: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    if place.is_dir() and os.name == "nt":
        return  # Windows writes the names by itself
    # Windows syncs only what may be written; a folder can only be read.
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
