"""`courseware slack` in processes of its own, in either mode, and what breaks the way to it."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from typing import Literal

import asyncpg
from tests.app.surroundings import TINY
from tests.postgres import name_of
from tests.slack.loopback.server import Loopback

Mode = Literal["socket", "http"]
MODES: tuple[Mode, ...] = ("socket", "http")

STARTS_S = 60.0
"""How long a process may take until it answers."""


class Programs:
    """One process of the program or several, which share a record."""

    def __init__(
        self,
        here: Loopback,
        mode: Mode,
        store: str,
        *,
        processes: int = 1,
        program: Sequence[str] = ("-m", "courseware_slack"),
        settings: dict[str, str] | None = None,
    ) -> None:
        self.here = here
        self.store = store
        self.mode = mode
        self._program = program
        self._settings = settings or {}
        self._ports = [free_port() for _ in range(processes)]
        self._running: list[asyncio.subprocess.Process] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """They run, and Slack has heard of all of them; in the end they are killed."""
        try:
            self._running = [await self._started(port) for port in self._ports]
            await self.ready()
            yield
        finally:
            await self.kill()

    async def kill(self) -> None:
        """Kills them, and returns once Slack knows."""
        for each in self._running:
            if each.returncode is None:
                each.kill()
        await asyncio.gather(*(each.wait() for each in self._running))
        await self.here.app_offline()

    async def ready(self) -> None:
        """Returns once all of them can be told something."""
        if self.mode == "socket":
            await self.here.app_online(connections=len(self._ports), within_s=STARTS_S)
        else:
            await self.here.app_listening(*map(_url, self._ports), within_s=STARTS_S)

    async def cut_off(self) -> None:
        """The connections break, and none can be made until `let_in`."""
        if self.mode == "socket":
            self.here.socket.shut()
            await self.here.app_offline()
        else:
            self.here.reached_at(_url(free_port()))

    async def let_in(self) -> None:
        """Returns once there are connections again."""
        self.here.socket.reopen()
        await self.ready()

    async def _started(self, port: int) -> asyncio.subprocess.Process:
        mode = {} if self.mode == "socket" else {"SLACK_APP_TOKEN": "", "SLACK_PORT": str(port)}
        settings = {
            "COURSEWARE_CONTENT": str(TINY),
            "COURSEWARE_STORE": self.store,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, *self._program),
            env=os.environ | self.here.environment | settings | self._settings | mode,
            stderr=asyncio.subprocess.DEVNULL,
        )


@asynccontextmanager
async def record_down(url: str) -> AsyncIterator[None]:
    """A database of PostgreSQL throws everybody out and lets nobody in."""
    name = name_of(url)
    server = await asyncpg.connect(url, database="postgres")
    try:
        await server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await server.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        yield
        await server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    finally:
        await server.close()


def free_port() -> int:
    """A port that nobody listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}/slack/events"
