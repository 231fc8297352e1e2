"""Stands between a store and its PostgreSQL server: counts, drops, delays, leads elsewhere."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.postgres import url_at

_ASKS = {b"S", b"H", b"Q"}
"""The messages after which a client waits: Sync, Flush, Query."""


class Proxy:
    """Listens on a socket in `folder` and passes everything on to the server's socket `target`."""

    def __init__(self, folder: Path, target: Path) -> None:
        self._folder = folder
        self.target = target
        self.round_trips = 0
        self.connections = 0
        self.passing = asyncio.Event()
        self.passing.set()
        self.lose_answer_to = b""
        """What is in the message to which the answer is lost, once; the server has got the message then."""
        self._losing: asyncio.StreamWriter | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def url(self, database: str) -> str:
        """The URL of a database of the server, by way of this."""
        return url_at(self._folder, database)

    def drop(self) -> None:
        """Drops every connection."""
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        there_reader, there_writer = await asyncio.open_unix_connection(self.target)
        self.connections += 1
        self._open |= {writer, there_writer}
        back = asyncio.create_task(self._bring_back(there_reader, there_writer, writer))
        try:
            await self._pass_on(reader, there_writer)
        finally:
            back.cancel()
            self._open -= {writer, there_writer}
            for each in (writer, there_writer):
                each.close()

    async def _pass_on(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            kind = b""  # the first message has none
            while True:
                size = await reader.readexactly(4)
                message = await reader.readexactly(int.from_bytes(size) - 4)
                self.round_trips += kind in _ASKS
                await self.passing.wait()
                if self.lose_answer_to and self.lose_answer_to in message:
                    self.lose_answer_to, self._losing = b"", there
                there.write(kind + size + message)
                kind = await reader.readexactly(1)

    async def _bring_back(
        self, there: asyncio.StreamReader, passed_on: asyncio.StreamWriter, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            while some := await there.read(65536):
                if self._losing is passed_on:
                    self._losing = None
                    writer.transport.abort()
                    return
                writer.write(some)
            writer.close()


@asynccontextmanager
async def between(target: Path) -> AsyncIterator[Proxy]:
    """A proxy before the server's socket `target`."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        proxy = Proxy(Path(name), target)
        server = await asyncio.start_unix_server(proxy.serve, Path(name) / target.name)
        yield proxy
        proxy.drop()
        server.close()
        await server.wait_closed()
