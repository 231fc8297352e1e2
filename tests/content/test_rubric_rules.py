"""Rules for grading, each with a fault planted in a course of challenges that has none."""

import shutil
from pathlib import Path

import pytest
from tests.content.conftest import TINY, CourseCopy

LOGBOOK = TINY.with_name("logbook")
CHALLENGES = "g1-gliders/l1-lines/challenges.yaml"
QUIZ = "g1-gliders/l1-lines/quiz.yaml"
ANCHORS = "anchors: [tail, ribbon, streamer]"


@pytest.fixture
def logbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseCopy:
    """A copy of the course `logbook` to spoil; the working directory is the course's folder."""
    folder = tmp_path / "logbook"
    shutil.copytree(LOGBOOK, folder)
    monkeypatch.chdir(folder)
    return CourseCopy(folder)


def reported(course: CourseCopy) -> list[str]:
    """What is reported, as `line:column rule level`."""
    return [f"{each.line}:{each.column} {each.rule} {each.level}" for each in course.check()]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('{"place": "meadow"}', '{"place": "beach"}', ["27:20 CW144 error"]),
        ("max: 2}", "max: 3}", []),
        ("min: 2, max: 2", "min: 3, max: 3", ["22:20 CW144 error"]),
        (ANCHORS, "anchors: [ribbon, streamer]", ["45:22 CW145 warning"]),
        (ANCHORS, "anchors: [tails]", []),
        (ANCHORS, "anchors: [Keeping the Nose]", []),
        (ANCHORS, "anchors: [nose keeps]", ["45:22 CW145 warning"]),
        (f"            {ANCHORS}\n", "", ["40:13 CW146 warning"]),
        ("            missing: Say what your friend should add.\n", "", ["40:13 CW147 warning"]),
        ("            missing: Where was it flown?\n", "", ["23:13 CW147 warning"]),
        ("Say why that helps.", "What stays level with what?", ["49:22 CW148 note"]),
        ("What does the lesson hang on it?", "Something stays level with something.", ["36:17 CW148 note"]),
        ("What does the lesson hang on it?", "Something stays as it is.", []),
        ("What does the lesson hang on it?", "It asks for a `tail`!", ["36:17 CW137 warning"]),
        ("Say what your friend should add.", "It asks for a tail", ["43:22 CW137 warning"]),
        (
            "What does the lesson hang on it?",
            '"Say this: give it a tail. It keeps the nose turned into the wind"',
            ["36:17 CW137 warning"],
        ),
        (
            "What do you tell them?",
            "Is it right to say - give it a tail. It keeps the nose turned into the wind?",
            ["33:15 CW137 warning"],
        ),
        (
            "hints: [Count the flights.]",
            """hints: ['{"place":"dunes"} {"place": "meadow"}']""",
            ["12:17 CW137 warning"],
        ),
        ("hints: [Count the flights.]", "hints: ['{place: dunes}, {place: meadow}']", []),
        (ANCHORS, "anchors: [tail, ribbon, Tail]", ["45:37 CW138 warning"]),
        (ANCHORS, "anchors: [tail, The, '-- ?']", ["45:29 CW138 warning", "45:34 CW138 warning"]),
        ("tries: 3", "tries: 3\n        use: [practice]", ["11:9 CW139 note"]),
    ],
)
def test_a_planted_fault_is_reported_where_it_is(
    logbook: CourseCopy, old: str, new: str, expected: list[str]
) -> None:
    logbook.change(CHALLENGES, old, new)
    assert reported(logbook) == expected


def test_what_stands_in_the_code_of_a_question_is_not_given_away(logbook: CourseCopy) -> None:
    logbook.change(CHALLENGES, "Count the flights.", "Is each line a valid object?")
    assert reported(logbook) == ["12:17 CW148 note"]
    logbook.change(CHALLENGES, "        tries: 3\n", "        tries: 3\n        code: A valid object.\n")
    assert reported(logbook) == []


