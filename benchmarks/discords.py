"""Bots of Discord that are pressed at, with Discord itself in a process of its own.

The floor is a bot that commits a row and edits the message, with discord.py and sqlite3 alone. It hears of
the same events as ours, and its message is as large.
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from benchmarks import records
from benchmarks.floors_sqlite import Writer, connect
from benchmarks.measuring import Sample
from benchmarks.playing import PRESSES, Play, playing
from discord import ButtonStyle, app_commands, ui
from discord.ext.commands import AutoShardedBot, when_mentioned
from discord.gateway import DiscordWebSocket
from yarl import URL

from courseware_core.app import Courseware
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_discord.bot import client
from courseware_discord.settings import Settings

_HEAD = "-# LLM Course \N{MIDDLE DOT} Module 6 \N{MIDDLE DOT} Lesson 1\n## Check yourself\n-# Question 2 of 3"
_QUESTION = """\
Why did people prefer the answers of a small model to those of one many times its size?

**A**) It was a compressed copy of the larger model
**B**) It held more knowledge in fewer parameters
**C**) It was trained on newer text, which made it better informed
**D**) It had learned from human examples and rankings to follow requests"""


@asynccontextmanager
async def played(people: int) -> AsyncIterator[tuple[Play, str]]:
    """People of a Discord, and the token of the bot that is to log in there from this process."""
    async with playing("school.py", people) as (play, settings):
        discord.http.Route.BASE = settings["DISCORD_API_BASE"]
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings["DISCORD_GATEWAY"])
        yield play, settings["DISCORD_TOKEN"]


async def _run(bot: AutoShardedBot, play: Play, token: str, at_once: int, times: int) -> Sample:
    gc.collect()
    gc.freeze()  # as `courseware_discord.bot.run` does; and the floor need not look through what is ours
    async with bot:
        online = asyncio.create_task(bot.start(token))
        assert await play.said() == "ready"
        sample = await play.measured(at_once, times)
        await bot.close()
        await online
    return sample


def ours(at_once: int, times: int, *, others: int = 0) -> Sample:
    """Presses at the product's bot; with so many `others` who are in a session each."""

    async def go(path: Path) -> Sample:
        store = f"sqlite:///{path}"
        async with (
            Courseware.open(store=store, profile=DISCORD_MESSAGE, serving=True) as app,
            played(at_once * times) as (play, token),
        ):
            bot = client(app, Settings.read({"DISCORD_TOKEN": token}))
            return await _run(bot, play, token, at_once, times)

    with records.record() as path:
        records.fill(path, others, 1)
        return asyncio.run(go(path))


class Question(ui.LayoutView):
    """A question with four options, as much to look at as one of ours, and two buttons below it."""

    def __init__(self, floor: "Floor") -> None:
        super().__init__(timeout=None)
        options = ui.ActionRow(*(Press(floor, label, number) for number, label in enumerate("ABCD")))
        below = ui.ActionRow(
            *(Press(floor, label, number) for number, label in enumerate(("Hint", "Menu"), 4))
        )
        shown: tuple[ui.Item[Any], ...] = (
            ui.TextDisplay(_HEAD),
            ui.Separator(),
            ui.TextDisplay(_QUESTION),
            ui.Separator(),
        )
        self.add_item(ui.Container(*shown, options, accent_colour=0x5B7FDB))
        self.add_item(below)


class Press(ui.Button[Question]):
    """What is pressed: an answer is committed, and the next question shown."""

    def __init__(self, floor: "Floor", label: str, number: int) -> None:
        super().__init__(label=label, custom_id=f"floor:{number}", style=ButtonStyle.secondary)
        self._floor = floor

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answers a press."""
        await self._floor.commit(interaction.user.id)
        await interaction.response.edit_message(view=Question(self._floor))


class Floor(AutoShardedBot):
    """The bot that does nothing else."""

    def __init__(self, writer: Writer) -> None:
        intents = discord.Intents(guilds=True, dm_messages=True)  # as ours: learners write to it
        super().__init__(when_mentioned, intents=intents, max_messages=None)
        self._writer = writer
        self._tasks: dict[int, int] = {}
        self._numbers: dict[int, int] = {}

        @app_commands.command()
        async def learn(interaction: discord.Interaction, place: str) -> None:  # noqa: ARG001 - everybody's the same
            """Shows the first question."""
            await interaction.response.send_message(view=Question(self))

        self.tree.add_command(learn)

    async def setup_hook(self) -> None:
        """Tells Discord of its command, and has discord.py know its buttons."""
        await self.tree.sync()
        self.add_view(Question(self))

    async def commit(self, user: int) -> None:
        """Records one answer more of a user."""
        task = self._tasks.setdefault(user, len(self._tasks))
        number = self._numbers[user] = self._numbers.get(user, -1) + 1
        await self._writer.answer(task, number)


def floor(at_once: int, times: int) -> Sample:
    """Presses at the floor's bot."""

    async def go(path: Path) -> Sample:
        writer = Writer(connect(path))
        try:
            async with played(at_once * times) as (play, token):
                return await _run(Floor(writer), play, token, at_once, times)
        finally:
            writer.close()

    first_press = 1
    with records.record(at_once * times, PRESSES + first_press) as path:
        return asyncio.run(go(path))
