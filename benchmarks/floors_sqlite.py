"""The least that a durable answer can cost on SQLite: Python's own driver, SQL as text, and nothing else.

One answer is four statements: what version the session has, the fact, the head and the delivery. The
journal is a write-ahead log and every commit is synced, as in the product.
"""

import asyncio
import sqlite3
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from benchmarks import records
from benchmarks.measuring import Sample, at_once

from courseware_core.storage import rows

_VERSION = "SELECT version FROM heads WHERE session = ?"
_FACT = "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HEAD = """
    INSERT INTO heads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (session) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at,
    done = excluded.done, version = excluded.version
"""
_DELIVERY = "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?)"
_NOW = rows.micros(records.AT)
_LARGEST_GROUP = 256


class Conflict(Exception):
    """Somebody else has answered in between."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that syncs every commit, in the thread that asks for it or another."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def write(connection: sqlite3.Connection, task: int, number: int) -> None:
    """One answer, within a transaction that somebody else begins and commits."""
    session, seq = records.session(task, number), records.step(number) + 1
    actor = ("slack", "T024BE7LD", f"U{task:08d}")
    (version,) = connection.execute(_VERSION, (session,)).fetchone()
    if version != seq - 1:
        raise Conflict
    connection.execute(_FACT, (session, seq, _NOW, *actor, *records.fact_text(task, number)))
    head = (session, *actor, "quiz", records.ACTIVITY, records.DIGEST, "open", "whole", _NOW, _NOW)
    connection.execute(_HEAD, (*head, None, None, seq // 2, 6, None, None, None, "", "", seq, 0))
    outcome = f'{{"status":"accepted","session":"{session}","code":"","params":{{}}}}'
    connection.execute(_DELIVERY, (*actor, session, str(number), outcome, _NOW))


def commit_each(tasks: int, each: int) -> Sample:
    """A commit for every answer, on the event loop itself: the simplest program that loses nothing."""
    with records.record(tasks, each) as path:
        connection = connect(path)

        async def answer(task: int, number: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            write(connection, task, number)
            connection.execute("COMMIT")
            await asyncio.sleep(0)

        sample = asyncio.run(at_once(tasks, each, answer))
        connection.close()
        return sample


class Writer:
    """A thread that commits together whatever waits in its queue, each answer in a savepoint."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._queue: SimpleQueue[tuple[asyncio.Future[None], int, int] | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._live)
        self._thread.start()

    async def answer(self, task: int, number: int) -> None:
        """Returns when the answer is durable."""
        durable = self._loop.create_future()
        self._queue.put((durable, task, number))
        await durable

    def close(self) -> None:
        """Waits for the thread's end."""
        self._queue.put(None)
        self._thread.join()

    def _live(self) -> None:
        while (job := self._queue.get()) is not None:
            group = [job]
            try:
                while len(group) < _LARGEST_GROUP and (another := self._queue.get_nowait()) is not None:
                    group.append(another)
            except Empty:
                pass
            self._commit(group)
            self._loop.call_soon_threadsafe(_wake, [future for future, _, _ in group])

    def _commit(self, group: list[tuple[asyncio.Future[None], int, int]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for _, task, number in group:
            self._connection.execute("SAVEPOINT answer")
            write(self._connection, task, number)
            self._connection.execute("RELEASE answer")
        self._connection.execute("COMMIT")


def group_commit(tasks: int, each: int) -> Sample:
    """One thread that owns the connection and commits together all who wait."""

    async def go(connection: sqlite3.Connection) -> Sample:
        writer = Writer(connection)
        try:
            return await at_once(tasks, each, writer.answer)
        finally:
            writer.close()

    with records.record(tasks, each) as path:
        connection = connect(path)
        sample = asyncio.run(go(connection))
        connection.close()
        return sample


def _wake(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)
