"""Labs with a model: what it says, who waits for it, and what is recorded of it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.app.surroundings import ADA, learner

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.chat import ChatReply, Message, Usage
from courseware_core.engine.facts import MessageSent, ReplyGiven
from courseware_core.identity import Identity
from courseware_core.ports import ModelUsage
from courseware_core.screen.model import Screen
from courseware_core.testing.journeys import Learner

LAB = "t1.l1.lab"
DAY = date(2026, 11, 21)
"""The day of `FixedClock`."""

WORDS = "Air reaches the juice and the leaf turns brown. What might stop that?"
USED = Usage(prompt_tokens=400, reply_tokens=20)


class SlowModel:
    """A model that says `WORDS`, once it is let go on. `asked` counts the calls."""

    name = "openai/slow"

    def __init__(self, *, provider: str = "Example") -> None:
        self.asked = 0
        self.busy = asyncio.Event()
        self.go_on = asyncio.Event()
        self._provider = provider

    async def provider(self) -> str:
        return self._provider

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        self.asked += 1
        self.busy.set()
        await self.go_on.wait()
        return ChatReply(WORDS, "stop", self.name, USED, 1, 0.0)

    async def close(self) -> None:
        pass


def quick_model(*, provider: str = "Example") -> SlowModel:
    """A model that says `WORDS` at once."""
    model = SlowModel(provider=provider)
    model.go_on.set()
    return model


async def in_lab(app: Courseware, who: Identity = ADA, *, choose: str = "Talk with the model") -> Learner:
    """Somebody in the lab, who has chosen who replies."""
    someone = learner(app, who)
    await someone.enter(LAB)
    if choose:
        await someone.press(choose)
    return someone


def said(screen: Screen) -> str:
    """All that stands on a screen."""
    return "\n".join(plain(rich) for block in screen.blocks for rich in texts(block))


async def talked(app: Courseware, who: Identity = ADA) -> tuple[list[str], list[ReplyGiven]]:
    """The messages and the replies that are recorded of somebody."""
    facts = [recorded.fact for stream in await app.export(who) for recorded in stream.facts]
    messages = [fact.text for fact in facts if isinstance(fact, MessageSent)]
    return messages, [fact for fact in facts if isinstance(fact, ReplyGiven)]


async def used(app: Courseware) -> tuple[ModelUsage, ...]:
    """What was used on the day of `FixedClock`."""
    return await app.operators.usage(DAY, DAY)
