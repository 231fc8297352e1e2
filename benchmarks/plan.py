"""What is compared: contenders, the goals they are measured for, and the targets that are aimed at."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import ClassVar, Literal

from benchmarks.measuring import Sample


@dataclass(frozen=True, slots=True)
class Contender:
    """One way of doing the work of a goal. Contenders of one name are the same and run once a round."""

    name: str
    run: Callable[[], Sample]


@dataclass(frozen=True, slots=True)
class Cheaper:
    """`ours` takes at most `at_most` times the processor time of `floor` for an operation."""

    what: str
    ours: str
    floor: str
    at_most: float
    unit: ClassVar[str] = "×"

    def of(self, samples: dict[str, Sample]) -> float:
        """The ratio in one round."""
        ours, floor = samples[self.ours], samples[self.floor]
        return (ours.cpu_s / ours.operations) / (floor.cpu_s / floor.operations)

    def met(self, ratio: float) -> bool:
        """Whether it is so."""
        return ratio <= self.at_most

    def __str__(self) -> str:
        return f"≤ {self.at_most:g}×"


@dataclass(frozen=True, slots=True)
class Faster:
    """`ours` gets at least `at_least` times as much done in a second as `floor`."""

    what: str
    ours: str
    floor: str
    at_least: float
    unit: ClassVar[str] = "×"

    def of(self, samples: dict[str, Sample]) -> float:
        """The ratio in one round."""
        ours, floor = samples[self.ours], samples[self.floor]
        return (ours.operations / ours.wall_s) / (floor.operations / floor.wall_s)

    def met(self, ratio: float) -> bool:
        """Whether it is so."""
        return ratio >= self.at_least

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}×"


@dataclass(frozen=True, slots=True)
class Fairer:
    """The slowest operation of `ours` takes at most `at_most` times the median one."""

    what: str
    ours: str
    at_most: float
    floor: Literal[""] = ""
    unit: ClassVar[str] = "×"

    def of(self, samples: dict[str, Sample]) -> float:
        """The ratio in one round."""
        latencies_s = samples[self.ours].latencies_s
        return max(latencies_s) / median(latencies_s)

    def met(self, ratio: float) -> bool:
        """Whether it is so."""
        return ratio <= self.at_most

    def __str__(self) -> str:
        return f"≤ {self.at_most:g}×"


@dataclass(frozen=True, slots=True)
class Shorter:
    """What `ours` counts under `key` is a time of at most `at_most_ms` milliseconds.

    The one target that is no ratio: it is how long people may be kept waiting, on whatever machine.
    """

    what: str
    ours: str
    key: str
    at_most_ms: float
    floor: Literal[""] = ""
    unit: ClassVar[str] = " ms"

    def of(self, samples: dict[str, Sample]) -> float:
        """The time in one round, in milliseconds."""
        return samples[self.ours].counted[self.key]

    def met(self, time_ms: float) -> bool:
        """Whether it is so."""
        return time_ms <= self.at_most_ms

    def __str__(self) -> str:
        return f"≤ {self.at_most_ms:g} ms"


Target = Cheaper | Faster | Fairer | Shorter


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with what is run for it. `missing` says why nothing, or a part, could not be measured here."""

    name: str
    title: str
    contenders: tuple[Contender, ...]
    targets: tuple[Target, ...]
    missing: str = ""
