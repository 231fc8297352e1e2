"""Every story keeps every promise, on every store."""

from collections.abc import Awaitable, Callable

import pytest
from tests.promises.promises import PROMISES
from tests.promises.stores import Record
from tests.promises.stories import STORIES
from tests.promises.telling import Teller
from tests.promises.world import World


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_story_keeps_every_promise(
    story: Callable[[Teller], Awaitable[None]], records: Callable[[], Record]
) -> None:
    world = World(records(), PROMISES)
    await world.begin()
    try:
        await story(Teller(world))
    finally:
        await world.end()
