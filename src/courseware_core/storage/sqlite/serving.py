"""Who may serve a SQLite file: one process at a time.

Several busy processes on one file starve each other, each waiting while another one writes.
"""

import sqlite3
from pathlib import Path

from courseware_core.errors import StoreServed
from courseware_core.storage.sqlite.errors import explaining, is_busy


def look(path: Path) -> None:
    """Sees that nobody serves the record in `path`. Makes no file. Raises: StoreServed, StoreError."""
    if _beside(path).exists():
        claim(path, 0).close()


def claim(path: Path, timeout_s: float) -> sqlite3.Connection:
    """Holds the right to serve the record in `path` until it is closed, or its process has ended.

    It is the lock of an empty database beside the record, so that the system lets go of it however the
    process ends, and so that it holds within one process too. The empty file stays: whoever deleted it
    could delete what another process has just locked.

    Raises:
        StoreServed: somebody else serves the record, for longer than `timeout_s`.
        StoreError: the lock cannot be had for another reason.
    """
    beside = _beside(path)
    with explaining(beside):
        lock = sqlite3.connect(beside, timeout=timeout_s, isolation_level=None)
        try:
            lock.execute("PRAGMA journal_mode = MEMORY")  # no second file
            lock.execute("BEGIN EXCLUSIVE")
        except BaseException as error:
            lock.close()
            if isinstance(error, sqlite3.Error) and is_busy(error):
                raise _served(path) from error
            raise
    return lock


def _beside(path: Path) -> Path:
    record = path.resolve()
    return record.with_name(record.name + "-serving")


def _served(path: Path) -> StoreServed:
    return StoreServed(
        f"{path} is being served by another program already, and one file can be served by only one. "
        "Stop that one first, or keep the record in PostgreSQL, which several can serve."
    )
