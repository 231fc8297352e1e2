"""Short stories about attempts and labs, each about one promise."""

from datetime import timedelta

from tests.promises.acts import play, talk
from tests.promises.content import AT_END, LAB, STEPS, STRICT, TIMED, WRITE
from tests.promises.keeping import same
from tests.promises.stage import ADA, ADA_TOO, BEA
from tests.promises.stores import Crash
from tests.promises.telling import MINUTE, SECOND, Teller, rightly

from courseware_core.inputs import Answer
from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go


async def twelve_of_fifteen_pass_at_four_fifths(tell: Teller) -> None:
    await tell.go("again", STEPS)
    await tell.play(STEPS, *(("wrong", "right", "right", "right") * 3))
    same("I16", tell.attempt(STEPS).passed, True, "three times four fifths")
    await tell(tell.world.report(1, ADA))


async def what_costs_nothing_costs_nothing(tell: Teller) -> None:
    await tell.go("again", STEPS)
    await tell.play(STEPS, "blank", "junk", "hint", "wrong", "again", "same", "same", "blank", "junk", "hint")
    await tell.play(STEPS, "hint", "right", "on", "hint", "wrong", "again", "same", "other", "again", "other")
    await tell.play(STEPS, "again", "on", "blank", "junk", "right", "on", "right")
    same("I13", tell.attempt(STEPS).score, tell.attempt(STEPS).marks(), "marks")


async def what_no_rule_marks_counts_for_nothing(tell: Teller) -> None:
    await tell.go("again", WRITE)
    await tell.play(WRITE, "meet nothing", "check", "blank", "junk", "hint", "right", "check wildly")
    await tell.play(WRITE, "hint", "model", "again", "check", "check", "meet nothing", "on")
    await tell.play(WRITE, "model", "check", "wrong", "check", "again", "right", "on")
    await tell.play(WRITE, "check", "model", "check", "meet nothing", "on")
    attempt = tell.attempt(WRITE)
    same("I16", (attempt.score, attempt.passed), (1, True), "the one question that a rule marks")
    await tell.go("missed", WRITE)
    await tell.play(WRITE, "right", "meet nothing", "on")
    await tell.go("missed", WRITE)
    await tell.go("again", WRITE)
    await tell.play(WRITE, "right", "check", "on", "wrong", "on", "right", "check", "on")
    same("I16", tell.attempt(WRITE).passed, False, "all criteria met, and nothing right")
    await tell(tell.world.report(1, ADA))


async def controls_that_are_not_there_do_nothing(tell: Teller) -> None:
    await tell.go("again", STEPS)
    session = tell.attempt(STEPS).session
    for verb, args in (
        ("hint", (1,)),
        ("open", (1,)),
        ("open", (0,)),
        ("summary", ()),
        ("handin", ()),
        ("answer", (2,)),
    ):
        attempt = tell.attempt(STEPS)
        await tell(tell.world.press(0, ADA, session, attempt.step, verb, args, Answer(values=(0,))))
    await tell.play(STEPS, "right")
    for args in ((0,), (2,), (7,)):
        await tell(tell.world.press(0, ADA, session, tell.attempt(STEPS).step, "open", args))
    await tell(tell.world.press(0, ADA, "s99999999999", 1, "open", (0,)))


async def answers_can_be_changed_until_they_are_handed_in(tell: Teller) -> None:
    await tell.go("again", AT_END)
    await tell.play(AT_END, "hint", "wrong", "right", "summary", "on")
    for move in ("right", "right", "other"):
        attempt = tell.attempt(AT_END)
        await tell(tell.world.press(0, ADA, attempt.session, attempt.step, "open", (0,)))
        await tell.play(AT_END, move)
    await tell.play(AT_END, "hand in", "hand in")
    await tell.go("missed", AT_END)
    await tell.play(AT_END, "right", "right", "hand in")
    await tell(tell.world.report(0, ADA))
    await tell.go("missed", AT_END)
    await tell.go("again", AT_END)
    await tell(tell.world.report(0, ADA))


