"""Tells stories to a world, looking at every promise after each sentence."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from tests.promises.acts import play, talk
from tests.promises.content import ESSAY
from tests.promises.expected import REVIEWERS
from tests.promises.model_attempt import Attempt
from tests.promises.model_lab import MESSAGES
from tests.promises.moves import Move, in_attempt
from tests.promises.promises import PROMISES
from tests.promises.stage import ADA
from tests.promises.world import World

from courseware_core.identity import Identity
from courseware_core.screen.model import Intent

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Teller:
    """Tells a story to a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __call__(self, sentence: Awaitable[Any]) -> None:
        """Lets it happen, and looks at every promise."""
        await sentence
        for promise in PROMISES:
            promise(self.world)

    async def go(self, verb: Any, activity: str, *, who: Identity = ADA, at: int = 0) -> None:
        await self(self.world.go(at, who, verb, activity))

    async def play(self, activity: str, *moves: Move, who: Identity = ADA, at: int = 0) -> None:
        for move in moves:
            await self(play(self.world, at, who, activity, move))

    async def talk(self, *whats: tuple[str, Any], who: Identity = ADA, at: int = 0) -> None:
        for what in whats:
            await self(talk(self.world, at, who, what))

    async def say(self, *keys: str) -> None:
        """Says the first message of each of these keys."""
        await self.talk(*(("say", [each.key for each in MESSAGES].index(key)) for key in keys))

    async def agree(self, *, agreed: bool = True, who: Identity = ADA, at: int = 0) -> None:
        await self(self.world.agree(who, agreed=agreed, at=at))

    async def review(
        self,
        slot: int,
        *met: int,
        reason: str = "",
        reviewer: str = REVIEWERS[0],
        late: int = 0,
        who: Identity = ADA,
    ) -> None:
        """Marks the last attempt at what is written: the criteria with these numbers are met."""
        attempt = self.attempt(ESSAY, who)
        names = tuple(f"{attempt.slots[slot].item.id}-k{number}" for number in met)
        await self(self.world.review(0, reviewer, attempt.session, slot, names, reason, late=late))

    async def restart(self, edition: Any = None) -> None:
        for at in range(2):
            await self(self.world.restart(at, edition))

    def attempt(self, activity: str, who: Identity = ADA) -> Attempt:
        """The learner's last attempt."""
        attempt = self.world.book.of(who, activity)[-1]
        assert isinstance(attempt, Attempt)
        return attempt

    def intent(self, activity: str, move: Move, who: Identity = ADA) -> Intent:
        """A press on the current screen."""
        attempt = self.attempt(activity, who)
        return self.world.intent(attempt.session, attempt.step, *in_attempt(attempt, move))


def rightly(times: int) -> tuple[Move, ...]:
    """So many right answers, or steps towards them."""
    moves: tuple[Move, ...] = ("right",)
    return moves * times
