"""Lets a model fail in every way, prints what was seen as JSON, and logs everything to standard error."""

import asyncio
import json
import logging
import threading
from dataclasses import asdict

from tests.app.model_faults import dummy_key, seen_of_all
from tests.app.model_transcript import transcript


async def main() -> None:
    found = {name: asdict(seen) for name, seen in (await seen_of_all()).items()}
    told = {
        "found": found,
        "transcript": await transcript(),
        "threads": [each.name for each in threading.enumerate()],
    }
    print(json.dumps(told))  # noqa: T201 - heard by the test


logging.basicConfig(level=logging.DEBUG)
with dummy_key():
    asyncio.run(main(), debug=True)
