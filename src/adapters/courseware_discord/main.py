"""The command `courseware discord`. Only what it needs is imported, when it is run."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from courseware_core.errors import NotInstalled
from courseware_core.surfaces.commanding import carried_out
from courseware_discord.settings import Settings

if TYPE_CHECKING:
    from courseware_core.surfaces.serving import Surface

_LOGGED = "[{asctime}] [{levelname:<8}] {name}: {message}"

_NOT_INSTALLED = "Discord needs an optional part: pip install 'courseware-core[discord]'."
_OPTIONAL = ("aiohttp", "discord")

_SETTINGS = """
set in the environment:
  DISCORD_TOKEN            the token of the application's bot (needed)
  DISCORD_MESSAGE_CONTENT  1 to read what learners write in their threads; the application's
                           Message Content Intent must be on (0)
  DISCORD_API_BASE         where the API is, such as https://proxy.example.org/api/v10 (Discord's own)
  DISCORD_GATEWAY          where the gateway is, such as wss://proxy.example.org (Discord's own)
  COURSEWARE_CONTENT       folder of a course, or of several (the ones that come with courseware)
  COURSEWARE_STORE         where the record is kept (a file in your own data folder)
  COURSEWARE_MODEL, COURSEWARE_MODEL_BASE, COURSEWARE_MODEL_DEADLINE, COURSEWARE_OFFLINE,
  COURSEWARE_BUDGET_LEARNER, COURSEWARE_BUDGET_TENANT, COURSEWARE_BUDGET_LAB
                           the model that replies in labs (none), and its bounds
  COURSEWARE_REVIEWER      who may read answers in words and code; learners are told (nobody)
"""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 could not be done, 2 wrong usage. Every fault is told in a sentence."""
    flags = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    return carried_out(
        lambda: _check() if flags.check else _serve(Settings.read(os.environ)),
        needs=_OPTIONAL,
        not_installed=_NOT_INSTALLED,
    )


def surface(environment: Mapping[str, str]) -> "Surface":
    """Discord as the environment sets it. Raises: SettingsError, NotInstalled."""
    settings = Settings.read(environment)
    try:
        from courseware_discord.bot import OnDiscord
    except ModuleNotFoundError:
        raise NotInstalled(_NOT_INSTALLED) from None
    return OnDiscord(settings)


async def _check() -> int:
    from courseware_discord.check import check

    return await check(*Settings.looked_up(os.environ))


async def _serve(settings: Settings) -> int:
    import discord

    from courseware_discord.bot import run

    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
    # Discord.py colours in containers, too, where the log goes into a file.
    plain = None if sys.stderr.isatty() else logging.Formatter(_LOGGED, style="{")
    discord.utils.setup_logging(level=logging.INFO, formatter=plain or discord.utils.MISSING)
    return await run(settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="courseware discord",
        description="Lets people learn in Discord, as long as it runs.",
        epilog=_SETTINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--check", action="store_true", help="say what is missing and how to invite the bot; start nothing"
    )
    return parser
