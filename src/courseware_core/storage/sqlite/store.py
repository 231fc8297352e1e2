"""The record in one SQLite file.

One thread owns the one connection that writes. What waits in its queue becomes one transaction with
a savepoint for each command: a disk's pace is paid once for all who wait, and a command that fails
takes back only itself. A second thread reads beside it.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy.dialects.sqlite import insert

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import Fact
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.errors import StoreError, StoreReadOnly
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
    Store,
    Stream,
    Taken,
)
from courseware_core.storage import reading
from courseware_core.storage.sqlite.backup import write_backup
from courseware_core.storage.sqlite.connection import SQLiteConnection
from courseware_core.storage.sqlite.errors import explained, explaining, read_only
from courseware_core.storage.sqlite.file import open_for_reading, open_for_writing
from courseware_core.storage.sqlite.serving import claim
from courseware_core.storage.sqlite.worker import Job, Worker
from courseware_core.storage.statements import upserts
from courseware_core.storage.transaction import Command, erase, prune, publish

T = TypeVar("T")
_UPSERTS = upserts(insert)


class SQLiteStore(Store):
    """A `Store` in the file `path`. Several processes may use one file; each waits for its turn.

    A file that may not be written can still be read.
    """

    def __init__(
        self,
        path: Path,
        writer: Worker[SQLiteConnection] | None,
        reader: Worker[SQLiteConnection],
        busy_timeout_s: float,
    ) -> None:
        self.location = str(path)
        self._path = path
        self._writer = writer
        self._reader = reader
        self._busy_timeout_s = busy_timeout_s

    @classmethod
    async def open(cls, path: Path, *, serving: bool = False, busy_timeout_s: float = 5.0) -> Self:
        """The store in `path`. The file and its folder are made when they are missing.

        `serving` is for a bot or a server, which writes all the time: only one of them may have the file.
        `busy_timeout_s` is how long to wait while another process writes, or serves.

        Raises:
            StoreServed: another one serves the file.
            StoreError: the file cannot be used.
        """
        writer = Worker(
            "courseware-writer", lambda: _Writer(path, serving=serving, busy_timeout_s=busy_timeout_s)
        )
        try:
            await writer.start()
            writes = True
        except StoreReadOnly:
            if serving:
                raise
            writes = False
        reader = Worker("courseware-reader", lambda: _Reader(path, open_for_reading(path, busy_timeout_s)))
        try:
            await reader.start()
        except BaseException:
            if writes:
                await writer.close()
            raise
        return cls(path, writer if writes else None, reader, busy_timeout_s)

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
        return await self._writing().submit(lambda connection: command.run(connection, _UPSERTS))

    async def stream(self, session: str) -> Stream:
        return await self._reader.submit(lambda connection: reading.stream(connection, session))

    async def streams(self, actor: Identity) -> tuple[Stream, ...]:
        return await self._reader.submit(lambda connection: reading.streams(connection, actor))

    async def heads(self, actor: Identity) -> tuple[Head, ...]:
        return await self._reader.submit(lambda connection: reading.heads(connection, actor))

    async def identities(self, actor: Identity) -> tuple[Identity, ...]:
        return await self._reader.submit(lambda connection: reading.identities(connection, actor))

    async def attempts(self, activity: str) -> tuple[Head, ...]:
        return await self._reader.submit(lambda connection: reading.attempts(connection, activity))

    async def waiting(self) -> tuple[Head, ...]:
        return await self._reader.submit(reading.waiting)

    async def taken(self, activity: str) -> tuple[Taken, ...]:
        return await self._reader.submit(lambda connection: reading.taken(connection, activity))

    async def sessions(self) -> tuple[str, ...]:
        return await self._reader.submit(reading.sessions)

    async def responses(self, session: str) -> tuple[FinalResponse, ...]:
        return await self._reader.submit(lambda connection: reading.responses(connection, session))

    async def answered(self, actor: Identity) -> tuple[FinalResponse, ...]:
        return await self._reader.submit(lambda connection: reading.answered(connection, actor))

    async def body(self, digest: str) -> bytes | None:
        return await self._reader.submit(lambda connection: reading.body(connection, digest))

    async def editions(self) -> Mapping[str, int]:
        return await self._reader.submit(reading.editions)

    async def edition(self, course: str) -> Edition | None:
        return await self._reader.submit(lambda connection: reading.edition(connection, course))

    async def recorded(self, fact: type[Fact]) -> tuple[Recorded, ...]:
        return await self._reader.submit(lambda connection: reading.recorded(connection, fact))

    async def counts(self) -> Mapping[Count, int]:
        return await self._reader.submit(reading.counts)

    async def usage(self, first: date, last: date) -> tuple[ModelUsage, ...]:
        return await self._reader.submit(lambda connection: reading.usage(connection, first, last))

    async def publish(self, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
        return await self._writing().submit(lambda connection: publish(connection, editions, bodies))

    async def erase(self, actors: Sequence[Identity]) -> Erased:
        return await self._writing().submit(
            lambda connection: erase(connection, _UPSERTS, actors), after=self._wipe
        )

    async def prune(self, before: datetime) -> Pruned:
        return await self._writing().submit(lambda connection: prune(connection, before))

    async def backup(self, file: Path) -> None:
        await asyncio.to_thread(write_backup, self._path, file, self._busy_timeout_s)

    async def close(self) -> None:
        await self._reader.close()
        if self._writer is not None:
            await self._writer.close()

    def _writing(self) -> Worker[SQLiteConnection]:
        if self._writer is None:
            raise read_only(self._path)
        return self._writer

    def _wipe(self, connection: SQLiteConnection) -> None:
        """Takes out of the files what was deleted from the tables.

        `secure_delete` alone was seen to leave copies of rows behind where pages had been split, so the
        file is built anew, and the write-ahead log is emptied.
        """
        try:
            connection.driver.execute("VACUUM")
            busy, *_ = connection.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            reason = "another program is reading it" if busy else ""
        except sqlite3.Error as error:
            reason = str(error)
        if reason:
            raise StoreError(
                f"The person was forgotten, but what was deleted can still be found in the file {self._path} "
                f"or its log ({reason}). See that no other program uses the file and that the disk has "
                "room, then forget them again."
            )


class _Writer:
    """Commits its jobs together."""

    def __init__(self, path: Path, *, serving: bool, busy_timeout_s: float) -> None:
        self._path = path
        self._connection = open_for_writing(path, busy_timeout_s)
        self._driver = self._connection.driver
        try:
            self._claim = claim(path, busy_timeout_s) if serving else None
        except BaseException:
            self._connection.close()
            raise

    def serve(self, jobs: Sequence[Job[SQLiteConnection]]) -> None:
        failed = self._commit(jobs)
        if failed is not None:
            for job in jobs:
                if job is not failed:
                    self._commit_alone(job)
        for job in jobs:
            job.follow_up(self._connection)

    def close(self) -> None:
        with explaining(self._path):
            try:
                self._connection.close()
            finally:
                if self._claim is not None:
                    self._claim.close()

    def _commit(self, jobs: Sequence[Job[SQLiteConnection]]) -> Job[SQLiteConnection] | None:
        """Commits what the jobs do, each whole or not at all. Raises: StoreError, and nothing was done.

        Returns the first job that SQLite itself could not do, and then nothing was done either: a full
        disk or a damaged page may have cost the whole transaction, or will when it is committed.
        """
        with explaining(self._path):
            try:
                self._driver.execute("BEGIN IMMEDIATE")
                for job in jobs:
                    self._driver.execute("SAVEPOINT job")
                    job.run(self._connection)
                    if isinstance(job.error, sqlite3.Error):
                        job.error = explained(job.error, self._path)
                        self._take_back()
                        return job
                    if job.error is not None:
                        self._driver.execute("ROLLBACK TO job")
                    self._driver.execute("RELEASE job")
                self._driver.execute("COMMIT")
            except BaseException:
                self._take_back()
                raise
        return None

    def _commit_alone(self, job: Job[SQLiteConnection]) -> None:
        try:
            self._commit([job])
        except StoreError as error:
            job.error = error

    def _take_back(self) -> None:
        if self._driver.in_transaction:
            self._driver.execute("ROLLBACK")


class _Reader:
    """Does its jobs one by one."""

    def __init__(self, path: Path, connection: SQLiteConnection) -> None:
        self._path = path
        self._connection = connection

    def serve(self, jobs: Sequence[Job[SQLiteConnection]]) -> None:
        for job in jobs:
            job.run(self._connection)
            if job.error is not None:
                job.error = explained(job.error, self._path)

    def close(self) -> None:
        with explaining(self._path):
            self._connection.close()
