"""One process that serves surfaces: one record for all, and one end, which waits for what is under way."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from typing import Protocol

from courseware_core.app import Courseware
from courseware_core.errors import StoreError
from courseware_core.glossary import glossary
from courseware_core.languages import available, catalogue
from courseware_core.ports import Store
from courseware_core.screen.failures import failed
from courseware_core.screen.profiles import Profile
from courseware_core.screen.words import Words
from courseware_core.storage import open_store
from courseware_core.surfaces.deployment import Deployment

ENTRY_POINTS = "courseware.surfaces"
"""The group of entry points whose names are surfaces; each is a `SurfaceOf`."""


class Surface(Protocol):
    """A surface with its settings, ready to be served. `profile` is that of its messages."""

    @property
    def profile(self) -> Profile:
        """What its messages can show."""

    def seen_by(self, words: Words, /) -> str:
        """The sentence that tells a new person who can see what is stored."""

    async def serve(self, app: Courseware) -> int:
        """The exit code, once it cannot go on, which it has told in a sentence by then.

        When it is cancelled it takes nothing new, answers what is under way, and ends.
        """


class SurfaceOf(Protocol):
    """How a surface is offered to a process that serves several."""

    def __call__(self, environment: Mapping[str, str], /) -> Surface:
        """The surface as the environment sets it. Raises: SettingsError, NotInstalled."""


_NEW_BETWEEN_COLLECTIONS = 10_000
"""New objects after which Python looks for cycles: a press makes more than the 700 it would wait for."""


def log_what_happens() -> None:
    """Has this process say on standard error what happens to its connections. It says nothing of learners."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def warm_up(app: Courseware) -> None:
    """Has read, before anybody waits, what is read once: the words of every language, and the terms.

    What is there then stays as long as the process, so it is not looked through for garbage over and over.
    Nor is each new thing while it is answered.
    """
    glossary(app.catalog)
    for language in available():
        words = catalogue(language)
        words.number(1)
        failed(StoreError(), words)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_BETWEEN_COLLECTIONS)


async def serve(deployment: Deployment, surfaces: Sequence[Surface]) -> int:
    """The exit code, once the process was told to end or no surface can go on.

    A surface that cannot go on leaves the others alone; its exit code counts in the end.

    Raises: CoursewareError when the courses or the record cannot be opened.
    """
    async with AsyncExitStack() as opened:
        store = await open_store(deployment.record, serving=True)
        opened.push_async_callback(store.close)
        apps = [await opened.enter_async_context(opened_for(each, deployment, store)) for each in surfaces]
        serving: list[asyncio.Task[int]] = []
        with _ended_by_signals():
            async with asyncio.TaskGroup() as tasks:
                for surface, app in zip(surfaces, apps, strict=True):
                    serving.append(tasks.create_task(surface.serve(app)))
        return max((each.result() for each in serving if not each.cancelled()), default=0)


@asynccontextmanager
async def opened_for(
    surface: Surface, deployment: Deployment, store: Store | None = None
) -> AsyncIterator[Courseware]:
    """The courses as a surface shows them: over an open store, else over the deployment's own.

    Raises: CoursewareError when the courses or the record cannot be opened.
    """
    model = deployment.model
    async with Courseware.open(
        content=deployment.content,
        store=store or deployment.record,
        profile=surface.profile,
        seen_by=surface.seen_by,
        serving=True,
        model=model.name or None,
        model_base=model.base,
        model_deadline_s=model.deadline_s,
        budgets=model.budgets,
        reviewer=deployment.reviewer,
    ) as app:
        yield app


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ends quietly what is done inside when somebody asks the program to terminate."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    asked: list[int] = []

    def end(number: int) -> None:
        asked.append(number)
        task.cancel()

    watched = (signal.SIGINT, signal.SIGTERM)
    for number in watched:
        with suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(number, end, number)
    try:
        yield
    except asyncio.CancelledError:
        if not asked:
            raise
        task.uncancel()
    finally:
        for number in watched:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
