"""What comes of a learner's journey on Discord by each fault: `python -m tests.discord.fault_table`.

It writes docs/discord-faults.md.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.discord.faults import JOURNEY, Seen, in_order, seen_of_all
from tests.postgres import serving

PAGE = Path(__file__).parents[2] / "docs" / "discord-faults.md"


def page(found: Mapping[str, Seen]) -> str:
    """The document: every fault with what came of it."""
    rows = "\n".join(_row(*each) for each in in_order(found))
    steps = "\n".join(f"{number}. {step.name}" for number, step in enumerate(JOURNEY, start=1))
    return f"""\
# What a learner sees when Discord, the network or the bot fails

Each line is a journey through the whole program, which runs in a process of its own and speaks to a Discord
on the same machine. The journey has these steps:

{steps}

A learner does again what got no answer in the time that Discord waits, and nothing else. In the end what is
recorded of activities is compared with the record of a journey without the fault, but for whose it is, times,
ids and the order that chance gave the options; and what is seen with the screen to which that journey led.

| what goes wrong | at which steps | done again | messages to press | the screen | the record |
| --- | --- | --- | --- | --- | --- |
{rows}

The table is made by `python -m tests.discord.fault_table`, and a test holds it to what the program does.
"""


def _row(name: str, steps: str, seen: Seen) -> str:
    again = ", ".join(seen.repeated) or "nothing"
    screen, record = ("the same" if each else "another" for each in (seen.same_screen, seen.same_record))
    return f"| {name} | {steps} | {again} | {seen.to_press} | {screen} | {record} |"


if __name__ == "__main__":
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        url = server.url(server.create_database())
        PAGE.write_text(page(asyncio.run(seen_of_all(Path(folder), url))), encoding="utf-8")