async def an_answer_in_time_counts_and_a_late_one_does_not(tell: Teller) -> None:
    clock = tell.world.clock
    await tell.go("enter", TIMED)
    await tell.go("again", TIMED)
    await tell.play(TIMED, "right")
    clock.move(30 * MINUTE + 30 * SECOND)
    await tell.play(TIMED, "right", "summary")
    await tell.play(TIMED, "hand in")
    await tell.go("again", TIMED)
    clock.move(59 * MINUTE + 30 * SECOND)
    await tell.go("again", TIMED, at=1)
    await tell.play(TIMED, "right")
    clock.move(31 * MINUTE)
    await tell.play(TIMED, "on", "right", "right")
    clock.move(SECOND)
    await tell.go("enter", TIMED)
    await tell.go("enter", TIMED, at=1)
    clock.move(timedelta(days=1))
    await tell.go("again", TIMED)
    clock.move(30 * MINUTE + 10 * SECOND)
    await tell.play(TIMED, "right", "right", "hand in", "hand in")
    clock.move(timedelta(days=1))
    await tell.go("again", TIMED)
    await tell(tell.world.report(0, ADA))


async def who_does_not_hand_in_where_it_is_asked_for_has_nothing(tell: Teller) -> None:
    await tell.play(STRICT, "on", "right")
    tell.world.clock.move(11 * MINUTE)
    await tell.play(STRICT, "hand in")
    await tell.go("enter", STRICT)
    await tell.go("again", STRICT)
    await tell.play(STRICT, "right", "hand in")


async def a_clock_set_back_reopens_nothing(tell: Teller) -> None:
    clock = tell.world.clock
    await tell.play(TIMED, "on", "right")
    clock.move(timedelta(minutes=-40))
    await tell.play(TIMED, "right")
    clock.move(timedelta(minutes=71, seconds=1))
    await tell.play(TIMED, "right")
    await tell.go("enter", TIMED)
    clock.move(timedelta(days=-3))
    await tell.go("enter", TIMED, at=1)
    await tell.go("again", TIMED)


async def an_editor_changes_no_attempt_under_way(tell: Teller) -> None:
    for activity in (STEPS, AT_END, TIMED):
        await tell.play(activity, "on", "right")
    await tell.talk(("say", 0), ("say", 2))
    for edition in ("edited", "turned", "thinned", "first", "edited"):
        await tell.restart(edition)
        for activity in (STEPS, AT_END, TIMED, LAB):
            await tell.go("enter", activity)
        await tell.play(STEPS, "wrong", "hint", "right")
        await tell.play(TIMED, "right", "summary")
    tell.world.clock.move(20 * MINUTE)
    await tell.play(AT_END, "right", "hand in")
    await tell.play(STEPS, *rightly(6))
    await tell.play(TIMED, "hand in")
    await tell.go("again", STEPS)
    await tell.play(STEPS, *("wrong", "right", "right") * 3)
    await tell(tell.world.report(0, ADA))


async def everything_is_delivered_three_times(tell: Teller) -> None:
    await tell.go("again", AT_END)
    begun = tell.world.sent[-1]
    await tell.play(AT_END, "right", "right", "hand in")
    await tell(tell.world.send(1, *begun))
    await tell.go("again", STEPS)
    for move in ("blank", "wrong", "again", "same", "hint", "right", "on", "right", "on", "right", "on"):
        await tell.play(STEPS, move)
        for at in (1, 0):
            await tell(tell.world.send(at, *tell.world.sent[-1]))
    await tell.go("again", TIMED)
    await tell(tell.world.send(1, *tell.world.sent[-1]))
    await tell.play(TIMED, "right", "hand in")
    await tell(tell.world.send(1, *tell.world.sent[-1]))
    tell.world.clock.move(timedelta(hours=2))
    await tell.restart()
    for sent in (begun, *tell.world.sent[-3:]):
        await tell(tell.world.send(0, *sent))
    await tell.talk(("say", 0), ("say", 0), ("say", 2))
    await tell(tell.world.send(1, *tell.world.sent[-1]))
    await tell(tell.world.prune(timedelta(0)))
    await tell(tell.world.send(1, *tell.world.sent[-1]))


async def a_worker_dies_at_every_commit(tell: Teller) -> None:
    world = tell.world
    for crash in (Crash("before", 1), Crash("after", 1)):
        await tell(play(world, 0, ADA, STEPS, "on", crash=crash))
        for move in ("wrong", "again", "right", "on", "right", "on", "right", "hand in"):
            await tell(play(world, 0, ADA, STEPS, move, crash=crash))
            await tell(world.send(1, *world.sent[-1]))
    for crash in (*(Crash("before", n) for n in (1, 2)), *(Crash("after", n) for n in (1, 2))):
        await tell(talk(world, 0, ADA, ("say", 0), crash=crash))
        await tell(world.send(0, *world.sent[-1]))
        await tell(talk(world, 0, ADA, ("say", 2), crash=crash))
        await tell.go("enter", LAB, at=1)
    await tell.play(TIMED, "on", "right")
    world.clock.move(timedelta(hours=1))
    for crash in (Crash("before", 1), Crash("after", 1)):
        await tell(world.go(0, ADA, "enter", TIMED, crash=crash))
    await tell.go("enter", TIMED)


