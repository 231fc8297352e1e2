"""Picking questions by type or tag: what is offered, what a round holds, and that it changes no result."""

from fractions import Fraction

import pytest
from tests.app.surroundings import ADA, COURSES, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.content.catalog import load_catalog
from courseware_core.content.model import Quiz
from courseware_core.engine.facts import AttemptStarted
from courseware_core.engine.picking import picks
from courseware_core.inputs import Answer
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.testing.journeys import Learner
from courseware_core.testing.surfaces import RepeatingSurface

WRITING = COURSES / "writing"
QUIZ = "w1.l1.quiz"


def offered(screen: Screen) -> list[tuple[str, str]]:
    assert screen.name == "pick"
    return [(control.label, control.note) for control in screen.controls if control.role != "menu"]


def said(screen: Screen) -> str:
    return "\n".join(plain(rich) for block in screen.blocks for rich in texts(block))


async def rounds(app: Courseware) -> list[tuple[str, tuple[str, ...]]]:
    """The scope and the questions of every round, in order."""
    streams = await app.export(ADA)
    found = [each.facts[0].fact for each in streams if isinstance(each.facts[0].fact, AttemptStarted)]
    return [(fact.scope, tuple(slot.question for slot in fact.slots)) for fact in found]


async def picked_round(someone: Learner, label: str) -> None:
    """Picks what `label` says and answers it all."""
    await someone.enter(QUIZ)
    await someone.press(label)
    await someone.take_assessment()


async def test_a_quiz_to_pick_from_opens_with_everything_that_can_be_picked() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        assert offered(await someone.enter(QUIZ)) == [
            ("All questions", "4 questions"),
            ("Single choice", "1 question"),
            ("Open question", "1 question"),
            ("Code", "1 question"),
            ("True or false", "1 question"),
            ("Topic: parts", "3 questions"),
            ("Topic: the greeting", "1 question"),
            ("Topic: tone", "1 question"),
        ]
        assert await rounds(app) == [], "nothing was begun by looking"


@pytest.mark.parametrize(
    ("label", "questions"),
    [
        ("True or false", ("w1.l1.q4",)),
        ("Code", ("w1.l1.q3",)),
        ("Topic: parts", ("w1.l1.q1", "w1.l1.q3", "w1.l1.q4")),
        ("Topic: the greeting", ("w1.l1.q1",)),
    ],
)
async def test_a_picked_round_holds_only_that_and_leads_back_to_the_pick(
    label: str, questions: tuple[str, ...]
) -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await picked_round(someone, label)
        assert await rounds(app) == [("picked", questions)]
        assert "This round held only what you picked." in said(someone.screen)
        assert "assed" not in said(someone.screen)
        await someone.press("Pick questions")
        assert someone.screen.name == "pick"


async def test_a_round_under_way_goes_on_before_anything_is_picked() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        pick = someone.screen
        under_way = await someone.press("Topic: parts")
        assert await someone.enter(QUIZ) == under_way
        for control in pick.controls[:-1]:
            turn = await app.handle(ADA, Intent(token=control.token, delivery=control.label))
            assert turn.screen == under_way
        assert len(await rounds(app)) == 1


async def test_picked_rounds_change_no_result() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await picked_round(someone, "All questions")
        before = await standing(app)
        assert before[:3] == ("passed", Fraction(2), 2)
        await someone.enter(QUIZ)
        await someone.press("True or false")
        await someone.answer(rightly=False)
        await someone.take_assessment()
        assert await standing(app) == before
        await someone.press("Pick questions")
        assert "The last time you took all questions you had 2 of 2 marks." in said(someone.screen)
        assert ("Only what I missed", "1 question") in offered(someone.screen)


async def test_a_result_of_whole_attempts_is_named_only_where_there_is_one() -> None:
    stays = "Your result stays that of your whole attempts."
    async with opened(WRITING) as app:
        someone = learner(app)
        await picked_round(someone, "True or false")
        assert "This round held only what you picked." in said(someone.screen)
        assert stays not in said(someone.screen)
        await picked_round(someone, "All questions")
        await picked_round(someone, "True or false")
        assert f"This round held only what you picked. {stays}" in said(someone.screen)


async def standing(app: Courseware) -> tuple[str, Fraction | None, int | None]:
    activities = [each for module in (await app.progress(ADA)).modules for each in module.activities]
    (quiz,) = [each for each in activities if each.activity == QUIZ]
    return quiz.state, quiz.score, quiz.out_of


async def test_picking_delivered_twice_begins_one_round() -> None:
    async with opened(WRITING) as app:
        someone = Learner(RepeatingSurface(app, ADA), app.catalog)
        await picked_round(someone, "Code")
        await picked_round(someone, "Topic: tone")
        assert [scope for scope, _ in await rounds(app)] == ["picked", "picked"]


async def test_a_choice_that_the_quiz_no_longer_has_leads_to_what_it_has() -> None:
    async with opened(WRITING) as app:
        someone = learner(app)
        await someone.enter(QUIZ)
        for choice in ("", "00000000", fingerprint("tag:unheard-of")):
            token = Go("pick", QUIZ, choice).token()
            turn = await app.handle(ADA, Intent(token=token, answer=Answer(values=(1,)), delivery=choice))
            assert turn.screen.name == "pick"
        assert await rounds(app) == []
        elsewhere = await app.handle(ADA, Intent(token=Go("pick", "w1.l2.quiz", "00000000").token()))
        assert elsewhere.screen.name == "menu"
        assert elsewhere.notice


def test_every_pick_can_be_carried_by_a_token_whatever_the_tag() -> None:
    quiz = load_catalog(WRITING).activity(QUIZ).activity
    assert isinstance(quiz, Quiz)
    odd = "ein: sehr langer Ausdruck über Grüße und alles, was sonst noch dazugehört"
    question = quiz.questions[0].model_copy(update={"tags": (odd,)})
    renamed = Quiz(id="x" * 40, title="Q", course="c", module="m", pick=True, questions=(question,))
    for pick in picks(renamed):
        token = Go("pick", renamed.id, fingerprint(f"{pick.by}:{pick.name}")).token()
        assert token.endswith(fingerprint(f"{pick.by}:{pick.name}"))
