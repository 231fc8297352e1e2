"""A lab by hand: a call of litellm for each message, and a row committed before it and one after it.

It checks nothing, shows nothing and keeps no account. Litellm is imported on the event loop.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from benchmarks import floors_sqlite, labs, records
from benchmarks.labs import Exchange
from benchmarks.measuring import Sample, at_once

from courseware_core.storage import rows

_FACT = "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def exchanges(number: int) -> Sample:
    """Exchanges of talks, one after the other."""
    talk = labs.exchanges()
    with labs.provider() as base, records.record() as path:
        return asyncio.run(_exchanges(number, talk, base, path))


async def _exchanges(number: int, talk: Sequence[Exchange], base: str, path: Path) -> Sample:
    import litellm

    connection = floors_sqlite.connect(path)
    now, who = rows.micros(records.AT), ("slack", "T024BE7LD", "U00000000")

    def commit(session: int, seq: int, fact: tuple[str, int, str]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_FACT, (f"n{session:011d}", seq, now, *who, *fact))
        connection.execute("COMMIT")

    async def exchange(_: int, number: int) -> None:
        session, turn = divmod(number, len(talk))
        commit(session, 2 * turn, talk[turn].before)
        response = await litellm.acompletion(
            model=labs.MODEL, api_base=base, messages=talk[turn].messages, max_tokens=1000, max_retries=0
        )
        assert response.choices[0].message.content == labs.WORDS
        commit(session, 2 * turn + 1, talk[turn].after)

    for n in range(len(talk)):  # what is imported and opened at first is not measured
        await exchange(0, number + n)
    sample = await at_once(1, number, exchange)
    connection.close()
    return sample
