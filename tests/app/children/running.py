"""Sends an input through a demo's prompts with a model that never replies, says so, and waits.

Usage: running.py URL
"""

import asyncio
import sys

from tests.app.demos import GUIDES, MINE, trying
from tests.app.modelling import SlowModel
from tests.app.surroundings import ADA, opened


async def main(url: str) -> None:
    model = SlowModel()
    async with opened(GUIDES, url, model=model) as app:
        someone = await trying(app)
        running = asyncio.create_task(app.answer(ADA, someone.screen, MINE))
        await model.busy.wait()
        print("asked", flush=True)  # noqa: T201 - heard by the test
        await running


asyncio.run(main(sys.argv[1]))
