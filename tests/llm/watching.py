"""An ear for what blocks a thread: Python tells of it as it happens. For processes of their own."""

import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import SupportsIndex

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


class Watch:
    """Hears what blocks the thread that it is made in. A process has one and cannot be rid of it."""

    def __init__(self) -> None:
        self.heard: list[str] | None = None
        """Where it is written down; None for nowhere."""
        self._thread = threading.get_ident()
        slept = time.sleep

        def sleep(seconds: SupportsIndex | float) -> None:
            self._hear("time.sleep", (seconds,))  # not every version of Python reports it
            slept(seconds)

        time.sleep = sleep
        sys.addaudithook(self._hear)

    def plant(self) -> list[str]:
        """What is heard of one blocking call of each kind. Nothing is written down after that."""
        planted: list[str] = []
        self.heard = planted
        for call in PLANTED.values():
            call()
        self.heard = None
        return planted

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.heard is None or event not in PLANTED or threading.get_ident() != self._thread:
            return
        first = arguments[0]
        if not isinstance(first, socket.socket) or first.gettimeout() != 0:  # which would not wait
            self.heard.append(f"{event} {first!r}")
