"""Asks a model once, in a process of its own, and prints what happened as JSON.

Arguments: the model's name, its base URL or an empty string, and what is different, if anything.
"""

import asyncio
import json
import logging
import os
import sys
from typing import Any

from courseware_core.chat import Message, ModelError
from courseware_core.errors import CoursewareError
from courseware_core.llm.litellm_model import open_model


async def ask(name: str, base: str, does: str) -> dict[str, Any]:
    environment = dict(os.environ)
    outcome: dict[str, Any] = {"imported_before": "litellm" in sys.modules}
    try:
        model = open_model(name, base)
    except CoursewareError as error:
        return outcome | {"refused": str(error), "kind": type(error).__name__}
    try:
        reply = await model.complete([Message("user", "zebra")], max_tokens=9, deadline_s=60)
        outcome["text"] = reply.text
    except ModelError as error:
        outcome |= {"cause": error.cause, "sentence": str(error), "attempts": error.attempts}
    if does != "not closed":
        await model.close()
    changed = {each for each, value in os.environ.items() if environment.get(each) != value}
    return outcome | {"imported_after": "litellm" in sys.modules, "environment": sorted(changed)}


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    if sys.argv[3] == "without litellm":
        sys.path[:] = [folder for folder in sys.path if "site-packages" not in folder]
    sys.stdout.write(json.dumps(asyncio.run(ask(*sys.argv[1:]))))
