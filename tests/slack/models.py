"""A model that writes when a test lets it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from courseware_core.chat import ChatReply, Message
from courseware_core.testing.models import ScriptedModel


class HeldModel(ScriptedModel):
    """Says each of its lines, once `let` is set."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines)
        self.let = asyncio.Event()

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        """As a scripted model does, but later."""
        await self.let.wait()
        return await super().complete(messages, max_tokens=max_tokens, deadline_s=deadline_s, schema=schema)
