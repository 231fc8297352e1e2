"""What goes wrong with the Web API, written down before it happens: by method and count."""

import asyncio
import fnmatch
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from tests.slack.loopback.records import Json

Kind = Literal["status", "rate_limit", "error", "lost", "reset", "delay", "held"]


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong with the next `times` calls of a method."""

    method: str
    times: int
    kind: Kind
    status: int = 500
    seconds: float = 0.0
    error: str = ""
    about: Collection[str] = ()
    """Ids of which one must stand in an argument of the call; without any, every call is meant."""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def is_for(self, method: str, args: Json) -> bool:
        """Whether it is a call with these arguments that goes wrong."""
        words = [each for each in args.values() if isinstance(each, str)]
        meant = not self.about or any(name in word for name in self.about for word in words)
        return meant and fnmatch.fnmatchcase(method, self.method)

    def release(self) -> None:
        """Lets calls that were held take effect, and those to come pass."""
        self.released.set()


class Faults:
    """The faults to come. A method is a pattern such as `chat.*`; `about` are ids of people or channels."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._held: list[Fault] = []

    def answers(self, status: int, method: str, *, times: int = 1, about: Collection[str] = ()) -> None:
        """Refuses with a 5xx; nothing takes effect."""
        self._coming.append(Fault(method, times, "status", status=status, about=about))

    def refuses(self, error: str, method: str, *, times: int = 1, about: Collection[str] = ()) -> None:
        """Answers `ok: false` with an error code of Slack's; nothing takes effect."""
        self._coming.append(Fault(method, times, "error", error=error, about=about))

    def limits(self, method: str, *, retry_after: int, times: int = 1, about: Collection[str] = ()) -> None:
        """Answers 429, to be tried again after that many seconds, which may be 0."""
        self._coming.append(Fault(method, times, "rate_limit", seconds=retry_after, about=about))

    def loses_answer(self, method: str, *, times: int = 1, about: Collection[str] = ()) -> None:
        """The call takes effect, and the connection breaks before the answer."""
        self._coming.append(Fault(method, times, "lost", about=about))

    def resets(self, method: str, *, times: int = 1, about: Collection[str] = ()) -> None:
        """The connection breaks before anything takes effect."""
        self._coming.append(Fault(method, times, "reset", about=about))

    def delays(self, seconds: float, method: str, *, times: int = 1) -> None:
        """The call takes effect and is answered, `seconds` later."""
        self._coming.append(Fault(method, times, "delay", seconds=seconds))

    def holds(self, method: str, *, times: int = 1, about: Collection[str] = ()) -> Fault:
        """The call waits, without effect, until `release()` of what this returns, or its caller is gone."""
        fault = Fault(method, times, "held", about=about)
        self._coming.append(fault)
        self._held.append(fault)
        return fault

    def take(self, method: str, args: Json) -> Fault | None:
        """What goes wrong with this call: the first that was written down for it, used up by one."""
        for fault in self._coming:
            if fault.is_for(method, args):
                fault.times -= 1
                if fault.times <= 0:
                    self._coming.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """From now on nothing goes wrong; what is held is released."""
        for fault in self._held:
            fault.release()
        self._held.clear()
        self._coming.clear()
