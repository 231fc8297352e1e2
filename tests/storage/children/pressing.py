"""Presses the button of every screen of one session until there are no more, together with others.

Prints each press that was accepted. Usage: pressing.py URL NAME SCREENS
"""

import asyncio
import sys

from tests.storage.pressing import press

from courseware_core.storage import open_store


async def main(url: str, name: str, screens: int) -> None:
    store = await open_store(url)
    print("ready", flush=True)  # noqa: T201 - heard by the test
    sys.stdin.readline()
    step = 1
    while step <= screens:
        outcomes = await asyncio.gather(*(press(store, step, f"{name}-{step}-{n}") for n in range(3)))
        for number, outcome in enumerate(outcomes):
            if outcome.status == "accepted":
                print(f"{name}-{step}-{number}")  # noqa: T201 - heard by the test
        step = (await store.stream("s1")).version
    await store.close()


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
