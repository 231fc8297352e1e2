"""HTTP mode as an ASGI app: what Slack posts, the installation in a browser, and whether all is well."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from courseware_slack.manifest import EVENTS_PATH
from courseware_slack.settings import APPS

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEALTH_PATH = "/slack/health"
"""Answers 200 as long as what Slack posts is taken."""

LARGEST = 1_000_000
"""Bytes of a request. Slack's own are smaller: a view has at most 250 kB."""

_UNREADABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What Bolt, which reads a body before it looks at the signature, fails with where that is no payload."""

_log = logging.getLogger(__name__)


class Endpoint:
    """Everything that is asked of the app by HTTP. What is not signed by Slack, Bolt refuses."""

    def __init__(self, bolt: AsyncApp) -> None:
        self._bolt = _Bolt(bolt, EVENTS_PATH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it, for the scope `http`."""
        if scope["path"] == HEALTH_PATH:
            await answer(send, 200, b"ok\n")
        elif scope["method"] == "POST" and not 0 <= _length(scope) <= LARGEST:
            await answer(send, 413, b"too large\n")
        else:
            await self._bolt(dict(scope), receive, send)


class _Bolt(AsyncSlackRequestHandler):
    """Bolt's way from ASGI to the app, which anybody may post anything to."""

    def __init__(self, app: AsyncApp, path: str) -> None:
        super().__init__(app, path)
        self._has_warned = False

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        """What the app says to a request; a refusal where it is none of Slack's."""
        try:
            asked = AsyncBoltRequest(
                body=await request.get_raw_body(), query=request.query_string, headers=request.get_headers()
            )
        except _UNREADABLE:
            return BoltResponse(status=400, body="no payload")
        response = await self.app.async_dispatch(asked)
        if response.status == 401 and not self._has_warned:
            self._has_warned = True
            _log.warning(
                "A request was refused, and others will be without a word: it is not signed with "
                "SLACK_SIGNING_SECRET, or was signed more than five minutes ago. If Slack says that this "
                "address does not answer, compare the secret with the page Basic Information of %s, and this "
                "machine's clock with the time.",
                APPS,
            )
        return response


async def answer(send: Send, status: int, body: bytes) -> None:
    """Answers a request in plain text."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _length(scope: Scope) -> int:
    """How many bytes the body has; -1 where that is not said."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else -1
