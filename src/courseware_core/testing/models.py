"""A scripted language model, and models that judge answers.

An answer is judged in two calls, which ask for its criteria in opposite orders, so that a script needs two
lines for it. What a function or a script raises is logged with its text, because the product takes anything
that a model raises for an outage.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from courseware_core.chat import ChatReply, Message, ModelError, Usage, estimated_tokens

_log = logging.getLogger(__name__)

Met = Literal["yes", "no", "unsure"]
Said = Mapping[str, tuple[Met, str]]
"""By the id of a criterion, whether an answer meets it, and the quote that goes with it."""

Line = ChatReply | str | ModelError
"""A reply, its text alone, or a failure to raise."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model was asked."""

    messages: tuple[Message, ...]
    max_tokens: int
    deadline_s: float
    schema: Mapping[str, Any] | None


class ScriptedModel:
    """A `ChatModel` that says `lines` in turn, or what a function of the messages returns.

    `asked` holds what it was asked, `closed` whether it was closed. Asked once more than it has lines, it
    logs and raises LookupError. The usage of a line that is a text is estimated, and costs nothing.
    """

    def __init__(
        self,
        lines: Iterable[Line] | Callable[[Sequence[Message]], Line],
        *,
        name: str = "scripted/model",
        provider: str = "a script",
    ) -> None:
        self.name = name
        self.asked: list[Asked] = []
        self.closed = False
        self._lines = lines if callable(lines) else list(lines)
        self._provider = provider

    async def provider(self) -> str:
        """What was given as the provider."""
        return self._provider

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        """The next line of the script."""
        self.asked.append(Asked(tuple(messages), max_tokens, deadline_s, schema))
        try:
            line = self._line(messages)
        except Exception as cause:
            _log.warning("the model %s could not say its line: %r", self.name, cause)
            raise
        match line:
            case ChatReply() as reply:
                return reply
            case str(text):
                used = Usage(
                    prompt_tokens=sum(estimated_tokens(message.text) for message in messages),
                    reply_tokens=estimated_tokens(text),
                    estimated=True,
                )
                return ChatReply(text, "stop", self.name, used, attempts=1, seconds=0.0)
            case error:
                raise error

    async def close(self) -> None:
        """Notes that the model was closed."""
        self.closed = True

    def _line(self, messages: Sequence[Message]) -> Line:
        if callable(self._lines):
            return self._lines(messages)
        if len(self.asked) > len(self._lines):
            raise LookupError(
                f"The script has {len(self._lines)} lines and the model was asked for one more."
            )
        return self._lines[len(self.asked) - 1]


_CRITERION = re.compile(r"^- ([a-z0-9][a-z0-9.-]*): ", re.MULTILINE)
_ANSWER = re.compile(r"<learner>\n(.*)\n</learner>", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n]*[^.!?\s][^.!?\n]*[.!?]*")


def judge(said_of: Callable[[str], Said], *, provider: str = "a script") -> ScriptedModel:
    """A judge that says of each answer what `said_of` returns for it, and is unsure of everything else.

    `said_of` is called twice for each answer. What it says once and not again is a doubt.
    """

    def line(messages: Sequence[Message]) -> str:
        said = said_of(judged_answer(messages))
        return verdict({each: said.get(each, ("unsure", "")) for each in judged_criteria(messages)})

    return ScriptedModel(line, name="scripted/judge", provider=provider)


def obedient_judge(
    pick: Callable[[Sequence[str]], str] = lambda sentences: max(sentences, key=len),
) -> ScriptedModel:
    """The worst judge there can be: yes to every criterion, on the evidence of any sentence.

    `pick` chooses the quote among the sentences of the answer, in order, of which there is at least one.
    """

    def line(messages: Sequence[Message]) -> str:
        answer = judged_answer(messages)
        sentences = [each.strip() for each in _SENTENCE.findall(answer)] or [answer]
        return verdict({each: ("yes", pick(sentences)) for each in judged_criteria(messages)})

    return ScriptedModel(line, name="scripted/obedient")


def verdict(said: Said) -> str:
    """What a judge writes in one call to say so; an answer takes two."""
    entries = [{"id": each, "met": met, "quote": quote} for each, (met, quote) in said.items()]
    return json.dumps({"criteria": entries}, ensure_ascii=False)


def judged_answer(messages: Sequence[Message]) -> str:
    """The answer that a judge is asked about, as it was sent."""
    found = _ANSWER.search(messages[-1].text)
    return found[1] if found else ""


def judged_criteria(messages: Sequence[Message]) -> tuple[str, ...]:
    """The ids of the criteria that a judge is asked about, in the order in which they were sent."""
    return tuple(_CRITERION.findall(messages[-1].text.partition("<learner>")[0]))
