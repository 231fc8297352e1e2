"""The screens around the activities: the welcome and the menu."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

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
        stored = words.say(
            "Your answers, your place in each lesson and your conversations with the tutor are stored,"
            " so that you can stop at any time and go on later."
        )
        kept = words.say("They are kept here: {location}", location=location)
    else:
        stored = words.say(
            "Your answers, your place in each lesson and your conversations with the tutor are kept"
            " while this program runs."
        )
        kept = words.say("They are only in its memory, and gone when it ends.")
    return Screen(
        name="welcome",
        title=words.say("Welcome"),
        blocks=(said(stored), said(kept), said(seen_by)),
        controls=(go(begin, words.say("Begin"), "next"),),
        locale=words.locale,
    )


def menu_screen(words: Words, modules: Sequence[ModuleProgress]) -> Screen:
    """Everything there is to take, with how it stands and what to do next."""
    blocks: list[Block] = []
    controls: list[Control] = []
    every = [each for module in modules for each in module.activities]
    names = {activity: name for module in modules for activity, name in _names(words, module)}
    suggested = suggestion(every)
    if suggested:
        label = words.say("Go on: {activity}", activity=names[suggested.activity])
        controls.append(go(Go("enter", suggested.activity), label, "next"))
    else:
        blocks.append(said(words.say("You have done everything there is. Take anything again.")))
    for module in modules:
        if len(modules) > 1:
            blocks.append(Paragraph(text=(Span(text=module.module.title, bold=True),)))
        blocks += _path(words, module)
        for each in module.activities:
            target, note = Go("enter", each.activity), standing(words, each)
            controls.append(go(target, names[each.activity], "choice", note=note))
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
    """What to do next; None when all is done.

    The round that was touched last, if it is still open; else the one of what is not done that was
    touched last; else the first that is not done.
    """
    latest_first = sorted(
        (each for each in activities if each.touched_at),
        key=lambda each: each.touched_at or datetime.min.replace(tzinfo=UTC),
        reverse=True,
    )
    if latest_first and latest_first[0].total:
        return latest_first[0]
    under_way = (each for each in latest_first if each.is_open)
    return next(under_way, None) or next((each for each in activities if not each.is_done), None)


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
    return words.count(
        "{score} of {n} mark", "{score} of {n} marks", each.out_of, score=words.number(each.score)
    )


def _names(words: Words, module: ModuleProgress) -> Iterator[tuple[str, str]]:
    """Every activity with its name, which begins with the number of its lesson if it belongs to one."""
    numbers = {
        activity: number
        for number, part in enumerate(module.module.parts, start=1)
        for activity in (part.lesson, part.quiz, part.lab)
    }
    for each in module.activities:
        name = activity_name(words, Following(each.activity, each.kind, each.title))
        if each.activity in numbers:
            name = words.say("L{n} · {activity}", n=numbers[each.activity], activity=name)
        yield each.activity, name


def _path(words: Words, module: ModuleProgress) -> tuple[Block, ...]:
    """Lessons with their quizzes and labs, row by row, and then the test."""
    by_id = {each.activity: each for each in module.activities}

    def cell(activity: str | None) -> str:
        each = by_id.get(activity or "")
        return standing(words, each) if each else ""

    header = ("", *(kind_name(words, kind) for kind in ("lesson", "quiz", "lab")))
    rows = [
        (words.say("L{n}", n=number), cell(part.lesson), cell(part.quiz), cell(part.lab))
        for number, part in enumerate(module.module.parts, start=1)
    ]
    table = Table(
        header=tuple(text(each) for each in header),
        rows=tuple(tuple(text(each) for each in row) for row in rows),
    )
    if not module.module.test:
        return (table,)
    test = cell(module.module.test)
    return (table, said(words.say("{kind}: {title}", kind=kind_name(words, "test"), title=test)))
