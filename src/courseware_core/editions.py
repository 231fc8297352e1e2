"""What was published in the record, in place of what a process has in its files.

Owns when a running process takes new content: between turns, never within one. Must not write.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from pydantic import ValidationError

from courseware_core.content import catalog as catalogs
from courseware_core.content.catalog import Catalog, Pinned
from courseware_core.content.edition import Edition, Manifest
from courseware_core.content.model import Course
from courseware_core.errors import ContentError, StoreCorrupt, StoreError
from courseware_core.library import Library
from courseware_core.ports import Clock, Store

LOOK_EVERY = timedelta(seconds=5)
"""How old what a turn knows of editions may be."""

_log = logging.getLogger(__name__)


class Editions:
    """Keeps the library's courses as they were published last.

    A course that was never published, or was withdrawn, is that of the files.
    """

    def __init__(self, library: Library, store: Store, clock: Clock) -> None:
        self._library = library
        self._store = store
        self._clock = clock
        self._of_files = library.catalog
        self._published: dict[str, tuple[Course, tuple[Pinned, ...]]] = {}
        self._numbers: dict[str, int] = {}
        self._looked = clock.now()
        self._looking = asyncio.Lock()

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of the newest edition of each course when it was looked last."""
        return self._numbers

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A turn, with the courses as they were published at most five seconds before it began.

        When the record cannot be read they stay as they were.
        """
        async with self._looking:
            if not timedelta(0) <= self._clock.now() - self._looked < LOOK_EVERY:
                try:
                    await self._look()
                except StoreError as error:
                    _log.warning(
                        "What was published could not be read; the courses stay as they were: %s", error
                    )
        with self._library.turn():
            yield

    async def look(self) -> None:
        """Takes what was published since. Raises: StoreError, and then nothing was taken."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        self._looked = self._clock.now()
        newest = await self._store.editions()
        taken, published = dict(self._numbers), dict(self._published)
        for course, number in newest.items():
            if number != taken.get(course):
                edition = await self._store.edition(course)
                if edition is not None:
                    await self._take(edition, published)
                    taken[course] = edition.number
        if taken != self._numbers:
            self._numbers, self._published = taken, published
            self._library.replace(self._merged())

    async def _take(self, edition: Edition, published: dict[str, tuple[Course, tuple[Pinned, ...]]]) -> None:
        if not edition.manifest:
            published.pop(edition.course, None)
            return
        try:
            manifest = Manifest.model_validate_json(edition.manifest)
            activities = [await self._pinned(digest) for digest in manifest.activities]
        except (ValidationError, ContentError):
            _skipped(
                edition.course, edition.number, "a newer version of courseware wrote it. Update this one."
            )
        else:
            published[edition.course] = (manifest.course, tuple(activities))

    async def _pinned(self, digest: str) -> Pinned:
        body = await self._store.body(digest)
        if body is None:
            raise StoreCorrupt(f"The record lists an activity ({digest}) that it does not hold.")
        return Pinned(digest, body, catalogs.parse(body))

    def _merged(self) -> Catalog:
        """The courses of the files with the published ones in their places."""
        merged = self._of_files
        for course, (published, activities) in sorted(self._published.items()):
            try:
                merged = merged.with_course(published, activities)
            except ContentError as error:
                _skipped(course, self._numbers[course], error.whole.replace("\n", " "))
        return merged


def _skipped(course: str, number: int, why: str) -> None:
    _log.warning("Edition %d of `%s` is not used: %s", number, course, why)