async def two_workers_decide_at_once(tell: Teller) -> None:
    world = tell.world
    again = [Intent(token=Go("again", STEPS).token(), delivery=world.delivery()) for _ in range(2)]
    await tell(world.race((ADA, again[0]), (ADA, again[1])))
    for moves in (
        ("wrong", "right"),
        ("again", "on"),
        ("right", "right"),
        ("on", "hint"),
        ("right", "blank"),
    ):
        one, other = (tell.intent(STEPS, move) for move in moves)
        await tell(world.race((ADA, one), (ADA, other)))
    await tell.play(AT_END, "on", "right", "right")
    one, other = tell.intent(AT_END, "hand in"), tell.intent(AT_END, "hand in")
    await tell(world.race((ADA, one), (ADA, other)))
    await tell.play(STRICT, "on")
    sent = tell.intent(STRICT, "right")
    await tell(world.race((ADA, sent), (ADA, sent)))


async def nobody_acts_for_somebody_else(tell: Teller) -> None:
    await tell.play(STEPS, "on", "right")
    await tell.talk(("say", 0), ("say", 0))
    for who in (BEA, ADA_TOO):
        for activity in (STEPS, LAB):
            round_ = tell.world.book.of(ADA, activity)[-1]
            for step in (round_.step, round_.step - 1):
                await tell(tell.world.press(0, who, round_.session, step, "open", (1,)))
        for sent in tell.world.sent[:4]:
            await tell(tell.world.send(1, who, sent[1]))
        await tell.play(STEPS, "on", "wrong", who=who)
    await tell.play(TIMED, "on", "right", "right", "hand in")
    await tell.play(TIMED, "on", "right", who=BEA)
    for who in (ADA, BEA, ADA_TOO):
        await tell(tell.world.report(0, who))


async def only_what_says_something_counts_in_a_lab(tell: Teller) -> None:
    await tell.go("enter", LAB)
    await tell.say("ok", "thanks", "", "long", "why")
    await tell.talk(("say", 1), ("say", 0))
    await tell.say("one point")
    await tell.talk(("mark", "not_yet"))
    await tell.say("lost", "lost", "lost")
    await tell.say("how", "whole")
    await tell.talk(("ask", 0), ("chint", 0), ("chint", 0), ("chint", 0), ("canswer", 0), ("exit", 0))
    await tell.talk(("exita", 9), ("exita", 0), ("exita", 0), ("talk", 0), ("exit", 0))
    for position in range(4):
        await tell.talk(("exita", position))
    await tell.talk(("talk", 0), ("close", 0), ("say", 0))
    await tell(tell.world.report(0, ADA))
    await tell.go("again", LAB)
    await tell.talk(("starter", 0), ("starter", 0))
    await tell.say("how")
    await tell.talk(("ask", 0))
    await tell.say("whole")
    await tell.talk(("mark", "had_it"), ("close", 0))


async def a_message_is_kept_until_the_tutor_replies(tell: Teller) -> None:
    tell.world.tutor.is_up = False
    await tell.go("enter", LAB)
    await tell.say("why", "how")
    await tell.go("enter", LAB, at=1)
    tell.world.tutor.is_up = True
    await tell.go("enter", LAB)
    await tell.say("how")
    await tell.go("enter", LAB)


async def an_attempt_is_graded_again(tell: Teller) -> None:
    world = tell.world
    await tell.go("again", STEPS)
    await tell(world.regrade(0, tell.attempt(STEPS).session, lower=True))
    await tell.play(STEPS, "wrong", "other", "other", *rightly(7))
    await tell.play(STRICT, "on", "right", "hand in", "on", "right")
    world.clock.move(11 * MINUTE)
    await tell.go("enter", STRICT)
    await tell.play(AT_END, "on", "wrong", "right", "hand in")
    await tell.talk(("say", 0))
    sessions = list(world.book.rounds)
    for edition in ("first", "turned", "edited", "thinned", "first"):
        await tell(world.restart(0, edition))
        for lower in (False, True):
            for session in sessions:
                await tell(world.regrade(0, session, lower=lower))
        for activity in (STEPS, STRICT, AT_END):
            await tell.go("enter", activity, at=1)
        await tell(world.report(1, ADA))
    await tell(world.rebuild(0))