def test_a_criterion_of_one_short_word_is_given_away_by_it(logbook: CourseCopy) -> None:
    logbook.change(CHALLENGES, "It asks for a tail", "Tip")
    assert reported(logbook) == []
    logbook.change(CHALLENGES, "What does the lesson hang on it?", "Is there a tip?")
    assert reported(logbook) == ["36:17 CW137 warning"]


@pytest.mark.parametrize("order", ["[self_check]", "[person, self_check]"])
def test_what_no_model_may_judge_needs_no_anchors(logbook: CourseCopy, order: str) -> None:
    logbook.change(CHALLENGES, f"            {ANCHORS}\n", "")
    logbook.change(CHALLENGES, "tries: 2\n", f"tries: 2\n        grading: {{order: {order}}}\n")
    assert reported(logbook) == []


def test_with_one_try_there_is_nothing_to_say_of_what_is_missing(logbook: CourseCopy) -> None:
    logbook.change(CHALLENGES, "            missing: Say what your friend should add.\n", "")
    logbook.change(CHALLENGES, "tries: 2", "tries: 1")
    assert reported(logbook) == []


def test_words_are_compared_in_english_courses_only(logbook: CourseCopy) -> None:
    logbook.change(CHALLENGES, ANCHORS, "anchors: [ribbon, streamer]")
    logbook.change(CHALLENGES, "Say why that helps.", "What stays level with what?")
    logbook.change("course.yaml", "locale: en", "locale: de")
    assert reported(logbook) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("[model, self_check]", ["42:13 CW149 error", "48:13 CW149 error"]),
        ("[person, self_check]", []),
    ],
)
def test_what_counts_needs_somebody_whose_word_counts(
    logbook: CourseCopy, order: str, expected: list[str]
) -> None:
    planted = f"tries: 2\n        counts: true\n        grading: {{order: {order}}}\n"
    logbook.change(CHALLENGES, "tries: 2\n", planted)
    assert reported(logbook) == expected


def test_checks_count_without_a_person(logbook: CourseCopy) -> None:
    logbook.change(CHALLENGES, "counts: true", "counts: true\n        grading: {order: [self_check]}")
    assert reported(logbook) == []


WRITTEN = """\
  - id: g1.l1.q2
    type: open
    stem: Why does a glider need a tail?
    see: g1.l1.tail
    counts: true
    model_answer: It keeps the nose in the wind.
    rubric:
      - {id: nose, points: 1, criterion: It names the nose, anchors: [nose]}
      - {id: wind, points: 1, criterion: It names the wind, anchors: [wind]}
"""


@pytest.mark.parametrize(
    ("mark", "counts", "expected"),
    [
        ("50%", True, []),
        ("51%", True, ["4:1 CW136 note"]),
        ("100%", True, ["4:1 CW136 note"]),
        ("100%", False, []),
    ],
)
def test_a_quiz_that_nobody_passes_without_a_reviewer_is_noted(
    logbook: CourseCopy, mark: str, counts: bool, expected: list[str]
) -> None:
    logbook.change(QUIZ, "tries: 2\n", f"tries: 2\npass: {mark}\n")
    question = WRITTEN if counts else WRITTEN.replace("    counts: true\n", "")
    logbook.write(QUIZ, logbook.path(QUIZ).read_text() + question)
    assert reported(logbook) == expected


def test_a_quiz_of_written_questions_that_count_can_be_passed(logbook: CourseCopy) -> None:
    logbook.write(QUIZ, f"id: g1.l1.quiz\ntitle: Write\npass: 100%\nquestions:\n{WRITTEN}")
    whole = logbook.path(QUIZ).read_text()
    assert reported(logbook) == ["3:1 CW136 note"]
    logbook.write(QUIZ, whole.replace("    counts: true\n", ""))
    assert reported(logbook) == ["3:1 CW134 error"]


def test_a_pass_mark_may_ask_for_a_part_of_the_mark_of_a_question_that_counts(logbook: CourseCopy) -> None:
    logbook.change(QUIZ, "tries: 2\n", "tries: 2\npass: 60%\n")
    logbook.write(QUIZ, logbook.path(QUIZ).read_text() + WRITTEN)
    assert reported(logbook) == ["4:1 CW136 note"]
