"""Checks of code accept every valid form of a right answer, and name what is wrong in a broken one."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
import yaml
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from courseware_core.content.load import load
from courseware_core.content.questions.open import Coding
from courseware_core.content.rules.asked import questions_of
from courseware_core.content.structure import AnyCheck, CallCheck, Finding, examine, is_open
from courseware_core.frozen import Frozen
from courseware_core.languages import catalogue
from courseware_core.screen.findings import finding

ANSWERS = Path(__file__).parent / "answers"
CONTENT = Path(__file__).parents[3] / "content"
ENGLISH = catalogue("en")


class Asked(Frozen):
    """What is asked of an answer."""

    language: Literal["jsonl", "python"]
    checks: Mapping[str, AnyCheck]


class Case(Frozen):
    """An answer to what is asked `of` it, and what each check finds: CODE, or CODE:LINE."""

    of: str
    answer: str
    finds: Mapping[str, tuple[str, ...]] = {}


def read(name: str) -> object:
    return yaml.safe_load((ANSWERS / f"{name}.yaml").read_text(encoding="utf-8"))


ASKED = TypeAdapter(dict[str, Asked]).validate_python(read("checks"))


def titled(name: str) -> dict[str, Case]:
    return TypeAdapter(dict[str, Case]).validate_python(read(name))


def cases(*names: str) -> list[ParameterSet]:
    found = [(f"{name}: {title}", case) for name in names for title, case in titled(name).items()]
    return [pytest.param(case, id=title) for title, case in found]


def found_in(case: Case) -> dict[str, tuple[Finding, ...]]:
    asked = ASKED[case.of]
    return {key: found for key, found in examine(case.answer, asked.language, asked.checks).items() if found}


def brief(found: Finding) -> str:
    return f"{found.code}:{found.params['line']}" if "line" in found.params else found.code


@pytest.mark.parametrize("case", cases("right_jsonl", "right_python"))
def test_every_form_of_a_right_answer_is_accepted(case: Case) -> None:
    assert found_in(case) == {}


@pytest.mark.parametrize("case", cases("broken_jsonl", "broken_python"))
def test_what_is_wrong_with_a_broken_answer_is_named_with_its_line(case: Case) -> None:
    found = {key: tuple(brief(each) for each in all_found) for key, all_found in found_in(case).items()}
    assert found == case.finds


@pytest.mark.parametrize("case", cases("open_python"))
def test_what_may_be_right_in_a_way_that_is_not_followed_is_left_open(case: Case) -> None:
    found = found_in(case)
    assert {key: tuple(brief(each) for each in all_found) for key, all_found in found.items()} == case.finds
    assert found
    assert all(map(is_open, found.values()))


@pytest.mark.parametrize("case", cases("open_python", "broken_jsonl", "broken_python"))
def test_a_finding_is_said_in_a_whole_sentence(case: Case) -> None:
    for each in (found for all_found in found_in(case).values() for found in all_found):
        sentence = finding(ENGLISH, each)
        assert sentence != finding(ENGLISH, Finding("unknown"))
        assert sentence.endswith((".", "?"))
        assert all(value in sentence for name, value in each.params.items() if name != "column")


def test_a_finding_of_newer_software_is_said_in_general() -> None:
    assert finding(ENGLISH, Finding("of_newer_software", {"line": "3"})).startswith("A check found something")


def test_model_answers_of_the_courses_pass_their_own_checks() -> None:
    asked = [each.question for course in load(CONTENT).folders for each in questions_of(course)]
    checked = [each for each in asked if isinstance(each, Coding) and each.checks]
    found = {each.id: examine(each.model_answer, each.language, each.checks) for each in checked}
    assert found
    assert found == {each.id: dict.fromkeys(each.checks, ()) for each in checked}


def exact(line: str, of: str = "pair") -> tuple[str, ...]:
    """What the first check finds in one line, with its columns."""
    asked = ASKED[of]
    found = next(iter(examine(line, asked.language, asked.checks).values()))
    return tuple(f"{each.code}:{each.params.get('column', '')}" for each in found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"a" "b"}', "colon_missing:6"),
        ('{"a": "b" "c": "d"}', "comma_missing:11"),
        ('{"a": 1}}', "extra_bracket:9"),
        ('{"a": 1} and so on', "more_text:10"),
        ('{"a": "b\tc"}', "tab_in_text:9"),
        ('{"a": "C:\\new\\data"}', "escape:14"),
        ('{"a":\u00a01}', "odd_space:6"),
        ('{"a": 1}\u200b', "odd_space:9"),
        ('{"a": 01}', "odd_number:7"),
        ('{"a": 0x1}', "odd_number:7"),
        ('{"a": 1}\x85', "odd_space:9"),
        ('{"a": 1}\f', "odd_space:9"),
        ('{"a": "b\x00"}', "odd_sign:9"),
        ('{"a": "\ud800"}', "odd_sign:8"),
        ("", "too_few:"),
        ("None", "foreign_word:1"),
        ("[]", "array:"),
        ("{}\n" * 7, "too_many:"),
    ],
)
def test_smaller_mistakes_in_json_are_told_apart(line: str, expected: str) -> None:
    assert exact(line) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print 'hello'", "parentheses_missing:1"),
        ("f(a=1, 2)", "positional_after_keyword:9"),
        ("x = 'open", "unclosed_text:5"),
        ("if x:\n    a()\n  b()", "indent_uneven:"),
        ("  a()", "indent_unexpected:"),
        ("f(1]", "wrong_bracket_here:4"),
        ("if a = 1:\n    b()", "one_equals:4"),
        (">>> f(1)", "prompt_signs:"),
        ("a =\u00a01", "odd_space:4"),
        ("a\x00b", "odd_sign:2"),
        ("three words here", "syntax:7"),
    ],
)
def test_mistakes_in_python_are_told_apart(text: str, expected: str) -> None:
    assert exact(text, "faults") == (expected,)


@pytest.mark.parametrize(
    ("wanted", "written", "accepted"),
    [
        ("8", "8", True),
        ("8", "'8'", False),
        ("8", "8.0", False),
        ("'8'", "'8'", True),
        ("1e-4", "0.0001", True),
        ("true", "True", True),
        ("true", "1", False),
        ("null", "None", True),
        ("json", "'json'", True),
        ("-1", "-1", True),
        ("['a', 1]", "['a', 1]", True),
    ],
)
def test_a_literal_is_compared_by_value_and_type(wanted: str, written: str, accepted: bool) -> None:
    given = {"name": "x", "position": 0, "value": wanted}
    check = CallCheck.model_validate({"kind": "call", "call": "f", "given": [given]})
    assert (not examine(f"f({written})", "python", {"x": check})["x"]) is accepted


@pytest.mark.parametrize(
    "check",
    [
        {"kind": "messages", "roles": []},
        {"kind": "messages", "roles": ["user"] * 21},
        {"kind": "records", "min": 3, "max": 2},
        {"kind": "call", "call": "f", "after": "f"},
        {"kind": "call", "call": "class"},
        {"kind": "function", "name": "a.f"},
        {"kind": "call", "call": "f", "given": [{"name": "x"}, {"name": "x"}]},
        {"kind": "call", "call": "f", "given": [{"name": f"x{n}"} for n in range(21)]},
        {"kind": "call", "call": "f", "given": [{"name": "not a name"}]},
        {"kind": "call", "call": "f", "given": [{"name": "lambda"}]},
        {"kind": "call", "call": "f", "given": [{"name": "x", "value": "1", "from": "g"}]},
        {"kind": "call", "call": "f", "given": [{"name": "x", "made_by": "g"}]},
    ],
)
def test_a_check_that_makes_no_sense_is_refused(check: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[AnyCheck](AnyCheck).validate_python(check)


@pytest.mark.parametrize(
    ("line", "since"),
    [("type J = dict", (3, 12)), ("def f[T](x: T): pass", (3, 12)), ('f"{a["b"]}"', (3, 12))],
)
def test_what_only_newer_pythons_read_is_left_open_by_older_ones(line: str, since: tuple[int, int]) -> None:
    found = exact(f"{line}\nimport json\n", "faults")
    assert (found == ("newer_python:",)) is (sys.version_info < since)


def test_no_finding_says_what_is_wanted_where_the_question_may_not() -> None:
    for of, answer in {"kept": "{}\n{}", "pair": '{"messages": [{"role": "x", "content": "y"}]}'}.items():
        asked = ASKED[of]
        said = " ".join(
            finding(ENGLISH, each)
            for found in examine(answer, asked.language, asked.checks).values()
            for each in found
        )
        assert not any(each in said for each in ("Is it sharp?", "We do.", "user", "assistant"))


def test_only_the_first_findings_are_listed_and_the_others_counted() -> None:
    found = examine("{'a'}\n" * 300, "jsonl", ASKED["pair"].checks)["valid"]
    assert [each.code for each in found] == [*["single_quote"] * 5, "more"]
    assert found[-1].params == {"count": "295"}


HARSH = {
    "1 MB": "x" * 1_000_000,
    "1 MB of lines": "{}\n" * 330_000,
    "brackets": "[" * 4000,
    "objects": '{"a":' * 800,
    "parentheses": "(" * 4000,
    "chained attributes": "a" + ".b" * 1900,
    "chained calls": "f" + "()" * 1900,
    "a long sum": "+".join("a" * 1900),
    "signs": "-" * 3990 + "1",
    "nots": "not " * 990 + "x",
    "lambdas": "lambda: " * 490 + "x",
    "conditions": "a if b else " * 330 + "c",
    "steps": "".join(f"{' ' * n}if x:\n" for n in range(85)),
    "names in a circle": "a = b; b = c; c = a\n" * 100 + "a.train(); a()()",
    "names in a row": "".join(f"a{n + 1} = a{n}.x if a{n}.y else a{n}.z\n" for n in range(110))
    + "a110.train()",
    "functions in a circle": "def f(a): return g(f, a)\ndef g(b, c): return b(c, *b)\n" * 30 + "f(g).train()",
    "many calls": "SFTTrainer(model=m, train_dataset=t, peft_config=p).train()\n" * 66,
    "quotes": '"\\"' * 1300,
    "open texts": '"a\n' * 1300,
    "a long number": "1" * 4000,
    "a global": "def f():\n    global json\n    json = json.loads(json)\nf()",
    "a long number in another base": "f(x=0x" + "f" * 9000 + ")",
    "a form feed": "{}\f",
    "a next-line sign": "{}\x85",
    "null bytes": "\x00" * 4000,
    "surrogates": '{"\ud800": "\udfff"}',
    "escaped surrogates": '{"messages": [{"role": "\\ud800", "content": "\\u0000"}], "\\udfff": 1}',
    "other keys": '{"\\ud800\\u0000\\u202e": 1}',
    "binary": bytes(range(256)).decode("latin-1") * 15,
    "marks of direction": '{"messages": "\u202e"}\u2066',
    "two byte order marks": "\ufeff\ufeff{}",
}


def is_storable(found: Finding) -> bool:
    text = json.dumps(dict(found.params), ensure_ascii=False)
    return "\\u0000" not in text and len(text.encode()) < 1000


def examined(text: str) -> Iterator[Finding]:
    for asked in ASKED.values():
        for found in examine(text, asked.language, asked.checks).values():
            yield from found


@pytest.mark.parametrize("text", list(HARSH.values()), ids=HARSH)
def test_no_text_is_too_harsh_to_be_examined(text: str) -> None:
    found = list(examined(text))
    assert found
    assert all(is_storable(each) and finding(ENGLISH, each) for each in found)


PIECES = st.sampled_from(
    [
        *(
            '{"messages": [',
            '{"role": "user", ',
            '"content": "x"}',
            "]}",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            '"',
            "'",
            "“",
        ),
        *(
            "def faults(lines):",
            "try:",
            "except",
            "json.loads",
            "(",
            ")",
            "=",
            ":=",
            "*",
            "**",
            "lambda",
            " ",
            "\\",
        ),
        *(
            "\n",
            "\r\n",
            "```",
            "NaN",
            "1e999",
            "trainer",
            ".train()",
            "SFTTrainer(",
            "r=8",
            "f'{",
            "}'",
            "#",
            "    ",
        ),
        *(
            "from trl import ",
            "class A",
            "async ",
            "await ",
            "yield",
            "return ",
            "match x:",
            "case",
            "global x",
            "@",
        ),
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_examined_without_an_error(text: str) -> None:
    assert all(is_storable(each) and finding(ENGLISH, each) for each in examined(text))


@given(st.data())
def test_a_right_answer_with_a_sign_lost_or_put_in_is_examined_without_an_error(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["right_jsonl", "right_python"]))
    answer = data.draw(st.sampled_from([each.answer for each in titled(name).values()]))
    place = data.draw(st.integers(0, len(answer)))
    changed = answer[:place] + data.draw(st.text(max_size=2)) + answer[place + data.draw(st.integers(0, 2)) :]
    assert all(is_storable(each) and finding(ENGLISH, each) for each in examined(changed))


def test_nothing_of_an_answer_is_run_and_nothing_is_printed() -> None:
    answer = r"print('run'); open('made', 'w'); x = '\d'; 1 is 1; (1)(); assert (x, 'always')"
    program = (
        "from courseware_core.content.structure import CallCheck, examine\n"
        f"print(examine({answer!r}, 'python', {{'a': CallCheck(kind='call', call='open')}}))"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "default", "-c", program], capture_output=True, text=True, check=True
    )
    assert (ran.stdout, ran.stderr) == ("{'a': ()}\n", "")
