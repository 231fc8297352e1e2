"""`courseware slack` in a process that is listened to, and people with a question before them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.app.surroundings import TINY, opened
from tests.slack.loopback.people import Person, Sent
from tests.slack.loopback.records import Message
from tests.slack.loopback.server import Loopback
from tests.slack.processes import STARTS_S, Mode, free_port
from tests.surfaces.programs import Program

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.screen.model import Intent
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.turns import Turn
from courseware_slack.manifest import EVENTS_PATH
from courseware_slack.places import SURFACE
from courseware_slack.showing import drawn

PATIENCE_S = 60.0
"""How long this Slack waits for an acknowledgement where a whole school presses: a machine may be slow."""

_PROGRAM = Path(__file__).parent / "children" / "watched.py"


@asynccontextmanager
async def watched(here: Loopback, record: Path, mode: Mode = "socket") -> AsyncIterator[Program]:
    """An app that teaches the tiny course on tea there, and has its record in a file."""
    port = free_port()
    by = {} if mode == "socket" else {"SLACK_APP_TOKEN": "", "SLACK_PORT": str(port)}
    settings = {"COURSEWARE_CONTENT": str(TINY), "COURSEWARE_STORE": f"sqlite:///{record}"}
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(_PROGRAM)),
        env=surroundings | settings | here.environment | by,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if mode == "socket":
            await here.app_online(within_s=STARTS_S)
        else:
            await here.app_listening(f"http://127.0.0.1:{port}{EVENTS_PATH}", within_s=STARTS_S)
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def before_a_question(here: Loopback, record: Path, number: int) -> list[Person]:
    """People who each look at the first question of a quiz, in their messages with the app."""
    everyone = [here.person(f"learner {n}") for n in range(number)]
    async with opened(TINY, f"sqlite:///{record}", profile=SLACK_MESSAGE) as app:
        asked = await asyncio.gather(*(_first_question(app, each) for each in everyone))
    for each, turn in zip(everyone, asked, strict=True):
        shown = drawn(turn)
        here.world.post(each.direct, Message(here.world.stamp(), here.team.bot, shown.text, shown.blocks))
    here.deliveries.forget()
    return everyone


async def answered(person: Person) -> Sent:
    """The answer that a person sends to the question that they see, the first option of it."""
    question = person.screen
    await person.choose(question.options[0], on=question)
    return person.press("Answer", on=question)


async def echoed(here: Loopback) -> None:
    """Returns once the app has taken the news of its own message: in Socket Mode, after all before it."""
    here.world.post(
        here.person("somebody else").direct, Message(here.world.stamp(), here.team.bot, "Hello", [])
    )
    echo = here.deliveries.all[-1]
    await here.pulse.until(lambda: echo.acknowledged)


async def all_shown(here: Loopback, sent: list[Sent]) -> None:
    """Returns once everything that was sent is acknowledged, and all that came of it is shown."""
    told = [each.delivery for each in sent if each.delivery]
    await here.pulse.until(lambda: all(each.acknowledged for each in told), within_s=PATIENCE_S)
    await here.pulse.until(
        lambda: sum(each.status == 200 for each in here.api.sent("chat.update")) >= len(told),
        within_s=PATIENCE_S,
    )
    await here.settled()


async def _first_question(app: Courseware, person: Person) -> Turn:
    who = Identity(SURFACE, person.user.team.id, person.id)
    welcome = await app.enter(who, "t1.l1.quiz")
    begin = next(each for each in welcome.screen.controls if each.role == "next")
    turn = await app.handle(who, Intent(token=begin.token))
    assert turn.screen.name == "question"
    return turn
