"""Whatever fails between a learner and the record: nothing is lost, done twice, or to be done again.

docs/discord-faults.md shows what comes of each fault.
"""

import asyncio
from collections.abc import Mapping

import pytest
from tests.discord.fault_table import PAGE, page
from tests.discord.faults import KILLED, NAMES, WITHOUT_AN_ANSWER, Seen, seen_of_all
from tests.postgres import empty_database


@pytest.fixture(scope="module")
def found(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Seen]:
    asyncio.run(empty_database(shared_database))
    return asyncio.run(seen_of_all(tmp_path_factory.mktemp("records"), shared_database))


@pytest.mark.parametrize("fault", NAMES)
def test_the_record_and_the_screen_are_as_if_nothing_had_been(fault: str, found: Mapping[str, Seen]) -> None:
    seen = found[fault]
    assert (seen.same_record, seen.same_screen, seen.to_press) == (True, True, 1)


@pytest.mark.parametrize("fault", NAMES)
def test_nothing_is_done_again_but_what_got_no_answer(fault: str, found: Mapping[str, Seen]) -> None:
    step = KILLED.get(fault)
    unanswered = (step,) if step in WITHOUT_AN_ANSWER else ()
    assert found[fault].repeated == unanswered


def test_the_page_of_the_faults_is_what_came_of_them(found: Mapping[str, Seen]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(found)
