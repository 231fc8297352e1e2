"""Opens a record when told to, together with others, and writes ten answers.

Usage: one_of_many.py FILE NAME
"""

import asyncio
import sys
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.identity import Identity
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import write


async def main() -> None:
    store = await SQLiteStore.open(Path(sys.argv[1]), busy_timeout_s=60)
    for number in range(10):
        await write(
            store, sys.argv[2], MessageSent(str(number)), actor=Identity("terminal", "local", sys.argv[2])
        )
    await store.close()


print("ready", flush=True)  # noqa: T201 - heard by the test
sys.stdin.readline()
asyncio.run(main())
