"""Labs with a model: who is asked first, what goes where, and what is said when it cannot reply."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.modelling import LAB, USED, WORDS, SlowModel, in_lab, quick_model, said, talked, used
from tests.app.surroundings import ADA, BEA, TINY, learner, opened

from courseware_core.chat import ModelError
from courseware_core.identity import Identity
from courseware_core.screen.match import Matched, match
from courseware_core.screen.model import Intent
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import whole_module
from courseware_core.testing.models import ScriptedModel
from courseware_core.turns import Turn


async def test_who_gets_the_words_is_said_before_the_first_message() -> None:
    model = quick_model(provider="Example Models")
    async with opened(model=model) as app:
        someone = learner(app)
        screen = await someone.enter(LAB)
        assert (screen.name, screen.input) == ("lab.provider", None)
        assert "sent to Example Models" in said(screen)
        assert model.asked == 0


async def test_who_agrees_talks_with_the_model_and_is_not_asked_again() -> None:
    model = quick_model()
    async with opened(model=model) as app:
        someone = await in_lab(app)
        assert someone.screen.name == "lab.talk"
        assert WORDS in said(await someone.write("Why does it turn brown?"))
        assert (await learner(app).enter(LAB)).name == "lab.talk"
        (_, (reply,)) = await talked(app)
        assert (reply.source, reply.instead, reply.counted) == ("openai/slow", "", True)
        (usage,) = await used(app)
        assert (usage.tenant, usage.model, usage.calls, usage.usage) == ("test:local", "openai/slow", 1, USED)


async def test_who_declines_talks_with_the_lesson_and_nothing_is_sent() -> None:
    model = quick_model()
    async with opened(model=model) as app:
        someone = await in_lab(app, choose="Stay with the lesson")
        screen = await someone.press("Why does a leaf turn brown?")
        assert "as a cut apple does" in said(screen)
        assert "So the lesson replies" not in said(screen)
        (_, (reply,)) = await talked(app)
        assert (reply.source, reply.instead, reply.counted) == ("lesson", "", True)
        assert (model.asked, await used(app)) == (0, ())


async def test_one_may_choose_again_in_any_lab() -> None:
    model = quick_model()
    async with opened(model=model) as app:
        someone = await in_lab(app, choose="Stay with the lesson")
        await someone.write("Why does it turn brown?")
        assert (await someone.press("Replies: the lesson")).name == "lab.provider"
        assert (await someone.press("Talk with the model")).name == "lab.talk"
        await someone.write("What stops the browning?")
        assert model.asked == 1
        await someone.press("Replies: the model of Example")
        await someone.press("Stay with the lesson")
        await someone.write("What does heat do to a leaf?")
        assert model.asked == 1
        _, replies = await talked(app)
        assert [reply.source for reply in replies] == ["lesson", "openai/slow", "lesson"]


async def test_a_message_that_comes_before_the_choice_goes_to_nobody() -> None:
    model = quick_model()
    async with opened() as app:
        someone = await in_lab(app, choose="")
        before = someone.screen
    async with opened(model=model) as app:
        other = learner(app)
        await other.enter(LAB)
        assert other.screen.name == "lab.provider"
        found = match(before, "Why does it turn brown?")
        assert isinstance(found, Matched)
        await app.handle(ADA, Intent(token=found.token, answer=found.answer))
        assert model.asked == 0


async def test_another_provider_asks_anew_and_an_old_yes_is_no_yes_to_it() -> None:
    old, new = quick_model(provider="Old"), quick_model(provider="New")
    store = MemoryStore()
    async with opened(store=store, model=old) as app:
        someone = learner(app)
        asked_about_old = await someone.enter(LAB)
        await someone.press("Talk with the model")
    async with opened(store=store, model=new) as app:
        someone = learner(app)
        assert "sent to New" in said(await someone.enter(LAB))
        agree = next(each for each in asked_about_old.controls if "Talk with" in each.label)
        turn = await app.handle(ADA, Intent(token=agree.token))
        assert turn.screen.name == "lab.provider"
        assert "sent to New" in said(turn.screen)
        assert (old.asked, new.asked) == (0, 0)


async def test_a_tenant_can_switch_models_off_and_on_again() -> None:
    model = quick_model()
    async with opened(model=model) as app:
        someone = await in_lab(app)
        await app.operators.switch_models("test:local", on=False, reason="a contract")
        assert "was switched off here. So the lesson replies" in said(await someone.write("Why is it brown?"))
        assert not any("Replies:" in control.label for control in someone.screen.controls)
        assert (await learner(app, BEA).enter(LAB)).name == "lab.talk"
        elsewhere = await in_lab(app, Identity("test", "elsewhere", "cem"))
        await elsewhere.write("Why does it turn brown?")
        assert model.asked == 1
        await app.operators.switch_models("test:local", on=True)
        await someone.write("What stops the browning?")
        assert model.asked == 2


async def test_a_model_that_nobody_knows_is_not_asked_and_the_lesson_says_so() -> None:
    class Unknown(SlowModel):
        async def provider(self) -> str:
            raise ModelError("There is no such provider.", "no_model")

    model = Unknown()
    async with opened(model=model) as app:
        someone = learner(app)
        assert (await someone.enter(LAB)).name == "lab.talk"
        screen = await someone.write("Why does it turn brown?")
        assert "whoever runs this has to look into it. So the lesson replies:" in said(screen)
        assert model.asked == 0


async def test_a_switch_outlasts_whoever_is_forgotten() -> None:
    async with opened(model=quick_model()) as app:
        await app.operators.switch_models("test:local", on=False)
        await in_lab(app, choose="")
        await app.forget(ADA)
        assert not await app.people.models_allowed("test:local")


async def test_the_learner_sees_their_message_while_the_model_writes_and_may_do_other_things() -> None:
    model = SlowModel()
    async with opened(model=model) as app:
        someone = await in_lab(app)
        meanwhile: list[Turn] = []
        writing = asyncio.create_task(
            app.answer(ADA, someone.screen, "Why does it turn brown?", meanwhile=meanwhile.append)
        )
        await model.busy.wait()
        (shown,) = meanwhile
        assert "Why does it turn brown?" in said(shown.screen)
        assert "The tutor is writing a reply" in said(shown.screen)
        lesson = await app.enter(ADA, "t1.l1")
        assert lesson.screen.name == "lesson.page"
        back = await app.enter(ADA, LAB)
        assert "is being written in another window" in said(back.screen)
        model.go_on.set()
        assert WORDS in said((await writing).screen)
        assert model.asked == 1


async def test_the_lesson_never_lets_anybody_wait() -> None:
    meanwhile: list[Turn] = []
    async with opened(model=quick_model()) as app:
        someone = await in_lab(app, choose="Stay with the lesson")
        await app.answer(ADA, someone.screen, "Why does it turn brown?", meanwhile=meanwhile.append)
    assert meanwhile == []


async def test_when_the_model_fails_the_lesson_replies_and_says_why_and_the_model_comes_back() -> None:
    model = ScriptedModel([ModelError("It declined.", "refused"), WORDS])
    async with opened(model=model) as app:
        someone = await in_lab(app)
        screen = await someone.write("Why does it turn brown?")
        assert "The model did not want to answer this. So the lesson replies:" in said(screen)
        assert WORDS in said(await someone.write("What stops the browning?"))
        _, replies = await talked(app)
        assert [(each.source, each.instead, each.counted) for each in replies] == [
            ("lesson", "refused", True),
            ("scripted/model", "", True),
        ]


async def test_every_journey_can_be_made_with_a_model() -> None:
    model = quick_model()
    async with opened(TINY, model=model) as app:
        someone = learner(app)
        await whole_module(someone)
        assert someone.screen.name == "menu"
        assert model.asked > 1


async def test_what_the_model_wrote_is_exported_and_forgotten_with_the_learner() -> None:
    async with opened(model=quick_model()) as app:
        someone = await in_lab(app)
        await someone.write("Why does it turn brown?")
        messages, replies = await talked(app)
        assert messages == ["Why does it turn brown?"]
        assert [each.text for each in replies] == [WORDS]
        await app.forget(ADA)
        assert await talked(app) == ([], [])
        (usage,) = await used(app)
        assert (usage.tenant, usage.calls) == ("test:local", 1)


async def test_a_reply_that_came_after_the_learner_was_forgotten_is_recorded_nowhere() -> None:
    model = SlowModel()
    async with opened(model=model) as app:
        someone = await in_lab(app)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "Why does it turn brown?"))
        await model.busy.wait()
        await app.forget(ADA)
        model.go_on.set()
        await writing
        assert await app.export(ADA) == ()
        (usage,) = await used(app)
        assert (usage.calls, usage.usage.estimated, usage.unpriced) == (1, True, 1)


async def test_whoever_stops_waiting_gets_the_reply_when_they_come_back() -> None:
    model = SlowModel()
    async with opened(model=model) as app:
        someone = await in_lab(app)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "Why does it turn brown?"))
        await model.busy.wait()
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        model.go_on.set()
        back = await app.enter(ADA, LAB)
        assert WORDS in said(back.screen)
        messages, replies = await talked(app)
        assert (len(messages), len(replies), model.asked) == (1, 1, 2)
        (usage,) = await used(app)
        assert (usage.calls, usage.usage.estimated) == (2, True)


async def test_a_reply_is_written_by_one_worker_and_taken_over_when_that_one_is_lost() -> None:
    store, clock = MemoryStore(), FixedClock()
    first, second = SlowModel(), quick_model()
    async with (
        opened(store=store, clock=clock, model=first) as one,
        opened(store=store, clock=clock, model=second) as two,
    ):
        someone = await in_lab(one)
        writing = asyncio.create_task(one.answer(ADA, someone.screen, "Why does it turn brown?"))
        await first.busy.wait()
        assert "is being written in another window" in said((await two.enter(ADA, LAB)).screen)
        assert second.asked == 0
        clock.move(timedelta(minutes=1))
        assert WORDS in said((await two.enter(ADA, LAB)).screen)
        first.go_on.set()
        assert WORDS in said((await writing).screen)
        messages, replies = await talked(one)
        assert (len(messages), len(replies), first.asked, second.asked) == (1, 1, 1, 1)
        (usage,) = await used(one)
        assert usage.calls == 2


async def test_what_was_not_written_for_a_model_never_reaches_it() -> None:
    """Neither what was said while one declined, nor what was said where models are off, by whomever."""
    model, there = ScriptedModel(lambda _: WORDS), Identity("chat", "bank", "ada")
    async with opened(model=model) as app:
        await app.operators.switch_models("chat:bank", on=False)
        offer = await app.linking.offer(ADA)
        await app.linking.claim(there, offer.code)
        await app.linking.confirm(ADA)
        at_work = learner(app, there)
        await at_work.enter(LAB)
        await at_work.write("My debt at the bank is a quincunx. Why does it turn brown?")
        at_home = learner(app)
        await at_home.enter(LAB)
        await at_home.press("Stay with the lesson")
        await at_home.write("My aunt is a xylograph. What stops the browning?")
        await at_home.press("Replies: the lesson")
        await at_home.press("Talk with the model")
        await at_home.write("What does heat do to a leaf?")
        await at_home.write("And then, what happens to the heated leaf?")
    sent = "\n".join(message.text for asked in model.asked for message in asked.messages)
    assert len(model.asked) == 2
    assert "What does heat do to a leaf?" in sent
    assert "quincunx" not in sent
    assert "xylograph" not in sent


async def test_a_surface_that_fails_while_the_model_writes_leaves_no_call_behind() -> None:
    model = quick_model()

    def broken(turn: Turn) -> None:
        raise OSError("the surface has gone")

    async with opened(model=model) as app:
        someone = await in_lab(app)
        with pytest.raises(OSError, match="has gone"):
            await app.answer(ADA, someone.screen, "Why does it turn brown?", meanwhile=broken)
        assert WORDS in said((await app.enter(ADA, LAB)).screen)
        assert model.asked == 1


async def test_a_new_message_does_not_wait_for_the_call_of_an_older_one() -> None:
    slow = SlowModel()
    async with opened(model=slow) as app:
        someone = await in_lab(app)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "Why does it turn brown?"))
        await slow.busy.wait()
        await app.operators.switch_models("test:local", on=False)
        second = learner(app)
        await second.enter(LAB)  # the lesson replies, as it may
        await app.operators.switch_models("test:local", on=True)
        slow.go_on.set()
        assert WORDS in said(await second.write("What stops the browning?"))
        await writing
        messages, replies = await talked(app)
        assert (len(messages), len(replies)) == (2, 2)


async def test_a_provider_that_cannot_be_named_makes_nobody_wait_twice() -> None:
    class Hanging(SlowModel):
        named = 0

        async def provider(self) -> str:
            self.named += 1
            raise OSError("no names today")

    model = Hanging()
    async with opened(model=model) as app:
        someone = learner(app)
        await someone.enter(LAB)
        await someone.talk("Why does it turn brown?", "What stops the browning?")
        assert (model.named, model.asked) == (1, 0)


async def test_a_fact_of_a_newer_version_that_comes_while_the_model_writes_is_told(tmp_path: Path) -> None:
    model, file = SlowModel(), tmp_path / "record.db"
    async with opened(store=f"sqlite:///{file}", model=model) as app:
        someone = await in_lab(app)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "Why does it turn brown?"))
        await model.busy.wait()
        with closing(sqlite3.connect(file)) as newer, newer:
            newer.execute(
                "INSERT INTO facts SELECT session, seq + 1, at, surface, tenant, user, 'Unheard', 1, '{}' "
                "FROM facts WHERE type = 'MessageSent'"
            )
        model.go_on.set()
        turn = await writing
        assert turn.screen.name == "menu"
        assert "newer" in turn.notice
