"""A scripted language model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courseware_core.chat import ChatReply, Message, ModelError, Usage, estimated_tokens

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
    raises LookupError. The usage of a line that is a text is estimated, and costs nothing.
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
        match self._line(messages):
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
