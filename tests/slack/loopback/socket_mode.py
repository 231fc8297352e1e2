"""Socket Mode: connections of the app, envelopes to any of them, and what goes wrong with them."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Literal

from aiohttp import WSMsgType, web
from tests.slack.loopback.delivering import Delivery, NotAcknowledged
from tests.slack.loopback.records import APP_ID, Json
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

MOST_CONNECTIONS = 10


@dataclass(slots=True, eq=False)
class Connection:
    """One WebSocket."""

    number: int
    request: web.Request
    socket: web.WebSocketResponse
    leaving: bool = False
    """Whether it was asked to make way; it gets nothing more."""


class SocketMode:
    """Everything behind the addresses that apps.connections.open gives."""

    def __init__(self, world: World, pulse: Pulse) -> None:
        self.sent: list[tuple[int, Json]] = []
        """Every envelope with the number of the connection that it was sent over."""
        self.acknowledged: list[Json] = []
        """Every acknowledgement in the order of arrival, also those that were late."""
        self.opened = 0
        """How many connections there have been."""
        self.url = ""
        self.open = True
        """Whether new connections are let in; what there is stays."""
        self._world = world
        self._pulse = pulse
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._turn = 0
        self._waiting: dict[str, list[asyncio.Future[Json]]] = {}

    # What a test sees and does.

    @property
    def ready(self) -> bool:
        """Whether there is a connection that gets what happens."""
        return any(not each.leaving for each in self._connections)

    @property
    def connected(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    async def disconnect(self, reason: Literal["refresh_requested", "warning"] = "refresh_requested") -> None:
        """Asks all connections to be replaced, as Slack does every few hours."""
        for each in tuple(self._connections):
            each.leaving = True
            await each.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": _HOST})

    def drop(self) -> None:
        """All connections break with a reset; what was sent over them may be lost."""
        for each in tuple(self._connections):
            cut(each.request)

    def shut(self) -> None:
        """All connections break, and none is let in until `reopen`."""
        self.open = False
        self.drop()

    def reopen(self) -> None:
        """Connections are let in again."""
        self.open = True

    # The way of an envelope.

    def ticket(self) -> str:
        """An address that can be connected to once."""
        name = self._world.name_for("ticket-")
        self._tickets.add(name)
        return f"{self.url}/?ticket={name}&app_id={APP_ID}"

    async def send(self, delivery: Delivery, attempt: int, reason: str, within_s: float) -> Json:
        """Sends an envelope over any one connection and waits for its acknowledgement over any."""
        envelope: Json = {
            "envelope_id": delivery.id,
            "type": delivery.kind,
            "payload": delivery.body,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        connection = self._next()
        self.sent.append((connection.number, envelope))
        waits: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(delivery.id, []).append(waits)
        try:
            async with asyncio.timeout(within_s):
                await connection.socket.send_json(envelope)
                return await waits
        except (TimeoutError, ConnectionError):
            raise NotAcknowledged("timeout") from None
        finally:
            self._waiting[delivery.id].remove(waits)
            if not self._waiting[delivery.id]:
                del self._waiting[delivery.id]

    def _next(self) -> Connection:
        staying = [each for each in self._connections if not each.leaving]
        self._turn += 1
        return staying[self._turn % len(staying)]

    # A connection from its first word to its end.

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answers one connection for as long as it lasts."""
        if not self.open or request.query.get("ticket") not in self._tickets:
            return web.Response(status=503 if not self.open else 404)
        self._tickets.remove(request.query["ticket"])
        connected = web.WebSocketResponse(max_msg_size=0)
        await connected.prepare(request)
        self.opened += 1
        connection = Connection(self.opened, request, connected)
        try:
            if len(self._connections) >= MOST_CONNECTIONS:
                await connected.send_json({"type": "disconnect", "reason": "too_many_websockets"})
                return connected
            await connected.send_json(_hello(len(self._connections) + 1))
            if not self.open:  # shut while this one came in
                cut(request)
                return connected
            self._connections.append(connection)
            self._pulse.tell()
            async for message in connected:
                if message.type is WSMsgType.TEXT:
                    self._hear(message.json())
        except ConnectionError:
            pass  # it was cut while something was being said
        finally:
            if connection in self._connections:
                self._connections.remove(connection)
            self._pulse.tell()
        return connected

    def _hear(self, said: Json) -> None:
        self.acknowledged.append(said)
        for waits in self._waiting.get(said.get("envelope_id", ""), ()):
            if not waits.done():
                waits.set_result(said.get("payload") or {})
                break
        self._pulse.tell()


_HOST = {"host": "applink-loopback"}


def _hello(connections: int) -> Json:
    info = _HOST | {"build_number": 1, "approximate_connection_time": 18060}
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": APP_ID},
        "debug_info": info,
    }


def cut(request: web.Request) -> None:
    """Breaks a connection with a reset, as when a machine on the way dies."""
    transport = request.transport
    if transport is None:
        return
    held = transport.get_extra_info("socket")
    held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
