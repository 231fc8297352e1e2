"""How Slack and the app reach each other: in Socket Mode, or by signed HTTP at an address of ours.

Owns the connection, its beginning and its end. Must not know screens.
"""

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TypeVar

import aiohttp
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.app import Courseware
from courseware_core.errors import CoursewareError
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.screen.words import Words
from courseware_core.surfaces.serving import warm_up
from courseware_slack import refusals
from courseware_slack.app import LAST_WORDS_S, bolt_app
from courseware_slack.endpoint import Endpoint
from courseware_slack.install import STATE_LIVES_S, Installations, opened_installations
from courseware_slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from courseware_slack.refusals import Refused
from courseware_slack.settings import Settings
from courseware_slack.socket_mode import SocketClient
from courseware_slack.tokens import EachWorkspace, Ended, heed_ends

T = TypeVar("T")

_LONGEST_WAIT_S = 60.0

_log = logging.getLogger(__name__)


def seen_by(words: Words) -> str:
    """Who can see what is stored of a learner, and what they write."""
    return words.say(
        "Whoever runs this app can see it. Whoever administers your workspace may be able to read what is "
        "written in our direct messages."
    )


class OnSlack:
    """Slack as a process serves it."""

    profile = SLACK_MESSAGE
    seen_by = staticmethod(seen_by)

    def __init__(self, settings: Settings, *, wait_s: float = 1.0) -> None:
        self._settings = settings
        self._wait_s = wait_s

    async def serve(self, app: Courseware) -> int:
        """The exit code, once it cannot go on; when it is cancelled, it answers what is under way.

        While Slack cannot be reached it is tried again after `wait_s`, then after twice as long, and so on.
        """
        try:
            async with connected(app, self._settings, wait_s=self._wait_s) as at_slack:
                if self._settings.mode == "socket":
                    await at_slack.by_socket()
                else:
                    await at_slack.by_http()
        except CoursewareError as error:
            sys.stderr.write(f"{error}\n")
        return 1


class AtSlack:
    """The courses in Slack, answered for as long as something comes.

    `ended` is done, with an error, once the one workspace does not take the app any more.
    """

    def __init__(self, bolt: AsyncApp, settings: Settings, session: aiohttp.ClientSession, url: str) -> None:
        self.bolt = bolt
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settings = settings
        self._session = session
        self._url = url

    async def by_socket(self) -> None:
        """Takes what Slack sends over a connection, until it is cancelled. Raises: Refused."""
        web = AsyncWebClient(base_url=self._settings.api_url, session=self._session)
        client = SocketClient(self.bolt, self._settings, web, self._session)
        client.wss_uri = self._url
        try:
            await client.connect()  # type: ignore[no-untyped-call]
            await _first_of(self.ended, client.refused)
        finally:
            await client.drain(within_s=LAST_WORDS_S)

    async def by_http(self) -> None:
        """Takes what Slack posts, until it is cancelled. Raises: Refused."""
        listening = _listening(self._settings.host, self._settings.port)
        config = uvicorn.Config(
            Endpoint(self.bolt),
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=int(LAST_WORDS_S),
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await _first_of(asyncio.shield(serving), self.ended)
        finally:
            server.should_exit = True
            await serving

    async def look(self, *_: object) -> None:
        """Sees whether the one workspace still takes the app, when Slack says that it does not."""
        try:
            await AsyncWebClient(
                self._settings.bot_token, base_url=self._settings.api_url, session=self._session
            ).auth_test()
        except SlackApiError as error:
            if not (refusals.passes(error) or self.ended.done()):
                self.ended.set_exception(refusals.of_bot_token(error))


@asynccontextmanager
async def connected(app: Courseware, settings: Settings, *, wait_s: float = 1.0) -> AsyncIterator[AtSlack]:
    """The courses of `app` in Slack, once it takes the tokens; at the end, what was decided is shown.

    Raises: Refused when it does not; StoreError when installations cannot be read; NotInstalled.
    """
    warm_up(app)
    async with AsyncExitStack() as opened:
        session = await opened.enter_async_context(aiohttp.ClientSession())
        quiet = logging.getLogger(f"{__name__}.slack_sdk")
        quiet.setLevel(logging.INFO)  # without a level slack_sdk writes out what every call says, for no log
        client = AsyncWebClient(base_url=settings.api_url, session=session, logger=quiet)
        url = await _reached(client, settings, wait_s)
        oauth: AsyncOAuthFlow | None = None
        ended: Ended | None = None
        if settings.client_id:
            installations = await opened.enter_async_context(opened_installations(settings))
            each = EachWorkspace(installations, settings, client)
            opened.push_async_callback(each.close)
            oauth, ended = _oauth(settings, client, installations, each), each.end
        else:
            client.token = settings.bot_token
        bolt = await opened.enter_async_context(
            bolt_app(
                app,
                client,
                signing_secret=settings.signing_secret,
                oauth=oauth,
                shared=settings.is_shared,
            )
        )
        at_slack = AtSlack(bolt, settings, session, url)
        heed_ends(bolt, ended or at_slack.look)
        yield at_slack


async def _reached(client: AsyncWebClient, settings: Settings, wait_s: float) -> str:
    """Where to connect in Socket Mode, once Slack can be reached and takes the tokens. Raises: Refused."""
    url = ""
    if settings.bot_token:
        await _until_reached(
            lambda: client.auth_test(token=settings.bot_token), wait_s, refusals.of_bot_token
        )
    if settings.app_token:
        opened = await _until_reached(
            lambda: client.apps_connections_open(app_token=settings.app_token), wait_s, refusals.of_app_token
        )
        url = str(opened["url"])
    return url


async def _until_reached(
    call: Callable[[], Awaitable[T]], wait_s: float, refused: Callable[[SlackApiError], Refused]
) -> T:
    """What a call brings, however often it has to be made. Raises: Refused."""
    wait = wait_s
    while True:
        try:
            return await call()
        except SlackApiError as error:
            if not refusals.passes(error):
                raise refused(error) from None
            problem = refusals.error_code(error)
            wait = max(wait, float(error.response.headers.get("Retry-After", 0)))
        except (OSError, aiohttp.ClientError, TimeoutError) as error:
            problem = type(error).__name__
        _log.warning("Slack cannot be reached (%s); trying again in %.0f s", problem, wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT_S)


def _oauth(
    settings: Settings, client: AsyncWebClient, installations: Installations, each: EachWorkspace
) -> AsyncOAuthFlow:
    """How the app is installed in a browser; `each` then finds the token."""
    how = AsyncOAuthSettings(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        scopes=list(SCOPES),
        user_scopes=[],
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=installations.store,
        state_store=installations.states,
        state_expiration_seconds=STATE_LIVES_S,
    )
    how.authorize = each
    return AsyncOAuthFlow(client=client, settings=how)


class _Server(uvicorn.Server):
    """uvicorn, which is told to end by whoever runs it, and leaves signals to them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise Refused(
            f"Nothing can listen at {host}, port {port}: {error.strerror or error}. Set SLACK_HOST and "
            "SLACK_PORT to an address of this machine and a port that nobody uses."
        ) from None


async def _first_of(*ends: asyncio.Future[None]) -> None:
    """Waits for one of several ends. Raises what it was."""
    done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for each in done:
        each.result()
