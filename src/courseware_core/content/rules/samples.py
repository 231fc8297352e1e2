"""Rules for listings that are to be checked, and for model answers in code. They are parsed, never run."""

import ast
import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from courseware_core.content.authored import CourseFolder
from courseware_core.content.markdown import Check, Sample
from courseware_core.content.page import Page
from courseware_core.content.problems import Place
from courseware_core.content.questions.open import Coding
from courseware_core.content.rules.asked import questions_of
from courseware_core.content.rules.registry import Finding, rule


@dataclass(frozen=True, slots=True)
class _Sample:
    """Code of the item `at`; `place` says where a line and column of it, from 1, stand in the file."""

    at: str
    text: str
    place: Callable[[int, int], Place]


def _samples(course: CourseFolder, check: Check) -> Iterator[_Sample]:
    for lesson in course.lessons:
        for sample in lesson.page.samples:
            if sample.check == check:
                yield _Sample(lesson.page.id, sample.text, partial(_in_page, lesson.page, sample))
    for asked in questions_of(course):
        question = asked.question
        if isinstance(question, Coding) and question.language == check:
            yield _Sample(question.id, question.model_answer, asked.in_model_answer)


def _in_page(page: Page, sample: Sample, line: int, column: int) -> Place:
    return Place(page.file, sample.line + line - 1, column)


@rule("CW120", "error", "a listing is not JSON")
def invalid_json(course: CourseFolder) -> Iterator[Finding]:
    """A listing with `check="json"`, or a model answer in JSON, that is not one JSON value."""
    for sample in _samples(course, "json"):
        wrong = _wrong_json(sample.text)
        if wrong is not None:
            line, column, message = wrong
            yield Finding(sample.place(line, column), sample.at, f"this is not JSON: {message}.")


@rule("CW121", "error", "a listing is not JSON Lines")
def invalid_jsonl(course: CourseFolder) -> Iterator[Finding]:
    """A listing with `check="jsonl"`, or a model answer, of which a line is not a JSON value by itself."""
    for sample in _samples(course, "jsonl"):
        for number, line in enumerate(sample.text.rstrip("\n").split("\n"), start=1):
            wrong = _wrong_json(line)
            if wrong is not None:
                message = f"this line is not a JSON value: {wrong[2]}."
                hint = "JSON Lines has one whole value in each line."
                yield Finding(sample.place(number, wrong[1]), sample.at, message, hint)
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
    """A listing with `check="python"`, or a model answer in Python, that Python cannot parse."""
    for sample in _samples(course, "python"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                ast.parse(sample.text)
        except SyntaxError as error:
            line = min(error.lineno or 1, max(1, sample.text.count("\n")))
            place = sample.place(line, max(1, error.offset or 1))
            yield Finding(place, sample.at, f"this is not Python: {error.msg}.")
        except (ValueError, RecursionError, MemoryError) as error:
            yield Finding(sample.place(1, 1), sample.at, f"this is not Python: {error}.")
