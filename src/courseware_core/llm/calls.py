"""Calls of a language model: each within its deadline, counted, and none while the model rests.

Whatever a model does, what comes out is a reply or the reason why there is none.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from math import inf
from typing import Any, Final, assert_never

from courseware_core.chat import Cause, ChatModel, ChatReply, Message, ModelError, Usage, estimated_tokens
from courseware_core.engine.facts import Instead
from courseware_core.llm.rest import Fault, Rest, Try

_log = logging.getLogger(__name__)

MAX_TOKENS: Final = 1000
"""The most tokens of one reply: a short text, and room for models that think first."""

_MOST_OF_A_CALL: Final = 10_000_000
"""More tokens or dollars than any call has; whoever says so cannot be believed."""

_ANSWERED: Final = 200

_GRACE_S: Final = 1.0
"""How much longer than its deadline a model is waited for, which should end by itself."""


class Caller:
    """Asks `model`, and lets it rest after a failure of its provider.

    A piece of work takes `deadline_s` seconds at most, all its calls included. `seconds` is a clock that
    never goes back. Raises: ValueError when `deadline_s` is no time.
    """

    def __init__(self, model: ChatModel, *, deadline_s: float, seconds: Callable[[], float]) -> None:
        if not 0 < deadline_s < inf:
            raise ValueError(f"A model needs some seconds for a reply, and not {deadline_s}.")
        self.deadline_s = deadline_s
        self._model = model
        self._seconds = seconds
        self._rest = Rest(seconds)

    def resting(self) -> Fault | None:
        """What is wrong with the provider while the model is left alone; None while it may be asked."""
        return self._rest.resting()

    @contextmanager
    def calls(self) -> "Iterator[Calls | Fault]":
        """The calls of one piece of work, or why there can be none now."""
        leave = self._rest.ask()
        if not isinstance(leave, Try):
            yield leave
            return
        try:
            yield Calls(self._model, self._rest, leave, self._seconds, self.deadline_s)
        finally:
            self._rest.ended(leave)


class Calls:
    """The calls of one piece of work, one after the other. `usage` is what they used so far."""

    def __init__(
        self, model: ChatModel, rest: Rest, leave: Try, seconds: Callable[[], float], deadline_s: float
    ) -> None:
        self.usage = Usage()
        self._model = model
        self._rest = rest
        self._leave = leave
        self._seconds = seconds
        self._ends = seconds() + deadline_s
        self._is_first = True

    def has_time(self) -> bool:
        """Whether the deadline is still to come."""
        return self._seconds() < self._ends

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None
    ) -> ChatReply | Instead:
        """The model's reply within the time that is left, or why there is none.

        `schema` is a JSON Schema that the reply is asked to follow; it may not.
        """
        left_s = self._ends - self._seconds()
        if left_s <= 0:
            return "slow"
        try:
            said = await self._ask(messages, left_s, schema)
        except ModelError as error:
            self.usage += error.usage
            self._notice(error)
            return _instead(error)
        finally:
            self._is_first = False
        self._rest.succeeded()
        self.usage += said.usage
        return said

    async def _ask(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None
    ) -> ChatReply:
        """The model's reply, or a ModelError, within the deadline and whatever the model does."""
        unknown = Usage(estimated(messages), MAX_TOKENS, cost=None, estimated=True)
        try:
            async with asyncio.timeout(deadline_s + _GRACE_S) as deadline:
                said = await self._model.complete(
                    messages, max_tokens=MAX_TOKENS, deadline_s=deadline_s, schema=schema
                )
            if not isinstance(said.text, str):
                raise TypeError("a reply has a text")
            return replace(said, usage=said.usage if _is_sound(said.usage) else unknown)
        except ModelError as error:
            if not _is_sound(error.usage):
                error.usage = unknown
            raise
        except Exception as error:  # noqa: BLE001 - the edge to somebody else's code, which raises anything
            _log.warning("the model %s failed: %s", self._model.name, type(error).__name__)
            cause: Cause = "slow" if deadline.expired() else "down"
            raise ModelError("The model broke its promises.", cause, usage=unknown) from None

    def _notice(self, error: ModelError) -> None:
        """Lets the model rest after a failure of its provider."""
        fault = _fault(error)
        if fault is None:
            self._rest.succeeded()
        elif self._is_first or fault != "slow":  # later calls have less time than a provider may take
            self._rest.failed(self._leave, fault, error.retry_after_s if fault == "busy" else None)


def estimated(messages: Sequence[Message]) -> int:
    """At least about how many tokens `messages` have."""
    return sum(estimated_tokens(message.text) for message in messages)


def _is_sound(usage: Usage) -> bool:
    """Whether these are numbers that a call can have used."""
    counts = (usage.prompt_tokens, usage.reply_tokens)
    cost = usage.cost
    return all(type(count) is int and 0 <= count <= _MOST_OF_A_CALL for count in counts) and (
        cost is None or (type(cost) is Decimal and cost.is_finite() and 0 <= cost <= _MOST_OF_A_CALL)
    )


def _fault(error: ModelError) -> Fault | None:
    """What is wrong with the provider; None when it is this message that it has no reply to."""
    match error.cause:
        case "garbled" if error.status == _ANSWERED:
            return None
        case "down" | "garbled":
            return "down"
        case "denied" | "no_model":
            return "denied"
        case "slow" | "busy" as cause:
            return cause
        case "refused" | "too_long":
            return None
        case _ as never:
            assert_never(never)


def _instead(error: ModelError) -> Instead:
    if fault := _fault(error):
        return fault
    match error.cause:
        case "refused" | "too_long" as cause:
            return cause
        case _:
            return "unfit"
