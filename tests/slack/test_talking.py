"""What is written in the direct messages is a line on the screen that stands there, or goes to a tutor."""

import pytest
from tests.app.surroundings import COURSES, opened
from tests.slack.loopback.delivering import Delivery
from tests.slack.loopback.people import NotAnswered, Person
from tests.slack.loopback.server import Loopback, serving
from tests.slack.models import HeldModel
from tests.slack.workspace import Workspace, next_is_another, taught, teaching, told_first

from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.storage import open_store


def of(here: Loopback, person: Person) -> list[Delivery]:
    """What the app was told that somebody wrote."""
    said = here.deliveries.of("message")
    return [each for each in said if each.body["event"].get("user") == person.id]


WRITING = COURSES / "writing"
WHY = "Why does a leaf turn brown?"


async def test_the_tutor_replies_in_the_thread_of_the_lab_and_so_do_its_controls() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        lab = ada.screen
        await workspace.here.pulse.until(lambda: ada.prompts == [WHY], within_s=5)
        await ada.say(WHY)
        reply = await ada.until(lambda screen: "as a cut apple does" in screen.text)
        assert reply.thread_ts == lab.ts
        await workspace.here.pulse.until(
            lambda: [bool(each.labels) for each in ada.screens] == [True, False], within_s=5
        )
        await ada.say("What does heat do to it?", thread=lab.ts)
        second = await ada.until(lambda screen: screen.ts != reply.ts)
        assert second.thread_ts == lab.ts
        assert (await workspace.facts(ada)).count("MessageSent") == 2
        await ada.say("And what about steam?")
        await ada.until(lambda screen: screen.ts != second.ts and screen.thread_ts == lab.ts)
        assert (await workspace.facts(ada)).count("MessageSent") == 3


async def test_a_suggestion_that_is_taken_up_is_a_message_to_the_tutor() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        lab = ada.screen
        await workspace.here.pulse.until(lambda: ada.prompts, within_s=5)
        await ada.accept_prompt(WHY)
        reply = await ada.until(lambda screen: "as a cut apple does" in screen.text)
        assert reply.thread_ts == lab.ts


async def test_while_a_model_writes_that_is_seen_and_other_things_can_be_done() -> None:
    model = HeldModel("Air browns the leaf.")
    async with teaching(model=model, model_deadline_s=60, deadline_s=1) as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        await ada.choose("Talk with the model of a script")
        await ada.until(lambda screen: "Send" in screen.labels)
        lab = ada.screen
        await ada.say("Why does it turn brown at all?")
        await workspace.here.pulse.until(lambda: ada.status(lab.ts), within_s=5)
        assert "MessageSent" in await workspace.facts(ada)
        await ada.slash("/learn t1.l1.quiz")
        quiz = await ada.until(lambda screen: "Question 1 of 4" in screen.text)
        model.let.set()
        await workspace.here.pulse.until(
            lambda: any("Air browns the leaf." in each.text for each in ada.thread(lab.ts)), within_s=5
        )
        assert ada.status(lab.ts) is None
        assert "Question 1 of 4" in next(each for each in ada.screens if each.ts == quiz.ts).text


async def test_a_message_that_is_sent_with_a_modal_is_answered_in_the_thread_too() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        lab = ada.screen
        await ada.press("Send")
        await ada.until_form()
        await ada.submit_modal({"Your message": WHY})
        reply = await ada.until(lambda screen: "as a cut apple does" in screen.text)
        assert (reply.thread_ts, ada.form) == (lab.ts, None)


async def test_what_leads_away_from_a_lab_leaves_its_thread_which_waits() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        lab = ada.screen
        await ada.say(WHY)
        reply = await ada.until(lambda screen: screen.thread_ts == lab.ts)
        await ada.press("Menu")
        menu = await ada.until(lambda screen: "Learning path" in screen.labels)
        assert menu.thread_ts is None
        await workspace.here.pulse.until(
            lambda: ada.thread(lab.ts)[0].labels == ("Continue here",), within_s=5
        )
        await ada.press("Continue here")
        await workspace.here.pulse.until(lambda: "Send" in ada.thread(lab.ts)[0].labels, within_s=5)
        assert ada.thread(lab.ts)[0].ts == reply.ts
        await workspace.here.pulse.until(lambda: ada.screen.labels == (), within_s=5)


