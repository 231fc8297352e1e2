"""Short stories about ways to learn: parts of a mark, picking, mock exams, review, guides, what is beside."""

from datetime import timedelta
from fractions import Fraction

from tests.promises.acts import follow
from tests.promises.content import AT_END, KINDS, MOCK, REVIEW, SHOW, STEPS, STRICT, TIMED, WAY, WRITE
from tests.promises.keeping import same
from tests.promises.model_talk import Talk
from tests.promises.stage import ADA, ADA_TOO, BEA
from tests.promises.stores import Crash
from tests.promises.telling import Teller, rightly

from courseware_core.inputs import Answer

DAY = timedelta(days=1)
TO_RECOMMENDATION = (("choose", 0), ("choose", 0))


async def a_part_of_the_mark_is_earned_and_never_more_than_all(tell: Teller) -> None:
    await tell.go("again", KINDS)
    await tell.play(KINDS, "blank", "junk", "wrong", "again", "same", "hint", "right", "on")
    await tell.play(KINDS, "junk", "blank", "other", "again", "other", "again", "right", "on")
    await tell.play(KINDS, "blank", "hint", "other", "again", "same", "other", "again", "right", "on")
    await tell.play(KINDS, "blank", "wrong", "again", "right", "on")
    attempt = tell.attempt(KINDS)
    same("I7", attempt.score, Fraction(3, 4) + Fraction(1, 2) * 2 + Fraction(3, 4), "marks after other tries")
    await tell.go("missed", KINDS)
    await tell.play(TIMED, "on", "other", "other", "hand in")
    await tell(tell.world.restart(0, "edited"))
    for activity in (KINDS, TIMED):
        await tell(tell.world.regrade(0, tell.attempt(activity).session, lower=True))
    await tell(tell.world.report(1, ADA))


async def what_was_picked_is_asked_and_counts_for_nothing(tell: Teller) -> None:
    world = tell.world
    await tell.go("enter", KINDS)
    await tell(world.go(0, ADA, "pick", KINDS, "tag:nothing"))
    await tell(world.go(0, ADA, "pick", KINDS, "tag:sums"))
    await tell(world.go(1, ADA, "pick", KINDS, "type:matching"))
    await tell.play(KINDS, *rightly(4))
    await tell(world.report(0, ADA))
    await tell(world.go(0, ADA, "pick", KINDS, "type:matching"))
    await tell.play(KINDS, "wrong", "on")
    await tell.go("missed", KINDS)
    await tell.play(KINDS, "right", "on")
    await tell.go("again", KINDS)
    await tell.play(KINDS, *("other", "on") * 4)
    await tell(world.report(0, ADA))
    await tell(world.go(0, ADA, "pick", KINDS, "tag:sums"))
    await tell.play(KINDS, *rightly(4))
    await tell(world.report(0, ADA))


async def a_mock_exam_asks_nothing_that_a_test_still_hides(tell: Teller) -> None:
    async def practise() -> None:
        for _ in range(4):
            await tell.play(MOCK, "on", "right", "other", "hand in")

    await tell.go("enter", MOCK)
    await practise()
    await tell.play(STRICT, "on", "wrong", "hand in")
    await practise()
    await tell.play(STRICT, "on")
    await practise()
    await tell.play(STRICT, "right", "hand in")
    await tell.play(TIMED, "on", "right", "right", "hand in")
    await practise()
    await tell(tell.world.void(0, tell.attempt(STRICT).session))
    await practise()
    await tell(tell.world.report(0, ADA))


async def the_first_rule_that_holds_recommends(tell: Teller) -> None:
    async def choose(*whats: tuple[str, int]) -> None:
        for what in whats:
            await tell(follow(tell.world, 0, ADA, WAY, what))

    await tell.go("enter", WAY)
    await choose(("back", 0), ("choose", 9), ("choose wildly", 0), *TO_RECOMMENDATION)
    await choose(("choose", 0), ("back", 1), ("back", 1), ("back", 9), ("choose", 1))
    await choose(("back", 0), ("choose", 2), ("choose", 1), ("back", 2), ("choose", 0))
    await choose(("keep", 0), ("back", 0), ("keep", 0), ("keep", 0), ("back", 0), ("choose", 1))
    await tell(tell.world.report(0, ADA))
    await tell.go("again", WAY)
    await choose(("choose", 1))
    for crash in (Crash("before", 1), Crash("after", 1)):
        await tell(follow(tell.world, 0, ADA, WAY, ("back", 0), crash=crash))
        await tell(tell.world.send(1, *tell.world.sent[-1]))
    await choose(*TO_RECOMMENDATION)


async def one_way_is_shown_after_the_other(tell: Teller) -> None:
    await tell.go("enter", SHOW)
    for what in (9, 0, 9, 0, 0, 0, 9, 9, 0):
        await tell(follow(tell.world, 0, ADA, SHOW, ("choose", what)))
        await tell(tell.world.send(1, *tell.world.sent[-1]))
    await tell.go("again", SHOW)
    await tell(tell.world.report(0, ADA))


