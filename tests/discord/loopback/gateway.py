"""Discord's gateway: sessions of shards, events with sequence numbers, and what goes wrong with them."""

import asyncio
import copy
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord.backend import serializers
from simcord.intents import censor_message, missing_privileged_intents, prune_guild_create, required_intent
from tests.discord.loopback.rest import cut
from tests.discord.loopback.world import World
from tests.surfaces.pulse import Pulse

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS = 0, 1, 2, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014


@dataclass(slots=True, eq=False)
class Session:
    """What a shard was told since it identified. It outlives its connections, so that it can be resumed."""

    name: str
    shard: int
    shards: int
    intents: discord.Intents
    frames: list[str] = field(default_factory=list)
    """Every event, in the order of sequence numbers from 1."""

    def add(self, event: str, data: Any) -> None:
        """One more event to be sent."""
        frame = {"op": DISPATCH, "t": event, "s": len(self.frames) + 1, "d": data}
        self.frames.append(json.dumps(frame))


@dataclass(slots=True, eq=False)
class Connection:
    """One WebSocket, and how far its session was sent over it."""

    request: web.Request
    socket: web.WebSocketResponse
    woken: asyncio.Event
    session: Session | None = None
    sent: int = 0


class Gateway:
    """Everything behind `/gateway`."""

    def __init__(self, world: World, pulse: Pulse, token: str, *, heartbeat_s: float) -> None:
        self.received: list[dict[str, Any]] = []
        """What the bot said, in order, heartbeats left out: IDENTIFY is op 2 and RESUME op 6."""
        self.url = ""
        self.approved = discord.Intents.all()
        """What the bot may ask for, as is set on the page of the application at Discord."""
        self._world = world
        self._pulse = pulse
        self._token = token
        self._heartbeat_s = heartbeat_s
        self._sessions: dict[str, Session] = {}
        self._connections: list[Connection] = []
        self._refusals = 0
        self._duplicates = 0
        world.subscribers.append(self._tell)

    # What a test sees and does.

    @property
    def connected(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    @property
    def online(self) -> bool:
        """Whether a bot is connected with all its shards and was sent all that happened."""
        live = [(each.session, each.sent) for each in self._connections if each.session is not None]
        shards = {session.shard for session, _ in live}
        return (
            bool(live)
            and len(shards) == live[0][0].shards
            and all(sent == len(session.frames) for session, sent in live)
        )

    def said(self, op: int) -> list[dict[str, Any]]:
        """What the bot sent with that opcode."""
        return [each for each in self.received if each["op"] == op]

    def refuse(self, times: int) -> None:
        """The next connections are answered with 503."""
        self._refusals = times

    def duplicate(self, times: int) -> None:
        """Each of the next interactions and messages of people is delivered twice."""
        self._duplicates = times

    async def revoke(self) -> None:
        """Ends all connections, as when the bot's token was reset."""
        for connection in tuple(self._connections):
            await connection.socket.close(code=AUTHENTICATION_FAILED)

    def drop(self) -> None:
        """All connections break, without a close frame."""
        for connection in tuple(self._connections):
            cut(connection.request)

    async def reconnect(self) -> None:
        """Asks the bot to connect anew and to resume."""
        await self._say({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Says that the sessions are no longer valid; unless `resumable` they are also forgotten."""
        if not resumable:
            self._sessions.clear()
        await self._say({"op": INVALID_SESSION, "d": resumable})

    async def _say(self, frame: Mapping[str, Any]) -> None:
        for connection in tuple(self._connections):
            await connection.socket.send_json(frame)

    # What happens in the world becomes events.

    def _tell(self, event: str, payload: Mapping[str, Any]) -> None:
        times = 1
        by_people = event == "MESSAGE_CREATE" and payload["author"]["id"] != str(self._world.bot_user.id)
        if (event == "INTERACTION_CREATE" or by_people) and self._duplicates:
            self._duplicates -= 1
            times = 2
        for session in self._sessions.values():
            if _shard_of(event, payload, session.shards) == session.shard:
                for _ in range(times):
                    self._add(session, event, payload)
        self._pulse.tell()

    def _add(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        """Adds what the intents of the session let through."""
        needed = required_intent(event, payload)
        if needed is not None and not getattr(session.intents, needed):
            return
        data = copy.deepcopy(dict(payload))
        bot = self._world.bot_user.id
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents.message_content:
            censor_message(data, bot, backend=self._world)
        if event == "GUILD_CREATE":
            prune_guild_create(data, session.intents, bot)
            data["threads"] = [each for each in data["threads"] if not each["thread_metadata"]["archived"]]
        session.add(event, data)
        self._wake()

    def _wake(self) -> None:
        for connection in self._connections:
            connection.woken.set()

    # A connection from its first word to its end.

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answers one connection for as long as it lasts."""
        if self._refusals:
            self._refusals -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(request, socket, asyncio.Event())
        self._connections.append(connection)
        writer = asyncio.create_task(self._write(connection))
        try:
            await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": self._heartbeat_s * 1000}})
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(connection, message.json())
        except ConnectionError:
            pass  # it was cut while something was being said
        finally:
            writer.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await writer
            self._connections.remove(connection)
            self._pulse.tell()
        return socket

    async def _write(self, connection: Connection) -> None:
        while True:
            await connection.woken.wait()
            connection.woken.clear()
            while connection.session and connection.sent < len(connection.session.frames):
                await connection.socket.send_str(connection.session.frames[connection.sent])
                connection.sent += 1
            self._pulse.tell()

    async def _hear(self, connection: Connection, said: dict[str, Any]) -> None:
        if said["op"] == HEARTBEAT:
            await connection.socket.send_json({"op": HEARTBEAT_ACK})
            return
        self.received.append(said)
        match said["op"]:
            case op if op in (IDENTIFY, RESUME) and said["d"]["token"] != self._token:
                await connection.socket.close(code=AUTHENTICATION_FAILED)
            case op if op == IDENTIFY:
                await self._identify(connection, said["d"])
            case op if op == RESUME:
                await self._resume(connection, said["d"])
            case op if op == MEMBERS and connection.session is not None:
                self._members(connection.session, said["d"])
            case _:
                pass  # presence and voice: nobody sees or hears a bot here
        self._pulse.tell()

    async def _identify(self, connection: Connection, asked: dict[str, Any]) -> None:
        intents = discord.Intents.none()
        intents.value = asked["intents"]
        if missing_privileged_intents(intents, self.approved):
            await connection.socket.close(code=DISALLOWED_INTENTS)
        else:
            self._begin(connection, intents, *asked.get("shard", (0, 1)))

    def _begin(self, connection: Connection, intents: discord.Intents, shard: int, shards: int) -> None:
        session = Session(f"session-{len(self.said(IDENTIFY))}", shard, shards, intents)
        self._sessions[session.name] = session
        connection.session = session
        guilds = [each for each in self._world.guilds.values() if _in_shard(each.id, shards) == shard]
        ready = {
            "v": 10,
            "user": serializers.user_payload(self._world.bot_user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.name,
            "resume_gateway_url": self.url,
            "shard": [shard, shards],
            "application": {"id": str(self._world.application_id), "flags": 0},
        }
        session.add("READY", ready)
        for guild in guilds:
            self._add(session, "GUILD_CREATE", serializers.guild_create_payload(self._world, guild))
        self._wake()

    async def _resume(self, connection: Connection, asked: dict[str, Any]) -> None:
        session = self._sessions.get(asked["session_id"])
        if session is None:
            await connection.socket.send_json({"op": INVALID_SESSION, "d": False})
            return
        connection.session = session
        connection.sent = asked["seq"]
        session.add("RESUMED", {})
        self._wake()

    def _members(self, session: Session, asked: dict[str, Any]) -> None:
        guild = self._world.get_guild(int(asked["guild_id"]))
        wanted = {int(each) for each in asked.get("user_ids") or guild.members}
        members = [each for each in guild.members.values() if each.user_id in wanted]
        chunk = {
            "guild_id": str(guild.id),
            "members": [serializers.member_payload(self._world, guild, each) for each in members],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": asked.get("nonce"),
        }
        session.add("GUILD_MEMBERS_CHUNK", chunk)
        self._wake()


def _shard_of(event: str, payload: Mapping[str, Any], shards: int) -> int:
    """The shard of the server that an event is about; direct messages come to the first."""
    of_itself = event in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE")
    guild = payload.get("id" if of_itself else "guild_id")
    return 0 if guild is None else _in_shard(int(guild), shards)


def _in_shard(guild: int, shards: int) -> int:
    return (guild >> 22) % shards
