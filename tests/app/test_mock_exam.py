"""Mock exams: what is drawn for whom, that they count for nothing else, and the report by topic."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, learner, opened

from courseware_core.app import Courseware
from courseware_core.clock import SystemChance
from courseware_core.engine.facts import AttemptStarted
from courseware_core.identity import Identity
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.text import render_text
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner
from courseware_core.testing.surfaces import RepeatingSurface

BOATS = Path(__file__).parents[1] / "data" / "courses" / "boats"
ADA_IN_CHAT = Identity("chat", "T1", "U1")
OPERATOR = Identity("operator", "local", "olga")
GUARDED = {"b1.c1", "b1.c2", "b1.c3", "b1.c4"}
HULLS = {"b1.c1", "b1.c2", "b1.d1", "b1.d2", "b1.d3"}


INTRO = """\
A Small Course on Boats · Module 1 · Mock exam
Mock exam

- This is practice: it counts for nothing else, and you may take it as often as
  you like.
- Questions that are new to you come first.
- 4 questions, answered in any order.
- To pass you need 3 of 4.
- There are no hints, and the result comes at the end.
- You have 10 minutes once you begin.

Topic                Questions
-------------------  ---------
Below the waterline  2
Above it             2

1  Begin the mock exam (next)
2  Menu"""

TRANSCRIPT = """\
A Small Course on Boats · Module 1 · Mock exam
Mock exam: result
2 of 4

You have 2 of 4 marks.

Result
  Not passed yet. You need at least 3.

Topic                This time
-------------------  ---------
Below the waterline  0 of 2
Above it             2 of 2
All topics           2 of 4

This topic is below the pass mark. Read about it again:

1. Below the waterline: The keel, in Hulls

Read again: Hulls

A Small Course on Boats · Module 1 · Mock exam
Mock exam: result
1 of 4

You have 1 of 4 marks.

Result
  Not passed yet. You need at least 3.

Topic                This time  Last time
-------------------  ---------  ---------
Below the waterline  1 of 2     0 of 2
Above it             0 of 2     2 of 2
All topics           1 of 4     2 of 4

These topics are below the pass mark, the weakest first. Read about them again:

1. Above it: Sails
2. Below the waterline: The keel, in Hulls

Read again: Sails
Read again: Hulls

A Small Course on Boats · Module 1 · Mock exam
Mock exam: result
4 of 4

You have 4 of 4 marks.

Result
  Passed. You needed at least 3.

Topic                This time  Last time
-------------------  ---------  ---------
Below the waterline  2 of 2     1 of 2
Above it             2 of 2     0 of 2
All topics           4 of 4     1 of 4

No topic is below the pass mark."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["memory", "sqlite"])
async def app(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> AsyncIterator[Courseware]:
    store = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'record.db'}"
    async with opened(BOATS, store, clock=clock) as app:
        yield app


async def take(someone: Learner, activity: str, *, wrong: int = 0) -> Screen:
    """One more attempt, from its beginning to its result."""
    await someone.enter(activity)
    if someone.screen.name == "result":
        await someone.press("Take it again")
    return await someone.take_assessment(wrong=wrong)


async def drawn(app: Courseware, activity: str = "b1.mock", who: Identity = ADA) -> list[list[str]]:
    """The questions of each attempt, in order of start."""
    return [
        [slot.question for slot in stream.facts[0].fact.slots]
        for stream in await app.export(who)
        if isinstance(stream.facts[0].fact, AttemptStarted) and stream.facts[0].fact.activity == activity
    ]


def said(screen: Screen) -> str:
    return render_text(screen)


async def test_a_quota_of_each_topic_is_drawn(app: Courseware) -> None:
    someone = learner(app)
    for _ in range(5):
        await take(someone, "b1.mock")
    for questions in await drawn(app):
        assert len(questions) == len(set(questions)) == 4
        assert len(HULLS.intersection(questions)) == 2


