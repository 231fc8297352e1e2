"""Whatever a course's files hold, the course can be used, or there is a sentence about a place in them."""

import shutil
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fuzz.inputs import ODD_SCALARS, TINY, authored, damaged
from tests.fuzz.play import PRESSES, courseware, play

from courseware_core.content import catalog
from courseware_core.content.catalog import Catalog
from courseware_core.content.lint import lint
from courseware_core.content.load import Loaded, load
from courseware_core.content.problems import Problem
from courseware_core.errors import ContentError

LESSON = "t1-tea/l1-leaves/lesson.md"
QUIZ = "t1-tea/l1-leaves/quiz.yaml"
LAB = "t1-tea/l1-leaves/lab.yaml"
FILES = {
    LESSON: ("lesson.md",),
    QUIZ: ("quiz.yaml",),
    LAB: ("lab.yaml",),
    "t1-tea/test.yaml": ("test.yaml",),
    "t1-tea/pools/core.yaml": ("core.yaml",),
    "t1-tea/module.yaml": ("module.yaml",),
    "course.yaml": ("course.yaml",),
    "claims.yaml": ("claims.yaml",),
    "sources.yaml": ("sources.yaml",),
    "ids.lock": ("ids.lock",),
}
"""Each file of the small course, with the files that are put in its place."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(TINY, tmp_path_factory.mktemp("courses") / "tiny"))


def used(course: Path, name: str, content: bytes, presses: list[int]) -> list[Problem]:
    """What is wrong with the course when `name` holds `content`; the course is played if it can be."""
    file = course / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(content)
    try:
        loaded = load(course)
        problems = [*loaded.problems, *lint(loaded)]
        for each in problems:
            stands_in_its_file(each)
        taken(loaded, presses)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
    return problems


def stands_in_its_file(problem: Problem) -> None:
    path = Path(problem.file)
    assert path.is_absolute()
    content = path.read_bytes() if path.is_file() else b""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= problem.line <= len(lines), problem
    assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
    assert problem.message.strip(), problem
    assert problem.message.rstrip("`")[-1] in ".!?;", problem


def taken(loaded: Loaded, presses: list[int]) -> None:
    """Takes what was loaded: compiled, read back and played; or it says that it cannot be."""
    try:
        usable: Catalog | None = catalog.catalog_of(loaded)
    except ContentError as error:
        said = error.problems
        usable = None
    if usable is None:
        assert said
        return
    for activity in usable.activities:
        assert catalog.parse(catalog.compile(activity)) == activity
    if usable.ids and presses:
        play(courseware(usable), usable.ids[presses[0] % len(usable.ids)], presses[1:])


@pytest.mark.parametrize("name", FILES)
@given(data=st.data(), presses=PRESSES)
def test_damaged_file_is_used_or_its_problems_have_a_place(
    course: Path, name: str, data: st.DataObject, presses: list[int]
) -> None:
    used(course, name, data.draw(damaged(authored(*FILES[name]))), presses)


@pytest.mark.parametrize("name", [LESSON, QUIZ, "course.yaml"])
@given(content=st.binary(max_size=200))
@example(content=b"a: \xc2\x85 &b c")
@example(content="a:\u2028  b: *c".encode())
def test_any_bytes_are_used_or_their_problems_have_a_place(course: Path, name: str, content: bytes) -> None:
    used(course, name, content, [])


@given(
    value=st.one_of(st.sampled_from(ODD_SCALARS), st.text(max_size=30)),
    name=st.sampled_from([name for name in FILES if (TINY / name).exists()]),
    which=st.integers(0, 99),
)
def test_odd_value_of_any_key_is_used_or_its_problems_have_a_place(
    course: Path, value: str, name: str, which: int
) -> None:
    lines = (TINY / name).read_text(encoding="utf-8").split("\n")
    keys = [number for number, line in enumerate(lines) if ":" in line]
    at = keys[which % len(keys)]
    lines[at] = f"{lines[at].partition(':')[0]}: {value}"
    used(course, name, "\n".join(lines).encode("utf-8", "surrogatepass"), [])


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('id: "a\u2028b"\ntitle: *c\n'.encode(), "2:8"),
        (b"[", "1:2"),
        (b"\n[eV", "2:4"),
        ("é: \u2028x\a\n".encode(), "1:6"),
        (b"\xef\xbb\xbf\nid: \xff\n", "2:5"),
        (b"id: a\rtitle: \xe9\r", "2:8"),
    ],
    ids=["separator", "end", "end-of-line", "control", "byte-order-mark", "carriage-returns"],
)
def test_place_is_counted_as_editors_count(course: Path, content: bytes, place: str) -> None:
    problems = used(course, QUIZ, content, [])
    assert f"{course / QUIZ}:{place}" in {f"{each.file}:{each.line}:{each.column}" for each in problems}


def test_of_very_many_numbers_without_a_claim_the_first_hundred_are_reported(course: Path) -> None:
    lesson = (TINY / LESSON).read_text(encoding="utf-8") + "\n" + "- 12 cups\n" * 300
    problems = [each for each in used(course, LESSON, lesson.encode(), []) if each.rule == "CW162"]
    assert len(problems) == 100
    assert problems[-1].line == lesson.count("\n") - 200
