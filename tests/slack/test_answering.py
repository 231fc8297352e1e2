"""What is pressed is recorded first, acknowledged then, and shown after that, whatever Slack does."""

import asyncio

import pytest
from tests.app.surroundings import COFFEE, opened
from tests.slack.loopback.server import serving
from tests.slack.workspace import WAYS, taught, teaching

from courseware_core.identity import Identity
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.storage import open_store

RIGHT = "A) It is heated soon after picking"


@pytest.mark.parametrize("way", WAYS)
async def test_an_answer_is_shown_in_place_of_its_question(way: str) -> None:
    async with teaching(way=WAYS[way]) as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        question = ada.screen
        await ada.choose(RIGHT)
        await ada.press("Answer")
        answered = await ada.until(lambda screen: "heat stops the browning early" in screen.text)
        assert answered.ts == question.ts
        assert await workspace.facts(ada) == ["AttemptStarted", "AnswerGiven"]
        assert "heat stops the browning early" in answered.notification
        assert workspace.here.api.connections == 1 if way == "http" else True


async def test_submit_without_a_choice_asks_for_one() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.press("Answer")
        await ada.until(lambda screen: "Please choose exactly one option." in screen.text)
        assert await workspace.facts(ada) == ["AttemptStarted"]


async def test_clicks_are_acknowledged_while_slack_takes_no_message_and_all_is_shown_then() -> None:
    async with teaching(deadline_s=1) as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        held = workspace.here.api.faults.holds("chat.update", times=1)
        await ada.choose(RIGHT)
        await ada.press("Answer")
        await ada.press("Hint")
        await ada.press("Menu")
        assert await workspace.facts(ada) == ["AttemptStarted", "AnswerGiven"]
        before = len(workspace.here.api.sent("chat.update"))
        held.release()
        await ada.until(lambda screen: "Learning path" in screen.labels)
        assert len(workspace.here.api.sent("chat.update")) == before + 1, "only the last of them is shown"


@pytest.mark.parametrize("fault", ["429", "500", "reset", "lost"])
async def test_what_slack_fails_at_is_shown_once_all_the_same(fault: str) -> None:
    async with teaching() as workspace:
        faults = workspace.here.api.faults
        ada = await workspace.begun("Ada")
        before = len(ada.screens)
        match fault:
            case "429":
                faults.limits("chat.*", retry_after=0, times=2)
            case "500":
                faults.answers(500, "chat.postMessage")
            case "reset":
                faults.resets("chat.postMessage")
            case _:
                faults.loses_answer("chat.postMessage")
        await ada.slash("/learn t1.l1.quiz")
        await ada.until(lambda screen: RIGHT in screen.options)
        await workspace.here.pulse.until(
            lambda: sum(bool(each.labels) for each in ada.screens) == 1, within_s=5
        )
        assert len(ada.screens) == before + 1


async def test_a_press_that_comes_twice_counts_once_and_an_old_one_leads_on() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        question = ada.screen
        workspace.here.deliveries.duplicate(1)
        await ada.choose(RIGHT)
        await ada.press("Answer")
        await ada.until(lambda screen: "Next question" in screen.labels)
        await ada.press("Answer", on=question)
        await ada.until(lambda screen: "no longer current" in screen.text)
        assert (await workspace.facts(ada)).count("AnswerGiven") == 1


async def test_a_command_that_comes_twice_shows_one_screen() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        workspace.here.deliveries.duplicate(1)
        await ada.slash("/learn t1.l1.quiz")
        await ada.until(lambda screen: RIGHT in screen.options)
        await ada.slash("/learn progress")
        await ada.until(lambda screen: "progress" in screen.text.lower())
        assert len(workspace.here.api.sent("chat.postMessage")) == 3


async def test_two_processes_that_get_the_same_command_leave_one_message() -> None:
    async with (
        serving() as here,
        opened(profile=SLACK_MESSAGE) as app,
        taught(app, here) as workspace,
        taught(app, here),
    ):
        await here.app_online(connections=2)
        ada = await workspace.begun("Ada")
        here.deliveries.duplicate(1)
        await ada.slash("/learn t1.l1.quiz")
        await ada.until(lambda screen: RIGHT in screen.options)
        await ada.slash("/learn")
        await ada.until(lambda screen: "Learning path" in screen.labels)
        await here.pulse.until(lambda: len(ada.screens) == 3, within_s=5)
        assert (await workspace.facts(ada)).count("AttemptStarted") == 1


