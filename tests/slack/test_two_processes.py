"""What is delivered twice, to two processes or one, leaves one message to press, however late it is."""

from collections.abc import AsyncIterator

import pytest
from tests.app.surroundings import opened
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import serving
from tests.slack.workspace import Workspace, next_is_another, taught, told_first

from courseware_core.screen.profiles import SLACK_MESSAGE

QUIZ, LESSON = "Question 1 of 4", "How to Brew a Cup"


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with (
        serving() as here,
        opened(profile=SLACK_MESSAGE) as app,
        taught(app, here, shared=True) as workspace,
        taught(app, here, shared=True),
    ):
        await here.app_online(connections=2)
        yield workspace


async def test_of_two_messages_for_one_delivery_the_first_stays(workspace: Workspace) -> None:
    here, ada = workspace.here, await workspace.begun("Ada")
    await here.settled()
    tidying = here.api.faults.holds("conversations.history", times=2, about=[ada.direct.id])
    here.deliveries.duplicate(1)
    await ada.slash("/learn t1.l1.quiz")
    await here.pulse.until(lambda: len(_showing(ada, QUIZ)) == 2, within_s=5)
    first = min(_showing(ada, QUIZ))
    tidying.release()
    await here.pulse.until(lambda: len(here.api.sent("chat.delete")) == 2, within_s=5)
    await here.pulse.until(lambda: _to_press(ada) == [first], within_s=5)
    assert _showing(ada, QUIZ) == [first]


async def test_what_made_way_before_another_process_answers_the_same_delivery_stays_as_it_is(
    workspace: Workspace,
) -> None:
    here, ada = workspace.here, await workspace.begun("Ada")
    asked = ada.slash("/learn t1.l1.quiz")
    await asked
    quiz = await ada.until(lambda screen: QUIZ in screen.words)
    await ada.slash("/learn t1.l2")
    lesson = await ada.until(lambda screen: LESSON in screen.words)
    await here.pulse.until(lambda: ada.screens[1].labels == ("Continue here",), within_s=5)
    await here.settled()
    told = told_first(here, asked)
    await next_is_another(here, told)
    assert asked.delivery
    here.deliveries.again(asked.delivery, attempt=0, reason="")
    await here.pulse.until(lambda: here.api.sent("chat.delete"), within_s=5)
    await here.settled()
    assert (_showing(ada, QUIZ), _to_press(ada)) == ([quiz.ts], [lesson.ts])
    await next_is_another(here, told)
    await ada.slash("/learn progress")
    await ada.until(lambda screen: "Progress" in screen.words)
    methods = [each.method for each in here.api.calls]
    changed = methods[methods.index("chat.delete") :]
    assert "chat.update" not in changed[: changed.index("chat.postMessage")]


async def test_the_first_message_can_be_pressed_where_a_process_that_was_late_has_taken_its_controls(
    workspace: Workspace,
) -> None:
    here, ada = workspace.here, await workspace.begun("Ada")
    await here.settled()
    tidying = here.api.faults.holds("conversations.history", about=[ada.direct.id])
    before = len(here.api.sent("conversations.history"))
    await ada.slash("/learn t1.l2")
    await here.pulse.until(lambda: len(here.api.sent("conversations.history")) > before, within_s=5)
    here.deliveries.duplicate(1)
    await ada.slash("/learn t1.l1.quiz")
    quiz = await ada.until(lambda screen: QUIZ in screen.words)
    await here.pulse.until(lambda: _to_press(ada) == [quiz.ts], within_s=5)
    tidying.release()
    await here.pulse.until(lambda: here.api.sent("chat.delete"), within_s=5)
    await here.pulse.until(lambda: _to_press(ada) == [quiz.ts], within_s=5)
    assert _showing(ada, QUIZ) == [quiz.ts]


async def test_of_two_commands_that_are_shown_at_once_the_later_one_can_be_pressed(
    workspace: Workspace,
) -> None:
    here, ada = workspace.here, await workspace.begun("Ada")
    await here.settled()
    tidying = here.api.faults.holds("conversations.history", times=2, about=[ada.direct.id])
    earlier = ada.slash("/learn t1.l1.quiz")
    await earlier
    await ada.until(lambda screen: QUIZ in screen.words)
    await next_is_another(here, told_first(here, earlier))
    await ada.slash("/learn t1.l2")
    lesson = await ada.until(lambda screen: LESSON in screen.words)
    tidying.release()
    await here.pulse.until(lambda: _to_press(ada) == [lesson.ts], within_s=5)
    for _ in range(2):  # each is shown by one process, when all before it is done
        await ada.opens_home()
        await here.settled()
    assert _to_press(ada) == [lesson.ts]


async def test_a_change_that_takes_long_leaves_what_was_shown_meanwhile(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courseware_slack.showing._QUICK_S", 0)
    here, ada = workspace.here, await workspace.begun("Ada", "t1.l1")
    await here.settled()
    page, slow = ada.screen, here.api.faults.holds("chat.update", about=[ada.direct.id])
    pressed = ada.press("Finish the lesson")
    await pressed
    await here.pulse.until(lambda: slow.times == 0, within_s=5)
    await next_is_another(here, told_first(here, pressed))
    await ada.slash("/learn t1.l1.lab")
    lab = await ada.until(lambda screen: "0 of 3 exchanges" in screen.words)
    await here.pulse.until(lambda: _to_press(ada) == [lab.ts], within_s=5)
    slow.release()
    await here.pulse.until(lambda: _showing(ada, "You have reached the end") == [page.ts], within_s=5)
    await here.pulse.until(lambda: _to_press(ada) == [lab.ts], within_s=5)


async def test_a_command_that_is_delivered_again_after_its_learner_went_on_changes_nothing() -> None:
    async with serving() as here, opened(profile=SLACK_MESSAGE) as app, taught(app, here) as workspace:
        ada = await workspace.begun("Ada")
        asked = ada.slash("/learn t1.l1.quiz")
        await asked
        await ada.until(lambda screen: QUIZ in screen.words)
        await ada.slash("/learn t1.l2")
        lesson = await ada.until(lambda screen: LESSON in screen.words)
        await here.pulse.until(lambda: ada.screens[1].labels == ("Continue here",), within_s=5)
        await here.settled()
        assert asked.delivery
        here.deliveries.again(asked.delivery, attempt=0, reason="")
        await here.settled()
        await ada.opens_home()  # is shown when all before it is done
        await ada.until_home(lambda home: "Go on" in home.words)
        assert _to_press(ada) == [lesson.ts]


def _showing(person: Person, words: str) -> list[str]:
    """The messages on which these words stand."""
    return [each.ts for each in person.screens if words in each.words]


def _to_press(person: Person) -> list[str]:
    """The messages that can be pressed, but for those that wait."""
    return [each.ts for each in person.screens if each.labels not in ((), ("Continue here",))]
