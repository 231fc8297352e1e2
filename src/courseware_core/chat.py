"""What the core needs from a language model: messages in, a reply or a failure out.

Owns the port and its values. Must not know any provider.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from courseware_core.errors import CoursewareError


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls used, in tokens. `estimated` says that a provider did not tell, so we reckoned.

    `cost` is in US dollars; None where the price of the model is not known.
    """

    prompt_tokens: int = 0
    reply_tokens: int = 0
    cost: Decimal | None = Decimal(0)
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.prompt_tokens + self.reply_tokens

    def __add__(self, other: "Usage") -> "Usage":
        unknown = self.cost is None or other.cost is None
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.reply_tokens + other.reply_tokens,
            None if unknown else (self.cost or Decimal(0)) + (other.cost or Decimal(0)),
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A model's words. `finish` is `length` when they were cut off at the most tokens allowed.

    `model` is the name that the provider gave. `usage` covers every try; `attempts` counts them, and
    `seconds` is how long they took together.
    """

    text: str
    finish: Literal["stop", "length"]
    model: str
    usage: Usage
    attempts: int
    seconds: float


Cause = Literal["down", "slow", "busy", "denied", "no_model", "refused", "too_long", "garbled"]
"""Why there is no reply: the provider cannot be reached or has a fault; it took longer than the deadline; it
limits how often it is asked; it does not accept the key, or the account is spent; it has no such model; it
declined to answer this; the messages are too long or not allowed; what it sent cannot be read."""


class ModelError(CoursewareError):
    """There is no reply. `str()` is a sentence for an operator, without a word of the messages.

    `usage` is what was used all the same. `retry_after_s` is how long the provider asks to be left
    alone, None when it said nothing. `status` is the HTTP status, None when there was no answer.
    """

    code = "model"

    def __init__(
        self,
        sentence: str,
        cause: Cause,
        *,
        usage: Usage = Usage(),
        attempts: int = 1,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.cause: Cause = cause
        self.usage = usage
        self.attempts = attempts
        self.status = status
        self.retry_after_s = retry_after_s


class ChatModel(Protocol):
    """A language model. `name` is what the operator calls it, such as `openai/gpt-4o-mini`."""

    name: str

    async def provider(self) -> str:
        """Who gets the messages, in the words that a learner reads: `OpenAI`, `127.0.0.1:8000`."""
        ...

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        """The model's reply to `messages`, within `deadline_s` seconds, retries included.

        `schema` is a JSON Schema that the text of the reply is asked to follow; it may not.

        Raises: ModelError.
        """
        ...

    async def close(self) -> None:
        """Lets go of connections. Calls under way are given up."""
        ...


def estimated_tokens(text: str) -> int:
    """At least about how many tokens a text has: one for every three bytes of UTF-8, and one more.

    English has about four bytes to a token, so this reckons high, as a reservation should.
    """
    return len(text.encode(errors="surrogatepass")) // 3 + 1
