"""What comes of a learner's journey on Slack by each fault in each mode: `python -m tests.slack.fault_table`.

It writes docs/slack-faults.md.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.postgres import serving
from tests.slack.faults import STEPS, Name, Seen, seen_of_all
from tests.slack.journey import JOURNEY
from tests.slack.processes import MODES, Mode

PAGE = Path(__file__).parents[2] / "docs" / "slack-faults.md"
_MODES: Mapping[Mode, str] = {"socket": "Socket Mode", "http": "HTTP"}


def page(found: Mapping[Name, Seen]) -> str:
    """The document: every fault in every mode with what came of it."""
    rows = "\n".join(_row(name, mode, seen) for (name, mode), seen in found.items())
    steps = "\n".join(f"{number}. {step.name}" for number, step in enumerate(JOURNEY, start=1))
    return f"""\
# What a learner sees when Slack, the network, the record or the app fails

Each line is a journey through the whole program, which runs in processes of its own, keeps its record in
SQLite or PostgreSQL, and speaks to a Slack on the same machine. The journey has these steps:

{steps}

A learner does again what was not acknowledged in the time that Slack waits, and nothing else: Slack itself
sends a message once more, but not a press or a command. Where something was acknowledged and nothing came of
it, or the app asked for it, the learner *asks*: presses the same button again, or types the command that
leads there; that changes nothing in the record. In the end what is recorded of activities is compared with
the record of a journey without the fault, but for whose it is, times, ids and the order that chance gave the
options; and the message to press with the one to which that journey led. A message is doubled if it was
posted twice for the same reason. What is pending are statuses below threads and modals that stay open.

| what goes wrong | mode | at steps | done again | asked | to press | doubled | pending | screen | record |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

The table is made by `python -m tests.slack.fault_table`, and a test holds it to what the program does.
"""


def _row(name: str, mode: Mode, seen: Seen) -> str:
    at = ", ".join(STEPS[name]) or "every"
    again, asked = (", ".join(each) or "nothing" for each in (seen.repeated, seen.looked))
    screen, record = ("the same" if each else "another" for each in (seen.same_screen, seen.same_record))
    pending = ", ".join(seen.waiting) or "nothing"
    cells = (name, _MODES[mode], at, again, asked, seen.to_press, seen.doubled, pending, screen, record)
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        databases = {mode: server.url(server.create_database()) for mode in MODES}
        PAGE.write_text(page(asyncio.run(seen_of_all(Path(folder), databases))), encoding="utf-8")
