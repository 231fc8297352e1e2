"""Opens a model, asks it and closes it, and then makes one blocking call of each kind on purpose.

Prints as JSON what blocked the event loop's thread before those calls, and by them. Argument: the model's
base URL.
"""

import asyncio
import json
import sys

from tests.llm.watching import Watch

from courseware_core.chat import Message
from courseware_core.llm.litellm_model import open_model


async def main(base: str) -> tuple[list[str], list[str]]:
    watch = Watch()
    unplanted: list[str] = []
    watch.heard = unplanted
    model = open_model("openai/gpt-4o-mini", base)
    await model.provider()
    reply = await model.complete([Message("user", "zebra")], max_tokens=9, deadline_s=60)
    assert reply.text == "It does."
    await model.close()
    return unplanted, watch.plant()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1]))))