async def test_before_the_test_is_passed_none_of_its_questions_is_drawn(app: Courseware) -> None:
    someone = learner(app)
    for _ in range(8):
        await take(someone, "b1.mock")
    await take(someone, "b1.test", wrong=3)
    for _ in range(8):
        await take(someone, "b1.mock")
    assert GUARDED.isdisjoint(each for questions in await drawn(app) for each in questions)


async def test_once_the_test_is_passed_its_questions_are_drawn_too(app: Courseware) -> None:
    someone = learner(app)
    await take(someone, "b1.test")
    for _ in range(8):
        await take(someone, "b1.mock")
    assert {each for questions in await drawn(app) for each in questions} >= GUARDED


async def test_once_no_attempt_is_left_its_questions_are_drawn_too(app: Courseware) -> None:
    someone = learner(app)
    for _ in range(2):
        await take(someone, "b1.test", wrong=3)
    for _ in range(8):
        await take(someone, "b1.mock")
    assert {each for questions in await drawn(app) for each in questions} >= GUARDED


async def test_while_the_last_attempt_is_under_way_they_are_not_drawn(app: Courseware) -> None:
    someone = learner(app)
    await take(someone, "b1.test", wrong=3)
    await someone.press("Take it again")
    await take(someone, "b1.mock")
    assert GUARDED.isdisjoint(*await drawn(app))


async def test_a_pass_that_was_taken_back_opens_nothing(app: Courseware) -> None:
    someone = learner(app)
    await take(someone, "b1.test")
    (passed,) = await app.operators.attempts("b1.test")
    await app.operators.void(OPERATOR, passed.session)
    for _ in range(4):
        await take(someone, "b1.mock")
    assert GUARDED.isdisjoint(each for questions in await drawn(app) for each in questions)


async def test_a_test_that_never_shows_its_answers_keeps_its_questions(tmp_path: Path) -> None:
    content = shutil.copytree(BOATS, tmp_path / "boats")
    test = content / "b1-boats" / "test.yaml"
    test.write_text(test.read_text().replace("answers: after_pass", "answers: never"))
    async with opened(content) as app:
        someone = learner(app)
        for wrong in (0, 3):
            await take(someone, "b1.test", wrong=wrong)
        for _ in range(4):
            await take(someone, "b1.mock")
        assert GUARDED.isdisjoint(each for questions in await drawn(app) for each in questions)


async def test_a_pass_on_one_surface_opens_the_questions_on_the_other_while_they_are_linked(
    app: Courseware,
) -> None:
    here, there = learner(app, ADA), learner(app, ADA_IN_CHAT)
    await take(here, "b1.test")
    await take(there, "b1.mock")
    offer = await app.linking.offer(ADA)
    await app.linking.claim(ADA_IN_CHAT, offer.code)
    await app.linking.confirm(ADA)
    for _ in range(6):
        await take(there, "b1.mock")
    await app.linking.unlink(ADA_IN_CHAT)
    await take(there, "b1.mock")
    before, *linked, after = await drawn(app, who=ADA_IN_CHAT)
    assert GUARDED.isdisjoint(before)
    assert {each for questions in linked for each in questions} >= GUARDED
    assert GUARDED.isdisjoint(after)


async def test_questions_not_met_before_come_first(app: Courseware) -> None:
    someone = learner(app)
    for _ in range(2):
        await take(someone, "b1.mock")
    first, second = await drawn(app)
    assert {*first, *second} == {"b1.d1", "b1.d2", "b1.d3", "b1.d4", "b1.d5", "b1.d6"}
    await take(someone, "b1.test")
    (tested,) = await drawn(app, "b1.test")
    await take(someone, "b1.mock")
    third = (await drawn(app))[-1]
    assert GUARDED.difference(tested) <= set(third)


async def test_it_can_be_taken_again_at_once_and_any_number_of_times(app: Courseware) -> None:
    someone = learner(app)
    for _ in range(12):
        assert (await take(someone, "b1.mock", wrong=4)).name == "result"
    assert len(await drawn(app)) == 12


