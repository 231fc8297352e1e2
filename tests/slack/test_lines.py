"""What one person does is decided in its order and within Slack's time, and nothing newer is replaced."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.app.surroundings import COURSES, opened
from tests.slack.loopback.people import NotAnswered, Person
from tests.slack.loopback.server import serving
from tests.slack.models import HeldModel
from tests.slack.workspace import Workspace, taught, teaching

from courseware_core.identity import Identity
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack import answering, standing

WRITING = COURSES / "writing"
FIRST, SECOND = "Why does a leaf turn brown?", "What does heat do to it?"


@asynccontextmanager
async def asking(*, deadline_s: float = 3, retry_scale: float = 1) -> AsyncIterator[Workspace]:
    """A workspace where Slack is asked before each line, as another process may have shown something."""
    async with (
        serving(deadline_s=deadline_s, retry_scale=retry_scale) as here,
        opened(profile=SLACK_MESSAGE) as app,
        taught(app, here, shared=True) as workspace,
    ):
        yield workspace


async def test_of_two_lines_the_first_is_recorded_first_however_long_slack_takes_over_it() -> None:
    async with asking() as workspace:
        here, ada = workspace.here, await workspace.begun("Ada", "t1.l1.lab")
        await here.settled()
        here.api.faults.delays(0.5, "conversations.history")
        first, second = ada.say(FIRST), ada.say(SECOND)
        await first
        await second
        await ada.until(lambda screen: "2 of 3 exchanges" in screen.text)
        assert await _sent(workspace, ada) == [FIRST, SECOND]


async def test_a_press_does_not_wait_for_what_slack_is_asked_about_a_line() -> None:
    async with asking() as workspace:
        here, ada = workspace.here, await workspace.begun("Ada", "t1.l1.quiz")
        await here.settled()
        held = here.api.faults.holds("conversations.history")
        asked = ada.say("no such thing")
        await here.pulse.until(lambda: held.times == 0, within_s=5)
        await ada.choose(ada.screen.options[0])
        await ada.press("Answer")
        await ada.until(lambda screen: "Next question" in screen.labels)
        held.release()
        await asked


async def test_a_line_does_not_wait_for_the_reply_of_a_model_to_the_one_before() -> None:
    model = HeldModel("Air browns the leaf.", "Heat stops that.")
    async with teaching(model=model, model_deadline_s=60, deadline_s=1) as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        await ada.choose("Talk with the model of a script")
        lab = await ada.until(lambda screen: "Send" in screen.labels)
        await ada.say(FIRST)
        await workspace.here.pulse.until(lambda: ada.status(lab.ts), within_s=5)
        await ada.say(SECOND)
        model.let.set()


async def test_looking_twice_for_what_a_line_is_about_takes_no_longer_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answering, "LOOK_S", 0.4)
    async with asking(deadline_s=1) as workspace:
        here, ada = workspace.here, await workspace.begun("Ada", "t1.l1.quiz")
        await ada.say("no such thing")
        await ada.until(lambda screen: "is not on the screen" in screen.text)
        await here.settled()
        root = next(each for each in ada.direct.messages if each.text == "no such thing")
        here.api.faults.delays(0.3, "conversations.replies")
        here.api.faults.delays(0.3, "conversations.history")
        said = ada.say("also none", thread=root.ts)
        await said
        assert said.failures, "what was asked twice in one attempt was not acknowledged"


async def test_who_writes_while_slack_is_too_busy_to_be_asked_is_told_to_write_it_again() -> None:
    async with asking(deadline_s=0.5, retry_scale=0) as workspace:
        here, ada = workspace.here, await workspace.begun("Ada", "t1.l1.quiz")
        await here.settled()
        here.api.faults.limits("conversations.history", retry_after=60, times=99, about=[ada.direct.id])
        with pytest.raises(NotAnswered):
            await ada.say("a")
        await ada.reads("please write it again, or use the buttons")
        assert not any("What was saved is safe" in each.text for each in ada.screens)
        assert await workspace.facts(ada) == ["AttemptStarted"]
        here.api.faults.clear()
        await ada.say("a")
        await ada.until(lambda screen: "heat stops the browning early" in screen.text)


async def test_a_verdict_that_comes_late_does_not_replace_what_was_pressed_since() -> None:
    model = HeldModel("no verdict", "no verdict")
    async with (
        serving() as here,
        opened(profile=SLACK_MESSAGE, content=WRITING, model=model, model_deadline_s=60) as app,
    ):
        async with taught(app, here) as workspace:
            ada = await workspace.begun("Ada", "w1.l2.quiz")
            await ada.choose(next(each for each in ada.screen.options if "model" in each))
            question = await ada.until(lambda screen: "Thank somebody" in screen.text)
            await ada.press("Answer")
            await ada.until_form()
            await ada.submit_modal({"Your answer": "Thank you for the soup."})
            await ada.until(lambda screen: "Answer" not in screen.labels)
            await ada.press("Menu")
            menu = await ada.until(lambda screen: "Learning path" in screen.labels)
            model.let.set()
        assert (ada.screen.ts, ada.screen.text) == (question.ts, menu.text)


async def test_what_is_remembered_of_who_sees_what_is_bounded_and_of_others_slack_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standing, "_KNOWN", 1)
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        bob = await workspace.begun("Bob", "t1.l1.quiz")
        await workspace.here.settled()
        assert await _asks_first(workspace, ada)
        assert await _asks_first(workspace, ada) is False, "now it is known again, and Bob is not"
        assert await _asks_first(workspace, bob)


async def _asks_first(workspace: Workspace, person: Person) -> bool:
    """Whether Slack is asked what stands in somebody's messages before what they write is answered."""
    await workspace.here.settled()
    calls, before = workspace.here.api.calls, len(workspace.here.api.calls)
    screen = person.screen
    await person.say("no such thing")
    await person.until(lambda shown: shown.ts != screen.ts)
    await workspace.here.pulse.until(lambda: not person.screens[1].labels, within_s=5)
    return calls[before].method == "conversations.history"


async def _sent(workspace: Workspace, person: Person) -> list[str]:
    """What is recorded as somebody's messages to a tutor, in that order."""
    streams = await workspace.app.export(Identity("slack", person.user.team.id, person.id))
    facts = [each.fact for stream in streams for each in stream.facts]
    return [each.text for each in facts if type(each).__name__ == "MessageSent"]  # type: ignore[attr-defined]
