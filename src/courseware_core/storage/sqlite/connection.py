"""SQLAlchemy's statements on SQLite's own connection.

A statement is compiled once, and then said to the driver as text: what SQLAlchemy does for every
execution, and has to do for databases in general, costs several times what SQLite itself does.
"""

import sqlite3
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Executable
from sqlalchemy.dialects import sqlite

from courseware_core.storage.connection import Connection

_DIALECT = sqlite.dialect(paramstyle="named")


@cache
def text_of(statement: Executable) -> str:
    """A statement as SQLite's own text, with named parameters."""
    assert isinstance(statement, ClauseElement)
    return str(statement.compile(dialect=_DIALECT))


class SQLiteConnection(Connection):
    """A `Connection` to SQLite. `driver` is SQLite's own, for what is said in its own words."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver

    def execute(
        self,
        statement: Executable,
        parameters: dict[str, Any] | list[dict[str, Any]] | None = None,
        /,
    ) -> sqlite3.Cursor:
        text = text_of(statement)
        if parameters is None:
            return self.driver.execute(text)
        if isinstance(parameters, list):
            return self.driver.executemany(text, parameters)
        return self.driver.execute(text, parameters)

    def close(self) -> None:
        """Lets go of the file."""
        self.driver.close()
