"""Activities by digest: those of the courses at hand, and those that sessions are pinned to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from courseware_core.content import catalog as catalogs
from courseware_core.content.catalog import Catalog, Pinned
from courseware_core.content.model import AnyActivity

KEPT = 1000
"""How many pinned activities are remembered, at most. Review and conversations bring ever new ones."""


class BodyNeeded(Exception):
    """The activity of this digest is not in memory yet; the store has it."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


class Library:
    """The courses at hand, and the pinned activities that were asked for last."""

    def __init__(self, catalog: Catalog) -> None:
        self._newest = catalog
        self._pinned: dict[str, AnyActivity] = {}
        self._lock = Lock()  # a store decides in a thread of its own

    @property
    def catalog(self) -> Catalog:
        """The courses at hand; within `turn` those that were at hand when it began."""
        library, catalog = _OF_TURN.get()
        return catalog if library is self else self._newest

    def replace(self, catalog: Catalog) -> None:
        """Puts other courses at hand, for turns that begin from now on."""
        self._newest = catalog

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keeps the courses at hand as they are for whoever runs this, and for nobody else."""
        before = _OF_TURN.set((self, self._newest))
        try:
            yield
        finally:
            _OF_TURN.reset(before)

    def pinned(self, digest: str) -> AnyActivity:
        """The activity of that digest. Raises: BodyNeeded when it has to be fetched first."""
        activity = self._pinned.get(digest)
        if activity is None:
            activity = self.catalog.by_digest(digest)
            if activity is None:
                raise BodyNeeded(digest)
            self._remember(digest, activity)
        return activity

    def keep(self, pinned: Pinned) -> None:
        """Takes in an activity that need not be in any course at hand."""
        self._remember(pinned.digest, pinned.activity)

    def add(self, digest: str, body: bytes) -> None:
        """Takes in a body that the store kept."""
        self._remember(digest, catalogs.parse(body))

    def _remember(self, digest: str, activity: AnyActivity) -> None:
        with self._lock:
            self._pinned.pop(digest, None)
            self._pinned[digest] = activity
            if len(self._pinned) > KEPT:
                del self._pinned[next(iter(self._pinned))]


_OF_TURN: ContextVar[tuple[Library | None, Catalog]] = ContextVar("of_turn", default=(None, Catalog()))
"""The courses at hand in the turn that is under way here, and whose they are."""
