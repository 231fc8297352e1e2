"""Opens a model, asks it and closes it, and then makes one blocking call of each kind on purpose.

Prints as JSON what blocked the event loop's thread before those calls, and by them. Argument: the model's
base URL.
"""

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import SupportsIndex

from courseware_core.chat import Message
from courseware_core.llm.litellm_model import open_model

PLANTED: dict[str, Callable[[], object]] = {
    "import": lambda: (sys.modules.pop("colorsys", None), __import__("colorsys")),
    "open": Path(__file__).read_bytes,
    "socket.connect": lambda: socket.socket().connect_ex(("127.0.0.1", 1)),
    "socket.getaddrinfo": lambda: socket.getaddrinfo("127.0.0.1", 1),
    "sqlite3.connect": lambda: sqlite3.connect(":memory:"),
    "subprocess.Popen": lambda: subprocess.run(["true"], check=True),
    "time.sleep": lambda: time.sleep(0.001),
}
"""What blocks, by the name of its audit event."""


async def main(base: str) -> tuple[list[str], list[str]]:
    unplanted: list[str] = []
    planted: list[str] = []
    blocked: list[str] | None = unplanted
    thread = threading.get_ident()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if blocked is not None and event in PLANTED and threading.get_ident() == thread:
            blocked.append(f"{event} {arguments[0]!r}")

    def sleep(seconds: SupportsIndex | float) -> None:
        hook("time.sleep", (seconds,))  # not every version of Python reports it
        slept(seconds)

    slept, time.sleep = time.sleep, sleep
    sys.addaudithook(hook)
    model = open_model("openai/gpt-4o-mini", base)
    await model.provider()
    reply = await model.complete([Message("user", "zebra")], max_tokens=9, deadline_s=60)
    assert reply.text == "It does."
    await model.close()
    blocked = planted
    for call in PLANTED.values():
        call()
    blocked = None
    return unplanted, planted


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1]))))