async def test_a_verdict_comes_in_place_of_the_screen_that_waits_for_it() -> None:
    model = HeldModel("no verdict", "no verdict")
    async with teaching(content=WRITING, model=model, deadline_s=1) as workspace:
        ada = await workspace.begun("Ada", "w1.l2.quiz")
        await ada.choose(next(each for each in ada.screen.options if "model" in each))
        question = await ada.until(lambda screen: "Thank somebody" in screen.text)
        await ada.press("Answer")
        await ada.until_form()
        await ada.submit_modal({"Your answer": "Thank you for the soup."})
        await ada.until(lambda screen: "Answer" not in screen.labels)
        waiting = ada.screen
        model.let.set()
        await ada.until(lambda screen: screen.text != waiting.text)
        assert (waiting.ts, ada.screen.ts) == (question.ts, question.ts)


async def test_a_number_or_a_letter_answers_the_question_and_other_words_do_nothing() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.say("no such thing")
        await ada.until(lambda screen: "is not on the screen" in screen.text)
        assert await workspace.facts(ada) == ["AttemptStarted"]
        await ada.say("a")
        await ada.until(lambda screen: "heat stops the browning early" in screen.text)
        assert await workspace.facts(ada) == ["AttemptStarted", "AnswerGiven"]


async def test_a_newcomer_who_greets_or_asks_for_help_is_told_how_it_goes_on() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        for ask in (ada.say("hi"), ada.slash("/learn help")):
            before = ada.screen.ts
            await ask
            shown = await ada.until(lambda screen, before=before: screen.ts != before)  # type: ignore[misc]
            assert "Here is how it goes on: choose “Go on:" in shown.text
            assert "Learning path" in shown.labels


async def test_a_number_means_what_stands_on_the_screen_that_is_there() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "exam")
        await ada.say("1")
        await ada.until(lambda screen: "Module test" in screen.text)
        assert await workspace.facts(ada) == []


async def test_what_cannot_be_undone_is_typed_twice() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.slash("/learn forget")
        forget = await ada.until(lambda screen: "Forget" in screen.text and "Answer" not in screen.labels)
        label = next(each.label for each in forget.controls if each.asks)
        await ada.say(label)
        await ada.until(lambda screen: "are you sure?" in screen.text)
        assert await workspace.facts(ada) == ["AttemptStarted"]
        await ada.say(label)
        await ada.until(lambda screen: "Begin" in screen.labels)
        assert await workspace.facts(ada) == []


async def test_a_message_that_comes_again_after_its_answer_is_passed_over() -> None:
    async with serving() as here, opened(profile=SLACK_MESSAGE) as app:
        async with taught(app, here) as workspace:
            ada = await workspace.begun("Ada")
            await ada.say("1")
            await ada.until(lambda screen: "Finish the lesson" in screen.labels)
            facts, shown = await workspace.facts(ada), len(ada.screens)
            said = of(here, ada)[-1]
            await here.pulse.until(lambda: not ada.screens[1].labels, within_s=5)
            await here.settled()
        await here.app_offline()
        async with taught(app, here):
            here.deliveries.again(said)
            await here.settled()
            assert (await workspace.facts(ada), len(ada.screens)) == (facts, shown)


async def test_two_processes_that_get_the_same_message_answer_it_once() -> None:
    async with (
        serving() as here,
        opened(profile=SLACK_MESSAGE) as app,
        taught(app, here) as workspace,
        taught(app, here),
    ):
        await here.app_online(connections=2)
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        here.deliveries.duplicate(1)
        await ada.say("a")
        await ada.until(lambda screen: "heat stops the browning early" in screen.text)
        await here.pulse.until(
            lambda: [bool(each.labels) for each in ada.screens] == [True, False], within_s=5
        )
        assert await workspace.facts(ada) == ["AttemptStarted", "AnswerGiven"]


