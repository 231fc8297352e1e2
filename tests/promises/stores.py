"""Records to put to the test: where each kind of store is kept, and a store that fails on command."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, cast

from courseware_core.ports import Decision, Loaded, Store
from courseware_core.storage.memory import MemoryStore

T = TypeVar("T")


class Record(Protocol):
    """A record of its own for each example."""

    async def open(self) -> Store:
        """One more store over the record."""
        ...

    async def close(self, store: Store) -> None:
        """Lets go of one of the stores; the record stays."""
        ...

    async def end(self) -> None:
        """The record is not needed any more."""
        ...


class MemoryRecord:
    """In memory, so all workers share one store."""

    def __init__(self) -> None:
        self._store = MemoryStore()

    async def open(self) -> Store:
        return self._store

    async def close(self, store: Store) -> None:
        pass

    async def end(self) -> None:
        await self._store.close()


STORES = ("memory", "sqlite", "postgres")
"""The names of all kinds of record."""


def record_of(store: str, url: str = "") -> Callable[[], Record]:
    """Makes records of that kind; those of PostgreSQL are in the database `url`."""
    if store == "memory":
        return MemoryRecord
    from tests.promises.databases import PostgresRecord, SQLiteRecord  # much to import, for a planted fault

    return SQLiteRecord if store == "sqlite" else lambda: PostgresRecord(url)


class Crash(NamedTuple):
    """The process dies at the commit of this number, counted from 1."""

    when: Literal["before", "after"]
    commit: int

    @property
    def committed(self) -> int:
        """How many commits are durable."""
        return self.commit - (self.when == "before")


class Died(Exception):
    """The process is dead: nothing after this happened."""


class Fragile:
    """A store whose process dies when told to; else the store itself.

    Dying before a commit is dying after the decision: it was made, and nothing of it was written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._crash: Crash | None = None
        self._commits = 0

    def doom(self, crash: Crash | None) -> None:
        """Counts commits from here, and dies at that one."""
        self._crash, self._commits = crash, 0

    def as_store(self) -> Store:
        return cast("Store", self)

    async def transact(
        self, keys: Sequence[str], decide: Callable[[Loaded], Decision[T]], **how: Any
    ) -> Decision[T]:
        due = self._crash if self._crash and self._crash.commit == self._commits + 1 else None

        def decide_and_die(loaded: Loaded) -> Decision[T]:
            decide(loaded)
            raise Died

        if due and due.when == "before":
            return await self._store.transact(keys, decide_and_die, **how)
        decision = await self._store.transact(keys, decide, **how)
        self._commits += 1
        if due:
            raise Died
        return decision

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
