"""What learners see and press in each of the bundled courses, whole, as plain text.

`python -m tests.app.transcripts` writes docs/transcripts/.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

from tests.app.surroundings import ADA, SHIPPED, opened

from courseware_core.app import Courseware
from courseware_core.screen.letters import letter
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.text import render_text
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner
from courseware_core.testing.surfaces import CoreSurface

FOLDER = Path(__file__).parents[2] / "docs" / "transcripts"


class Transcribed(CoreSurface):
    """A surface that writes down what is shown on it and what is pressed."""

    def __init__(self, app: Courseware) -> None:
        super().__init__(app, ADA)
        self.lines: list[str] = []
        self._shown = Screen(name="", title="")

    async def enter(self, activity: str = "") -> Screen:
        self.lines.append(f"$ courseware learn {activity}".rstrip())
        return self._show(await super().enter(activity))

    async def send(self, intent: Intent) -> Screen:
        self.lines.append(f"> {self._said(intent)}")
        return self._show(await super().send(intent))

    def _said(self, intent: Intent) -> str:
        pressed: list[Control] = [*self._shown.controls]
        if self._shown.submit:
            pressed.append(self._shown.submit)
        label = next(control.label for control in pressed if control.token == intent.token)
        if intent.answer.text is not None:
            return intent.answer.text.replace("\n", "\n  ")
        if intent.answer.values:
            return " ".join(letter(value) for value in intent.answer.values)
        return f"[{label}]"

    def _show(self, screen: Screen) -> Screen:
        self._shown = screen
        self.lines.append(render_text(screen))
        return screen


Story = Callable[[Learner, FixedClock], Awaitable[None]]


async def transcript(story: Story) -> str:
    """What is seen and pressed in a story, with lines stripped at their ends."""
    clock = FixedClock()
    async with opened(SHIPPED, clock=clock) as app:
        surface = Transcribed(app)
        await story(Learner(surface, app.catalog), clock)
        text = "\n\n".join(surface.lines)
        return "\n".join(line.rstrip() for line in text.split("\n"))


async def _exam_prep(someone: Learner, clock: FixedClock) -> None:
    await someone.enter("exam-prep")
    await someone.enter("ep.l14")
    await someone.read_lesson()
    await someone.enter("ep.l14.quiz")
    await someone.press("lora")
    await someone.take_assessment(wrong=1)
    await someone.enter("ep.l14.quiz")
    await someone.press("All")
    await someone.take_assessment(wrong=2)
    await someone.enter("ep.mock")
    await someone.take_assessment(wrong=5)
    clock.move(timedelta(days=1))
    await someone.press("Take it again")
    await someone.take_assessment(wrong=1)


async def _concepts(someone: Learner, clock: FixedClock) -> None:
    await someone.enter("concepts")
    await someone.enter("cc.c1")
    await someone.press("next")
    await someone.press("next")
    await someone.press("menu")
    await someone.enter("cc.c1")
    await someone.read_lesson()
    await someone.press("next")
    await someone.take_assessment(wrong=1)
    while any(control.role == "next" for control in someone.screen.controls):
        await someone.press("next")
        if someone.screen.name == "lesson.page":
            await someone.read_lesson()
        else:
            await someone.take_assessment()
    await someone.press("menu")


async def _quick_guide(someone: Learner, clock: FixedClock) -> None:
    await someone.enter("quick-guide")
    await someone.enter("qg.l1")
    await someone.read_lesson()
    await someone.press("next")
    await someone.decide()
    await someone.press("Change")
    await someone.decide()
    await someone.enter("qg.l1.demo")
    await someone.watch()
    await someone.enter("qg.l1.quiz")
    await someone.take_assessment(wrong=1)
    await someone.press("menu")


async def _review(someone: Learner, clock: FixedClock) -> None:
    await someone.enter("m06.l1.quiz")
    await someone.take_assessment(wrong=3)
    for day in range(3):
        clock.move(timedelta(days=1))
        await someone.enter()
        await someone.press("Review")
        await someone.take_assessment(wrong=1 if day == 0 else 0)
    clock.move(timedelta(days=1))
    await someone.enter()


async def _beside(someone: Learner, clock: FixedClock) -> None:
    await someone.enter()
    await someone.press("Learning path")
    await someone.enter("m06.l1")
    await someone.press("next")
    await someone.press("Look up")
    await someone.write("finetuning")
    await someone.press("back")
    await someone.press("Ask")
    await someone.write("What happens to the weights while a model is fine-tuned?")
    await someone.press("back")
    await someone.press("Report")
    await someone.write("The second sentence says the opposite of the table.")
    await someone.enter("m06.l1.quiz")
    await someone.answer(rightly=False)
    await someone.press("Ask about")
    await someone.write("Why was that not right?")
    await someone.press("back")


STORIES: Mapping[str, tuple[str, Story]] = {
    "exam-prep": ("The exam-prep lecture, its practice questions and its mock exam", _exam_prep),
    "concepts": ("The concept course", _concepts),
    "quick-guide": ("The short lesson, its decision helper and its demo", _quick_guide),
    "review": ("Review on three days", _review),
    "beside": ("The start menu, the path, and what can be done beside a lesson", _beside),
}
"""Every transcript: the name of its file, its title and what the learner does."""


async def page(name: str) -> str:
    """The document of a transcript."""
    title, story = STORIES[name]
    return f"""\
# {title}

This is what a learner sees on the plainest surface, screen by screen. What they type or press begins
with `>`. Written by `python -m tests.app.transcripts`.

~~~text
{await transcript(story)}
~~~
"""


async def _write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in STORIES:
        (FOLDER / f"{name}.md").write_text(await page(name), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
