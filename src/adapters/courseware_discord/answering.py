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
from typing import Any, assert_never, cast

import discord
from discord.ui import LayoutView

from courseware_core.app import Courseware, Meanwhile
from courseware_core.blocks import Paragraph, text
from courseware_core.errors import StoreError, UnknownActivity
from courseware_core.identity import Identity
from courseware_core.languages import SOURCE, catalogue, negotiate
from courseware_core.screen.match import Unmatched
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.refusals import refusal
from courseware_core.screen.replies import explain
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_discord.controls import Arm, OpenForm, Press, Said, TurnPage, read
from courseware_discord.forms import as_asked, form_of, read_modal
from courseware_discord.lines import Lines
from courseware_discord.places import Places, is_own
from courseware_discord.render import rendered
from courseware_discord.replying import Interaction, Reply
from courseware_discord.showing import InPlace, InTheirPlace, Spot, armed, holds, page_with

DEFER_AFTER_S = 1.2
"""Discord waits three seconds for a first response; this leaves it time to arrive."""

_UNKNOWN = "unknown"
"""No token of the core, which answers it with a sentence and the menu."""

Work = Callable[[Identity, Meanwhile], Awaitable[Turn]]
"""What is to be decided for a person, and what to call with a screen to wait with."""

_log = logging.getLogger(__name__)


class Answering:
    """Answers what learners press and send, each learner's in its order."""

    def __init__(self, app: Courseware, places: Places, *, defer_after_s: float = DEFER_AFTER_S) -> None:
        self._app = app
        self._places = places
        self._defer_after_s = defer_after_s
        self.lines = Lines()

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
            await self._answered(reply, spot, partial(self._done, said, str(interaction.id)), said)

    async def entered(self, interaction: Interaction, place: str = "", *, line: str = "") -> None:
        """Leads to `place`, as `Courseware.enter` does, where the person is taught.

        A `line` is what they write there, if there is something to write.
        """
        theirs = _is_theirs(interaction)
        reply = Reply(interaction, edits=False, private=not theirs)
        spot = InPlace(reply, self._places) if theirs else InTheirPlace(reply, self._places)
        await self._answered(reply, spot, partial(self._entered, place, line, interaction))

    async def defined(self, interaction: Interaction, term: str) -> None:
        """Says what `term` means, where it was asked."""
        reply = Reply(interaction, edits=False, private=not _is_theirs(interaction))
        await self._answered(reply, InPlace(reply, self._places), partial(self._defined, term))

    async def _answered(self, reply: Reply, spot: Spot, work: Work, said: Said | None = None) -> None:
        """Has the work done and shown, asks for time when it takes long, and says what went wrong."""
        interaction = reply.interaction

        async def show(turn: Turn) -> None:
            await spot.show(turn, _page(turn, said))

        async with asyncio.TaskGroup() as group, self.lines.of(interaction.user.id) as line:
            group.create_task(reply.defer_after(self._defer_after_s))
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
            delivery = str(reply.interaction.id)
            await self._answered(reply, spot, partial(self._done, Press(asked.token), delivery))

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
        words = catalogue(negotiate(str(interaction.locale)))
        try:
            yield
        except StoreError as error:
            _log.warning("interaction %s was not recorded: %s", interaction.id, error)
            await reply.tell(failure(not_saved(words), words))
        except Exception:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
            _log.exception("interaction %s failed", interaction.id)
            await reply.tell(failure(went_wrong(words), words))

    async def _done(
        self, said: Press | TurnPage | None, delivery: str, who: Identity, meanwhile: Meanwhile
    ) -> Turn:
        match said:
            case None:
                return await self._app.handle(who, Intent(token=_UNKNOWN))
            case TurnPage(again=token):
                return await self._app.handle(who, Intent(token=token), meanwhile=meanwhile)
            case Press(token=token, answer=answer):
                shown = await self._app.screen_of(who, token) if answer.text is not None else None
                if shown and shown.screen.input and holds(shown.screen, token):
                    given = as_asked(shown.screen.input, answer)
                    if isinstance(given, Unmatched):
                        why = explain(given, catalogue(shown.screen.locale))
                        return replace(shown, notice=why)
                    answer = given
                intent = Intent(token=token, answer=answer, delivery=delivery)
                return await self._app.handle(who, intent, meanwhile=meanwhile)
            case _:
                assert_never(said)

    async def _entered(
        self, place: str, line: str, interaction: Interaction, who: Identity, meanwhile: Meanwhile
    ) -> Turn:
        known = (await self._app.people.person(who)).welcomed
        locale = "" if known else str(interaction.locale)
        delivery = str(interaction.id)
        try:
            shown = await self._app.enter(
                who, place, locale=locale, delivery=delivery, meanwhile=None if line else meanwhile
            )
        except UnknownActivity:
            menu = await self._app.enter(who, locale=locale)
            return replace(menu, notice=refusal(catalogue(menu.screen.locale), "no_such_activity", {}))
        if not (line and shown.screen.submit):
            return shown
        return await typed(self._app, who, shown, line, delivery, meanwhile)

    async def _defined(self, term: str, who: Identity, _: Meanwhile) -> Turn:
        return await self._app.define(who, term)

    async def _somebody_elses(self, who: Identity, meanwhile: Meanwhile) -> Turn:
        """The person's own menu: what they pressed was not for them, so it does nothing."""
        menu = await self._app.enter(who, meanwhile=meanwhile)
        return replace(menu, notice=refusal(catalogue(menu.screen.locale), "not_yours", {}))


async def typed(
    app: Courseware, who: Identity, shown: Turn, line: str, delivery: str, meanwhile: Meanwhile
) -> Turn:
    """What comes of writing `line` on the screen that is shown."""
    turn = await app.answer(who, shown.screen, line, delivery=delivery, meanwhile=meanwhile)
    return turn if turn.again else replace(turn, again=shown.again)


def not_saved(words: Words) -> str:
    """What to say when the record could not be written."""
    return words.say("That could not be saved just now, so nothing has changed. Please do it once more.")


def went_wrong(words: Words) -> str:
    """What to say when nobody knows what happened."""
    return words.say(
        "Something went wrong here, and it was noted. What was saved before is safe. Please do it once more."
    )


def failure(sentence: str, words: Words) -> LayoutView:
    """A message that says what went wrong, and nothing else."""
    screen = Screen(
        name="failure",
        title=words.say("That did not work"),
        blocks=(Paragraph(text=text(sentence)),),
        locale=words.locale,
    )
    return rendered(screen, again=_UNKNOWN)


def _is_theirs(interaction: Interaction) -> bool:
    """Whether the person alone reads what is there, so that an answer may stand in its place."""
    message = interaction.message
    return is_own(interaction) or (message is not None and message.flags.ephemeral)


def _page(turn: Turn, said: Said | None) -> int:
    """The page to show: the one that was asked for, or the one where what was pressed still stands."""
    match said:
        case TurnPage(page=page):
            return page
        case Press(token=token):
            return page_with(turn, token)
        case Arm() | OpenForm() | None:
            return 1
        case _:
            assert_never(said)


def _said(interaction: Interaction) -> Said | None:
    """What the payload of a component or a form says; None for what we do not know."""
    data = cast(Mapping[str, Any], interaction.data or {})
    custom_id = str(data.get("custom_id", ""))
    if interaction.type is discord.InteractionType.modal_submit:
        return read_modal(custom_id, data.get("components", ()))
    return read(custom_id, data.get("values", ()))
