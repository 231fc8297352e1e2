"""Opening a SQLite file: connections, the journal, and the revision of its schema."""

import os
import sqlite3
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import Literal

from sqlalchemy import StaticPool, create_engine

from courseware_core.errors import StoreCorrupt, StoreError, StoreReadOnly, StoreTooNew
from courseware_core.storage import statements
from courseware_core.storage.connection import value
from courseware_core.storage.schema import REVISION_TABLE, REVISIONS
from courseware_core.storage.sqlite.connection import SQLiteConnection
from courseware_core.storage.sqlite.errors import explaining, is_busy, read_only

Condition = Literal["ready", "older", "missing"]
"""How a record stands: as this version keeps it, to be brought to this version first, or not begun."""


def condition(path: Path, busy_timeout_s: float) -> Condition:
    """How the file stands, which is only looked at: nothing is written, or made that stays.

    Raises:
        StoreError: it could not be used, or not be made.
    """
    if not os.access(path, os.F_OK):
        folder = next(each for each in path.absolute().parents if os.access(each, os.F_OK))
        if not _may_make_in(folder):
            raise StoreReadOnly(
                f"{path} cannot be made, because nothing can be written in {folder}. Allow that, or name "
                "another file."
            )
        return "missing"
    if not _may_write(path):
        raise read_only(path)
    with explaining(path):
        connection = _connect(path, _only_read(path, makes_notes=False), busy_timeout_s)
        try:
            revision = _revision(connection, path)
        finally:
            connection.close()
    return "missing" if revision is None else "ready" if revision == REVISIONS[-1] else "older"


def open_for_writing(path: Path, busy_timeout_s: float) -> SQLiteConnection:
    """A connection to the file, which is made, or brought to the current revision, when it must be.

    Raises:
        StoreError: it cannot be opened, is none of ours, or is newer than this software.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {path.parent} cannot be made ({error.strerror}). Name another file."
        ) from error
    if not _may_write(path):
        raise read_only(path)
    with explaining(path):
        connection = _connect(path, "mode=rwc", busy_timeout_s)
        try:
            revision = _revision(connection, path)
            # Only now: a database of somebody else must stay as it is.
            _switch_to_log(connection, busy_timeout_s)
            if revision != REVISIONS[-1]:
                _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _may_make_in(folder: Path) -> bool:
    """Whether files can be made in a folder. Some let nobody, whatever they say of who may."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    try:
        TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def open_for_reading(path: Path, busy_timeout_s: float) -> SQLiteConnection:
    """A connection that cannot change the file.

    Raises:
        StoreError: it cannot be opened, is none of ours, or not of the current revision.
    """
    if not path.exists():
        raise StoreReadOnly(
            f"{path} cannot be made, because its folder may not be written. Allow that, or name another file."
        )
    makes_notes = os.access(path.parent, os.W_OK)
    with explaining(path):
        connection = _connect(path, _only_read(path, makes_notes=makes_notes), busy_timeout_s)
        try:
            if _revision(connection, path) != REVISIONS[-1]:
                raise read_only(path)
        except BaseException:
            connection.close()
            raise
    return connection


def _may_write(path: Path) -> bool:
    """The file, if there is one, and its folder, where SQLite keeps its log."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _only_read(path: Path, *, makes_notes: bool) -> str:
    """How to open a file that is only read. Even then SQLite keeps notes beside it, if it `makes_notes`.

    It must be told to do without, which it cannot where there is a log.
    """
    return "mode=ro" if makes_notes or _log_of(path).exists() else "mode=ro&immutable=1"


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _connect(path: Path, options: str, busy_timeout_s: float) -> SQLiteConnection:
    uri = f"{path.absolute().as_uri()}?{options}"
    # BEGIN, SAVEPOINT and COMMIT are said by us: on its own the driver begins too late.
    driver = sqlite3.connect(uri, uri=True, timeout=busy_timeout_s, isolation_level=None)
    try:
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            driver.execute(f"PRAGMA {pragma}")
    except BaseException:
        driver.close()
        raise
    return SQLiteConnection(driver)


def _switch_to_log(connection: SQLiteConnection, busy_timeout_s: float) -> None:
    """Has the database keep a write-ahead log. Does nothing when it does already."""
    deadline = monotonic() + busy_timeout_s
    while True:
        try:
            connection.driver.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Two that switch a new file at once are both refused, and SQLite does not wait by itself.
            if not is_busy(error) or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _revision(connection: SQLiteConnection, path: Path) -> str | None:
    """The revision of the database; None when it is empty."""
    found = connection.driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {name for (name,) in found.fetchall()}
    if not tables:
        return None
    if REVISION_TABLE not in tables:
        raise StoreCorrupt(
            f"{path} is the database of another program, and was left as it is. Name another file."
        )
    revision = value(connection.execute(statements.REVISION))
    if revision not in REVISIONS:
        raise StoreTooNew(
            f"{path} was written by a newer version of courseware. Update courseware, or name another file."
        )
    return str(revision)


def _migrate(connection: SQLiteConnection, path: Path) -> None:
    engine = create_engine(
        "sqlite://", creator=lambda: connection.driver, poolclass=StaticPool, hide_parameters=True
    )
    # SQLAlchemy rolls back whatever it finds begun when it connects, so it comes before BEGIN.
    with engine.begin() as for_alembic:
        connection.driver.execute("BEGIN IMMEDIATE")
        # Another process may have done it while this one waited for its turn.
        if _revision(connection, path) != REVISIONS[-1]:
            from courseware_core.storage.migrations import upgrade  # slow, and rarely needed

            upgrade(for_alembic)
