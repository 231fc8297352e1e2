"""Writes to a record and ends without closing it.

Usage: forgetful.py FILE
"""

import asyncio
import sys
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import write


async def main() -> None:
    store = await SQLiteStore.open(Path(sys.argv[1]))
    await write(store, "s1", MessageSent("acknowledged"))
    abandoned = asyncio.create_task(write(store, "s1", MessageSent("abandoned")))
    await asyncio.sleep(0)  # it has handed its command over
    abandoned.cancel()


asyncio.run(main())
