"""Reads a record and tries to write to it and to serve it, as far as the file system allows somebody.

Usage: unprivileged.py FILE
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreError
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import ANN, texts, write

NOBODY = 65534


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Whatever is imported late is imported now, while everything may be read.
        await (await SQLiteStore.open(Path(folder) / "record.db")).close()
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        store = await SQLiteStore.open(Path(sys.argv[1]))
        print("read", *await texts(store))  # noqa: T201 - heard by the test
        serving = SQLiteStore.open(Path(sys.argv[1]), serving=True)
        for attempt in (write(store, "s1", MessageSent("two")), store.erase([ANN]), serving):
            try:
                await attempt
            except StoreError as error:
                print(type(error).__name__, error)  # noqa: T201 - heard by the test
        await store.close()
    except StoreError as error:
        print(type(error).__name__, error)  # noqa: T201 - heard by the test


asyncio.run(main())
