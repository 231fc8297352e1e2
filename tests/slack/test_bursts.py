"""A whole school answers in the same second: everybody is answered, by few commits and few connections."""

import asyncio
from pathlib import Path

import pytest
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import serving
from tests.slack.models import HeldModel
from tests.slack.processes import MODES, Mode
from tests.slack.watching import PATIENCE_S, all_shown, answered, before_a_question, echoed, watched
from tests.slack.workspace import Workspace, teaching
from tests.surfaces.records import held, recorded_answers

LEARNERS = 200
MOST_CONNECTIONS = 100
"""Of one session of aiohttp's."""

TALKERS = 10
BY_THE_MODEL = "Air browns the leaf."
BY_THE_LESSON = "The model took too long. So the lesson replies:"


@pytest.mark.parametrize("mode", MODES)
async def test_two_hundred_who_click_at_once_are_each_answered_and_recorded_once(
    tmp_path: Path, mode: Mode
) -> None:
    record = tmp_path / "record.db"
    async with serving(deadline_s=PATIENCE_S) as here:
        everyone = await before_a_question(here, record, LEARNERS)
        questions = [each.screen.text for each in everyone]
        async with watched(here, record, mode) as app:
            await app.ask()
            with held(record):
                sent = [await answered(each) for each in everyone]
                await echoed(here)
                assert not any(each.delivery and each.delivery.acknowledged for each in sent)
            await all_shown(here, sent)
            app.end()
            heard = await app.heard()
        assert all(each.screen.text != asked for each, asked in zip(everyone, questions, strict=True))
        assert here.deliveries.missed == []
        assert here.api.connections <= MOST_CONNECTIONS < len(here.api.calls)
    assert recorded_answers(record) == [1] * LEARNERS
    assert heard["spoken"].count("COMMIT") <= LEARNERS / 8
    assert heard["blocked"] == []


@pytest.mark.parametrize(("deadline_s", "answers_at_last"), [(60, True), (0.2, False)])
async def test_a_model_that_is_slow_or_never_answers_keeps_nobody_waiting_for_an_acknowledgement(
    deadline_s: float, answers_at_last: bool
) -> None:
    model = HeldModel(*[f"{BY_THE_MODEL} It is called oxidation."] * TALKERS)
    async with teaching(model=model, model_deadline_s=deadline_s, deadline_s=PATIENCE_S) as workspace:
        here = workspace.here
        everyone = await asyncio.gather(*(in_a_lab(workspace, f"learner {n}") for n in range(TALKERS)))
        labs = [each.screen.ts for each in everyone]
        await asyncio.gather(*(each.say("Why does it turn brown at all?") for each in everyone))
        for each in everyone:
            assert "MessageSent" in await workspace.facts(each)
        await here.pulse.until(lambda: len(here.api.sent("assistant.threads.setStatus")) == TALKERS)
        if answers_at_last:
            assert all(each.status(lab) for each, lab in zip(everyone, labs, strict=True))
            model.let.set()
        await here.pulse.until(
            lambda: all(each.thread(lab) for each, lab in zip(everyone, labs, strict=True))
        )
        assert not any(each.status(lab) for each, lab in zip(everyone, labs, strict=True))
        replies = [each.thread(lab)[0].text for each, lab in zip(everyone, labs, strict=True)]
        said = BY_THE_MODEL if answers_at_last else BY_THE_LESSON
        assert [each for each in replies if said not in each] == []
        assert here.deliveries.missed == []


async def in_a_lab(workspace: Workspace, name: str) -> Person:
    """Somebody who talks with the model."""
    person = await workspace.begun(name, "t1.l1.lab")
    await person.choose("Talk with the model of a script")
    await person.until(lambda screen: "Send" in screen.labels)
    return person
