"""Challenges beside a lesson: several activities in one file, each with its own ids and places."""

import shutil
from pathlib import Path

import pytest
from tests.content.conftest import TINY, CourseCopy

from courseware_core.content.catalog import load_catalog
from courseware_core.content.ids import LOCK, release
from courseware_core.content.model import Quiz

LOGBOOK = TINY.with_name("logbook")
LESSON = "g1-gliders/l1-lines"
FILE = f"{LESSON}/challenges.yaml"


@pytest.fixture
def logbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseCopy:
    """A copy of the course `logbook` to spoil; the working directory is the course's folder."""
    folder = tmp_path / "logbook"
    shutil.copytree(LOGBOOK, folder)
    monkeypatch.chdir(folder)
    return CourseCopy(folder)


def test_each_is_an_activity_of_its_own_that_comes_last_beside_its_lesson() -> None:
    catalog = load_catalog(LOGBOOK)
    assert catalog.ids == ("g1.l1", "g1.l1.quiz", "g1.c1", "g1.c2")
    (part,) = catalog.module_of("g1.c1").parts
    assert part.activities() == catalog.ids
    mended, saved = (catalog.activity(each).activity for each in part.challenges)
    assert isinstance(mended, Quiz)
    assert isinstance(saved, Quiz)
    assert (mended.kind, mended.title, list(mended.by_id)) == ("challenge", "Mend a log", ["g1.c1.log"])
    assert (saved.kind, saved.course, saved.module) == ("challenge", "logbook", "g1")


def test_a_course_with_challenges_has_no_problems(logbook: CourseCopy) -> None:
    assert logbook.check() == []


def test_ids_of_challenges_and_of_all_in_them_are_published(logbook: CourseCopy) -> None:
    (folder,) = logbook.load().folders
    release(folder)
    lines = logbook.path(LOCK).read_text().splitlines()
    assert {"challenge g1.c1", "coding g1.c1.log", "criterion g1.c1.log/valid", "open g1.c2.spin"} <= {*lines}
    logbook.change(FILE, "id: g1.c2\n", "id: g1.c9\n")
    (problem,) = logbook.check()
    assert (problem.rule, problem.message) == (
        "CW180",
        "`g1.c9` is new here, but `g1.c2` was published and is gone.",
    )


def test_of_a_challenge_that_is_gone_only_that_is_reported(logbook: CourseCopy) -> None:
    (folder,) = logbook.load().folders
    release(folder)
    whole = logbook.path(FILE).read_text()
    logbook.write(FILE, whole[: whole.index("  - id: g1.c2\n")])
    (problem,) = logbook.check()
    assert (problem.rule, problem.message) == ("CW180", "the published challenge `g1.c2` is gone.")


def test_nothing_is_said_to_have_vanished_from_a_file_with_a_mistake(logbook: CourseCopy) -> None:
    (folder,) = logbook.load().folders
    release(folder)
    logbook.change(FILE, "tries: 2", "tries: none")
    assert logbook.faults() == [f"{FILE}:35:16 CW002"]


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ("id: g1.c2\n", "id: g1.c1\n", "28:9 CW012"),
        ("id: g1.c2.spin", "id: g1.l1.q1", "31:13 CW012"),
        ("id: nose", "id: tail", "46:17 CW012"),
        ("title: Mend a log", "titel: Mend a log", "2:5 CW002"),
        ("title: Mend a log", "title:", "3:11 CW002"),
        ("    title: Mend a log\n", "    title: Mend a log\n    tries: 2\n", "4:5 CW002"),
        ("min: 2, max: 2", "min: two", "22:41 CW002"),
        ("kind: keeps", "kind: keep", "27:27 CW002"),
        ("            see: g1.l1.tail\n", "            see: g1.l1.tale\n", "44:18 CW017"),
        ("            see: g1.l1.log\n", "            see: g1.l2\n", "21:18 CW017"),
        ("Say why that helps.", "Say 3 reasons why that helps.", "49:22 CW162"),
        ("Say why that helps.", "Say <b>why</b> that helps.", "49:22 CW018"),
        ("anchors: [nose, wind, straight, steady]", 'anchors: [nose, "7 knots", "<b>"]', ""),
        ("texts: [dunes, meadow]", "texts: [dunes, meadow, '7']", "27:20 CW144"),
    ],
)
def test_what_is_wrong_is_reported_at_its_place_in_the_file(
    logbook: CourseCopy, old: str, new: str, reported: str
) -> None:
    logbook.change(FILE, old, new)
    found = logbook.faults()
    assert (f"{FILE}:{reported}" in found) if reported else (found == [])


def test_a_file_without_challenges_is_an_error(logbook: CourseCopy) -> None:
    for text, place in (
        ("challenges: []\n", "1:13"),
        ("{}\n", "1:1"),
        ("id: g1.c1\n", "1:1"),
        ("- one\n", "1:1"),
    ):
        logbook.write(FILE, text)
        assert f"{FILE}:{place} CW002" in logbook.faults(), text


def test_a_misnamed_file_is_found(logbook: CourseCopy) -> None:
    logbook.path(FILE).rename(logbook.path(f"{LESSON}/challenge.yaml"))
    (problem,) = logbook.check()
    assert (problem.rule, problem.hint) == ("CW019", "Rename it to `challenges.yaml`.")


def test_a_lesson_may_require_a_challenge_of_another(logbook: CourseCopy) -> None:
    logbook.change(f"{LESSON}/lesson.md", "minutes: 1\n", "minutes: 1\nrequires: [g1.c2]\n")
    assert logbook.faults() == [f"{LESSON}/lesson.md:7:12 CW140"]
