"""What there is about a person: the way to it, and how they stand everywhere."""

from collections.abc import Iterator, Mapping, Sequence

from courseware_core.blocks import Block, Heading, List, ListItem, Span, text
from courseware_core.engine.path import CoursePath, ModulePath, suggest
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import go
from courseware_core.screen.views.menu import how_far, nothing_to_do
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.standing import course_standing, module_heading, names, standing
from courseware_core.screen.words import Words


def you_screen(words: Words, courses: Sequence[CoursePath]) -> Screen:
    """The way to everything about the person."""
    return Screen(
        name="you",
        title=words.say("You"),
        progress=how_far(words, courses),
        blocks=(said(words.say("How you stand, and what is kept of you.")),),
        controls=(
            go(Go("progress"), words.say("Progress"), "choice"),
            go(Go("settings"), words.say("Settings"), "choice", note=words.say("Language")),
            go(Go("privacy"), words.say("Privacy"), "choice", note=words.say("What is stored, who may read")),
            go(Go("link"), words.say("Link"), "choice", note=words.say("Be the same learner elsewhere")),
            go(Go("menu"), words.say("Menu"), "menu"),
        ),
        locale=words.locale,
    )


def progress_screen(words: Words, courses: Sequence[CoursePath]) -> Screen:
    """How the person stands in every activity, with marks, and what comes next."""
    called = names(words, courses)
    controls: list[Control] = []
    blocks: list[Block] = []
    suggested = suggest(courses)
    if suggested:
        label = words.say("Go on: {activity}", activity=called[suggested.activity])
        controls.append(go(Go("enter", suggested.activity), label, "next"))
    else:
        blocks.append(said(nothing_to_do(words, courses)))
    for course in courses:
        blocks.append(Heading(level=2, text=text(course.course.title)))
        blocks.append(said(course_standing(words, course)))
        for module in course.modules:
            blocks += _module(words, module, called, alone=len(course.modules) == 1)
    return Screen(
        name="progress",
        title=words.say("Progress"),
        progress=how_far(words, courses),
        blocks=tuple(blocks),
        controls=(*controls, *ways_out(words)),
        locale=words.locale,
    )


def ways_out(words: Words) -> tuple[Control, ...]:
    """The way back to what there is about the person, and to the menu."""
    return (go(Go("you"), words.say("Back"), "back"), go(Go("menu"), words.say("Menu"), "menu"))


def _module(words: Words, module: ModulePath, called: Mapping[str, str], *, alone: bool) -> Iterator[Block]:
    if not alone:
        yield Heading(level=3, text=text(module_heading(words, module.module)))
    yield List(
        items=tuple(
            ListItem(
                text=(
                    Span(text=called[step.id], bold=True),
                    Span(text=f" · {standing(words, step.progress)}"),
                )
            )
            for step in module.steps
        )
    )
