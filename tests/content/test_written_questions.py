"""Open and coding questions as authors write them: where they can stand, and whether their code is code."""

import pytest
from tests.content.conftest import CourseCopy

from courseware_core.content.model import Quiz
from courseware_core.content.questions.open import Coding, Criterion, OpenText

QUIZ = "t1-tea/l1-leaves/quiz.yaml"
END_QUIZ = "t1-tea/l2-brewing/quiz.yaml"
LAB = "t1-tea/l1-leaves/lab.yaml"
POOL = "t1-tea/pools/core.yaml"
FIRST = "questions:\n"

RUBRIC = """\
    rubric:
      - {id: colour, points: 1, criterion: It names the colour, anchors: [amber]}
      - {id: taste, points: 2, criterion: It names the taste, anchors: [smooth]}
"""
UNJUDGED = """\
    grading: {order: [person, self_check]}
"""
OPEN = f"""\
  - id: t1.w1
    type: open
    use: [practice]
    stem: Describe a tea that you like.
    see: t1.l1
    model_answer: It is *amber* and smooth.
{RUBRIC}"""


def coding(language: str, code: str) -> str:
    """A coding question, whose model answer begins on line 8 of the question, in column 7."""
    lines = "".join(f"      {line}\n" if line else "\n" for line in code.split("\n"))
    return f"""\
  - id: t1.w2
    type: coding
    language: {language}
    use: [practice]
    stem: Write it down.
    see: t1.l1
    model_answer: |
{lines}{RUBRIC}{UNJUDGED}"""


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("json", '{"tea": [1, 2],\n "cups": 3}'),
        ("jsonl", '{"tea": 1}\n{"tea": 2}'),
        ("python", "\ndef brew(tea):\n    return tea\n\n\nbrew(1)"),
    ],
)
def test_a_quiz_with_open_and_coding_questions_has_no_problems(
    tiny: CourseCopy, language: str, code: str
) -> None:
    tiny.change(QUIZ, FIRST, FIRST + OPEN + coding(language, code))
    assert tiny.faults() == []
    (quiz,) = [each for each in tiny.load().activities if each.id == "t1.l1.quiz"]
    assert isinstance(quiz, Quiz)
    question = quiz.by_id["t1.w2"]
    assert isinstance(question, Coding)
    assert question.model_answer.rstrip("\n") == code


@pytest.mark.parametrize(
    ("language", "code", "reported"),
    [
        ("json", '{"tea": 1,\n "cups": }', "17:16 CW120"),
        ("json", "NaN", "16:7 CW120"),
        ("jsonl", '{"tea": 1}\n{"tea": }', "17:15 CW121"),
        ("jsonl", '{"tea":\n1}', "16:14 CW121"),
        ("python", "def brew(tea):\n    return tea +", "17:23 CW122"),
        ("python", "\n\nif tea\n    brew()", "18:13 CW122"),
    ],
)
def test_code_that_is_none_is_reported_at_its_line_and_column(
    tiny: CourseCopy, language: str, code: str, reported: str
) -> None:
    tiny.change(QUIZ, FIRST, FIRST + coding(language, code))
    assert tiny.faults() == [f"{QUIZ}:{reported}"]


def test_code_in_quotes_is_reported_where_it_begins(tiny: CourseCopy) -> None:
    question = coding("json", "x").replace("|\n      x\n", '"{"\n')
    tiny.change(QUIZ, FIRST, FIRST + question)
    assert tiny.faults() == [f"{QUIZ}:15:19 CW120"]


def test_numbers_and_marks_in_code_are_neither_claims_nor_markdown(tiny: CourseCopy) -> None:
    code = 'price = {"a": 1999, "b": "<b>12 %</b>"}\nprint(price[0])'
    tiny.change(QUIZ, FIRST, FIRST + coding("python", code))
    assert tiny.faults() == []


CODE = """\
    code: |
      {"tea": 1999, "<b>12 %</b>":
        [
"""


def test_the_code_that_a_question_is_about_may_be_broken_and_is_no_prose(tiny: CourseCopy) -> None:
    question = coding("json", "{}").replace("    see:", f"{CODE}    see:")
    tiny.change(QUIZ, FIRST, FIRST + question)
    assert tiny.faults() == []
    (quiz,) = [each for each in tiny.load().activities if each.id == "t1.l1.quiz"]
    assert isinstance(quiz, Quiz)
    asked = quiz.by_id["t1.w2"]
    assert isinstance(asked, Coding)
    assert asked.code == '{"tea": 1999, "<b>12 %</b>":\n  [\n'
    assert asked.code not in asked.secrets()


