"""What learners write in their own place: a line on the screen that is shown there, or a message to a tutor.

Discord delivers the words of a message in direct messages always, in a thread only to a bot that has the
message-content intent.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import discord
from discord.ui import LayoutView

from courseware_core.app import Courseware, Meanwhile
from courseware_core.identity import Identity
from courseware_core.screen.replies import risk
from courseware_core.surfaces.controls import Arm, OpenForm, Press, Said, read
from courseware_core.surfaces.deciding import Deciding, holds
from courseware_core.turns import Turn
from courseware_discord.answering import failure, noted
from courseware_discord.lines import Lines
from courseware_discord.places import is_place_of, learner, words_for
from courseware_discord.replying import FAILURES, PATIENCE_S
from courseware_discord.showing import AsNewest, custom_ids, live_message

_log = logging.getLogger(__name__)


class Talking:
    """Answers what learners write, in the same lines as what they press."""

    def __init__(self, app: Courseware, lines: Lines) -> None:
        self._app = app
        self._lines = lines

    async def message(self, message: discord.Message, me: discord.abc.User | None) -> None:
        """Answers a message with the screen that comes of it; passes over what is written elsewhere."""
        if message.author.bot or not message.content.strip() or not is_place_of(message, me):
            return
        spot = AsNewest(self._app, message)
        async with self._lines.of(message.author.id) as line:
            try:
                async with message.channel.typing():
                    await line.turn(partial(self._turn, message, spot), spot.show)
            except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
                noted(error, f"message {message.id}")
                server = message.guild.id if message.guild else None
                await _say(message, failure(error, await words_for(self._app, message.author, server)))

    async def _turn(self, message: discord.Message, spot: AsNewest, meanwhile: Meanwhile) -> Turn:
        """What comes of the message on the screen that is shown there, or else on the start menu."""
        who = await learner(self._app, message.author, message.guild.id if message.guild else None)
        live = await live_message(message.channel, before=message)
        shown = await self._shown(who, live) if live else None
        if live and shown:
            spot.go_on_from(live, shown.screen)
        shown = shown or await self._app.enter(who)
        return await Deciding(self._app, who, str(message.id)).typed(shown, message.content, meanwhile)

    async def _shown(self, who: Identity, live: discord.Message) -> Turn | None:
        """The screen, as it stands, of the message that can be pressed.

        It asks about the dangerous control whose next press that message takes for meant.
        """
        said = [read(custom_id) for custom_id in custom_ids(live)]
        pressed = [each.token for each in said if isinstance(each, Press)]
        first: Turn | None = None
        for token in _tokens(said):
            turn = await self._app.screen_of(who, token)
            if turn and holds(turn.screen, token):
                return replace(turn, asks=next((each for each in pressed if risk(turn.screen, each)), ""))
            first = first or turn
        return first


async def _say(message: discord.Message, view: LayoutView) -> None:
    view.stop()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await message.channel.send(view=view)
    except FAILURES as error:
        _log.warning("message %s was not answered: %s", message.id, error)


def _tokens(said: Sequence[Said | None]) -> Sequence[str]:
    """The tokens of what can be pressed on a message; first that of its form, which its screen alone has."""
    forms = [each.token for each in said if isinstance(each, OpenForm)]
    return [*forms, *(each.token for each in said if isinstance(each, Press | Arm))]
