"""The command line as an installation has it, in processes of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.app.surroundings import TINY

PATIENCE_S = 30
COMMAND = ("-m", "courseware_terminal")
"""What operators run."""

_GROUPS = ("courseware.commands", "courseware.surfaces")


def installed_in(folder: Path) -> Path:
    """A folder to be put on the path, in which an installation says which commands and surfaces it has."""
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    said = folder / "path" / "courseware_core-9.dist-info"
    said.mkdir(parents=True)
    (said / "METADATA").write_text("Metadata-Version: 2.1\nName: courseware-core\nVersion: 9\n")
    points = []
    for group in _GROUPS:
        _, _, rest = project.partition(f'[project.entry-points."{group}"]\n')
        points.append(f"[{group}]\n" + rest.partition("\n\n")[0].replace('"', ""))
    (said / "entry_points.txt").write_text("\n".join(points) + "\n")
    return said.parent


@asynccontextmanager
async def process(
    *arguments: str,
    ready: Awaitable[None],
    environment: Mapping[str, str],
    program: tuple[str, ...] = COMMAND,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of the command line, from when it is ready on; it teaches the course on tea."""
    surroundings = {"PYTHONPATH": os.pathsep.join(sys.path), "COURSEWARE_CONTENT": str(TINY)}
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, *program, *arguments),
        env={**os.environ, **surroundings, **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        waits, ends = asyncio.ensure_future(ready), asyncio.create_task(started.wait())
        await asyncio.wait((waits, ends), return_when=asyncio.FIRST_COMPLETED)
        assert not ends.done(), (await started.communicate())[1].decode()
        ends.cancel()
        await waits
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()


async def ended(started: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """The exit code of a process that was told to end, and what it said in its life."""
    async with asyncio.timeout(PATIENCE_S):
        _, said = await started.communicate()
    return started.returncode, said.decode()
