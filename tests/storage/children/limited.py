"""Answers in 32 sessions at once where no file may grow, and then where they may again.

Usage: limited.py FILE
"""

import asyncio
import resource
import sys
from collections import Counter
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import write


async def answer_all(store: SQLiteStore, text: str) -> None:
    answers = [write(store, f"s{number}", MessageSent(text)) for number in range(32)]
    became = await asyncio.gather(*answers, return_exceptions=True)
    print(*sorted(Counter(type(each).__name__ for each in became).items()))  # noqa: T201 - heard by the test


async def main() -> None:
    path = Path(sys.argv[1])
    store = await SQLiteStore.open(path)
    await answer_all(store, "before")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = path.with_name(path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 5000, most))
    await answer_all(store, "meanwhile" * 500)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    await answer_all(store, "after")
    await store.close()


asyncio.run(main())
