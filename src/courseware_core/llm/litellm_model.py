"""A language model of any provider, through litellm. Owns the deadline, the tries and what a reply is worth.

litellm itself runs in a thread of its own (`worker`), and one try at it is `asking`.
"""

import asyncio
import importlib.util
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from courseware_core.chat import ChatReply, Message, ModelError, Usage, estimated_tokens
from courseware_core.errors import NotInstalled
from courseware_core.llm import providers, worker
from courseware_core.llm.asking import Answer, Request, ask, provider_of
from courseware_core.llm.failures import Failure

T = TypeVar("T")

_MOST_TRIES: Final = 3

_NOT_ACCEPTED: Final = {400, 422}


def open_model(name: str, base: str = "") -> "LiteLLMModel":
    """The model that litellm calls `name`, such as `openai/gpt-4o-mini`, at the server `base` if given.

    litellm is imported from now on, in a thread of its own. API keys come from the environment.

    Raises:
        NotInstalled: litellm is not installed.
        ModelError: `name` or `base` cannot be what it is meant to be.
    """
    name, base = name.strip(), base.strip()
    providers.check(name, base)
    if importlib.util.find_spec("litellm") is None:
        raise NotInstalled(
            f"The model {name} needs litellm. Install it with: pip install 'courseware-core[llm]'"
        )
    return LiteLLMModel(name, base)


class LiteLLMModel:
    """A `ChatModel` over litellm, for many calls at once and from several event loops.

    `first_pause_s` is how long it waits after a first try that failed; twice as long after the second.
    """

    def __init__(self, name: str, base: str = "", *, first_pause_s: float = 0.5) -> None:
        self.name = name
        self._base = base
        self._first_pause_s = first_pause_s
        self._calls: set[Future[Any]] = set()
        self._closed = False
        self._worker = worker.hold(self)

    async def provider(self) -> str:
        """Who gets the messages: the server of the base URL, else the provider that the name means.

        Raises: ModelError, when litellm knows no provider for the name.
        """
        if self._base or providers.prefix(self.name):
            return providers.words(self.name, self._base)
        found = await self._in_worker(partial(_provider_of, name=self.name))
        if not found:
            raise ModelError(
                f"litellm knows no provider for the model {self.name!r}. {providers.FORM}",
                "no_model",
                attempts=0,
            )
        return providers.words(self.name, self._base, found)

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        """The model's reply, after at most three tries, and one more without a schema that is not accepted.

        The deadline covers the import of litellm as well.
        """
        clock = asyncio.get_running_loop().time
        began = clock()
        # litellm keeps a client for each timeout, so it is a round one. The deadline itself is kept here.
        timeout_s = max(1, math.ceil(deadline_s))
        request = Request(self.name, self._base, tuple(messages), max_tokens, timeout_s, schema)
        tries, lost = 0, Usage()
        try:
            async with asyncio.timeout(deadline_s):
                while True:
                    tries += 1
                    outcome = await self._in_worker(partial(ask, request=request))
                    if isinstance(outcome, Answer):
                        answer = replace(outcome, usage=lost + outcome.usage)
                        return _reply(answer, self.name, tries, clock() - began)
                    if outcome.charged:
                        lost += _given_up(request)
                    if request.schema is not None and _may_be_a_setting(outcome):
                        request = replace(request, schema=None)
                        continue
                    pause_s = max(outcome.retry_after_s or 0.0, self._first_pause_s * 2 ** (tries - 1))
                    is_last = tries >= _MOST_TRIES or clock() + pause_s >= began + deadline_s
                    if is_last or not outcome.again:
                        raise _error(outcome, tries, lost)
                    await asyncio.sleep(pause_s)
        except TimeoutError:
            pass  # raised below, where it has no context that could hold a message
        raise ModelError(
            f"{self.name} did not reply within {deadline_s:g} s. Allow it more time, or use a faster model.",
            "slow",
            usage=lost + _given_up(request),
            attempts=tries,
        )

    async def close(self) -> None:
        """Gives up calls under way, and ends litellm's thread when no other model needs it."""
        self._closed = True
        for call in tuple(self._calls):
            call.cancel()
        await worker.release(self)

    async def _in_worker(self, work: Callable[[Any], Awaitable[T]]) -> T:
        if not self._closed:
            call = self._worker.submit(work)
            self._calls.add(call)
            try:
                return await asyncio.wrap_future(call)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if not self._closed or (task and task.cancelling()):
                    raise
            finally:
                self._calls.discard(call)
        raise ModelError(f"The model {self.name} was closed. Open it again.", "down", attempts=0)


async def _provider_of(litellm: Any, *, name: str) -> str:
    return provider_of(litellm, name)


def _reply(answer: Answer, name: str, tries: int, seconds: float) -> ChatReply:
    if answer.is_refusal or answer.finish == "content_filter":
        raise ModelError(
            f"{name} declined to answer.", "refused", usage=answer.usage, attempts=tries, status=200
        )
    is_cut = answer.finish == "length"
    if not answer.text.strip():
        sentence = (
            f"{name} used up the tokens allowed for a reply before it wrote a word, as reasoning models do."
            " Use one that reasons less."
            if is_cut
            else f"{name} replied without a word. Try again, or use another model."
        )
        raise ModelError(sentence, "garbled", usage=answer.usage, attempts=tries, status=200)
    finish: Final = "length" if is_cut else "stop"
    return ChatReply(answer.text, finish, answer.model, answer.usage, tries, seconds)


def _given_up(request: Request) -> Usage:
    """What a try counts as whose end was not waited for: its provider may write on, and charge all of it."""
    prompt = sum(estimated_tokens(message.text) for message in request.messages)
    return Usage(prompt, request.max_tokens, cost=None, estimated=True)


def _may_be_a_setting(failure: Failure) -> bool:
    """Whether a provider refused what it was asked, which may be for a schema: some know none."""
    return failure.cause == "too_long" and failure.status in _NOT_ACCEPTED


def _error(failure: Failure, tries: int, lost: Usage) -> ModelError:
    return ModelError(
        failure.sentence,
        failure.cause,
        usage=lost,
        attempts=tries,
        status=failure.status,
        retry_after_s=failure.retry_after_s,
    )
