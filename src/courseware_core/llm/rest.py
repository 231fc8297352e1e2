"""How long a model that failed is left alone."""

from collections.abc import Callable
from typing import Literal

Fault = Literal["down", "slow", "busy", "denied"]

FIRST_S = 30.0
"""The first rest; each further failure in a row doubles it."""

LONGEST_S = 300.0
"""The longest rest."""

SHORTEST_S = 5.0
"""The shortest rest, however soon a provider wants to be asked again."""


class Rest:
    """When a model may be asked: always, until it fails; then by one at a time, after a rest."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._failures = 0
        self._trying = False
        self._fault: Fault | None = None

    def fault(self) -> Fault | None:
        """Why nobody may ask now; None when one may.

        After a rest the first who asks may try alone, until `succeeded`, `failed` or `ended`.
        """
        if self._fault is None:
            return None
        if self._trying or self._seconds() < self._until:
            return self._fault
        self._trying = True
        return None

    def succeeded(self) -> None:
        """The model replied: everybody may ask."""
        self._fault, self._failures, self._trying = None, 0, False

    def failed(self, fault: Fault, wait_s: float | None = None) -> None:
        """The model failed, and rests. `wait_s` is how long its provider wants to be left alone.

        Calls that were under way when the rest began, and fail too, change nothing.
        """
        if self._fault is not None and not self._trying:
            return
        doubled = FIRST_S * 2.0 ** min(self._failures, 10)
        wanted = doubled if wait_s is None else max(wait_s, SHORTEST_S)
        self._until = self._seconds() + min(wanted, LONGEST_S)
        self._fault, self._failures, self._trying = fault, self._failures + 1, False

    def ended(self) -> None:
        """A call is over. If nothing became known of the model by it, the next one may try."""
        self._trying = False
