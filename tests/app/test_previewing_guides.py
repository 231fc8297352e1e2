"""Previews of decisions and demos: every rule is shown, and examples keep their layout."""

from courseware_core.blocks import Callout, Code, Paragraph, plain
from courseware_core.content.guides import (
    Choice,
    Decision,
    DecisionQuestion,
    DecisionRule,
    Demo,
    Panel,
    Recommendation,
)
from courseware_core.languages import catalogue
from courseware_core.previewing import Stage, previewed

STAGE = Stage(catalogue("en"), 1500)
WHERE = {"course": "c", "module": "m", "title": "T"}
JSON = '  {\n    "leaf": 1,\n\n\n    "cup": 2\n  }'
LETTER = "Dear tea,\nhello.\n\nYours"


def test_each_rule_of_a_large_decision_is_shown_once_and_each_question_where_it_is_first_asked() -> None:
    options = tuple(Choice(id=f"o{number}", text=f"Option {number}") for number in range(4))
    questions = tuple(DecisionQuestion(id=f"q{number}", ask="Which?", options=options) for number in range(8))
    rules = (
        *(
            DecisionRule(when={f"q{number}": ("o0",), f"q{number + 1}": ("o1",)}, recommend="r", because="B")
            for number in range(7)
        ),
        DecisionRule(recommend="r", because="B"),
    )
    decision = Decision(
        id="d",
        **WHERE,
        intro="I",
        questions=questions,
        recommendations=(Recommendation(id="r", title="R", say="S"),),
        rules=rules,
        measure="M",
    )
    shown = [each.item for each in previewed(decision, STAGE)]
    assert sorted(shown) == sorted([*(each.id for each in questions), *("r" for _ in rules)])


def test_examples_of_a_demo_are_shown_with_their_layout() -> None:
    panels = (Panel(id="a", title="A", output=JSON), Panel(id="b", title="B", output=LETTER))
    demo = Demo(id="d", **WHERE, task="T", input=JSON, note="N", panels=panels, conclusion="C")
    task, first, second, _ = (each.screen for each in previewed(demo, STAGE))
    assert Code(text=JSON) in task.blocks
    code, words = (
        next(each for each in screen.blocks if isinstance(each, Callout) and each.tone == "case").body
        for screen in (first, second)
    )
    assert code == (Code(text=JSON),)
    assert [plain(each.text) for each in words if isinstance(each, Paragraph)] == [
        "Dear tea,\nhello.",
        "Yours",
    ]
