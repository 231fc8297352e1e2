"""What is missing before the bot can do its work, found without starting it.

Nothing is made or changed, no session of the gateway is used up, and the token is not shown.
"""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

import aiohttp
import discord
from discord.http import Route

from courseware_core.app import Courseware, look_at_record
from courseware_core.chat import ModelError
from courseware_core.errors import ContentError, CoursewareError, StoreServed
from courseware_discord.places import NEEDED_FOR_THREADS
from courseware_discord.reaching import why
from courseware_discord.settings import Settings

INVITED = NEEDED_FOR_THREADS | discord.Permissions(
    send_messages=True, attach_files=True, read_message_history=True
)
"""What the bot asks for when it is invited to a server."""

PERMISSIONS = {
    "read_messages": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_private_threads": "Create Private Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""What the pages of Discord call each of these."""

_PORTAL = "https://discord.com/developers/applications"
_HELLO_WITHIN_S = 10.0
_SERVERS_LOOKED_AT = 200

_UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError, discord.HTTPException, discord.GatewayNotFound)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about one thing that was looked at. `ok` is None for what is good to know."""

    ok: bool | None
    sentence: str

    def __str__(self) -> str:
        return f"{ {True: 'ok', False: 'missing', None: 'note'}[self.ok]:<8} {self.sentence}"


_NOTHING: Mapping[str, str] = MappingProxyType({})


async def check(settings: Settings, wrong: Mapping[str, str] = _NOTHING) -> int:
    """The exit code: 0 when nothing is missing. Says every finding as it is made.

    `wrong` says by field which settings cannot be meant, as `Settings.looked_at` does.
    """
    missing = 0
    async for finding in findings(settings, wrong):
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
        missing += finding.ok is False
    return 1 if missing else 0


async def findings(settings: Settings, wrong: Mapping[str, str] = _NOTHING) -> AsyncIterator[Finding]:
    """Everything that is found, in the order of what depends on what; `wrong` is as in `check`."""
    for sentence in wrong.values():
        yield Finding(False, sentence)
    if "content" not in wrong:
        yield await _of_content(settings)
    yield await _of_store(settings)
    if "model" not in wrong:
        yield await _of_model(settings)
    if wrong.keys() & {"token", "api_base"}:
        yield Finding(None, "Discord is asked once there is a token, and an address, to ask with.")
        return
    if settings.api_base:
        Route.BASE = settings.api_base
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        try:
            await client.login(settings.token)
        except discord.LoginFailure:
            yield Finding(
                False,
                f"Discord does not know DISCORD_TOKEN. It may have been reset: copy it from the page Bot of "
                f"{_PORTAL}.",
            )
            return
        except _UNREACHABLE as error:
            yield Finding(False, f"Discord cannot be reached at {Route.BASE}: {why(error)}.")
            return
        except (KeyError, TypeError, ValueError):
            yield Finding(False, f"What answers at {Route.BASE} is no API of Discord: see DISCORD_API_BASE.")
            return
        application = await client.application_info()
        yield Finding(True, f"Discord knows the bot as {client.user}, of the application {application.name}.")
        for finding in _of_application(application, settings):
            yield finding
        if "gateway" not in wrong:
            yield await _of_gateway(client, settings)
        async for finding in _of_servers(client):
            yield finding


async def _of_content(settings: Settings) -> Finding:
    try:
        async with Courseware.open(content=settings.content, store="memory:") as app:
            courses = len(app.catalog.courses)
            where = settings.content or "the package"
            return Finding(bool(courses), f"{courses} course{'s' * (courses != 1)} in {where}.")
    except ContentError as error:
        return Finding(False, str(error))


async def _of_store(settings: Settings) -> Finding:
    try:
        found = await look_at_record(settings.store)
    except StoreServed:
        return Finding(None, "The record is in use by another program. If that is this bot, all is well.")
    except CoursewareError as error:
        return Finding(False, str(error))
    match found.condition:
        case "ready":
            return Finding(True, f"The record can be used: {found.location or 'memory, until the bot ends'}.")
        case "older":
            return Finding(
                None,
                f"The record in {found.location} is of an older version. The bot brings it to this one when "
                "it starts.",
            )
        case "missing":
            return Finding(None, _not_begun(Path(found.location)))
        case _:
            assert_never(found.condition)


def _not_begun(record: Path) -> str:
    sentence = f"There is no record yet. The bot begins one when it starts: {record}."
    if record.parent.exists():
        return sentence
    return f"{sentence} It makes the folder, too: see that it is the one you mean."


async def _of_model(settings: Settings) -> Finding:
    choice = settings.model
    if not choice.name:
        return Finding(None, "No model is named in COURSEWARE_MODEL: the lesson itself replies in labs.")
    try:
        async with Courseware.open(
            content=settings.content, store="memory:", model=choice.name, model_base=choice.base
        ):
            return Finding(
                True, f"The model {choice.name} is set; `courseware model check` says whether it replies."
            )
    except ContentError:
        return Finding(None, "The model is looked at once the courses can be read.")
    except (CoursewareError, ModelError) as error:
        return Finding(False, str(error))


def _of_application(application: discord.AppInfo, settings: Settings) -> list[Finding]:
    flags = application.flags
    reads = flags.gateway_message_content or flags.gateway_message_content_limited
    found = []
    if settings.message_content and not reads:
        found.append(
            Finding(
                False,
                "DISCORD_MESSAGE_CONTENT is on, but the Message Content Intent is not, and the gateway will "
                f"refuse the bot. Switch it on, on the page Bot of {_PORTAL}, or leave the variable out.",
            )
        )
    elif settings.message_content:
        found.append(
            Finding(True, "Messages in a learner's thread are read: the Message Content Intent is on.")
        )
    else:
        found.append(
            Finding(None, "Messages in threads are not read: learners answer with a button and a form.")
        )
    if application.interactions_endpoint_url:
        found.append(
            Finding(
                False,
                "The application has an Interactions Endpoint URL, so Discord sends no presses to this bot. "
                f"Delete it on the page General Information of {_PORTAL}.",
            )
        )
    if application.bot_require_code_grant:
        found.append(
            Finding(
                False,
                "The bot requires an OAuth2 code grant, so an invite link cannot add it. Switch that off on "
                f"the page Bot of {_PORTAL}.",
            )
        )
    link = discord.utils.oauth_url(
        application.id, permissions=INVITED, scopes=("bot", "applications.commands")
    )
    names = ", ".join(PERMISSIONS.values())
    found.append(Finding(None, f"To invite it, open {link} ({INVITED.value} is {names})."))
    if application.user_integration_config:
        own = discord.utils.oauth_url(application.id, scopes=("applications.commands",))
        found.append(Finding(None, f"To install it for yourself, open {own}&integration_type=1."))
    else:
        found.append(
            Finding(
                None,
                "Nobody can install the app for themselves. To let them, choose User Install on the page "
                f"Installation of {_PORTAL}.",
            )
        )
    return found


async def _of_gateway(client: discord.Client, settings: Settings) -> Finding:
    """Whether the gateway says hello. Nobody is identified, which only can be done so often in a day."""
    try:
        shards, address, limit = await client.http.get_bot_gateway()
        address = settings.gateway or address
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{address}?v=10&encoding=json") as socket,
        ):
            hello = await socket.receive_json(timeout=_HELLO_WITHIN_S)
    except (*_UNREACHABLE, TypeError, ValueError) as error:
        return Finding(False, f"The gateway{_at(settings.gateway)} cannot be reached: {why(error)}.")
    if not (isinstance(hello, dict) and hello.get("op") == discord.gateway.DiscordWebSocket.HELLO):
        return Finding(False, f"What answers at {address} is no gateway of Discord.")
    if not limit["remaining"]:
        return Finding(
            False, "The bot was started too often today. Discord lets it in again within 24 hours."
        )
    return Finding(True, f"The gateway answers; {shards} shard{'s' * (shards != 1)} will be used.")


async def _of_servers(client: discord.Client) -> AsyncIterator[Finding]:
    """In which servers the bot lacks a permission, as far as roles of the whole server go."""
    with suppress(*_UNREACHABLE):
        servers = await client.http.get_guilds(_SERVERS_LOOKED_AT, with_counts=False)
        if not servers:
            yield Finding(None, "The bot is in no server yet.")
        for server in servers:
            allowed = discord.Permissions(int(server.get("permissions", INVITED.value)))
            lacking = ", ".join(told for name, told in PERMISSIONS.items() if not getattr(allowed, name))
            if lacking and not allowed.administrator:
                yield Finding(False, f"In the server {server['name']!r} the bot may not: {lacking}.")


def _at(address: str) -> str:
    return f" at {address}" if address else ""
