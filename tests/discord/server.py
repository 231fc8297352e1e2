"""A simulated server of Discord, in which the real bot teaches."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import discord
import simcord
from simcord import ChannelHandle, InteractionResult, MemberActor
from simcord.backend.serializers import message_payload
from simcord.enums import InteractionType
from simcord.interactions import base_payload
from tests.app.surroundings import TINY, opened

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.surfaces.controls import FIELD_ID
from courseware_discord.bot import client
from courseware_discord.settings import Settings

SETTINGS = Settings.read({"DISCORD_TOKEN": "none"})
WITH_CONTENT = replace(SETTINGS, message_content=True)


class Server:
    """A server with one channel, where the bot may do what it needs."""

    def __init__(self, env: simcord.Env, app: Courseware) -> None:
        self.env = env
        self.app = app
        self.guild = env.create_guild("Tea")
        self.channel = self.guild.create_text_channel("general")

    def member(self, name: str, **permissions: bool) -> "Person":
        """Somebody in the server, with a role of these permissions if there are any."""
        roles = []
        if permissions:
            roles = [self.guild.create_role(name, permissions=discord.Permissions(**permissions))]
        return Person(self, self.guild.add_member(self.env.create_user(name), roles=roles))


class Person:
    """A member who types commands in the server's channel, and presses what they see in their thread."""

    def __init__(self, server: Server, actor: MemberActor) -> None:
        self.server = server
        self.actor = actor
        self.who = Identity("discord", str(server.guild.id), str(actor.id))

    async def learn(self, place: str = "") -> InteractionResult:
        """Types /learn."""
        options = {"place": place} if place else {}
        return await self.actor.slash(self.server.channel, "learn", **options)

    @property
    def thread(self) -> ChannelHandle:
        """The thread of this person."""
        threads = self.server.channel.threads
        return next(each for each in threads if self.actor.name in str(each.name))

    @property
    def messages(self) -> list[discord.Message]:
        """What anybody there can see, oldest first, but for what Discord itself says."""
        said = self.thread.history(viewer=self.actor)
        return [
            each for each in said if each.type is discord.MessageType.default and not each.flags.ephemeral
        ]

    @property
    def message(self) -> discord.Message:
        """The newest message of the bot there."""
        return [each for each in self.messages if each.author.bot][-1]

    async def press(self, label: str, message: discord.Message | None = None) -> InteractionResult:
        """Presses the button with these words in its label, on the newest message."""
        there = message or self.message
        found = [each for each in pressable(there) if label in (each.label or "")]
        assert found, f"no {label!r} among {labels(there)}"
        return await self.actor.click(there, custom_id=found[0].custom_id)

    async def choose(self, words: str) -> InteractionResult:
        """Chooses the entry with these words from a select on the newest message."""
        there = self.message
        for select in parts(there):
            for option in getattr(select, "options", ()):
                if words in option.label:
                    return await self.actor.select(there, [option.value], custom_id=select.custom_id)
        raise AssertionError(f"nothing to choose with {words!r}")

    async def write(self, words: str, *, press: str = "Write…") -> InteractionResult:
        """Opens the form of the newest message, and sends it."""
        opened = await self.press(press)
        return await self.actor.submit_modal(opened, {FIELD_ID: words})

    async def begin(self, place: str) -> None:
        """Comes in for the first time, and goes past the welcome."""
        await self.learn(place)
        await self.press("Begin")

    async def facts(self) -> list[str]:
        """The kinds of all that is recorded of this person, but for what they were told."""
        streams = await self.server.app.export(self.who)
        told = self.who.person_session()
        return [
            type(each.fact).__name__ for stream in streams if stream.session != told for each in stream.facts
        ]


class Quick(simcord.Env):
    """A Discord for many presses: SimCord's own looks again 50 ms after everything was done."""

    async def _settle_internal(self, **how: Any) -> None:
        await super()._settle_internal(**how | {"idle": 0.001})


