"""One try at a model: what is asked of litellm, and what its answer means. Runs in litellm's thread.

What comes out are values, never exceptions: litellm's exceptions hold the messages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from courseware_core.chat import Message, Usage, estimated_tokens
from courseware_core.llm import providers
from courseware_core.llm.failures import Asked, Failure, read

_NO_KEY: Final = "unused"
"""Servers of one's own want no key, but the protocol has a place for one."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. `timeout_s` bounds calls of litellm that cannot be interrupted."""

    name: str
    base: str
    messages: Sequence[Message]
    max_tokens: int
    timeout_s: int
    schema: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider sent. `finish` is why it ends, in OpenAI's words; `model` is the name it gave."""

    text: str
    is_refusal: bool
    finish: str
    model: str
    usage: Usage


async def ask(litellm: Any, request: Request) -> Answer | Failure:
    """The outcome of one try."""
    provider = provider_of(litellm, request.name)
    if not provider:
        sentence = f"litellm knows no provider for the model {request.name!r}. {providers.FORM}"
        return Failure("no_model", sentence)
    key = providers.key_variable(provider)
    if providers.is_no_key(key):
        return Failure(
            "denied",
            f"What is set as {key} cannot be a key: it is empty, or has a space, a line break or an accent.",
        )
    missing = litellm.validate_environment(request.name, api_base=request.base or None)["missing_keys"]
    try:
        response = await litellm.acompletion(
            **_settings(request, has_key=not missing),
            model=request.name,
            messages=[{"role": each.role, "content": each.text} for each in request.messages],
            max_tokens=request.max_tokens,
            timeout=request.timeout_s,
            stream=False,
            max_retries=0,
            num_retries=0,
            drop_params=True,
        )
        return _answer(litellm, response, request)
    except Exception as error:  # noqa: BLE001 - the edge to somebody else's code, which raises anything
        who = providers.words(request.name, request.base, provider)
        return read(error, Asked(who, request.name, key, missing, is_own=bool(request.base)))


def provider_of(litellm: Any, name: str) -> str:
    """What litellm calls the provider of a model string; empty when it knows none."""
    try:
        provider: str = litellm.get_llm_provider(name)[1]
    except litellm.BadRequestError:
        return ""
    return provider


def _settings(request: Request, *, has_key: bool) -> Mapping[str, Any]:
    settings: dict[str, Any] = {}
    if request.base:
        settings["api_base"] = request.base
        if not has_key:
            settings["api_key"] = _NO_KEY
    if request.schema is not None:
        form = {"name": "reply", "schema": dict(request.schema), "strict": True}
        settings["response_format"] = {"type": "json_schema", "json_schema": form}
    return settings


def _answer(litellm: Any, response: Any, request: Request) -> Answer:
    """What is in a reply. Providers leave out anything, and litellm does not always notice."""
    choice: Any = next(iter(response.choices), None)
    message: Any = getattr(choice, "message", None)
    content: Any = getattr(message, "content", None)
    extras: Any = getattr(message, "provider_specific_fields", None) or {}
    text = content if isinstance(content, str) else ""
    return Answer(
        text,
        bool(extras.get("refusal")),
        str(getattr(choice, "finish_reason", "")),
        str(response.model or request.name),
        _usage(litellm, getattr(response, "usage", None), text, request),
    )


def _usage(litellm: Any, told: Any, text: str, request: Request) -> Usage:
    prompt, reply = (getattr(told, each, None) or 0 for each in ("prompt_tokens", "completion_tokens"))
    if prompt > 0 and (reply > 0 or not text):
        return Usage(prompt, reply, _cost(litellm, request.name, prompt, reply, told))
    prompt = sum(estimated_tokens(message.text) for message in request.messages)
    reply = estimated_tokens(text) if text else 0
    return Usage(prompt, reply, _cost(litellm, request.name, prompt, reply, None), estimated=True)


def _cost(litellm: Any, name: str, prompt: int, reply: int, told: Any) -> Decimal | None:
    """By litellm's own price list, in US dollars; None for a model that is not on it."""
    try:
        parts = litellm.cost_per_token(
            model=name, prompt_tokens=prompt, completion_tokens=reply, usage_object=told
        )
    except Exception:  # noqa: BLE001 - the edge to somebody else's code: for want of a price no reply is lost
        return None
    return Decimal(f"{sum(parts):.12g}")  # of the float, the digits that mean something
