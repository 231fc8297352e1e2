"""Writes a message in a lab with a model that never replies, says so, and waits.

Usage: waiting.py URL
"""

import asyncio
import sys

from tests.app.modelling import SlowModel, in_lab
from tests.app.surroundings import ADA, opened


async def main(url: str) -> None:
    model = SlowModel()
    async with opened(store=url, model=model) as app:
        someone = await in_lab(app)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "Why does it turn brown?"))
        await model.busy.wait()
        print("asked", flush=True)  # noqa: T201 - heard by the test
        await writing


asyncio.run(main(sys.argv[1]))
