"""SQLAlchemy's statements on asyncpg's own connection.

A statement is compiled once, and then said to the driver as text: what SQLAlchemy's own connections
cost on top was measured as twice of what PostgreSQL and the driver need for an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import ClauseElement, Executable
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import await_

_DIALECT = dialect()  # type: ignore[no-untyped-call]


class Transaction(Protocol):
    """What is asked of a transaction of asyncpg."""

    async def start(self) -> None:
        """Begins it."""
        ...

    async def commit(self) -> None:
        """Ends it; what it did is durable."""
        ...

    async def rollback(self) -> None:
        """Ends it; nothing was done."""
        ...


class Driver(Protocol):
    """What is asked of a connection of asyncpg, which ships no types."""

    async def fetch(self, query: str, *arguments: Any) -> Sequence[Sequence[Any]]:
        """The rows that a query finds."""
        ...

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        """The first column of the first row; None when there is no row."""
        ...

    async def execute(self, query: str, *arguments: Any) -> str:
        """What was done, as the server says it: `DELETE 3`."""
        ...

    def transaction(self) -> Transaction:
        """One that is not begun yet."""
        ...

    def get_settings(self) -> Any:
        """What the server has told of itself."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in PostgreSQL's own text. `names` are its parameters, in order of their numbers."""

    text: str
    names: tuple[str, ...]
    reads: bool

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The parameters in order."""
        return [parameters[name] for name in self.names]


@cache
def said(statement: Executable) -> Said:
    """A statement as PostgreSQL's own text."""
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=_DIALECT)
    assert isinstance(compiled, SQLCompiler)
    return Said(str(compiled), tuple(compiled.positiontup or ()), statement.is_select)


@dataclass(frozen=True, slots=True)
class Rows:
    """What came of a statement."""

    found: Sequence[Sequence[Any]]
    rowcount: int

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Every row."""
        return self.found

    def fetchone(self) -> Sequence[Any] | None:
        """The first row, or None."""
        return self.found[0] if self.found else None


class PostgresConnection:
    """A `Connection` to PostgreSQL, for functions that `greenlet_spawn` runs."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        /,
    ) -> Rows:
        """What came of the statement; of several executions only how many rows they changed."""
        spoken = said(statement)
        if parameters is None:
            parameters = {}
        if isinstance(parameters, Mapping):
            return self._once(spoken, parameters)
        return Rows((), sum(self._once(spoken, each).rowcount for each in parameters))

    def _once(self, spoken: Said, parameters: Mapping[str, Any]) -> Rows:
        arguments = spoken.arguments(parameters)
        if spoken.reads:
            found = await_(self._driver.fetch(spoken.text, *arguments))
            return Rows(found, len(found))
        status: str = await_(self._driver.execute(spoken.text, *arguments))
        return Rows((), int(status.rpartition(" ")[-1]))
