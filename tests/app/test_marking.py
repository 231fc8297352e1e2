"""The marking desk: what waits for whom, what a reviewer says of it, and what is refused."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.app.surroundings import ADA, BEA, COURSES, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.chat import ChatModel, ModelError
from courseware_core.engine.correction import Standing
from courseware_core.engine.facts import AnswerReviewed, Decided, ResultRevised
from courseware_core.engine.machine import Rejected
from courseware_core.errors import UnknownSession
from courseware_core.identity import Identity
from courseware_core.marking import LONGEST_REASON, Marked, Submission
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import RepeatableChance
from courseware_core.testing.journeys import Learner
from courseware_core.testing.models import ScriptedModel, judge

MARBLES, QUIZ = COURSES / "marbles", "r1.l1.quiz"
OLGA, RITA = Identity("operator", "local", "olga"), "Rita Reed"
CHILD = Path(__file__).parent / "children" / "judging.py"

COUNTS, PRACTICE, CODE, RULE = 1, 2, 3, 4
"""The questions of the quiz. What a person says of the first counts; a model may speak of the second."""


async def submitted(app: Courseware, *answers: str, who: Identity = ADA) -> Learner:
    """Somebody who wrote these answers to the questions of the quiz, one after the other."""
    someone = learner(app, who)
    await someone.enter(QUIZ)
    for number, answer in enumerate(answers):
        if number:
            await at_the_next_question(someone)
        await someone.write(answer)
    return someone


async def at_the_next_question(someone: Learner) -> None:
    """Goes on; where a model could read the answer, it may."""
    await someone.press("next")
    if someone.screen.name == "answer.provider":
        await someone.press("Let the model")


async def finished(app: Courseware, *answers: str) -> Learner:
    """Somebody who then took the rest of the quiz, with a wrong answer to its last question."""
    someone = await submitted(app, *answers)
    await someone.take_assessment(wrong=1)
    return someone


async def only_session(app: Courseware) -> str:
    (head,) = await app.operators.attempts(QUIZ)
    return head.session


async def waiting(app: Courseware, reviewer: str = RITA) -> tuple[Submission, ...]:
    return (await app.marking.queue(reviewer)).submissions


async def mark(app: Courseware, *met: str, reason: str = "", **other: Any) -> Marked | Rejected:
    """What came of Rita marking the first question."""
    how: dict[str, Any] = {"by": OLGA, "reviewer": RITA, "question_number": COUNTS, "answer": 1} | other
    session = how.pop("session", None) or await only_session(app)
    return await app.marking.mark(**how, session=session, met=met, reason=reason)


def done(came: Marked | Rejected) -> Marked:
    assert isinstance(came, Marked), came
    return came


async def reviews(app: Courseware, who: Identity = ADA) -> list[AnswerReviewed]:
    facts = [each.fact for stream in await app.export(who) for each in stream.facts]
    return [each for each in facts if isinstance(each, AnswerReviewed)]


# What waits


async def test_an_answer_waits_for_the_person_that_its_learner_was_told_of() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "It goes down the slope.")
        (found,) = await waiting(app)
        assert found.reference == f"{await only_session(app)}/{COUNTS}"
        assert (found.answer, found.text, found.why) == (1, "It goes down the slope.", "unread")
        assert (found.activity, found.question.id) == (QUIZ, "r1.l1.q1")
        assert not any("ada" in str(each) for each in (found, found.reference))
        queue = await app.marking.queue("Tom Tate")
        assert (queue.submissions, queue.others) == ((), {RITA: 1})


async def test_nothing_waits_for_somebody_of_whom_nobody_was_told() -> None:
    store = MemoryStore()
    async with opened(MARBLES, store) as app:
        await submitted(app, "Down the slope.")
    async with opened(MARBLES, store, reviewer=RITA) as app:
        assert await waiting(app) == ()
        assert await app.marking.answer(await only_session(app), COUNTS, RITA) == Rejected(
            "not_told", {"reviewer": RITA}
        )
        assert await mark(app, "slope") == Rejected("not_told", {"reviewer": RITA})


async def test_what_only_rules_checks_and_learners_mark_waits_for_nobody() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await finished(app, "The slope.", "It stops it.", "{}")
        assert [each.question_number for each in await waiting(app)] == [COUNTS, PRACTICE]
        session = await only_session(app)
        assert await app.marking.answer(session, CODE, RITA) == Rejected("not_told", {"reviewer": RITA})
        assert await app.marking.answer(session, RULE, RITA) == Rejected("not_written")


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (lambda: ScriptedModel(lambda _: "I like it."), "doubt"),
        (lambda: ScriptedModel(lambda _: ModelError("No.", "denied")), "no_verdict"),
        (lambda: judge(lambda _: {"stop": ("yes", "It stops"), "end": ("unsure", "")}), "doubt"),
    ],
)
async def test_what_a_model_could_not_decide_waits_and_says_why(
    model: Callable[[], ChatModel], why: str
) -> None:
    async with opened(MARBLES, reviewer=RITA, model=model()) as app:
        await submitted(app, "The slope.", "It stops the marble.")
        first, second = await waiting(app)
        assert (first.question_number, first.why) == (COUNTS, "unread")
        assert (second.question_number, second.why) == (PRACTICE, why)


async def test_what_a_model_has_decided_waits_for_nobody_and_can_be_marked_all_the_same() -> None:
    model = judge(lambda _: {"stop": ("yes", "It stops the marble"), "end": ("no", "")})
    async with opened(MARBLES, reviewer=RITA, model=model) as app:
        await submitted(app, "The slope.", "It stops the marble.")
        assert [each.question_number for each in await waiting(app)] == [COUNTS]
        session = await only_session(app)
        found = await app.marking.answer(session, PRACTICE, RITA)
        assert isinstance(found, Submission)
        assert [(each.met, each.by) for each in found.verdicts] == [(True, "model"), (False, "model")]
        assert await mark(app, "end", question_number=PRACTICE) == Rejected("reason_needed")
        marked = done(await mark(app, "end", question_number=PRACTICE, reason="It says where."))
        assert marked.submission.points == 1
        (review,) = await reviews(app)
        assert review.before == (Decided("stop", True, "model"), Decided("end", False, "model"))


async def test_an_answer_that_counts_waits_for_a_person_whatever_a_model_says(tmp_path: Path) -> None:
    course = Path(shutil.copytree(MARBLES, tmp_path / "marbles"))
    quiz = course / "r1-marbles" / "l1-roll" / "quiz.yaml"
    text = quiz.read_text(encoding="utf-8")
    only_people = "    counts: true\n    grading: {order: [person, self_check]}\n"
    assert only_people in text
    quiz.write_text(text.replace(only_people, "    counts: true\n"), encoding="utf-8")
    model = judge(lambda _: {"slope": ("yes", "the slope"), "groove": ("yes", "the groove")})
    async with opened(course, reviewer=RITA, model=model) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        await someone.press("Let the model")
        await someone.write("It needs the slope and the groove.")
        (found,) = await waiting(app)
        assert found.why == "not_counted"
        assert [(each.met, each.by) for each in found.verdicts] == [(True, "model")] * 2
        assert done(await mark(app, "slope", "groove")).submission.why is None


async def test_an_answer_that_was_improved_waits_in_place_of_the_one_before() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        someone = await submitted(app, "The slope.")
        await someone.press("Try again")
        await someone.write("The slope, and the groove.")
        (found,) = await waiting(app)
        assert (found.answer, found.text) == (2, "The slope, and the groove.")


async def test_a_session_that_cannot_be_read_is_named_and_keeps_no_other_waiting(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    async with opened(MARBLES, f"sqlite:///{file}", reviewer=RITA) as app:
        await submitted(app, "The slope.")
        damaged = await only_session(app)
        await submitted(app, "The groove.", who=BEA)
    with sqlite3.connect(file) as record:
        record.execute("UPDATE facts SET type = 'FromTomorrow' WHERE session = ? AND seq > 1", [damaged])
    record.close()
    async with opened(MARBLES, f"sqlite:///{file}", reviewer=RITA) as app:
        queue = await app.marking.queue(RITA)
        assert [each.text for each in queue.submissions] == ["The groove."]
        assert queue.unreadable == (damaged,)


async def test_rebuilding_finds_again_what_waits(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    async with opened(MARBLES, f"sqlite:///{file}", reviewer=RITA) as app:
        await submitted(app, "The slope.")
        before = await waiting(app)
        with sqlite3.connect(file) as record:
            record.execute("UPDATE heads SET waiting = 0")
        record.close()
        assert await waiting(app) == ()
        await app.rebuild()
        assert await waiting(app) == before


def killed_while_judging(url: str) -> None:
    """Returns when a process has asked a model of an answer, and was killed before it had a verdict."""
    child = subprocess.Popen(
        [sys.executable, CHILD, url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "asked\n"
        child.kill()


async def test_the_queue_after_a_crash_says_that_the_model_has_not_answered(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    killed_while_judging(url)
    async with opened(MARBLES, url) as app:
        assert [(each.text, each.why) for each in await waiting(app)] == [
            ("The slope.", "unread"),
            ("It stops the marble.", "not_judged"),
        ]
        marked = done(await mark(app, "stop", question_number=PRACTICE))
        assert marked.submission.points == 1
        assert len(await waiting(app)) == 1


# Marking


async def test_marks_of_a_reviewer_count_and_the_learner_reads_who_gave_them_and_why() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "The groove.")
        marked = done(await mark(app, "groove", reason="The slope is missing."))
        assert marked.changed
        assert (marked.submission.points, marked.before, marked.after) == (3, None, None)
        assert [(each.met, each.by) for each in marked.submission.verdicts] == [
            (False, "person"),
            (True, "person"),
        ]
        assert await waiting(app) == ()
        shown = (await app.enter(ADA, QUIZ)).screen
        words = "\n".join(plain(rich) for block in shown.blocks for rich in texts(block))
        assert RITA in words
        assert "The slope is missing." in words


async def test_a_closed_result_rises_when_an_answer_is_marked_and_its_learner_passes() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        someone = await finished(app, "The slope and the groove.")
        session = await only_session(app)
        marked = done(await mark(app, "slope", "groove"))
        assert marked.before == Standing(Fraction(0), 2, False)
        assert marked.after == Standing(Fraction(1), 2, True)
        (head,) = await app.operators.attempts(QUIZ)
        assert (head.session, head.score, head.status) == (session, Fraction(1), "closed")
        revised = [each.fact for stream in await app.export(ADA) for each in stream.facts][-1]
        assert isinstance(revised, ResultRevised)
        assert someone.screen.name == "result"


async def test_the_same_mark_again_changes_nothing() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "The slope.")
        done(await mark(app, "slope", reason="Good."))
        before = await app.export(ADA)
        for reason in ("Good.", ""):
            again = done(await mark(app, "slope", reason=reason))
            assert not again.changed
            assert again.submission.points == 1
        assert await app.export(ADA) == before


async def test_both_values_are_kept_when_a_reviewer_says_something_else_than_was_said() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        someone = await submitted(app, "The slope.")
        await someone.press("Show the model answer")
        await someone.choose(1)
        (found,) = await waiting(app)
        assert [each.met for each in found.verdicts] == [False, True]
        assert await mark(app, "slope") == Rejected("reason_needed")
        done(await mark(app, "slope", reason="It names no groove."))
        done(await mark(app, "slope", "groove", reason="It does, at the end."))
        first, second = await reviews(app)
        assert first.before == (Decided("slope", False, "self_check"), Decided("groove", True, "self_check"))
        assert second.before == (Decided("slope", True, "person"), Decided("groove", False, "person"))
        assert (first.met, second.met) == (("slope",), ("slope", "groove"))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"reviewer": ""}, "no_reviewer"),
        ({"reviewer": "Tom Tate"}, "not_told"),
        ({"question_number": 0}, "no_such_question"),
        ({"question_number": 5}, "no_such_question"),
        ({"question_number": PRACTICE}, "not_answered"),
        ({"question_number": RULE}, "not_written"),
        ({"answer": 0}, "not_answered"),
        ({"answer": 2}, "not_answered"),
    ],
)
async def test_what_cannot_be_marked_is_refused_and_changes_nothing(asked: dict[str, Any], code: str) -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "The slope.")
        before = await app.export(ADA)
        came = await mark(app, "slope", **asked)
        assert isinstance(came, Rejected)
        assert came.code == code
        assert await app.export(ADA) == before


async def test_a_criterion_that_the_question_does_not_have_is_refused_with_those_that_it_has() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "The slope.")
        refused = Rejected("unknown_criterion", {"criteria": "slope, groove"})
        assert await mark(app, "slope", "stop") == refused


async def test_an_answer_that_was_given_again_meanwhile_is_not_marked_by_what_was_read() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        someone = await submitted(app, "The slope.")
        (read,) = await waiting(app)
        await someone.press("Try again")
        await someone.write("The slope, and the groove.")
        assert await mark(app, "slope", answer=read.answer) == Rejected("answered_again")
        assert done(await mark(app, "slope", "groove", answer=2)).submission.points == 4


async def test_what_was_voided_or_is_no_attempt_is_not_marked() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "The slope.")
        await app.operators.void(OLGA, await only_session(app))
        assert await waiting(app) == ()
        assert await mark(app, "slope") == Rejected("voided")
        await learner(app).enter("r1.l1")
        (lesson,) = await app.operators.attempts("r1.l1")
        assert await mark(app, "slope", session=lesson.session) == Rejected("not_written")


async def test_an_answer_that_was_forgotten_is_gone_and_marking_it_says_so() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "The slope.")
        (read,) = await waiting(app)
        await app.forget(ADA)
        with pytest.raises(UnknownSession, match="may have been forgotten"):
            await mark(app, "slope", session=read.session)
        with pytest.raises(UnknownSession):
            await app.marking.answer(read.session, COUNTS, RITA)
        assert await waiting(app) == ()
        assert await app.export(ADA) == ()


# At once


@pytest.fixture(params=["sqlite", "postgres"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a record that several processes can use."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.db'}"
    return str(request.getfixturevalue("database"))


@pytest.fixture
async def desks(record: str) -> AsyncIterator[tuple[Courseware, Courseware]]:
    """Two programs over one record."""
    async with AsyncExitStack() as stack:
        first, second = [
            await stack.enter_async_context(
                opened(MARBLES, record, reviewer=RITA, chance=RepeatableChance(seed))
            )
            for seed in (1, 2)
        ]
        yield first, second


async def test_of_two_reviewers_who_disagree_at_once_one_is_asked_for_a_reason(
    desks: tuple[Courseware, Courseware],
) -> None:
    await submitted(desks[0], "The slope.")
    came = await asyncio.gather(mark(desks[0], "slope"), mark(desks[1], "groove"))
    assert sorted(isinstance(each, Marked) for each in came) == [False, True]
    assert Rejected("reason_needed") in came
    (review,) = await reviews(desks[0])
    (marked,) = [each for each in came if isinstance(each, Marked)]
    assert marked.submission.graded.reviewed == review


async def test_a_mark_and_another_answer_at_once_are_one_after_the_other(
    desks: tuple[Courseware, Courseware],
) -> None:
    someone = await submitted(desks[0], "The slope.")
    await someone.press("Try again")
    came, _ = await asyncio.gather(mark(desks[1], "slope"), someone.write("The slope, and the groove."))
    (session,) = {each.session for each in await desks[0].operators.attempts(QUIZ)}
    found = await desks[0].marking.answer(session, COUNTS, RITA)
    assert isinstance(found, Submission)
    if isinstance(came, Marked) and found.answer == 1:
        assert found.graded.reviewed is not None
    else:
        assert found.text == "The slope, and the groove."
        assert found.graded.reviewed is None
        assert isinstance(came, Marked) or came == Rejected("answered_again")


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ({"reviewer": ""}, "No reviewer is named. Name the person that learners are told of."),
        ({"reviewer": "Tom"}, "Its learner was not told that Tom may read it."),
        ({"question_number": 9}, "There is no such question: the last one of its attempt is number 4."),
        ({"question_number": RULE}, "That is no open or coding question, so there is nothing to mark."),
        ({"answer": 2}, "There is no such answer. Answers that wait are in the queue."),
        ({"reason": "x" * 4001}, "The reason has 4001 characters, and 4000 fit. Please shorten it."),
    ],
)
async def test_a_refusal_of_the_desk_has_a_sentence(marked: dict[str, Any], sentence: str) -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "It rolls.")
        refused = await mark(app, **{"reason": "Because."} | marked)
        assert isinstance(refused, Rejected)
        assert await app.why(OLGA, refused) == sentence


async def test_what_was_decided_answered_again_or_voided_is_refused_in_a_sentence() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "It rolls.")
        unknown = await mark(app, "speed")
        assert isinstance(unknown, Rejected)
        assert await app.why(OLGA, unknown) == "There is no such criterion. Its criteria are slope, groove."
        await mark(app, "slope")
        contradicted = await mark(app)
        assert isinstance(contradicted, Rejected)
        assert "it takes a reason, which the learner reads" in await app.why(OLGA, contradicted)
        await app.operators.void(OLGA, await only_session(app))
        voided = await mark(app)
        assert isinstance(voided, Rejected)
        assert (
            await app.why(OLGA, voided) == "Its attempt was voided, so its answers are not marked any more."
        )


async def test_a_name_is_the_same_however_it_is_spaced() -> None:
    async with opened(MARBLES, reviewer=" Rita\n\u202eReed\u200f ") as app:
        await submitted(app, "It rolls.")
        assert len(await waiting(app)) == 1
        assert isinstance(await mark(app, "slope", reviewer="Rita  Reed\t"), Marked)


@pytest.mark.parametrize("name", ["  ", "\u202e\n", "-", "x" * 101])
async def test_what_is_no_name_of_a_reviewer_is_said(name: str) -> None:
    with pytest.raises(ValueError, match="a line of 1 to 100 characters"):
        async with opened(MARBLES, reviewer=name):
            pass
    async with opened(MARBLES) as app:
        with pytest.raises(ValueError, match="leave the name out for nobody"):
            await app.marking.queue(name)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"met": "slope"}, "list of the ids of criteria"),
        ({"met": None}, "list of the ids of criteria"),
        ({"answer": "1"}, "`answer` is a whole number from 1"),
        ({"question_number": 1.0}, "`question_number` is a whole number from 1"),
        ({"reviewer": None}, "name is a text"),
    ],
)
async def test_what_cannot_be_meant_raises_a_sentence(wrong: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"reviewer": RITA, "question_number": 1, "answer": 1, "met": []}
    async with opened(MARBLES) as app:
        with pytest.raises(TypeError, match=said):
            await app.marking.mark(OLGA, session="none", **given | wrong)


async def test_the_longest_reason_is_told_whole() -> None:
    async with opened(MARBLES, reviewer=RITA) as app:
        await submitted(app, "It rolls.")
        marked = await mark(app, "slope", reason="x" * LONGEST_REASON)
        assert isinstance(marked, Marked)
        reviewed = marked.submission.graded.reviewed
        assert reviewed is not None
        assert len(reviewed.reason) == LONGEST_REASON
