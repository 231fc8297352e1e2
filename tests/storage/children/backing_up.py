"""Backs up a record where no file may be larger than so many bytes, and says each time what became of it.

Usage: backing_up.py RECORD FOLDER BYTES...
"""

import asyncio
import resource
import sys
from pathlib import Path

from courseware_core.errors import StoreError
from courseware_core.storage.sqlite.store import SQLiteStore


async def main() -> None:
    record, folder = map(Path, sys.argv[1:3])
    store = await SQLiteStore.open(record)
    _, allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in sys.argv[3:]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), allowed))
        try:
            await store.backup(folder / f"{most}.db")
        except StoreError as error:
            print(type(error).__name__, error)  # noqa: T201 - heard by the test
    await store.close()


asyncio.run(main())
