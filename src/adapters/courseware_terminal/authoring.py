"""The commands for authors: `check`, `schema`, `ids`."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from courseware_core.content.authored import CourseFolder
from courseware_core.content.files import shown
from courseware_core.content.ids import LOCK, ids_of, release, vanished
from courseware_core.content.lint import check as problems_at
from courseware_core.content.lint import lint
from courseware_core.content.load import load
from courseware_core.content.problems import Problem, as_github, as_json, as_text, did_you_mean, in_order
from courseware_core.content.schema import FILE_KINDS, FileKind
from courseware_core.content.schema import schema as schema_of
from courseware_terminal.out import say
from courseware_terminal.settings import UsageError

Form = Literal["text", "json", "github"]
_WRITERS = {"text": as_text, "json": as_json, "github": as_github}


def check(path: Path, *, form: Form) -> int:
    """1 when there is an error at `path`, 0 when there are at most warnings. Raises: UsageError."""
    _must_exist(path)
    problems = problems_at(path)
    if problems or form == "json":
        say(_WRITERS[form](problems))
    if form == "text":
        say(_summary(problems))
    return _code(problems)


def schema(kind: str, *, folder: Path | None) -> int:
    """Writes the JSON Schema of `kind` to standard output, or those of all kinds into `folder`.

    Raises: UsageError.
    """
    if kind and kind not in FILE_KINDS:
        hint = did_you_mean(kind, FILE_KINDS)
        raise UsageError(f"There is no kind of file {kind!r}. {hint} There are: {', '.join(FILE_KINDS)}.")
    if folder is None and not kind:
        raise UsageError(f"Name a kind of file ({', '.join(FILE_KINDS)}), or a folder with --out.")
    for each in FILE_KINDS:
        if kind in ("", each):
            _write_schema(each, folder)
    return 0


def ids(path: Path, *, compare: bool, publish: bool) -> int:
    """Lists the ids of the courses at `path`, compares them with the published ones, or publishes them.

    What was published is never dropped: while an id is missing, or a course has another error, nothing is
    published.

    Raises: UsageError.
    """
    _must_exist(path)
    loaded = load(path)
    lost = [problem for course in loaded.folders for problem in vanished(course)]
    wrong = lint(loaded) if publish else lost
    errors = in_order(each for each in (*loaded.problems, *lost, *wrong) if each.level == "error")
    if not (compare or publish):
        for course in loaded.folders:
            _list(course)
    elif errors:
        say(as_text(errors))
        if publish:
            say("Nothing was published: these ids would be for ever, so mend the errors first.")
    else:
        for course in loaded.folders:
            say(f"{shown(release(course))}: published." if publish else _compared(course))
    return _code(errors)


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise UsageError(f"There is no file or folder {path}.")


def _code(problems: Sequence[Problem]) -> int:
    return int(any(problem.level == "error" for problem in problems))


def _summary(problems: Sequence[Problem]) -> str:
    found = Counter(problem.level for problem in problems)
    counts = [
        f"{found[level]} {level}{'s' if found[level] > 1 else ''}"
        for level in ("error", "warning", "note")
        if found[level]
    ]
    return f"Found: {', '.join(counts)}." if counts else "No problems found."


def _write_schema(kind: FileKind, folder: Path | None) -> None:
    written = json.dumps(schema_of(kind), indent=2, ensure_ascii=False)
    if folder is None:
        say(written)
        return
    path = folder / f"{kind}.json"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(written + "\n", encoding="utf-8")
    say(str(path))


def _list(course: CourseFolder) -> None:
    for each in ids_of(course):
        say(f"{each.type} {each.id}")


def _compared(course: CourseFolder) -> str:
    is_published = (course.folder / LOCK).exists()
    said = "all published ids are there" if is_published else "no ids are published yet"
    return f"{shown(course.folder)}: {said}; there are {sum(1 for _ in ids_of(course))}."
