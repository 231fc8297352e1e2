"""The Bolt app: what Slack tells it goes to who answers it.

One listener for each kind of thing that Slack tells, whatever is in it: what was pressed stands in its action
id, so nothing is kept of the messages that are out there, and any process can answer for any other.

Owns acknowledgement, and the end. Must not know screens.
"""

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import copy
from secrets import token_hex
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.app import Courseware
from courseware_slack.answering import Answering
from courseware_slack.dispatch import is_echo, told
from courseware_slack.places import noted
from courseware_slack.posting import Posting, repeated

LAST_WORDS_S = 10.0
"""How long what was decided may take to be shown when the app is told to end."""

_NOT_INSTALLED = (
    "This app is not installed in this workspace any more, so nothing was done. Whoever manages the apps "
    "here can install it again; what you have learned is kept."
)
"""For somebody whose language nobody can look up: their workspace is not known."""

_ANYTHING = re.compile(".*", re.DOTALL)

_log = logging.getLogger(__name__)


@asynccontextmanager
async def bolt_app(
    app: Courseware,
    client: AsyncWebClient,
    *,
    signing_secret: str = "",
    oauth: AsyncOAuthFlow | None = None,
    posting: Posting | None = None,
    shared: bool = False,
    last_words_s: float = LAST_WORDS_S,
) -> AsyncIterator[AsyncApp]:
    """The courses of `app` in Slack, to be connected by Socket Mode or served by HTTP.

    `client` knows where the Web API is and holds the one HTTP session; its token is that of the workspace,
    unless the app is installed in several by `oauth`. Without a `signing_secret` nothing is taken by HTTP.
    `shared` says that other processes may answer the same people.
    At the end, what was decided is shown, for
    as long as `last_words_s`.
    """
    how: dict[str, Any] = {"oauth_flow": oauth} if oauth else {"authorize": _authorized(client.token)}
    own = copy(client)
    own.token, own.retry_handlers = None, repeated()
    quiet = logging.getLogger(f"{__name__}.bolt")
    quiet.setLevel(logging.ERROR)  # it warns of what is meant here
    bolt = AsyncApp(
        name="courseware",  # else Bolt looks for one through the sources of all its callers
        client=own,
        logger=quiet,
        signing_secret=signing_secret or token_hex(),
        process_before_response=True,
        before_authorize=_passes_echoes_over,
        user_facing_authorize_error_message=_NOT_INSTALLED,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        **how,
    )
    answering = Answering(app, posting=posting, shared=shared)
    _listen(bolt, answering)
    try:
        yield bolt
    finally:
        if not await answering.drained(within_s=last_words_s):
            _log.warning("Slack was not told in time of everything that was decided; the record has it.")


def _listen(bolt: AsyncApp, answering: Answering) -> None:
    """Has everything answered that Slack tells of."""

    async def listen(ack: Any, body: dict[str, Any], client: AsyncWebClient, request: Any) -> None:
        did = told(body)
        answer: dict[str, Any] = {}
        if did:
            answer = await answering.answer(did, client, retried=_retried(request.headers))
        await ack(**answer)

    for kind in (bolt.action, bolt.view, bolt.command, bolt.shortcut):
        kind(_ANYTHING)(listen)
    bolt.view_closed(_ANYTHING)(listen)
    bolt.event(_ANYTHING)(listen)

    @bolt.error
    async def failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Leaves unacknowledged what could not be decided, so that Slack tells of it once more."""
        noted(error, f"what Slack told ({body.get('type')})")
        return BoltResponse(status=500)


async def _passes_echoes_over(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> Any:  # noqa: A002
    """Acknowledges at once what the app itself did, which is half of all that Slack tells."""
    return BoltResponse(status=200) if is_echo(body) else await next()


def _retried(headers: dict[str, Any]) -> int:
    """How often Slack says that it has told of something before."""
    told = headers.get("x-slack-retry-num", ["0"])[0]
    return int(told) if told.isdecimal() else 0


def _authorized(token: str | None) -> Callable[..., Awaitable[AuthorizeResult]]:
    """What Bolt asks for the token of a workspace: there is one, and Slack need not be asked about it."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize
