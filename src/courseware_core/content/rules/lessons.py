"""Rules for lessons, and for the way through them."""

import re
from collections.abc import Iterator, Sequence

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Compare,
    Image,
    List,
    Paragraph,
    Quote,
    Steps,
    Table,
    plain,
)
from courseware_core.content.authored import CourseFolder
from courseware_core.content.compile import minutes_to_read
from courseware_core.content.order import circle, lessons_of, needs_of
from courseware_core.content.problems import Place
from courseware_core.content.rules.registry import Finding, rule

_PROMISE = re.compile(
    r"\b(?:the|these|those)?\s*following\s+(?:\w+\s+){0,3}?"
    r"(?:lists?|tables?|steps|points|examples|questions|rules|reasons)\b"
    r"|\bas follows\b|\b(?:lists?|tables?|steps|points)\s+below\b",
    re.IGNORECASE,
)
_SHOWS = (List, Table, Code, Quote, Image, Compare, Steps, Callout)


@rule("CW016", "warning", "a list that was promised is missing")
def broken_promise(course: CourseFolder) -> Iterator[Finding]:
    """A paragraph that ends in a colon, or announces a list or table, with none after it."""
    for lesson in course.lessons:
        page = lesson.page
        for section in page.sections:
            blocks = [placed.block for placed in section.blocks]
            for number, placed in enumerate(section.blocks):
                if _promises(placed.block, blocks[number + 1 :]):
                    yield Finding(Place(page.file, placed.end), page.id, _MISSING)
                elif isinstance(placed.block, Callout):
                    inner = placed.block.body
                    if any(_promises(each, inner[k + 1 :]) for k, each in enumerate(inner)):
                        yield Finding(Place(page.file, placed.line), page.id, _MISSING)


_MISSING = "a list or example is announced here, and none follows."


def _promises(block: Block, after: Sequence[Block]) -> bool:
    if not isinstance(block, Paragraph):
        return False
    said = plain(block.text).rstrip()
    if said.endswith(":"):
        return not after or not isinstance(after[0], _SHOWS)
    return bool(_PROMISE.search(said)) and not any(isinstance(each, _SHOWS) for each in after)


@rule("CW019", "warning", "a file or folder that nothing reads")
def unread_files(course: CourseFolder) -> Iterator[Finding]:
    """A file with another name than what is read there. Loading reports what others seem to need."""
    for place in course.unread:
        hint = "A lesson has `decision.yaml`, `demo.yaml`, `quiz.yaml` and `lab.yaml`, a module `pools/`."
        yield Finding(place, "", "nothing reads this file.", hint)


@rule("CW020", "warning", "the minutes are far from what reading takes")
def odd_minutes(course: CourseFolder) -> Iterator[Finding]:
    """Authored minutes that differ by more than half from what the words and listings come to."""
    for lesson in course.lessons:
        front = lesson.front.value
        if front is None or front.minutes == "auto":
            continue
        blocks = (placed.block for section in lesson.page.sections for placed in section.blocks)
        computed = minutes_to_read(blocks)
        if abs(front.minutes - computed) > computed / 2:
            message = f"{front.minutes} minutes are given, and reading takes about {computed}."
            place = lesson.front.document.place("minutes")
            yield Finding(place, front.id, message, "Write `minutes: auto`.")


@rule("CW024", "warning", "a lesson's number is not its place in module.yaml")
def odd_number(course: CourseFolder) -> Iterator[Finding]:
    """A `number` that an author has given and that says another place than the list."""
    for module in course.modules if course.complete else ():
        for place, lesson in enumerate(module.lessons, start=1):
            front = lesson.front.value
            if front is not None and front.number not in (None, place):
                message = f"the lesson has number {front.number} and is number {place} in module.yaml."
                where = lesson.front.document.place("number")
                yield Finding(where, front.id, message, "Leave `number` out.")


@rule("CW143", "warning", "a lesson requires something that comes later")
def required_later(course: CourseFolder) -> Iterator[Finding]:
    """A prerequisite that stands after the lesson: whoever follows the order meets it too late."""
    order = [lesson.page.id for lesson in course.lessons]
    lessons, needs = lessons_of(course), needs_of(course)
    for lesson in course.lessons:
        own, front = lesson.page.id, lesson.front.value
        for number, required in enumerate(front.requires if front is not None else ()):
            firsts = lessons.get(required, ())
            if any(circle(needs, own, each) for each in firsts):
                continue
            if any(order.index(each) > order.index(own) for each in firsts):
                place = lesson.front.document.place("requires", number)
                yield Finding(place, own, f"`{required}` is required and comes later.", _MOVE)


_MOVE = "Change the order in course.yaml and module.yaml, or take it out of `requires`."
