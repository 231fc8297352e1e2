"""Naming a model: who is meant, what cannot be meant, and what opening one does to the process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from courseware_core.chat import Message, ModelError
from courseware_core.llm.litellm_model import open_model
from courseware_core.testing.provider import LoopbackProvider

MESSAGES = (Message("user", "What is a zebra?"),)
PRICED = "openai/gpt-4o-mini"
CHILD = Path(__file__).parent / "children/asking.py"


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as provider:
        yield provider


@pytest.mark.parametrize(
    ("name", "base", "words"),
    [
        ("openai/gpt-4o-mini", "", "OpenAI"),
        ("gpt-4o-mini", "", "OpenAI"),
        ("anthropic/claude-3-5-haiku-latest", "", "Anthropic"),
        ("gemini/gemini-2.0-flash", "", "Google"),
        ("mistral/mistral-small-latest", "", "Mistral AI"),
        ("azure/ours", "", "Microsoft Azure"),
        ("somebody/else", "", "somebody"),
        ("ollama/llama3", "", "localhost:11434"),
        ("openai/llama3", "http://127.0.0.1:8000/v1", "127.0.0.1:8000"),
        ("openai/llama3", "https://models.example/v1/", "models.example"),
        ("openai/llama3", "http://[::1]:8000/v1", "[::1]:8000"),
    ],
)
async def test_who_gets_the_messages_is_said_in_words(name: str, base: str, words: str) -> None:
    model = open_model(name, base)
    assert await model.provider() == words
    await model.close()


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "OPENAI_API_BASE"])
async def test_a_server_set_in_the_environment_is_who_gets_the_messages(
    provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-unused")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv(variable, provider.base)
    model = open_model(PRICED)
    assert await model.provider() == f"{provider.address}"
    assert (await model.complete(MESSAGES, max_tokens=9, deadline_s=60)).text == "I see."
    await model.close()


@pytest.mark.parametrize("name", ["foo/bar", "foo", "meta-llama/Llama-3.1-8B-Instruct"])
async def test_a_model_of_no_known_provider_is_told_how_to_write_it(name: str) -> None:
    model = open_model(name)
    with pytest.raises(ModelError, match="provider/model") as caught:
        await model.complete(MESSAGES, max_tokens=9, deadline_s=60)
    await model.close()
    assert (caught.value.cause, caught.value.attempts) == ("no_model", 1)


async def test_a_bare_name_of_no_known_provider_has_no_words_for_it() -> None:
    model = open_model("foo")
    with pytest.raises(ModelError, match="provider/model"):
        await model.provider()
    await model.close()


@pytest.mark.parametrize("name", ["", "  ", "/", "openai/", "/gpt-4o", "a b", "openai/gpt\x00"])
def test_what_cannot_name_a_model_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="provider/model"):
        open_model(name)


@pytest.mark.parametrize(
    "base",
    [
        "https://me:word@models.example/v1",
        "127.0.0.1:8000",
        "localhost",
        "ftp://a.example",
        "http://",
        "http://a b",
        "http://a:port",
        "http://[",
    ],
)
def test_what_is_no_base_url_is_refused(base: str) -> None:
    with pytest.raises(ModelError, match="http://"):
        open_model("openai/llama3", base)


def test_a_server_of_ones_own_needs_an_address_lest_the_messages_go_elsewhere() -> None:
    with pytest.raises(ModelError, match="base URL"):
        open_model("hosted_vllm/llama3")


def child(name: str, base: str = "", does: str = "", **environment: str) -> tuple[dict[str, Any], str]:
    """What a process found that asked a model, with nothing set in its environment, and what it logged."""
    path = os.pathsep.join([environment.pop("first", ""), *sys.path])
    done = subprocess.run(
        [sys.executable, CHILD, name, base, does],
        capture_output=True,
        check=False,
        text=True,
        env={"PYTHONPATH": path, "NO_PROXY": "*"} | environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found, done.stderr


def test_a_missing_key_is_told_at_once_with_the_variable_to_set() -> None:
    found, logged = child(PRICED)
    assert (found["cause"], found["attempts"]) == ("denied", 1)
    assert "Set OPENAI_API_KEY" in found["sentence"]
    assert "zebra" not in logged
    assert "LiteLLM" not in logged


def test_litellm_is_imported_by_opening_a_model_only_and_changes_no_setting_and_needs_no_closing(
    provider: LoopbackProvider,
) -> None:
    found, logged = child("openai/anything", provider.base, "not closed", LITELLM_LOG="DEBUG")
    assert found["text"] == "I see."
    assert (found["imported_before"], found["imported_after"]) == (False, True)
    assert found["environment"] == []
    assert "zebra" not in logged
    assert "Exception" not in logged


def test_without_litellm_the_extra_to_install_is_named() -> None:
    found, _ = child(PRICED, does="without litellm")
    assert found["kind"] == "NotInstalled"
    assert "courseware-core[llm]" in found["refused"]


def test_a_litellm_that_cannot_be_imported_is_a_failure_and_no_endless_wait(tmp_path: Path) -> None:
    (tmp_path / "litellm.py").write_text("raise RuntimeError('broken')")
    found, _ = child(PRICED, first=str(tmp_path))
    assert found["cause"] == "down"
    assert "Install it again" in found["sentence"]


@pytest.mark.parametrize("key", ["", "sk-geheimö", "sk-secret\n", "two words"])
async def test_a_key_that_can_be_none_is_told_and_not_sent(
    provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    model = open_model("openai/anything", provider.base)
    with pytest.raises(ModelError, match="What is set as OPENAI_API_KEY cannot be a key") as caught:
        await model.complete(MESSAGES, max_tokens=9, deadline_s=60)
    await model.close()
    assert caught.value.cause == "denied"
    assert provider.requests == ()
