"""Serves a record until its input ends, and then forgets to close it.

Usage: serving.py FILE
"""

import asyncio
import sys
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import write


async def main() -> None:
    store = await SQLiteStore.open(Path(sys.argv[1]), serving=True)
    await write(store, "s1", MessageSent("served"))
    print("serving", flush=True)  # noqa: T201 - heard by the test
    await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
