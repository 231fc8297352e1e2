"""Backs up a record where no file may be larger than some bytes, and says what became of it.

Usage: backing_up.py RECORD FILE BYTES
"""

import asyncio
import resource
import sys
from pathlib import Path

from courseware_core.errors import StoreError
from courseware_core.storage.sqlite.store import SQLiteStore


async def main() -> None:
    record, file, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    store = await SQLiteStore.open(record)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        await store.backup(file)
    except StoreError as error:
        print(type(error).__name__, error)  # noqa: T201 - heard by the test
    await store.close()


asyncio.run(main())
