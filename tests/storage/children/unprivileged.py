"""Reads records and tries to write to them and to serve them, as far as the file system allows somebody.

Usage: unprivileged.py FILE...
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
    for file in sys.argv[1:]:
        await use(Path(file))


async def use(file: Path) -> None:
    try:
        store = await SQLiteStore.open(file)
        print("read", *await texts(store))  # noqa: T201 - heard by the test
        serving = SQLiteStore.open(file, serving=True)
        for attempt in (write(store, "s1", MessageSent("two")), store.erase([ANN]), serving):
            try:
                await attempt
            except StoreError as error:
                print(type(error).__name__, error)  # noqa: T201 - heard by the test
        await store.close()
    except StoreError as error:
        print(type(error).__name__, error)  # noqa: T201 - heard by the test


asyncio.run(main())
