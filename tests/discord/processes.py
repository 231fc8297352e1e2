"""The bot in a process of its own, at a Discord on loopback, and people with a question before them."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from discord import MessageFlags
from tests.app.surroundings import TINY, opened
from tests.discord.loopback.people import Person, Sent
from tests.discord.loopback.pulse import PATIENCE_S
from tests.discord.loopback.server import Loopback

from courseware_core.app import Courseware
from courseware_core.identity import DIRECT, Identity
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Intent
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.turns import Turn
from courseware_discord.places import SURFACE
from courseware_discord.render import rendered

ENTRY = ("-m", "courseware_discord")
"""The program that operators run."""

WATCHED = (str(Path(__file__).parent / "children" / "watched.py"),)
"""The same program, listened to."""


class Bot:
    """A process that runs the bot."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ask(self) -> None:
        """Has a listened-to bot go on to the next of what it does when it is asked."""
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
        """What a listened-to bot has heard, once it has ended as it was told to."""
        code, said = await self.ended()
        assert code == 0
        heard: dict[str, list[str]] = json.loads(said)
        return heard


@asynccontextmanager
async def bot_beside(here: Loopback, record: Path, program: tuple[str, ...] = ENTRY) -> AsyncIterator[Bot]:
    """A bot that teaches the tiny course on tea there, online, with its record in a file."""
    settings = {"COURSEWARE_CONTENT": str(TINY), "COURSEWARE_STORE": f"sqlite:///{record}"}
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    environment = surroundings | settings | here.environment
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        online = asyncio.create_task(here.bot_online())
        ended = asyncio.create_task(process.wait())
        await asyncio.wait((online, ended), return_when=asyncio.FIRST_COMPLETED)
        assert not ended.done(), "the bot has ended before it was online"
        ended.cancel()
        await online
        yield Bot(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def before_a_question(here: Loopback, record: Path, number: int) -> list[Person]:
    """People who each look at the first question of a quiz, in their direct messages."""
    everyone = [here.person(f"learner {n}") for n in range(number)]
    for each in everyone:
        each.opens_direct_messages()
    async with opened(TINY, f"sqlite:///{record}", profile=DISCORD_MESSAGE) as app:
        asked = await asyncio.gather(*(_first_question(app, each.id) for each in everyone))
    flags = MessageFlags(components_v2=True).value
    for each, turn in zip(everyone, asked, strict=True):
        page = rendered(fit(turn.screen, DISCORD_MESSAGE)[0], again=turn.again)
        components = page.to_components()  # type: ignore[no-untyped-call]
        here.world.create_message(
            each.place, here.world.bot_user.id, None, components=components, flags=flags
        )
    return everyone


async def _first_question(app: Courseware, user: int) -> Turn:
    who = Identity(SURFACE, DIRECT, str(user))
    welcome = await app.enter(who, "t1.l1.quiz")
    begin = next(each for each in welcome.screen.controls if each.role == "next")
    turn = await app.handle(who, Intent(token=begin.token))
    assert turn.screen.name == "question"
    return turn


def answers(person: Person, option: int = 0) -> Sent:
    """Presses an option of the question that the person sees, the first one unless it is said."""
    return person.press(named(person, f"cw:o:{option}:"), on=person.screen)


def named(person: Person, beginning: str) -> str:
    """The custom id of the first button that the person sees whose id begins so."""
    return next(each.custom_id for each in person.screen.controls if each.custom_id.startswith(beginning))


@contextmanager
def held(record: Path) -> Iterator[None]:
    """Somebody else writes to the record all the time."""
    with closing(sqlite3.connect(record, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def recorded_answers(record: Path) -> list[Any]:
    """How many answers each session holds, of those with any."""
    with closing(sqlite3.connect(record)) as connection:
        found = connection.execute("SELECT count(*) FROM facts WHERE type = 'AnswerGiven' GROUP BY session")
        return [count for (count,) in found]
