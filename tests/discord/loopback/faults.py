"""What goes wrong on the way, written down before it happens: by route and count."""

import fnmatch
from dataclasses import dataclass
from typing import Literal

Kind = Literal["status", "rate_limit", "lost", "reset", "delay", "held"]


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong with the next `times` requests that match."""

    method: str
    path: str
    times: int
    kind: Kind
    status: int = 500
    seconds: float = 0.0
    everywhere: bool = False


class Faults:
    """The faults to come. A path is a pattern such as `/channels/*/messages`; `*` crosses slashes."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def answers(self, status: int, method: str, path: str, *, times: int = 1) -> None:
        """Refuses with a 5xx; nothing takes effect."""
        self._coming.append(Fault(method, path, times, "status", status=status))

    def limits(
        self, method: str, path: str, *, retry_after: float, everywhere: bool = False, times: int = 1
    ) -> None:
        """Answers 429: of this route, or `everywhere` of the whole application."""
        fault = Fault(method, path, times, "rate_limit", seconds=retry_after, everywhere=everywhere)
        self._coming.append(fault)

    def loses_answer(self, method: str, path: str, *, times: int = 1) -> None:
        """The request takes effect, and the connection breaks before the answer."""
        self._coming.append(Fault(method, path, times, "lost"))

    def resets(self, method: str, path: str, *, times: int = 1) -> None:
        """The connection breaks before anything takes effect."""
        self._coming.append(Fault(method, path, times, "reset"))

    def delays(self, seconds: float, method: str, path: str, *, times: int = 1) -> None:
        """The request takes effect and is answered, `seconds` later."""
        self._coming.append(Fault(method, path, times, "delay", seconds=seconds))

    def holds(self, method: str, path: str, *, times: int = 1) -> None:
        """The request is not answered and takes no effect, until who asked goes away."""
        self._coming.append(Fault(method, path, times, "held"))

    def take(self, method: str, path: str) -> Fault | None:
        """What goes wrong with this request: the first that was written down for it, used up by one."""
        for fault in self._coming:
            if fault.method in (method, "*") and fnmatch.fnmatchcase(path, fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self._coming.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """From now on nothing goes wrong."""
        self._coming.clear()
