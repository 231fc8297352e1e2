"""With which token the app acts in a workspace: the one that was set, or that of an installation.

Owns what is known of tokens, and their end. Whoever cannot be found just now raises, so that Slack is not
acknowledged and tells it again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from courseware_core.clock import SystemClock
from courseware_slack.install import Installations
from courseware_slack.manifest import INSTALL_PATH
from courseware_slack.posting import LOST
from courseware_slack.refusals import error_code
from courseware_slack.settings import Settings

ROTATED_BEFORE_MIN = 120
"""How long before its end a token is replaced by a new one."""

_KNOWN_FOR_S = 60.0
"""How long an installation is remembered: so long another process may go on with what was replaced here."""

WAITED_FOR_S = 2.0
"""How long a delivery waits for a new token when the present one is over: Slack waits for three seconds."""

_ROTATION_S = 10.0
"""How long Slack may take to replace a token. By then it may have made the one that replaces it useless."""

_log = logging.getLogger(__name__)

Ended = Callable[[str | None, str | None, float], Awaitable[None]]
"""Is told of which organisation and workspace, and when, in whole seconds since 1970."""

Key = tuple[str | None, str | None]
"""An organisation and a workspace."""

Next = Callable[[], Awaitable[BoltResponse]]


class EachWorkspace(AsyncAuthorize):
    """The tokens of those that installed the app; new ones where they are about to end."""

    def __init__(
        self,
        installations: Installations,
        settings: Settings,
        client: AsyncWebClient,
        *,
        wait_s: float = WAITED_FOR_S,
    ) -> None:
        self._wait_s = wait_s
        self._store = installations.store
        self._rotator = AsyncTokenRotator(
            client_id=settings.client_id, client_secret=settings.client_secret, client=client
        )
        self._known: dict[Key, tuple[float, AuthorizeResult]] = {}
        self._asking: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()
        self._clock = SystemClock()
        self._rotating: dict[Key, asyncio.Task[Bot | None]] = {}

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: Any,
    ) -> AuthorizeResult | None:
        """What the app acts with; None where it is not installed. Raises: SQLAlchemyError, OSError.

        A token that ends soon is used as long as it works; it is replaced meanwhile.
        """
        if context.is_enterprise_install:
            team_id = None
        key = enterprise_id, team_id
        known = self._remembered(key)
        if known is None:
            async with self._alone(key):
                known = self._remembered(key) or await self._found(key)
        return known

    async def end(self, enterprise_id: str | None, team_id: str | None, at: float) -> None:
        """Deletes an installation that ended `at` a time, in whole seconds since 1970.

        It stays where it was made since: Slack may tell late. Raises: SQLAlchemyError, OSError.
        """
        key = enterprise_id, team_id
        async with self._alone(key):
            if key in self._rotating:
                self._rotating[key].cancel()
            bot = await self._store.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)
            if bot is not None and bot.installed_at < at + 1:
                await self._store.async_delete_all(enterprise_id=enterprise_id, team_id=team_id)
                _log.info("the app was removed from %s; its tokens are deleted", bot.team_name or team_id)
            self._known.pop(key, None)

    async def close(self) -> None:
        """Waits for the tokens that are being replaced, since what they are replaced with is of use once."""
        await asyncio.gather(*self._rotating.values(), return_exceptions=True)

    def _alone(self, key: Key) -> asyncio.Lock:
        return self._asking.setdefault(key, asyncio.Lock())

    def _remembered(self, key: Key) -> AuthorizeResult | None:
        until, known = self._known.get(key, (0.0, None))
        return known if asyncio.get_running_loop().time() < until else None

    async def _found(self, key: Key) -> AuthorizeResult | None:
        enterprise_id, team_id = key
        bot = await self._store.async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=team_id is None
        )
        if bot is None:
            _log.warning(
                "somebody used the app in workspace %s, where it is not installed; whoever opens %s "
                "in a browser installs it",
                team_id or enterprise_id,
                INSTALL_PATH,
            )
            return None
        if bot.bot_refresh_token and self._lasts_s(bot) < ROTATED_BEFORE_MIN * 60:
            bot = await self._working(key, bot)
        known_for_s = min(_KNOWN_FOR_S, self._lasts_s(bot))
        known = _result_of(bot)
        self._known[key] = asyncio.get_running_loop().time() + known_for_s, known
        return known

    async def _working(self, key: Key, bot: Bot) -> Bot:
        """`bot` as long as its token works, else with another. Raises: ConnectionError when there is none."""
        if key not in self._rotating:
            self._rotating[key] = asyncio.create_task(self._rotated(key, bot))
            self._rotating[key].add_done_callback(lambda _: self._rotating.pop(key))
        if self._lasts_s(bot) > 0:
            return bot
        done, _ = await asyncio.wait([self._rotating[key]], timeout=self._wait_s)
        for each in done:
            if fresh := each.result():
                return fresh
        raise ConnectionError(f"the token of {_name(bot)} is over, and Slack gave no other")

    async def _rotated(self, key: Key, bot: Bot) -> Bot | None:
        """`bot` with another token, which is kept; None, and a word to the operator, where there is none."""
        try:
            async with asyncio.timeout(_ROTATION_S):
                fresh = await self._rotator.perform_bot_token_rotation(
                    bot=bot, minutes_before_expiration=ROTATED_BEFORE_MIN
                )
            if fresh is not None:
                await self._store.async_save_bot(fresh)
                self._known.pop(key, None)
        except SlackTokenRotationError as error:  # by another process perhaps
            why = error_code(error.api_error)
        except (*LOST, SQLAlchemyError) as error:
            why = type(error).__name__
        else:
            return fresh
        _log.warning("the token of %s could not be replaced: %s; it is tried again", _name(bot), why)
        return None

    def _lasts_s(self, bot: Bot) -> float:
        """How many seconds its token will still work."""
        ends = bot.bot_token_expires_at
        return float("inf") if ends is None else ends - self._clock.now().timestamp()


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


def _name(bot: Bot) -> str | None:
    return bot.team_name or bot.enterprise_name or bot.team_id or bot.enterprise_id


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