@asynccontextmanager
async def served(app: Courseware, settings: Settings = SETTINGS, **options: Any) -> AsyncIterator[Server]:
    """A server that the bot of `app` has joined. What the bot raises is raised at the end."""
    env = Quick(client(app, settings), shard_count=1, settle_timeout=3.0, **options)
    await env.start()
    try:
        with env.time_context():
            yield Server(env, app)
    finally:
        await env.shutdown()
    env.raise_errors()


@asynccontextmanager
async def teaching(settings: Settings = SETTINGS, **how: Any) -> AsyncIterator[Server]:
    """A server in which the tiny course on tea is taught."""
    async with opened(TINY, profile=DISCORD_MESSAGE, **how) as app, served(app, settings) as server:
        yield server


def interactions(server: Server) -> list[dict[str, Any]]:
    """What Discord tells the bot that people did, from now on."""
    seen: list[dict[str, Any]] = []

    def hear(name: str, payload: Mapping[str, Any]) -> None:
        if name == "INTERACTION_CREATE":
            seen.append(dict(payload))

    server.env.backend.subscribers.append(hear)
    return seen


async def deliver_again(server: Server, interaction: dict[str, Any]) -> None:
    """Discord delivers the same interaction once more."""
    server.env.backend.emit("INTERACTION_CREATE", interaction)
    await server.env.settle()


async def press_again(server: Server, former: dict[str, Any]) -> InteractionResult:
    """The same person does the same thing once more, as it could be done then."""
    user, channel = int(former["member"]["user"]["id"]), int(former["channel_id"])
    record = server.env.backend.new_interaction(former["type"], channel, user, server.guild.id)
    if "message" in former:
        record.source_message_id = int(former["message"]["id"])
    await deliver_again(server, former | {"id": str(record.id), "token": record.token})
    return InteractionResult(server.env, record)


async def press_as_if_shown(
    person: Person, message: discord.Message, part: discord.Button | discord.SelectMenu, values: Sequence[str]
) -> InteractionResult:
    """Their client sends a press as if `part` stood on `message`: it is late, or no honest one."""
    backend, where = person.server.env.backend, message.channel.id
    data = {"custom_id": part.custom_id, "component_type": part.type.value, "values": list(values)}
    record, payload = base_payload(
        backend,
        type=InteractionType.MESSAGE_COMPONENT,
        channel_id=where,
        guild_id=person.server.guild.id,
        user_id=person.actor.id,
        data=data,
    )
    record.source_message_id = message.id
    payload["message"] = message_payload(backend, backend.get_message(where, message.id))
    await deliver_again(person.server, payload)
    return InteractionResult(person.server.env, record)


def texts(message: discord.Message | simcord.ResponseMessage) -> str:
    """All that can be read on a message."""
    if isinstance(message, simcord.ResponseMessage):
        message = message.message
    return "\n".join(said for each in parts(message) for said in _said(each))


def _said(component: object) -> list[str]:
    match component:
        case discord.TextDisplay():
            return [component.content]
        case discord.MediaGalleryComponent():
            return [item.description or "" for item in component.items]
        case _:
            return []


def labels(message: discord.Message | simcord.ResponseMessage) -> list[str]:
    """The labels of all buttons that can be pressed on a message."""
    if isinstance(message, simcord.ResponseMessage):
        message = message.message
    return [each.label or "" for each in pressable(message)]


def pressable(message: discord.Message) -> list[discord.Button]:
    """The buttons of a message, but for links."""
    return [each for each in parts(message) if isinstance(each, discord.Button) and each.custom_id]


def parts(message: discord.Message) -> Iterator[Any]:
    """Every component of a message, those inside others included."""
    waiting: list[Any] = list(message.components)
    while waiting:
        component = waiting.pop(0)
        yield component
        waiting = [*getattr(component, "children", ()), *waiting]
