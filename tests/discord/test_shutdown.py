"""The bot is told to end while something is under way: that is recorded and answered first."""

from pathlib import Path

from tests.discord.loopback.server import serving
from tests.discord.processes import WATCHED, answers, before_a_question, bot_beside
from tests.surfaces.records import held, recorded_answers


async def test_a_click_and_a_command_that_are_under_way_are_answered_before_the_bot_ends(
    tmp_path: Path,
) -> None:
    record = tmp_path / "record.db"
    async with serving() as here:
        [ada] = await before_a_question(here, record, 1)
        bea = here.person("Bea")
        question = ada.screen.text
        async with bot_beside(here, record, WATCHED) as bot:
            with held(record):
                sent = [answers(ada), bea.slash("progress")]
                await here.pulse.until(lambda: all(each.record.responded for each in sent))
                assert ada.screen.text == question
                bot.end()
            await bot.heard()
        assert ada.screen.text != question
        assert not any(each.thinking for each in bea.screens)
        assert bea.screen.labels
    assert recorded_answers(record) == [1]
