"""Models through the real litellm, at a provider on this machine that answers and fails as told."""

import asyncio
import logging
import threading
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

import pytest

from courseware_core.chat import Cause, ChatReply, Message, ModelError, Usage
from courseware_core.llm.litellm_model import LiteLLMModel, open_model
from courseware_core.llm.probe import probe
from courseware_core.testing.provider import (
    NO_CHOICES,
    Answer,
    Body,
    Cut,
    Hang,
    LoopbackProvider,
    Reply,
    Reset,
    Slow,
    Status,
)

SECRET = "the learner's zebra"  # stands in every message
KEY = "sk-0123456789-not-to-be-seen"
MESSAGES = (Message("system", f"Talk about {SECRET}."), Message("user", f"What is {SECRET}?"))
PRICED = "openai/gpt-4o-mini"
IN_A_DAY = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)  # noqa: TID251 - HTTP's clock


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as provider:
        yield provider


@pytest.fixture
async def model(
    provider: LoopbackProvider,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> AsyncIterator[LiteLLMModel]:
    """A model of which nothing that was said, and no key, may show in a log or on the screen."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "*")
    caplog.set_level(logging.DEBUG)
    model = LiteLLMModel("openai/anything", provider.base, first_pause_s=0.001)
    yield model
    await model.close()
    seen = "".join([caplog.text, *capfd.readouterr()])
    assert SECRET not in seen
    assert KEY not in seen


async def say(model: LiteLLMModel, deadline_s: float = 60, **settings: Any) -> ChatReply:
    return await model.complete(MESSAGES, max_tokens=50, deadline_s=deadline_s, **settings)


async def failure(model: LiteLLMModel, deadline_s: float = 60) -> ModelError:
    """The error of a call that fails, which holds no word of the messages and no key."""
    with pytest.raises(ModelError) as caught:
        await say(model, deadline_s)
    error = caught.value
    seen = f"{error!r} {error.args} {vars(error)} {''.join(traceback.format_exception(error))}"
    assert SECRET not in seen
    assert KEY not in seen
    assert error.__context__ is None
    return error


async def test_a_reply_comes_with_its_usage_and_the_name_that_the_provider_gave(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Reply("It has stripes.", tokens=(20, 4), model="theirs"))
    reply = await say(model)
    assert (reply.text, reply.finish, reply.model, reply.attempts) == ("It has stripes.", "stop", "theirs", 1)
    assert reply.usage == Usage(20, 4, None)
    assert reply.seconds > 0


async def test_the_provider_gets_the_messages_the_limit_the_key_and_no_stream(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    await say(model)
    (request,) = provider.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "anything",
        "messages": [{"role": each.role, "content": each.text} for each in MESSAGES],
        "max_tokens": 50,
    }


async def test_a_schema_is_passed_on(model: LiteLLMModel, provider: LoopbackProvider) -> None:
    schema = {"type": "object", "properties": {"met": {"type": "boolean"}}}
    await say(model, schema=schema)
    form = provider.requests[0].body["response_format"]
    assert form == {
        "type": "json_schema",
        "json_schema": {"name": "reply", "schema": schema, "strict": True},
    }


async def test_a_reply_that_was_cut_off_says_so(model: LiteLLMModel, provider: LoopbackProvider) -> None:
    provider.then(Reply("It has", finish="length"))
    assert (await say(model)).finish == "length"


async def test_a_reply_of_megabytes_is_passed_on_whole(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Reply("ä" * 3_000_000))
    assert (await say(model)).text == "ä" * 3_000_000


@pytest.mark.parametrize("tokens", [None, (0, 0), (20, 0)])
async def test_usage_that_is_not_told_is_estimated(
    model: LiteLLMModel, provider: LoopbackProvider, tokens: tuple[int, int] | None
) -> None:
    provider.then(Reply("It has stripes.", tokens=tokens))
    usage = (await say(model)).usage
    assert usage.estimated
    assert usage.prompt_tokens > 10
    assert usage.reply_tokens == 6


async def test_the_cost_is_known_for_a_model_on_the_price_list(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    priced = open_model(PRICED, provider.base)
    provider.then(Reply("It has stripes.", tokens=(1_000_000, 1_000_000)), Reply("It.", tokens=None))
    told, estimated = await say(priced), await say(priced)
    await priced.close()
    assert told.usage.cost == Decimal("0.75")
    assert estimated.usage.cost
    assert estimated.usage.cost < Decimal("0.0001")


@pytest.mark.parametrize(
    ("answer", "cause", "used"),
    [
        (Reply(None), "garbled", 19),
        (Reply(" \n"), "garbled", 19),
        (Reply("", finish="length"), "garbled", 19),
        (NO_CHOICES, "garbled", None),
        (Reply(None, refusal="No."), "refused", 19),
        (Reply("No.", refusal="No."), "refused", 19),
        (Reply("Well", finish="content_filter"), "refused", 19),
        (Reply(None, finish="content_filter"), "refused", 19),
    ],
)
async def test_a_reply_without_use_is_a_failure_that_was_paid_for_and_is_not_asked_for_again(
    model: LiteLLMModel, provider: LoopbackProvider, answer: Answer, cause: Cause, used: int | None
) -> None:
    provider.then(answer)
    error = await failure(model)
    assert (error.cause, error.attempts, len(provider.requests)) == (cause, 1, 1)
    assert (None if error.usage.estimated else error.usage.tokens) == used
    assert error.usage.tokens > 0


async def test_a_reasoning_model_that_used_up_its_tokens_is_called_that(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Reply("", finish="length"))
    assert "reasoning" in str(await failure(model))


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (Status(400, "context_length_exceeded"), "too_long"),
        (Status(400, "content_filter"), "refused"),
        (Status(400, type="content_policy_violation"), "refused"),
        (Status(400), "too_long"),
        (Status(401, "invalid_api_key"), "denied"),
        (Status(402), "denied"),
        (Status(403), "denied"),
        (Status(404, "model_not_found"), "no_model"),
        (Status(404), "no_model"),
        (Status(413), "too_long"),
        (Status(422), "too_long"),
        (Status(429, "insufficient_quota", retry_after="0"), "denied"),
    ],
)
async def test_what_trying_again_cannot_help_is_tried_once(
    model: LiteLLMModel, provider: LoopbackProvider, answer: Status, cause: Cause
) -> None:
    provider.script(lambda _: answer)
    error = await failure(model)
    assert (error.cause, error.status, error.attempts) == (cause, answer.status, 1)
    assert len(provider.requests) == 1
    assert error.usage == Usage()


@pytest.mark.parametrize(
    ("answer", "cause", "status"),
    [
        (Status(408), "down", 408),
        (Status(409), "down", 409),
        (Status(425), "down", 425),
        (Status(429), "busy", 429),
        (Status(429, retry_after="0"), "busy", 429),
        (Status(500), "down", 500),
        (Status(503), "down", 503),
        (Status(529), "busy", 529),
        (Reset(), "down", None),
        (Cut(Reply("It has stripes.")), "down", None),
        (Body("<html>Welcome</html>"), "garbled", None),
        (Body('{"choices": [{}]}'), "garbled", None),
        (Body("[]"), "garbled", None),
        (Body(""), "garbled", None),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_may_pass_is_tried_three_times(
    model: LiteLLMModel, provider: LoopbackProvider, answer: Answer, cause: Cause, status: int | None
) -> None:
    provider.script(lambda _: answer)
    error = await failure(model)
    assert (error.cause, error.status, error.attempts) == (cause, status, 3)
    assert len(provider.requests) == 3


async def test_a_reply_after_two_failures_counts_three_tries(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Status(503), Reset(), Reply("It has stripes."))
    reply = await say(model)
    assert (reply.text, reply.attempts) == ("It has stripes.", 3)


async def test_a_provider_that_asks_for_a_pause_gets_it_when_the_deadline_allows(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Status(429, retry_after="0.2"), Reply("It has stripes."))
    reply = await say(model)
    assert reply.attempts == 2
    assert reply.seconds >= 0.2


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "least_s"), [("120", 120), (IN_A_DAY, 80_000)], ids=["seconds", "date"]
)
async def test_a_pause_longer_than_the_deadline_ends_the_call_at_once_and_is_told(
    model: LiteLLMModel, provider: LoopbackProvider, status: int, retry_after: str, least_s: float
) -> None:
    provider.then(Status(status, retry_after=retry_after))
    error = await failure(model)
    assert (error.cause, error.attempts, len(provider.requests)) == ("busy", 1, 1)
    assert error.retry_after_s is not None
    assert error.retry_after_s >= least_s


@pytest.mark.parametrize("retry_after", ["Thu, 01 Jan 2015 00:00:00 GMT", "soon", "-1", "nan", ""])
async def test_a_pause_that_is_past_or_cannot_be_read_is_our_own(
    model: LiteLLMModel, provider: LoopbackProvider, retry_after: str
) -> None:
    provider.then(Status(429, retry_after=retry_after), Reply("It has stripes."))
    assert (await say(model)).attempts == 2


@pytest.mark.parametrize("answer", [Hang(), Slow(Reply("It has stripes."), pause_s=0.01)])
async def test_the_deadline_ends_a_call_and_what_it_asked_of_the_provider(
    model: LiteLLMModel, provider: LoopbackProvider, answer: Answer
) -> None:
    await say(model)  # litellm is there, so that the deadline is spent on the provider
    provider.then(answer)
    error = await failure(model, deadline_s=1.0)
    assert (error.cause, error.attempts) == ("slow", 1)
    assert error.usage.estimated  # the provider may charge what it went on to write
    assert await asyncio.to_thread(provider.wait_for, requests=2, abandoned=1)


async def test_the_deadline_covers_all_tries_and_their_pauses(
    provider: LoopbackProvider, model: LiteLLMModel
) -> None:
    patient = LiteLLMModel("openai/anything", provider.base, first_pause_s=3600)
    provider.then(Status(500))
    error = await failure(patient)
    await patient.close()
    assert (error.cause, error.attempts) == ("down", 1)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
async def test_nothing_a_provider_says_about_a_failure_is_repeated(
    model: LiteLLMModel, provider: LoopbackProvider, status: int
) -> None:
    provider.script(lambda _: Status(status, message=f"Cannot answer: {SECRET}, {KEY}"))
    assert (await failure(model)).status == status


async def test_no_server_at_the_address_is_down(model: LiteLLMModel, provider: LoopbackProvider) -> None:
    provider.close()
    error = await failure(model)
    assert (error.cause, error.attempts, error.status) == ("down", 3, None)


async def test_many_calls_at_once_get_each_their_own_reply(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.script(lambda messages: Reply(messages[-1]["content"]))
    asked = [str(number) for number in range(40)]
    replies = await asyncio.gather(
        *(model.complete([Message("user", each)], max_tokens=9, deadline_s=60) for each in asked)
    )
    assert [reply.text for reply in replies] == asked


async def test_cancelling_a_call_cancels_what_it_asked_of_the_provider(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Hang())
    call = asyncio.create_task(say(model))
    assert await asyncio.to_thread(provider.wait_for, requests=1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await asyncio.to_thread(provider.wait_for, abandoned=1)


async def test_closing_a_model_gives_up_its_calls_and_it_takes_no_more(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.script(lambda _: Hang())
    calls = [asyncio.create_task(failure(model)) for _ in range(3)]
    assert await asyncio.to_thread(provider.wait_for, requests=3)
    await model.close()
    assert [error.cause for error in await asyncio.gather(*calls)] == ["down"] * 3
    assert await asyncio.to_thread(provider.wait_for, abandoned=3)
    assert "closed" in str(await failure(model))
    await model.close()


async def test_one_model_goes_on_when_another_is_closed_and_a_third_opened(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    other = open_model("openai/another", provider.base)
    await say(other)
    await other.close()
    third = open_model("openai/third", provider.base)
    assert (await say(model)).text == (await say(third)).text == "I see."
    await third.close()


async def test_a_model_opened_after_the_last_was_closed_works(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    for _ in range(3):
        await model.close()
        again = open_model("openai/anything", provider.base)
        assert (await say(again)).text == "I see."
        await again.close()


async def test_no_thread_is_left_when_the_last_model_is_closed(model: LiteLLMModel) -> None:
    await say(model)
    assert "litellm" in {thread.name for thread in threading.enumerate()}
    await model.close()
    assert "litellm" not in {thread.name for thread in threading.enumerate()}


async def test_several_event_loops_may_use_a_model_at_once(model: LiteLLMModel) -> None:
    replies: list[ChatReply] = []
    threads = [threading.Thread(target=lambda: replies.append(asyncio.run(say(model)))) for _ in range(3)]
    for thread in threads:
        thread.start()
    replies.append(await say(model))
    for thread in threads:
        await asyncio.to_thread(thread.join, 60)
    assert [reply.text for reply in replies] == ["I see."] * 4


async def test_a_server_of_ones_own_needs_no_key(
    model: LiteLLMModel, provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    provider.then(Reply("It has stripes."), Status(401))
    assert (await say(model)).text == "It has stripes."
    assert "Set OPENAI_API_KEY" in str(await failure(model))


async def test_a_key_that_is_not_accepted_is_named_by_its_variable(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Status(401))
    assert "OPENAI_API_KEY" in str(await failure(model))


async def test_a_probe_says_what_works_and_what_it_cost(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    priced = open_model(PRICED, provider.base)
    provider.then(Reply("ready", tokens=(12, 8)))
    found = await probe(priced)
    await priced.close()
    assert found.ok
    assert found.usage.tokens == 20
    assert "20 tokens and 0.0000066 US dollars" in found.sentence
    assert provider.address in found.sentence
    assert "price of this model is not known" in (await probe(model)).sentence


async def test_a_probe_says_what_is_wrong_and_what_to_do(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    provider.then(Status(401))
    found = await probe(model)
    assert not found.ok
    assert "OPENAI_API_KEY" in found.sentence
