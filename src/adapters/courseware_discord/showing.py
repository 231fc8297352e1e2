"""Where a turn is shown: in place of the message that was pressed, or as the newest message of a place.

Owns which message of the bot is the one to press. Must not know the core's rules or Discord's commands.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import discord
from discord.abc import Messageable
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from courseware_core.app import Courseware
from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.measure import units
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.screen.replies import confirmation
from courseware_core.screen.words import Words
from courseware_core.surfaces.controls import TurnPage, danger_id, press_id, read
from courseware_core.surfaces.deciding import holds, page_after
from courseware_core.turns import Turn
from courseware_discord import markdown
from courseware_discord.limits import CHARACTERS
from courseware_discord.pictures import Drawn, attached, named, pictures_of
from courseware_discord.places import Place, Places, sent
from courseware_discord.render import rendered
from courseware_discord.replying import FAILURES, PATIENCE_S, Interaction, Reply

_LOOK_BACK = 20
"""How many of the last messages of a place may hold the one to press."""

_LETTER = 2
"""The longest label that is a letter, of an option that stands in the text."""

_log = logging.getLogger(__name__)


class Spot(Protocol):
    """Where the turns of one interaction or message are shown, each in place of the one before."""

    async def show(self, turn: Turn, page: int = 1) -> None:
        """Shows a page of the turn's screen. Raises: discord.HTTPException when it cannot be shown."""
        ...


async def drawn(app: Courseware, turn: Turn, number: int = 1, *, saying: str = "") -> Drawn:
    """A page of the turn's screen, the last one where there are fewer; `saying` stands before its notice.

    Where the turn asks about a control it is the page with that.
    """
    pages = fit(turn.screen, DISCORD_MESSAGE)
    asking = (page for page in pages if turn.asks and holds(page, turn.asks))
    page = next(asking, pages[min(number, len(pages)) - 1])
    notice = "\n".join(filter(None, (saying, turn.notice)))
    found = await pictures_of(app, page)
    names = {digest: named(digest, picture) for digest, picture in found.items()}
    draw = partial(rendered, page, again=turn.again, notice=notice, armed=turn.asks)
    return Drawn(
        draw(pictures=names),
        {names[digest]: picture.content for digest, picture in found.items()},
        described=Drawn(draw()) if found else None,
    )


def page_shown(message: discord.Message) -> int | None:
    """Which of several pages a message shows; None where it shows all there is."""
    for button in pressable(message):
        said = read(button.custom_id or "")
        if isinstance(said, TurnPage):
            onward = isinstance(button, discord.Button) and button.style is discord.ButtonStyle.primary
            return said.page - 1 if onward else said.page + 1
    return None


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
        shown = await drawn(self._places.app, turn, page, saying=saying)
        if self._sent:
            await edited(self._sent, shown)
        else:
            seen = await self._reply.show(shown)
            if seen == "dead":
                self._sent = await self._anew(_without_file(turn), page)
            elif seen == "shown" and turn.file and not await self._reply.hand(turn.file):
                await self._reply.show(await drawn(self._places.app, _without_file(turn), page))

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
            await edited(self._sent, await drawn(self._places.app, turn, page))
        elif self._here:
            await self._here.show(turn, page)
        else:
            if await self._reply.defer() == "taken":  # somebody else shows it
                return
            place, self._sent = await posted(self._places, self._reply.interaction, turn, page)
            if self._sent:
                await self._reply.show(Drawn(_pointer(place, self._sent, catalogue(turn.screen.locale))))
                await take_controls_off_former(self._sent)
            else:
                self._here = InPlace(self._reply, self._places, place=place)
                await self._here.show(turn, page)


class AsNewest:
    """Shows turns as the newest message of a channel, in answer to the message `to`."""

    def __init__(self, app: Courseware, to: discord.Message) -> None:
        self._app = app
        self._to = to
        self._before: tuple[Screen, int] | None = None
        self._sent: discord.Message | None = None

    def go_on_from(self, message: discord.Message, screen: Screen) -> None:
        """Shows from now on the page that goes on from the one of `screen` that `message` shows."""
        page = page_shown(message)
        self._before = (screen, page) if page else None

    async def show(self, turn: Turn, page: int = 1) -> None:
        """As `Spot` does."""
        shown = await drawn(
            self._app, turn, page_after(*self._before, turn.screen, DISCORD_MESSAGE) if self._before else page
        )
        newest = await live_message(self._to.channel) if self._sent else None
        if self._sent and newest and newest.id == self._sent.id:
            await edited(self._sent, shown)
            return
        # The same message may be delivered twice; Discord sends what has the same nonce once.
        nonce = f"{self._to.id}{'+' if self._sent else ''}"
        async with asyncio.timeout(PATIENCE_S):
            self._sent = await sent(self._to.channel, shown, nonce)
        await take_controls_off_former(self._sent)


async def posted(
    places: Places, interaction: Interaction, turn: Turn, page: int
) -> tuple[Place, discord.Message | None]:
    """The place where the turn was posted, and its message; None where only an answer is seen."""
    shown = await drawn(places.app, turn, page)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await places.post(interaction, shown)
    except FAILURES as error:
        _raise_if_ours(error)
        _log.warning("nothing could be posted for interaction %s: %s", interaction.id, error)
        return Place("alone", None, "lost"), None


async def edited(message: discord.Message, shown: Drawn) -> None:
    """Shows it in place of what the bot's own message showed, if that is still there."""
    shown.view.stop()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await message.edit(view=shown.view, attachments=shown.attachments())
    except discord.Forbidden as error:
        if shown.described:
            await edited(message, shown.described)
        else:
            _log.warning("message %s was not edited: %s", message.id, error)
    except FAILURES as error:
        _raise_if_ours(error)
        _log.warning("message %s was not edited: %s", message.id, error)


def armed(message: discord.Message, token: str, words: Words) -> Drawn:
    """What the bot's own message shows, asking whether the dangerous control of `token` is meant.

    Its button does what it says when it is pressed now.
    """
    view = attached(message)
    for item in view.walk_children():
        if isinstance(item, Button) and item.custom_id == danger_id(token):
            item.custom_id = press_id(token)
            sure = confirmation(item.label or "", words)
            asking: TextDisplay[Any] = TextDisplay(f"> {markdown.EMOJI['notice']} {markdown.line(sure)}")
            card = next((each for each in view.children if isinstance(each, Container)), None)
            if card and view.content_length() + units(asking.content) <= CHARACTERS:
                card.add_item(asking)
            break
    return Drawn(view, kept=message.attachments)


async def take_controls_off(message: discord.Message) -> None:
    """Leaves of the bot's own message what can be read; options that were buttons are read then."""
    view = attached(message)
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
        await edited(message, Drawn(view, kept=message.attachments))


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
    return (each.custom_id for each in pressable(message))


def pressable(message: discord.Message) -> Iterator[Any]:
    """The components of a message that are ours and can be pressed, in its order."""
    waiting: list[Any] = list(message.components)
    while waiting:
        component = waiting.pop(0)
        waiting = [*getattr(component, "children", ()), *waiting]
        if (getattr(component, "custom_id", None) or "").startswith("cw:"):
            yield component


def _without_file(turn: Turn) -> Turn:
    """The turn, saying of a file that was asked for that it did not arrive."""
    if turn.file is None:
        return turn
    words = catalogue(turn.screen.locale)
    lost = words.say("The file could not be sent just now. Please ask for it once more.")
    return replace(turn, notice=lost, file=None)


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
