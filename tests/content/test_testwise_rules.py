"""Rules about what gives answers away over a whole course, each with a fault planted in one that has none."""

import pytest
from tests.content.conftest import CourseCopy

from courseware_core.content.problems import Problem

QUIZ = "t1-tea/l2-brewing/quiz.yaml"
CLAIMS = "claims.yaml"
TESTWISE = ("CW113", "CW114", "CW115", "CW116", "CW117", "CW118", "CW119")
NAMES = (
    "oolong sencha matcha darjeeling assam ceylon keemun genmaicha hojicha gyokuro lapsang rooibos".split()
)


def question(number: int, options: tuple[str, ...], key: int, stem: str = "") -> str:
    """A single-choice question whose right option stands at position `key`."""
    lines = [
        f"  - id: t1.x{number}",
        "    type: single",
        f'    stem: "{stem or f"Which is it in case {NAMES[number % 12]}?"}"',
    ]
    lines += ["    feedback: {incorrect: Look again.}", "    options:"]
    for position, text in enumerate(options):
        more = "correct: true" if position == key else "feedback: That is another thing."
        lines.append(f'      - {{id: o{position}, text: "{text}", {more}}}')
    return "\n".join(lines) + "\n"


def found(tiny: CourseCopy, *questions: str) -> list[Problem]:
    """What these rules say of the course when its second quiz holds `questions`."""
    text = tiny.path(CLAIMS).read_text()
    tiny.write(CLAIMS, text.replace('      - {at: t1.l2.q2, text: "3 minutes"}\n', ""))
    tiny.write(QUIZ, "id: t1.l2.quiz\ntitle: Check\nquestions:\n" + "".join(questions))
    return [each for each in tiny.check() if each.rule in TESTWISE]


def options(number: int, key: int, *, right: str, wrong: str) -> tuple[str, ...]:
    """Four options that say nothing twice; the right one ends in `right` and the others in `wrong`."""
    return tuple(
        f"{NAMES[number % 12]} {'abcd'[at]}{number}{right if at == key else wrong}" for at in range(4)
    )


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [(" and a little more", "", "longest"), ("", " and a little more", "shortest")],
    ids=["longest", "shortest"],
)
def test_key_that_is_mostly_the_longest_or_shortest_is_a_warning(
    tiny: CourseCopy, right: str, wrong: str, name: str
) -> None:
    planted = [question(n, options(n, n % 4, right=right, wrong=wrong), n % 4) for n in range(16)]
    (problem,) = found(tiny, *planted)
    assert (problem.rule, problem.level, problem.at) == ("CW113", "warning", "tiny")
    assert (problem.file, problem.line, problem.column) == ("course.yaml", 1, 5)
    assert f"of 20 questions the right option is the {name}" in problem.message


