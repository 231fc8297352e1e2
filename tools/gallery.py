"""Draws screens of the courses as Discord shows them on a phone, to be looked at.

    python tools/gallery.py FOLDER

Needs requirements/gallery.txt and Chromium: CHROMIUM names its program, else it is looked for.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partialmethod
from importlib import import_module
from pathlib import Path

import discord
import simcord
from discord.ext.commands import Bot

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.languages import catalogue
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.turns import Turn
from courseware_discord.answering import failure, not_saved
from courseware_discord.places import seen_by
from courseware_discord.showing import drawn

WHO = Identity("discord", "1", "2")
PHONE = (430, 2_400)
"""Pixels: the width of a phone, and more than a message is high."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of what is shown in `place` after these lines were typed there."""

    name: str
    place: str = ""
    lines: tuple[str, ...] = ()
    page: int = 1


PICTURES = (
    Picture("menu"),
    Picture("course", "llm-course"),
    Picture("lesson", "m06.l1", ("next",)),
    Picture("lesson-callouts", "m06.l1", ("next", "next")),
    Picture("lesson-code", "cc.c2", ("next",)),
    Picture("question-buttons", "cc.c1.quiz"),
    Picture("question-letters", "m06.l1.quiz"),
    Picture("hint", "m06.l1.quiz", ("hint",)),
    Picture("feedback-wrong", "m06.l1.quiz", ("A",)),
    Picture("feedback-right", "m06.l1.quiz", ("try again", "C")),
    Picture("result", "m06.l3.quiz", ("A", "next") * 3),
    Picture("question-boxes", "cc.c3.quiz", ("5", "next")),
    Picture("pick", "ep.l14.quiz"),
    Picture("lab", "m06.l1.lab"),
    Picture("lab-reply", "m06.l1.lab", ("How does training decide which weights to change?",)),
    Picture("progress", "progress"),
    Picture("settings", "settings"),
    Picture("privacy", "privacy"),
    Picture("forget", "forget"),
)


async def turns() -> AsyncIterator[tuple[str, discord.ui.LayoutView]]:
    """The name of every picture, and the message it is of."""
    async with Courseware.open(
        store="memory:",
        profile=DISCORD_MESSAGE,
        seen_by=seen_by,
        clock=FixedClock(),
        chance=RepeatableChance(),
    ) as app:
        turn = await app.enter(WHO)
        yield "welcome", drawn(turn)
        await app.answer(WHO, turn.screen, "begin")
        for picture in PICTURES:
            turn = await _led(app, picture)
            yield picture.name, drawn(turn, picture.page)
    words = catalogue("en")
    yield "failure", failure(not_saved(words), words)


async def _led(app: Courseware, picture: Picture) -> Turn:
    turn = await app.enter(WHO, picture.place)
    for line in picture.lines:
        turn = await app.answer(WHO, turn.screen, line)
    return turn


@asynccontextmanager
async def _channel(env: simcord.Env) -> AsyncIterator[tuple[discord.TextChannel, simcord.Preview]]:
    guild = env.create_guild("Study group")
    channel = guild.create_text_channel("ada")
    ada = guild.add_member(env.create_user("ada"))
    there = await env.bot.fetch_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    async with env.preview(channel, viewers=[ada], width=PHONE[0], height=PHONE[1]) as preview:
        yield there, preview


def _use_installed_chromium() -> None:
    """Has Playwright start the browser of this machine instead of one that it would download."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("There is no Chromium here. Install it, or name its program in CHROMIUM.")
    browser = import_module("playwright.async_api").BrowserType
    browser.launch = partialmethod(browser.launch, executable_path=program)


async def draw(folder: Path) -> None:
    """Writes every picture into `folder`, in their order."""
    bot = Bot("!", intents=discord.Intents(guilds=True))
    async with simcord.run(bot, settle_timeout=10.0) as env, _channel(env) as (channel, preview):
        number = 0
        async for name, view in turns():
            number += 1
            view.stop()
            message = await channel.send(view=view)
            path = folder / f"{number:02}-{name}.png"
            await preview.screenshot(path, target=message, allow_incomplete=True)
            print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    _use_installed_chromium()
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(Path(sys.argv[1])))
