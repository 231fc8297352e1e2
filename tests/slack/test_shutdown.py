"""The app is told to end while something is under way: that is recorded and answered first."""

from pathlib import Path

import pytest
from tests.slack.loopback.server import serving
from tests.slack.processes import MODES, Mode
from tests.slack.watching import PATIENCE_S, answered, before_a_question, echoed, watched
from tests.surfaces.records import held, recorded_answers


@pytest.mark.parametrize("mode", MODES)
async def test_a_click_and_a_command_that_are_under_way_are_answered_before_the_app_ends(
    tmp_path: Path, mode: Mode
) -> None:
    record = tmp_path / "record.db"
    async with serving(deadline_s=PATIENCE_S) as here:
        [ada] = await before_a_question(here, record, 1)
        bea = here.person("Bea")
        question = ada.screen.text
        async with watched(here, record, mode) as app:
            with held(record):
                pressed, typed = (await answered(ada)).delivery, bea.slash("/learn progress").delivery
                await echoed(here)
                assert pressed
                assert not pressed.acknowledged
                app.end()
            await app.heard()
        assert ada.screen.text != question
        assert bea.screen.labels
        assert pressed.acknowledged
        assert typed
        assert typed.acknowledged
    assert recorded_answers(record) == [1]
