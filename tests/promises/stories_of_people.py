"""Short stories about people who are linked, part, and are forgotten."""

from datetime import timedelta
from typing import Any

from tests.promises.content import AT_END, STEPS, TIMED
from tests.promises.stage import ADA, ADA_TOO, BEA
from tests.promises.telling import MINUTE, Teller, rightly

from courseware_core.identity import Identity


async def _link(tell: Teller, who: Identity, other: Identity, keeps: Any = None) -> str:
    await tell(tell.world.offer(0, who))
    code = list(tell.world.book.codes)[-1]
    await tell(tell.world.claim(1, other, code, agreed=False))
    await tell(tell.world.claim(1, other, code, agreed=True))
    await tell(tell.world.confirm(0, who, keeps=keeps))
    return code


async def a_learner_on_two_surfaces_has_one_attempt(tell: Teller) -> None:
    world = tell.world
    await tell.play(STEPS, "on", "right")
    await tell.play(STEPS, "on", "wrong", "again", who=ADA_TOO)
    await tell.play(TIMED, "on", "right", "right", "hand in", who=ADA_TOO)
    code = await _link(tell, ADA, ADA_TOO)
    await tell(world.confirm(1, ADA, keeps="theirs"))
    await tell(world.claim(0, ADA_TOO, code, agreed=True))
    await tell(world.claim(0, BEA, code, agreed=True))
    await tell(world.confirm(1, ADA, keeps="mine"))
    for who in (ADA, ADA_TOO, BEA):
        for activity in (STEPS, TIMED):
            await tell.go("enter", activity, who=who)
            await tell.go("again", activity, who=who, at=1)
        await tell.play(STEPS, "right", who=who)
        await tell(world.report(0, who))
    world.clock.move(timedelta(hours=2))
    await tell.play(TIMED, "on", "right", "right", "hand in")
    await tell(world.unlink(0, ADA_TOO))
    await tell(world.unlink(0, ADA_TOO))
    for who in (ADA, ADA_TOO):
        await tell.go("enter", STEPS, who=who)
        await tell(world.report(0, who))


async def a_code_links_once_in_time_and_only_who_agreed(tell: Teller) -> None:
    world = tell.world
    await tell(world.confirm(0, ADA, keeps="mine"))
    await tell(world.offer(0, ADA))
    code = list(world.book.codes)[-1]
    await tell(world.claim(0, ADA, code, agreed=True))
    await tell(world.claim(0, BEA, code, agreed=True))
    world.clock.move(11 * MINUTE)
    await tell(world.confirm(0, ADA, keeps="mine"))
    await tell(world.claim(0, ADA_TOO, code, agreed=True))
    await tell(world.offer(1, ADA))
    code = list(world.book.codes)[-1]
    world.clock.move(10 * MINUTE)
    await tell(world.claim(0, ADA_TOO, code, agreed=True))
    for _ in range(6):
        await tell(world.claim(0, BEA, "GUESS", agreed=True))
    await tell(world.offer(0, ADA))
    await tell(world.claim(0, BEA, list(world.book.codes)[-1], agreed=True))
    world.clock.move(11 * MINUTE)
    await _link(tell, ADA, BEA)


async def who_was_forgotten_is_nobody(tell: Teller) -> None:
    world = tell.world
    await tell.play(STEPS, "on", *rightly(6))
    await tell.play(TIMED, "on", "right", "right", "hand in")
    await tell.play(TIMED, "on", "right", who=BEA)
    await tell.talk(("say", 0), ("say", 6))
    await _link(tell, ADA, ADA_TOO)
    await tell.play(AT_END, "on", "right", "right", "hand in", who=ADA_TOO)
    late = world.sent[-2]
    await tell(world.forget(0, ADA_TOO))
    await tell(world.send(1, *late))
    for who in (ADA, ADA_TOO, BEA):
        await tell(world.report(0, who))
        await tell.go("enter", TIMED, who=who)
        await tell.go("again", STEPS, who=who)


async def a_code_of_somebody_forgotten_links_nobody(tell: Teller) -> None:
    world = tell.world
    for who, claimant in ((ADA, BEA), (ADA_TOO, BEA)):
        await tell(world.offer(0, who))
        await tell(world.claim(1, claimant, list(world.book.codes)[-1], agreed=True))
        await tell(world.forget(0, claimant))
        await tell(world.confirm(0, who, keeps="mine"))
    await tell.play(STEPS, "on")
    await tell.go("enter", STEPS, who=ADA_TOO)


STORIES_OF_PEOPLE = (
    a_learner_on_two_surfaces_has_one_attempt,
    a_code_links_once_in_time_and_only_who_agreed,
    who_was_forgotten_is_nobody,
    a_code_of_somebody_forgotten_links_nobody,
)
