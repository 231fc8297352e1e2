"""The commands about the record itself: `db upgrade`, `db backup`, `db rebuild`."""

import asyncio
from pathlib import Path

from courseware_core.app import Courseware, upgrade_record
from courseware_terminal.command import counted, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings


def upgrade(settings: Settings) -> int:
    """Brings the record's tables to this version."""
    revision = asyncio.run(upgrade_record(settings.store))
    say(f"The record is at revision {revision}.")
    return 0


def backup(settings: Settings, file: Path) -> int:
    """Copies the record to a file that must not exist yet."""

    async def done(app: Courseware) -> None:
        await app.backup(file)
        say(f"The record was copied to {file}.")

    return with_courses(settings, done)


def rebuild(settings: Settings) -> int:
    """Makes the projections again. The exit code is 1 when a session could not be read."""

    async def done(app: Courseware) -> int:
        rebuilt = await app.rebuild()
        pruned = rebuilt.pruned
        say(f"{counted(rebuilt.sessions, 'session')} made again from the recorded facts.")
        say(
            f"Deleted: {counted(pruned.deliveries, 'old delivery', 'old deliveries')}, and "
            f"{counted(pruned.heads + pruned.responses, 'row')} of sessions without facts."
        )
        for session in rebuilt.unreadable:
            say(f"{session} was left as it is: it is damaged, or a newer version of courseware wrote in it.")
        return 1 if rebuilt.unreadable else 0

    return with_courses(settings, done)