def test_only_a_coding_question_is_about_code(tiny: CourseCopy) -> None:
    tiny.change(QUIZ, FIRST, FIRST + OPEN.replace("    see:", f"{CODE}    see:"))
    assert tiny.faults() != []


def test_a_number_in_a_model_answer_of_sentences_is_a_claim(tiny: CourseCopy) -> None:
    tiny.change(QUIZ, FIRST, FIRST + OPEN.replace("amber* and", "amber*, brewed at 94 °C, and"))
    assert tiny.faults() == [f"{QUIZ}:14:19 CW162"]


def test_a_test_cannot_ask_it(tiny: CourseCopy) -> None:
    for use, column in (("[exam]", 10), ("[practice, mock]", 10)):
        tiny.change(POOL, FIRST, FIRST + OPEN.replace("[practice]", use))
        assert tiny.faults() == [f"{POOL}:5:{column} CW134"]
        tiny.change(POOL, FIRST + OPEN.replace("[practice]", use), FIRST)
    tiny.change(POOL, FIRST, FIRST + OPEN.replace("    use: [practice]\n", ""))
    assert tiny.faults() == [f"{POOL}:3:5 CW134"]


def test_a_lab_cannot_end_with_it(tiny: CourseCopy) -> None:
    tiny.change(POOL, FIRST, FIRST + OPEN)
    tiny.change(LAB, "exit: t1.l1.exit", "exit: t1.w1")
    assert f"{LAB}:33:7 CW134" in tiny.faults()


@pytest.mark.parametrize("pooled", [False, True])
def test_a_quiz_with_feedback_at_the_end_cannot_ask_it(tiny: CourseCopy, pooled: bool) -> None:
    if not pooled:
        tiny.change(END_QUIZ, FIRST, FIRST + OPEN)
        assert tiny.faults() == [f"{END_QUIZ}:7:5 CW134"]
        return
    tiny.change(POOL, FIRST, FIRST + OPEN)
    file = "id: t1.l2.quiz\ntitle: Check yourself\nfeedback: end\npool: ../pools/core.yaml\n"
    tiny.write(END_QUIZ, file)
    assert f"{END_QUIZ}:4:7 CW134" in tiny.faults()


def test_nobody_could_pass_a_quiz_of_nothing_else(tiny: CourseCopy) -> None:
    tiny.write(END_QUIZ, f"id: t1.l2.quiz\ntitle: Write\npass: 50%\nquestions:\n{OPEN}")
    assert f"{END_QUIZ}:3:1 CW134" in tiny.faults()
    tiny.change(END_QUIZ, "pass: 50%\n", "")
    assert not any(each.startswith(END_QUIZ) for each in tiny.faults())


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ("    see: t1.l1\n", "    see: t1.l1\n    feedback: {incorrect: No.}\n", "9:5 CW002"),
        ("points: 1", "points: 0", "16:30 CW002"),
        ("points: 1", "points: 1/2", "16:30 CW002"),
        ("id: taste", "id: colour", "17:14 CW012"),
        (
            "      - {id: taste, points: 2, criterion: It names the taste, anchors: [smooth]}\n",
            "",
            "16:7 CW002",
        ),
        ("It names the taste", "It names " + "the taste and " * 12, "17:43 CW170"),
        ("    model_answer: It is *amber* and smooth.\n", "", "9:5 CW002"),
    ],
)
def test_what_is_wrong_with_the_question_is_reported_where_it_is(
    tiny: CourseCopy, old: str, new: str, reported: str
) -> None:
    tiny.change(QUIZ, FIRST, FIRST + OPEN.replace(old, new))
    assert tiny.faults() == [f"{QUIZ}:{reported}"]


def test_a_pass_mark_is_held_against_the_questions_that_a_rule_marks(tiny: CourseCopy) -> None:
    tiny.change(QUIZ, FIRST, FIRST + OPEN)
    tiny.change(QUIZ, "pass: 2/3", "pass: 80%")
    assert tiny.faults() == [f"{QUIZ}:7:7 CW110"]


def test_a_model_answer_fits_into_an_answer() -> None:
    rubric = tuple(Criterion(id=name, points=1, criterion=name) for name in "ab")
    with pytest.raises(ValueError, match="at most 4000 characters"):
        OpenText(id="q", stem="Say.", model_answer="x" * 4001, rubric=rubric)
