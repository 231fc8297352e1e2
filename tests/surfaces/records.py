"""What is in a record, and a record that somebody else writes to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from courseware_core.app import Courseware
from courseware_core.engine.facts.attempt import AttemptStarted
from courseware_core.engine.facts.base import Fact
from courseware_core.engine.facts.lab import LabStarted
from courseware_core.identity import Identity
from courseware_core.ports import Stream
from courseware_core.testing.adapters.comparing import Record, record_of


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


async def activities_of(app: Courseware, who: Identity) -> Record:
    """What is recorded of somebody's activities, but for times, ids and the order of shuffled options."""
    streams = [stream for stream in await app.export(who) if _is_of_an_activity(who, stream)]
    streams.sort(key=lambda stream: stream.facts[0].at)
    named = [replace(stream, session=f"{n:03}") for n, stream in enumerate(streams)]
    return tuple(tuple(map(_unshuffled, facts)) for facts in record_of(named))


def _is_of_an_activity(who: Identity, stream: Stream) -> bool:
    """Whether more is recorded there than that the learner was welcomed."""
    return bool(stream.facts) and stream.session != who.person_session()


def _unshuffled(fact: Fact) -> Fact:
    """The fact as if options stood in one order."""
    match fact:
        case AttemptStarted(slots=slots):
            sorted_slots = (replace(each, order=tuple(sorted(each.order))) for each in slots)
            return replace(fact, slots=tuple(sorted_slots))
        case LabStarted(exit_order=order):
            return replace(fact, exit_order=tuple(sorted(order)))
        case _:
            return fact
