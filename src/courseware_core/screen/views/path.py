"""The learning path: a map of everything, what comes first, and what to do next and why."""

from collections.abc import Iterator, Mapping, Sequence

from courseware_core.blocks import Block, Heading, List, ListItem, RichText, Span, text
from courseware_core.engine.path import CoursePath, ModulePath, Step, Suggestion, minutes, suggest
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import go
from courseware_core.screen.views.menu import how_far, nothing_to_do
from courseware_core.screen.views.parts import box, said
from courseware_core.screen.views.standing import (
    course_standing,
    lesson_number,
    module_heading,
    names,
    state_name,
)
from courseware_core.screen.words import Words


def path_screen(words: Words, courses: Sequence[CoursePath]) -> Screen:
    """Every activity of every course, with minutes, state and what comes first."""
    called = names(words, courses)
    controls: list[Control] = []
    blocks: list[Block] = []
    suggested = suggest(courses)
    if suggested:
        name = called[suggested.activity]
        why = box(words, "key", [said(_why(words, suggested, courses))], name)
        blocks.append(why.model_copy(update={"label": words.say("Next step")}))
        label = words.say("Go on: {activity}", activity=name)
        controls.append(go(Go("enter", suggested.activity), label, "next"))
    else:
        blocks.append(said(nothing_to_do(words, courses)))
    for course in courses:
        blocks += _course(words, course, called)
    return Screen(
        name="path",
        title=words.say("Learning path"),
        progress=how_far(words, courses),
        blocks=tuple(blocks),
        controls=(*controls, *_courses(words, courses), go(Go("menu"), words.say("Menu"), "menu")),
        locale=words.locale,
    )


def _why(words: Words, suggested: Suggestion, courses: Sequence[CoursePath]) -> str:
    match suggested.reason:
        case "under_way":
            return words.say("You stopped in the middle of it.")
        case "not_passed" if suggested.again:
            titles = {step.id: step.activity.title for course in courses for step in course.steps}
            again = titles[suggested.again]
            return words.say("You have not passed it yet. Read “{lesson}” again first.", lesson=again)
        case "not_passed":
            return words.say("You have not passed it yet.")
        case "comes_first":
            return words.say("It comes first.")
        case "ready":
            return words.say("Everything before it is done.")
        case "meanwhile":
            return words.say("What comes before it cannot be begun now.")


def _course(words: Words, course: CoursePath, called: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(level=2, text=text(course.course.title))
    length = words.count("about {n} minute", "about {n} minutes", course.minutes)
    yield said(f"{course_standing(words, course)} · {length}")
    if course.missing:
        titles = ", ".join(each.title for each in course.missing)
        yield said(words.say("Best taken after: {courses}", courses=titles))
    for module in course.modules:
        if len(course.modules) > 1:
            yield Heading(level=3, text=text(module_heading(words, module.module)))
        if module.module.syllabus:
            yield said(module.module.syllabus)
        yield _map(words, module, called)


def _map(words: Words, module: ModulePath, called: Mapping[str, str]) -> List:
    return List(items=tuple(ListItem(text=_part(words, module, step, called)) for step in module.steps))


def _part(words: Words, module: ModulePath, step: Step, called: Mapping[str, str]) -> RichText:
    length = words.count("{n} minute", "{n} minutes", minutes(step.activity))
    line = f" · {length} · {state_name(words, step.progress)}"
    if step.missing:
        first = ", ".join(_short(words, module, each, called) for each in step.missing)
        line += " · " + words.say("first: {activities}", activities=first)
    return (Span(text=called[step.id], bold=True), Span(text=line))


def _short(words: Words, module: ModulePath, activity: str, called: Mapping[str, str]) -> str:
    """A lesson of the same module by its number, everything else by its name."""
    number = lesson_number(module.module, activity)
    is_lesson = any(activity == part.lesson for part in module.module.parts)
    return words.say("L{n}", n=number) if number and is_lesson else called[activity]


def _courses(words: Words, courses: Sequence[CoursePath]) -> Iterator[Control]:
    """The way to each course's menu, which leads to everything in it."""
    for course in courses:
        yield go(
            Go("menu", course.course.id), course.course.title, "choice", note=course_standing(words, course)
        )
