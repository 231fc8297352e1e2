"""Tells a story of the product as it is in this process, and says which promise was broken."""

import asyncio
import logging
from collections.abc import Callable

from tests.promises.keeping import Broken
from tests.promises.promises import PROMISES
from tests.promises.stores import Record, record_of
from tests.promises.stories import STORIES
from tests.promises.telling import Teller
from tests.promises.world import World


async def _tell(records: Callable[[], Record], name: str) -> None:
    (story,) = (story for story in STORIES if story.__name__ == name)
    world = World(records(), PROMISES)
    await world.begin()
    try:
        await story(Teller(world))
    finally:
        await world.end()


def main(story: str, store: str, url: str = "") -> dict[str, str]:
    """The first `promise` that was broken in the story of that name, and `how`; empty when none was."""
    logging.disable()
    try:
        asyncio.run(_tell(record_of(store, url), story))
    except Broken as broken:
        promise, _, how = str(broken).partition(": ")
        return {"promise": promise, "how": how}
    return {}
