"""A lesson that is asked something speaks with all that its labs speak with, and with nothing else."""

import pytest
from tests.app.surroundings import SHIPPED, TINY, catalog_at

from courseware_core.content.catalog import parse, pin
from courseware_core.content.conversation import conversation, conversation_id, is_conversation
from courseware_core.content.model import Lab, Lesson, Test

CATALOGS = [catalog_at(TINY), catalog_at(SHIPPED)]
LESSONS = [each for catalog in CATALOGS for each in catalog.activities if isinstance(each, Lesson)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_conversation_is_made_of_its_lesson_alone(lesson: Lesson) -> None:
    lab = conversation(lesson)
    assert (lab.lesson, lab.course, lab.locale, lab.glossary) == (
        lesson.id,
        lesson.course,
        lesson.locale,
        lesson.terms,
    )
    assert {each.lesson for each in lab.passages} == {lesson.id}
    assert {each.section for each in lab.passages} <= {each.id for each in lesson.sections}
    assert parse(pin(lab).body) == lab
    assert pin(lab).digest == pin(conversation(lesson)).digest


def test_its_passages_are_those_of_a_lab_on_the_lesson() -> None:
    activities = {each.id: each for each in CATALOGS[0].activities}
    lesson, lab = activities["t1.l1"], activities["t1.l1.lab"]
    assert isinstance(lesson, Lesson)
    assert isinstance(lab, Lab)
    own = conversation(lesson).passages
    assert set(lab.passages) <= set(own)
    # The source below a case is put there when the lesson is compiled.
    assert [each.text for each in own if each not in lab.passages] == [
        "Benjamin W. Labaree (1964): The Boston Tea Party"
    ]


def test_no_conversation_holds_a_key_of_any_question() -> None:
    for catalog in CATALOGS:
        questions = [
            question
            for each in catalog.activities
            if isinstance(each, Test)
            for question in each.by_id.values()
        ]
        assert questions
        for lesson in (each for each in catalog.activities if isinstance(each, Lesson)):
            body = pin(conversation(lesson)).body.decode()
            assert not [each.id for each in questions if each.stem in body]


def test_its_id_is_an_id_however_long_that_of_the_lesson_is() -> None:
    long, longer = "a" * 40, "a" * 39 + "b"
    assert conversation_id("m06.l1") == "ask.m06.l1"
    assert conversation_id("a" * 36) == "ask." + "a" * 36
    assert conversation_id(long) != conversation_id(longer)
    for each in (long, longer):
        assert len(conversation_id(each)) == 40
        assert is_conversation(conversation_id(each))
    assert not any(is_conversation(each) for catalog in CATALOGS for each in catalog.ids)
