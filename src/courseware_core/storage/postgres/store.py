"""The record in a PostgreSQL database, for any number of processes at once.

An ordinary answer is two round trips. What needs more is a transaction that locks first what it
decides on. Whoever came second decides again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.util import greenlet_spawn

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import Fact
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.ports import (
    Decision,
    Delivery,
    Erased,
    Loaded,
    ModelUsage,
    Need,
    Pruned,
    Recorded,
    SpendingOf,
    Store,
    Stream,
    Taken,
)
from courseware_core.storage import reading
from courseware_core.storage.connection import Connection
from courseware_core.storage.postgres.answer import answer
from courseware_core.storage.postgres.connection import Driver, PostgresConnection
from courseware_core.storage.postgres.errors import FAILURES, is_conflict, saving
from courseware_core.storage.postgres.locks import (
    lock_editions,
    lock_learners,
    lock_streams,
    lock_streams_of,
    lock_tenants,
)
from courseware_core.storage.postgres.pool import Pool
from courseware_core.storage.statements import upserts
from courseware_core.storage.transaction import Command, erase, prune, publish

T = TypeVar("T")
_UPSERTS = upserts(insert)

TRIES = 10
"""How often a transaction is decided again because others came first. The second try locks already."""


class PostgresStore(Store):
    """A `Store` in the database `location`. It is used in the event loop that it was opened in."""

    def __init__(self, pool: Pool) -> None:
        self.location = pool.location
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, timeout_s: float = 10.0) -> Self:
        """The store in the database that `url` names: postgresql://USER:PASSWORD@HOST:PORT/DATABASE.

        `timeout_s` is how long to wait for a connection, and for the answer to one statement.

        Raises:
            StoreError: the database cannot be used; StoreOutdated: it has to be upgraded first.
        """
        pool = Pool(url, timeout_s)
        await pool.open()
        return cls(pool)

    async def transact(
        self,
        keys: Sequence[str],
        decide: Callable[[Loaded], Decision[T]],
        *,
        actor: Identity,
        delivery: Delivery | None = None,
        needs: Sequence[Need] = (),
    ) -> Decision[T]:
        command = Command(keys, decide, actor, delivery, needs)
        first = True

        async def run(driver: Driver) -> Decision[T]:
            nonlocal first
            optimistic, first = first, False
            decision = await answer(driver, command) if optimistic else None
            if decision is None:
                decision = await _transaction(
                    driver, lambda connection: _run(connection, command), again=delivery is not None
                )
            return decision

        return await self._decided(run)

    async def stream(self, session: str) -> Stream:
        return await self._read(lambda connection: reading.stream(connection, session))

    async def streams(self, actor: Identity) -> tuple[Stream, ...]:
        return await self._read(lambda connection: reading.streams(connection, actor))

    async def heads(self, actor: Identity) -> tuple[Head, ...]:
        return await self._read(lambda connection: reading.heads(connection, actor))

    async def identities(self, actor: Identity) -> tuple[Identity, ...]:
        return await self._read(lambda connection: reading.identities(connection, actor))

    async def attempts(self, activity: str) -> tuple[Head, ...]:
        return await self._read(lambda connection: reading.attempts(connection, activity))

    async def waiting(self) -> tuple[Head, ...]:
        return await self._read(reading.waiting)

    async def taken(self, activity: str) -> tuple[Taken, ...]:
        return await self._read(lambda connection: reading.taken(connection, activity))

    async def sessions(self) -> tuple[str, ...]:
        return await self._read(reading.sessions)

    async def responses(self, session: str) -> tuple[FinalResponse, ...]:
        return await self._read(lambda connection: reading.responses(connection, session))

    async def answered(self, actor: Identity) -> tuple[FinalResponse, ...]:
        return await self._read(lambda connection: reading.answered(connection, actor))

    async def body(self, digest: str) -> bytes | None:
        return await self._read(lambda connection: reading.body(connection, digest))

    async def editions(self) -> Mapping[str, int]:
        return await self._read(reading.editions)

    async def edition(self, course: str) -> Edition | None:
        return await self._read(lambda connection: reading.edition(connection, course))

    async def recorded(self, fact: type[Fact]) -> tuple[Recorded, ...]:
        return await self._read(lambda connection: reading.recorded(connection, fact))

    async def counts(self) -> Mapping[Count, int]:
        return await self._read(reading.counts)

    async def usage(self, first: date, last: date) -> tuple[ModelUsage, ...]:
        return await self._read(lambda connection: reading.usage(connection, first, last))

    async def publish(self, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
        return await self._write(lambda connection: _publish(connection, editions, bodies))

    async def erase(self, actors: Sequence[Identity]) -> Erased:
        return await self._write(lambda connection: _erase(connection, actors))

    async def prune(self, before: datetime) -> Pruned:
        return await self._write(lambda connection: prune(connection, before))

    async def backup(self, file: Path) -> None:
        raise StoreError(
            f"{self.location} is copied by PostgreSQL's own pg_dump, also while it is in use. Nothing was "
            f"written to {file}."
        )

    async def close(self) -> None:
        await self._pool.close()

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await self._pool.use(lambda driver: greenlet_spawn(work, PostgresConnection(driver)))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._decided(lambda driver: _transaction(driver, work, again=False))

    async def _decided(self, work: Callable[[Driver], Awaitable[T]]) -> T:
        """What `work` returned when nobody was in its way any more."""

        async def once(driver: Driver) -> T:
            for _ in range(TRIES - 1):
                try:
                    return await work(driver)
                except FAILURES as error:
                    if not is_conflict(error):
                        raise
            return await work(driver)

        return await self._pool.use(once)


async def _transaction(driver: Driver, work: Callable[[Connection], T], *, again: bool) -> T:
    """What `work` returned, committed. `again` says that it may be done once more after that."""
    transaction = driver.transaction()
    await transaction.start()
    try:
        result = await greenlet_spawn(work, PostgresConnection(driver))
    except BaseException:
        with suppress(*FAILURES):
            await transaction.rollback()
        raise
    with saving(again=again):
        await transaction.commit()
    return result


def _run(connection: Connection, command: Command[T]) -> Decision[T]:
    lock_learners(connection, [command.actor, *(need.actor for need in command.needs)])
    lock_tenants(connection, [need.actor.scope for need in command.needs if isinstance(need, SpendingOf)])
    lock_streams(connection, command.keys)
    return command.run(connection, _UPSERTS)


def _publish(connection: Connection, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
    lock_editions(connection)
    return publish(connection, editions, bodies)


def _erase(connection: Connection, actors: Sequence[Identity]) -> Erased:
    lock_learners(connection, actors)
    for actor in sorted(actors):
        lock_streams_of(connection, actor)
    return erase(connection, _UPSERTS, actors)