async def test_feedback_comes_at_the_end_and_then_with_the_right_answers(app: Courseware) -> None:
    someone = learner(app)
    result = await take(someone, "b1.mock", wrong=2)
    assert "feedback" not in {screen.name for screen in someone.seen}
    assert said(result).count("The right answer:") == 2


async def test_its_time_ends_and_what_was_answered_counts(app: Courseware, clock: FixedClock) -> None:
    someone = learner(app)
    await someone.enter("b1.mock")
    assert "Time left: 10 minutes." in said(someone.screen)
    await someone.answer()
    clock.move(timedelta(minutes=11, seconds=1))
    result = await someone.enter("b1.mock")
    assert "The time was over, so your answers were handed in." in said(result)
    assert "You have 1 of 4 marks." in said(result)


async def test_it_counts_for_nothing_else(app: Courseware) -> None:
    someone = learner(app)
    await take(someone, "b1.mock")
    (module,) = (await app.progress(ADA)).modules
    states = {each.activity: each.state for each in module.activities}
    assert states == {
        **dict.fromkeys(("b1.l1", "b1.l2", "b1.test"), "not_started"),
        "b1.mock": "passed",
    }


async def test_it_is_done_once_passed_and_not_suggested_once_taken(app: Courseware) -> None:
    someone = learner(app)
    await take(someone, "b1.mock", wrong=4)
    (module,) = (await app.progress(ADA)).modules
    mock = next(each for each in module.activities if each.activity == "b1.mock")
    assert (mock.kind, mock.state, mock.is_done) == ("mock", "not_passed", False)
    await someone.enter("b1.l1")
    await someone.press("menu")
    assert someone.screen.progress is not None
    assert someone.screen.progress.done == 0
    await someone.enter("b1.l1")
    await someone.read_lesson()
    await someone.enter("b1.l2")
    await someone.read_lesson()
    await take(someone, "b1.test")
    await someone.press("menu")
    assert someone.screen.progress.label == "3 of 4 done"
    assert "Only a mock exam is left that you have not passed." in said(someone.screen)
    assert not [each for each in someone.screen.controls if each.role == "next"]
    await take(someone, "b1.mock")
    await someone.press("menu")
    assert someone.screen.progress.label == "4 of 4 done"


async def test_beginning_twice_begins_once(app: Courseware) -> None:
    surface = RepeatingSurface(app, ADA)
    someone = Learner(surface, app.catalog)
    first = await someone.enter("b1.mock")
    token = Go("again", "b1.mock").token()
    again = await app.handle(ADA, Intent(token=token, delivery="another press"))
    assert again.screen == first
    assert len(await drawn(app)) == 1


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A record that several workers can share."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.db'}"
    return str(request.getfixturevalue("database"))


async def test_of_two_workers_that_begin_it_at_once_one_does(url: str) -> None:
    async with opened(BOATS, url, chance=SystemChance()) as one:
        await take(learner(one), "b1.test")
        async with opened(BOATS, url, chance=SystemChance()) as two:
            press = [Intent(token=Go("again", "b1.mock").token(), delivery=f"d{n}") for n in range(8)]
            turns = await asyncio.gather(
                *(worker.handle(ADA, each) for worker, each in zip((one, two) * 4, press, strict=True))
            )
            assert {turn.screen.name for turn in turns} == {"question"}
            assert len({str(turn.screen) for turn in turns}) == 1
        assert len(await drawn(one)) == 1


