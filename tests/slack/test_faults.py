"""Whatever fails between a learner and the record: nothing is lost or doubled, or to be done again.

docs/slack-faults.md shows what comes of each fault. It is one test, since all faults are found out about at
once, in processes that take half a minute.
"""

import asyncio
from pathlib import Path

from tests.postgres import Server
from tests.slack.fault_table import PAGE, page
from tests.slack.faults import ASKED, NAMES, UNACKNOWLEDGED, seen_of_all
from tests.slack.processes import MODES


def test_whatever_fails_nothing_is_lost_or_doubled_and_nothing_acknowledged_is_done_again(
    postgres: Server, tmp_path: Path
) -> None:
    databases = {mode: postgres.url(postgres.create_database()) for mode in MODES}
    found = asyncio.run(seen_of_all(tmp_path, databases))
    assert list(found) == NAMES
    as_ever = {name: (seen.same_record, seen.same_screen) for name, seen in found.items()}
    assert as_ever == dict.fromkeys(NAMES, (True, True))
    in_the_end = {name: (seen.to_press, seen.doubled, seen.waiting) for name, seen in found.items()}
    assert in_the_end == dict.fromkeys(NAMES, (1, 0, ()))
    for name, seen in found.items():
        assert set(seen.repeated) <= UNACKNOWLEDGED.get(name[0], set()), name
        assert set(seen.looked) <= ASKED.get(name[0], set()), name
    assert PAGE.read_text(encoding="utf-8") == page(found)
