"""What models use: calls under way, what was set aside for them, and what they used in the end."""

from dataclasses import dataclass
from datetime import date, datetime

from courseware_core.chat import Usage
from courseware_core.identity import Identity


@dataclass(frozen=True, slots=True)
class Call:
    """A reply that a model is writing in `session`: a lease, and tokens that are set aside for it.

    `id` tells it from other calls of that session. The `tokens` count as spent on `day` (in UTC) until it is
    settled. After `until` it is taken for lost, and somebody else may write the reply.
    """

    session: str
    id: str
    actor: Identity
    model: str
    day: date
    tokens: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a call used in the end, in place of what was set aside for it."""

    call: Call
    usage: Usage

    @classmethod
    def of_lost(cls, call: Call) -> "Settlement":
        """That of a call of which nobody knows how it ended: all that was set aside counts."""
        return cls(call, Usage(prompt_tokens=call.tokens, cost=None, estimated=True))


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens spent on models, those set aside among them, and the call under way in the session."""

    learner: int = 0
    tenant: int = 0
    session: int = 0
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What one tenant (written `surface:tenant`) used of one model on one day, in UTC.

    `usage.cost` holds the calls whose price is known; `unpriced` counts the others.
    """

    day: date
    tenant: str
    model: str
    calls: int
    usage: Usage
    unpriced: int