async def test_a_message_waits_until_it_is_known_what_stands_there() -> None:
    async with serving(deadline_s=0.3, retry_scale=0) as here, opened(profile=SLACK_MESSAGE) as app:
        async with taught(app, here) as workspace:
            ada = await workspace.begun("Ada", "t1.l1.quiz")
            await ada.say("b")
            await ada.until(lambda screen: "Next question" in screen.labels)
            await here.pulse.until(lambda: not ada.screens[1].labels, within_s=5)
            await here.settled()
            assert len(here.api.sent("conversations.history")) == 2, "Slack is not asked before each message"
        await here.app_offline()
        async with taught(app, here) as workspace:
            here.api.faults.answers(503, "conversations.history", times=2)
            await ada.say("next question")
            await ada.until(lambda screen: "Question 2 of 4" in screen.text)
            said = of(here, ada)[-1]
            assert (said.attempts, said.acknowledged) == (3, True)
            assert (await workspace.facts(ada)).count("AnswerGiven") == 1


async def test_what_is_written_in_the_thread_of_a_lab_that_waits_goes_to_its_tutor() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        lab = ada.screen
        await ada.slash("/learn t1.l1.quiz")
        await ada.until(lambda screen: "Question 1 of 4" in screen.text)
        await workspace.here.pulse.until(
            lambda: any("Continue here" in each.labels for each in ada.screens), within_s=5
        )
        await ada.say("a", thread=lab.ts)
        await ada.until(lambda screen: screen.thread_ts == lab.ts)
        facts = await workspace.facts(ada)
        assert ("MessageSent" in facts, "AnswerGiven" in facts) == (True, False)


async def test_an_answer_that_comes_late_is_none_to_a_question_that_came_after_it() -> None:
    async with serving(deadline_s=0.3, retry_scale=1) as here, opened(profile=SLACK_MESSAGE) as app:
        async with taught(app, here) as workspace:
            ada = await workspace.begun("Ada", "t1.l1.quiz")
            await here.settled()
            question = ada.screen
        await here.app_offline()
        async with taught(app, here) as workspace:
            here.api.faults.answers(503, "conversations.history", times=2)
            late = ada.say("a")
            await here.pulse.until(lambda: late.is_in_vain, within_s=5)
            await ada.reads("you need not write it again")
            await ada.choose(question.options[0], on=question)
            await ada.press("Answer", on=question)
            await ada.until(lambda _: "Next question" in ada.screens[1].labels)
            await ada.press("Next question", on=ada.screens[1])
            await ada.until(lambda _: "Question 2 of 4" in ada.screens[1].text)
            here.deliveries.hurry()
            await late
            await ada.until(lambda screen: "no longer current" in screen.text)
            assert "Question 2 of 4" in ada.screen.text
            assert (await workspace.facts(ada)).count("AnswerGiven") == 1


async def test_an_answer_typed_before_a_press_that_overtakes_it_is_none_to_the_next_question() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        typed_at = workspace.here.world.stamp()
        await ada.choose(ada.screen.options[0])
        await ada.press("Answer")
        await ada.until(lambda screen: "Next question" in screen.labels)
        await ada.press("Next question")
        await ada.until(lambda screen: "Question 2 of 4" in screen.text)
        _typed(workspace, ada, "a", ts=typed_at)
        await ada.until(lambda screen: "no longer current" in screen.text)
        assert "Question 2 of 4" in ada.screen.text
        assert (await workspace.facts(ada)).count("AnswerGiven") == 1


