"""The menu of one course: everything in it, with how it stands and what to do next."""

from collections.abc import Iterator, Sequence

from courseware_core.blocks import Block, Paragraph, Span, Table, text
from courseware_core.engine.path import CoursePath, ModulePath, Step, suggest
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import go, kind_name
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.standing import extent, module_heading, module_name, names, standing
from courseware_core.screen.words import Words

_KINDS = ("lesson", "decision", "demo", "quiz", "lab", "challenge")
"""What a part of a module may hold, in the order of the columns."""


def menu_screen(words: Words, course: CoursePath, beside: Sequence[Control]) -> Screen:
    """The menu of a course; `beside` are the ways out of it."""
    blocks: list[Block] = [said(extent(words, course.difficulty, course.minutes))]
    called = names(words, [course])
    controls: list[Control] = []
    suggested = suggest([course])
    if suggested:
        label = words.say("Go on: {activity}", activity=called[suggested.activity])
        controls.append(go(Go("enter", suggested.activity), label, "next"))
    else:
        blocks.append(said(nothing_to_do(words, [course])))
    for module in course.modules:
        blocks += _module(words, module, alone=len(course.modules) == 1)
        for step in module.steps:
            note = standing(words, step.progress)
            controls.append(go(Go("enter", step.id), called[step.id], "choice", note=note))
    return Screen(
        name="menu",
        eyebrow=_eyebrow(words, course),
        title=course.modules[0].module.title if len(course.modules) == 1 else course.course.title,
        progress=how_far(words, [course]),
        blocks=tuple(blocks),
        controls=(*controls, *beside),
        locale=words.locale,
    )


def nothing_to_do(words: Words, courses: Sequence[CoursePath]) -> str:
    """What to say where nothing can be suggested."""
    if all(course.state == "completed" for course in courses):
        return words.say("You have done everything there is. Take anything again.")
    if not any(course.waiting for course in courses):
        return words.say("Only a mock exam is left that you have not passed. Take it again when you like.")
    return words.say("What is left cannot be begun now.")


def how_far(words: Words, courses: Sequence[CoursePath]) -> Progress:
    """How many of the courses' activities are done."""
    done, total = sum(course.done for course in courses), sum(len(course.steps) for course in courses)
    return Progress(done=done, total=total, label=words.say("{n} of {total} done", n=done, total=total))


def _eyebrow(words: Words, course: CoursePath) -> str:
    """Where one is; the title of the only module stands below it."""
    if len(course.modules) > 1:
        return ""
    module = course.modules[0].module
    title = course.course.title if course.course.title != module.title else ""
    return " · ".join(filter(None, (title, module_name(words, module))))


def _module(words: Words, module: ModulePath, *, alone: bool) -> Iterator[Block]:
    facts = [module.module.syllabus]
    if not alone:
        yield Paragraph(text=(Span(text=module_heading(words, module.module), bold=True),))
        facts.append(words.count("about {n} minute", "about {n} minutes", module.minutes))
    if any(facts):
        yield said(" · ".join(filter(None, facts)))
    if len(module.module.parts) > 1:
        yield from _overview(words, module)


def _overview(words: Words, module: ModulePath) -> Iterator[Block]:
    """Lessons with what stands beside them, row by row, and then the exams."""
    by_id = {step.id: step for step in module.steps}
    parts = [[by_id[each] for each in part.activities()] for part in module.module.parts]
    used = {step.progress.kind for steps in parts for step in steps}
    kinds = [kind for kind in _KINDS if kind in used]
    header = ("", *(kind_name(words, kind) for kind in kinds))
    rows = [
        (words.say("L{n}", n=number), *(_cell(words, steps, kind) for kind in kinds))
        for number, steps in enumerate(parts, start=1)
    ]
    yield Table(
        header=tuple(text(each) for each in header),
        rows=tuple(tuple(text(each) for each in row) for row in rows),
    )
    for step in module.steps:
        if step.id in (module.module.mock, module.module.test):
            kind = kind_name(words, step.progress.kind)
            yield said(words.say("{kind}: {title}", kind=kind, title=standing(words, step.progress)))


def _cell(words: Words, steps: Sequence[Step], kind: str) -> str:
    """How the activities of a kind stand, of several how many are done; empty where there are none."""
    of_kind = [step.progress for step in steps if step.progress.kind == kind]
    if len(of_kind) > 1:
        return words.say("{n} of {total} done", n=sum(each.is_done for each in of_kind), total=len(of_kind))
    return standing(words, of_kind[0]) if of_kind else ""
