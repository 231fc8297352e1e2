"""Decisions: what authors are told of their rules, and proofs that agree with trying every answer."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.content.conftest import CourseCopy

from courseware_core.content.deciding import faults, next_question, ruling, ways
from courseware_core.content.guides import (
    Choice,
    Decision,
    DecisionQuestion,
    DecisionRule,
    Demo,
    Recommendation,
)

GUIDES = Path(__file__).parents[1] / "data" / "courses" / "guides"
DECISION = "g1-bread/l1-bread/decision.yaml"
DEMO = "g1-bread/l1-bread/demo.yaml"


@pytest.fixture
def guides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseCopy:
    """A copy of `guides` to spoil; the working directory is the course's folder."""
    folder = tmp_path / "guides"
    copytree(GUIDES, folder)
    monkeypatch.chdir(folder)
    return CourseCopy(folder)


def test_a_course_with_a_decision_and_a_demo_has_no_problems(guides: CourseCopy) -> None:
    assert guides.check() == []


def test_decision_and_demo_stand_between_the_lesson_and_what_follows(guides: CourseCopy) -> None:
    (course,) = guides.load().courses
    assert course.modules[0].activities() == ("g1.l1", "g1.l1.decision", "g1.l1.demo")


@pytest.mark.parametrize(
    ("old", "new", "reported", "said"),
    [
        (
            '{oven: "no"}, recommend: flat',
            '{ofen: "no"}, recommend: flat',
            "28:19 CW017",
            "there is no question `ofen`. Did you mean `oven`?",
        ),
        (
            "{time: much, starter",
            "{time: [much, sone], starter",
            "30:26 CW017",
            "`time` has no option `sone`. Did you mean `some`?",
        ),
        (
            "recommend: sour,",
            "recommend: soul,",
            "30:53 CW017",
            "there is no recommendation `soul`. Did you mean `sour`?",
        ),
        (
            "  - {when: {}, recommend: yeast, because: Yeast is quick enough.}\n",
            "  - {when: {time: some}, recommend: yeast, because: Yeast is quick enough.}\n",
            "28:3 CW141",
            "no rule holds for these answers: time: much, oven: yes, starter: no.",
        ),
        (
            "{when: {time: little}, recommend: flat, because",
            '{when: {oven: "no", time: little}, recommend: flat, because',
            "29:5 CW141",
            "this rule never counts: wherever it holds, an earlier one does.",
        ),
        (
            "{when: {time: little}, recommend: flat, because",
            '{when: {oven: "no"}, recommend: yeast, because',
            "29:5 CW141",
            "this rule holds for the same answers as rule 1, which comes first. They contradict each other",
        ),
        (
            "{when: {time: little}, recommend: flat, because",
            '{when: {oven: "no", time: [little, some, much]}, recommend: flat, because',
            "29:5 CW141",
            "this rule holds for the same answers as rule 1, which comes first. Leave one of them out.",
        ),
        (
            "recommend: sour, because",
            "recommend: yeast, because",
            "21:5 CW141",
            "no rule recommends `sour`.",
        ),
        (
            '{when: {time: much, starter: "yes"}',
            "{when: {time: much}",
            "15:5 CW141",
            "no answer to `starter` changes what is recommended.",
        ),
        (
            "  - id: oven\n",
            "  - id: time\n",
            "12:9 CW012",
            "the id `time` is taken by the question at",
        ),
        (
            '{id: "no", text: "No"}]\n  - id: starter',
            '{id: "yes", text: "No"}]\n  - id: starter',
            "14:46 CW012",
            "the id `yes` is taken by the option at",
        ),
        (
            'when: {oven: "no"}',
            "when: [late]",
            "28:12 CW002",
            "`when` holds `key: value` lines.",
        ),
        (
            "text: An evening",
            "text: an hour.",
            "11:61 CW101",
            "the option `some` of `time` says the same as `little`.",
        ),
        (
            "text: An evening",
            f"text: {'long ' * 31}",
            "11:61 CW170",
            "the option `some` of `time` has 154 characters; 150 is the most.",
        ),
        ("id: sour\n", "id: yeast\n", "21:9 CW012", "the id `yeast` is taken by the recommendation at"),
    ],
)
def test_what_is_wrong_with_a_decision_is_reported_where_it_stands(
    guides: CourseCopy, old: str, new: str, reported: str, said: str
) -> None:
    guides.change(DECISION, old, new)
    found = [each for each in guides.check() if f"{each.line}:{each.column} {each.rule}" == reported]
    assert [f"{each.message} {each.hint}"[: len(said)] for each in found] == [said], guides.faults()
    assert {each.file for each in guides.check()} == {DECISION}


def test_more_combinations_than_can_be_looked_through_are_an_error(guides: CourseCopy) -> None:
    options = "[" + ", ".join(f"{{id: o{n}, text: T{n}}}" for n in range(6)) + "]"
    more = "".join(f"  - {{id: q{n}, ask: Which?, options: {options}}}\n" for n in range(5))
    guides.change(DECISION, "recommendations:\n", more + "recommendations:\n")
    guides.change(DECISION, "text: A day}", "text: A day}, {id: two, text: Two}, {id: three, text: Three}")
    (found,) = guides.check()
    assert found.rule == "CW141"
    assert "155520 combinations of answers; 100000 are the most." in found.message  # 5 x 2 x 2 x 6^5


def test_a_prompt_without_a_place_for_the_input_is_an_error(guides: CourseCopy) -> None:
    guides.change(DEMO, "dough need? {input}", "dough need?")
    assert guides.faults() == [f"{DEMO}:9:13 CW142"]


