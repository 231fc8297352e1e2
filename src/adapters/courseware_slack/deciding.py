"""What comes of a command or a written line on Slack, on the screen that stands in the direct messages."""

from dataclasses import replace
from typing import assert_never

from courseware_core.app import Meanwhile
from courseware_core.languages import catalogue
from courseware_core.screen.match import Unmatched
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import PLACES, Go
from courseware_core.screen.refusals import refusal
from courseware_core.screen.replies import explain
from courseware_core.screen.words import Words
from courseware_core.surfaces import deciding
from courseware_core.surfaces.deciding import holds, meant
from courseware_core.turns import Turn
from courseware_slack.standing import Found, Takes

MENU = "learn"
"""What the start menu is called as a shortcut."""


class _Owed(Exception):
    """A model would have to write first."""


class Deciding(deciding.Deciding):
    """One thing that `who` did, under the name that its delivery has."""

    async def commanded(self, command: str, rest: str, meanwhile: Meanwhile) -> Turn:
        """Where a command leads: a place by its name, a term, or a course or activity by id or title.

        Raises: StoreError.
        """
        named = command.casefold()
        if named == "define" and rest:
            return await self._app.define(self._who, rest)
        if named == "define":
            return await self._app.handle(self._who, Intent(token=Go("define").token()))
        if named in PLACES:
            return await self.entered(named, meanwhile, line=rest, ways=ways_on)
        place = f"{command} {rest}".strip()
        return await self.entered(
            "" if place == MENU else meant(self._app.catalog, place), meanwhile, ways=ways_on
        )

    async def wrote(self, line: str, found: Found, meanwhile: Meanwhile) -> Turn:
        """What comes of a line on the screen that was found, else on the start menu. Raises: StoreError.

        Nothing comes of one without words, nor of one that was not written to that screen.
        """
        shown, takes = await self._standing(found) or await self.menu(), found.takes
        seen = not found.tokens or any(holds(shown.screen, each) for each in found.tokens)
        if takes == "line" and not seen:
            takes = "messages"  # what was there is over, and what is there now nobody has seen
        words = catalogue(shown.screen.locale)
        if not line.strip():
            return replace(shown, notice=explain(Unmatched("blank"), words))
        if not _is_taken(takes, shown.screen):
            return replace(shown, notice=refusal(words, "stale", {}))
        return await self.typed(shown, line, meanwhile, sure=found.asks)

    async def current(self, found: Found) -> Turn | None:
        """The screen of the message that was found, if it is the one of its session. Raises: StoreError."""
        turn = await self._app.screen_of(self._who, found.tokens[0]) if found.tokens else None
        return turn if turn and all(holds(turn.screen, each) for each in found.tokens) else None

    async def _standing(self, found: Found) -> Turn | None:
        """How what the message that was found shows stands now; None where it shows nothing.

        A reply that a lab owes since another process ended stays owed: it takes longer than Slack waits.
        """
        shown = await self.current(found)
        if shown or not found.again:
            return shown
        waits: list[Turn] = []

        def stop(turn: Turn) -> None:
            waits.append(turn)
            raise _Owed

        try:
            return await self._app.handle(self._who, Intent(token=found.again), meanwhile=stop)
        except _Owed:
            return waits[0]

    async def overtaken(self, turn: Turn) -> Turn | None:
        """How what the turn shows stands now, if something was decided there since. Raises: StoreError."""
        own = next((each.token for each in turn.screen.controls if not each.token.startswith(":")), "")
        now = await self._app.screen_of(self._who, own) if own else None
        if not own or (now and holds(now.screen, own)):
            return None
        return await self._app.handle(self._who, Intent(token=turn.again))

    async def menu(self, meanwhile: Meanwhile | None = None) -> Turn:
        """The start menu. Raises: StoreError."""
        return await self._app.enter(self._who, meanwhile=meanwhile)


def _is_taken(takes: Takes, screen: Screen) -> bool:
    """Whether a line may mean something on the screen."""
    match takes:
        case "line":
            return True
        case "messages":
            return screen.name == "lab.talk"
        case "controls":
            return screen.input is None
        case "nothing":
            return False
        case _:
            assert_never(takes)


def ways_on(words: Words) -> str:
    """How somebody goes on who looked for something that is not there."""
    return words.say("Choose from the list of /learn, or look a word up with /learn define.")
