"""Runs the promises against the product on the path, and says in one line of JSON what came of it.

    python -m tests.promises.child STORE STORY [URL]

STORY is the name of a story, `stories` for all of them, or `model` for the model test. It is a program of
its own, so that a copy of the product with a fault in it can be put to the test. It tries the same examples
each time and searches for no shorter one: the first promise that is broken ends it.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Callable

from tests.promises.keeping import Broken
from tests.promises.promises import PROMISES
from tests.promises.stores import Record, record_of
from tests.promises.stories import STORIES
from tests.promises.telling import Teller
from tests.promises.world import World

import courseware_core


async def _tell(records: Callable[[], Record], name: str) -> None:
    for story in STORIES:
        if name in (story.__name__, "stories"):
            world = World(records(), PROMISES)
            await world.begin()
            try:
                await story(Teller(world))
            except Broken as broken:
                raise Broken(f"{broken}\n{story.__name__}") from broken
            finally:
                await world.end()


def _try_at_random(records: Callable[[], Record]) -> None:
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test
    from tests.promises.learning import STEPS_OF_A_RUN, learning

    chosen = settings(
        max_examples=400,
        stateful_step_count=STEPS_OF_A_RUN,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(learning(records), settings=chosen)


def main(store: str, story: str, url: str = "") -> dict[str, str]:
    """Which promise was broken, how, and in which story; nothing when none was."""
    logging.disable()
    records = record_of(store, url)
    said = {"product": str(courseware_core.__file__)}
    try:
        if story == "model":
            _try_at_random(records)
        else:
            asyncio.run(_tell(records, story))
    except Broken as broken:
        promise, _, how = str(broken).partition(": ")
        return said | {"promise": promise, "how": how, "story": how.rpartition("\n")[2]}
    return said


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201 - it is the program's result
