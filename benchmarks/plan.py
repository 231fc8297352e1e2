"""What is compared: contenders, the goals they are measured for, and the ratios that are aimed at."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

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

    def of(self, samples: dict[str, Sample]) -> float:
        """The ratio in one round."""
        latencies_s = samples[self.ours].latencies_s
        return max(latencies_s) / median(latencies_s)

    def met(self, ratio: float) -> bool:
        """Whether it is so."""
        return ratio <= self.at_most

    def __str__(self) -> str:
        return f"≤ {self.at_most:g}×"


Target = Cheaper | Faster | Fairer


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with what is run for it. `missing` says why nothing, or a part, could not be measured here."""

    name: str
    title: str
    contenders: tuple[Contender, ...]
    targets: tuple[Target, ...]
    missing: str = ""
