"""The linter: what is probably wrong with a course that can be read."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from courseware_core.content.authored import CourseFolder
from courseware_core.content.ids import vanished
from courseware_core.content.load import Loaded, load
from courseware_core.content.problems import Level, Problem, did_you_mean, in_order, problem
from courseware_core.content.rules import (
    balance,
    chat,
    claims,
    draws,
    labs,
    lessons,
    numeric,
    questions,
    rubrics,
    samples,
    surfaces,
    testwise,
)
from courseware_core.content.rules.registry import RULES

_MODULES = (
    balance,
    chat,
    claims,
    draws,
    labs,
    lessons,
    numeric,
    questions,
    rubrics,
    samples,
    surfaces,
    testwise,
)

LOADING: Mapping[str, str] = {
    "CW001": "a file cannot be read as UTF-8 text or strict YAML, or holds control characters",
    "CW002": "a key is missing, unknown or has a value that it cannot have",
    "CW003": "a comma has cut an unquoted sentence in two",
    "CW004": "a comment follows unquoted prose on its line, which it may have cut",
    "CW010": "the front matter is missing, empty or not closed",
    "CW011": "a directive, an option of it or a target line is unknown or misplaced",
    "CW012": "two things have one id, or one has an id that is kept for the product",
    "CW013": "a file or picture is missing or cannot be read, or a picture has no alt text",
    "CW014": "a block, section, list item or option is empty",
    "CW015": "a heading is empty",
    "CW017": "a reference names nothing",
    "CW018": "Markdown that no surface can show",
    "CW019": "a file or folder that nothing reads",
    "CW021": "a fence is never closed, or closes nothing",
    "CW102": "two options of a question have one id",
    "CW107": "a question has no options",
    "CW130": "a pool is missing",
    "CW131": "a pool has too few questions for what is drawn from it",
    "CW134": "an open or coding question stands where a rule has to mark the answer",
    "CW140": "lessons that require each other, or courses that each come after the other",
    "CW141": "rules of a decision that leave answers out or never count, or a part of it without effect",
    "CW142": "a prompt of a demo has no place for the input",
    "CW150": "a lab lacks its opening or a starter",
    "CW180": "a published id vanished or names something of another type",
    "CW190": "an entry of `lint_ignore` ignores nothing, or cannot",
}
"""What loading and comparing report, beside the rules."""

_NO_ERRORS = ("CW004", "CW190")
"""Those of `LOADING` that need not be errors."""


def meanings() -> dict[str, str]:
    """What every rule id reports, in one line, in the order of the ids."""
    found = {**LOADING, **{each.id: each.meaning for each in RULES.values()}}
    return dict(sorted(found.items()))


def check(path: Path) -> list[Problem]:
    """Every problem at `path`, of loading and of the linter, by file and position."""
    loaded = load(path)
    return in_order((*loaded.problems, *lint(loaded)))


def lint(loaded: Loaded) -> list[Problem]:
    """What the rules have to say of what was loaded, by file and position.

    What a course's `lint_ignore` names is left out; an entry that names nothing is a note.
    """
    errors = {each.file for each in loaded.problems if each.level == "error"}
    return loaded.within(found for folder in loaded.folders for found in _of(folder, errors))


def _of(course: CourseFolder, broken: set[str]) -> Iterator[Problem]:
    """What is wrong with a course; `broken` are the files that loading has found errors in."""
    swallowed = {lesson.page.file for lesson in course.lessons if lesson.page.swallowed}
    found = [each for rule in RULES.values() for each in rule.problems(course) if each.file not in swallowed]
    if course.complete:
        wrong = {each.file for each in found if each.level == "error"}
        found += vanished(course, broken | wrong)
    ignores = course.file.value.lint_ignore if course.file.value else ()
    ignored = {(ignore.rule, ignore.at) for ignore in ignores}
    yield from (each for each in found if each.level == "error" or (each.rule, each.at) not in ignored)
    yield from _ignores(course, {(each.rule, each.at) for each in found})


def _ignores(course: CourseFolder, reported: set[tuple[str, str]]) -> Iterator[Problem]:
    """What is wrong with the entries of `lint_ignore`; `reported` are the findings, by rule and item."""
    for number, ignore in enumerate(course.file.value.lint_ignore if course.file.value else ()):
        level: Level = "note"
        hint = ""
        if ignore.rule not in meanings():
            level, message = "warning", f"there is no rule `{ignore.rule}`."
            hint = did_you_mean(ignore.rule, meanings())
        elif _is_error(ignore.rule):
            level, message = "error", f"{ignore.rule} is an error, and no error can be ignored."
            hint = "Mend what it reports, and take this entry away."
        elif course.complete and (ignore.rule, ignore.at) not in reported:
            message = f"there is no {ignore.rule} at `{ignore.at}` to be ignored."
        else:
            continue
        place = course.file.document.place("lint_ignore", number)
        yield problem("CW190", place, message, level=level, hint=hint, at=ignore.at)


def _is_error(rule: str) -> bool:
    """Whether everything that the rule reports is an error."""
    return RULES[rule].level == "error" if rule in RULES else rule not in _NO_ERRORS
