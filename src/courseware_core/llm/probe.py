"""Whether a model works, found out by asking it one small thing."""

import asyncio
from dataclasses import dataclass
from typing import Final

from courseware_core.chat import ChatModel, Message, ModelError, Usage

_QUESTION: Final = (Message("user", "Reply with the single word: ready"),)
_MOST_TOKENS: Final = 64


@dataclass(frozen=True, slots=True)
class Probe:
    """How asking went. `sentence` is for an operator: what works and what it took, or what to do."""

    ok: bool
    sentence: str
    usage: Usage
    seconds: float


async def probe(model: ChatModel, *, deadline_s: float = 30.0) -> Probe:
    """The outcome of one small call to `model`. It costs what some ten words cost."""
    clock = asyncio.get_running_loop().time
    began = clock()
    try:
        reply = await model.complete(_QUESTION, max_tokens=_MOST_TOKENS, deadline_s=deadline_s)
        who = await model.provider()
    except ModelError as error:
        return Probe(False, str(error), error.usage, clock() - began)
    called = f" (it calls itself {reply.model})" if reply.model not in model.name else ""
    sentence = (
        f"{model.name} works{called}: {who} replied in {reply.seconds:.1f} s. That took {_cost(reply.usage)}."
    )
    return Probe(True, sentence, reply.usage, reply.seconds)


def _cost(usage: Usage) -> str:
    tokens = f"{'about ' if usage.estimated else ''}{usage.tokens} tokens"
    if usage.cost is None:
        return f"{tokens}; the price of this model is not known"
    return f"{tokens} and {usage.cost:f} US dollars"
