"""A Slack on this machine, with people who press: `PEOPLE COMMAND PLACE`.

Prints as JSON the settings of an app that is to serve it: by Socket Mode, or in HTTP mode if `SLACK_MODE` is
"http" in the environment. Once it does, everybody types `/COMMAND` with `PLACE` in their direct messages and
presses the first button, and "ready" is printed. For each line that is then read, `AT_ONCE PRESSES`, people
press at once, each so many times, the next as soon as the last is shown. Where there is a third number, so
many presses are due in each second instead, whatever became of those before. What each press took in seconds,
from then until the next screen was there, is printed as JSON. Ends when there is nothing more to read.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator

from benchmarks.programs.school import reader, tell
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import Loopback, serving

from courseware_slack.manifest import EVENTS_PATH

PATIENCE_S = 60.0
"""How long Slack waits here for an acknowledgement: a busy machine is not to end a run."""

LEADS_ON = ("cw:o:", "cw:s:", "cw:f:", "cw:p:", "floor:")
"""How the action ids of buttons that lead on begin, the first that there is of these."""


async def press(here: Loopback, person: Person, number: int) -> None:
    """Presses what leads on, the `number`th time, which decides what is chosen, and waits for what comes."""
    screen = person.screen
    before = person.direct.messages[-1].blocks
    choices = [each for each in screen.controls if each.kind in ("radio_buttons", "checkboxes")]
    for each in choices:
        await person.choose(each.options[number // 2 % len(each.options)], on=screen)
    buttons = [each.action_id for each in screen.controls if each.kind == "button"]
    found = [[each for each in buttons if each.startswith(begin)] for begin in LEADS_ON]
    leading = next(each for each in found if each)
    is_option = leading[0].startswith("cw:o:")
    await person.press(leading[number // 2 % len(leading) if is_option else 0], on=screen)
    await here.pulse.until(lambda: person.direct.messages[-1].blocks is not before, within_s=PATIENCE_S)


async def play(
    here: Loopback, people: Iterator[Person], at_once: int, presses: int, a_second: int = 0
) -> list[float]:
    """`presses` of each of the next `at_once` people."""
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def go(place: int, person: Person) -> list[float]:
        took = []
        for number in range(presses):
            began = loop.time()
            if a_second:
                began = start + (number * at_once + place) / a_second
                await asyncio.sleep(began - loop.time())
            await press(here, person, number)
            took.append(loop.time() - began)
        return took

    everyone = await asyncio.gather(*(go(place, next(people)) for place in range(at_once)))
    return [each for person in everyone for each in person]


async def begin(here: Loopback, person: Person, command: str, place: str) -> None:
    """Has a person come in, in direct messages."""
    await person.slash(f"/{command} {place}")
    await here.pulse.until(lambda: person.direct.messages, within_s=PATIENCE_S)
    await press(here, person, 0)


async def main(number: int, command: str, place: str) -> None:
    """A Slack, from the app's connection to the end of what is to be read."""
    async with serving(deadline_s=PATIENCE_S) as here:
        settings = here.environment
        if os.environ.get("SLACK_MODE") == "http":
            del settings["SLACK_APP_TOKEN"]
            with socket.create_server(("127.0.0.1", 0)) as free:
                settings["SLACK_PORT"] = str(free.getsockname()[1])
            tell(settings)
            await here.app_listening(f"http://127.0.0.1:{settings['SLACK_PORT']}{EVENTS_PATH}")
        else:
            tell(settings)
            await here.app_online()
        everyone = [here.person(f"learner {n}") for n in range(number)]
        await asyncio.gather(*(begin(here, each, command, place) for each in everyone))
        await here.settled()
        tell("ready")
        people = iter(everyone)
        lines = await reader()
        while line := (await lines.readline()).split():
            tell(await play(here, people, *map(int, line)))
            here.api.calls.clear()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
