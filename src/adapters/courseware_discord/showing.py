"""Where a turn is shown: in place of the message that was pressed, or as the newest message of a place.

Owns which message of the bot is the one to press. Must not know the core's rules or Discord's commands.
"""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any, Protocol

import aiohttp
import discord
from discord.abc import Messageable
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.measure import units
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_discord import markdown
from courseware_discord.controls import danger_id, press_id
from courseware_discord.limits import CHARACTERS
from courseware_discord.places import Place, Places, sent
from courseware_discord.render import rendered
from courseware_discord.replying import PATIENCE_S, Interaction, Reply

_LOOK_BACK = 20
"""How many of the last messages of a place may hold the one to press."""

_LETTER = 2
"""The longest label that is a letter, of an option that stands in the text."""

_log = logging.getLogger(__name__)

FAILURES = (discord.HTTPException, OSError, aiohttp.ClientError, TimeoutError)
"""What a request to Discord may end with."""


class Spot(Protocol):
    """Where the turns of one interaction or message are shown, each in place of the one before."""

    async def show(self, turn: Turn, page: int = 1) -> None:
        """Shows a page of the turn's screen. Raises: discord.HTTPException when it cannot be shown."""
        ...


def drawn(turn: Turn, page: int = 1, *, saying: str = "") -> LayoutView:
    """A page of the turn's screen, the last one where there are fewer; `saying` stands before its notice."""
    pages = fit(turn.screen, DISCORD_MESSAGE)
    notice = "\n".join(filter(None, (saying, turn.notice)))
    return rendered(pages[min(page, len(pages)) - 1], again=turn.again, notice=notice)


def page_with(turn: Turn, token: str) -> int:
    """The first page of the turn's screen on which the control of `token` is; the first of all if none."""
    pages = fit(turn.screen, DISCORD_MESSAGE)
    return next((page.page for page in pages if holds(page, token)), 1)


def holds(screen: Screen, token: str) -> bool:
    """Whether the control of `token` can be pressed on the screen."""
    return any(each.token == token for each in (*screen.controls, screen.submit) if each)


class InPlace:
    """Shows turns as the answer to an interaction; as a new message when it can be answered no more."""

    def __init__(self, reply: Reply, places: Places, *, place: Place | None = None) -> None:
        self._reply = reply
        self._places = places
        self._place = place
        self._sent: discord.Message | None = None

    async def show(self, turn: Turn, page: int = 1) -> None:
        """As `Spot` does."""
        words = catalogue(turn.screen.locale)
        saying = self._place.sentence(words) if self._place else ""
        view = drawn(turn, page, saying=saying)
        if self._sent:
            await edited(self._sent, view)
        elif await self._reply.show(view) == "dead":
            self._sent = await self._anew(turn, page)

    async def _anew(self, turn: Turn, page: int) -> discord.Message | None:
        """A message of its own where the person is taught, the one to press there from then on."""
        interaction = self._reply.interaction
        _, sent = await posted(self._places, interaction, turn, page)
        if sent is None:
            _log.warning("interaction %s could be answered nowhere", interaction.id)
        else:
            await take_controls_off_former(sent)
        return sent


class InTheirPlace:
    """Shows turns in the place where the person is taught, and says where that is."""

    def __init__(self, reply: Reply, places: Places) -> None:
        self._reply = reply
        self._places = places
        self._sent: discord.Message | None = None
        self._here: InPlace | None = None

    async def show(self, turn: Turn, page: int = 1) -> None:
        """As `Spot` does."""
        if self._sent:
            await edited(self._sent, drawn(turn, page))
        elif self._here:
            await self._here.show(turn, page)
        else:
            if await self._reply.defer() == "taken":  # somebody else shows it
                return
            place, self._sent = await posted(self._places, self._reply.interaction, turn, page)
            if self._sent:
                await self._reply.show(_pointer(place, self._sent, catalogue(turn.screen.locale)))
                await take_controls_off_former(self._sent)
            else:
                self._here = InPlace(self._reply, self._places, place=place)
                await self._here.show(turn, page)


class AsNewest:
    """Shows turns as the newest message of a channel, in answer to the message `to`."""

    def __init__(self, to: discord.Message) -> None:
        self._to = to
        self._sent: discord.Message | None = None

    async def show(self, turn: Turn, page: int = 1) -> None:
        """As `Spot` does."""
        view = drawn(turn, page)
        newest = await live_message(self._to.channel) if self._sent else None
        if self._sent and newest and newest.id == self._sent.id:
            await edited(self._sent, view)
            return
        view.stop()
        # The same message may be delivered twice; Discord sends what has the same nonce once.
        nonce = f"{self._to.id}{'+' if self._sent else ''}"
        async with asyncio.timeout(PATIENCE_S):
            self._sent = await sent(self._to.channel, view, nonce)
        await take_controls_off_former(self._sent)