def test_length_that_varies_by_chance_is_no_finding(tiny: CourseCopy) -> None:
    planted = []
    for n in range(16):
        longest = (n // 4) % 4
        texts = [f"{NAMES[n % 12]} {'abcd'[at]}{n}{' and more' if at == longest else ''}" for at in range(4)]
        planted.append(question(n, tuple(texts), n % 4))
    assert found(tiny, *planted) == []


def test_keys_in_one_position_over_the_course_are_a_warning(tiny: CourseCopy) -> None:
    keys = [2 if n % 3 else n % 4 for n in range(18)]
    planted = [question(n, options(n, key, right="", wrong=""), key) for n, key in enumerate(keys)]
    (problem,) = found(tiny, *planted)
    assert (problem.rule, problem.level) == ("CW114", "warning")
    assert "the right option is C" in problem.message


def test_absolute_words_that_are_nearly_always_wrong_are_a_warning(tiny: CourseCopy) -> None:
    planted = [question(n, options(n, n % 4, right=" here", wrong=" only"), n % 4) for n in range(16)]
    planted = [each.replace(" only", " also", 2) for each in planted]
    (problem,) = found(tiny, *planted)
    assert (problem.rule, problem.level, problem.at) == ("CW115", "warning", "tiny")


def test_absolute_words_in_right_options_too_are_no_finding(tiny: CourseCopy) -> None:
    planted = [question(n, options(n, n % 4, right=" only", wrong=" only"), n % 4) for n in range(16)]
    assert found(tiny, *planted) == []


@pytest.mark.parametrize(
    ("stem", "texts"),
    [
        ("What turns a leaf brown is called an", ("oxidation", "firing", "rolling")),
        ("The vessel is a", ("teapot", "urn", "earthen jug")),
        ("What the picker takes are", ("leaves", "bark", "root")),
        ("What the picker takes is", ("leaf", "branches", "roots")),
    ],
)
def test_grammar_that_only_the_key_fits_is_a_warning(
    tiny: CourseCopy, stem: str, texts: tuple[str, ...]
) -> None:
    (problem,) = found(tiny, question(1, texts, 0, stem))
    assert (problem.rule, problem.level, problem.at) == ("CW116", "warning", "t1.x1")
    assert problem.line == 6


@pytest.mark.parametrize(
    ("stem", "texts"),
    [
        ("It is called a(n)", ("oxidation", "firing", "rolling")),
        ("It is called an", ("oxidation", "hour", "rolling")),
        ("The vessel is a", ("unit", "pot", "jug")),
        ("What the picker takes are", ("leaves", "branches", "root")),
        ("Which is it?", ("oxidation", "firing", "rolling")),
    ],
)
def test_grammar_that_gives_nothing_away_is_no_finding(
    tiny: CourseCopy, stem: str, texts: tuple[str, ...]
) -> None:
    assert found(tiny, question(1, texts, 0, stem)) == []


def test_all_of_the_above_is_a_warning(tiny: CourseCopy) -> None:
    planted = question(1, ("sencha", "matcha", "All of the above"), 0).replace(
        'above", f', 'above", pin: last, f'
    )
    (problem,) = found(tiny, planted)
    assert (problem.rule, problem.level, problem.at) == ("CW117", "warning", "t1.x1")


def test_one_text_that_is_the_key_of_two_questions_is_a_note(tiny: CourseCopy) -> None:
    planted = [question(1, ("Sencha", "matcha"), 0), question(2, ("oolong", "sencha."), 1)]
    (problem,) = found(tiny, *planted)
    assert (problem.rule, problem.level, problem.at) == ("CW118", "note", "t1.x2")
    assert "t1.x1" in problem.message


def test_one_text_that_is_right_here_and_wrong_there_is_no_finding(tiny: CourseCopy) -> None:
    keys = [question(1, ("sencha", "matcha"), 0), question(2, ("oolong", "sencha"), 1)]
    assert found(tiny, *keys, question(3, ("sencha", "keemun"), 1)) == []


KEY = "Steaming stops the enzymes early"


def test_stem_that_says_the_key_of_another_question_is_a_note(tiny: CourseCopy) -> None:
    asked = question(1, (KEY, "Rolling bruises the edges"), 0)
    telling = question(2, ("sencha", "assam"), 0, "Since steaming early stops the enzymes, what stays green?")
    (problem,) = found(tiny, asked, telling)
    assert (problem.rule, problem.level, problem.at) == ("CW119", "note", "t1.x1")
    assert "t1.x2" in problem.message


def test_stem_that_says_the_wrong_options_as_well_is_no_finding(tiny: CourseCopy) -> None:
    asked = question(1, (KEY, "Steaming"), 0)
    telling = question(2, ("sencha", "assam"), 0, "Since steaming early stops the enzymes, what stays green?")
    assert found(tiny, asked, telling) == []


@pytest.mark.parametrize(
    "planted",
    [
        [question(n, options(n, n % 4, right=" here", wrong=" only"), n % 4) for n in range(16)],
        [question(1, ("oxidation", "firing", "rolling"), 0, "What turns a leaf brown is called an")],
    ],
    ids=["absolute words", "grammar"],
)
def test_rules_of_english_are_silent_in_other_languages(tiny: CourseCopy, planted: list[str]) -> None:
    tiny.change("course.yaml", "locale: en", "locale: de")
    assert found(tiny, *planted) == []


def test_the_same_course_always_gets_the_same_findings(tiny: CourseCopy) -> None:
    planted = [question(n, options(n, 2, right=" or so", wrong=""), 2) for n in range(16)]
    first = found(tiny, *planted)
    assert {each.rule for each in first} == {"CW113", "CW114"}
    assert [each for each in tiny.check() if each.rule in TESTWISE] == first