async def test_what_is_written_is_sent_with_a_modal_which_says_what_is_wrong_with_it() -> None:
    async with teaching(content=COFFEE) as workspace:
        ada = await workspace.begun("Ada", "k1.l1.quiz")
        question = ada.screen
        await ada.press("Answer")
        await ada.until_form()
        await ada.submit_modal({"Your answer": "many"})
        assert ada.form
        assert ada.form.errors
        assert await workspace.facts(ada) == ["AttemptStarted"]
        await ada.submit_modal({"Your answer": "4"})
        assert ada.form is None
        answered = await ada.until(lambda screen: "Next question" in screen.labels)
        assert answered.ts == question.ts
        assert await workspace.facts(ada) == ["AttemptStarted", "AnswerGiven"]


async def test_where_nothing_can_be_saved_a_person_is_told_and_the_modal_stays() -> None:
    store = await open_store("memory:")
    async with teaching(content=COFFEE, store=store) as workspace:
        ada = await workspace.begun("Ada", "k1.l1.quiz")
        question = ada.screen
        await ada.press("Answer")
        await ada.until_form()
        await store.close()
        await ada.submit_modal({"Your answer": "4"})
        assert ada.form
        assert "could not be saved" in ada.form.errors[0]
        await ada.closes_modal()
        await ada.press("Hint")
        said = await ada.until(lambda screen: "could not be saved" in screen.text)
        assert [each.labels for each in ada.screens] == [said.labels, question.labels]
        await ada.slash("/learn progress")
        await ada.until(lambda screen: screen.ts != said.ts and "could not be saved" in screen.text)


async def test_a_modal_that_is_sent_after_all_was_forgotten_says_that_it_was_not_kept() -> None:
    async with teaching(content=COFFEE) as workspace:
        ada = await workspace.begun("Ada", "k1.l1.quiz")
        await ada.press("Answer")
        await ada.until_form()
        await workspace.app.forget(Identity("slack", ada.user.team.id, ada.id))
        await ada.submit_modal({"Your answer": "4"})
        assert ada.form
        assert "was not kept" in ada.form.errors[0]
        assert await workspace.facts(ada) == []


async def test_a_trigger_that_is_too_old_gets_a_sentence_and_the_form_can_be_opened_again() -> None:
    async with teaching(content=COFFEE) as workspace:
        ada = await workspace.begun("Ada", "k1.l1.quiz")
        workspace.here.api.faults.refuses("expired_trigger_id", "views.open")
        await ada.press("Answer")
        await ada.until(lambda screen: "If no window has opened" in screen.text)
        await ada.press("Answer")
        await ada.until_form()


async def test_what_is_decided_is_shown_before_the_app_ends() -> None:
    async with serving() as here, opened(profile=SLACK_MESSAGE) as app:
        async with taught(app, here) as workspace:
            ada = await workspace.begun("Ada", "t1.l1.quiz")
            held = here.api.faults.holds("chat.update")
            await ada.choose(RIGHT)
            await ada.press("Answer")
            asyncio.get_running_loop().call_later(0.1, held.release)
        assert "heat stops the browning early" in ada.screen.text


async def test_what_passes_at_slack_is_waited_for() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        workspace.here.api.faults.refuses("internal_error", "chat.update")
        await ada.choose(RIGHT)
        await ada.press("Answer")
        await ada.until(lambda screen: "heat stops the browning early" in screen.text)


async def test_a_message_that_is_gone_comes_as_a_new_one() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        question = ada.screen
        workspace.here.api.faults.refuses("message_not_found", "chat.update")
        await ada.choose(RIGHT)
        await ada.press("Answer")
        await ada.until(lambda screen: "heat stops the browning early" in screen.text)
        assert ada.screen.ts != question.ts
        await workspace.here.pulse.until(
            lambda: [bool(each.labels) for each in ada.screens] == [True, False], within_s=5
        )
