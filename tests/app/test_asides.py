"""What a learner can do beside an activity, without losing their place: look up, ask, report."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.modelling import said
from tests.app.surroundings import ADA, BEA, TINY, learner, opened
from tests.app.test_linking import ADA_IN_CHAT, link

from courseware_core.app import Courseware
from courseware_core.blocks import Callout
from courseware_core.engine.facts import Fact, LabStarted, MessageSent, ProblemReported, ReplyGiven
from courseware_core.engine.person import LONGEST_REPORT, REPORTS_A_DAY
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.operators import Operators
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Aside, Go
from courseware_core.screen.profiles import PROFILES
from courseware_core.storage import open_store
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner
from courseware_core.testing.models import ScriptedModel
from courseware_core.testing.words import MarkedWords, unmarked
from courseware_core.turns import Turn

PAGE = "t1.l1"
QUIZ = "t1.l1.quiz"
KEY = "It is heated soon after picking"
WRONG = "It comes from a plant of its own kind"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["memory", "sqlite"])
async def app(request: pytest.FixtureRequest, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Courseware]:
    store = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/record"
    async with opened(store=store, clock=clock) as app:
        yield app


async def facts(app: Courseware, *kinds: type[Fact]) -> list[Fact]:
    """What is recorded of Ada, of these kinds, in order of their sessions."""
    streams = await app.export(ADA)
    return [each.fact for stream in streams for each in stream.facts if isinstance(each.fact, kinds)]


async def press(
    app: Courseware, token: str, text: str | None = None, *, delivery: str = "", who: Identity = ADA
) -> Turn:
    return await app.handle(who, Intent(token=token, answer=Answer(text=text), delivery=delivery))


def session_of(screen: Screen) -> tuple[str, int]:
    """The session and the step of a screen of an attempt or a lesson."""
    session, step, *_ = next(each.token for each in screen.controls if each.role == "next").split(":")
    return session, int(step)


async def on_second_page(app: Courseware) -> Learner:
    someone = learner(app)
    await someone.enter(PAGE)
    await someone.press("next")
    return someone


async def on_feedback(app: Courseware, *, tries: int = 1) -> Learner:
    """Somebody who has answered the first question wrongly, so often."""
    someone = learner(app)
    await someone.enter(QUIZ)
    for wrong in (WRONG, "It is coloured")[:tries]:
        if someone.screen.name == "feedback":
            await someone.press("Try again")
        shown = [option[0].text for option in someone.screen.input.options]  # type: ignore[union-attr]
        await someone.choose(shown.index(wrong))
    return someone


# Looking up


async def test_looking_a_term_up_leads_back_to_the_same_page(app: Courseware) -> None:
    someone = await on_second_page(app)
    page = someone.screen
    await someone.press("Look up a term")
    assert someone.screen.name == "glossary"
    await someone.write("Browning")
    assert "A change that begins when the air reaches the juice" in said(someone.screen)
    assert "A Tiny Course on Tea: How a Leaf Becomes Tea" in said(someone.screen)
    await someone.write("tannin")
    assert "Bitter substances" in said(someone.screen)
    await someone.press("back")
    assert someone.screen == page


async def test_a_definition_leads_to_the_lesson_that_teaches_it(app: Courseware) -> None:
    someone = await on_second_page(app)
    await someone.press("Look up a term")
    await someone.write("tannins")
    await someone.press("Read: ")
    assert (someone.screen.name, someone.screen.title) == ("lesson.page", "How to Brew a Cup")


async def test_what_is_not_defined_is_told_with_what_is_near(app: Courseware) -> None:
    someone = await on_second_page(app)
    await someone.press("Look up a term")
    await someone.write("oxydation")
    assert "There is no definition of “oxydation”" in said(someone.screen)
    assert someone.screen.input.suggestions == ("Oxidation",)  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["define oxidations", "DEFINE  browning", "/define oxidation"])
async def test_define_and_a_term_can_be_typed_in_the_middle_of_a_question(app: Courseware, line: str) -> None:
    someone = learner(app)
    question = await someone.enter(QUIZ)
    turn = await app.answer(ADA, question, line)
    assert "A change that begins when the air reaches the juice" in said(turn.screen)
    back = next(each for each in turn.screen.controls if each.role == "back")
    assert (await press(app, back.token)).screen == question


async def test_a_test_under_way_offers_no_lesson_to_read(app: Courseware) -> None:
    someone = learner(app)
    question = await someone.enter("t1.test")
    looked_up = (await app.answer(ADA, question, "/define oxidation")).screen
    assert "A change that begins when the air reaches the juice" in said(looked_up)
    assert [each.label for each in looked_up.controls] == ["Back", "Menu"]
    assert (await press(app, looked_up.controls[0].token)).screen == question
    await someone.take_assessment()
    await someone.press("Look up a term")
    await someone.write("oxidation")
    assert [each for each in someone.screen.controls if each.label.startswith("Read: ")]


async def test_where_text_is_written_define_begins_with_a_slash(app: Courseware) -> None:
    lab = await learner(app).enter("t1.l1.lab")
    assert (await app.answer(ADA, lab, "/define browning")).screen.name == "glossary"
    assert (await app.answer(ADA, lab, "define browning")).screen.name == "lab.talk"


async def test_a_place_that_is_not_ones_own_leads_back_to_the_menu(app: Courseware) -> None:
    someone = await on_second_page(app)
    session, _ = session_of(someone.screen)
    await learner(app, BEA).enter(PAGE)
    for place in (f"@{session}", "@nothing", "no-such-activity"):
        turn = await press(app, Go("define", place).token(), "oxidation", who=BEA)
        assert "A change that begins" in said(turn.screen)
        assert not [each for each in turn.screen.controls if each.role == "back"]


# Asking


async def test_a_question_to_a_lesson_leads_back_to_exactly_the_place(app: Courseware) -> None:
    someone = await on_second_page(app)
    page = someone.screen
    await someone.press("Ask a question")
    assert (someone.screen.name, someone.screen.progress) == ("ask", None)
    await someone.write("Who picked a quarrel over tea?")
    assert "dear enough to start a quarrel" in said(someone.screen)
    await someone.press("back")
    assert someone.screen == page


async def test_a_conversation_goes_on_until_it_is_ended(app: Courseware) -> None:
    someone = await on_second_page(app)
    await someone.press("Ask a question")
    for message in ("Who picked a quarrel?", "Why tea?", "Why tea?", "What is oxidation?"):
        await someone.write(message)
        assert "exchange" not in said(someone.screen)
        assert "does not count" not in said(someone.screen)
    talk = someone.screen
    await someone.press("back")
    await someone.press("Ask a question")
    assert someone.screen == talk
    await someone.press("End this conversation")
    assert someone.screen.input is None
    await someone.press("back")
    await someone.press("Ask a question")
    assert "What is oxidation?" not in said(someone.screen)
    assert len(await facts(app, LabStarted)) == 2


async def test_what_is_asked_about_is_the_question_the_answer_and_the_feedback(app: Courseware) -> None:
    someone = await on_feedback(app)
    feedback = someone.screen
    await someone.press("Ask about this")
    assert "What makes a leaf end up as green tea?" in said(someone.screen)
    assert f"Your answer: {WRONG}" in said(someone.screen)
    assert "Nearly all tea comes from one plant." in said(someone.screen)
    assert KEY not in said(someone.screen)
    await someone.write("Why?")
    (reply,) = await facts(app, ReplyGiven)
    assert isinstance(reply, ReplyGiven)
    assert reply.quotes[0].section == "t1.l1.oxidation"
    await someone.press("back")
    assert someone.screen == feedback


async def test_the_key_is_there_only_once_it_was_shown(app: Courseware) -> None:
    someone = await on_feedback(app, tries=1)
    await someone.press("Ask about this")
    await someone.press("back")
    await someone.press("Try again")
    shown = [option[0].text for option in someone.screen.input.options]  # type: ignore[union-attr]
    await someone.choose(shown.index("It is coloured"))
    await someone.press("Ask about this")
    assert f"The right answer: {KEY}" in said(someone.screen)
    first, second = [fact.about for fact in await facts(app, LabStarted) if isinstance(fact, LabStarted)]
    assert first
    assert second
    assert (first.key, second.key) == ((), (KEY,))


async def test_about_one_answer_there_is_one_conversation(app: Courseware) -> None:
    someone = await on_feedback(app)
    for _ in range(2):
        await someone.press("Ask about this")
        await someone.press("back")
    assert len(await facts(app, LabStarted)) == 1
    await someone.press("next")
    await someone.answer()
    await someone.press("Ask about this")
    assert len(await facts(app, LabStarted)) == 2


@pytest.mark.parametrize("verb", ["ask", "problem", "report"])
async def test_nothing_can_be_asked_about_before_its_feedback_is_earned(app: Courseware, verb: str) -> None:
    someone = learner(app)
    for activity in (QUIZ, "t1.l2.quiz"):
        question = await someone.enter(activity)
        session, step = question.submit.token.split(":")[:2]  # type: ignore[union-attr]
        for slot in (*range(5), 10**8, *([None] if verb == "ask" else [])):
            aside = Aside(verb, session, int(step), slot)  # type: ignore[arg-type]
            turn = await press(app, aside.token(), "text")
            assert turn.notice
            assert turn.screen == question
    assert not await facts(app, LabStarted, ProblemReported)


async def test_of_a_test_only_what_its_review_shows_can_be_asked_about(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter("t1.test")
    await someone.take_assessment(wrong=3)
    result = someone.screen
    await someone.press("Ask about a question")
    assert someone.screen.name == "ask.pick"
    await someone.press("choice")
    (started,) = await facts(app, LabStarted)
    assert isinstance(started, LabStarted)
    assert started.about
    assert not started.about.key
    assert "right answer" not in said(someone.screen)
    await someone.press("back")
    assert someone.screen == result


async def test_a_written_answer_is_asked_about_with_the_model_answer() -> None:
    async with opened(TINY.parent / "writing") as app:
        quiz = next(each for each in app.catalog.activities if each.kind == "quiz")
        someone = learner(app)
        await someone.enter(quiz.id)
        await someone.press("Open question")
        await someone.write("I would *not* know.")
        await someone.press("Ask about this")
        assert "Your answer: I would *not* know." in said(someone.screen)
        assert "Model answer:" in said(someone.screen)


async def test_a_conversation_stands_in_no_menu_and_is_no_progress(app: Courseware) -> None:
    someone = await on_feedback(app)
    before = await app.progress(ADA)
    await someone.press("Ask about this")
    await someone.write("Why?")
    assert await app.progress(ADA) == before
    await someone.press("menu")
    assert not [each for each in someone.screen.controls if "ask." in each.token]
    await someone.enter()
    assert someone.screen.name != "ask"


async def test_a_conversation_is_exported_and_forgotten_with_its_learner(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter(QUIZ)
    for _ in range(3):
        await someone.answer()
        await someone.press("next")
    await someone.write("my very own words")
    await someone.press("Ask about this")
    await someone.write("Why is that?")
    (started,) = await facts(app, LabStarted)
    assert isinstance(started, LabStarted)
    assert started.about
    assert started.about.answer == ("my very own words",)
    assert [fact.text for fact in await facts(app, MessageSent) if isinstance(fact, MessageSent)]
    body = await app._store.body(started.digest)  # noqa: SLF001 - what is kept of nobody must hold nothing of hers
    assert body
    assert b"my very own words" not in body
    await app.forget(ADA)
    assert await app.export(ADA) == ()


async def test_conversations_are_made_again_from_their_facts_like_any_session(app: Courseware) -> None:
    someone = await on_feedback(app)
    await someone.press("Ask about this")
    await someone.write("Why?")
    rebuilt = await app.rebuild()
    assert (rebuilt.sessions, rebuilt.unreadable) == (2, ())
    await someone.press("back")
    await someone.press("Ask about this")
    assert "Why?" in said(someone.screen)


@pytest.mark.parametrize("label", ["Ask about this", "Report a problem"])
async def test_a_stale_press_is_told_and_changes_nothing(app: Courseware, label: str) -> None:
    someone = await on_feedback(app)
    old = next(each for each in someone.screen.controls if label in each.label)
    await someone.press("next")
    turn = await press(app, old.token, "text")
    assert turn.notice == "That screen is no longer current. Here is where you are now."
    assert turn.screen == someone.screen
    assert not await facts(app, LabStarted, ProblemReported)


@pytest.mark.parametrize("label", ["Ask about this", "Report a problem"])
async def test_a_strangers_session_is_not_shown(app: Courseware, label: str) -> None:
    someone = await on_feedback(app)
    theirs = next(each for each in someone.screen.controls if label in each.label)
    await learner(app, BEA).enter(PAGE)
    turn = await press(app, theirs.token, "text", who=BEA)
    assert turn.screen.name == "menu"
    assert "green tea" not in said(turn.screen)


async def test_one_delivery_opens_one_conversation(app: Courseware) -> None:
    someone = await on_feedback(app)
    ask = next(each for each in someone.screen.controls if each.label == "Ask about this")
    first = await press(app, ask.token, delivery="d1")
    end = await press(app, first.screen.submit.token, "Why?")  # type: ignore[union-attr]
    ended = next(each for each in end.screen.controls if each.label == "End this conversation")
    closed = await press(app, ended.token)
    assert (await press(app, ask.token, delivery="d1")).screen == closed.screen
    assert len(await facts(app, LabStarted)) == 1


async def test_a_linked_identity_asks_and_goes_on_in_the_same_conversation(app: Courseware) -> None:
    someone = await on_feedback(app)
    await learner(app, ADA_IN_CHAT).enter("t1.l2")
    await link(app)
    await someone.press("Ask about this")
    await someone.write("Why?")
    other = learner(app, ADA_IN_CHAT)
    await other.enter(QUIZ)
    await other.press("Ask about this")
    assert other.screen == someone.screen


async def test_a_voided_attempt_cannot_be_asked_about(app: Courseware) -> None:
    someone = await on_feedback(app)
    session, step = session_of(someone.screen)
    assert isinstance(app.operators, Operators)
    await app.operators.void(BEA, session)
    turn = await press(app, Aside("ask", session, step, 0).token())
    assert turn.screen.name == "voided"
    assert not await facts(app, LabStarted)


async def test_of_a_forgotten_attempt_nothing_comes_back(app: Courseware) -> None:
    someone = await on_feedback(app)
    session, step = session_of(someone.screen)
    await app.forget(ADA)
    await learner(app).enter(PAGE)
    for verb in ("ask", "problem", "report"):
        aside = Aside(verb, session, step, 0)
        assert (await press(app, aside.token(), "text")).screen.name == "menu"
    assert not await facts(app, LabStarted, ProblemReported)


async def test_a_voided_conversation_leads_back_to_the_lesson(app: Courseware) -> None:
    someone = await on_second_page(app)
    await someone.press("Ask a question")
    session = someone.screen.submit.token.split(":")[0]  # type: ignore[union-attr]
    await app.operators.void(BEA, session)
    turn = await press(app, Go("enter", f"@{session}").token())
    assert turn.screen.name == "voided"
    again = next(each for each in turn.screen.controls if each.role == "other")
    assert (await press(app, again.token)).screen.name == "lesson.page"


async def test_a_conversation_goes_on_after_a_restart_with_other_courses(tmp_path: Path) -> None:
    content = tmp_path / "tiny"
    shutil.copytree(TINY, content)
    store = f"sqlite:///{tmp_path}/record"
    async with opened(content, store) as app:
        someone = await on_feedback(app)
        await someone.press("Ask about this")
        await someone.write("Why?")
        talk = someone.screen
    lesson = content / "t1-tea" / "l1-leaves" / "lesson.md"
    lesson.write_text(lesson.read_text().replace("steamed or roasted", "baked"))
    async with opened(content, store, chance=RepeatableChance(seed=1)) as app:
        session = talk.submit.token.split(":")[0]  # type: ignore[union-attr]
        turn = await press(app, Go("enter", f"@{session}").token())
        assert said(turn.screen) == said(talk)
        turn = await press(app, turn.screen.submit.token, "What if it is steamed or roasted early?")  # type: ignore[union-attr]
        assert "steamed or roasted" in said(turn.screen)


async def test_who_replies_is_agreed_on_in_the_conversation_that_it_is_about(
    app_with_model: Courseware,
) -> None:
    app = app_with_model
    someone = await on_feedback(app)
    await someone.press("Ask about this")
    assert someone.screen.name == "lab.provider"
    await someone.press("Talk with the model")
    assert "What makes a leaf end up as green tea?" in said(someone.screen)
    await someone.write("Why?")
    assert "Air does it." in said(someone.screen)
    await someone.press("back")
    await someone.press("next")
    await someone.answer()
    await someone.press("Ask about this")
    await someone.write("Why?")
    abouts = [each.about for each in await facts(app, LabStarted) if isinstance(each, LabStarted)]
    assert len({about.stem for about in abouts if about}) == 2
    await someone.press("Replies: ")
    await someone.press("Stay with the lesson")
    assert "Camellia sinensis" in said(someone.screen)


@pytest.fixture
async def app_with_model() -> AsyncIterator[Courseware]:
    async with opened(model=ScriptedModel(lambda _: "Air does it.")) as app:
        yield app


async def test_a_model_sees_what_was_shown_and_no_other_key() -> None:
    model = ScriptedModel(lambda _: f"The answer is: {KEY}.")
    async with opened(model=model) as app:
        someone = await on_feedback(app)
        await someone.press("Ask about this")
        await someone.press("Talk with the model")
        await someone.write("Tell me the right answer.")
        assert KEY not in said(someone.screen)
        assert "What the model wrote did not fit the lesson." in said(someone.screen)
    sent = "\n".join(message.text for asked in model.asked[:1] for message in asked.messages)
    assert "What makes a leaf end up as green tea?" in sent
    assert f"<learner>\n{WRONG}\n</learner>" in sent
    assert "Nearly all tea comes from one plant." in sent
    for secret in (KEY, "heat stops the browning early", "Think of a cut apple", "Peppermint"):
        assert secret not in sent


# Reporting


async def test_a_report_is_recorded_and_leads_back_to_the_place(app: Courseware) -> None:
    someone = await on_second_page(app)
    page = someone.screen
    await someone.press("Report a problem")
    assert someone.screen.name == "report"
    await someone.write("  There is a typo:\n“quarel”.  ")
    assert someone.screen == page
    await on_feedback(app)
    (first,) = await app.reports()
    assert (first.activity, first.item, first.current) == (PAGE, "t1.l1.trade", True)
    assert first.text == "There is a typo:\n“quarel”."


async def test_a_report_on_feedback_names_the_question(app: Courseware, clock: FixedClock) -> None:
    someone = await on_second_page(app)
    await someone.press("Report a problem")
    await someone.write("one")
    clock.move(timedelta(minutes=1))
    someone = await on_feedback(app)
    feedback = someone.screen
    await someone.press("Report a problem")
    assert "What makes a leaf end up as green tea?" in said(someone.screen)
    await someone.write("two")
    assert someone.screen == feedback
    newest, oldest = await app.reports()
    assert (newest.activity, newest.item, newest.text, oldest.text) == (QUIZ, "t1.l1.q1", "two", "one")
    assert await app.reports("tiny") == (newest, oldest)
    assert await app.reports("wine") == ()


async def test_a_report_that_comes_twice_is_one(app: Courseware) -> None:
    someone = await on_feedback(app)
    await someone.press("Report a problem")
    send = someone.screen.submit
    assert send
    for delivery in ("d1", "d1", "d2", ""):
        turn = await press(app, send.token, "It is wrong.", delivery=delivery)
        assert turn.notice.startswith("Thank you.")
    assert (await press(app, send.token, "It is still wrong.", delivery="d1")).notice.startswith("Thank you.")
    await someone.press("back")
    await someone.press("next")
    turn = await press(app, send.token, "It is wrong.", delivery="d1")
    assert (turn.notice[:10], turn.screen) == ("Thank you.", someone.screen)
    assert "no longer current" in (await press(app, send.token, "Another one.", delivery="d3")).notice
    assert [each.text for each in await app.reports()] == ["It is wrong."]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("   \n ", "There was nothing in your report."),
        ("\x00\u202e", "There was nothing in your report."),
        ("x" * (LONGEST_REPORT + 1), "Your report has 2,001 characters, and 2,000 fit."),
    ],
)
async def test_a_report_that_cannot_be_taken_gets_the_form_again(
    app: Courseware, text: str, notice: str
) -> None:
    someone = await on_feedback(app)
    await someone.press("Report a problem")
    form = someone.screen
    assert form.submit
    turn = await press(app, form.submit.token, text, delivery="d1")
    assert turn.notice.startswith(notice)
    assert turn.screen == form
    assert not await app.reports()


async def test_there_is_a_limit_to_reports_in_a_day(app: Courseware, clock: FixedClock) -> None:
    someone = await on_feedback(app)
    await someone.press("Report a problem")
    send = someone.screen.submit
    assert send
    for number in range(REPORTS_A_DAY):
        assert (await press(app, send.token, f"Problem {number}")).notice.startswith("Thank you.")
    refused = await press(app, send.token, "One more")
    assert refused.notice == "You can report 20 problems in a day. Please report this one tomorrow."
    assert refused.screen.name == "report"
    assert len(await app.reports()) == REPORTS_A_DAY
    clock.move(timedelta(days=1))
    assert (await press(app, send.token, "One more")).notice.startswith("Thank you.")


async def test_a_report_says_whether_its_text_is_still_taught(tmp_path: Path) -> None:
    content = tmp_path / "tiny"
    shutil.copytree(TINY, content)
    store = await open_store("memory:")
    async with opened(content, store) as app:
        someone = await on_second_page(app)
        await someone.press("Report a problem")
        await someone.write("A typo.")
        assert [each.current for each in await app.reports()] == [True]
    lesson = content / "t1-tea" / "l1-leaves" / "lesson.md"
    lesson.write_text(lesson.read_text().replace("a quarrel over", "a fight over"))
    async with opened(content, store) as app:
        assert [each.current for each in await app.reports()] == [False]
    async with opened(TINY.parent / "wine", store) as app:
        (gone,) = await app.reports()
        assert (gone.course, gone.title, gone.current) == ("", "", False)
    await store.close()


async def test_reports_are_exported_and_forgotten_with_their_writer(app: Courseware) -> None:
    someone = await on_second_page(app)
    await someone.press("Report a problem")
    await someone.write("A typo.")
    assert len(await facts(app, ProblemReported)) == 1
    await app.forget(ADA)
    assert await app.reports() == ()


async def test_reports_hold_what_a_program_needs(app: Courseware) -> None:
    someone = await on_second_page(app)
    await someone.press("Report a problem")
    await someone.write("A typo.")
    (found,) = await app.reports()
    assert set(json.loads(found.model_dump_json())) == {
        *("at", "who", "course", "activity", "title", "item", "text", "current")
    }


# Everywhere


async def everything_beside(app: Courseware) -> list[Screen]:
    """The screens of somebody who does everything there is beside activities."""
    someone = await on_second_page(app)
    await someone.press("Look up a term")
    await someone.write("oxidation")
    await someone.write("oxydation")
    await someone.press("back")
    await someone.press("Ask a question")
    await someone.write("What is oxidation?")
    await someone.press("End this conversation")
    await someone.press("back")
    await someone.press("Report a problem")
    await someone.write("A typo.")
    feedback = await on_feedback(app)
    await feedback.press("Ask about this")
    await feedback.write("Why?")
    await feedback.enter("t1.l2.quiz")
    await feedback.take_assessment(wrong=1)
    await feedback.press("Ask about a question")
    await feedback.press("choice")
    return [*someone.seen, *feedback.seen]


async def test_every_screen_beside_an_activity_fits_every_surface(app: Courseware) -> None:
    seen = await everything_beside(app)
    assert {"glossary", "ask", "ask.pick", "report"} <= {screen.name for screen in seen}
    for screen in seen:
        assert [each for each in screen.controls if each.role == "menu"] or screen.name == "welcome"
        for profile in PROFILES:
            pages = fit(screen, profile)
            assert [satisfies(page, profile) for page in pages] == [()] * len(pages)


async def test_all_that_the_product_says_beside_an_activity_is_in_the_catalogue() -> None:
    """With a catalogue that marks its sentences, all that is not marked was written by author or learner."""
    typed = "oxydation What is oxidation? Why? A typo."
    written = typed + "".join(path.read_text() for path in TINY.rglob("*.*") if path.suffix != ".png")
    async with opened(words_in=lambda _: MarkedWords()) as app:
        for screen in await everything_beside(app):
            if screen.name in ("glossary", "ask", "ask.pick", "report"):
                labels = [each.label for each in (*screen.controls, screen.submit) if each]
                labels += [block.label for block in screen.blocks if isinstance(block, Callout)]
                left = unmarked("\n".join((*labels, said(screen), screen.title, screen.eyebrow)))
                assert set(re.findall(r"[^\W\d]+", left)) <= set(re.findall(r"[^\W\d]+", written)), (
                    screen.name
                )
