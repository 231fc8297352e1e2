"""Lets a model fail in every way, prints what was seen as JSON, and logs everything to standard error."""

import asyncio
import json
import logging
from dataclasses import asdict

from tests.app.model_faults import dummy_key, seen_of_all
from tests.app.model_transcript import transcript


async def main() -> None:
    found = {name: asdict(seen) for name, seen in (await seen_of_all()).items()}
    print(json.dumps({"found": found, "transcript": await transcript()}))  # noqa: T201 - heard by the test


logging.basicConfig(level=logging.DEBUG)
with dummy_key():
    asyncio.run(main(), debug=True)
