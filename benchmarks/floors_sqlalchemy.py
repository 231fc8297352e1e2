"""What the obvious program does: SQLAlchemy's asynchronous engine, a transaction for every answer."""

import asyncio
from collections.abc import Callable
from typing import Any

from benchmarks import records
from benchmarks.measuring import Sample, at_once
from benchmarks.postgres import CONNECTIONS, Server
from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from courseware_core.storage import rows
from courseware_core.storage.schema import deliveries, facts, heads

_VERSION = select(heads.c.version).where(heads.c.session == bindparam("session"))
_FACT, _DELIVERY = insert(facts), insert(deliveries)
_CHANGING = ("status", "updated_at", "done", "version")


def _upsert(dialect: Callable[[Any], Any]) -> Any:
    head = dialect(heads)
    changed = {name: head.excluded[name] for name in _CHANGING}
    return head.on_conflict_do_update(index_elements=["session"], set_=changed)


_HEAD = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


async def answer(engine: AsyncEngine, task: int, number: int) -> None:
    """One answer in a transaction of its own, as the documentation of SQLAlchemy shows it."""
    session, seq, now = records.session(task, number), records.step(number) + 1, rows.micros(records.AT)
    actor = {"surface": "slack", "tenant": "T024BE7LD", "user": f"U{task:08d}"}
    name, version, payload = records.fact_text(task, number)
    outcome = f'{{"status":"accepted","session":"{session}","code":"","params":{{}}}}'
    async with engine.begin() as connection:
        assert (await connection.execute(_VERSION, {"session": session})).scalar() == seq - 1
        written = {"session": session, "seq": seq, "at": now, "type": name, "version": version}
        await connection.execute(_FACT, {**written, **actor, "payload": payload})
        head = rows.head_row(records.head(task, number))
        await connection.execute(_HEAD[engine.dialect.name], head)
        delivery = {"session": session, "id": str(number), "outcome": outcome, "at": now}
        await connection.execute(_DELIVERY, {**actor, **delivery})


def on_sqlite(tasks: int, each: int) -> Sample:
    """Over aiosqlite. Answers take turns, because SQLite would refuse two writers at once."""

    async def go(url: str) -> Sample:
        engine, one_at_a_time = create_async_engine(url), asyncio.Lock()

        async def locked(task: int, number: int) -> None:
            async with one_at_a_time:
                await answer(engine, task, number)

        async with engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        sample = await at_once(tasks, each, locked)
        await engine.dispose()
        return sample

    with records.record(tasks, each) as path:
        return asyncio.run(go(f"sqlite+aiosqlite:///{path}"))


async def on_postgres(server: Server, tasks: int, each: int) -> Sample:
    """Over asyncpg, with as many connections as ours has."""
    url = server.url.replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)

    async def go(task: int, number: int) -> None:
        await answer(engine, task, number)

    sample = await at_once(tasks, each, go, elsewhere=server.cpu_s)
    await engine.dispose()
    return sample
