"""Models that take their time, on the simulated clock."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from courseware_core.chat import ChatReply, Message
from courseware_core.testing.models import ScriptedModel


class SlowModel(ScriptedModel):
    """Says each of its lines after `seconds`; says whose it is after `provider_s`."""

    def __init__(self, *lines: str, seconds: float = 0.0, provider_s: float = 0.0) -> None:
        super().__init__(lines)
        self._seconds = seconds
        self._provider_s = provider_s

    async def provider(self) -> str:
        """As a scripted model does, but later."""
        await asyncio.sleep(self._provider_s)
        return await super().provider()

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        """As a scripted model does, but later."""
        await asyncio.sleep(self._seconds)
        return await super().complete(messages, max_tokens=max_tokens, deadline_s=deadline_s, schema=schema)
