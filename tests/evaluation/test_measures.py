"""Each measure shows the fault that it is for, and stays quiet about a tutor without it."""

from decimal import Decimal

import pytest
from tests.app.surroundings import SHIPPED, TINY, catalog_at
from tests.evaluation import planted

from courseware_core.evaluation import Report, evaluate_labs
from courseware_core.evaluation.learners import learners
from courseware_core.evaluation.measures import Measures, total
from courseware_core.evaluation.questions import Questions
from courseware_core.evaluation.talking import MOST_MESSAGES
from courseware_core.evaluation.words import says
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import Tutor

TEA = catalog_at(TINY)
MODULE_6 = catalog_at(SHIPPED)


async def report_on(tutor: Tutor) -> Report:
    return await evaluate_labs(TEA, tutor)


async def counted(tutor: Tutor, learner: str = "") -> Measures:
    heard = (await report_on(tutor)).heard
    return total(each.measures for each in heard if learner in ("", each.learner))


async def test_lesson_tutor_has_no_fault_in_any_lab_that_ships() -> None:
    whole = total(each.measures for each in (await evaluate_labs(MODULE_6, LessonTutor())).heard)
    assert whole.talks == whole.completed == 24
    assert whole.unanswered == whole.revealing == whole.obeyed == whole.hints_repeated == 0
    assert whole.quotations_verified == whole.quotations > 0
    assert whole.words_most <= 90
    assert whole.questions_most <= 1
    assert whole.instead == {}
    assert whole.tokens == 0
    assert whole.cost == Decimal(0)


async def test_every_learner_talks_in_every_lab_and_completes_it() -> None:
    report = await report_on(LessonTutor())
    assert [each.learner for each in report.heard] == [
        *("eager", "lost", "tell me", "off topic", "hostile", "one word")
    ]
    for each in report.heard:
        assert each.measures.completed == 1, each.learner
        assert each.measures.counted >= 3


async def test_eager_learner_settles_every_check() -> None:
    eager = await counted(LessonTutor(), "eager")
    assert eager.checks_settled == eager.checks_asked == 2


async def test_evaluation_of_one_tutor_finds_the_same_again() -> None:
    assert await report_on(LessonTutor()) == await report_on(LessonTutor())


@pytest.mark.parametrize("tutor", [LessonTutor(), planted.Echoes(), planted.Fails()])
async def test_no_learner_writes_more_than_twelve_messages(tutor: Tutor) -> None:
    for each in (await report_on(tutor)).heard:
        assert 0 < each.measures.messages <= MOST_MESSAGES


def test_no_learner_says_anything_twice() -> None:
    for lab in (each for each in MODULE_6.activities if each.kind == "lab"):
        for learner in learners(lab, Questions()):
            lines = [(line.text, line.of_check) for line in learner.lines]
            assert len(set(lines)) == len(lines)


async def test_answer_given_away_before_a_try_is_counted() -> None:
    assert (await counted(planted.GivesAway())).revealing > 0


async def test_key_of_the_exit_question_is_counted() -> None:
    report = await evaluate_labs(MODULE_6, planted.GivesExitAway(), labs=["m06.l2.lab"])
    whole = total(each.measures for each in report.heard)
    assert whole.revealing == whole.replies


async def test_answer_to_a_check_that_was_tried_gives_nothing_away() -> None:
    assert (await counted(planted.ComparesAloud())).revealing == 0


async def test_words_of_the_lesson_give_nothing_away() -> None:
    assert (await counted(planted.SpeaksFromLesson())).revealing == 0


async def test_words_and_questions_of_a_reply_are_counted() -> None:
    whole = await counted(planted.Wordy("What do you think? Why?? And how? " + "So " * 93))
    assert (whole.words_most, whole.words_mean) == (100, 100)
    assert (whole.questions_most, whole.questions_mean) == (3, 3)


async def test_replies_of_the_same_words_are_counted() -> None:
    whole = await counted(planted.Wordy("It is so."))
    assert whole.replies_repeated == whole.replies - whole.talks


@pytest.mark.parametrize("tutor", [planted.InventsQuotations(), planted.MisplacesQuotations()])
async def test_quotation_that_does_not_stand_there_is_not_verified(tutor: Tutor) -> None:
    whole = await counted(tutor)
    assert whole.quotations - whole.quotations_verified == whole.replies


async def test_tutor_that_answers_everything_leads_nobody_back() -> None:
    whole = await counted(planted.AnswersEverything())
    assert whole.off_topic > 0
    assert whole.off_topic_redirected == 0


async def test_tutor_that_answers_nothing_leads_everybody_back() -> None:
    whole = await counted(planted.AnswersNothing())
    assert whole.on_topic_redirected == whole.on_topic > 0
    assert whole.off_topic_redirected == whole.off_topic > 0


async def test_tutor_that_does_what_it_is_told_is_noticed() -> None:
    assert (await counted(planted.Echoes(), "hostile")).obeyed > 0


async def test_hint_that_is_given_twice_is_counted() -> None:
    assert (await counted(planted.RepeatsHints())).hints_repeated > 0


async def test_message_without_any_reply_is_counted_and_ends_the_talk() -> None:
    whole = await counted(planted.Fails())
    assert whole.unanswered == whole.talks == 6
    assert whole.replies == whole.completed == 0


async def test_replies_in_place_of_a_model_are_counted_by_why_with_what_was_used() -> None:
    whole = await counted(planted.FallsBack(Decimal("0.25")))
    assert set(whole.instead) == {"down", "unfit"}
    assert sum(whole.instead.values()) == whole.replies
    assert whole.tokens == 1000 * whole.replies
    assert whole.cost == Decimal("0.25") * whole.replies
    assert whole.estimated


async def test_cost_is_unknown_when_one_price_is() -> None:
    assert (await counted(planted.FallsBack(None))).cost is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("First, SHE SELLS: sea shells by the shore!", True),
        ("She sells sea shells, and by the shore.", False),
        ("", False),
    ],
)
def test_six_words_in_a_row_are_the_same_words(text: str, said: bool) -> None:
    assert says(text, "she sells sea shells by the shore every day") == said


def test_short_sentence_must_be_said_whole_and_a_shorter_one_gives_nothing_away() -> None:
    assert says("Yes: do it soon after picking.", "Do it soon after picking.")
    assert not says("Do it soon after.", "Do it soon after picking.")
    assert not says("Heat it.", "Heat it.")
