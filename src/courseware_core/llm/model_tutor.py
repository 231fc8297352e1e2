"""The tutor that a language model speaks for: code chooses its moves and checks its words.

What a model does wrong never reaches a learner: they get the lesson tutor's reply, and are told why.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from time import monotonic
from typing import Final, assert_never

from courseware_core.chat import ChatModel, Message
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.facts import Instead, Move
from courseware_core.llm import judging, running
from courseware_core.llm.calls import MAX_TOKENS, Caller, Calls, estimated
from courseware_core.llm.moves import Plan, TutorMove, plan
from courseware_core.llm.outcomes import Judging, Ran
from courseware_core.llm.prompt import REPAIR_TOKENS, most_prompt_tokens, prompt, repair
from courseware_core.llm.reply_checks import Wording, check
from courseware_core.llm.rest import Fault
from courseware_core.ports import Tutor, TutorReply, TutorRequest

SEE_ALSO: Final = 2
"""How many sections are offered beside a reply."""


class ModelTutor:
    """A `Tutor` over `model`, which judges answers and runs demos, too; where it fails, `lesson` replies.

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
        self.name = model.name
        self.deadline_s = deadline_s
        self._model = model
        self._lesson = lesson
        self._caller = Caller(model, deadline_s=deadline_s, seconds=seconds)

    async def provider(self) -> str:
        """Who gets the learner's words, as a learner reads it. Raises: ModelError."""
        return await self._model.provider()

    def resting(self) -> Fault | None:
        """What is wrong with the provider while the model is left alone, so that it need not be asked."""
        return self._caller.resting()

    def most_tokens(self, request: TutorRequest) -> int:
        """The most tokens that a reply uses, by estimate: of both calls, prompts and replies."""
        first = most_prompt_tokens(request)
        return (first + MAX_TOKENS) + (first + REPAIR_TOKENS + MAX_TOKENS)

    async def reply(self, request: TutorRequest) -> TutorReply:
        """The model's reply if it can be shown, else the lesson tutor's; `usage` is what was used anyhow."""
        with self._caller.calls() as calls:
            if not isinstance(calls, Calls):
                return replace(await self._lesson.reply(request), instead=calls)
            # The first question in a lab takes some hundredths of a second: not on the loop.
            planned = await asyncio.to_thread(plan, request)
            wording = await _wording(calls, request, planned.move, prompt(request, planned))
        if not isinstance(wording, Wording):
            return replace(await self._lesson.reply(request), instead=wording, usage=calls.usage)
        return TutorReply(
            _recorded(planned.move),
            text=wording.text,
            quotes=wording.quotes,
            see=_see(request, planned, wording),
            closest=not planned.sure and not wording.quotes,
            source=self.name,
            usage=calls.usage,
        )

    def most_tokens_to_run(self, template: str, given: str) -> int:
        """The most tokens that `run` uses, by estimate."""
        return estimated(running.messages(template, given)) + MAX_TOKENS

    async def run(self, template: str, given: str) -> Ran:
        """What the model makes of a demo's prompt with the learner's words `given` in it. One call."""
        with self._caller.calls() as calls:
            if not isinstance(calls, Calls):
                return Ran(instead=calls)
            said = await calls.complete(running.messages(template, given))
        if isinstance(said, str):
            return Ran(instead=said, usage=calls.usage)
        # A reply that was made to be hard to look at takes some hundredths of a second.
        text = await asyncio.to_thread(running.shown, said.text, cut_off=said.finish == "length")
        return Ran(text, "" if text else "unfit", calls.usage)

    def most_tokens_to_judge(self, question: WrittenQuestion, text: str) -> int:
        """The most tokens that `judge` uses, by estimate: of both passes, prompts and replies."""
        return judging.most_tokens(question, text)

    async def judge(self, question: WrittenQuestion, text: str, *, locale: str = "en") -> Judging:
        """What the model says of the answer `text`, by each criterion that no check decides.

        Two calls at most, and none for an answer that it is no use to ask about. `locale` is that of the
        question.
        """
        # A text that was made to be hard to look at takes some hundredths of a second.
        settled = await asyncio.to_thread(judging.without_a_call, question, text)
        if settled:
            return settled
        with self._caller.calls() as calls:
            if not isinstance(calls, Calls):
                return Judging(instead=calls)
            return await judging.judged(calls, question, text, locale)


async def _wording(
    calls: Calls, request: TutorRequest, move: TutorMove, messages: tuple[Message, ...]
) -> Wording | Instead:
    """Words that may be shown, after at most one repair, or why there are none."""
    for repairing in (False, True):
        if repairing and not calls.has_time():
            break
        said = await calls.complete(messages)
        if isinstance(said, str):
            return said
        # A reply that was made to be hard to look at takes some hundredths of a second.
        found = await asyncio.to_thread(check, said.text, request, move, cut_off=said.finish == "length")
        if isinstance(found, Wording):
            return found
        messages = (*messages, *repair(said.text, (each.complaint for each in found)))
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
