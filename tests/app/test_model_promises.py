"""Promises of labs with a model that show only over several learners, rounds, or failures."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tests.app.modelling import USED, WORDS, SlowModel, in_lab, quick_model, said, talked, used
from tests.app.surroundings import ADA, BEA, TINY, opened

from courseware_core.app import Courseware
from courseware_core.chat import ChatModel, ChatReply, Message, ModelError, Usage
from courseware_core.content.catalog import load_catalog
from courseware_core.identity import Identity
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.llm.model_tutor import ModelTutor
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner
from courseware_core.testing.models import Line, ScriptedModel
from courseware_core.tutoring import Budgets

ELSEWHERE = Identity("test", "elsewhere", "ada")
QUESTIONS = ("Why does a leaf turn brown?", "What stops the browning?", "What does heat do to a leaf?")
UNFIT = "Could it be the air? Or the heat?"


@asynccontextmanager
async def resting(model: ChatModel, clock: FixedClock) -> AsyncIterator[Courseware]:
    """The core over a model whose rests pass with `clock`."""
    lesson = LessonTutor()
    yield Courseware(
        catalog=load_catalog(TINY),
        store=MemoryStore(),
        tutor=lesson,
        clock=clock,
        chance=RepeatableChance(),
        model=ModelTutor(model, lesson, seconds=lambda: clock.now().timestamp()),
    )


def reply(text: str = WORDS, usage: Usage = USED) -> ChatReply:
    return ChatReply(text, "stop", "theirs", usage, 1, 0.0)


async def instead_of(*lines: Line, moves: Sequence[timedelta]) -> list[str]:
    """Why the lesson replied to each message of a conversation, with these pauses before them."""
    clock, model = FixedClock(), ScriptedModel(lines)
    async with resting(model, clock) as app:
        someone = await in_lab(app)
        for number, pause in enumerate(moves):
            clock.move(pause)
            await someone.write(f"What about part {number} of the leaf?")
        assert len(model.asked) == len(lines)
        return [each.instead for each in (await talked(app))[1]]


NOW, SOON, LATER = timedelta(0), timedelta(seconds=31), timedelta(minutes=6)
DOWN = ModelError("It is down.", "down")


async def test_after_half_a_minute_a_model_that_failed_is_asked_again() -> None:
    found = await instead_of(DOWN, WORDS, moves=(NOW, timedelta(seconds=29), timedelta(seconds=2)))
    assert found == ["down", "down", ""]


async def test_the_second_failure_in_a_row_is_followed_by_a_longer_rest() -> None:
    found = await instead_of(DOWN, DOWN, WORDS, moves=(NOW, SOON, SOON, SOON))
    assert found == ["down", "down", "down", ""]


async def test_a_reply_makes_the_next_rest_a_short_one_again() -> None:
    found = await instead_of(DOWN, WORDS, DOWN, WORDS, moves=(NOW, SOON, NOW, SOON))
    assert found == ["down", "", "down", ""]


async def test_no_rest_is_longer_than_five_minutes_whatever_the_provider_asks_for() -> None:
    busy = ModelError("It is busy.", "busy", retry_after_s=86_400)
    assert await instead_of(busy, WORDS, moves=(NOW, SOON, LATER)) == ["busy", "busy", ""]


async def test_a_model_that_declines_one_message_is_asked_the_next() -> None:
    refused = ModelError("It declines.", "refused", usage=USED)
    assert await instead_of(refused, WORDS, moves=(NOW, NOW)) == ["refused", ""]


async def test_a_try_after_a_rest_that_tells_nothing_does_not_lock_the_model_out() -> None:
    refused = ModelError("It declines.", "refused")
    assert await instead_of(DOWN, refused, WORDS, moves=(NOW, SOON, NOW)) == ["down", "refused", ""]


async def test_after_a_rest_one_learner_tries_and_the_others_do_not_wait() -> None:
    clock, model = FixedClock(), FailsOnce()
    async with resting(model, clock) as app:
        ada, bea = await in_lab(app, ADA), await in_lab(app, BEA)
        await ada.write(QUESTIONS[0])
        clock.move(SOON)
        trying = asyncio.create_task(ada.write(QUESTIONS[1]))
        await model.busy.wait()
        assert "cannot be reached" in said(await bea.write(QUESTIONS[0]))
        assert model.asked == 2
        model.go_on.set()
        await trying
        assert WORDS in said(await bea.write(QUESTIONS[1]))


async def test_a_try_after_a_rest_that_nobody_waited_for_is_made_by_the_next() -> None:
    clock, model = FixedClock(), FailsOnce()
    async with resting(model, clock) as app:
        ada, bea = await in_lab(app, ADA), await in_lab(app, BEA)
        await ada.write(QUESTIONS[0])
        clock.move(SOON)
        trying = asyncio.create_task(ada.write(QUESTIONS[1]))
        await model.busy.wait()
        trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)
        model.go_on.set()
        assert WORDS in said(await bea.write(QUESTIONS[0]))


class FailsOnce(SlowModel):
    """A slow model whose first call fails at once."""

    async def complete(self, *args: object, **settings: object) -> ChatReply:
        if self.asked == 0:
            self.asked += 1
            raise DOWN
        return await super().complete(*args, **settings)  # type: ignore[arg-type]


async def test_what_was_used_before_a_failure_counts_and_so_does_the_failure() -> None:
    failed = ModelError("It is down.", "down", usage=Usage(prompt_tokens=30))
    async with opened(model=ScriptedModel([reply(UNFIT), failed])) as app:
        await (await in_lab(app)).write(QUESTIONS[0])
        (usage,) = await used(app)
        assert (usage.calls, usage.usage.tokens) == (1, USED.tokens + 30)


async def test_one_repair_is_tried_and_told_what_was_wrong() -> None:
    model = ScriptedModel([reply(UNFIT), reply(UNFIT), reply(WORDS)])
    async with opened(model=model) as app:
        assert "did not fit the lesson" in said(await (await in_lab(app)).write(QUESTIONS[0]))
    first, second = (each.messages for each in model.asked)
    assert second[: len(first)] == first
    assert [message.role for message in second[len(first) :]] == ["assistant", "user"]
    assert "2 questions" in second[-1].text


async def test_a_budget_of_a_day_goes_on_in_the_next_round_and_that_of_a_lab_does_not() -> None:
    for budgets, expected in (
        (Budgets(learner_day=60_000, tenant_day=None, lab=None), "learner_spent"),
        (Budgets(learner_day=None, tenant_day=None, lab=60_000), ""),
    ):
        async with opened(model=heavy_model(), budgets=budgets) as app:
            someone = await in_lab(app)
            await someone.talk(*QUESTIONS)
            await another_round(someone)
            await someone.write("Is a green leaf heated at once?")
            found = [each.instead for each in (await talked(app))[1]]
            spent = "learner_spent" if expected else "lab_spent"
            assert found == ["", spent, spent, expected]


async def test_a_budget_of_a_tenant_is_that_of_all_its_learners_and_of_no_other() -> None:
    budgets = Budgets(learner_day=None, tenant_day=60_000, lab=None)
    async with opened(model=heavy_model(), budgets=budgets) as app:
        assert WORDS in said(await (await in_lab(app, ADA)).write(QUESTIONS[0]))
        assert "everybody here" in said(await (await in_lab(app, BEA)).write(QUESTIONS[0]))
        assert WORDS in said(await (await in_lab(app, ELSEWHERE)).write(QUESTIONS[0]))


async def test_a_learner_has_one_budget_on_all_surfaces_and_a_second_one_when_they_part() -> None:
    """What was used on one surface alone leaves no room on the other, until the two are two learners."""
    there, budgets = Identity("chat", "server", "ada"), Budgets(60_000, None, None)
    async with opened(model=heavy_model(), budgets=budgets) as app:
        offer = await app.linking.offer(ADA)
        await app.linking.claim(there, offer.code)
        await app.linking.confirm(ADA)
        assert WORDS in said(await (await in_lab(app)).write(QUESTIONS[0]))
        elsewhere = await in_lab(app, there)
        assert "What you can ask the model in a day is used up" in said(await elsewhere.write(QUESTIONS[1]))
        await app.linking.unlink(there)
        alone = await in_lab(app, there, choose="")
        assert WORDS in said(await alone.write(QUESTIONS[0]))


async def test_a_switch_holds_for_its_tenant_and_for_no_other() -> None:
    async with opened(model=quick_model()) as app:
        here, there = await in_lab(app), await in_lab(app, ELSEWHERE)
        await app.operators.switch_models(ELSEWHERE.scope, on=False)
        assert WORDS in said(await here.write(QUESTIONS[0]))
        assert "was switched off here" in said(await there.write(QUESTIONS[0]))


def heavy_model() -> ScriptedModel:
    """A model that uses so much for a reply that there is no room for a second one."""
    return ScriptedModel(lambda _: reply(usage=Usage(prompt_tokens=55_000)))


async def another_round(someone: Learner) -> None:
    await someone.press("Finish the lab")
    await someone.press("Talk again")


class Broken:
    """A model that raises what no model should, with the messages in it."""

    name = "openai/broken"

    async def provider(self) -> str:
        return "Example"

    async def complete(self, messages: Sequence[Message], **settings: object) -> ChatReply:
        raise RuntimeError(f"Cannot answer {messages[-1].text}")

    async def close(self) -> None:
        pass


async def test_a_fault_in_a_model_is_met_by_the_lesson_logs_no_word_and_leaves_no_call(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    store = MemoryStore()
    async with opened(store=store, model=Broken()) as app:
        someone = await in_lab(app)
        screen = await someone.write(QUESTIONS[0])
        assert "The model cannot be reached just now. So the lesson replies:" in said(screen)
        (usage,) = await used(app)
        assert (usage.calls, usage.usage.estimated, usage.unpriced) == (1, True, 1)
        messages, replies = await talked(app)
        assert (len(messages), len(replies)) == (1, 1)
    logged = "".join([caplog.text, *capfd.readouterr()])
    assert "failed" in logged
    assert QUESTIONS[0] not in logged


async def test_a_model_that_forgets_its_deadline_is_not_waited_for() -> None:
    model = SlowModel()
    async with opened(model=model, model_deadline_s=0.05) as app:
        someone = await in_lab(app)
        screen = await asyncio.wait_for(someone.write(QUESTIONS[0]), timeout=60)
        assert "The model took too long. So the lesson replies:" in said(screen)
        (usage,) = await used(app)
        assert (usage.calls, usage.usage.estimated) == (1, True)
        assert usage.usage.tokens > 0


async def test_a_prompt_holds_nobodys_name_no_key_and_nobody_elses_words() -> None:
    model = ScriptedModel(lambda _: reply())
    async with opened(model=model) as app:
        bea = await in_lab(app, BEA)
        await bea.write("My aunt Ottilie grows tea on a roof. Why does it turn brown?")
        ada = await in_lab(app)
        await ada.talk(*QUESTIONS)
        session = (await app.export(ADA))[-1].session
    sent = "\n".join(message.text for each in model.asked[1:] for message in each.messages)
    secrets = ("ada", "bea", "test:local", session, "Ottilie", "t1.l1", "Do it soon after picking")
    assert [each for each in secrets if re.search(rf"\b{each}\b", sent)] == []


async def test_a_model_that_was_given_stays_open() -> None:
    model = ScriptedModel([reply()])
    async with opened(model=model):
        pass
    assert not model.closed


async def test_what_the_model_is_called_is_recorded_and_not_what_it_calls_itself() -> None:
    async with opened(model=ScriptedModel([reply()], name="openai/ours")) as app:
        await (await in_lab(app)).write(QUESTIONS[0])
        assert [each.source for each in (await talked(app))[1]] == ["openai/ours"]
        assert [each.model for each in await used(app)] == ["openai/ours"]
