"""Whatever a model does, a learner soon gets a reply that may be shown, and what was used is known."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.llm.labs import BREAD, answers, asks, shipped
from typing_extensions import override

from courseware_core.chat import Cause, ChatReply, Message, ModelError, Usage, estimated_tokens
from courseware_core.engine.facts import Instead, Quotation
from courseware_core.llm.calls import MAX_TOKENS
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.llm.model_tutor import ModelTutor
from courseware_core.llm.prompt import REPAIR_TOKENS
from courseware_core.ports import Exchange, TutorReply, TutorRequest
from courseware_core.testing.models import Line, ScriptedModel
from courseware_core.testing.tutors import HOSTILE, TutorContract, keeps_promises

WHY = asks("Why does the dough rise?")
GAS = "The yeast makes gas, and gluten holds it."
USED = Usage(100, 20, Decimal("0.01"))


def said(text: str, *, usage: Usage = USED, cut_off: bool = False) -> ChatReply:
    return ChatReply(text, "length" if cut_off else "stop", "a-model-of-theirs", usage, 1, 0.1)


class Seconds:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def over(*lines: Line, seconds: Callable[[], float] | None = None) -> tuple[ModelTutor, ScriptedModel]:
    model = ScriptedModel(lines, name="openai/tiny")
    return ModelTutor(model, LessonTutor(), seconds=seconds or Seconds()), model


async def by_the_lesson(request: TutorRequest = WHY) -> TutorReply:
    return await LessonTutor().reply(request)


async def test_reply_of_the_model_is_given_with_its_source_and_usage() -> None:
    tutor, model = over(
        said(f"{GAS}\n> Salt slows the yeast down and tightens the net.\nWhat else is there?")
    )
    assert await tutor.reply(WHY) == TutorReply(
        "answer",
        text=f"{GAS}\nWhat else is there?",
        quotes=(Quotation("bread.rest", "Salt slows the yeast down and tightens the net."),),
        see=(),
        source="openai/tiny",
        usage=USED,
    )
    (asked,) = model.asked
    assert (asked.max_tokens, asked.deadline_s, asked.schema) == (MAX_TOKENS, 30.0, None)


@pytest.mark.parametrize(
    ("request_", "move", "see"),
    [
        (asks("Why does the dough rise?"), "answer", ("bread.rest",)),
        (asks("It is like a balloon."), "answer", ()),
        (asks("Why does the dough rise?", left=1), "answer", ("bread.rest",)),
        (asks("Which planet has the largest moon?"), "redirect", ()),
        (answers("It slows it."), "compare", ("bread.rest",)),
    ],
)
async def test_moves_of_the_model_are_recorded_as_the_lesson_tutors_are(
    request_: TutorRequest, move: str, see: tuple[str, ...]
) -> None:
    tutor, _ = over(said(GAS))
    reply = await tutor.reply(request_)
    assert (reply.move, reply.see, reply.source) == (move, see, "openai/tiny")


async def test_reply_to_what_the_lesson_is_hardly_about_says_so() -> None:
    request = asks("How often must I salt the cat?")
    tutor, _ = over(said(GAS), said(f"{GAS}\n> Salt slows the yeast down"))
    assert (await tutor.reply(request)).closest
    assert not (await tutor.reply(request)).closest


async def test_reply_that_cannot_be_shown_is_repaired_once_with_what_is_wrong() -> None:
    tutor, model = over(said("Why? What then?"), said(GAS))
    reply = await tutor.reply(WHY)
    assert (reply.text, reply.instead, reply.usage) == (GAS, "", USED + USED)
    first, second = (each.messages for each in model.asked)
    assert second[: len(first)] == first
    assert second[len(first)] == Message("assistant", "Why? What then?")
    assert "It asks 2 questions" in second[-1].text


async def test_reply_that_stays_unfit_gives_way_to_the_lesson_and_is_paid_for() -> None:
    tutor, model = over(said("Hello @everyone."), said("Hello @here."))
    assert await tutor.reply(WHY) == replace(await by_the_lesson(), instead="unfit", usage=USED + USED)
    assert len(model.asked) == 2


async def test_cut_off_reply_is_repaired() -> None:
    tutor, model = over(said(GAS, cut_off=True), said(GAS))
    assert (await tutor.reply(WHY)).text == GAS
    assert "breaks off" in model.asked[1].messages[-1].text


@pytest.mark.parametrize(
    ("cause", "instead"),
    [
        ("down", "down"),
        ("garbled", "down"),
        ("slow", "slow"),
        ("busy", "busy"),
        ("denied", "denied"),
        ("no_model", "denied"),
        ("refused", "refused"),
        ("too_long", "too_long"),
    ],
)
@pytest.mark.parametrize("repairing", [False, True])
async def test_failure_gives_way_to_the_lesson_with_its_reason_and_what_it_used(
    cause: Cause, instead: Instead, repairing: bool
) -> None:
    failure = ModelError("No.", cause, usage=Usage(7, 0))
    tutor, _ = over(*([said("")] if repairing else []), failure)
    usage = USED + Usage(7, 0) if repairing else Usage(7, 0)
    assert await tutor.reply(WHY) == replace(await by_the_lesson(), instead=instead, usage=usage)


async def test_unknown_price_of_one_call_makes_that_of_both_unknown() -> None:
    tutor, _ = over(said("", usage=Usage(5, 5, None, estimated=True)), said(GAS))
    assert (await tutor.reply(WHY)).usage == Usage(105, 25, None, estimated=True)


class TestResting:
    """After a failure of its provider a model is left alone for a while."""

    @pytest.mark.parametrize("cause", ["down", "garbled", "slow", "denied", "no_model", "busy"])
    async def test_no_call_is_made_for_half_a_minute_and_then_one(self, cause: Cause) -> None:
        seconds = Seconds()
        tutor, model = over(ModelError("No.", cause), said(GAS), said(GAS), seconds=seconds)
        first = await tutor.reply(WHY)
        seconds.now += 29.9
        assert await tutor.reply(WHY) == first
        assert len(model.asked) == 1
        seconds.now += 0.2
        assert (await tutor.reply(WHY)).source == "openai/tiny"
        assert (await tutor.reply(WHY)).source == "openai/tiny"
        assert len(model.asked) == 3

    async def test_reply_while_it_rests_uses_nothing(self) -> None:
        tutor, _ = over(ModelError("No.", "down", usage=USED))
        assert (await tutor.reply(WHY)).usage == USED
        assert (await tutor.reply(WHY)).usage == Usage()

    @pytest.mark.parametrize("cause", ["refused", "too_long"])
    async def test_what_a_model_will_not_answer_is_no_reason_to_rest(self, cause: Cause) -> None:
        tutor, model = over(ModelError("No.", cause), said(GAS))
        await tutor.reply(WHY)
        assert (await tutor.reply(WHY)).text == GAS
        assert len(model.asked) == 2

    async def test_unfit_reply_is_no_reason_to_rest(self) -> None:
        tutor, _ = over(said(""), said(""), said(GAS))
        await tutor.reply(WHY)
        assert (await tutor.reply(WHY)).text == GAS

    async def test_repair_that_is_slow_is_no_reason_to_rest(self) -> None:
        tutor, _ = over(said(""), ModelError("No.", "slow"), said(GAS))
        assert (await tutor.reply(WHY)).instead == "slow"
        assert (await tutor.reply(WHY)).text == GAS

    async def test_failures_in_a_row_double_the_rest_up_to_five_minutes(self) -> None:
        seconds = Seconds()
        tutor, model = over(
            *[ModelError("No.", "down")] * 6, said(GAS), ModelError("No.", "down"), seconds=seconds
        )
        await tutor.reply(WHY)
        for calls, rest_s in enumerate((30, 60, 120, 240, 300, 300), 1):
            seconds.now += rest_s - 0.1
            await tutor.reply(WHY)
            assert len(model.asked) == calls
            seconds.now += 0.1
            await tutor.reply(WHY)
            assert len(model.asked) == calls + 1
        await tutor.reply(WHY)
        seconds.now += 30
        assert len(model.asked) == 8
        assert (await tutor.reply(WHY)).instead == "down"  # the script has ended, and so has every reply
        assert len(model.asked) == 9

    @pytest.mark.parametrize(
        ("asked_s", "rest_s"), [(0.0, 5), (5, 5), (77.5, 77.5), (300, 300), (90_000, 300)]
    )
    async def test_busy_provider_is_left_alone_as_long_as_it_says_within_bounds(
        self, asked_s: float, rest_s: float
    ) -> None:
        seconds = Seconds()
        tutor, model = over(ModelError("No.", "busy", retry_after_s=asked_s), said(GAS), seconds=seconds)
        await tutor.reply(WHY)
        seconds.now += rest_s - 0.1
        assert (await tutor.reply(WHY)).instead == "busy"
        seconds.now += 0.1
        assert (await tutor.reply(WHY)).text == GAS
        assert len(model.asked) == 2

    async def test_of_all_who_wait_one_tries_and_the_others_get_the_lesson_meanwhile(self) -> None:
        seconds, model = Seconds(), Gated()
        tutor = ModelTutor(model, LessonTutor(), seconds=seconds)
        model.fails = True
        model.gate.set()
        await tutor.reply(WHY)
        model.gate.clear()
        model.fails = False
        seconds.now += 30
        trying = asyncio.create_task(tutor.reply(WHY))
        await model.entered.wait()
        others = await asyncio.gather(*(tutor.reply(WHY) for _ in range(10)))
        assert {each.instead for each in others} == {"down"}
        assert model.calls == 2
        model.gate.set()
        assert (await trying).text == GAS
        assert (await tutor.reply(WHY)).text == GAS

    async def test_calls_that_fail_together_count_as_one_failure(self) -> None:
        seconds, model = Seconds(), Gated()
        model.fails = True
        tutor = ModelTutor(model, LessonTutor(), seconds=seconds)
        calls = [asyncio.create_task(tutor.reply(WHY)) for _ in range(10)]
        await model.full(10)
        model.gate.set()
        await asyncio.gather(*calls)
        model.fails = False
        seconds.now += 30
        assert (await tutor.reply(WHY)).text == GAS

    async def test_try_that_was_broken_off_lets_the_next_one_try(self) -> None:
        seconds, model = Seconds(), Gated()
        tutor = ModelTutor(model, LessonTutor(), seconds=seconds)
        model.fails = True
        model.gate.set()
        await tutor.reply(WHY)
        seconds.now += 30
        model.breaks = asyncio.CancelledError()
        with pytest.raises(asyncio.CancelledError):
            await tutor.reply(WHY)
        model.fails, model.breaks = False, None
        assert (await tutor.reply(WHY)).text == GAS


BROKEN: Mapping[str, Any] = {
    "raises": ZeroDivisionError("zebra"),
    "times out by itself": TimeoutError(),
    "says nothing": None,
    "says no text": ChatReply(None, "stop", "m", USED, 1, 0.0),  # type: ignore[arg-type]
    "counts nothing": ChatReply(GAS, "stop", "m", None, 1, 0.0),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("how", BROKEN)
async def test_whatever_a_model_breaks_the_lesson_replies_and_the_call_is_reckoned(how: str) -> None:
    class Broken(Gated):
        async def complete(self, messages: Sequence[Message], **_: Any) -> ChatReply:
            self.calls += 1
            if isinstance(BROKEN[how], Exception):
                raise BROKEN[how]
            reply: ChatReply = BROKEN[how]
            return reply

    model = Broken()
    tutor = ModelTutor(model, LessonTutor())
    reply = await tutor.reply(WHY)
    assert replace(reply, usage=Usage()) == replace(await by_the_lesson(), instead="down")
    assert reply.usage.estimated
    assert reply.usage.tokens > MAX_TOKENS
    assert (await tutor.reply(WHY)).instead == "down"
    assert model.calls == 1  # it is left alone


@pytest.mark.parametrize(
    "usage",
    [
        Usage(-1_000_000, -5),
        Usage(10**30, 1),
        Usage(1.5, 1),  # type: ignore[arg-type]
        Usage(1, 1, Decimal("NaN")),
        Usage(1, 1, Decimal(-1)),
        Usage(1, 1, Decimal(10) ** 14),
        Usage(1, 1, 0.001),  # type: ignore[arg-type]
    ],
)
async def test_usage_that_no_call_can_have_is_not_believed(usage: Usage) -> None:
    for line in (ChatReply(GAS, "stop", "m", usage, 1, 0.0), ModelError("No.", "refused", usage=usage)):
        tutor, _ = over(line)
        reply = await tutor.reply(WHY)
        assert reply.usage.estimated
        assert MAX_TOKENS < reply.usage.tokens <= tutor.most_tokens(WHY)


async def test_complaints_about_a_reply_have_an_end() -> None:
    lines = "\n".join(f"> z{n}\nx" for n in range(240))
    tutor, model = over(said(lines), said(lines))
    await tutor.reply(WHY)
    first, second = (sum(estimated_tokens(each.text) for each in asked.messages) for asked in model.asked)
    assert second - first < REPAIR_TOKENS


class Gated:
    """A model that says `GAS`, or fails, once the gate is open. `calls` counts those it got."""

    name = "openai/gated"

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.entered = asyncio.Event()
        self.calls = 0
        self.fails = False
        self.breaks: BaseException | None = None
        self._more = asyncio.Condition()

    async def provider(self) -> str:
        return "Gated"

    async def complete(self, messages: Sequence[Message], **asked: Any) -> ChatReply:
        async with self._more:
            self.calls += 1
            self._more.notify_all()
        if self.calls > 1:
            self.entered.set()
        await self.gate.wait()
        if self.breaks:
            raise self.breaks
        if self.fails:
            raise ModelError("It is down.", "down")
        return said(GAS)

    async def full(self, calls: int) -> None:
        """Returns when it has got so many calls."""
        async with asyncio.timeout(60), self._more:
            await self._more.wait_for(lambda: self.calls >= calls)

    async def close(self) -> None:
        pass


async def test_repair_gets_the_time_that_is_left() -> None:
    seconds = Seconds()

    def slowly(messages: Sequence[Message]) -> Line:
        seconds.now += 20
        return said("")

    model = ScriptedModel(slowly)
    tutor = ModelTutor(model, LessonTutor(), deadline_s=30, seconds=seconds)
    assert (await tutor.reply(WHY)).instead == "unfit"
    assert [each.deadline_s for each in model.asked] == [30, 10]


async def test_no_repair_is_tried_when_no_time_is_left() -> None:
    seconds = Seconds()

    def slowly(messages: Sequence[Message]) -> Line:
        seconds.now += 31
        return said("")

    model = ScriptedModel(slowly)
    reply = await ModelTutor(model, LessonTutor(), deadline_s=30, seconds=seconds).reply(WHY)
    assert (reply.instead, reply.usage, len(model.asked)) == ("unfit", USED, 1)


async def test_model_that_forgets_its_deadline_is_slow_and_counts_as_used() -> None:
    model = Gated()
    tutor = ModelTutor(model, LessonTutor(), deadline_s=0.01)
    reply = await tutor.reply(WHY)
    assert (reply.instead, reply.usage.estimated, reply.usage.cost) == ("slow", True, None)
    assert reply.usage.reply_tokens == MAX_TOKENS


async def test_cancellation_passes() -> None:
    model = Gated()
    call = asyncio.create_task(ModelTutor(model, LessonTutor()).reply(WHY))
    await model.full(1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_tutor_has_the_name_and_the_provider_of_its_model() -> None:
    tutor = ModelTutor(ScriptedModel([], name="openai/tiny", provider="OpenAI"), LessonTutor(), deadline_s=7)
    assert (tutor.name, await tutor.provider(), tutor.deadline_s) == ("openai/tiny", "OpenAI", 7)


@pytest.mark.parametrize("lab", [BREAD, *shipped()], ids=lambda lab: lab.id)
async def test_a_reply_never_uses_more_than_was_to_be_set_aside(lab: Any) -> None:
    long = "word " * (MAX_TOKENS * 3 // 5 - 1)
    assert estimated_tokens(long) <= MAX_TOKENS
    talk = tuple(Exchange(message, "So it is.") for message in HOSTILE)
    for request in (
        TutorRequest("respond", lab, lab.starters[0], exchanges=talk, left=1),
        TutorRequest("respond", lab, HOSTILE[-2]),
        *(TutorRequest("compare", lab, "It is so.", check=check) for check in lab.checks),
    ):
        model = ScriptedModel([long, long])
        tutor = ModelTutor(model, LessonTutor())
        reply = await tutor.reply(request)
        assert len(model.asked) == 2
        assert reply.usage.tokens <= tutor.most_tokens(request) < 25_000


@given(st.text(max_size=200))
def test_whatever_a_model_writes_the_learner_gets_a_reply_that_keeps_the_promises(text: str) -> None:
    reply = asyncio.run(ModelTutor(ScriptedModel([text, text]), LessonTutor()).reply(WHY))
    keeps_promises(reply, BREAD)
    assert reply.text


def sensible(messages: Sequence[Message]) -> Line:
    if "does not say anything about this" in messages[-1].text:
        return "The lesson does not say. What do you know about dough?"
    return "The lesson speaks of it.\nWhat do you make of it?"


class OverAModel(TutorContract):
    """The promises of every tutor, for one over a model."""

    def model(self) -> ScriptedModel:
        raise NotImplementedError

    @override
    def tutor(self) -> ModelTutor:
        return ModelTutor(self.model(), LessonTutor())


class TestOverASensibleModel(OverAModel):
    @override
    def model(self) -> ScriptedModel:
        return ScriptedModel(sensible)


class TestOverAModelThatIsDown(OverAModel):
    @override
    def model(self) -> ScriptedModel:
        return ScriptedModel(lambda _: ModelError("It is down.", "down"))


class TestOverAModelThatWritesRubbish(OverAModel):
    @override
    def model(self) -> ScriptedModel:
        rubbish = (
            "@everyone \u202e <b>? > ? https://x.example “it slows the yeast, and tightens the net of gluten”"
        )
        return ScriptedModel(lambda messages: rubbish * (1 + len(messages[-1].text) % 3))


class TestOverAModelThatPrintsItsPrompt(OverAModel):
    @override
    def model(self) -> ScriptedModel:
        return ScriptedModel(lambda messages: messages[0].text)


class TestOverAModelThatRepeatsTheLearner(OverAModel):
    @override
    def model(self) -> ScriptedModel:
        return ScriptedModel(lambda messages: messages[-1].text.split("</learner>")[0])


class TestOverAModelThatTellsTheAnswers(OverAModel):
    @override
    def model(self) -> ScriptedModel:
        (check,) = self.lab().checks
        return ScriptedModel(lambda _: f"{check.answer} {' '.join(check.points)}")
