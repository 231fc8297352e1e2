"""Opens a model and asks it, and prints as JSON what blocked the event loop's thread meanwhile.

Arguments: the model's base URL, and `planted` to make one blocking call of each kind on purpose.
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


async def main(base: str, *, planted: bool) -> list[str]:
    blocked: list[str] = []
    thread = threading.get_ident()
    watching = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in PLANTED and threading.get_ident() == thread:
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
    if planted:
        for call in PLANTED.values():
            call()
    await model.close()
    watching = False
    return blocked


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1], planted="planted" in sys.argv))))
