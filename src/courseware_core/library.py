"""Activities by digest: those of the courses at hand, and those that sessions are pinned to."""

from courseware_core.content import catalog as catalogs
from courseware_core.content.catalog import Catalog
from courseware_core.content.model import AnyActivity


class BodyNeeded(Exception):
    """The activity of this digest is not in memory yet; the store has it."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


class Library:
    """The catalog, and every pinned activity that was asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._pinned: dict[str, AnyActivity] = {}

    def pinned(self, digest: str) -> AnyActivity:
        """The activity of that digest. Raises: BodyNeeded when it has to be fetched first."""
        if digest not in self._pinned:
            activity = self.catalog.by_digest(digest)
            if activity is None:
                raise BodyNeeded(digest)
            self._pinned[digest] = activity
        return self._pinned[digest]

    def add(self, digest: str, body: bytes) -> None:
        """Takes in a body that the store kept."""
        self._pinned[digest] = catalogs.parse(body)
