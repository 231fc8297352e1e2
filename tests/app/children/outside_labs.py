"""Takes everything but labs where a model is named, and then runs something of litellm in the loop's thread.

Prints as JSON what of litellm had run there before, and what had in the end.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from tests.app.surroundings import learner, opened

from courseware_core.llm import worker

PACKAGES = {"litellm", "openai", "httpx", "aiohttp"}


async def main() -> Sequence[list[str]]:
    ran: set[str] = set()

    def notice(frame: FrameType, _event: str, _argument: object) -> None:
        module = str(frame.f_globals.get("__name__"))
        if module.partition(".")[0] in PACKAGES:
            ran.add(module)

    async def imported(litellm: Any) -> Any:
        return litellm

    sys.setprofile(notice)  # of this thread alone, which is the loop's
    async with opened(model="openai/gpt-4o-mini", model_base="http://127.0.0.1:9/v1") as app:
        someone = learner(app)
        await someone.enter("t1.l1")
        await someone.read_lesson()
        await someone.enter("t1.l1.quiz")
        await someone.take_assessment()
        litellm = await asyncio.wrap_future(worker.hold(main).submit(imported))
        await someone.enter("t1.test")
        await someone.take_assessment()
        await worker.release(main)
    unplanted = sorted(ran)
    litellm.get_llm_provider("openai/gpt-4o-mini")
    sys.setprofile(None)
    return unplanted, sorted(ran)


print(json.dumps(asyncio.run(main())))  # noqa: T201 - heard by the test
