"""The tutor that a language model speaks for: code chooses its moves and checks its words.

What a model does wrong never reaches a learner: they get the lesson tutor's reply, and are told why.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from math import inf
from time import monotonic
from typing import Final, assert_never

from courseware_core.chat import Cause, ChatModel, ChatReply, Message, ModelError, Usage, estimated_tokens
from courseware_core.engine.facts import Instead, Move
from courseware_core.llm import running
from courseware_core.llm.moves import Plan, TutorMove, plan
from courseware_core.llm.prompt import REPAIR_TOKENS, most_prompt_tokens, prompt, repair
from courseware_core.llm.reply_checks import Wording, check
from courseware_core.llm.rest import Fault, Rest, Try
from courseware_core.llm.running import Ran
from courseware_core.ports import Tutor, TutorReply, TutorRequest

_log = logging.getLogger(__name__)

MAX_TOKENS: Final = 1000
"""The most tokens of one reply: a short text, and room for models that think first."""

SEE_ALSO: Final = 2
"""How many sections are offered beside a reply."""

_MOST_OF_A_CALL: Final = 10_000_000
"""More tokens or dollars than any call has; whoever says so cannot be believed."""

_ANSWERED: Final = 200

_GRACE_S: Final = 1.0
"""How much longer than its deadline a model is waited for, which should end by itself."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """No reply of the model, and why."""

    instead: Instead


class ModelTutor:
    """A `Tutor` over `model`; where it fails, `lesson` replies.

    A reply takes `deadline_s` seconds at most, a second call for a reply that cannot be shown included.
    After a failure of its provider the model rests, and the lesson replies at once. `seconds` is a clock
    that never goes back. Raises: ValueError when `deadline_s` is no time.
    """

    def __init__(
        self,
        model: ChatModel,
        lesson: Tutor,
        *,
        deadline_s: float = 30.0,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        if not 0 < deadline_s < inf:
            raise ValueError(f"A model needs some seconds for a reply, and not {deadline_s}.")
        self.name = model.name
        self.deadline_s = deadline_s
        self._model = model
        self._lesson = lesson
        self._seconds = seconds
        self._rest = Rest(seconds)

    async def provider(self) -> str:
        """Who gets the learner's words, as a learner reads it. Raises: ModelError."""
        return await self._model.provider()

    def resting(self) -> Fault | None:
        """What is wrong with the provider while the model is left alone, so that it need not be asked."""
        return self._rest.resting()

    def most_tokens(self, request: TutorRequest) -> int:
        """The most tokens that a reply uses, by estimate: of both calls, prompts and replies."""
        first = most_prompt_tokens(request)
        return (first + MAX_TOKENS) + (first + REPAIR_TOKENS + MAX_TOKENS)

    async def reply(self, request: TutorRequest) -> TutorReply:
        """The model's reply if it can be shown, else the lesson tutor's; `usage` is what was used anyhow."""
        asked = self._rest.ask()
        if not isinstance(asked, Try):
            return replace(await self._lesson.reply(request), instead=asked)
        try:
            # The first question in a lab takes some hundredths of a second: not on the loop.
            planned = await asyncio.to_thread(plan, request)
            wording, usage = await self._wording(request, planned.move, prompt(request, planned), asked)
        finally:
            self._rest.ended(asked)
        if isinstance(wording, _Failed):
            return replace(await self._lesson.reply(request), instead=wording.instead, usage=usage)
        return TutorReply(
            _recorded(planned.move),
            text=wording.text,
            quotes=wording.quotes,
            see=_see(request, planned, wording),
            closest=not planned.sure and not wording.quotes,
            source=self.name,
            usage=usage,
        )

    def most_tokens_to_run(self, template: str, given: str) -> int:
        """The most tokens that `run` uses, by estimate."""
        return _estimated(running.messages(template, given)) + MAX_TOKENS

    async def run(self, template: str, given: str) -> Ran:
        """What the model makes of a demo's prompt with the learner's words `given` in it. One call."""
        asked = self._rest.ask()
        if not isinstance(asked, Try):
            return Ran(instead=asked)
        try:
            said = await self._complete(running.messages(template, given), self.deadline_s)
            self._rest.succeeded()
        except ModelError as error:
            self._notice(error, asked, repairing=False)
            return Ran(instead=_instead(error), usage=error.usage)
        finally:
            self._rest.ended(asked)
        # A reply that was made to be hard to look at takes some hundredths of a second.
        text = await asyncio.to_thread(running.shown, said.text, cut_off=said.finish == "length")
        return Ran(text, "" if text else "unfit", said.usage)

    async def _wording(
        self, request: TutorRequest, move: TutorMove, messages: tuple[Message, ...], asked: Try
    ) -> tuple[Wording | _Failed, Usage]:
        """Words that may be shown, after at most one repair, or why there are none."""
        ends = self._seconds() + self.deadline_s
        usage = Usage()
        for repairing in (False, True):
            left = ends - self._seconds()
            if left <= 0:
                break
            try:
                said = await self._complete(messages, left)
            except ModelError as error:
                self._notice(error, asked, repairing=repairing)
                return _Failed(_instead(error)), usage + error.usage
            self._rest.succeeded()
            usage += said.usage
            # A reply that was made to be hard to look at takes some hundredths of a second.
            found = await asyncio.to_thread(check, said.text, request, move, cut_off=said.finish == "length")
            if isinstance(found, Wording):
                return found, usage
            messages = (*messages, *repair(said.text, (each.complaint for each in found)))
        return _Failed("unfit"), usage

    async def _complete(self, messages: Sequence[Message], deadline_s: float) -> ChatReply:
        """The model's reply, or a ModelError, within the deadline and whatever the model does."""
        unknown = Usage(_estimated(messages), MAX_TOKENS, cost=None, estimated=True)
        try:
            async with asyncio.timeout(deadline_s + _GRACE_S) as deadline:
                said = await self._model.complete(messages, max_tokens=MAX_TOKENS, deadline_s=deadline_s)
            if not isinstance(said.text, str):
                raise TypeError("a reply has a text")
            return replace(said, usage=said.usage if _is_sound(said.usage) else unknown)
        except ModelError as error:
            if not _is_sound(error.usage):
                error.usage = unknown
            raise
        except Exception as error:  # noqa: BLE001 - the edge to somebody else's code, which raises anything
            _log.warning("the model %s failed: %s", self.name, type(error).__name__)
            cause: Cause = "slow" if deadline.expired() else "down"
            raise ModelError("The model broke its promises.", cause, usage=unknown) from None

    def _notice(self, error: ModelError, asked: Try, *, repairing: bool) -> None:
        """Lets the model rest after a failure of its provider."""
        fault = _fault(error)
        if fault is None:
            self._rest.succeeded()
        elif not (repairing and fault == "slow"):  # a repair has less time than a provider may take
            self._rest.failed(asked, fault, error.retry_after_s if fault == "busy" else None)


def _estimated(messages: Sequence[Message]) -> int:
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


def _recorded(move: TutorMove) -> Move:
    match move:
        case "answer" | "probe" | "coach" | "wrap":
            return "answer"
        case "compare" | "redirect":
            return move
        case _ as never:
            assert_never(never)


def _see(request: TutorRequest, planned: Plan, wording: Wording) -> tuple[str, ...]:
    """Sections to read: those that the reply has words of, then the best; not those that it quotes."""
    if planned.move == "redirect":
        return ()
    sections = list(wording.see)
    if planned.move == "compare":
        sections += [request.check.see] if request.check and request.check.see else []
    elif planned.sure:
        sections += [passage.section for passage in planned.passages]
    quoted = {quotation.section for quotation in wording.quotes}
    return tuple(islice((each for each in dict.fromkeys(sections) if each not in quoted), SEE_ALSO))