async def what_was_missed_comes_back_and_changes_no_result(tell: Teller) -> None:
    clock = tell.world.clock
    await tell.go("review", REVIEW)
    await tell.play(AT_END, "on", "wrong", "wrong", "hand in")
    await tell.play(STEPS, "on", "right", "on", "hint", "right", "on", "wrong", "again", "right", "on")
    await tell.play(WRITE, "on", "right", "check", "on", "right", "on", "model", "on")
    await tell.play(STRICT, "on", "wrong", "hand in")
    await tell.go("review", REVIEW)
    clock.move(2 * DAY)
    await tell.go("review", REVIEW)
    await tell(tell.world.send(1, *tell.world.sent[-1]))
    await tell.go("review", REVIEW, at=1)
    await tell.play(REVIEW, "wrong", "hint", "again", "right", "on", *rightly(8), "on")
    await tell(tell.world.report(0, ADA))
    await tell.play(STRICT, "on", "right", "hand in")
    for edition in ("edited", "thinned"):
        clock.move(40 * DAY)
        await tell.restart(edition)
        await tell.go("review", REVIEW)
        await tell.play(REVIEW, *rightly(10))
        await tell(tell.world.report(0, ADA))
        await tell(tell.world.regrade(0, tell.attempt(REVIEW).session, lower=True))
    await tell(tell.world.rebuild(0))


async def who_asks_about_a_question_sees_what_they_have_earned(tell: Teller) -> None:
    world = tell.world
    await tell.play(STEPS, "on")
    await tell(world.ask(0, ADA, tell.attempt(STEPS), 0))
    await tell.play(STEPS, "wrong")
    for who, slot, late in ((ADA, 0, 0), (ADA, 1, 0), (ADA, 0, 1), (BEA, 0, 0), (ADA_TOO, 0, 0), (ADA, 9, 0)):
        await tell(world.ask(0, who, tell.attempt(STEPS), slot, late=late))
    talk = world.book.of(ADA, "ask.m.text")[-1]
    assert isinstance(talk, Talk)
    for text in ("Why does it matter?", "ok", "  ", "Why does it matter?"):
        await tell(world.press(0, ADA, talk.session, talk.step, "say", (), Answer(text=text)))
    await tell(world.ask(1, ADA, tell.attempt(STEPS), 0))
    await tell.play(STEPS, "again", "other", "again", "other")
    await tell(world.ask(0, ADA, tell.attempt(STEPS), 0))
    await tell(world.press(0, ADA, talk.session, talk.step, "close"))
    await tell.play(STEPS, "on", "right")
    await tell(world.ask(0, ADA, tell.attempt(STEPS), 1))
    await tell.play(TIMED, "on", "wrong", "right")
    await tell(world.ask(0, ADA, tell.attempt(TIMED), 0))
    await tell.play(TIMED, "hand in")
    for slot in range(3):
        await tell(world.ask(0, ADA, tell.attempt(TIMED), slot))
    await tell(world.forget(1, ADA))


async def a_report_is_kept_once(tell: Teller) -> None:
    world = tell.world
    await tell.play(STEPS, "on")
    await tell(world.complain(0, ADA, tell.attempt(STEPS), 0, "It is not so."))
    await tell.play(STEPS, "wrong")
    attempt = tell.attempt(STEPS)
    for text in ("It is not so.", "It is not so.", "   ", "Nor so."):
        await tell(world.complain(0, ADA, attempt, 0, text))
    await tell(world.complain(0, BEA, attempt, 0, "It is not mine."))
    await tell(world.complain(1, ADA, attempt, 1, "I have not seen it."))


async def what_is_published_changes_nothing_under_way(tell: Teller) -> None:
    world = tell.world
    for activity in (STEPS, AT_END, KINDS, TIMED):
        await tell.play(activity, "on", "wrong")
    await tell(follow(world, 0, ADA, WAY, ("choose", 0)))
    for edition in ("edited", "thinned", None, "turned"):
        await tell(world.publish(edition))
        attempt = tell.attempt(STEPS)
        await tell(world.press(0, ADA, attempt.session, attempt.step, "update"))
        await tell(follow(world, 0, ADA, WAY, ("choose", 0)))
        for activity in (STEPS, AT_END, KINDS, TIMED):
            await tell.go("enter", activity, at=1)
        await tell.play(KINDS, "again", "other")
        await tell.play(STEPS, "again", "right", "on")
        for who in (ADA, BEA):
            await tell(world.report(1, who))
        await tell.play(STEPS, "on", "wrong", "again", "right", who=BEA)
        await tell.play(AT_END, "on", "right", who=BEA)
    await tell.play(AT_END, "right", "hand in")
    await tell.restart()
    await tell.play(TIMED, "right", "hand in")


STORIES_OF_COURSES = (
    a_part_of_the_mark_is_earned_and_never_more_than_all,
    what_was_picked_is_asked_and_counts_for_nothing,
    a_mock_exam_asks_nothing_that_a_test_still_hides,
    the_first_rule_that_holds_recommends,
    one_way_is_shown_after_the_other,
    what_was_missed_comes_back_and_changes_no_result,
    who_asks_about_a_question_sees_what_they_have_earned,
    a_report_is_kept_once,
    what_is_published_changes_nothing_under_way,
)
