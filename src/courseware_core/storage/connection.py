"""What is asked of a connection to a database, whichever it is.

SQLAlchemy's own `Connection` is one, and so is what stands before SQLite's.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Executable


class Result(Protocol):
    """What came of a statement. A row holds values in the order of the statement's columns."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed; those of several executions together."""
        ...

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """The rows that are left."""
        ...

    def fetchone(self) -> Sequence[Any] | None:
        """The next row, or None."""
        ...


class Connection(Protocol):
    """Executes statements in the transaction that its owner has begun, if any."""

    def execute(
        self,
        statement: Executable,
        parameters: dict[str, Any] | list[dict[str, Any]] | None = None,
        /,
    ) -> Result:
        """What came of the statement; a list of parameters has it executed with each of them."""
        ...


def value(result: Result) -> Any:
    """The first column of the first row; None when there is no row."""
    row = result.fetchone()
    return None if row is None else row[0]
