"""Rules for listings that are to be checked. They are parsed, never run."""

import ast
import json
import warnings
from collections.abc import Iterator

from courseware_core.content.authored import CourseFolder
from courseware_core.content.markdown import Check, Sample
from courseware_core.content.page import Page
from courseware_core.content.problems import Place
from courseware_core.content.rules.registry import Finding, rule


def _samples(course: CourseFolder, check: Check) -> Iterator[tuple[Page, Sample]]:
    for lesson in course.lessons:
        for sample in lesson.page.samples:
            if sample.check == check:
                yield lesson.page, sample


@rule("CW120", "error", "a listing is not JSON")
def invalid_json(course: CourseFolder) -> Iterator[Finding]:
    """A listing with `check="json"` that is not one JSON value."""
    for page, sample in _samples(course, "json"):
        wrong = _wrong_json(sample.text)
        if wrong is not None:
            line, column, message = wrong
            place = Place(page.file, sample.line + line - 1, column)
            yield Finding(place, page.id, f"this is not JSON: {message}.")


@rule("CW121", "error", "a listing is not JSON Lines")
def invalid_jsonl(course: CourseFolder) -> Iterator[Finding]:
    """A listing with `check="jsonl"` of which a line is not a JSON value by itself."""
    for page, sample in _samples(course, "jsonl"):
        for number, line in enumerate(sample.text.rstrip("\n").split("\n")):
            wrong = _wrong_json(line)
            if wrong is not None:
                place = Place(page.file, sample.line + number, wrong[1])
                message = f"this line is not a JSON value: {wrong[2]}."
                yield Finding(place, page.id, message, "JSON Lines has one whole value in each line.")
                break


def _wrong_json(text: str) -> tuple[int, int, str] | None:
    """Line, column and message of the first mistake, or None."""
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno, error.msg
    except (ValueError, RecursionError) as error:
        return 1, 1, str(error)
    return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


@rule("CW122", "error", "a listing is not Python")
def invalid_python(course: CourseFolder) -> Iterator[Finding]:
    """A listing with `check="python"` that Python cannot parse."""
    for page, sample in _samples(course, "python"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                ast.parse(sample.text)
        except SyntaxError as error:
            line = min(error.lineno or 1, max(1, sample.text.count("\n")))
            place = Place(page.file, sample.line + line - 1, max(1, error.offset or 1))
            yield Finding(place, page.id, f"this is not Python: {error.msg}.")
        except (ValueError, RecursionError, MemoryError) as error:
            yield Finding(Place(page.file, sample.line), page.id, f"this is not Python: {error}.")
