"""Interactions answered: decided and recorded first, then shown.

Owns the order of one learner's answers, and what is said when something fails. Must not know what a screen
looks like, nor how Discord takes an answer.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, cast

import discord
from discord.ui import LayoutView

from courseware_core.app import Courseware, Meanwhile
from courseware_core.blocks import Paragraph, text
from courseware_core.errors import StoreError, Unshown
from courseware_core.identity import Identity
from courseware_core.languages import SOURCE, catalogue
from courseware_core.screen.failures import failed
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.screen.refusals import refusal
from courseware_core.screen.words import Words
from courseware_core.surfaces.controls import Arm, OpenForm, Press, Said, TurnPage, read
from courseware_core.surfaces.deciding import UNKNOWN, Deciding, page_after
from courseware_core.turns import Turn
from courseware_discord.forms import form_of, read_modal
from courseware_discord.lines import Lines, NotShown
from courseware_discord.places import Places, is_own, words_for
from courseware_discord.render import rendered
from courseware_discord.replying import FAILURES, Interaction, Reply
from courseware_discord.showing import InPlace, InTheirPlace, Spot, armed, page_shown

DEFER_AFTER_S = 1.2
"""Discord waits three seconds for a first response; this leaves it time to arrive."""

Work = Callable[[Identity, Meanwhile], Awaitable[Turn]]
"""What is to be decided for a person, and what to call with a screen to wait with."""

_log = logging.getLogger(__name__)


class Answering:
    """Answers what learners press and send, each learner's in its order."""

    def __init__(self, app: Courseware, places: Places, *, defer_after_s: float = DEFER_AFTER_S) -> None:
        self._app = app
        self._places = places
        self._defer_after_s = defer_after_s
        self.lines = Lines(FAILURES)

    async def interaction(self, interaction: Interaction) -> None:
        """Answers a component that was pressed, or a form that was sent, whoever it belongs to."""
        said, theirs = _said(interaction), _is_theirs(interaction)
        reply = Reply(interaction, edits=theirs, private=not theirs)
        spot = InPlace(reply, self._places)
        if not theirs:
            await self._answered(reply, spot, self._somebody_elses)
        elif isinstance(said, OpenForm):
            await self._opened(reply, spot, said)
        elif isinstance(said, Arm):
            await self._armed(reply, said)
        else:
            await self._pressed(reply, spot, said)

    async def entered(self, interaction: Interaction, place: str = "", *, line: str = "") -> None:
        """Leads to `place`, as `Courseware.enter` does, where the person is taught.

        A `line` is what they write there, if there is something to write.
        """
        theirs = _is_theirs(interaction)
        reply = Reply(interaction, edits=False, private=not theirs)
        spot = InPlace(reply, self._places) if theirs else InTheirPlace(reply, self._places)
        delivery, locale = str(interaction.id), str(interaction.locale)

        async def work(who: Identity, meanwhile: Meanwhile) -> Turn:
            deciding = Deciding(self._app, who, delivery, locale=locale)
            return await deciding.entered(place, meanwhile, line=line, ways=ways_on)

        await self._answered(reply, spot, work)

    async def defined(self, interaction: Interaction, term: str) -> None:
        """Says what `term` means, where it was asked."""
        reply = Reply(interaction, edits=False, private=not _is_theirs(interaction))

        async def work(who: Identity, _: Meanwhile) -> Turn:
            return await self._app.define(who, term)

        await self._answered(reply, InPlace(reply, self._places), work)

    async def _pressed(self, reply: Reply, spot: Spot, said: Press | TurnPage | None) -> None:
        """Has done what was pressed or sent, and shows the page that goes on from the one it was on."""
        delivery, message = str(reply.interaction.id), reply.interaction.message
        was = page_shown(message) if message else None
        before: Turn | None = None

        async def work(who: Identity, meanwhile: Meanwhile) -> Turn:
            nonlocal before
            deciding = Deciding(self._app, who, delivery)
            if isinstance(said, Press) and (was or said.answer.text is not None):
                before = await deciding.before(said)
            return await deciding.pressed(said, before, meanwhile)

        def page(turn: Turn) -> int:
            if isinstance(said, TurnPage):
                return said.page
            return page_after(before.screen, was, turn.screen, DISCORD_MESSAGE) if before and was else 1

        await self._answered(reply, spot, work, page)

    async def _answered(
        self, reply: Reply, spot: Spot, work: Work, page: Callable[[Turn], int] = lambda _: 1
    ) -> None:
        """Has the work done and shown, asks for time when it takes long, and says what went wrong."""
        interaction = reply.interaction

        async def show(turn: Turn) -> None:
            await spot.show(turn, page(turn))

        async with asyncio.TaskGroup() as group, self.lines.of(interaction.user.id) as line:
            with reply.deferring_after(self._defer_after_s, group):
                async with self._saying_what_fails(reply):
                    who = await self._places.who(interaction)
                    await line.turn(partial(work, who), show)

    async def _opened(self, reply: Reply, spot: Spot, asked: OpenForm) -> None:
        """Opens the form at once, which nothing else may come before; else shows where the person is."""
        form = None
        async with self._saying_what_fails(reply):
            who = await self._places.who(reply.interaction)
            turn = await self._app.screen_of(who, asked.token)
            current = turn and turn.screen.submit and turn.screen.submit.token == asked.token
            form = form_of(turn.screen) if turn and current else None
            if form:
                await reply.open(form)
                return
            await self._pressed(reply, spot, Press(asked.token))

    async def _armed(self, reply: Reply, asked: Arm) -> None:
        """Asks, in place of what was pressed, whether it is meant. Nothing is decided by that."""
        message = reply.interaction.message
        assert message is not None  # there is one with every component
        async with self._saying_what_fails(reply):
            person = await self._app.people.known(await self._places.who(reply.interaction))
            await reply.show(armed(message, asked.token, catalogue(person.locale or SOURCE)))

    @asynccontextmanager
    async def _saying_what_fails(self, reply: Reply) -> AsyncIterator[None]:
        interaction = reply.interaction
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
            noted(error, f"interaction {interaction.id}")
            locale = str(interaction.locale)
            words = await words_for(self._app, interaction.user, interaction.guild_id, locale)
            await reply.tell(failure(error, words))

    async def _somebody_elses(self, who: Identity, meanwhile: Meanwhile) -> Turn:
        """The person's own menu: what they pressed was not for them, so it does nothing."""
        menu = await self._app.enter(who, meanwhile=meanwhile)
        return replace(menu, notice=refusal(catalogue(menu.screen.locale), "not_yours", {}))


