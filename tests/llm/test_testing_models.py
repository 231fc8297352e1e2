"""The scripted model that the package ships does what it says."""

import pytest

from courseware_core.chat import ChatReply, Message, ModelError, Usage
from courseware_core.testing.models import Said, ScriptedModel, judge

MESSAGES = (Message("system", "Be short."), Message("user", "Hello"))


async def test_scripted_model_follows_its_script_and_remembers_what_it_was_asked() -> None:
    reply = ChatReply("Bye", "length", "other/name", Usage(3, 4), 2, 0.5)
    down = ModelError("It is down.", "down")
    model = ScriptedModel(["Hi", down, reply])
    first = await model.complete(MESSAGES, max_tokens=10, deadline_s=1.5, schema={"type": "object"})
    assert (first.text, first.finish, first.model) == ("Hi", "stop", model.name)
    assert first.usage.estimated
    assert first.usage.tokens > 0
    with pytest.raises(ModelError) as raised:
        await model.complete(MESSAGES, max_tokens=10, deadline_s=1.5)
    assert raised.value is down
    assert await model.complete(MESSAGES, max_tokens=10, deadline_s=1.5) == reply
    with pytest.raises(LookupError, match="has 3 lines"):
        await model.complete(MESSAGES, max_tokens=10, deadline_s=1.5)
    assert [each.messages for each in model.asked] == [MESSAGES] * 4
    assert (model.asked[0].max_tokens, model.asked[0].deadline_s) == (10, 1.5)
    assert (model.asked[0].schema, model.asked[1].schema) == ({"type": "object"}, None)


async def test_scripted_model_may_answer_by_a_function_of_the_messages() -> None:
    model = ScriptedModel(lambda messages: f"You said {messages[-1].text}.")
    for _ in range(2):
        assert (await model.complete(MESSAGES, max_tokens=10, deadline_s=1)).text == "You said Hello."


async def test_what_a_script_raises_is_logged_with_its_text(caplog: pytest.LogCaptureFixture) -> None:
    def broken(answer: str) -> Said:
        raise KeyError(f"no verdict for {answer}")

    for model, said in ((ScriptedModel([]), "has 0 lines"), (judge(broken), "no verdict for ")):
        with pytest.raises(LookupError, match=said):
            await model.complete(MESSAGES, max_tokens=10, deadline_s=1)
        assert said in caplog.records[-1].getMessage()
        assert caplog.records[-1].levelname == "WARNING"


async def test_scripted_model_says_who_it_is_and_whether_it_was_closed() -> None:
    model = ScriptedModel([], name="openai/tiny", provider="OpenAI")
    assert (model.name, await model.provider(), model.closed) == ("openai/tiny", "OpenAI", False)
    await model.close()
    assert model.closed
