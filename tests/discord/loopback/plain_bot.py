"""The plainest bot there is, for tests of the Discord of these tests itself."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands
from tests.discord.loopback.server import TOKEN, Loopback, pointed_at, serving

Answer = Callable[[discord.Interaction], Coroutine[Any, Any, None]]


def page(text: str, *controls: ui.Item[Any]) -> ui.LayoutView:
    """A message of Components V2: words, and controls in a row."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(text)))
    if controls:
        view.add_item(ui.ActionRow(*controls))
    return view


class Bot(commands.AutoShardedBot):
    """Answers every interaction as the test says, by command name or custom id."""

    def __init__(self, answers: dict[str, Answer], *, message_content: bool = False) -> None:
        intents = discord.Intents.default()
        intents.message_content = message_content
        super().__init__(command_prefix=commands.when_mentioned, intents=intents)
        self.answers = answers
        self.failures: list[discord.HTTPException] = []
        self.failed = asyncio.Event()
        self.delivered: list[int] = []

        @self.tree.command(description="A lesson")
        @app_commands.describe(activity="Which one")
        async def learn(interaction: discord.Interaction, activity: str = "") -> None:
            await self.answer("learn", interaction)

        @learn.autocomplete("activity")
        async def activities(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{typed} lesson", value="m01.l1")]

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Does not wait the 5 seconds between two shards that the real Discord asks for."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.delivered.append(interaction.id)
        data: Any = interaction.data
        if "custom_id" in data:
            await self.answer(data["custom_id"], interaction)

    async def answer(self, name: str, interaction: discord.Interaction) -> None:
        try:
            await self.answers[name](interaction)
        except discord.HTTPException as failure:
            self.failures.append(failure)
            self.failed.set()


@asynccontextmanager
async def school(**how: Any) -> AsyncIterator[Loopback]:
    """A Discord that the clients of this process connect to."""
    async with serving(**how) as here:
        with pointed_at(here):
            yield here


@asynccontextmanager
async def bot_in(here: Loopback, **answers: Answer) -> AsyncIterator[Bot]:
    """A bot that is online there and answers as is said."""
    async with Bot(answers) as bot:
        running = asyncio.create_task(bot.start(TOKEN))
        try:
            await here.bot_online()
            yield bot
        finally:
            await bot.close()
            await running


async def first_page(interaction: discord.Interaction) -> None:
    """Answers with a new message that has a button."""
    await interaction.response.send_message(view=page("Tea", ui.Button(label="Next", custom_id="next")))


async def second_page(interaction: discord.Interaction) -> None:
    """Answers by changing the message that was pressed on."""
    await interaction.response.edit_message(view=page("Water", ui.Button(label="Back", custom_id="back")))
