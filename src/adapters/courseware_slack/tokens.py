"""With which token the app acts in a workspace: the one that was set, or that of an installation.

Owns what is known of tokens, and their end. Whoever cannot be found just now raises, so that Slack is not
acknowledged and tells it again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from courseware_slack.install import Installations
from courseware_slack.manifest import INSTALL_PATH
from courseware_slack.refusals import error_code
from courseware_slack.settings import Settings

ROTATED_BEFORE_MIN = 120
"""How long before its end a token is replaced by a new one."""

_KNOWN_FOR_S = 60.0
"""How long an installation is remembered: so long another process may go on with what was replaced here."""

_log = logging.getLogger(__name__)

Ended = Callable[[str | None, str | None, float], Awaitable[None]]
"""Is told of which organisation and workspace, and when, in whole seconds since 1970."""

Next = Callable[[], Awaitable[BoltResponse]]


class EachWorkspace(AsyncAuthorize):
    """The tokens of those that installed the app; new ones where they are about to end."""

    def __init__(self, installations: Installations, settings: Settings, client: AsyncWebClient) -> None:
        self._store = installations.store
        self._rotator = AsyncTokenRotator(
            client_id=settings.client_id, client_secret=settings.client_secret, client=client
        )
        self._known: dict[tuple[str | None, str | None], tuple[float, AuthorizeResult]] = {}
        self._asking = asyncio.Lock()

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: Any,
    ) -> AuthorizeResult | None:
        """What the app acts with; None where it is not installed. Raises: SQLAlchemyError, OSError."""
        if context.is_enterprise_install:
            team_id = None
        key = enterprise_id, team_id
        now = asyncio.get_running_loop().time
        async with self._asking:
            until, known = self._known.get(key, (0.0, None))
            if known is None or until < now():
                bot = await self._bot(*key)
                if bot is None:
                    _log.warning(
                        "somebody used the app in workspace %s, where it is not installed; whoever opens %s "
                        "in a browser installs it",
                        team_id or enterprise_id,
                        INSTALL_PATH,
                    )
                    return None
                known = _result_of(bot)
                self._known[key] = now() + _KNOWN_FOR_S, known
        return known

    async def end(self, enterprise_id: str | None, team_id: str | None, at: float) -> None:
        """Deletes an installation that ended `at` a time, in whole seconds since 1970.

        It stays where it was made since: Slack may tell late. Raises: SQLAlchemyError, OSError.
        """
        async with self._asking:
            bot = await self._store.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)
            if bot is not None and bot.installed_at < at + 1:
                await self._store.async_delete_all(enterprise_id=enterprise_id, team_id=team_id)
                _log.info("the app was removed from %s; its tokens are deleted", bot.team_name or team_id)
            self._known.pop((enterprise_id, team_id), None)

    async def _bot(self, enterprise_id: str | None, team_id: str | None) -> Bot | None:
        bot = await self._store.async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=team_id is None
        )
        if bot is None or bot.bot_refresh_token is None:
            return bot
        try:
            fresh = await self._rotator.perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=ROTATED_BEFORE_MIN
            )
        except SlackTokenRotationError as error:  # by another process perhaps; the present one still works
            _log.warning(
                "the token of %s could not be replaced: %s",
                bot.team_name or team_id,
                error_code(error.api_error),
            )
            return bot
        if fresh is not None:
            await self._store.async_save_bot(fresh)
        return fresh or bot


def heed_ends(bolt: AsyncApp, ended: Ended) -> None:
    """Has `ended` told when Slack says that the app was removed from a workspace, or its token revoked.

    It is told before any listener is, and what it raises leaves the event unacknowledged.
    """

    @bolt.middleware
    async def heed(body: dict[str, Any], context: AsyncBoltContext, next: Next) -> BoltResponse:  # noqa: A002
        if not _ends(body.get("event") or {}):
            return await next()
        team = None if context.is_enterprise_install else context.team_id
        await ended(context.enterprise_id, team, float(body.get("event_time", 0)))
        return BoltResponse(status=200)


def _ends(event: Mapping[str, Any]) -> bool:
    """Whether an event is the end of the app's own token, and not of a person's."""
    revoked = event.get("type") == "tokens_revoked" and bool((event.get("tokens") or {}).get("bot"))
    return revoked or event.get("type") == "app_uninstalled"


def _result_of(bot: Bot) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=bot.enterprise_id,
        team_id=bot.team_id,
        team=bot.team_name,
        bot_id=bot.bot_id,
        bot_user_id=bot.bot_user_id,
        bot_token=bot.bot_token,
        bot_scopes=bot.bot_scopes,
    )
