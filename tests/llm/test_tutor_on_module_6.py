"""How the lesson tutor does on the labs of module 6, in questions written before it was tuned."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.app.surroundings import SHIPPED, catalog_at

from courseware_core.content.model import Lab
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import TutorReply, TutorRequest
from courseware_core.testing.tutors import keeps_promises

QUESTIONS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "questions" / "lesson_tutor.yaml").read_text()
)


@cache
def labs() -> dict[str, Lab]:
    activities = catalog_at(SHIPPED).activities
    return {lab.id: lab for lab in activities if isinstance(lab, Lab)}


def ask(lab_id: str, message: str) -> TutorReply:
    reply = asyncio.run(LessonTutor().reply(TutorRequest("respond", labs()[lab_id], message)))
    keeps_promises(reply, labs()[lab_id])
    return reply


def questions(kind: str) -> list[tuple[str, dict[str, str]]]:
    return [(lab_id, question) for lab_id, asked in QUESTIONS[kind].items() for question in asked]


def sure(reply: TutorReply) -> bool:
    return reply.move in {"answer", "quote"} and not reply.closest


def shown(reply: TutorReply) -> tuple[str, ...]:
    """The sections a learner is sent to as an answer; those of a redirection are none."""
    quoted = tuple(quotation.section for quotation in reply.quotes)
    return () if reply.move == "redirect" else quoted + reply.see


def test_four_of_five_in_lesson_questions_show_the_section_that_answers_them() -> None:
    asked = questions("in_lesson")
    assert len(asked) == 40
    hits = [each for lab_id, each in asked if each["section"] in shown(ask(lab_id, each["ask"]))]
    assert len(hits) >= 32


def test_three_of_five_in_lesson_questions_get_more_than_a_closest_passage() -> None:
    replies = [ask(lab_id, each["ask"]) for lab_id, each in questions("in_lesson")]
    assert sum(map(sure, replies)) >= 24


def test_hardly_any_off_lesson_question_gets_more_than_a_closest_passage() -> None:
    asked = questions("off_lesson")
    assert len(asked) == 20
    assert len([each for _, each in asked if "shares" in each]) == 10
    confident = [each["ask"] for lab_id, each in asked if sure(ask(lab_id, each["ask"]))]
    assert len(confident) <= 2, confident


def test_nine_of_ten_unrelated_questions_get_no_sure_answer_in_any_lab() -> None:
    asked = [(lab_id, each) for lab_id in labs() for each in QUESTIONS["unrelated"]]
    confident = [(lab_id, each) for lab_id, each in asked if sure(ask(lab_id, each))]
    assert len(confident) <= len(asked) / 10, confident


def test_every_starter_gets_its_authors_answer() -> None:
    for lab in labs().values():
        for starter in lab.starters:
            answers = {faq.say for faq in lab.faq if starter in faq.ask}
            assert ask(lab.id, starter).text in answers


def test_reworded_question_gets_its_authors_answer() -> None:
    for lab_id, each in questions("reworded"):
        answers = {faq.say for faq in labs()[lab_id].faq if each["as"] in faq.ask}
        assert (each["ask"], ask(lab_id, each["ask"]).text) in {(each["ask"], say) for say in answers}


def test_question_that_was_turned_round_gets_no_authored_answer() -> None:
    for lab_id, message in questions("turned"):
        assert (message, ask(lab_id, str(message)).text) == (message, "")


def test_term_that_a_lesson_defines_is_quoted_from_it_or_answered_by_its_author() -> None:
    for lab in labs().values():
        defined = [term for term in lab.glossary if term.id]
        assert defined
        for term in defined:
            reply = ask(lab.id, f"What does “{term.term}” mean?")
            heading = f"{term.term}: ".casefold()
            quoted = [each.text.casefold().startswith(heading) for each in reply.quotes]
            assert quoted == [True] or reply.text in {faq.say for faq in lab.faq}, term
            assert not reply.closest
