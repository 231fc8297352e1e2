"""Socket Mode: slack_sdk's client, which goes on by itself, with an end and with what makes it give up."""

import asyncio
import logging
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from courseware_slack import refusals
from courseware_slack.dispatch import is_echo
from courseware_slack.settings import Settings

PING_EVERY_S = 3.0
"""How soon a connection that fell silent is noticed. slack_sdk looks after each of these."""

_log = logging.getLogger(__name__)


class SocketClient(SocketModeClient):
    """A connection to Slack that gives what comes to `bolt`, and is made again whenever it breaks.

    `refused` is done, with an error, once Slack does not take the app-level token any more.
    """

    def __init__(
        self, bolt: AsyncApp, settings: Settings, web: AsyncWebClient, session: aiohttp.ClientSession
    ) -> None:
        logger = logging.getLogger(f"{__name__}.slack_sdk")
        logger.addFilter(_without_traceback)
        super().__init__(settings.app_token, logger=logger, web_client=web, ping_interval=PING_EVERY_S)
        self._spare = self.aiohttp_client_session
        self.aiohttp_client_session = _Dialling(self, session)  # type: ignore[assignment]
        self.refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._bolt = bolt
        self._under_way: set[asyncio.Task[Any]] = set()
        self.socket_mode_request_listeners.append(self._answer)

    async def issue_new_wss_url(self) -> str:
        """An address to connect to, good once."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            if not (refusals.passes(error) or self.refused.done()):
                self.refused.set_exception(refusals.of_app_token(error))
            raise

    async def drain(self, *, within_s: float) -> None:
        """Takes nothing new, has what came acknowledged, and ends the connection."""
        self.auto_reconnect_enabled = False
        if self.message_receiver is not None:
            self.message_receiver.cancel()
        for _ in range(self.message_queue.qsize() + 2):
            await asyncio.sleep(0)  # slack_sdk takes one thing from its queue in each round
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within_s)
        await self.close()  # type: ignore[no-untyped-call]
        await self._spare.close()
        if self.refused.done():
            self.refused.exception()

    async def _answer(self, _: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        begun = asyncio.get_running_loop().time()
        if is_echo(request.payload):  # half of all that comes: Bolt would make a request of it first
            response = BoltResponse(status=200)
        else:
            response = await run_async_bolt_app(self._bolt, request)
        await send_async_response(self, request, response, begun)


class _Dialling:
    """The session that all share, as slack_sdk's client uses it: no address is tried twice.

    Each is good once and for a short while, and the client on its own would try one for ever.
    """

    closed = False

    def __init__(self, client: SocketModeClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session

    async def ws_connect(self, url: str, **how: Any) -> aiohttp.ClientWebSocketResponse:
        self._client.wss_uri = None
        try:
            connected: aiohttp.ClientWebSocketResponse = await self._session.ws_connect(url, **how)
        except aiohttp.WSServerHandshakeError as error:  # whose words hold the address, which is a secret
            raise ConnectionError(f"Slack answered {error.status}") from None
        return connected

    async def close(self) -> None:
        """Leaves the session open for the others."""


def _without_traceback(record: logging.LogRecord) -> bool:
    """Slack may be unreachable for long; each failure is one line then."""
    record.exc_info = None
    return True
