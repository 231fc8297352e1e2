"""Talks in a lab where no model is named, and prints which packages have been imported."""

import asyncio
import json
import sys

from tests.app.modelling import in_lab
from tests.app.surroundings import opened


async def main() -> None:
    async with opened() as app:
        someone = await in_lab(app, choose="")
        screen = await someone.write("Why does it turn brown?")
        assert screen.progress
        assert screen.progress.done == 1


asyncio.run(main())
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))  # noqa: T201 - heard by the test
