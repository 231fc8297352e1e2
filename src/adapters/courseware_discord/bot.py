"""The bot: what Discord tells it goes to who answers it.

Every component and every form comes to `on_interaction`, whichever process made it and whenever: what was
pressed stands in its custom id, so nothing is kept of the messages that are out there. That is why nothing
is registered with discord.py, neither views nor dynamic items, which would not see the ids they do not know.

Owns the connection, its beginning and its end. Must not know screens.
"""

import asyncio
import logging
import sys

import aiohttp
import discord
from discord.app_commands import CommandTree
from discord.ext.commands import AutoShardedBot, when_mentioned
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from courseware_core.app import Courseware
from courseware_core.languages import catalogue, negotiate
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.surfaces.serving import serve, warm_up
from courseware_discord.answering import Answering
from courseware_discord.commands import add_commands, sync_commands
from courseware_discord.places import Places, seen_by
from courseware_discord.reaching import why
from courseware_discord.replying import Interaction
from courseware_discord.settings import Settings
from courseware_discord.talking import Talking

_NOT_KNOWN = (
    "Discord does not know DISCORD_TOKEN. It may have been reset: copy the present one from the page Bot of "
    "https://discord.com/developers/applications."
)
_AUTHENTICATION_FAILED = 4004
"""The gateway's word for that: a token that was reset while the bot was connected.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway, November 2026.
"""

_LAST_WORDS_S = 10.0
"""How long an answer that is under way may take when the bot is told to end."""

_LONGEST_WAIT_S = 60.0

_log = logging.getLogger(__name__)


class Bot(AutoShardedBot):
    """The courses of `app` on Discord."""

    def __init__(self, app: Courseware, settings: Settings) -> None:
        content = settings.message_content
        intents = discord.Intents(
            guilds=True, dm_messages=True, guild_messages=content, message_content=content
        )
        super().__init__(
            when_mentioned,
            tree_cls=_Commands,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self._app = app
        self._settings = settings
        self._under_way: set[asyncio.Task[object]] = set()
        places = Places(app)
        self._answering = Answering(app, places)
        self._talking = Talking(app, self._answering.lines)
        add_commands(self, self._answering, places)

    async def setup_hook(self) -> None:
        """Tells Discord of the commands, if they are others than it knows."""
        await sync_commands(self)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Has a component or a form answered; commands have ways of their own."""
        if interaction.type in (
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        ):
            self.wait_for_this_at_the_end()
            await self._answering.interaction(interaction)

    async def on_message(self, message: discord.Message, /) -> None:
        """Has what a learner wrote in their own place answered."""
        self.wait_for_this_at_the_end()
        await self._talking.message(message, self.user)

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """As discord.py does, at the gateway that is set."""
        await super().launch_shard(URL(self._settings.gateway or gateway), shard_id, initial=initial)

    async def close(self) -> None:
        """Ends the connection, once what is under way is answered or has had its time."""
        others = self._under_way - {asyncio.current_task()}
        if others and not self._closing_task:
            await asyncio.wait(others, timeout=_LAST_WORDS_S)
        await super().close()

    def wait_for_this_at_the_end(self) -> None:
        """Has `close` wait for the task that calls this, which is one event's or one command's own."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


class _Commands(CommandTree[Bot]):
    """The commands of a bot, which waits for them at its end."""

    async def interaction_check(self, _: Interaction, /) -> bool:
        """Whether a command may be used: always. Discord.py asks this in the task of each command."""
        self.client.wait_for_this_at_the_end()
        return True


def client(app: Courseware, settings: Settings) -> AutoShardedBot:
    """The bot, which is not connected yet."""
    return Bot(app, settings)


class OnDiscord:
    """Discord as a process serves it."""

    profile = DISCORD_MESSAGE
    seen_by = staticmethod(seen_by)

    def __init__(self, settings: Settings, *, wait_s: float = 1.0) -> None:
        self._settings = settings
        self._wait_s = wait_s

    async def serve(self, app: Courseware) -> int:
        """The exit code, once the bot cannot go on; when it is cancelled, it answers what is under way.

        While Discord cannot be reached it is tried again after `wait_s`, then after twice as long, and so on.
        """
        if self._settings.api_base:
            Route.BASE = self._settings.api_base
        if self._settings.gateway:
            DiscordWebSocket.DEFAULT_GATEWAY = URL(self._settings.gateway)
        for locale in discord.Locale:
            catalogue(negotiate(str(locale))).number(1)  # Babel reads once how each writes them
        warm_up(app)
        return await _kept_connected(app, self._settings, self._wait_s)


async def run(settings: Settings, *, wait_s: float = 1.0) -> int:
    """The exit code, once the bot was told to end or cannot go on.

    Raises: CoursewareError when the courses or the record cannot be opened.
    """
    return await serve(settings, [OnDiscord(settings, wait_s=wait_s)])


async def _kept_connected(app: Courseware, settings: Settings, wait_s: float) -> int:
    wait = wait_s
    while True:
        bot = client(app, settings)
        try:
            async with bot:
                await bot.start(settings.token)
        except discord.LoginFailure:
            return _failed(_NOT_KNOWN)
        except discord.PrivilegedIntentsRequired:
            return _failed(
                "The Message Content Intent is not switched on for the application. Switch it on, on the page"
                " Bot of https://discord.com/developers/applications, or set DISCORD_MESSAGE_CONTENT to 0."
            )
        except (discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed) as error:
            if isinstance(error, discord.HTTPException) and 400 <= error.status < 500 and error.status != 429:
                return _failed(f"Discord at {Route.BASE} refuses the bot: {why(error)}.")
            if isinstance(error, discord.ConnectionClosed) and error.code == _AUTHENTICATION_FAILED:
                return _failed(_NOT_KNOWN)
            problem = why(error)
        except (OSError, aiohttp.ClientError, TimeoutError) as error:
            problem = why(error)
        else:
            return 0
        _log.warning(
            "Discord cannot be reached at %s: %s. It is tried again in %.0f s; `courseware discord --check` "
            "says what is missing.",
            Route.BASE,
            problem,
            wait,
        )
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT_S)


def _failed(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1
