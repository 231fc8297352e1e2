"""The least that a durable answer can cost on PostgreSQL without collecting answers: two round trips.

One statement reads, one writes everything; each is prepared once for a connection and commits by itself.
"""

import asyncio

import asyncpg
from benchmarks import records
from benchmarks.measuring import Sample, at_once
from benchmarks.postgres import CONNECTIONS, Server

from courseware_core.storage import rows

_VERSION = "SELECT version FROM heads WHERE session = $1"
_WRITE = """
    WITH fact AS (
        INSERT INTO facts VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ), head AS (
        UPDATE heads SET status = 'open', updated_at = $3, done = $10, version = $2 WHERE session = $1
    )
    INSERT INTO deliveries VALUES ($4, $5, $6, $1, $11, $12, $3)
"""
_NOW = rows.micros(records.AT)


async def two_round_trips(server: Server, tasks: int, each: int) -> Sample:
    """Answers over asyncpg alone."""
    connections = [await asyncpg.connect(server.url) for _ in range(CONNECTIONS)]
    free: asyncio.Queue[tuple[asyncpg.PreparedStatement, asyncpg.PreparedStatement]] = asyncio.Queue()
    for connection in connections:
        free.put_nowait((await connection.prepare(_VERSION), await connection.prepare(_WRITE)))

    async def answer(task: int, number: int) -> None:
        session, seq = records.session(task, number), records.step(number) + 1
        outcome = f'{{"status":"accepted","session":"{session}","code":"","params":{{}}}}'
        actor, fact = ("slack", "T024BE7LD", f"U{task:08d}"), records.fact_text(task, number)
        ask, write = await free.get()
        try:
            assert await ask.fetchval(session) == seq - 1
            await write.fetch(session, seq, _NOW, *actor, *fact, seq // 2, str(number), outcome)
        finally:
            free.put_nowait((ask, write))

    sample = await at_once(tasks, each, answer, elsewhere=server.cpu_s)
    for connection in connections:
        await connection.close()
    return sample
