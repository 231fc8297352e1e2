"""What learners write in their own place: a line on the screen that is shown there, or a message to a tutor.

Discord delivers the words of a message in direct messages always, in a thread only to a bot that has the
message-content intent.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import discord

from courseware_core.app import Courseware, Meanwhile
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.languages import SOURCE, catalogue
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_discord.answering import failure, not_saved, typed, went_wrong
from courseware_discord.controls import OpenForm, Press, read
from courseware_discord.lines import Lines
from courseware_discord.places import DIRECT, SURFACE, is_place_of, learner
from courseware_discord.replying import PATIENCE_S
from courseware_discord.showing import FAILURES, AsNewest, custom_ids, holds, live_message

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
        async with self._lines.of(message.author.id) as line:
            try:
                async with message.channel.typing():
                    await line.turn(partial(self._turn, message), AsNewest(message).show)
            except StoreError as error:
                _log.warning("message %s was not recorded: %s", message.id, error)
                words = await self._words(message)
                await _say(message, not_saved(words), words)
            except Exception:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
                _log.exception("message %s failed", message.id)
                words = await self._words(message)
                await _say(message, went_wrong(words), words)

    async def _turn(self, message: discord.Message, meanwhile: Meanwhile) -> Turn:
        """What comes of the message on the screen that is shown there, or else on the start menu."""
        who = await learner(self._app, message.author, message.guild.id if message.guild else None)
        shown = await self._shown(who, message) or await self._app.enter(who)
        return await typed(self._app, who, shown, message.content, str(message.id), meanwhile)

    async def _words(self, message: discord.Message) -> Words:
        """The words of who wrote the message, as far as they are known while the record cannot be read."""
        server = message.guild.id if message.guild else None
        who = Identity(SURFACE, str(server or DIRECT), str(message.author.id))
        with suppress(StoreError):
            who = await learner(self._app, message.author, server)
        with suppress(StoreError):
            return catalogue((await self._app.people.known(who)).locale or SOURCE)
        return catalogue(SOURCE)

    async def _shown(self, who: Identity, message: discord.Message) -> Turn | None:
        """The screen, as it stands, of the message that can be pressed there."""
        live = await live_message(message.channel, before=message)
        first: Turn | None = None
        for token in _tokens(live) if live else ():
            turn = await self._app.screen_of(who, token)
            if turn and holds(turn.screen, token):
                return turn
            first = first or turn
        return first


async def _say(message: discord.Message, sentence: str, words: Words) -> None:
    view = failure(sentence, words)
    view.stop()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await message.channel.send(view=view)
    except FAILURES as error:
        _log.warning("message %s was not answered: %s", message.id, error)


def _tokens(live: discord.Message) -> Sequence[str]:
    """The tokens of what can be pressed on a message; first that of its form, which its screen alone has."""
    said = [read(custom_id) for custom_id in custom_ids(live)]
    forms = [each.token for each in said if isinstance(each, OpenForm)]
    return [*forms, *(each.token for each in said if isinstance(each, Press))]
