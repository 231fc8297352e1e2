"""Whatever fails between a learner and the record: nothing is lost or doubled, or to be done again.

docs/slack-faults.md shows what comes of each fault.
"""

import asyncio
from collections.abc import Mapping

import pytest
from tests.postgres import Server
from tests.slack.fault_table import PAGE, page
from tests.slack.faults import ASKED, NAMES, UNACKNOWLEDGED, Name, Seen, seen_of_all
from tests.slack.processes import MODES

IDS = [f"{name}, {mode}" for name, mode in NAMES]


@pytest.fixture(scope="module")
def found(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Mapping[Name, Seen]:
    databases = {mode: postgres.url(postgres.create_database()) for mode in MODES}
    return asyncio.run(seen_of_all(tmp_path_factory.mktemp("records"), databases))


@pytest.mark.parametrize("name", NAMES, ids=IDS)
def test_the_record_and_the_screen_are_as_if_nothing_had_been(name: Name, found: Mapping[Name, Seen]) -> None:
    seen = found[name]
    assert (seen.same_record, seen.same_screen) == (True, True)
    assert (seen.to_press, seen.doubled, seen.waiting) == (1, 0, ())


@pytest.mark.parametrize("name", NAMES, ids=IDS)
def test_nothing_is_done_again_but_what_got_no_answer(name: Name, found: Mapping[Name, Seen]) -> None:
    seen = found[name]
    assert set(seen.repeated) <= UNACKNOWLEDGED.get(name[0], set())
    assert set(seen.looked) <= ASKED.get(name[0], set())


def test_the_page_of_the_faults_is_what_came_of_them(found: Mapping[Name, Seen]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(found)
