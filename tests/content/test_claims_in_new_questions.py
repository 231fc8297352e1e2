"""What of the newer questions and activities is prose, whose numbers need a claim, and what is a setting."""

import pytest
from tests.content.conftest import CourseCopy

QUIZ = "t1-tea/l1-leaves/quiz.yaml"
NUMERIC = """
  - id: t1.l1.q9
    type: numeric
    stem: How many cups does a small pot hold?
    answer: 4
    tolerance: 0.5
    unit: cups
    near: [{value: 8, tolerance: 1, feedback: That is a large pot.}]
    feedback: {correct: Yes., incorrect: Count again.}
"""
CODING = """
  - id: t1.l1.q8
    type: coding
    language: json
    stem: Write a tea as JSON.
    model_answer: '{"minutes": 3}'
    rubric:
      - {id: a, points: 2, criterion: It is JSON.}
      - {id: b, points: 1, criterion: It has a name.}
"""
SINGLE = """
  - id: t1.l1.q7
    type: single
    stem: Which holds more?
    options:
      - {id: pot, text: A pot, correct: true}
      - {id: cup, text: A cup, feedback: It holds less.}
    feedback: {correct: Yes., incorrect: Think again.}
"""


def uncovered(tiny: CourseCopy, question: str) -> list[str]:
    """The items whose numbers no claim covers, once `question` is in the quiz."""
    tiny.write(QUIZ, tiny.path(QUIZ).read_text() + question)
    return [each.at for each in tiny.check() if each.rule == "CW162"]


@pytest.mark.parametrize("question", [NUMERIC, CODING], ids=["numeric", "coding"])
def test_settings_and_code_of_a_question_need_no_claim(tiny: CourseCopy, question: str) -> None:
    assert uncovered(tiny, question) == []


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (NUMERIC, "That is a large pot.", "A large pot holds 8."),
        (NUMERIC, "How many cups", "Of 12 cups, how many"),
        (NUMERIC, "correct: Yes.", "correct: 4 it is."),
        (CODING, "criterion: It is JSON.", "criterion: It is 1 line."),
        (SINGLE, "correct: Yes.", "correct: A pot holds 4."),
        (SINGLE, "incorrect: Think again.", "incorrect: A cup is 250 ml."),
    ],
)
def test_prose_of_a_question_needs_a_claim_for_its_numbers(
    tiny: CourseCopy, question: str, old: str, new: str
) -> None:
    item = question.split()[2]
    assert uncovered(tiny, question.replace(old, new)) == [item]


def test_claim_may_stand_in_what_is_said_of_a_right_answer(tiny: CourseCopy) -> None:
    claims = tiny.path("claims.yaml").read_text()
    stated = '      - {at: t1.l1.q7, text: "A pot holds 4"}\n'
    at = claims.index("    stated:\n") + len("    stated:\n")
    tiny.write("claims.yaml", claims[:at] + stated + claims[at:])
    assert uncovered(tiny, SINGLE.replace("correct: Yes.", "correct: A pot holds 4.")) == []
    assert [each.rule for each in tiny.check() if each.level == "error"] == []


DECISION = """id: t1.l1.decision
title: Which tea?
intro: A short way to one.
questions:
  - id: late
    ask: Is it late?
    options: [{id: "yes", text: "Yes"}, {id: "no", text: "No"}]
recommendations:
  - {id: mint, title: Mint, say: No caffeine.}
  - {id: black, title: Black, say: Much of it.}
rules:
  - {when: {late: "yes"}, recommend: mint, because: You want to sleep.}
  - {when: {}, recommend: black, because: You want to wake.}
measure: See how you sleep.
"""
DEMO = """id: t1.l1.demo
title: One pot, two ways
task: Make a pot.
input: Water at 90
note: Written examples.
panels:
  - {id: short, title: Short, prompt: "Steep 1 {input}", output: Weak 1, comment: It is weak.}
  - {id: long, title: Long, output: Strong 2, comment: It is strong.}
conclusion: Taste it.
"""


@pytest.mark.parametrize(
    ("file", "text", "old", "new"),
    [
        ("decision.yaml", DECISION, "Is it late?", "Is it after 18 hours?"),
        ("decision.yaml", DECISION, "No caffeine.", "Has 0 caffeine."),
        ("decision.yaml", DECISION, "You want to wake.", "You want 40 mg."),
        ("demo.yaml", DEMO, "It is weak.", "It takes 1 minute."),
        ("demo.yaml", DEMO, "Taste it.", "Wait 3 minutes."),
    ],
)
def test_numbers_of_decisions_and_demos_need_a_claim_but_not_those_of_the_example(
    tiny: CourseCopy, file: str, text: str, old: str, new: str
) -> None:
    tiny.write(f"t1-tea/l1-leaves/{file}", text)
    assert uncovered(tiny, "") == []
    tiny.write(f"t1-tea/l1-leaves/{file}", text.replace(old, new))
    assert uncovered(tiny, "") == [text.split()[1]]
