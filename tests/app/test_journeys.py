"""Whole journeys through the core: played to the end, interrupted, delivered twice, in another language."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, BEA, SHIPPED, TINY, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.ports import Stream, TutorReply, TutorRequest
from courseware_core.screen.model import Intent, Screen
from courseware_core.storage import open_store
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.surfaces import CoreSurface, RepeatingSurface
from courseware_core.testing.tutors import ScriptedTutor


def facts(streams: tuple[Stream, ...]) -> list[tuple[str, object]]:
    """What was recorded, in order, without whose it is and when it was."""
    return [(stream.session, recorded.fact) for stream in streams for recorded in stream.facts]


@pytest.mark.parametrize("content", [TINY, SHIPPED], ids=["tiny", "shipped"])
async def test_a_learner_plays_the_whole_module_and_everything_is_done(content: Path) -> None:
    async with opened(content) as app:
        someone = learner(app)
        await whole_module(someone)
        report = await app.progress(ADA)
        assert all(each.is_done for module in report.modules for each in module.activities)
        assert {screen.name for screen in someone.seen} >= {
            "welcome",
            "menu",
            "lesson.page",
            "lesson.end",
            "question",
            "feedback",
            "summary",
            "result",
            "lab.talk",
            "lab.end",
        }


async def test_a_journey_interrupted_after_every_press_leaves_the_same_facts(tmp_path: Path) -> None:
    async with opened() as app:
        await whole_module(learner(app))
        undisturbed = facts(await app.export(ADA))

    url = f"sqlite:///{tmp_path / 'record.db'}"
    clock, chance = FixedClock(), RepeatableChance()

    class Interrupted:
        """Closes the program after every press."""

        async def enter(self, activity: str = "") -> Screen:
            async with opened(store=url, clock=clock, chance=chance) as app:
                return (await app.enter(ADA, activity)).screen

        async def send(self, intent: Intent) -> Screen:
            async with opened(store=url, clock=clock, chance=chance) as app:
                return (await app.handle(ADA, intent)).screen

    async with opened() as app:
        await whole_module(Learner(Interrupted(), app.catalog))
    async with opened(store=url) as app:
        assert facts(await app.export(ADA)) == undisturbed


async def test_everything_delivered_twice_has_one_effect() -> None:
    async with opened() as app:
        await whole_module(learner(app))
        once = facts(await app.export(ADA))
    async with opened() as app:
        await whole_module(Learner(RepeatingSurface(app, ADA), app.catalog))
        assert facts(await app.export(ADA)) == once


async def test_coming_back_shows_the_very_screen_that_was_left() -> None:
    async with opened() as app:
        someone = learner(app)
        for activity in ("t1.l1", "t1.l1.quiz", "t1.l2.quiz", "t1.test", "t1.l1.lab"):
            await someone.enter(activity)
            left = await someone.press("next") if activity == "t1.l1" else someone.screen
            await someone.press("menu")
            assert await someone.enter(activity) == left


async def test_the_menu_goes_on_where_one_was_even_in_something_that_is_done() -> None:
    clock = FixedClock()
    async with opened(clock=clock) as app:
        someone = learner(app)
        for activity in ("t1.l1", "t1.l1.lab", "t1.l2"):
            clock.move(timedelta(minutes=1))
            await someone.enter(activity)
            if activity == "t1.l1":
                await someone.read_lesson()
            if activity == "t1.l1.lab":
                await someone.talk("What is it?", "Why is that so?", "How does it end?")
            await someone.press("menu")
            suggested = "t1.l1.quiz" if activity == "t1.l1" else activity
            assert someone.screen.controls[0].token.split(":")[3] == suggested


async def test_the_product_speaks_the_learners_language_and_the_course_its_own() -> None:
    async with opened() as app:
        german = CoreSurface(app, BEA)
        await app.enter(BEA, locale="de")
        first = (await app.enter(BEA, "t1.l1", locale="de")).screen
        assert first.locale == "de"
        assert first.title == "Willkommen"
        someone = Learner(german, app.catalog)
        someone.screen = first
        await someone.press("next")
        assert someone.screen.locale == "de"
        assert someone.screen.title == app.catalog.activity("t1.l1").activity.title


async def test_a_foreign_a_stale_and_a_broken_control_change_nothing_and_show_a_way_on() -> None:
    async with opened() as app:
        someone, other = learner(app), learner(app, BEA)
        first = await someone.enter("t1.l1.quiz")
        assert first.submit is not None
        await someone.answer()
        await other.enter()
        before = facts(await app.export(ADA))
        stale = await app.handle(ADA, Intent(token=first.submit.token, delivery="x1"))
        assert stale.screen == someone.screen
        assert stale.notice
        foreign = await app.handle(BEA, Intent(token=first.submit.token, delivery="x2"))
        assert foreign.screen.name == "menu"
        assert foreign.notice
        for token in (
            "",
            "x",
            ":::",
            "abc:1:nothing",
            "s1:99999:answer:0",
            ":0:enter:none:",
            "a" * 64,
            f"{ADA.person_session()}:1:answer:0",
        ):
            turn = await app.handle(ADA, Intent(token=token))
            assert turn.notice, token
            assert turn.screen.controls, token
        assert facts(await app.export(ADA)) == before


async def test_a_control_of_an_earlier_screen_does_nothing_even_where_it_would_be_possible() -> None:
    async with opened() as app:
        someone = learner(app)
        await someone.enter("t1.l1")
        await someone.press("Contents")
        elsewhere = someone.screen.controls[1]
        await someone.enter("t1.l1")
        await someone.press("next")
        before = facts(await app.export(ADA))
        turn = await app.handle(ADA, Intent(token=elsewhere.token, delivery="late"))
        assert turn.notice
        assert facts(await app.export(ADA)) == before


async def test_what_is_delivered_again_shows_the_current_screen_and_says_nothing_of_it() -> None:
    async with opened() as app:
        someone = learner(app)
        question = await someone.enter("t1.l1.quiz")
        assert question.submit is not None
        twice = Intent(token=question.submit.token, answer=Answer(values=(0,)), delivery="d1")
        first = await app.handle(ADA, twice)
        again = await app.handle(ADA, twice)
        assert again.screen == first.screen
        assert not again.notice
        refused = Intent(token=question.submit.token, delivery="d2")
        assert (await app.handle(ADA, refused)).notice


async def test_an_edited_course_damages_no_attempt_under_way(tmp_path: Path) -> None:
    content = tmp_path / "tiny"
    shutil.copytree(TINY, content)
    url = f"sqlite:///{tmp_path / 'record.db'}"
    chance = RepeatableChance()
    async with opened(content, url, chance=chance) as app:
        someone = learner(app)
        left = await someone.enter("t1.l1.quiz")
    for quiz in content.rglob("quiz.yaml"):
        quiz.write_text(
            quiz.read_text(encoding="utf-8").replace("stem: ", "stem: Edited. "), encoding="utf-8"
        )
    async with opened(content, url, chance=chance) as app:
        again = learner(app)
        assert await again.enter("t1.l1.quiz") == left
        fresh = learner(app, BEA)
        assert "Edited." in str((await fresh.enter("t1.l1.quiz")).blocks)


async def test_only_what_was_missed_comes_again_and_the_whole_attempt_still_counts() -> None:
    async with opened() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        result = await someone.take_assessment(wrong=2)
        assert result.name == "result"
        await someone.press("Only what I missed")
        assert someone.screen.progress is not None
        assert someone.screen.progress.total < 4
        last = await someone.take_assessment()
        words = " ".join(plain(rich) for block in last.blocks for rich in texts(block))
        assert "stays that of your whole attempts" in words
        report = await app.progress(ADA)
        quiz = next(a for m in report.modules for a in m.activities if a.activity == "t1.l1.quiz")
        assert quiz.attempts == 2
        assert quiz.score is not None
        assert quiz.score < 4
        assert quiz.out_of == 4


async def test_a_better_attempt_counts_and_a_word_says_so() -> None:
    async with opened() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        await someone.take_assessment(wrong=4)
        await someone.press("Take it again")
        last = await someone.take_assessment()
        words = " ".join(plain(rich) for block in last.blocks for rich in texts(block))
        assert "Your best attempt counts." in words
        assert "Attempt 2: 4 of 4 – this one counts" in words


async def test_a_test_whose_time_is_over_is_closed_by_whoever_looks_next() -> None:
    clock = FixedClock()
    async with opened(clock=clock) as app:
        someone = learner(app)
        await someone.enter("t1.test")
        await someone.answer()
        clock.move(timedelta(hours=2))
        result = await someone.enter("t1.test")
        assert result.name == "result"
        assert "time was over" in str(result.blocks)


async def test_attempts_and_pauses_of_a_test_are_kept_and_said() -> None:
    clock = FixedClock()
    async with opened(clock=clock) as app:
        surface = CoreSurface(app, ADA)
        someone = Learner(surface, app.catalog)
        await someone.enter("t1.test")
        for attempt in range(3):
            await someone.take_assessment(wrong=3)
            await someone.press("Take it again")
            assert someone.screen.name == "result"
            assert surface.turn is not None
            assert surface.turn.notice
            clock.move(timedelta(hours=13))
            if attempt < 2:
                await someone.press("Take it again")
                assert someone.screen.name in ("question", "summary")


async def test_one_clock_set_back_neither_reopens_nor_extends() -> None:
    clock = FixedClock()
    async with opened(clock=clock) as app:
        someone = learner(app)
        await someone.enter("t1.test")
        clock.move(timedelta(minutes=-50))
        await someone.answer()
        clock.move(timedelta(hours=2))
        assert (await someone.enter("t1.test")).name == "result"
        clock.move(timedelta(days=-3))
        assert (await someone.enter("t1.test")).name == "result"
        (stream,) = [each for each in await app.export(ADA) if each.session.startswith("s")]
        times = [recorded.at for recorded in stream.facts]
        assert times == sorted(times)


async def test_a_person_is_welcomed_once_and_before_anything_else() -> None:
    async with opened() as app:
        for activity in ("", "t1.l1.quiz"):
            first = await app.enter(ADA, activity)
            assert first.screen.name == "welcome"
        assert await app.export(ADA) == ()
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        assert someone.screen.name == "question"
        assert (await app.enter(ADA, "t1.l1.quiz")).screen == someone.screen


async def test_a_test_says_its_rules_before_its_clock_runs() -> None:
    clock = FixedClock()
    async with opened(clock=clock) as app:
        someone = learner(app)
        await someone.enter()
        intro = (await app.enter(ADA, "t1.test")).screen
        assert intro.name == "intro"
        words = " ".join(plain(rich) for block in intro.blocks for rich in texts(block))
        assert "To pass you need 2 of 3." in words
        clock.move(timedelta(hours=5))
        assert (await app.progress(ADA)).modules[0].activities[-1].attempts == 0
        question = await someone.enter("t1.test")
        assert question.name == "question"
        assert "30 minutes" in str(question.blocks)


async def test_coming_back_without_saying_where_to_is_one_press_away_from_where_one_was() -> None:
    async with opened() as app:
        someone = learner(app)
        assert (await someone.enter()).name == "menu"
        left = await someone.enter("t1.l1.quiz")
        assert (await someone.enter()).name == "menu"
        assert await someone.press("next") == left


async def test_forgetting_removes_the_person_and_leaves_the_anonymous_counts(tmp_path: Path) -> None:
    someone_rare = Identity("test", "local", "gwendolyn-quux")  # no chance bytes spell this name
    store = await open_store(f"sqlite:///{tmp_path / 'record.db'}")
    async with opened(store=store) as app:
        someone, other = learner(app, someone_rare), learner(app, BEA)
        await other.enter("t1.l1.quiz")
        await someone.enter("t1.l1.quiz")
        await someone.take_assessment()
        await someone.enter("t1.l1.lab")
        await someone.write("My cat is called Schnurrbert, what about weights?")
        counted = dict(await store.counts())
        erased = await app.forget(someone_rare)
        assert erased.sessions == 3
        assert await app.export(someone_rare) == ()
        assert await app.export(BEA)
        assert (await app.enter(someone_rare)).screen.name == "welcome"
        assert dict(await store.counts()) == counted
        assert counted
    await store.close()
    left = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))  # noqa: ASYNC240
    assert b"Schnurrbert" not in left
    assert b"gwendolyn" not in left


async def test_a_message_that_waits_for_its_reply_gets_it_on_coming_back() -> None:
    class Dying:
        async def reply(self, request: TutorRequest) -> TutorReply:
            raise OSError("gone")

    store = MemoryStore()
    async with opened(store=store, tutor=Dying()) as app:
        someone = learner(app)
        await someone.enter("t1.l1.lab")
        await someone.write("What is this lesson about, please?")
        assert "Your message is kept" in str(someone.screen.blocks)
        await someone.press("Ask again for the reply")
        assert "Your message is kept" in str(someone.screen.blocks)
    async with opened(store=store) as app:
        again = learner(app)
        await again.enter("t1.l1.lab")
        replies = [fact for _, fact in facts(await app.export(ADA)) if type(fact).__name__ == "ReplyGiven"]
        assert len(replies) == 1
        assert again.screen.progress is not None
        assert again.screen.progress.done == 1


@pytest.mark.parametrize(
    "reply",
    [
        TutorReply("shout", text="loud"),  # type: ignore[arg-type]
        TutorReply("answer", text="word " * 40_000),
    ],
    ids=["unknown move", "endless"],
)
async def test_a_reply_that_cannot_be_recorded_harms_nothing(reply: TutorReply) -> None:
    async with opened(tutor=ScriptedTutor([reply, TutorReply("answer", text="Better.")])) as app:
        someone = learner(app)
        await someone.enter("t1.l1.lab")
        await someone.write("What is this lesson about, please?")
        assert await app.export(ADA)
        await someone.enter("t1.l1.lab")
        assert "Better." in str(someone.screen.blocks)


async def test_learners_do_not_see_each_other() -> None:
    async with opened() as app:
        for name in ("ada", "bea", "cem"):
            someone = learner(app, Identity("test", "local", name))
            await someone.enter("t1.l1.quiz")
            await someone.answer(rightly=name != "bea")
        streams = await app.export(ADA)
        assert {recorded.actor for stream in streams for recorded in stream.facts} == {ADA}


async def test_a_hundred_learners_at_once_do_not_get_in_each_others_way() -> None:
    async with opened() as app:

        async def one(n: int, app: Courseware = app) -> None:
            someone = learner(app, Identity("test", "local", f"learner{n}"))
            await someone.enter("t1.l1.quiz")
            await someone.take_assessment()

        await asyncio.gather(*(one(n) for n in range(100)))
        report = await app.progress(Identity("test", "local", "learner7"))
        assert any(each.score == 4 for module in report.modules for each in module.activities)
