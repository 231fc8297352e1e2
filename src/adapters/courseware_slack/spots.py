"""Where the answer to something is shown, and what of that a modal carries."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.surfaces.controls import Said, TurnPage
from courseware_core.surfaces.deciding import page_after
from courseware_core.turns import Turn
from courseware_slack.dispatch import Came
from courseware_slack.posting import At
from courseware_slack.seen import page_on, said_on, session_in


@dataclass(frozen=True, slots=True)
class Spot:
    """At Home, in place of the message `at`, or as the newest message where there is none.

    Without a timestamp `at` is a thread, whose newest message it is to be. `page` is the one that is seen
    there, None where all is; `session` is what is shown there, empty where it is none.
    """

    home: bool = False
    at: At | None = None
    page: int | None = None
    session: str = ""

    @property
    def thread(self) -> At | None:
        """The thread of the message, which begins with it if it is in none."""
        return At(self.at.channel, "", self.at.thread or self.at.ts) if self.at else None

    def packed(self) -> str:
        """What a modal carries of it, in less than 200 characters."""
        at = [self.at.channel, self.at.ts, self.at.thread] if self.at else []
        return json.dumps([self.home, at, self.page, self.session], separators=(",", ":"))


def spot_of(came: Came) -> Spot:
    """Where something was done; of a modal, where it was opened."""
    if came.where == "modal":
        return _unpacked(came.origin)
    page, session = page_on(came.blocks), session_in(said_on(came.blocks))
    if came.where == "home":
        return Spot(True, None, page, session)
    at = At(came.channel, came.ts, came.thread) if came.where == "direct" and came.ts else None
    return Spot(False, at, page, session)


def page_of(said: Said | None, before: Turn | None, spot: Spot) -> Callable[[Turn], int]:
    """Which page of a turn to show: that which was asked for, or the one that goes on from what was seen."""

    def page(turn: Turn) -> int:
        if isinstance(said, TurnPage):
            return said.page
        return page_after(before.screen, spot.page, turn.screen, SLACK_MESSAGE) if before and spot.page else 1

    return page


def _unpacked(origin: str) -> Spot:
    """The spot that a modal carries; the newest message where it is none of ours."""
    try:
        home, at, page, session = json.loads(origin)
        return Spot(bool(home), At(*at) if at else None, page, session)
    except (ValueError, TypeError):
        return Spot()
