"""Goes on answering in eight sessions at once until it is killed, and prints what was acknowledged.

Usage: answering.py FILE
"""

import asyncio
import itertools
import sys
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.identity import Identity
from courseware_core.ports import Delivery
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import decision, deliver, head


async def answer(store: SQLiteStore, session: str) -> None:
    actor = Identity("terminal", "local", session)
    for number in itertools.count((await store.stream(session)).version // 2 + 1):
        facts = (MessageSent(str(number)), MessageSent("x" * (number * 37 % 3000)))
        decided = decision(session, *facts, heads=(head(session, actor, done=number),))
        await deliver(store, session, decided, Delivery(actor, session, str(number)))
        print(session, number, flush=True)  # noqa: T201 - heard by the test


async def main() -> None:
    store = await SQLiteStore.open(Path(sys.argv[1]))
    await asyncio.gather(*(answer(store, f"s{number}") for number in range(8)))


asyncio.run(main())