async def posted(
    places: Places, interaction: Interaction, turn: Turn, page: int
) -> tuple[Place, discord.Message | None]:
    """The place where the turn was posted, and its message; None where only an answer is seen."""
    view = drawn(turn, page)
    view.stop()
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await places.post(interaction, view)
    except FAILURES as error:
        _raise_if_ours(error)
        _log.warning("nothing could be posted for interaction %s: %s", interaction.id, error)
        return Place("alone", None, "lost"), None


async def edited(message: discord.Message, view: LayoutView) -> None:
    """Shows `view` in place of what the bot's own message showed, if it is still there."""
    view.stop()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await message.edit(view=view)
    except FAILURES as error:
        _raise_if_ours(error)
        _log.warning("message %s was not edited: %s", message.id, error)


def armed(message: discord.Message, token: str, words: Words) -> LayoutView:
    """What the bot's own message shows, asking whether the dangerous control of `token` is meant.

    Its button does what it says when it is pressed now.
    """
    view: LayoutView = LayoutView.from_message(message, timeout=None)
    for item in view.walk_children():
        if isinstance(item, Button) and item.custom_id == danger_id(token):
            item.custom_id = press_id(token)
            sure = words.say("{label}: are you sure? Press it once more to confirm.", label=item.label or "")
            asking: TextDisplay[Any] = TextDisplay(f"> {markdown.EMOJI['notice']} {markdown.line(sure)}")
            card = next((each for each in view.children if isinstance(each, Container)), None)
            if card and view.content_length() + units(asking.content) <= CHARACTERS:
                card.add_item(asking)
            return view
    return view


async def take_controls_off(message: discord.Message) -> None:
    """Leaves of the bot's own message what can be read; options that were buttons are read then."""
    view: LayoutView = LayoutView.from_message(message, timeout=None)
    rows = [item for item in view.walk_children() if isinstance(item, ActionRow)]
    for row in rows:
        inside = row.parent
        if not isinstance(inside, Container):
            view.remove_item(row)
            continue
        inside.remove_item(row)
        labels = [each.label or "" for each in row.children if isinstance(each, Button)]
        if max(map(len, labels), default=0) > _LETTER:
            inside.add_item(TextDisplay(markdown.line(" \N{MIDDLE DOT} ".join(labels))))
    if rows:
        await edited(message, view)


async def take_controls_off_former(newest: discord.Message) -> None:
    """Leaves one message to press in a place: the newest."""
    for former in await _live_messages(newest.channel, before=newest):
        await take_controls_off(former)


async def live_message(
    channel: Messageable, *, before: discord.Message | None = None
) -> discord.Message | None:
    """The newest message in `channel` that can be pressed, among the last ones; only a bot's can be."""
    return next(iter(await _live_messages(channel, before=before)), None)


async def _live_messages(channel: Messageable, *, before: discord.Message | None) -> list[discord.Message]:
    """Those of the last messages that can be pressed, newest first.

    There are several when somebody pressed an older one before its controls could be taken off.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            last = channel.history(limit=_LOOK_BACK, before=before)
            return [each async for each in last if each.author.bot and any(custom_ids(each))]
    except FAILURES as error:
        _log.warning("the last messages could not be read: %s", error)
    return []


def custom_ids(message: discord.Message) -> Iterator[str]:
    """The ids of what is ours on a message and can be pressed, in its order."""
    waiting: list[Any] = list(message.components)
    while waiting:
        component = waiting.pop(0)
        waiting = [*getattr(component, "children", ()), *waiting]
        custom_id = getattr(component, "custom_id", None) or ""
        if custom_id.startswith("cw:"):
            yield custom_id


def _pointer(place: Place, sent: discord.Message, words: Words) -> LayoutView:
    """Says where the screen is, with the way there."""
    there: Button[LayoutView] = Button(label=words.say("Go there"), url=sent.jump_url)
    view = LayoutView(timeout=None)
    if sentence := place.sentence(words):
        view.add_item(TextDisplay(sentence))
    return view.add_item(ActionRow(there))


def _raise_if_ours(error: Exception) -> None:
    """Raises the error when the request itself was wrong, which is a defect of this program."""
    if isinstance(error, discord.HTTPException) and error.status == 400:
        raise error
