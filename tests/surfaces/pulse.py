"""Waiting for something to become true, without sleeping and without polling."""

import asyncio
from collections.abc import Callable

PATIENCE_S = 60.0
"""How long to wait for what must happen. How fast a machine is decides nothing."""


class Pulse:
    """Told whenever anything happened; whoever waits then looks again. For one event loop."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Something happened."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, holds: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
        """Returns as soon as `holds()` is true.

        Raises:
            TimeoutError: it did not become true in `within_s` seconds.
        """
        async with asyncio.timeout(within_s):
            while not holds():
                await self._next.wait()
