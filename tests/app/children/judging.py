"""Answers two questions that a person may read, the second of which a model reads that never answers; waits.

Usage: judging.py URL
"""

import asyncio
import sys

from tests.app.modelling import SlowModel
from tests.app.surroundings import ADA, opened
from tests.app.test_marking import MARBLES, RITA, at_the_next_question, submitted


async def main(url: str) -> None:
    model = SlowModel()
    async with opened(MARBLES, url, model=model, reviewer=RITA) as app:
        someone = await submitted(app, "The slope.")
        await at_the_next_question(someone)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "It stops the marble."))
        await model.busy.wait()
        print("asked", flush=True)  # noqa: T201 - heard by the test
        await writing


asyncio.run(main(sys.argv[1]))
