"""A Discord on this machine, with people who press: `PEOPLE COMMAND PLACE`.

Prints as JSON the settings of a bot that is to log in. Once it has, everybody types `COMMAND` with `PLACE`
in their direct messages and presses the first button, and "ready" is printed. For each line that is then
read, `AT_ONCE PRESSES`, people press at once, each so many times, the next as soon as the last is answered;
what each press took in seconds is printed as JSON. Ends when there is nothing more to read.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from tests.discord.loopback.people import Person
from tests.discord.loopback.server import serving

PATIENCE_S = 60.0
"""How long Discord waits here for a first answer: a busy machine is not to end a run."""

LEADS_ON = ("cw:o:", "cw:s:", "cw:f:", "cw:p:", "floor:")
"""How the custom ids of what leads on begin, the first that there is of these."""


async def press(person: Person, number: int) -> float:
    """Presses what leads on, the `number`th time, which decides what is chosen. The seconds that it took."""
    screen = person.screen
    found = [[each for each in screen.controls if each.custom_id.startswith(begin)] for begin in LEADS_ON]
    controls = next(each for each in found if each)
    control = controls[number // 2 % len(controls) if controls[0].custom_id.startswith("cw:o:") else 0]
    began = perf_counter()
    if control.kind == "select":
        await person.choose(control.options[number // 2 % len(control.options)].value, on=screen)
    else:
        await person.press(control.custom_id, on=screen)
    if person.form:
        field = person.form.fields[0]
        options = [each.value for each in field.options]
        await person.submit_modal({field.custom_id: options[:1] if options else "weights"})
    return perf_counter() - began


async def play(people: Iterator[Person], at_once: int, presses: int) -> list[float]:
    """`presses` of each of the next `at_once` people."""

    async def go(person: Person) -> list[float]:
        return [await press(person, number) for number in range(presses)]

    took = await asyncio.gather(*(go(next(people)) for _ in range(at_once)))
    return [each for person in took for each in person]


async def main(number: int, command: str, place: str) -> None:
    """A Discord, from the bot's log-in to the end of what is to be read."""
    async with serving(deadline_s=PATIENCE_S) as here:
        tell(here.environment)
        await here.bot_online()
        everyone = [here.person(f"learner {n}") for n in range(number)]
        await asyncio.gather(*(begin(each, command, place) for each in everyone))
        tell("ready")
        people = iter(everyone)
        lines = await reader()
        while line := (await lines.readline()).split():
            tell(await play(people, *map(int, line)))
            here.rest.requests.clear()


async def begin(person: Person, command: str, place: str) -> None:
    """Has a person come in, in direct messages."""
    person.opens_direct_messages()
    await person.slash(command, place=place)
    await press(person, 0)


async def reader() -> asyncio.StreamReader:
    """What is read from standard input."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    return lines


def tell(what: Any) -> None:
    """Prints a line of JSON."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
