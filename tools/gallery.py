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
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.languages import catalogue
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.surfaces.controls import OpenForm, read
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.turns import Turn
from courseware_discord.answering import failure
from courseware_discord.forms import form_of
from courseware_discord.pictures import Drawn
from courseware_discord.places import seen_by
from courseware_discord.showing import custom_ids, drawn

NAME = "Courseware"
WHO = Identity("discord", "1", "2")
PHONE = (430, 2_400)
"""Pixels: the width of a phone, and more than a message is high."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of what is shown in `place` after these lines were typed there, or the form that it opens."""

    name: str
    place: str = ""
    lines: tuple[str, ...] = ()
    page: int = 1
    form: bool = False


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
    Picture("form-boxes", "cc.c3.quiz", form=True),
    Picture("pick", "ep.l14.quiz"),
    Picture("lab", "m06.l1.lab"),
    Picture("lab-reply", "m06.l1.lab", ("How does training decide which weights to change?",)),
    Picture("form-message", "m06.l1.lab", form=True),
    Picture("look-up", "m06.l1", ("define",)),
    Picture("progress", "progress"),
    Picture("settings", "settings"),
    Picture("privacy", "privacy"),
    Picture("forget", "forget"),
)


async def messages() -> AsyncIterator[tuple[str, Drawn, discord.ui.Modal | None]]:
    """The name of every picture, the message it is of, and the form that was opened there, if one was."""
    async with Courseware.open(
        store="memory:",
        profile=DISCORD_MESSAGE,
        seen_by=seen_by,
        clock=FixedClock(),
        chance=RepeatableChance(),
    ) as app:
        turn = await app.enter(WHO)
        yield "welcome", await drawn(app, turn), None
        await app.answer(WHO, turn.screen, "begin")
        for picture in PICTURES:
            turn = await _led(app, picture)
            form = form_of(turn.screen) if picture.form else None
            yield picture.name, await drawn(app, turn, picture.page), form
    words = catalogue("en")
    yield "failure", Drawn(failure(StoreError(), words)), None


async def _led(app: Courseware, picture: Picture) -> Turn:
    turn = await app.enter(WHO, picture.place)
    for line in picture.lines:
        turn = await app.answer(WHO, turn.screen, line)
    return turn


@asynccontextmanager
async def _channel(
    env: simcord.Env,
) -> AsyncIterator[tuple[discord.TextChannel, simcord.MemberActor, simcord.Preview]]:
    guild = env.create_guild("Study group")
    channel = guild.create_text_channel("ada")
    ada = guild.add_member(env.create_user("ada"))
    there = await env.bot.fetch_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    await there.guild.me.edit(nick=NAME)
    async with env.preview(channel, viewers=[ada], width=PHONE[0], height=PHONE[1]) as preview:
        yield there, ada, preview


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
    forms: list[discord.ui.Modal] = []

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(forms.pop())

    async with simcord.run(bot, settle_timeout=10.0) as env, _channel(env) as (channel, ada, preview):
        number = 0
        async for name, shown, form in messages():
            number += 1
            shown.view.stop()
            message = await channel.send(view=shown.view, files=shown.files())
            target: discord.Message | simcord.InteractionResult = message
            if form:
                forms.append(form)
                opens = next(each for each in custom_ids(message) if isinstance(read(each), OpenForm))
                target = await ada.click(message, custom_id=opens)
            path = folder / f"{number:02}-{name}.png"
            await preview.screenshot(path, target=target, allow_incomplete=True)
            print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    _use_installed_chromium()
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(Path(sys.argv[1])))
