"""A check that cannot follow an answer decides nothing, and leaves its criterion to who comes next."""

from courseware_core.content.questions.base import Response
from courseware_core.content.questions.open import Coding
from courseware_core.engine import grading
from courseware_core.engine.facts import AnswerChecked, ReadersTold
from courseware_core.engine.slots import Graded, SlotState

QUESTION = Coding.model_validate(
    {
        "id": "q",
        "type": "coding",
        "language": "python",
        "stem": "Write `f`, and call `g` with the text x.",
        "see": "a.b",
        "model_answer": "def f(x): g('x')",
        "rubric": [
            {"id": "f", "points": 1, "criterion": "F", "check": {"kind": "function", "name": "f"}},
            {
                "id": "g",
                "points": 1,
                "criterion": "G",
                "check": {"kind": "call", "call": "g", "given": [{"name": "x", "position": 0, "value": "x"}]},
            },
        ],
    }
)


def graded(text: str) -> Graded:
    slot = SlotState("q", ())
    facts = grading.submitted(0, slot, QUESTION, Response(text=text), "", "Kim")
    told = next(each for each in facts if isinstance(each, ReadersTold))
    return Graded(told=told, checked=next(each for each in facts if isinstance(each, AnswerChecked)))


def test_what_a_check_cannot_follow_is_open_and_waits_for_a_person() -> None:
    found = graded("def f(x): g(x)")
    assert [(each.met, each.by) for each in grading.verdicts(found, QUESTION)] == [
        (True, "checks"),
        (None, None),
    ]
    assert grading.points(found, QUESTION) == 1
    assert grading.undecided(found, QUESTION) == ("g",)
    assert grading.waits(found, QUESTION)


def test_why_it_is_open_is_said_with_it() -> None:
    *_, last = grading.verdicts(graded("def f(x): g(x)"), QUESTION)
    assert last.judgement is not None
    assert [each.code for each in last.judgement.findings] == ["unclear_value"]


def test_what_is_wrong_for_certain_is_not_open() -> None:
    found = grading.verdicts(graded("def f(x, y): g('y')"), QUESTION)
    assert [(each.met, each.by) for each in found] == [(False, "checks"), (False, "checks")]
