"""A small Discord on loopback, for clients that speak to the real one: in this process or in others."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import discord
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from simcord.backend.models import Guild
from tests.discord.loopback.gateway import Gateway
from tests.discord.loopback.people import Person
from tests.discord.loopback.rest import PREFIX, Rest
from tests.discord.loopback.world import World
from tests.surfaces.pulse import PATIENCE_S, Pulse

TOKEN = "loopback.token"
"""What a bot logs in with; any other is refused."""


class Loopback:
    """A Discord with one server, `guild`, and its channel `learning`, until a test adds to its `world`.

    `rest` holds what the bot asked, and the faults to come; `gateway` the sessions and their faults.
    """

    def __init__(self, *, deadline_s: float, token_s: float, heartbeat_s: float) -> None:
        self.pulse = Pulse()
        self.world = World(deadline_s=deadline_s, token_s=token_s)
        self.rest = Rest(self.world, self.pulse, TOKEN)
        self.gateway = Gateway(self.world, self.pulse, TOKEN, heartbeat_s=heartbeat_s)
        self.guild: Guild = self.world.found("School", "learning")
        self.api_base = ""

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a bot in a process of its own that is to log in here."""
        return {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_BASE": self.api_base,
            "DISCORD_GATEWAY": self.gateway.url,
        }

    def person(self, name: str, *, place: str = "learning") -> Person:
        """A new member of the server who types in the channel of that name."""
        user = self.world.make_user(name)
        self.world.add_member(self.guild.id, user.id, announce=True)
        return Person(self.world, self.rest, self.pulse, user.id, self.world.channel_named(place).id)

    async def bot_online(self) -> None:
        """Returns once a bot is connected and knows the servers."""
        await self.pulse.until(lambda: self.gateway.online)

    async def bot_offline(self) -> None:
        """Returns once no bot is connected."""
        await self.pulse.until(lambda: not self.gateway.connected)

    def check_no_gaps(self) -> None:
        """Fails where the bot asked what this Discord does not know, whatever the bot made of it."""
        assert not self.rest.gaps, self.rest.gaps


@asynccontextmanager
async def serving(
    *, deadline_s: float = PATIENCE_S, token_s: float = 900.0, heartbeat_s: float = 41.25
) -> AsyncIterator[Loopback]:
    """A Discord that listens on a port of its own, and checks at the end that it knew all it was asked.

    Args:
        deadline_s: how long a bot may take for the first answer to an interaction.
        token_s: how long it may use the interaction's token after that.
        heartbeat_s: how often a client is to send heartbeats.
    """
    here = Loopback(deadline_s=deadline_s, token_s=token_s, heartbeat_s=heartbeat_s)
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_get("/gateway", here.gateway.serve)
    app.router.add_route("*", PREFIX + "/{route:.*}", here.rest.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        here.api_base = f"http://127.0.0.1:{port}{PREFIX}"
        here.gateway.url = here.rest.gateway_url = f"ws://127.0.0.1:{port}/gateway"
        yield here
    finally:
        here.gateway.drop()
        await runner.cleanup()
    here.check_no_gaps()


@contextmanager
def pointed_at(here: Loopback) -> Iterator[None]:
    """Clients of this process connect there instead of to the real Discord."""
    before = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = here.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(here.gateway.url)
    try:
        yield
    finally:
        discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
