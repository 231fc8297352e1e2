"""What authors are told of values that cannot be used, and of what nobody would see."""

import pytest
from tests.content.conftest import CourseCopy

QUIZ = "t1-tea/l1-leaves/quiz.yaml"
SHORT = "    accept: [oxidation, oxidisation]\n"
NUMERIC = """id: t1.l1.quiz
title: Check
questions:
  - id: t1.l1.q1
    type: numeric
    stem: How many cups?
    answer: 3
    unit: {unit}
    feedback: {{incorrect: Count again.}}
"""
A_UNIT = "A unit is words or signs on one line, without digits, such as `km` or `m²`."


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("3", f"`3` cannot be `unit`. {A_UNIT}"),
        ("m2", f"`m2` cannot be `unit`. {A_UNIT}"),
        ('"a\\nb"', f"`a b` cannot be `unit`. {A_UNIT}"),
        ('"a\\u2028b"', f"`a b` cannot be `unit`. {A_UNIT}"),
        ('" "', "`unit` is empty."),
        ("cups of the smallest kind", "`unit` is longer than 20 characters."),
    ],
)
def test_unit_that_cannot_stand_behind_a_number_is_an_error(tiny: CourseCopy, unit: str, said: str) -> None:
    tiny.write(QUIZ, NUMERIC.format(unit=unit))
    (found,) = [each for each in tiny.check(QUIZ) if each.level == "error"]
    assert (found.line, found.column, found.rule) == (8, 11, "CW002")
    assert f"{found.message} {found.hint}".rstrip() == said


@pytest.mark.parametrize("unit", ["km", "m²", '"°C"', '"%"', "million requests", '""'])
def test_unit_of_words_or_signs_is_fine(tiny: CourseCopy, unit: str) -> None:
    tiny.write(QUIZ, NUMERIC.format(unit=unit))
    assert [each for each in tiny.check(QUIZ) if each.rule == "CW002"] == []


def test_text_that_no_learner_could_type_is_an_error_where_it_stands(tiny: CourseCopy) -> None:
    tiny.change(QUIZ, SHORT, f"    accept: [oxidation, {'o' * 300}]\n")
    (found,) = tiny.load(QUIZ).problems
    assert (found.line, found.column, found.rule) == (51, 25, "CW002")
    assert found.message == "`accept` is longer than 200 characters."


@pytest.mark.parametrize("stars", ["\uff0a", "\ufe61"])
def test_pattern_of_stars_alone_is_an_error_however_wide_they_are(tiny: CourseCopy, stars: str) -> None:
    tiny.change(QUIZ, '["*oxidi*ing*"]', f'["{stars}"]')
    (found,) = tiny.load(QUIZ).problems
    assert found.hint == "It needs more than `*` and spaces."


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ("", "this quiz asks nothing; write its `questions`, or name the file of a `pool`."),
        ("pool: ../pools/core.yaml\n", "a quiz has `questions` of its own or those of a `pool`"),
    ],
)
def test_quiz_is_told_where_its_questions_come_from(tiny: CourseCopy, questions: str, said: str) -> None:
    if questions:
        tiny.change(QUIZ, "questions:\n", f"{questions}questions:\n")
    else:
        tiny.write(QUIZ, "id: t1.l1.quiz\ntitle: Check\n")
    assert any(each.message.startswith(said) for each in tiny.load(QUIZ).problems)


def test_file_that_nothing_reads_is_told_what_is_read_there(tiny: CourseCopy) -> None:
    tiny.write("t1-tea/l1-leaves/notes.txt", "Buy tea.")
    (found,) = [each for each in tiny.check() if each.rule == "CW019"]
    assert all(f"`{name}.yaml`" in found.hint for name in ("decision", "demo", "quiz", "lab"))


def test_one_question_is_not_all_of_them(tiny: CourseCopy) -> None:
    tiny.write("t1-tea/test.yaml", "id: t1.test\ntitle: T\npass: 1\ndraw: [{pool: one.yaml, count: 1}]\n")
    tiny.write(
        "t1-tea/one.yaml",
        "id: t1.one\nquestions: [{id: t1.one.q, type: short_text, stem: Which?, accept: [green]}]\n",
    )
    assert any(each.message.startswith("the only question is drawn") for each in tiny.check())


def test_a_blank_model_answer_is_called_empty(tiny: CourseCopy) -> None:
    question = "{id: t1.x, type: coding, language: json, stem: Write., model_answer: '', rubric: []}"
    tiny.write(QUIZ, f"id: t1.l1.quiz\ntitle: T\nquestions: [{question}]\n")
    assert "`model_answer` is empty." in [each.message for each in tiny.load(QUIZ).problems]
