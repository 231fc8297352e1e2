"""The tests and mock exams of all courses, to choose from."""

from collections.abc import Sequence

from courseware_core.content.model import Test
from courseware_core.engine.path import CoursePath
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import go
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.standing import names, standing
from courseware_core.screen.words import Words


def exams_screen(words: Words, courses: Sequence[CoursePath]) -> Screen:
    """Every test and mock exam, with its course and how it stands."""
    called = names(words, courses)
    controls = tuple(
        go(
            Go("enter", step.id),
            called[step.id],
            "choice",
            note=f"{course.course.title} · {standing(words, step.progress)}",
        )
        for course in courses
        for step in course.steps
        if isinstance(step.activity, Test)
    )
    if controls:
        told = words.say("Which one would you like to take? It begins when you say so.")
    else:
        told = words.say("There is no test and no mock exam in the courses here.")
    return Screen(
        name="exams",
        title=words.say("Tests and mock exams"),
        blocks=(said(told),),
        controls=(*controls, go(Go("menu"), words.say("Menu"), "menu")),
        locale=words.locale,
    )
