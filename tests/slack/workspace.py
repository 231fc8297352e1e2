"""A Slack of our own in which the real app teaches, in this process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from tests.app.surroundings import TINY, opened
from tests.slack.loopback.people import Person, Sent
from tests.slack.loopback.plain_app import listening
from tests.slack.loopback.records import Message
from tests.slack.loopback.server import Loopback, serving
from tests.slack.loopback.signed_http import SIGNING_SECRET

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack.app import bolt_app
from courseware_slack.endpoint import Endpoint
from courseware_slack.posting import Posting
from courseware_slack.settings import Settings
from courseware_slack.socket_mode import SocketClient

Way = Callable[[AsyncApp, Loopback], AbstractAsyncContextManager[Any]]


def settings_of(here: Loopback, **environment: str) -> Settings:
    """The settings of an app in the one workspace there, which forgets everything at its end."""
    common = {"COURSEWARE_CONTENT": str(TINY), "COURSEWARE_STORE": "memory:"}
    return Settings.read(here.environment | common | environment)


@asynccontextmanager
async def by_socket(bolt: AsyncApp, here: Loopback) -> AsyncIterator[SocketClient]:
    """The app is connected by Socket Mode, as the program connects it."""
    async with aiohttp.ClientSession() as session:
        web = AsyncWebClient(base_url=here.api_url, session=session)
        client = SocketClient(bolt, settings_of(here), web, session)
        await client.connect()  # type: ignore[no-untyped-call]
        try:
            await here.app_online()
            yield client
        finally:
            await client.drain(within_s=5)


def by_http(bolt: AsyncApp, here: Loopback) -> AbstractAsyncContextManager[str]:
    """The app listens at an address, which Slack knows."""
    return listening(Endpoint(bolt), here)


WAYS = {"socket": by_socket, "http": by_http}


class Workspace:
    """A workspace in which the courses of `app` are taught."""

    def __init__(self, here: Loopback, app: Courseware) -> None:
        self.here = here
        self.app = app

    async def begun(self, name: str, place: str = "") -> Person:
        """Somebody who has come in for the first time, and has gone past the welcome."""
        person = self.here.person(name)
        await person.slash(f"/learn {place}")
        await person.until(lambda screen: "Begin" in screen.labels)
        await person.press("Begin")
        await person.until(lambda screen: "Begin" not in screen.labels)
        return person

    async def facts(self, person: Person) -> list[str]:
        """The kinds of all that is recorded of somebody, but for what they were told."""
        who = Identity("slack", person.user.team.id, person.id)
        streams = await self.app.export(who)
        told = who.person_session()
        return [
            type(each.fact).__name__ for stream in streams if stream.session != told for each in stream.facts
        ]


@asynccontextmanager
async def taught(
    app: Courseware,
    here: Loopback,
    *,
    way: Way = by_socket,
    last_words_s: float = 10,
    shared: bool = False,
    file_s: float = 20,
) -> AsyncIterator[Workspace]:
    """A workspace that the app of these courses serves; so do others where it is `shared`."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=here.team.token, base_url=here.api_url, session=session)
        posting = Posting(pace_s=0, file_s=file_s)
        serves = bolt_app(
            app,
            client,
            signing_secret=SIGNING_SECRET,
            posting=posting,
            shared=shared,
            last_words_s=last_words_s,
        )
        async with serves as bolt, way(bolt, here):
            yield Workspace(here, app)


@asynccontextmanager
async def teaching(
    *, way: Way = by_socket, deadline_s: float = 3, file_s: float = 20, **how: Any
) -> AsyncIterator[Workspace]:
    """A workspace in which the tiny course on tea is taught, unless `content` is another."""
    async with (
        serving(deadline_s=deadline_s) as here,
        opened(profile=SLACK_MESSAGE, **how) as app,
        taught(app, here, way=way, file_s=file_s) as workspace,
    ):
        yield workspace


def told_first(here: Loopback, sent: Sent) -> int:
    """The connection that was told of something first."""
    assert sent.delivery
    id_ = sent.delivery.id
    return next(number for number, envelope in here.socket.sent if envelope["envelope_id"] == id_)


async def next_is_another(here: Loopback, than: int) -> None:
    """Returns when not that connection is the one which is told next, of two."""
    await here.settled()
    if here.socket.sent[-1][0] != than:
        channel = here.person("somebody else").direct
        here.world.post(channel, Message(here.world.stamp(), here.team.bot, "Hello", []))
        await here.settled()
