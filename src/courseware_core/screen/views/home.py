"""The start menu: the courses, the way through them, what is due again, the mock exams, and the person."""

from collections.abc import Iterator, Sequence

from courseware_core.blocks import Block
from courseware_core.engine.path import CoursePath, suggest
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.asides import definition_control
from courseware_core.screen.views.context import go
from courseware_core.screen.views.menu import how_far, menu_screen, nothing_to_do
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.standing import course_standing, extent, names, standing
from courseware_core.screen.words import Words


def home_screen(words: Words, courses: Sequence[CoursePath], *, due: int | None = None) -> Screen:
    """The start menu; where there is but one course, its menu.

    `due` is how many questions come again today; None shows no way to them.
    """
    ways = tuple(_ways(words, due))
    if len(courses) == 1:
        return menu_screen(words, courses[0], ways)
    called = names(words, courses)
    titles = {step.id: course.course.title for course in courses for step in course.steps}
    controls: list[Control] = []
    blocks: list[Block] = []
    suggested = suggest(courses)
    if suggested:
        label = words.say("Go on: {activity}", activity=called[suggested.activity])
        note = titles[suggested.activity]
        controls.append(go(Go("enter", suggested.activity), label, "next", note=note))
    else:
        blocks.append(said(nothing_to_do(words, courses)))
    controls += [_course(words, course) for course in courses]
    controls += ways
    controls += [
        go(Go("enter", step.id), called[step.id], "choice", note=f"{titles[step.id]} · {stands}")
        for course in courses
        for module in course.modules
        for step in module.steps
        if step.id == module.module.mock
        for stands in [standing(words, step.progress)]
    ]
    return Screen(
        name="home",
        title=words.say("Your courses"),
        progress=how_far(words, courses),
        blocks=tuple(blocks),
        controls=tuple(controls),
        locale=words.locale,
    )


def course_menu_screen(words: Words, course: CoursePath) -> Screen:
    """The menu of one course of several, with the way back to all of them."""
    home = go(Go("menu"), words.say("All courses"), "menu")
    path = go(Go("path"), words.say("Learning path"))
    return menu_screen(words, course, (path, definition_control(words, course.course.id), home))


def _course(words: Words, course: CoursePath) -> Control:
    length = extent(words, course.difficulty, course.minutes)
    note = f"{length} · {course_standing(words, course)}"
    return go(Go("menu", course.course.id), course.course.title, "choice", note=note)


def _ways(words: Words, due: int | None) -> Iterator[Control]:
    yield go(Go("path"), words.say("Learning path"))
    if due is not None:
        yield go(Go("review"), words.say("Review"), note=words.count("{n} due", "{n} due", due))
    yield definition_control(words, "")
    yield go(Go("you"), words.say("You"))
