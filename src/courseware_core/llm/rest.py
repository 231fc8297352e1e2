"""How long a model that failed is left alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Fault = Literal["down", "slow", "busy", "denied"]

FIRST_S = 30.0
"""The first rest; each further failure in a row doubles it."""

LONGEST_S = 300.0
"""The longest rest."""

SHORTEST_S = 5.0
"""The shortest rest, however soon a provider wants to be asked again."""


@dataclass(frozen=True, slots=True, eq=False)
class Try:
    """Leave to ask the model once."""


class Rest:
    """When a model may be asked: always, until it fails; then by one at a time, after a rest."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._failures = 0
        self._fault: Fault | None = None
        self._trial: Try | None = None

    def resting(self) -> Fault | None:
        """Why nobody may ask now; None when somebody may."""
        waiting = self._trial is not None or self._seconds() < self._until
        return self._fault if waiting else None

    def ask(self) -> Try | Fault:
        """Leave to ask, or why there is none.

        After a rest the first who asks may try alone, until `succeeded`, `failed` or `ended`.
        """
        if fault := self.resting():
            return fault
        leave = Try()
        if self._fault is not None:
            self._trial = leave
        return leave

    def succeeded(self) -> None:
        """The model replied: everybody may ask."""
        self._fault, self._failures, self._trial = None, 0, None

    def failed(self, asked: Try, fault: Fault, wait_s: float | None = None) -> None:
        """The model failed, and rests. `wait_s` is how long its provider wants to be left alone.

        Calls that were under way when the rest began, and fail too, change nothing.
        """
        if self._fault is not None and asked is not self._trial:
            return
        doubled = FIRST_S * 2.0 ** min(self._failures, 10)
        wanted = doubled if wait_s is None else max(wait_s, SHORTEST_S)
        self._until = self._seconds() + min(wanted, LONGEST_S)
        self._fault, self._failures, self._trial = fault, self._failures + 1, None

    def ended(self, asked: Try) -> None:
        """A call is over. If it was to find out whether the model is back, and did not, the next one may."""
        if asked is self._trial:
            self._trial = None
