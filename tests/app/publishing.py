"""Courses that are edited and published, and the processes that use one record meanwhile."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.app.surroundings import ADA, TINY, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.clock import SystemChance
from courseware_core.editions import LOOK_EVERY
from courseware_core.identity import Identity
from courseware_core.publishing import Publication
from courseware_core.screen.model import Screen
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner

OLGA = "olga"
LESSON = "t1-tea/l1-leaves/lesson.md"
QUIZ = "t1-tea/l1-leaves/quiz.yaml"
POOL = "t1-tea/pools/core.yaml"
FIRST, FIRST_ANEW = "What makes a leaf end up as green tea?", "What keeps a leaf green?"
TRADE, TRADE_ANEW = (
    "Tea was once dear enough to start a quarrel over.",
    "Tea was once dear enough for a quarrel.",
)


class Course:
    """A copy of the tiny course, to be edited."""

    def __init__(self, folder: Path, source: Path = TINY) -> None:
        self.folder: Path = shutil.copytree(source, folder)

    def edit(self, file: str, *changes: tuple[str, str]) -> None:
        """Puts other words in the place of those in a file."""
        text = (self.folder / file).read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (self.folder / file).write_text(text, encoding="utf-8")

    def without_the_second_lesson(self) -> None:
        """Takes out a lesson with its quiz, and the questions about it."""
        shutil.rmtree(self.folder / "t1-tea/l2-brewing")
        (self.folder / "claims.yaml").unlink()
        self.edit("t1-tea/module.yaml", ("lessons: [l1-leaves, l2-brewing]", "lessons: [l1-leaves]"))
        pool = (self.folder / POOL).read_text(encoding="utf-8")
        for section in ("t1.l2.time", "t1.l2.water"):
            pool = pool.replace(f"    see: {section}\n", "")
        (self.folder / POOL).write_text(pool, encoding="utf-8")


class Workers:
    """Processes over one record with one clock; each has a connection, a memory and courses of its own."""

    def __init__(self, stack: AsyncExitStack, url: str) -> None:
        self.clock = FixedClock()
        self.url = url
        self._stack = stack

    async def start(self, content: Path = TINY, **how: Any) -> Courseware:
        """One more of them."""
        settings: dict[str, Any] = {"store": self.url, "clock": self.clock, "chance": SystemChance(), **how}
        return await self._stack.enter_async_context(opened(content, **settings))

    def wait(self) -> None:
        """Lets so much time pass that everybody looks again."""
        self.clock.move(LOOK_EVERY)


@asynccontextmanager
async def workers_over(url: str) -> AsyncIterator[Workers]:
    """Workers that end together."""
    async with AsyncExitStack() as stack:
        yield Workers(stack, url)


async def publish(app: Courseware, course: Course, **how: Any) -> Publication:
    """Publishes as Olga."""
    return await app.publishing.publish(course.folder, OLGA, **how)


async def entered(app: Courseware, activity: str, who: Identity = ADA) -> Learner:
    """Somebody who has come in to that activity."""
    someone = learner(app, who)
    await someone.enter(activity)
    return someone


def said(screen: Screen) -> str:
    """All that stands on a screen."""
    words = [plain(rich) for block in screen.blocks for rich in texts(block)]
    return "\n".join((screen.eyebrow, screen.title, *words))


def offers_update(screen: Screen) -> bool:
    """Whether the screen offers to go on in a newer text."""
    return any("This lesson was updated" in control.label for control in screen.controls)


Make = Callable[[str], Course]
MOMENT = timedelta(microseconds=1)
