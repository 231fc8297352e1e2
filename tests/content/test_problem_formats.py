"""Problems as people, programs and GitHub read them."""

import json

from courseware_core.content.problems import Place, as_github, as_json, as_text, in_order, problem

ONE = problem("CW010", Place("a/lesson.md", 3, 7), "the front matter is empty.", hint="Fill it.", at="x")
TWO = problem("CW104", Place("a,b/quiz.yaml", 12), "100% of\nit is wrong.", level="warning")
THREE = problem("CW190", Place("a/lesson.md", 3, 2), "nothing is ignored.", level="note")


def test_text_has_a_line_for_each_that_editors_can_jump_to() -> None:
    assert as_text([ONE, THREE]) == (
        "a/lesson.md:3:7: error CW010 the front matter is empty. Fill it.\n"
        "a/lesson.md:3:2: note CW190 nothing is ignored."
    )


def test_json_has_every_field() -> None:
    assert json.loads(as_json([ONE])) == [
        {
            "rule": "CW010",
            "level": "error",
            "file": "a/lesson.md",
            "line": 3,
            "column": 7,
            "message": "the front matter is empty.",
            "hint": "Fill it.",
            "at": "x",
        }
    ]


def test_github_annotations_escape_what_would_end_them() -> None:
    assert as_github([ONE, TWO, THREE]).split("\n") == [
        "::error file=a/lesson.md,line=3,col=7,title=CW010::the front matter is empty. Fill it.",
        "::warning file=a%2Cb/quiz.yaml,line=12,col=1,title=CW104::100%25 of%0Ait is wrong.",
        "::notice file=a/lesson.md,line=3,col=2,title=CW190::nothing is ignored.",
    ]


def test_problems_are_sorted_by_place_and_said_once() -> None:
    assert in_order([TWO, ONE, THREE, ONE]) == [TWO, THREE, ONE]


def test_no_problems_are_no_text() -> None:
    assert (as_text([]), as_github([]), as_json([])) == ("", "", "[]")
