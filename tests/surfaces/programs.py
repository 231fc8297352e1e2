"""A process that serves a surface, as a test asks it and tells it to end."""

import asyncio
import json
import signal

from tests.surfaces.pulse import PATIENCE_S


class Program:
    """A process that serves a surface."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ask(self) -> None:
        """Has a listened-to program go on to the next of what it does when it is asked."""
        assert self.process.stdout
        self.process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE_S):
            assert await self.process.stdout.readline() == b"yes\n"

    def end(self) -> None:
        """Tells it to end, as an operator does."""
        self.process.send_signal(signal.SIGTERM)

    async def ended(self) -> tuple[int, str]:
        """Its exit code, and all that it has still to say."""
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()

    async def heard(self) -> dict[str, list[str]]:
        """What a listened-to program has heard, once it has ended as it was told to."""
        code, said = await self.ended()
        assert code == 0
        heard: dict[str, list[str]] = json.loads(said)
        return heard
