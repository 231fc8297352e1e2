"""A small Slack on loopback, for apps that speak to the real one: in this process or in others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from tests.slack import blockkit
from tests.slack.loopback import payloads
from tests.slack.loopback.afterwards import Afterwards
from tests.slack.loopback.asking import Check, Rules
from tests.slack.loopback.delivering import Deliveries
from tests.slack.loopback.methods import CLIENT_ID, CLIENT_SECRET
from tests.slack.loopback.people import Person
from tests.slack.loopback.records import Channel, Json, Team
from tests.slack.loopback.signed_http import SIGNING_SECRET, SignedHttp
from tests.slack.loopback.socket_mode import SocketMode
from tests.slack.loopback.views import Views
from tests.slack.loopback.web_api import APP_TOKEN, PREFIX, WebApi
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

ALWAYS_TOLD = ("app_uninstalled", "tokens_revoked")


class Loopback:
    """A Slack with one workspace, `team`, and its channel `learning`, until a test adds to its `world`.

    `api` holds what the app called and the faults to come; `deliveries` what the app was told;
    `socket` and `http` are the two ways to the app, `socket` until the app has an address.
    """

    def __init__(self, check: Check, *, deadline_s: float, retry_scale: float) -> None:
        self.pulse = Pulse()
        self.world = World()
        self.views = Views(self.world)
        self.rules = Rules(check)
        self.socket = SocketMode(self.world, self.pulse)
        self.http = SignedHttp(self.world)
        self.afterwards = Afterwards(self.world, self.views, self.rules, self.pulse)
        self.deliveries = Deliveries(
            self.world, self.pulse, self.socket, deadline_s=deadline_s, retry_scale=retry_scale
        )
        self.api = WebApi(self.world, self.views, self.rules, self.socket, self.pulse)
        self.subscribed = {"app_home_opened", "message", *ALWAYS_TOLD}
        """The types of events that the app is told of."""
        self.world.happened = self._happened
        self.team: Team = self.world.found("School")
        self.learning: Channel = next(iter(self.world.channels.values()))

    @property
    def environment(self) -> dict[str, str]:
        """The settings of an app in a process of its own that is to be installed in `team`."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.team.token,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        }

    @property
    def oauth_environment(self) -> dict[str, str]:
        """The settings of an app that is yet to be installed, in one workspace or several."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        }

    @property
    def api_url(self) -> str:
        """Where the Web API is, with a slash at the end."""
        return f"{self.api.host}{PREFIX}"

    def reached_at(self, *urls: str) -> None:
        """From now on the app is told by signed HTTP at these addresses, each in turn."""
        self.http.urls = list(urls)
        self.deliveries.transport = self.http

    def person(self, name: str, *, team: Team | None = None, guest: bool = False) -> Person:
        """A new person of a workspace, also in the channel `learning`; of another by Slack Connect."""
        user = self.world.user(team or self.team, name, guest=guest)
        self.learning.members.add(user)
        return Person(self.world, self.views, self.afterwards, self.deliveries, self.pulse, user)

    async def app_online(self, *, connections: int = 1, within_s: float = 15) -> None:
        """Returns once the app has that many connections of Socket Mode."""
        await self.pulse.until(
            lambda: self.socket.ready and self.socket.connected >= connections, within_s=within_s
        )

    async def app_listening(self, *urls: str, within_s: float = 15) -> None:
        """Returns once the app answers at these addresses; from then on it is told there."""
        await self.http.listening(*urls, within_s=within_s)
        self.reached_at(*urls)

    async def app_offline(self, *, within_s: float = 15) -> None:
        """Returns once the app has no connection of Socket Mode."""
        await self.pulse.until(lambda: not self.socket.connected, within_s=within_s)

    async def settled(self, *, within_s: float = 20) -> None:
        """Returns once nothing is on its way to the app."""
        await self.pulse.until(lambda: not self.deliveries.busy, within_s=within_s)

    def check(self) -> None:
        """Fails where the app asked what this Slack does not know, or sent what Slack refuses."""
        assert not self.api.gaps, self.api.gaps
        assert not self.rules.refused, self.rules.refused
        assert not self.afterwards.wrong, self.afterwards.wrong
        assert not self.deliveries.broken, self.deliveries.broken

    def _happened(self, team: Team, event: Json) -> None:
        gone = team.token_state != "ok" and event["type"] not in ALWAYS_TOLD
        if event["type"] in self.subscribed and not gone:
            self.deliveries.start("events_api", payloads.event(self.world, team, event))


@asynccontextmanager
async def serving(
    *, deadline_s: float = 3.0, retry_scale: float = 0.01, check: Check | None = None
) -> AsyncIterator[Loopback]:
    """A Slack that listens on a port of its own, and checks at the end that it was used well.

    Args:
        deadline_s: how long the app may take for an acknowledgement.
        retry_scale: how much longer or shorter than at Slack it is until an event is sent again.
        check: what is wrong with the blocks of a message or with a view; the rules in `blockkit` if None.
    """
    here = Loopback(check or _block_kit, deadline_s=deadline_s, retry_scale=retry_scale)
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_get("/", here.socket.serve)
    app.router.add_route("*", PREFIX + "{method:.*}", here.api.answer)
    app.router.add_post("/respond/{name}", here.afterwards.respond)
    app.router.add_post("/upload/{file}", here.api.upload)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        here.api.host = here.afterwards.host = f"http://127.0.0.1:{port}"
        here.socket.url = f"ws://127.0.0.1:{port}"
        yield here
    finally:
        here.api.faults.clear()
        await here.deliveries.close()
        await here.http.close()
        here.socket.shut()
        await runner.cleanup()
    here.check()


def _block_kit(surface: str, payload: Any) -> list[str]:
    """What Slack's reference of Block Kit would refuse."""
    if surface == "message":
        return blockkit.problems(payload, "message")
    return blockkit.problems_of_view(payload)
