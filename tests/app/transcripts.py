"""What learners see and press in each of the bundled courses, whole, as plain text.

`python -m tests.app.transcripts` writes docs/transcripts/.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.app import challenge_transcript, queue_transcript
from tests.app.surroundings import SHIPPED, opened
from tests.app.transcribing import Transcribed
from tests.discord import linking_transcript
from tests.slack import linking_transcript as slack_transcript

from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner

FOLDER = Path(__file__).parents[2] / "docs" / "transcripts"


Story = Callable[[Learner, FixedClock], Awaitable[None]]


async def transcript(story: Story) -> str:
    """What is seen and pressed in a story, with lines stripped at their ends."""
    clock = FixedClock()
    async with opened(SHIPPED, clock=clock) as app:
        surface = Transcribed(app)
        await story(Learner(surface, app.catalog), clock)
        return surface.text()


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
"""What learners do in the courses: the name of the file, its title and the story."""


async def page(title: str, story: Story) -> str:
    """The document of a story."""
    return f"""\
# {title}

This is what a learner sees on the plainest surface, screen by screen. What they type or press begins
with `>`. Written by `python -m tests.app.transcripts`.

~~~text
{await transcript(story)}
~~~
"""


PAGES: Mapping[str, Callable[[], Awaitable[str]]] = {
    **{name: partial(page, title, story) for name, (title, story) in STORIES.items()},
    "challenge": challenge_transcript.page,
    "queue-after-a-crash": queue_transcript.page,
    "discord-to-terminal": linking_transcript.page,
    "slack-to-discord": slack_transcript.page,
}
"""Every document, by the name of its file."""


async def _write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, written in PAGES.items():
        (FOLDER / f"{name}.md").write_text(await written(), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