async def test_an_answer_is_none_to_a_question_that_is_decided_but_not_shown_yet() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.choose(ada.screen.options[0])
        await ada.press("Answer")
        await ada.until(lambda screen: "Next question" in screen.labels)
        held = workspace.here.api.faults.holds("chat.update")
        await ada.press("Next question")
        await ada.say("a")
        held.release()
        await ada.until(lambda screen: "no longer current" in screen.text)
        assert "Question 2 of 4" in ada.screen.text
        assert (await workspace.facts(ada)).count("AnswerGiven") == 1


async def test_what_is_written_to_a_tutor_before_its_last_reply_was_there_is_a_message_to_it() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        held = workspace.here.api.faults.holds("chat.postMessage")
        await ada.say(WHY)
        typed_at = workspace.here.world.stamp()
        held.release()
        await ada.until(lambda screen: "1 of 3 exchanges" in screen.text)
        await workspace.here.pulse.until(lambda: not ada.screens[1].labels, within_s=5)
        _typed(workspace, ada, "And why is it rolled?", ts=typed_at)
        await ada.until(lambda screen: "2 of 3 exchanges" in screen.text)
        assert (await workspace.facts(ada)).count("MessageSent") == 2


def _typed(workspace: Workspace, person: Person, text: str, *, ts: str) -> None:
    """Tells now of what somebody wrote at the time `ts`."""
    event = {
        "type": "message",
        "user": person.id,
        "channel": person.direct.id,
        "channel_type": "im",
        "text": text,
        "ts": ts,
    }
    workspace.here.world.happened(workspace.here.team, event)


async def test_what_another_process_decided_since_is_what_stands_there_in_the_end() -> None:
    async with (
        serving() as here,
        opened(profile=SLACK_MESSAGE) as app,
        taught(app, here, shared=True) as workspace,
        taught(app, here, shared=True),
    ):
        await here.app_online(connections=2)
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await here.settled()
        question = ada.screen
        held = here.api.faults.holds("chat.postMessage")
        asked = ada.slash("/learn t1.l1.quiz")
        await asked
        await here.pulse.until(lambda: held.times == 0, within_s=5)
        await next_is_another(here, told_first(here, asked))
        await ada.choose(question.options[0], on=question)
        await ada.press("Answer", on=question)
        await ada.until(lambda screen: "Next question" in screen.labels)
        held.release()
        await here.pulse.until(lambda: len(ada.screens) == 2 and not ada.screens[1].labels, within_s=5)
        await ada.until(lambda screen: "Next question" in screen.labels)
        assert (await workspace.facts(ada)).count("AnswerGiven") == 1


async def test_what_is_typed_on_the_contents_of_a_lesson_means_what_stands_there() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1")
        page = ada.screen
        await ada.press("Contents")
        contents = await ada.until(lambda screen: screen.text != page.text)
        await ada.say("hello")
        await ada.until(lambda screen: "Here is how it goes on" in screen.text)
        assert ada.screen.options == contents.options
        await ada.say(contents.options[0])
        await ada.until(lambda screen: screen.text == page.text)


async def test_define_without_a_term_asks_for_one() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.slash("/learn define")
        await ada.until(lambda screen: "Look up a term" in screen.text)
        assert "Nothing here is called" not in ada.screen.text


async def test_a_message_without_words_does_nothing() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.say("1")
        await ada.until(lambda screen: "Finish the lesson" in screen.labels)
        facts = await workspace.facts(ada)
        await ada.say("")
        await ada.until(lambda screen: "Nothing was typed" in screen.text)
        assert await workspace.facts(ada) == facts


async def test_a_message_that_cannot_be_stored_is_not_acknowledged() -> None:
    store = await open_store("memory:")
    async with teaching(store=store, deadline_s=0.3) as workspace:
        workspace.here.deliveries.retry_scale = 0
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await store.close()
        with pytest.raises(NotAnswered):
            await ada.say("a")
        await ada.reads("could not be saved just now")
        last, first = (screen.text for screen in ada.screens if not screen.labels)
        assert "you need not write it again" in first, "and neither is said twice"
        assert "Please do it once more" in last
