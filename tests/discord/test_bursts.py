"""A whole school answers in the same second: everybody is answered, and few commits hold it all."""

import asyncio
from pathlib import Path

import pytest
from tests.discord.loopback.server import serving
from tests.discord.processes import WATCHED, answers, before_a_question, bot_beside
from tests.surfaces.records import held, recorded_answers

LEARNERS = 200


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


async def test_two_hundred_who_click_at_once_are_each_answered_and_recorded_once(
    record: Path,
) -> None:
    async with serving() as here:
        everyone = await before_a_question(here, record, LEARNERS)
        questions = [each.screen.text for each in everyone]
        async with bot_beside(here, record, WATCHED) as bot:
            await bot.ask()
            await asyncio.gather(*[answers(each) for each in everyone])
            assert all(each.screen.text != asked for each, asked in zip(everyone, questions, strict=True))
            bot.end()
            spoken = (await bot.heard())["spoken"]
        assert {each.status for each in here.rest.sent("POST", "/interactions/*")} == {200}
    assert recorded_answers(record) == [1] * LEARNERS
    assert spoken.count("COMMIT") <= LEARNERS / 8


async def test_while_the_record_is_held_up_all_are_told_to_wait_and_then_share_a_commit(
    record: Path,
) -> None:
    number = 100
    async with serving() as here:
        everyone = await before_a_question(here, record, number)
        async with bot_beside(here, record, WATCHED) as bot:
            await bot.ask()
            with held(record):
                sent = [answers(each) for each in everyone]
                await here.pulse.until(lambda: all(each.record.responded for each in sent))
                assert recorded_answers(record) == []
            shown = "/webhooks/*/messages/@original"
            await here.pulse.until(lambda: len(here.rest.sent("PATCH", shown)) == number)
            bot.end()
            spoken = (await bot.heard())["spoken"]
        assert {each.status for each in here.rest.sent("PATCH", shown)} == {200}
    assert recorded_answers(record) == [1] * number
    of_who_came_first, of_all_others = 1, 1
    assert spoken.count("COMMIT") <= of_who_came_first + of_all_others
