"""How the tests of the whole core begin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from courseware_core.app import Courseware
from courseware_core.content.catalog import Catalog, bundled_content, load_catalog
from courseware_core.identity import Identity
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner
from courseware_core.testing.surfaces import CoreSurface

ADA = Identity("test", "local", "ada")
BEA = Identity("test", "local", "bea")
COURSES = Path(__file__).parents[1] / "data" / "courses"
TINY = COURSES / "tiny"
COFFEE = TINY.with_name("coffee")
"""A course with every kind of question that a rule marks."""

SHIPPED = bundled_content()


@cache
def catalog_at(folder: Path) -> Catalog:
    """The courses at `folder`, read once by a process: for tests that change no file there."""
    return load_catalog(folder)


@asynccontextmanager
async def opened(content: Path = TINY, store: Any = "memory:", **how: Any) -> AsyncIterator[Courseware]:
    """The core with a clock that stands still and a chance that repeats itself."""
    settings: dict[str, Any] = {"clock": FixedClock(), "chance": RepeatableChance()} | how
    async with Courseware.open(content=content, store=store, **settings) as app:
        yield app


def learner(app: Courseware, who: Identity = ADA, surface: type[CoreSurface] = CoreSurface) -> Learner:
    """Somebody at the plainest surface."""
    return Learner(surface(app, who), app.catalog)
