"""How activities, modules and courses are called, how long they take and how they stand, in a few words."""

from collections.abc import Mapping, Sequence

from courseware_core.content.model import Module
from courseware_core.content.questions.base import Difficulty
from courseware_core.engine.facts import Grader
from courseware_core.engine.path import CoursePath, ModulePath, Step
from courseware_core.engine.progress import ActivityProgress
from courseware_core.engine.verified import Verified
from courseware_core.screen.views.context import Following, activity_name
from courseware_core.screen.words import Words


def standing(words: Words, each: ActivityProgress) -> str:
    """How one activity stands, with how far it got or its marks."""
    match each.state:
        case "in_progress" if each.total and each.kind == "lesson":
            return words.say("under way, {n}%", n=100 * each.done // each.total)
        case "in_progress" if each.total:
            return words.say("under way, {n} of {total}", n=each.done, total=each.total)
        case "in_progress":
            return words.say("under way")
        case "finished" if each.kind == "lesson":
            return words.say("read")
        case "finished" if each.out_of:
            return _marks(words, each)
        case "passed":
            return words.say("passed, {marks}", marks=_marks(words, each))
        case "not_passed":
            return words.say("not passed yet, {marks}", marks=_marks(words, each))
        case "demonstrated":
            return words.say("completed, demonstrated")
        case "assisted":
            return words.say("completed, with help")
        case "verified":
            return verified_by(words, Verified.read(each.marked_by))
        case "completed" if each.kind == "challenge":
            return words.say("done, not verified")
        case _:
            return state_name(words, each)


def verified_by(words: Words, verified: Verified) -> str:
    """Who says that a challenge was done as it should be, and that this is practice where a model does."""
    called: Mapping[Grader, str] = {
        "checks": words.say("checks"),
        "model": words.say("the model, as practice"),
        "person": verified.reviewer,
        "self_check": words.say("yourself"),
    }
    return words.say("verified by {names}", names="; ".join(called[each] for each in verified.by))


def state_name(words: Words, each: ActivityProgress) -> str:
    """The state of one activity and nothing else."""
    match each.state:
        case "not_started":
            return words.say("not started")
        case "in_progress":
            return words.say("in progress")
        case "finished" | "completed":
            return words.say("completed")
        case "passed":
            return words.say("passed")
        case "not_passed":
            return words.say("not passed yet")
        case "demonstrated":
            return words.say("demonstrated")
        case "assisted":
            return words.say("assisted")
        case "verified":
            return words.say("verified")


def _marks(words: Words, each: ActivityProgress) -> str:
    assert each.score is not None
    assert each.out_of is not None
    return words.count(
        "{score} of {n} mark", "{score} of {n} marks", each.out_of, score=words.number(each.score)
    )


def course_standing(words: Words, course: CoursePath) -> str:
    """How a whole course stands."""
    match course.state:
        case "not_started":
            return words.say("not started")
        case "in_progress":
            return words.say("{n} of {total} done", n=course.done, total=len(course.steps))
        case "completed":
            return words.say("completed")


def extent(words: Words, difficulty: Difficulty, minutes: int) -> str:
    """How hard something is and how long it takes, such as "Moderate · about 7 minutes"."""
    length = words.count("about {n} minute", "about {n} minutes", minutes)
    return f"{_difficulty_name(words, difficulty)} · {length}"


def _difficulty_name(words: Words, difficulty: Difficulty) -> str:
    match difficulty:
        case "easy":
            return words.say("Easy")
        case "moderate":
            return words.say("Moderate")
        case "hard":
            return words.say("Hard")


def module_name(words: Words, module: Module) -> str:
    """What a module is called by its number; empty when it has none."""
    if module.number is None:
        return ""
    if module.label:
        return words.say("{label} {n}", label=module.label, n=module.number)
    return words.say("Module {n}", n=module.number)


def module_heading(words: Words, module: Module) -> str:
    """The title of a module, behind what its number is called."""
    name = module_name(words, module)
    return words.say("{name}: {title}", name=name, title=module.title) if name else module.title


def names(words: Words, courses: Sequence[CoursePath]) -> Mapping[str, str]:
    """The names of all activities by id.

    Where a module has several lessons they begin with the number of theirs.
    """
    return {
        step.id: _name(words, module, step)
        for course in courses
        for module in course.modules
        for step in module.steps
    }


def _name(words: Words, module: ModulePath, step: Step) -> str:
    name = activity_name(words, Following(step.id, step.progress.kind, step.activity.title))
    number = lesson_number(module.module, step.id)
    return words.say("L{n} · {activity}", n=number, activity=name) if number else name


def lesson_number(module: Module, activity_id: str) -> int | None:
    """The number of the lesson that an activity belongs to; None where there is only one, or it has none."""
    parts = module.parts if len(module.parts) > 1 else ()
    found = (number for number, part in enumerate(parts, start=1) if activity_id in part.activities())
    return next(found, None)
