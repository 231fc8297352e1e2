"""The screens around the activities: the welcome and the menu."""

from collections.abc import Sequence
from dataclasses import dataclass

from courseware_core.blocks import Block, Paragraph, Span, Table, text
from courseware_core.content.model import Course, Module
from courseware_core.engine.progress import ActivityProgress
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Following, activity_name, go, kind_name
from courseware_core.screen.views.parts import said
from courseware_core.screen.words import Words


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """A module with how the learner stands in each of its activities, in order."""

    course: Course
    module: Module
    activities: tuple[ActivityProgress, ...]


def welcome_screen(words: Words, *, location: str, seen_by: str, begin: Go) -> Screen:
    """The first screen a person ever gets: what is stored, where, and who sees it.

    An empty `location` is a record that ends with the program.
    """
    if location:
        kept = words.say("They are kept here: {location}", location=location)
    else:
        kept = words.say("They are kept in memory, and gone when this program ends.")
    return Screen(
        name="welcome",
        title=words.say("Welcome"),
        blocks=(
            said(
                words.say(
                    "Your answers, your place in each lesson and your conversations with the tutor are"
                    " stored, so that you can stop at any time and go on later."
                )
            ),
            said(kept),
            said(seen_by),
        ),
        controls=(go(begin, words.say("Begin"), "next"),),
        locale=words.locale,
    )


def menu_screen(words: Words, modules: Sequence[ModuleProgress]) -> Screen:
    """Everything there is to take, with how it stands and what to do next."""
    blocks: list[Block] = []
    controls: list[Control] = []
    every = [each for module in modules for each in module.activities]
    suggested = suggestion(every)
    if suggested:
        label = words.say("Go on: {activity}", activity=_name(words, suggested))
        controls.append(go(Go("enter", suggested.activity), label, "next"))
    else:
        blocks.append(said(words.say("You have done everything there is. Take anything again.")))
    for module in modules:
        if len(modules) > 1:
            blocks.append(Paragraph(text=(Span(text=module.module.title, bold=True),)))
        blocks.append(_path(words, module))
        numbers = _lesson_numbers(module.module)
        for each in module.activities:
            label = _name(words, each)
            if each.activity in numbers:
                label = words.say("L{n} · {activity}", n=numbers[each.activity], activity=label)
            controls.append(go(Go("enter", each.activity), label, "choice", note=standing(words, each)))
    done = sum(each.is_done for each in every)
    first = modules[0]
    return Screen(
        name="menu",
        eyebrow=first.course.title,
        title=first.module.title if len(modules) == 1 else words.say("Your courses"),
        progress=Progress(
            done=done,
            total=len(every),
            label=words.say("{n} of {total} done", n=done, total=len(every)),
        ),
        blocks=tuple(blocks),
        controls=tuple(controls),
        locale=words.locale,
    )


def suggestion(activities: Sequence[ActivityProgress]) -> ActivityProgress | None:
    """What to do next: what was under way last, else the first that is not done; None when all is."""
    under_way = [(each.touched_at, each) for each in activities if each.touched_at and each.is_open]
    if under_way:
        return max(under_way, key=lambda pair: pair[0])[1]
    return next((each for each in activities if not each.is_done), None)


def standing(words: Words, each: ActivityProgress) -> str:
    """How one activity stands, in a few words."""
    match each.state:
        case "not_started":
            return words.say("not started")
        case "in_progress" if each.total:
            return words.say("under way, {n} of {total}", n=each.done, total=each.total)
        case "in_progress":
            return words.say("under way")
        case "finished" if each.score is None:
            return words.say("read")
        case "finished":
            return _marks(words, each)
        case "passed":
            return words.say("passed, {marks}", marks=_marks(words, each))
        case "not_passed":
            return words.say("not passed yet, {marks}", marks=_marks(words, each))
        case "demonstrated":
            return words.say("completed, demonstrated")
        case "assisted":
            return words.say("completed, with help")
        case _:
            return words.say("completed")


def _marks(words: Words, each: ActivityProgress) -> str:
    assert each.score is not None
    assert each.out_of is not None
    return words.say("{score} of {total} marks", score=words.number(each.score), total=each.out_of)


def _name(words: Words, each: ActivityProgress) -> str:
    return activity_name(words, Following(each.activity, each.kind, each.title))


def _lesson_numbers(module: Module) -> dict[str, int]:
    """The number of the lesson that each activity belongs to; a test belongs to none."""
    return {
        activity: number
        for number, part in enumerate(module.parts, start=1)
        for activity in (part.lesson, part.quiz, part.lab)
        if activity
    }


def _path(words: Words, module: ModuleProgress) -> Table:
    """Lessons with their quizzes and labs, row by row, and the test last."""
    by_id = {each.activity: each for each in module.activities}

    def cell(activity: str | None) -> str:
        each = by_id.get(activity or "")
        return standing(words, each) if each else ""

    kinds = ("lesson", "quiz", "lab")
    header = ("", *(kind_name(words, kind) for kind in kinds))
    rows = [
        (
            words.say("L{n}", n=number),
            cell(part.lesson),
            cell(part.quiz),
            cell(part.lab),
        )
        for number, part in enumerate(module.module.parts, start=1)
    ]
    if module.module.test:
        rows.append((kind_name(words, "test"), cell(module.module.test), "", ""))
    return Table(
        header=tuple(text(each) for each in header),
        rows=tuple(tuple(text(each) for each in row) for row in rows),
    )
