"""The bot in a process of its own, at a Discord on loopback, and people with a question before them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from discord import MessageFlags
from tests.app.surroundings import TINY, opened
from tests.discord.loopback.people import Person, Sent
from tests.discord.loopback.server import Loopback
from tests.surfaces.programs import Program

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


@asynccontextmanager
async def bot_beside(
    here: Loopback, record: Path, program: tuple[str, ...] = ENTRY
) -> AsyncIterator[Program]:
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
        yield Program(process)
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
