"""What is missing before the bot can do its work, found without starting it.

Nothing is made or changed, no session of the gateway is used up, and the token is not shown.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from types import MappingProxyType

import aiohttp
import discord
from discord.http import Route

from courseware_core.surfaces.checking import Finding, of_deployment, said
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

_NOTHING: Mapping[str, str] = MappingProxyType({})


async def check(settings: Settings, wrong: Mapping[str, str] = _NOTHING) -> int:
    """The exit code: 0 when nothing is missing. Says every finding as it is made.

    `wrong` says by field which settings cannot be meant, as `Settings.looked_up` does.
    """
    return await said(findings(settings, wrong))


async def findings(settings: Settings, wrong: Mapping[str, str] = _NOTHING) -> AsyncIterator[Finding]:
    """Everything that is found, in the order of what depends on what; `wrong` is as in `check`."""
    for sentence in wrong.values():
        yield Finding(False, sentence)
    async for finding in of_deployment(settings, wrong):
        yield finding
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
