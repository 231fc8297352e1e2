"""Whatever fails between a learner and the record: nothing is lost, done twice, or to be done again.

docs/discord-faults.md shows what comes of each fault. It is one test, since all faults are found out about at
once, in processes that take their time.
"""

import asyncio
from pathlib import Path

from tests.discord.fault_table import PAGE, page
from tests.discord.faults import KILLED, NAMES, WITHOUT_AN_ANSWER, seen_of_all
from tests.postgres import empty_database


def test_whatever_fails_nothing_is_lost_and_nothing_is_done_again_but_what_got_no_answer(
    shared_database: str, tmp_path: Path
) -> None:
    asyncio.run(empty_database(shared_database))
    found = asyncio.run(seen_of_all(tmp_path, shared_database))
    as_ever = {name: (seen.same_record, seen.same_screen, seen.to_press) for name, seen in found.items()}
    assert as_ever == dict.fromkeys(NAMES, (True, True, 1))
    unanswered = {name: KILLED.get(name) for name in NAMES}
    due = {name: (step,) if step in WITHOUT_AN_ANSWER else () for name, step in unanswered.items()}
    assert {name: seen.repeated for name, seen in found.items()} == due
    assert PAGE.read_text(encoding="utf-8") == page(found)
