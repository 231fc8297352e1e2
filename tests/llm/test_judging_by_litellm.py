"""Whatever a provider does through the real litellm, an answer gets a sound verdict or none."""

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.llm.written import BREAD, CLEAR, GOOD

from courseware_core.engine.facts import Doubt, Instead
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.llm.litellm_model import LiteLLMModel
from courseware_core.llm.model_tutor import ModelTutor
from courseware_core.testing.models import verdict
from courseware_core.testing.provider import (
    NO_CHOICES,
    Answer,
    Body,
    Cut,
    Hang,
    LoopbackProvider,
    Reply,
    Reset,
    Status,
)

YES = Reply(verdict(CLEAR), tokens=(300, 60))


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as provider:
        yield provider


@pytest.fixture
async def model(provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiteLLMModel]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    monkeypatch.setenv("NO_PROXY", "*")
    model = LiteLLMModel("openai/anything", provider.base, first_pause_s=0.001)
    yield model
    await model.close()


async def test_verdict_of_two_calls_with_their_usage(model: LiteLLMModel, provider: LoopbackProvider) -> None:
    provider.then(YES, YES)
    found = await ModelTutor(model, LessonTutor()).judge(BREAD, GOOD)
    assert [each.met for each in found.judgements] == ["yes"] * 3
    assert (found.doubts, found.instead, found.usage.tokens) == ((), "", 720)
    assert [each.body["response_format"]["type"] for each in provider.requests] == ["json_schema"] * 2


@pytest.mark.parametrize("status", [400, 422])
async def test_provider_that_knows_no_schema_is_asked_without(
    model: LiteLLMModel, provider: LoopbackProvider, status: int
) -> None:
    refused = Status(status, message="'response_format' of type 'json_schema' is not supported.")
    provider.then(refused, YES, refused, YES)
    found = await ModelTutor(model, LessonTutor()).judge(BREAD, GOOD)
    assert (found.doubts, found.instead, found.usage.tokens) == ((), "", 720)
    assert ["response_format" in each.body for each in provider.requests] == [True, False, True, False]


async def test_messages_that_are_too_long_are_so_without_a_schema_too(
    model: LiteLLMModel, provider: LoopbackProvider
) -> None:
    too_long = Status(400, code="context_length_exceeded")
    provider.then(too_long, too_long)
    assert (await ModelTutor(model, LessonTutor()).judge(BREAD, GOOD)).instead == "too_long"
    assert len(provider.requests) == 2


@pytest.mark.parametrize(
    ("answers", "doubt", "instead"),
    [
        ([Reply("It meets them all, well done!")], "garbled", ""),
        ([Reply(verdict({"yeast": ("yes", "yeast"), "salt": ("yes", "salt")}))], "garbled", ""),
        ([Reply(verdict({**CLEAR, "gas": ("yes", "carbon dioxide lifts it")}))], "unquoted", ""),
        ([Reply("")], "garbled", ""),
        ([Reply(None)], "garbled", ""),
        ([Reply(verdict(CLEAR), finish="length")], "garbled", ""),
        ([Reply(verdict(CLEAR)[:60], finish="length")], "garbled", ""),
        ([YES, Reply(verdict({**CLEAR, "gas": ("no", "")}))], "passes_differ", ""),
        ([Reply(None, refusal="I cannot help with that.")], None, "refused"),
        ([Reply("", finish="content_filter")], None, "refused"),
        ([Status(500)] * 3, None, "down"),
        ([YES, *[Status(500)] * 3], None, "down"),
        ([Status(429)] * 3, None, "busy"),
        ([Status(401)], None, "denied"),
        ([Status(404)], None, "denied"),
        ([NO_CHOICES] * 3, None, None),
        ([Body("no JSON")] * 3, None, "down"),
        ([Cut(YES)] * 3, None, "down"),
        ([Reset()] * 3, None, "down"),
    ],
    ids=str,
)
async def test_what_is_no_sound_verdict_decides_nothing(
    model: LiteLLMModel,
    provider: LoopbackProvider,
    answers: list[Answer],
    doubt: Doubt | None,
    instead: Instead | None,
) -> None:
    provider.then(*answers)
    found = await ModelTutor(model, LessonTutor()).judge(BREAD, GOOD)
    assert found.doubts or found.instead
    if instead is not None:
        assert (found.doubts, found.instead) == ((doubt,) if doubt else (), instead)


async def test_provider_that_hangs_is_slow(model: LiteLLMModel, provider: LoopbackProvider) -> None:
    provider.script(lambda _: Hang())
    found = await ModelTutor(model, LessonTutor(), deadline_s=1).judge(BREAD, GOOD)
    assert found.instead == "slow"
    assert found.usage.estimated