def ways_on(words: Words) -> str:
    """How somebody goes on who looked for something that is not there."""
    return words.say("Choose from the list of /learn, or look a word up with /define.")


def noted(error: Exception, what: str) -> None:
    """Writes down for the operator why `what` failed."""
    if isinstance(error, StoreError):
        reason = error.__cause__ if isinstance(error, Unshown) else error
        _log.warning("%s met a record that fails: %s", what, reason)
    else:
        _log.error("%s failed", what, exc_info=error)


def failure(error: Exception, words: Words) -> LayoutView:
    """A message that says what became of what somebody did, and nothing else."""
    said = failed(Unshown() if isinstance(error, NotShown) else error, words)
    screen = Screen(
        name="failure",
        title=words.say("That did not work"),
        blocks=tuple(
            Paragraph(text=text(each)) for each in (said, words.say("Type /learn to see how it stands."))
        ),
        locale=words.locale,
    )
    return rendered(screen, again=UNKNOWN)


def _is_theirs(interaction: Interaction) -> bool:
    """Whether the person alone reads what is there, so that an answer may stand in its place."""
    message = interaction.message
    return is_own(interaction) or (message is not None and message.flags.ephemeral)


def _said(interaction: Interaction) -> Said | None:
    """What the payload of a component or a form says; None for what we do not know."""
    data = cast(Mapping[str, Any], interaction.data or {})
    custom_id = str(data.get("custom_id", ""))
    if interaction.type is discord.InteractionType.modal_submit:
        return read_modal(custom_id, data.get("components", ()))
    return read(custom_id, data.get("values", ()))