async def an_attempt_that_time_has_ended_is_graded_again_by_who_looks_first(tell: Teller) -> None:
    await tell.go("again", TIMED)
    await tell.play(TIMED, "right", "other")
    tell.world.clock.move(timedelta(hours=1))
    await tell(tell.world.restart(0, "edited"))
    await tell(tell.world.regrade(0, tell.attempt(TIMED).session, lower=True))
    same("I8", len(tell.world.book.counts) > 0, True, "it was counted")


async def an_attempt_that_time_has_ended_ends_even_where_it_cannot_be_graded_again(tell: Teller) -> None:
    for _ in range(3):
        await tell.go("again", TIMED)
        await tell.play(TIMED, "right", "other")
        tell.world.clock.move(timedelta(hours=2))
        if "t4" in [slot.item.id for slot in tell.attempt(TIMED).slots]:
            break
    await tell(tell.world.restart(0, "thinned"))
    await tell(tell.world.regrade(0, tell.attempt(TIMED).session, lower=True))
    same("I10", tell.attempt(TIMED).cause, "expired", "why it ended")


async def only_more_time_given_by_somebody_moves_a_deadline(tell: Teller) -> None:
    world = tell.world
    await tell.play(TIMED, "on", "right")
    session = tell.attempt(TIMED).session
    await tell(world.extend(0, session, 5 * MINUTE))
    await tell(world.extend(0, session, 45 * MINUTE))
    world.clock.move(40 * MINUTE)
    await tell.play(TIMED, "wrong")
    world.clock.move(30 * MINUTE)
    await tell.go("enter", TIMED)
    await tell(world.extend(1, session, 10 * MINUTE))
    await tell.play(TIMED, "summary", "hand in")
    await tell(world.extend(0, session, timedelta(days=1)))
    await tell.play(STRICT, "on", "right")
    world.clock.move(11 * MINUTE)
    await tell.go("enter", STRICT)
    await tell.go("again", STRICT)
    first = world.book.of(ADA, STRICT)[0]
    await tell(world.extend(0, first.session, timedelta(hours=1)))
    await tell(world.extend(0, next(iter(world.book.rounds)), timedelta(hours=1)))


async def what_was_taken_back_counts_for_nothing(tell: Teller) -> None:
    world = tell.world
    await tell.play(TIMED, "on", "right", "right", "hand in")
    await tell(world.void(0, tell.attempt(TIMED).session))
    await tell(world.void(0, tell.attempt(TIMED).session))
    await tell.go("enter", TIMED)
    await tell.play(TIMED, "on", "right")
    await tell(world.void(1, tell.attempt(TIMED).session))
    await tell(world.regrade(1, tell.attempt(TIMED).session, lower=True))
    await tell(world.extend(1, tell.attempt(TIMED).session, timedelta(days=1)))
    attempt = tell.attempt(TIMED)
    await tell(world.press(0, ADA, attempt.session, attempt.step, "handin"))
    world.clock.move(timedelta(hours=1))
    await tell.go("enter", TIMED)
    await tell.talk(("say", 0), ("say", 0))
    await tell(world.void(1, world.book.of(ADA, LAB)[0].session))
    await tell.go("enter", LAB)
    await tell(world.report(0, ADA))


STORIES_OF_ATTEMPTS = (
    twelve_of_fifteen_pass_at_four_fifths,
    what_costs_nothing_costs_nothing,
    what_no_rule_marks_counts_for_nothing,
    controls_that_are_not_there_do_nothing,
    answers_can_be_changed_until_they_are_handed_in,
    an_answer_in_time_counts_and_a_late_one_does_not,
    who_does_not_hand_in_where_it_is_asked_for_has_nothing,
    a_clock_set_back_reopens_nothing,
    an_editor_changes_no_attempt_under_way,
    everything_is_delivered_three_times,
    a_worker_dies_at_every_commit,
    two_workers_decide_at_once,
    nobody_acts_for_somebody_else,
    only_what_says_something_counts_in_a_lab,
    a_message_is_kept_until_the_tutor_replies,
    an_attempt_is_graded_again,
    an_attempt_that_time_has_ended_is_graded_again_by_who_looks_first,
    an_attempt_that_time_has_ended_ends_even_where_it_cannot_be_graded_again,
    only_more_time_given_by_somebody_moves_a_deadline,
    what_was_taken_back_counts_for_nothing,
)
