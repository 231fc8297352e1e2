"""Runs contenders in shuffled rounds, so that what disturbs the machine disturbs all of them alike."""

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.measuring import Sample
from benchmarks.plan import Contender, Goal, Target

Round = dict[str, Sample]
"""What every contender took in one round, by its name."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of the rounds, with the smallest and the largest."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of one value for each round."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Rounds:
    """Everything that was measured."""

    rounds: tuple[Round, ...]

    def of(self, target: Target) -> Spread:
        """How a target came out, which in most is how two compare: one number for each round, spread."""
        return Spread.of([target.of(samples) for samples in self.rounds])

    def cpu_us(self, name: str) -> Spread:
        """Processor time for each operation, in microseconds."""
        return Spread.of([each.cpu_s / each.operations * 1e6 for each in self._of(name)])

    def rate(self, name: str) -> Spread:
        """Operations in a second of wall clock."""
        return Spread.of([each.operations / each.wall_s for each in self._of(name)])

    def latency_ms(self, name: str) -> tuple[float, float, float] | None:
        """The median, the 99th percentile and the worst of all operations; None where none was timed."""
        latencies = [1e3 * latency for each in self._of(name) for latency in each.latencies_s]
        if not latencies:
            return None
        return median(latencies), quantiles(latencies, n=100, method="inclusive")[98], max(latencies)

    def counted(self, name: str) -> Mapping[str, float]:
        """What the runs counted, for each operation; the median of the rounds."""
        runs = self._of(name)
        return {key: median(each.counted[key] / each.operations for each in runs) for key in runs[0].counted}

    def _of(self, name: str) -> list[Sample]:
        return [samples[name] for samples in self.rounds]


def contenders(goals: Sequence[Goal]) -> list[Contender]:
    """Every contender of the goals, each once."""
    return list({each.name: each for goal in goals for each in goal.contenders}.values())


def run(goals: Sequence[Goal], rounds: int) -> Rounds:
    """`rounds` rounds of every contender, after one that is thrown away: it warms caches and compiles."""
    everyone = contenders(goals)
    measured = []
    for number in range(rounds + 1):
        sys.stderr.write(f"round {number} of {rounds}\n" if number else "warming up\n")
        samples = {}
        for contender in random.sample(everyone, len(everyone)):
            samples[contender.name] = contender.run()
        measured.append(samples)
    return Rounds(tuple(measured[1:]))
