"""Files that cannot be read, and text that nobody meant: a sentence for each, and never a crash."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.content.conftest import TINY, CourseCopy

from courseware_core.content.lint import check

QUIZ = "t1-tea/l1-leaves/quiz.yaml"
LESSON = "t1-tea/l1-leaves/lesson.md"
NOBODY = 65534


@pytest.mark.parametrize("name", [QUIZ, LESSON, "course.yaml", "claims.yaml"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "CW0"),
        (b"\n\n# nothing\n", "CW0"),
        (b"id: caf\xe9\n", "CW001 byte 8 of the file is not UTF-8; it looks like Windows-1252"),
        ("id: x".encode("utf-16"), "CW001 byte 1 of the file is not UTF-8; it looks like UTF-16"),
        (b"id: \xff\x81\n", "CW001 byte 5 of the file is not UTF-8."),
        (b"a: " + b"x" * 2_000_000, "CW001 the file is larger than"),
        (b"a: " + b"[" * 100_000, "CW0"),
        (b"[" * 900_000, "CW0"),
        (b"> " * 100_000, "CW0"),
        (b"\x00\x01\x02", "CW0"),
        (b"- a\n- b\n", "CW0"),
        (b"just words", "CW0"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else "",
)
def test_unusable_file_is_reported_with_what_is_wrong(
    tiny: CourseCopy, name: str, content: bytes, said: str
) -> None:
    tiny.path(name).write_bytes(content)
    problems = [str(each) for each in tiny.check(name)]
    assert problems
    assert all(each.startswith(f"{name}:") for each in problems)
    assert said in problems[0]


def test_byte_that_is_not_utf_8_is_reported_where_it_stands(tiny: CourseCopy) -> None:
    tiny.path("claims.yaml").write_bytes("names: []\nclaims: [é, ".encode() + b"\xe9]\n")
    assert tiny.faults("claims.yaml") == ["claims.yaml:2:13 CW001"]


def test_byte_order_mark_and_windows_line_ends_are_no_problem(tiny: CourseCopy) -> None:
    for name in (QUIZ, LESSON, "course.yaml"):
        text = tiny.path(name).read_text().replace("\n", "\r\n")
        tiny.path(name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert tiny.check() == []


@pytest.mark.parametrize("name", [QUIZ, LESSON, "course.yaml", "t1-tea/module.yaml", "t1-tea/test.yaml"])
def test_folder_in_place_of_a_file_is_reported(tiny: CourseCopy, name: str) -> None:
    tiny.path(name).unlink()
    tiny.path(name).mkdir()
    assert tiny.faults() == [f"{name}:1:1 CW013"]


@pytest.mark.parametrize("name", [QUIZ, LESSON, "course.yaml", "t1-tea/module.yaml", "t1-tea/test.yaml"])
def test_link_that_leads_to_itself_is_reported(tiny: CourseCopy, name: str) -> None:
    tiny.path(name).unlink()
    tiny.path(name).symlink_to(tiny.path(name))
    assert tiny.faults() == [f"{name}:1:1 CW013"]


def test_pipe_in_place_of_a_file_is_reported_and_not_waited_for(tiny: CourseCopy) -> None:
    tiny.path(QUIZ).unlink()
    os.mkfifo(tiny.path(QUIZ))
    assert tiny.faults() == [f"{QUIZ}:1:1 CW013"]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Somebody who is not root: to root nothing is unreadable."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_file_without_permission_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    # The folders that pytest makes are closed to all but their owner.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(TINY, Path(folder) / "tiny")
        monkeypatch.chdir(Path(folder) / "tiny")
        open_to_all = CourseCopy(Path(folder) / "tiny")
        with unprivileged():
            assert open_to_all.check() == []
        open_to_all.path(QUIZ).chmod(0)
        with unprivileged():
            assert open_to_all.faults() == [f"{QUIZ}:1:1 CW013"]


def test_links_in_a_circle_between_folders_are_no_problem(tiny: CourseCopy) -> None:
    tiny.path("t1-tea/again").symlink_to(tiny.folder, target_is_directory=True)
    assert tiny.check() == []


@pytest.mark.parametrize("name", ["nowhere", "nowhere/at/all", "leaf\0"])
def test_path_that_does_not_exist_is_reported(tmp_path: Path, name: str) -> None:
    (found,) = check(tmp_path / name)
    assert found.rule == "CW013"


def test_folder_without_a_course_is_reported(tmp_path: Path) -> None:
    (found,) = check(tmp_path)
    assert found.message == "there is no course.yaml here."
    assert found.hint == "Name the folder of a course, which holds one, or a folder with such folders in it."


def test_names_that_lead_out_of_the_course_are_not_followed(tiny: CourseCopy) -> None:
    outside = tiny.folder.parent / "outside"
    outside.mkdir()
    (outside / "module.yaml").write_text("secret: true")
    for name in ("../outside", "/etc", "..", ".", '"a\\0b"', "x" * 300, "a/b"):
        tiny.write("course.yaml", TINY.joinpath("course.yaml").read_text().replace("t1-tea", name))
        assert {each.file for each in tiny.check() if each.rule != "CW019"} == {"course.yaml"}


MARKS = """
::: :::: {definition} {compare} {column} (t1.l1.a)= ``` --- - 1. > | ## ** ` [x](y) ![a](leaf.png) <b>
&amp; :id: id: type: single options: { } [ ] , : &a *a !!x " ' % 0 correct: true
""".split()
fragments = st.sampled_from([*MARKS, "\n", "\n\n", "    ", "\t", " ", "é", "\x0c", "\u2028"])
anything = st.lists(fragments | st.text(max_size=8), max_size=40).map("".join)


@pytest.mark.parametrize("name", [QUIZ, LESSON, "t1-tea/l1-leaves/lab.yaml", "claims.yaml", "course.yaml"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=anything, before=st.booleans())
def test_any_text_at_all_is_read_without_a_crash(
    tiny: CourseCopy, name: str, text: str, before: bool
) -> None:
    own = TINY.joinpath(name).read_text()
    whole = (own[: len(own) // 2] + text + own[len(own) // 2 :]) if before else text
    tiny.path(name).write_bytes(whole.encode("utf-8", errors="surrogatepass"))
    for found in tiny.check():
        assert found.line >= 1
        assert found.column >= 1


def test_of_very_many_mistakes_the_first_are_told_and_that_there_are_more(tiny: CourseCopy) -> None:
    tiny.write("t1-tea/l1-leaves/quiz.yaml", "id: a\ntitle: b\nquestions:\n" + "- {}\n" * 500)
    told = [each for each in tiny.check("t1-tea/l1-leaves/quiz.yaml") if each.rule == "CW002"]
    assert len(told) == 201
    assert told[0].message.startswith("this file has more mistakes than the 200")
