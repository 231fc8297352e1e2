"""Short stories about what checks, a model and people say of written answers."""

from datetime import timedelta
from fractions import Fraction

from tests.promises.acts import play
from tests.promises.content import ESSAY
from tests.promises.expected import REVIEWERS
from tests.promises.judging import MANNERS
from tests.promises.keeping import keep, same
from tests.promises.stage import ADA, ADA_TOO, BEA
from tests.promises.stores import Crash
from tests.promises.telling import Teller

from courseware_core.errors import UnknownSession
from courseware_core.screen.model import Intent

RAE, SOL, NOBODY = REVIEWERS
SECOND = timedelta(seconds=1)


async def what_a_model_says_counts_for_nothing(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    for manner in ("obeys", "careful", "half", "denies"):
        world.judge.manner = manner
        await tell.go("again", ESSAY)
        await tell.play(ESSAY, "hint", "right", "check", "meet nothing", "on", "right", "on")
        await tell.play(ESSAY, "right", "check", "on")
        await tell(world.queue(1, RAE))
        same("I15", tell.attempt(ESSAY).score, Fraction(2, 3), "what the checks say")
        same("I15", tell.attempt(ESSAY).passed, False, "what nobody but a model says")
    await tell(world.report(1, ADA))
    await tell.review(2, 1, 2, reason="Both are there.")
    same("I15", tell.attempt(ESSAY).passed, True, "what a person says")
    await tell(world.queue(0, RAE))
    await tell(world.report(0, ADA))


async def a_grader_that_fails_leaves_the_answer_to_a_person(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    for manner in MANNERS:
        world.judge.manner = manner
        await tell.go("again", ESSAY)
        await tell.play(ESSAY, "other", "again", "blank", "right", "on")
        await tell(world.queue(0, RAE))
        await tell.play(ESSAY, "wrong", "again", "other", "model", "check", "on", "wrong")
        await tell.play(ESSAY, "meet nothing", "on")
        await tell(world.queue(1, RAE))
        await tell.go("enter", ESSAY, at=1)
    await tell(world.rebuild(0))


async def an_answer_that_talks_to_its_grader_gains_nothing(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    world.judge.manner = "obeys"
    await tell.play(ESSAY, "on", "attack", "again", "attack", "on")
    await tell.play(ESSAY, "attack", "again", "attack", "on", "attack", "on")
    same("I15", tell.attempt(ESSAY).score, 0, "what was gained by it")
    same("I15", tell.attempt(ESSAY).practice()[0], 0, "what was gained by it")
    await tell(world.queue(0, RAE))


async def a_worker_dies_around_a_verdict(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    for when in ("before", "after"):
        for commit in (1, 2):
            await tell.go("again", ESSAY)
            asked = world.judge.asked
            await tell(play(world, 0, ADA, ESSAY, "right", crash=Crash(when, commit)))
            await tell(world.queue(1, RAE))
            await tell(world.send(1, *world.sent[-1]))
            for later in (0, 39, 1, 0):
                world.clock.move(later * SECOND)
                await tell.go("enter", ESSAY, at=1)
            asked_in_vain = 2 if (when, commit) == ("before", 2) else 0
            same("I15", world.judge.asked - asked, 2 + asked_in_vain, "calls for one verdict")
            await tell.play(ESSAY, "on", "right", "on", "right", "on")
    await tell.go("again", ESSAY)
    await tell(play(world, 0, ADA, ESSAY, "right", crash=Crash("before", 2)))
    await tell.play(ESSAY, "on", "right", "on", "right", "on", at=1)
    world.clock.move(60 * SECOND)
    for commit in (1, 2, 3, 4):
        await tell(world.go(0, ADA, "enter", ESSAY, crash=Crash("before", commit)))
        world.clock.move(60 * SECOND)
    await tell.go("enter", ESSAY)
    same("I15", tell.attempt(ESSAY).debt, "", "what is owed in the end")


async def only_who_the_learner_was_told_of_reads(tell: Teller) -> None:
    world = tell.world
    await tell.play(ESSAY, "on", "right")
    same("I15", world.judge.asked, 0, "calls about what nobody agreed to send")
    old = tell.attempt(ESSAY)
    await tell(world.appoint(NOBODY))
    await tell.play(ESSAY, "on")
    told = tell.intent(ESSAY, "right")
    await tell(world.appoint(SOL))
    await tell(world.send(0, ADA, told))
    await tell.agree()
    await tell.play(ESSAY, "again", "wrong")
    for reviewer in REVIEWERS:
        await tell(world.queue(0, reviewer))
        for slot in range(3):
            await tell(world.review(0, reviewer, old.session, slot, (), "So it is."))
    await tell(world.appoint(NOBODY))
    await tell.agree(agreed=False)
    await tell.play(ESSAY, "on", "right", "on")
    for reviewer in REVIEWERS:
        await tell(world.queue(0, reviewer))
    await tell.agree()
    await tell.go("again", ESSAY)
    before = tell.intent(ESSAY, "right")
    await tell.agree(agreed=False)
    await tell(world.send(1, ADA, before))
    await tell.play(ESSAY, "right")
    await tell.agree()
    await tell.go("enter", ESSAY)


async def who_agreed_no_more_is_read_no_more(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    await tell.go("again", ESSAY)
    await tell(play(world, 0, ADA, ESSAY, "right", crash=Crash("after", 1)))
    asked = world.judge.asked
    await tell.agree(agreed=False)
    await tell.go("enter", ESSAY, at=1)
    same("I15", world.judge.asked, asked, "calls about what may not be sent any more")
    await tell(world.queue(0, RAE))


async def a_person_has_the_last_word(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    world.judge.manner = "obeys"
    await tell.play(ESSAY, "on", "right")
    await tell.review(0)
    await tell.review(0, 1)
    await tell.review(0, 2, reason="One is not there.")
    await tell.review(0, 2, reason="One is not there.")
    await tell.review(0, 1, 2, reason="It is.", reviewer=SOL)
    await tell.review(0, 1, 2, reason="It is.", reviewer=NOBODY)
    await tell.review(1, 1)
    await tell.play(ESSAY, "on", "wrong")
    await tell.review(1, 1, 2, reason="It would do.")
    await tell.play(ESSAY, "again", "on", "right", "on")
    await tell.review(2, 1)
    await tell.review(2, 1, 2, reason="Both are.")
    await tell.review(2, reason="None is.")
    await tell(world.queue(0, RAE))
    await tell.go("enter", ESSAY)
    await tell(world.report(0, ADA))
    session = tell.attempt(ESSAY).session
    await tell(world.regrade(0, session, lower=True))
    await tell(world.restart(0, "edited"))
    await tell(world.regrade(0, session, lower=True))
    await tell.review(2, 1, 2, reason="Both are, after all.")
    await tell(world.void(0, session))
    await tell.review(2, 1, reason="One is.")
    await tell(world.queue(0, RAE))


async def who_answers_again_is_read_again(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    world.judge.manner = "denies"
    await tell.play(ESSAY, "on", "wrong", "again")
    written = tell.intent(ESSAY, "other")
    await tell.play(ESSAY, "right")
    await tell(world.send(0, ADA, written))
    await tell.review(0, 1, 2, late=1, reason="It would do.")
    await tell.review(0, 1, 2, reason="It does.")
    await tell.play(ESSAY, "on", "wrong", "again", "other", "again")
    await tell.review(1, 1, reason="It would do.")
    await tell.play(ESSAY, "right", "check", "on", "right", "on")
    await tell(world.queue(0, RAE))


async def another_try_costs_nothing_that_was_earned(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    world.judge.manner = "half"
    await tell.play(ESSAY, "on", "right", "again")
    world.judge.manner = "denies"
    await tell.play(ESSAY, "other", "on")
    same("I15", tell.attempt(ESSAY).practice(), (1, 3), "practice after a worse try")
    await tell.play(ESSAY, "right", "again", "wrong", "model", "check", "on", "wrong", "on")
    same("I15", tell.attempt(ESSAY).score, Fraction(2, 3), "what counts after a worse try")


async def the_key_is_seen_when_nothing_is_left_to_try(tell: Teller) -> None:
    world = tell.world
    for agreed in (True, False):
        await tell.agree(agreed=agreed)
        world.judge.manner = "denies"
        await tell.go("again", ESSAY)
        await tell.play(ESSAY, "hint", "wrong", "again", "model", "again", "check", "on")
        await tell.play(ESSAY, "wrong", "again", "other", "again", "right", "again", "check", "check", "on")
        await tell.play(ESSAY, "model", "right", "on")
        for slot in range(3):
            await tell(world.ask(0, ADA, tell.attempt(ESSAY), slot))


async def a_verdict_comes_although_one_has_gone_on(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    await tell.play(ESSAY, "on")
    for move in ("right", "on", "right"):
        await tell(play(world, 0, ADA, ESSAY, move, crash=Crash("before", 2)))
    await tell.play(ESSAY, "model", "check", "again", "on")
    written = tell.intent(ESSAY, "right")
    world.clock.move(60 * SECOND)
    await tell.go("enter", ESSAY, at=1)
    await tell(world.send(0, ADA, written))
    await tell.play(ESSAY, "on")
    await tell(world.report(0, ADA))
    await tell.go("again", ESSAY)
    await tell(play(world, 0, ADA, ESSAY, "right", crash=Crash("before", 2)))
    await tell.play(ESSAY, "on", "wrong")
    world.clock.move(60 * SECOND)
    await tell(world.ask(0, ADA, tell.attempt(ESSAY), 2))
    same("I15", tell.attempt(ESSAY).debt, "", "what is owed to who was told that they cannot ask")


async def an_answer_of_somebody_forgotten_is_read_by_nobody(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    await tell.agree(who=BEA)
    await tell.play(ESSAY, "on", "right", "on", who=BEA)
    await tell.play(ESSAY, "on", "right", "on", "right", "on", "right", "on")
    gone = tell.attempt(ESSAY).session
    await tell(world.forget(0, ADA))
    for reviewer in REVIEWERS:
        await tell(world.queue(1, reviewer))
        try:
            await world.workers[1].app.marking.mark(ADA_TOO, reviewer, gone, 3, 1, ("v3-k1",), "It is.")
        except UnknownSession:
            continue
        keep("I15", reviewer == NOBODY, f"{gone} was marked by {reviewer}")


async def no_answer_is_not_marked(tell: Teller) -> None:
    world = tell.world
    await tell.agree()
    await tell.play(ESSAY, "on", "blank", "junk", "model", "right", "on", "blank", "junk", "on")
    same("I15", world.judge.asked, 0, "calls about nothing")
    for slot in range(3):
        await tell.review(slot, 1, 2, reason="It would do.")
    await tell(world.queue(0, RAE))
    attempt = tell.attempt(ESSAY)
    made_up = world.intent(attempt.session, attempt.step, "submit", (attempt.current, "made-up"))
    await tell(world.send(0, ADA, Intent(token=made_up.token, delivery=made_up.delivery)))


STORIES_OF_GRADERS = (
    what_a_model_says_counts_for_nothing,
    a_grader_that_fails_leaves_the_answer_to_a_person,
    an_answer_that_talks_to_its_grader_gains_nothing,
    a_worker_dies_around_a_verdict,
    only_who_the_learner_was_told_of_reads,
    who_agreed_no_more_is_read_no_more,
    a_person_has_the_last_word,
    who_answers_again_is_read_again,
    another_try_costs_nothing_that_was_earned,
    the_key_is_seen_when_nothing_is_left_to_try,
    a_verdict_comes_although_one_has_gone_on,
    an_answer_of_somebody_forgotten_is_read_by_nobody,
    no_answer_is_not_marked,
)
