"""The other commands: what they print, what they refuse, and with which exit code."""

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.terminal.conftest import TINY, Run, Terminal
from tests.terminal.test_lines import Open

from courseware_terminal.cli import main

Said = pytest.CaptureFixture[str]


def failed(capsys: Said, code: int, *arguments: str) -> str:
    """The sentence on standard error; nothing is on standard output."""
    assert main(arguments) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


def printed(capsys: Said, *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    return capsys.readouterr().out


def test_courses_lists_every_activity_by_id(store: str, capsys: Said) -> None:
    shown = printed(capsys, "courses")
    assert "A Tiny Course on Tea (tiny 1.0, CC0-1.0)" in shown
    assert "t1.l1.quiz  quiz    Check yourself" in shown


def test_the_courses_that_come_with_the_package_are_found_without_settings(
    capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURSEWARE_CONTENT", raising=False)
    assert "m06.l1" in printed(capsys, "courses")


def test_progress_is_told_to_people_and_programs(run: Run, capsys: Said) -> None:
    run("learn", "t1.l1", typed="begin\nnext\n")
    assert "in progress, 7 of 15" in printed(capsys, "progress")
    report = json.loads(printed(capsys, "progress", "--json"))
    (course,), (module,) = report["courses"], report["modules"]
    first = module["activities"][0]
    assert (course["course"], course["state"]) == ("tiny", "in_progress")
    assert (first["activity"], first["state"]) == ("t1.l1", "in_progress")
    assert report["next"] == {"activity": "t1.l1", "reason": "under_way", "again": ""}


def test_progress_names_what_comes_first_and_what_comes_next(run: Run) -> None:
    harbour = str(TINY.parent / "harbour")
    run("learn", "--content", harbour, typed="begin\n")
    shown = run("progress", "--content", harbour).out
    assert "Ships: not started, 0 of 4, about 9 minutes" in shown
    assert "Lecture 7: Sailing" in shown
    assert "best taken after ships" in shown
    assert re.search(r"kn\.reef +not started +1 min +The Reef Knot +first kn\.bowline\.quiz", shown)
    assert "Next: bo.parts (comes first)" in shown


def test_a_course_is_entered_by_its_id(run: Run) -> None:
    harbour = str(TINY.parent / "harbour")
    assert "All courses" not in run("learn", "--content", harbour, typed="begin\n").out
    shown = run("learn", "knots", "--content", harbour).out
    assert "Go on: L1 · Lesson: The Bowline" in shown
    assert "All courses" in shown


def test_learners_are_kept_apart(run: Run, capsys: Said) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\n")
    assert printed(capsys, "export", "--learner", "bob") == ""
    exported = printed(capsys, "export", "--learner", "ada").splitlines()
    assert exported == printed(capsys, "export", "--learner", "terminal:local:ada").splitlines()
    fact = json.loads(exported[-1])
    assert [*fact] == ["session", "seq", "at", "actor", "type", "version", "payload"]
    assert (fact["actor"], fact["type"], fact["seq"]) == ("terminal:local:ada", "LessonStarted", 1)


def test_forgetting_without_anybody_to_ask_needs_yes(run: Run, capsys: Said) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\n")
    refused = run("forget", "--learner", "ada")
    assert refused.code == 2
    assert "2 sessions with 2 facts will be deleted for good" in refused.out
    assert "how often each answer was given, and of what models used." in refused.out
    assert "add --yes" in refused.err
    assert printed(capsys, "export", "--learner", "ada") != ""
    assert "Deleted: 2 sessions, 2 facts." in printed(capsys, "forget", "--learner", "ada", "--yes")
    assert printed(capsys, "export", "--learner", "ada") == ""
    assert main(["forget", "--learner", "ada"]) == 0
    assert capsys.readouterr().err == "courseware: Nothing is recorded of terminal:local:ada.\n"


@pytest.mark.parametrize("command", ["progress", "export", "forget"])
def test_who_is_not_known_is_said_and_no_record_is_made_by_asking(
    run: Run, capsys: Said, tmp_path: Path, command: str
) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\n")
    assert main([command, "--learner", "bob"]) == 0
    assert "Nothing is recorded of terminal:local:bob." in capsys.readouterr().err
    missing = tmp_path / "nowhere" / "record.db"
    assert "There is no record at" in failed(capsys, 1, command, "--store", f"sqlite:///{missing}")
    assert not missing.parent.exists()


def test_forgetting_asks_once_and_takes_only_yes_for_yes(run: Run, terminal: Open) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\n")
    for answer, outcome in (("", "Nothing was deleted."), ("yes", "Deleted: 2 sessions, 2 facts.")):
        window: Terminal = terminal("forget", "--learner", "ada")
        window.until("Delete it? [y/N]")
        window.press(f"{answer}\r")
        window.until(outcome)
        assert window.ended() == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("learn", "t1.l9"), "There is no activity, course or place `t1.l9`. Did you mean"),
        (("learn", "--content", "nowhere"), "There is no folder nowhere"),
        (("learn", "--lang", "tlh"), "There is no language 'tlh'"),
        (("learn", "--learner", " "), "A learner's name is a line"),
        (("export", "--learner", "a::c"), "is not of the form surface:tenant:user"),
        (("check", "nowhere"), "There is no file or folder nowhere."),
        (("ids", "nowhere"), "There is no file or folder nowhere."),
        (("schema", "lessn"), "Did you mean `lesson`?"),
        (("schema",), "Name a kind of file (course, module,"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    store: str, capsys: Said, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in failed(capsys, 2, *arguments)


@pytest.mark.parametrize(
    ("store_url", "content"),
    [("postgres://nowhere", TINY), ("nonsense", TINY), (None, TINY.parent.parent)],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(
    store: str, capsys: Said, store_url: str | None, content: Path
) -> None:
    arguments = ["learn", "--content", str(content), *(["--store", store_url] if store_url else [])]
    assert failed(capsys, 1, *arguments).startswith("courseware: ")


def test_a_damaged_record_is_told_in_a_sentence(store: str, capsys: Said, tmp_path: Path) -> None:
    (tmp_path / "record.db").write_bytes(b"no database at all" * 1000)
    assert failed(capsys, 1, "progress").startswith("courseware: ")


def test_errors_in_a_course_are_all_listed(store: str, capsys: Said, tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("id: BAD\ntitle: [\n")
    said = failed(capsys, 1, "learn", "--content", str(tmp_path))
    assert "course.yaml:" in said


def test_check_counts_what_it_finds(capsys: Said, tmp_path: Path) -> None:
    assert printed(capsys, "check", str(TINY)) == "No problems found.\n"
    assert printed(capsys, "check", str(TINY), "--format", "json") == "[]\n"
    (tmp_path / "course.yaml").write_text("id: BAD ID\n")
    broken = printed(capsys, "check", str(tmp_path), code=1)
    assert "course.yaml:1:5: error" in broken
    assert "Found: " in broken
    for_github = printed(capsys, "check", str(tmp_path), "--format", "github", code=1)
    assert all(line.startswith("::") for line in for_github.splitlines())


def test_schemas_are_printed_or_written(capsys: Said, tmp_path: Path) -> None:
    assert json.loads(printed(capsys, "schema", "quiz"))["type"] == "object"
    printed(capsys, "schema", "--out", str(tmp_path / "schemas"))
    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    assert {"course.json", "lesson.json", "quiz.json"} <= written
    (tmp_path / "file").write_text("")
    assert "cannot be used" in failed(capsys, 1, "schema", "--out", str(tmp_path / "file/below"))


def test_published_ids_are_kept(capsys: Said, tmp_path: Path) -> None:
    course = shutil.copytree(TINY, tmp_path / "tiny")
    assert "no ids are published yet" in printed(capsys, "ids", str(course), "--check")
    assert "published" in printed(capsys, "ids", str(course), "--release")
    assert "all published ids are there" in printed(capsys, "ids", str(course), "--check")
    quiz = course / "t1-tea/l2-brewing/quiz.yaml"
    quiz.write_text(quiz.read_text().replace("id: t1.l2.q3", "id: t1.l2.q9"))
    gone = printed(capsys, "ids", str(course), "--check", code=1)
    assert "`t1.l2.q3`" in gone
    assert "put it back" in gone
    assert "Nothing was published" in printed(capsys, "ids", str(course), "--release", code=1)
    assert "true_false t1.l2.q9\n" in printed(capsys, "ids", str(course), code=1)


def test_ids_of_a_course_with_errors_are_not_published(capsys: Said, tmp_path: Path) -> None:
    course = shutil.copytree(TINY, tmp_path / "tiny")
    quiz = course / "t1-tea/l1-leaves/quiz.yaml"
    quiz.write_text(quiz.read_text().replace("correct: true", "correct: false", 1))
    refused = printed(capsys, "ids", str(course), "--release", code=1)
    assert "Nothing was published: these ids would be for ever, so mend the errors first." in refused
    assert not (course / "ids.lock").exists()


def test_the_version_and_the_commands_are_told(capsys: Said) -> None:
    for arguments, words in ((["--help"], "take a course"), (["learn", "--help"], "--plain")):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0
        assert words in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        main(["lern"])
    assert refused.value.code == 2


def test_a_term_is_defined_with_where_it_is_taught(store: str, capsys: Said) -> None:
    shown = printed(capsys, "define", "pan", "firing")
    assert shown.startswith("roasting (also: pan-firing)\n  Heating leaves in a dry pan.\n")
    assert "A Tiny Course on Tea: How a Leaf Becomes Tea (t1.l1)" in shown


def test_a_term_that_nobody_defines_is_told_with_what_is_near(store: str, capsys: Said) -> None:
    shown = printed(capsys, "define", "oxydation", code=1)
    assert shown == "There is no definition of 'oxydation' in the courses.\nNear to it are: Oxidation.\n"
    assert "Name a term" in failed(capsys, 2, "define", " ")


def test_reports_are_listed_newest_first_and_without_names(run: Run, capsys: Said) -> None:
    assert printed(capsys, "reports", "--store", "memory:") == "Nobody has reported a problem.\n"
    reported = "begin\nreport a problem\n{}\nquit\n"
    run("learn", "t1.l1", "--learner", "ada", typed=reported.format("A typo:\\\nquarel."))
    run("learn", "t1.l2", "--learner", "bea", typed=reported.format("It says 90 degrees."))
    shown = printed(capsys, "reports")
    assert shown.index("t1.l2, t1.l2 (as it is now)\n    It says 90 degrees.") < shown.index("    A typo:")
    assert "\n    A typo:\n    quarel.\n" in shown
    assert shown.endswith("\n2 reports.\n")
    assert "ada" not in shown
    assert "terminal:local:ada" in printed(capsys, "reports", "--who")


def test_reports_are_told_to_programs_by_course(run: Run, capsys: Said) -> None:
    run("learn", "t1.l1", "--learner", "ada", typed="begin\nreport a problem\nA typo.\nquit\n")
    (found,) = json.loads(printed(capsys, "reports", "--json", "--course", "tiny"))
    assert "who" not in found
    assert (found["activity"], found["text"], found["current"]) == ("t1.l1", "A typo.", True)
    (found,) = json.loads(printed(capsys, "reports", "--json", "--who"))
    assert found["who"] == "terminal:local:ada"
    assert "There is no course 'tea': there is tiny." in failed(capsys, 2, "reports", "--course", "tea")


def test_a_place_is_gone_to_by_its_name_and_used_by_typing(run: Run) -> None:
    german = run("learn", "settings", "--plain", typed="begin\nDeutsch\nback\n")
    assert (german.code, german.err) == (0, "")
    assert "Zurück" in german.out
    link = run("learn", "link", "--plain", "--lang", "en", typed="NOSUCHCODE\n/get a code\n")
    assert "This code is not right, was used, or is older than ten minutes." in link.out
    assert "This is your code:" in link.out
    forgotten = run("learn", "forget", "--plain", typed="delete everything\ndelete everything\n")
    assert "are you sure?" in forgotten.out
    assert forgotten.out.rindex("Welcome") > forgotten.out.rindex(
        "Everything that was recorded of you is deleted."
    )


def test_review_is_gone_to_by_its_name(run: Run) -> None:
    done = run("learn", "review", "--plain", typed="begin\n")
    assert (done.code, done.err) == (0, "")
    assert "Nothing is due for review today." in done.out