async def test_the_introduction_says_what_it_is_for_and_what_it_asks(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter("b1.mock")
    intro = someone.seen[-2]
    assert intro.name == "intro"
    assert render_text(intro) == INTRO


TWO_RIGHT = """
    type: multiple
    credit: each
    stem: What keeps the water out of a boat?
    tags: [hull]
    see: b1.l1.keel
    options:
      - {id: right, text: The hull, correct: true, feedback: "Yes, the hull."}
      - {id: pump, text: The pump, correct: true, feedback: "Yes, the pump."}
"""
ONE_RIGHT = TWO_RIGHT.replace("multiple\n    credit: each", "single").replace(
    TWO_RIGHT.splitlines()[-1] + "\n", ""
)


@pytest.mark.parametrize(("asked", "needed"), [(ONE_RIGHT, "3"), (TWO_RIGHT, "2.8")], ids=["whole", "parts"])
async def test_the_introduction_and_the_result_name_the_same_pass_mark(
    tmp_path: Path, asked: str, needed: str
) -> None:
    content = shutil.copytree(BOATS, tmp_path / "boats")
    mock, pool = content / "b1-boats" / "mock.yaml", content / "b1-boats" / "pools" / "more.yaml"
    mock.write_text(mock.read_text().replace("pass: 3/4", "pass: 7/10"))
    assert ONE_RIGHT in pool.read_text()
    pool.write_text(pool.read_text().replace(ONE_RIGHT, asked))
    async with opened(content) as app:
        someone = learner(app)
        await someone.enter("b1.mock")
        assert f"To pass you need {needed} of 4." in said(someone.seen[-2])
        result = said(await someone.take_assessment(wrong=4))
        assert f"You need at least {needed}." in result


async def test_the_menu_says_how_it_stands(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter("b1.mock")
    await someone.press("menu")
    assert "Mock exam" in said(someone.screen)
    assert "under way, 0 of 4" in said(someone.screen)
    await someone.enter("b1.mock")
    await someone.take_assessment(wrong=3)
    await someone.press("menu")
    assert "not passed yet, 1 of 4 marks" in said(someone.screen)
    await take(someone, "b1.mock")
    await someone.press("menu")
    assert "passed, 4 of 4 marks" in said(someone.screen)


async def answer_by_topic(someone: Learner, **right: int) -> Screen:
    """Answers the first so many questions of each tag rightly, all others wrongly, and hands in."""
    while someone.screen.name == "question":
        (tag,) = someone.question().tags
        right[tag] -= 1
        await someone.answer(rightly=right[tag] >= 0)
    return await someone.press("Hand in")


async def test_the_report_by_topic_says_what_to_review_and_how_it_went_the_last_time(
    app: Courseware,
) -> None:
    someone = learner(app)
    await someone.enter("b1.mock")
    shown = []
    for hull, sail in ((0, 2), (1, 0), (2, 2)):
        result = await answer_by_topic(someone, hull=hull, sail=sail)
        shown.append(said(result).partition("Question 1\n")[0].rstrip())
        ways = [each.label for each in result.controls if each.label.startswith("Read again")]
        shown += ["\n".join(ways)] if ways else []
        await someone.press("Take it again")
    assert "\n\n".join(shown) == TRANSCRIPT


async def test_the_report_leads_to_the_lesson(app: Courseware) -> None:
    someone = learner(app)
    await someone.enter("b1.mock")
    await answer_by_topic(someone, hull=1, sail=0)
    await someone.press("Read again: Sails")
    assert someone.screen.name == "lesson.page"
    assert someone.screen.title == "Sails"


async def test_a_report_stays_as_it_was_when_topics_are_edited(tmp_path: Path) -> None:
    content = shutil.copytree(BOATS, tmp_path / "boats")
    url, chance = f"sqlite:///{tmp_path / 'record.db'}", SystemChance()
    async with opened(content, url, chance=chance) as app:
        someone = learner(app)
        await someone.enter("b1.mock")
        before = said(await answer_by_topic(someone, hull=1, sail=2)).partition("Question 1\n")[0]
    mock = content / "b1-boats" / "mock.yaml"
    edited = mock.read_text().replace("tags: [hull]", "tags: [rig]").replace("tags: [sail]", "tags: [hull]")
    mock.write_text(edited.replace("tags: [rig]", "tags: [sail]").replace("see: b1.l1.keel", "see: b1.l1"))
    async with opened(content, url, chance=chance) as app:
        someone = learner(app)
        result = await someone.enter("b1.mock")
        assert said(result).partition("Question 1\n")[0] == before