def test_what_a_demo_shows_keeps_its_first_indent_and_may_not_be_blank(guides: CourseCopy) -> None:
    guides.change(DEMO, "output: Flour\n    comment: The", 'output: "  {\\n    1}\\n"\n    comment: The')
    assert guides.check() == []
    (demo,) = [each for each in guides.load().activities if isinstance(each, Demo)]
    assert demo.panels[1].output == "  {\n    1}"
    guides.change(DEMO, "output: It could need more flour, or a rest.", 'output: " "')
    assert [each.message for each in guides.check()] == ["`output` is empty."]


def test_option_that_stands_twice_is_reported_once(guides: CourseCopy) -> None:
    guides.change(DECISION, "{id: some, text: An evening}", "{id: little, text: An evening}")
    assert guides.faults() == [f"{DECISION}:11:49 CW012"]


def test_two_panels_of_one_id_are_an_error(guides: CourseCopy) -> None:
    guides.change(DEMO, "id: tuned", "id: few-shot")
    assert guides.faults() == [f"{DEMO}:20:10 CW012"]


@st.composite
def decisions(draw: st.DrawFn, *, total: bool) -> Decision:
    """Small decisions with any rules; in a `total` one the last rule always holds."""
    sizes = draw(st.lists(st.integers(2, 3), min_size=1, max_size=4))
    questions = tuple(
        DecisionQuestion(
            id=f"q{number}",
            ask="?",
            options=tuple(Choice(id=f"o{option}", text="!") for option in range(size)),
        )
        for number, size in enumerate(sizes)
    )
    conditions = st.fixed_dictionaries(
        {},
        optional={
            each.id: st.lists(st.sampled_from([o.id for o in each.options]), min_size=1, unique=True).map(
                tuple
            )
            for each in questions
        },
    )
    whens = draw(st.lists(conditions, min_size=1, max_size=6)) + ([{}] if total else [])
    recommendations = tuple(Recommendation(id=f"r{n}", title="T", say="S") for n in range(3))
    rules = tuple(
        DecisionRule(when=when, recommend=draw(st.sampled_from(recommendations)).id, because=f"{number}")
        for number, when in enumerate(whens)
    )
    return Decision(
        id="d",
        title="D",
        course="c",
        module="m",
        intro="I",
        questions=questions,
        recommendations=recommendations,
        rules=rules,
        measure="M",
    )


def completions(decision: Decision, chosen: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every way to answer all questions that agrees with the answers so far."""
    names = [each.id for each in decision.questions]
    for options in product(*([option.id for option in each.options] for each in decision.questions)):
        answers = dict(zip(names, options, strict=True))
        if answers.items() >= chosen.items():
            yield answers


def first(decision: Decision, answers: Mapping[str, str]) -> DecisionRule | None:
    """The first rule that holds, by trying one after the other."""
    holding = (
        rule
        for rule in decision.rules
        if all(answers[question] in wanted for question, wanted in rule.when.items())
    )
    return next(holding, None)


def matters(decision: Decision, chosen: Mapping[str, str], question: str) -> bool:
    """Whether two ways to answer that differ in this question alone have different first rules."""
    found: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for answers in completions(decision, chosen):
        others = tuple((name, option) for name, option in answers.items() if name != question)
        rule = first(decision, answers)
        found.setdefault(others, set()).add(rule.because if rule else "")
    return any(len(rules) > 1 for rules in found.values())


@given(decisions(total=True), st.data())
def test_every_way_through_the_questions_ends_with_the_first_rule_that_holds(
    decision: Decision, data: st.DataObject
) -> None:
    chosen: dict[str, str] = {}
    while (rule := ruling(decision, chosen)) is None:
        number = next_question(decision, chosen)
        assert number is not None
        question = decision.questions[number]
        assert question.id not in chosen
        assert matters(decision, chosen, question.id)
        assert not any(matters(decision, chosen, each.id) for each in decision.questions[:number])
        chosen[question.id] = data.draw(st.sampled_from([option.id for option in question.options]))
    assert all(first(decision, answers) == rule for answers in completions(decision, chosen))
    assert next_question(decision, chosen) is None


@given(decisions(total=True))
def test_the_ways_to_each_rule_ask_every_question_that_makes_a_difference(decision: Decision) -> None:
    found = list(ways(decision))
    for rule, way in found:
        asked = [next_question(decision, dict(way[:length])) for length in range(len(way))]
        assert [decision.questions[each].id for each in asked if each is not None] == [
            each for each, _ in way
        ]
        assert ruling(decision, dict(way)) is rule
    every = [first(decision, answers) for answers in completions(decision, {})]
    counting = {each.because for each in every if each}
    assert [rule.because for rule, _ in found] == [r.because for r in decision.rules if r.because in counting]
    assert {each for _, way in found for each, _ in way} == {
        each.id for each in decision.questions if matters(decision, {}, each.id)
    }


@given(decisions(total=False))
def test_what_is_proved_of_rules_is_what_trying_every_answer_shows(decision: Decision) -> None:
    every = list(completions(decision, {}))
    rules = {rule.because for answers in every if (rule := first(decision, answers))}
    found = {fault.path for fault in faults(decision)}
    assert (("rules",) in found) == any(first(decision, answers) is None for answers in every)
    dead = {number for number, rule in enumerate(decision.rules) if rule.because not in rules}
    assert {path[1] for path in found if path[0] == "rules" and len(path) == 2} == dead
    idle = {number for number, each in enumerate(decision.questions) if not matters(decision, {}, each.id)}
    assert {path[1] for path in found if path[0] == "questions"} == idle
