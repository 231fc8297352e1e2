"""Prerequisites that can never come first, of lessons and of courses, are told where they stand."""

import shutil
from pathlib import Path

import pytest

from courseware_core.content.catalog import load_catalog
from courseware_core.content.lint import check
from courseware_core.content.load import load

HARBOUR = Path(__file__).parents[1] / "data" / "courses" / "harbour"
SHIPS, KNOTS = "ships/course.yaml", "knots/course.yaml"
BOWLINE, REEF = "knots/first/bowline/lesson.md", "knots/first/reef/lesson.md"


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the two courses; the working directory is their folder."""
    shutil.copytree(HARBOUR, tmp_path / "harbour")
    monkeypatch.chdir(tmp_path / "harbour")
    return tmp_path / "harbour"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def errors(path: Path) -> list[str]:
    return [f"{each.file}:{each.line}:{each.column} {each.rule}" for each in load(path).problems]


def test_the_courses_have_no_error(harbour: Path) -> None:
    assert errors(harbour) == []


def test_lessons_that_require_each_other_through_a_quiz_are_an_error_at_each_of_them(harbour: Path) -> None:
    change(harbour / BOWLINE, "requires: []", "requires: [kn.reef]")
    assert errors(harbour) == [f"{BOWLINE}:10:12 CW140", f"{REEF}:9:12 CW140"]
    first = load(harbour).problems[0]
    assert "kn.bowline > kn.reef > kn.bowline" in first.message


def test_a_lesson_may_require_anything_of_its_course_and_nothing_else(harbour: Path) -> None:
    change(harbour / "ships/harbour/mooring/lesson.md", "[bo.parts]", "[bo.parts, bo.parts.quiz, bo.mock]")
    assert errors(harbour) == []
    change(harbour / REEF, "[kn.bowline.quiz]", "[bo.parts]")
    assert errors(harbour) == [f"{REEF}:9:12 CW017"]


def test_a_lesson_that_requires_a_later_one_is_only_warned_of(harbour: Path) -> None:
    change(harbour / REEF, "[kn.bowline.quiz]", "[]")
    change(harbour / BOWLINE, "requires: []", "requires: [kn.reef]")
    found = [each for each in check(harbour) if each.level != "note"]
    assert [(each.rule, each.level, each.line, each.column) for each in found] == [
        ("CW143", "warning", 10, 12)
    ]
    assert load_catalog(harbour).courses


def test_courses_that_each_come_after_the_other_are_an_error_when_loaded_together(harbour: Path) -> None:
    change(harbour / SHIPS, "licence: CC0-1.0", "licence: CC0-1.0\nafter: [knots]")
    assert errors(harbour) == [f"{KNOTS}:5:9 CW140", f"{SHIPS}:5:9 CW140"]
    assert errors(harbour / "ships") == []


def test_a_course_cannot_come_after_itself(harbour: Path) -> None:
    change(harbour / KNOTS, "[ships]", "[knots]")
    assert errors(harbour) == [f"{KNOTS}:5:9 CW140"]
    assert errors(harbour / "knots") == [f"{KNOTS}:5:9 CW140"]
    assert "`knots` cannot come after itself" in load(harbour / "knots").problems[0].message


def test_a_course_that_is_not_there_is_an_error_unless_one_is_loaded_alone(harbour: Path) -> None:
    change(harbour / KNOTS, "[ships]", "[ship]")
    assert errors(harbour) == [f"{KNOTS}:5:9 CW017"]
    assert "Did you mean `ships`?" in str(load(harbour).problems[0])
    assert errors(harbour / "knots") == []


def test_an_id_that_two_lessons_have_makes_no_circle(harbour: Path) -> None:
    change(harbour / REEF, "id: kn.reef\n", "id: kn.bowline\n")
    assert {each.rule for each in load(harbour).problems if each.file == REEF} == {"CW012"}
