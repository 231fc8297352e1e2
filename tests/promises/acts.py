"""What somebody does next, on the screen where they are."""

from typing import Any

from tests.promises.content import LAB, REVIEW
from tests.promises.model_attempt import Attempt
from tests.promises.model_lab import Lab
from tests.promises.moves import Move, in_attempt, in_guide, in_lab
from tests.promises.stores import Crash
from tests.promises.world import World

from courseware_core.identity import Identity


async def play(
    world: World, at: int, who: Identity, activity: str, move: Move, *, crash: Crash | None = None
) -> None:
    """A move in the attempt that is under way, or the beginning of one."""
    attempt = world.book.under_way(who, activity)
    if isinstance(attempt, Attempt):
        press = in_attempt(attempt, move)
        await world.press(at, who, attempt.session, attempt.step, *press, crash=crash)
    else:
        await world.go(at, who, "review" if activity == REVIEW else "again", activity, crash=crash)


async def follow(
    world: World, at: int, who: Identity, activity: str, what: tuple[str, int], *, crash: Crash | None = None
) -> None:
    """Something in the decision or demo that was gone to last, or the beginning of one."""
    guide = world.book.latest(who, activity)
    if guide:
        await world.press(at, who, guide.session, guide.step, *in_guide(guide, what), crash=crash)
    else:
        await world.go(at, who, "enter", activity, crash=crash)


async def talk(
    world: World, at: int, who: Identity, what: tuple[str, Any], *, crash: Crash | None = None
) -> None:
    """Something in the lab that is under way, or the beginning of one."""
    lab = world.book.under_way(who, LAB)
    if isinstance(lab, Lab):
        await world.press(at, who, lab.session, lab.step, *in_lab(what), crash=crash)
    else:
        await world.go(at, who, "enter", LAB, crash=crash)
