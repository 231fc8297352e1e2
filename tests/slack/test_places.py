"""People are taught in their direct messages, one activity at a time, wherever they ask for it."""

from functools import partial

import pytest
from tests.slack.loopback.filling import CannotDo
from tests.slack.loopback.people import Person
from tests.slack.workspace import teaching

from courseware_core.identity import Identity


async def test_a_command_elsewhere_is_answered_in_the_direct_messages_and_says_so_there() -> None:
    async with teaching() as workspace:
        ada, bea = workspace.here.person("Ada"), workspace.here.person("Bea")
        await ada.slash("/learn t1.l1", where=workspace.here.learning)
        welcome = await ada.until(lambda screen: "Begin" in screen.labels)
        assert welcome.channel is ada.direct
        await workspace.here.pulse.until(lambda: ada.ephemerals, within_s=5)
        (hint,) = ada.ephemerals
        assert "direct messages" in hint.text
        assert hint.channel is workspace.here.learning
        (button,) = hint.controls
        assert button.element["url"].startswith(f"slack://app?team={workspace.here.team.id}&id=A")
        await ada.press(button.label)
        assert bea.screens == []
        assert len(ada.screens) == 2


async def test_another_activity_waits_and_goes_on_where_it_stands() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.slash("/learn t1.l2")
        lesson = await ada.until(lambda screen: "How to Brew a Cup" in screen.text)
        await workspace.here.pulse.until(lambda: len(ada.screens[1].labels) == 1, within_s=5)
        quiz = ada.screens[1]
        assert (quiz.labels, "This waits here" in quiz.text) == (("Continue here",), True)
        assert "A) It is heated soon after picking" in quiz.text
        await ada.press("Continue here")
        await workspace.here.pulse.until(lambda: "Answer" in ada.screens[1].labels, within_s=5)
        assert ada.screens[1].ts == quiz.ts
        await workspace.here.pulse.until(lambda: ada.screen.labels == ("Continue here",), within_s=5)
        assert ada.screen.ts == lesson.ts
        await ada.say("a")
        await ada.until(lambda screen: "heat stops the browning early" in screen.text)


async def test_what_is_finished_or_a_menu_does_not_wait() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1")
        await ada.press("Finish the lesson")
        await ada.until(lambda screen: "Finish the lesson" not in screen.labels)
        for place, waits in (("t1.l1.quiz", ()), ("", ("Continue here",)), ("progress", ())):
            shown = len(ada.screens)
            await ada.slash(f"/learn {place}")
            await workspace.here.pulse.until(partial(_is_left, ada, shown, waits), within_s=5)


def _is_left(person: Person, shown: int, labels: tuple[str, ...]) -> bool:
    """Whether there is one more message, and the former one has only these controls."""
    return len(person.screens) == shown + 1 and person.screens[1].labels == labels


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("", "Learning path"),
        ("review", "Nothing is due"),
        ("exam", "Module test"),
        ("progress", "Progress"),
        ("settings", "Language"),
        ("privacy", "are kept"),
        ("forget", "Forget"),
        ("link", "code"),
        ("define oxidation", "begins when the air"),
        ("How to Brew a Cup", "How to Brew a Cup"),
        ("a place that nobody knows", "nothing here is called"),
    ],
)
async def test_a_command_leads_where_it_says(typed: str, seen: str) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1")
        lesson = ada.screen
        await ada.slash(f"/learn {typed}")
        shown = await ada.until(lambda screen: screen.ts != lesson.ts)
        assert seen.casefold() in shown.words.casefold()


async def test_shortcuts_lead_to_the_menu_and_to_review() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1")
        await ada.shortcut("learn")
        menu = await ada.until(lambda screen: "Learning path" in screen.labels)
        await ada.shortcut("review")
        await ada.until(lambda screen: screen.ts != menu.ts and "due" in screen.text)


async def test_who_cannot_be_written_to_is_told_where_they_typed() -> None:
    async with teaching() as workspace:
        ada = workspace.here.person("Ada")
        workspace.here.api.faults.refuses("messages_tab_disabled", "chat.postMessage", times=9)
        await ada.slash("/learn", where=workspace.here.learning)
        await workspace.here.pulse.until(lambda: ada.ephemerals, within_s=5)
        assert "could not be shown" in ada.ephemerals[0].text
        with pytest.raises(CannotDo):
            _ = ada.screen


async def test_a_person_of_another_workspace_is_a_learner_of_their_own() -> None:
    async with teaching() as workspace:
        here = workspace.here
        other = here.world.found("Elsewhere", installed=False)
        bea = here.person("Bea", team=other)
        await bea.say("hello", where=here.world.direct(bea.user, here.team))
        await bea.until(lambda screen: "Begin" in screen.labels)
        await bea.press("Begin")
        await bea.until(lambda screen: "Begin" not in screen.labels)
        assert bea.screen.channel
        assert bea.screen.channel.team is here.team
        assert (await workspace.app.people.person(Identity("slack", other.id, bea.id))).welcomed


@pytest.mark.parametrize(
    ("scope", "told"), [("im:history", "may not read what stands"), ("im:write", "could not be shown")]
)
async def test_a_missing_scope_is_named_in_the_log_and_the_person_goes_on(
    scope: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with teaching() as workspace:
        workspace.here.team.scopes.remove(scope)
        ada = workspace.here.person("Ada")
        if scope == "im:write":
            await ada.slash("/learn")
        else:
            await ada.say("hello")
        await ada.reads(told)
        if scope == "im:history":
            await ada.press("Begin")
            await ada.until(lambda screen: "Begin" not in screen.labels)
            assert not any("could not be shown" in each for each in ada.texts())
        named = [each.getMessage() for each in caplog.records if scope in each.getMessage()]
        assert named
        assert "Add the scope" in named[0]


async def test_an_app_that_was_removed_says_so_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        workspace.here.api.faults.refuses("token_revoked", "chat.*", times=9)
        await ada.press("Hint")
        await workspace.here.pulse.until(lambda: "install the app again" in caplog.text, within_s=5)


async def test_a_control_that_nobody_knows_any_more_leads_on() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        old = ada.screen
        await ada.slash("/learn forget")
        await ada.until(lambda screen: "Continue here" not in screen.labels and screen.ts != old.ts)
        await ada.press(next(each for each in ada.screen.labels if "Delete" in each or "Forget" in each))
        await ada.until(lambda screen: "Begin" in screen.labels)
        await ada.press("Hint", on=old)
        await workspace.here.pulse.until(
            lambda: any(each.ts == old.ts and "Begin" in each.labels for each in ada.screens), within_s=5
        )
