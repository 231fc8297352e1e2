"""A learner who leaves nothing out: every activity of a course, with mistakes, and all that is beside."""

from datetime import timedelta

from tests.app.modelling import WORDS, quick_model
from tests.app.surroundings import ADA, BEA, COFFEE, COURSES, TINY, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.content.catalog import Catalog
from courseware_core.content.guides import Decision, Demo
from courseware_core.content.model import Lab, Lesson
from courseware_core.identity import Identity
from courseware_core.languages import available, own_name
from courseware_core.screen.model import Screen
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner
from courseware_core.testing.surfaces import CoreSurface

OPERATOR = Identity("cli", "local", "operator")
REVIEWER = "Grace Hopper"
WRITTEN = "Why does that matter, of all things?"
SAID = tuple(
    words.casefold()
    for words in (
        *(WRITTEN, WORDS, "I do not know", "Example", "no such"),
        *(own_name(each) for each in available()),
    )
)
"""What somebody else than the courses and the product says in these places, and languages in themselves."""

EVERYWHERE = (
    TINY,
    COFFEE,
    *(COURSES / name for name in ("writing", "readers", "boats", "guides", "harbour")),
)
"""Courses that have every kind of activity, and one place that has two courses."""

Seen = list[tuple[Catalog, Screen]]


async def wander(surface: type[CoreSurface] = CoreSurface, **how: object) -> Seen:
    """Every screen that somebody comes by in `EVERYWHERE`, with the courses that it belongs to."""
    found: Seen = []
    for courses in EVERYWHERE:
        clock = FixedClock()
        async with opened(courses, clock=clock, model=quick_model(), reviewer=REVIEWER, **how) as app:
            someone = learner(app, surface=surface)
            await _all_of(app, someone)
            await _later(app, someone, clock)
            other = learner(app, BEA, surface)
            await _about_oneself(someone, other)
            found += [(app.catalog, screen) for each in (someone, other) for screen in each.seen]
    return found


async def _all_of(app: Courseware, someone: Learner) -> None:
    await someone.enter()
    for activity in app.catalog.activities:
        await someone.enter(activity.id)
        match activity:
            case Lesson():
                await _read(someone)
            case Lab():
                await _talk(someone)
            case Decision():
                await someone.decide()
                await someone.press("Change answer 1")
                await someone.decide(option=1)
            case Demo():
                await someone.watch()
                await someone.press("Try an input of your own")
                await someone.write(WRITTEN)
                await someone.press("Try another input")
                await someone.press("Send nothing")
                await someone.press("Try another input")
            case _:
                await _assess(someone)


async def _later(app: Courseware, someone: Learner, clock: FixedClock) -> None:
    """Another day: what was missed, the map, a term, and something that was taken back."""
    clock.move(timedelta(days=2))
    await someone.enter()
    if any("Review" in control.label for control in someone.screen.controls):
        await someone.press("Review")
        await _assess(someone)
        await someone.press("menu")
    await someone.enter()
    await someone.press("Look up a term")
    for term in ("leaf", "no such thing"):
        await someone.write(term)
    await someone.press("menu")
    await someone.press("Learning path")
    for course in app.catalog.courses:
        await someone.enter(course.id)
    await _take_back(app, someone)


async def _about_oneself(someone: Learner, other: Learner) -> None:
    """The exams, and all there is about a person: linking with another one, and forgetting everything."""
    await someone.enter("exam")
    await someone.press("menu")
    await someone.press("You")
    await someone.press("Progress")
    await someone.press("back")
    await someone.press("Settings")
    await someone.press("choice")
    await someone.press("back")
    await someone.press("Link")
    code = await someone.press("Get a code")
    await someone.press("next")
    await other.enter("link")
    await other.write("no such code")
    await other.write(plain(next(rich for rich in texts(code.blocks[1]))))
    await other.press("Yes")
    await someone.press("next")
    await someone.press("agree")
    await someone.press("back")
    await someone.press("Privacy")
    await someone.press("Forget me")
    await someone.press("Delete everything")


async def _take_back(app: Courseware, someone: Learner) -> None:
    """An operator voids every session of the activity that comes first."""
    first = app.catalog.activities[0].id
    for stream in await app.export(ADA):
        if getattr(stream.facts[0].fact, "activity", "") == first:
            await app.operators.void(OPERATOR, stream.session, reason="A test.")
    await someone.enter(first)


async def _read(someone: Learner) -> None:
    await _report(someone)
    await someone.press("Ask a question")
    await _choose_who_replies(someone)
    await someone.write(WRITTEN)
    await someone.press("back")
    await someone.press("Contents")
    await someone.press("back")
    await someone.read_lesson()


async def _report(someone: Learner) -> None:
    await someone.press("Report a problem")
    await someone.write("")
    await someone.write(WRITTEN)


async def _assess(someone: Learner) -> None:
    """An attempt with a mistake in it, and a question about that."""
    if someone.screen.name == "pick":
        await someone.press("choice")
    if any("Hint" in control.label for control in someone.screen.controls):
        await someone.press("Hint")
    if any("Reads answers" in control.label for control in someone.screen.controls):
        await someone.press("Reads answers")
        await someone.press("choice")
    await someone.answer(rightly=False)
    if someone.screen.name == "feedback":
        await _report(someone)
        await _ask(someone, "Ask about this")
    await someone.take_assessment(wrong=1)
    if any("Ask about a question" in control.label for control in someone.screen.controls):
        await someone.press("Ask about a question")
        await _ask(someone, "choice")


async def _ask(someone: Learner, control: str) -> None:
    await someone.press(control)
    await _choose_who_replies(someone)
    if someone.screen.name == "ask":
        await someone.write(WRITTEN)
        await someone.press("back")


async def _choose_who_replies(someone: Learner) -> None:
    if someone.screen.name == "lab.provider":
        await someone.press("choice")


async def _talk(someone: Learner) -> None:
    await _choose_who_replies(someone)
    while not any("Finish the lab" in control.label for control in someone.screen.controls):
        await someone.write(f"{WRITTEN} Part {len(someone.seen)}?")
    exits = [control.label for control in someone.screen.controls if "question" in control.label]
    for label in exits[:1]:
        await someone.press(label)
        await someone.answer(rightly=False)
        await someone.press("Back")
    await someone.press("Finish the lab")
