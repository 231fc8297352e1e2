"""One person on two surfaces is one learner, once both sides have agreed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.app.surroundings import ADA, BEA, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.engine.link import TRIES
from courseware_core.engine.machine import Rejected
from courseware_core.identity import Identity
from courseware_core.testing.fakes import FixedClock

ADA_IN_CHAT = Identity("chat", "T1", "U1")
STRANGER = Identity("chat", "T1", "U2")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def app(clock: FixedClock) -> AsyncIterator[Courseware]:
    async with opened(clock=clock) as app:
        yield app


async def link(app: Courseware, one: Identity = ADA, other: Identity = ADA_IN_CHAT, **how: object) -> object:
    offer = await app.linking.offer(one)
    assert await app.linking.claim(other, offer.code) == one
    return await app.linking.confirm(one, **how)  # type: ignore[arg-type]


async def test_both_sides_agree_before_they_are_one_learner(app: Courseware) -> None:
    await learner(app).enter("t1.l1")
    offer = await app.linking.offer(ADA)
    assert len(offer.code) == 8
    assert await app.linking.look_up(ADA_IN_CHAT, offer.code) == ADA
    assert await app.linking.waiting(ADA) is None
    assert await app.linking.claim(ADA_IN_CHAT, offer.code) == ADA
    assert await app.linking.waiting(ADA) == ADA_IN_CHAT
    assert (await app.progress(ADA_IN_CHAT)).modules[0].activities[0].state == "not_started"
    assert await app.linking.confirm(ADA) == ADA_IN_CHAT
    assert (await app.progress(ADA_IN_CHAT)).modules[0].activities[0].state == "in_progress"


async def test_a_code_is_read_however_it_is_typed(app: Courseware) -> None:
    offer = await app.linking.offer(ADA)
    typed = f" {offer.code[:4].lower()}-{offer.code[4:].lower()} "
    assert await app.linking.look_up(ADA_IN_CHAT, typed) == ADA


async def test_a_code_is_good_once(app: Courseware) -> None:
    offer = await app.linking.offer(ADA)
    await app.linking.claim(ADA_IN_CHAT, offer.code)
    assert await app.linking.claim(STRANGER, offer.code) == Rejected("no_such_code")
    await app.linking.confirm(ADA)
    assert await app.linking.claim(STRANGER, offer.code) == Rejected("no_such_code")
    assert await app.linking.confirm(ADA) == Rejected("nobody_waits")


async def test_a_code_is_good_for_ten_minutes(app: Courseware, clock: FixedClock) -> None:
    offer = await app.linking.offer(ADA)
    clock.move(timedelta(minutes=10) - timedelta(microseconds=1))
    assert await app.linking.claim(ADA_IN_CHAT, offer.code) == ADA
    clock.move(timedelta(microseconds=1))
    assert await app.linking.waiting(ADA) is None
    assert await app.linking.confirm(ADA) == Rejected("nobody_waits")
    assert await app.linking.look_up(STRANGER, offer.code) == Rejected("no_such_code")


async def test_a_clock_set_back_makes_no_code_good_again(app: Courseware, clock: FixedClock) -> None:
    offer = await app.linking.offer(ADA)
    clock.move(timedelta(minutes=11))
    await app.linking.look_up(ADA_IN_CHAT, "00000000")
    clock.move(timedelta(minutes=-11))
    assert await app.linking.claim(ADA_IN_CHAT, offer.code) == Rejected("no_such_code")


async def test_after_five_wrong_codes_a_right_one_has_to_wait(app: Courseware, clock: FixedClock) -> None:
    offer = await app.linking.offer(ADA)
    for number in range(TRIES):
        assert await app.linking.look_up(STRANGER, f"WRONG{number:03}") == Rejected("no_such_code")
    assert await app.linking.claim(STRANGER, offer.code) == Rejected("too_many_tries")
    assert await app.linking.claim(ADA_IN_CHAT, offer.code) == ADA  # others are not kept waiting
    clock.move(timedelta(minutes=10, seconds=1))
    offer = await app.linking.offer(BEA)
    assert await app.linking.look_up(STRANGER, offer.code) == BEA


async def test_nobody_is_linked_with_themselves_or_twice(app: Courseware) -> None:
    offer = await app.linking.offer(ADA)
    assert await app.linking.claim(ADA, offer.code) == Rejected("own_code")
    await app.linking.claim(ADA_IN_CHAT, offer.code)
    await app.linking.confirm(ADA)
    offer = await app.linking.offer(ADA)
    assert await app.linking.claim(ADA_IN_CHAT, offer.code) == Rejected("already_linked")


async def test_who_asked_for_the_code_may_decline(app: Courseware) -> None:
    offer = await app.linking.offer(ADA)
    await app.linking.claim(STRANGER, offer.code)
    assert await app.linking.decline(ADA) == STRANGER
    assert await app.linking.confirm(ADA) == Rejected("nobody_waits")
    assert await app.linking.claim(ADA_IN_CHAT, offer.code) == Rejected("no_such_code")
    assert await app.linking.decline(ADA) == Rejected("nobody_waits")


async def test_a_session_begun_on_one_surface_goes_on_on_the_other(app: Courseware) -> None:
    here = learner(app)
    await here.enter("t1.l1.quiz")
    await here.answer()
    await link(app)
    there = learner(app, ADA_IN_CHAT)
    await there.enter("t1.l1.quiz")
    assert there.screen.name == "feedback"
    await there.take_assessment()
    assert (await app.progress(ADA)).modules[0].activities[1].state == "passed"
    (head,) = await app.operators.attempts("t1.l1.quiz")
    assert head.owner == ADA
    channels = {each.actor for stream in await app.export(ADA) for each in stream.facts}
    assert channels == {ADA, ADA_IN_CHAT}


async def test_limits_count_over_both(app: Courseware, clock: FixedClock) -> None:
    for who, times in ((ADA, 2), (ADA_IN_CHAT, 1)):
        someone = learner(app, who)
        for _ in range(times):
            clock.move(timedelta(hours=13))
            await someone.enter("t1.test")
            if someone.screen.name == "result":
                await someone.press("Take it again")
            await someone.take_assessment(wrong=3)
    await link(app)
    clock.move(timedelta(hours=13))
    someone = learner(app, ADA_IN_CHAT)
    await someone.enter("t1.test")
    await someone.press("Take it again")
    assert someone.screen.name == "result"
    assert len(await app.operators.attempts("t1.test")) == 3


@pytest.mark.parametrize(("keep", "kept"), [("mine", ADA), ("theirs", ADA_IN_CHAT)])
async def test_of_two_open_attempts_the_person_keeps_one(app: Courseware, keep: str, kept: Identity) -> None:
    for who in (ADA, ADA_IN_CHAT):
        someone = learner(app, who)
        await someone.enter("t1.test")
        await someone.answer()
    assert await link(app) == Rejected("choose_attempt")
    (both,) = await app.linking.choices(ADA)
    assert (both.activity, both.mine.owner, both.theirs.owner) == ("t1.test", ADA, ADA_IN_CHAT)
    assert await app.linking.confirm(ADA, keep=keep) == ADA_IN_CHAT  # type: ignore[arg-type]
    heads = await app.operators.attempts("t1.test")
    assert {head.owner: head.status for head in heads} == {
        kept: "open",
        ADA if kept == ADA_IN_CHAT else ADA_IN_CHAT: "voided",
    }
    for who in (ADA, ADA_IN_CHAT):
        someone = learner(app, who)
        await someone.enter("t1.test")
        assert someone.screen.name == "question"
        assert someone.screen.progress is not None
        assert someone.screen.progress.done == 1


async def test_unlinking_parts_them_and_takes_nothing_from_either(app: Courseware) -> None:
    for who, activity in ((ADA, "t1.l1"), (ADA_IN_CHAT, "t1.l2")):
        await learner(app, who).enter(activity)
    await link(app)
    assert await app.linking.unlink(ADA_IN_CHAT) is None
    assert await app.linking.unlink(ADA_IN_CHAT) == Rejected("not_linked")
    for who, states in ((ADA, ("in_progress", "not_started")), (ADA_IN_CHAT, ("not_started", "in_progress"))):
        by_id = {each.activity: each.state for each in (await app.progress(who)).modules[0].activities}
        assert (by_id["t1.l1"], by_id["t1.l2"]) == states


async def test_who_is_linked_with_two_is_one_learner_with_both(app: Courseware) -> None:
    third = Identity("other", "S1", "9")
    await link(app)
    await link(app, third, ADA_IN_CHAT)
    await learner(app, third).enter("t1.l1")
    assert (await app.progress(ADA)).modules[0].activities[0].state == "in_progress"
    await app.linking.unlink(ADA)
    assert (await app.progress(ADA_IN_CHAT)).modules[0].activities[0].state == "in_progress"
    assert (await app.progress(ADA)).modules[0].activities[0].state == "not_started"


async def test_forgetting_covers_every_linked_identity(app: Courseware) -> None:
    for who in (ADA, ADA_IN_CHAT, BEA):
        await learner(app, who).enter("t1.l1")
    await link(app)
    await app.forget(ADA_IN_CHAT)
    assert await app.export(ADA) == ()
    assert await app.export(ADA_IN_CHAT) == ()
    assert {head.owner for head in await app.operators.attempts("t1.l1")} == {BEA}


async def test_a_code_that_is_guessed_says_nothing_of_its_owner(app: Courseware) -> None:
    offer = await app.linking.offer(ADA)
    recorded = [repr(stream) for stream in await app.export(ADA)]
    assert recorded
    assert not any(offer.code in each for each in recorded)


async def test_who_is_linked_already_cannot_be_linked_again_and_keeps_their_attempt(app: Courseware) -> None:
    codes = [(await app.linking.offer(ADA)).code for _ in range(2)]
    for code in codes:
        await app.linking.claim(ADA_IN_CHAT, code)
    await app.linking.confirm(ADA)
    await learner(app).enter("t1.test")
    assert await app.linking.waiting(ADA) is None
    assert await app.linking.confirm(ADA, keep="mine") == Rejected("nobody_waits")
    (attempt,) = await app.operators.attempts("t1.test")
    assert attempt.status == "open"


async def test_an_attempt_whose_time_is_over_is_closed_and_not_set_aside(
    app: Courseware, clock: FixedClock
) -> None:
    there = learner(app, ADA_IN_CHAT)
    await there.enter("t1.test")
    for _ in range(3):
        await there.answer()
    clock.move(timedelta(hours=1))
    await learner(app).enter("t1.test")
    assert await link(app, keep="mine") == ADA_IN_CHAT
    heads = {head.owner: head for head in await app.operators.attempts("t1.test")}
    assert (heads[ADA].status, heads[ADA_IN_CHAT].status) == ("open", "closed")
    assert heads[ADA_IN_CHAT].passed is True


async def test_the_result_is_shown_beside_an_attempt_that_was_set_aside(app: Courseware) -> None:
    for who in (ADA, ADA_IN_CHAT):
        await learner(app, who).enter("t1.l1.quiz")
    await link(app, keep="mine")
    someone = learner(app)
    await someone.enter("t1.l1.quiz")
    await someone.take_assessment()
    again = learner(app, ADA_IN_CHAT)
    await again.enter("t1.l1.quiz")
    assert again.screen.name == "result"
    told = "\n".join(plain(rich) for block in again.screen.blocks for rich in texts(block))
    assert "Attempt 2 was set aside" in told


async def test_a_mistyped_choice_keeps_nothing_from_anybody(app: Courseware) -> None:
    with pytest.raises(ValueError, match="yours"):
        await app.linking.confirm(ADA, keep="yours")  # type: ignore[arg-type]


async def test_a_refusal_has_a_sentence_in_the_persons_language(app: Courseware) -> None:
    await app.enter(ADA, locale="de")
    rejected = await app.linking.confirm(ADA)
    assert isinstance(rejected, Rejected)
    assert await app.why(ADA, rejected) == "Nobody has used a code of yours in the last ten minutes."


ACCOUNT = Identity("chat", "direct", "U1")
"""The user that `ADA_IN_CHAT` is, wherever they are."""


async def test_a_user_who_arrives_in_a_tenant_is_the_learner_that_their_account_is(app: Courseware) -> None:
    elsewhere = Identity("chat", "T2", "U1")
    await link(app, ADA, ACCOUNT)
    for each in (ADA_IN_CHAT, elsewhere, elsewhere):
        await app.linking.arrive(each)
    assert set(await app.linking.identities(elsewhere)) == {ADA, ADA_IN_CHAT, ACCOUNT, elsewhere}
    assert await app.export(elsewhere) == await app.export(ADA)


async def test_arriving_is_no_fact_of_anybody(app: Courseware) -> None:
    await app.linking.arrive(ADA_IN_CHAT)
    assert await app.export(ADA_IN_CHAT) == ()


async def test_who_has_learned_in_a_tenant_already_is_not_joined_by_arriving(app: Courseware) -> None:
    await learner(app, ADA_IN_CHAT).enter("t1.l1")
    await app.linking.arrive(ADA_IN_CHAT)
    assert await app.linking.identities(ADA_IN_CHAT) == (ADA_IN_CHAT,)


async def test_an_account_learned_last_where_something_of_it_changed_last(
    app: Courseware, clock: FixedClock
) -> None:
    elsewhere = Identity("chat", "T2", "U1")
    assert await app.linking.latest(ACCOUNT) == ACCOUNT
    for each in (ADA_IN_CHAT, elsewhere):
        await app.linking.arrive(each)
        await learner(app, each).enter("t1.l1.quiz" if each == elsewhere else "t1.l1")
        clock.move(timedelta(minutes=1))
        assert await app.linking.latest(ACCOUNT) == each
    await link(app, ADA, ACCOUNT)
    await learner(app).enter("t1.l2")
    assert await app.linking.latest(ACCOUNT) == elsewhere
