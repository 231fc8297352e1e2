"""A PostgreSQL server of our own with a record in it, and the processor time of all its processes."""

import asyncio
import atexit
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from benchmarks import records
from tests.postgres import Server as TestServer
from tests.postgres import serving

CONNECTIONS = 10
"""As many as ours has; everybody gets the same."""

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A database in a server that runs on this machine. `pid` is the server's first process."""

    url: str
    pid: int

    def cpu_s(self) -> float:
        """The processor time of all of the server's processes so far, those that have ended included."""
        return sum(_cpu_s(pid, ended=pid == self.pid) for pid in (self.pid, *_children(self.pid)))


@contextmanager
def record(tasks: int, each: int) -> Iterator[Server]:
    """A new database in which every session is begun that `tasks` tasks of `each` answers need.

    In the end it must hold all of those answers.
    """
    server = _server()
    name = server.create_database()
    url = server.url(name)
    asyncio.run(_begin(url, tasks, each))
    pid = (server.socket.parent / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
    try:
        yield Server(url, int(pid))
        assert asyncio.run(_written(url)) == {tasks * each}
    finally:
        server.drop_database(name)


@cache
def _server() -> TestServer:
    """The server that the tests use, as it comes: every commit is synced. It ends with this program."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(serving())


async def _begin(url: str, tasks: int, each: int) -> None:
    connection = await asyncpg.connect(url)
    rows: dict[str, list[Sequence[Any]]] = {}
    for table, row in records.begun(tasks, each):
        rows.setdefault(table, []).append(row)
    for table, of_table in rows.items():
        await connection.copy_records_to_table(table, records=of_table)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _written(url: str) -> set[int]:
    connection = await asyncpg.connect(url)
    row = await connection.fetchrow(records.WRITTEN)
    await connection.close()
    return set(row)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def _cpu_s(pid: int, *, ended: bool) -> float:
    """Of one process; with `ended`, of its children that are no more too. See proc(5)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:  # it has ended since, and its parent counts it
        return 0.0
    user, system, ended_user, ended_system = map(int, stat.rpartition(")")[2].split()[11:15])
    return (user + system + (ended_user + ended_system if ended else 0)) * _TICK_S
