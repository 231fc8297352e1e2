"""What is said of a written answer, by whom, and what that comes to: counted without the engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from tests.promises.content import Item

COUNTING = ("checks", "person")
"""Whose word may count."""

Verdict = tuple[str, ...] | Literal["doubt", "instead"]
"""The criteria that a model says are met; else that it has a doubt, or that there is no verdict of it."""


@dataclass(frozen=True)
class Said:
    """What was said of one answer. The learner was told that `provider` and `reviewer` may read it."""

    provider: str = ""
    reviewer: str = ""
    passes_checks: bool = False
    judged: Verdict | None = None
    reviewed: tuple[str, ...] | None = None
    reason: str = ""
    own: tuple[str, ...] | None = None

    @property
    def is_told(self) -> bool:
        """Whether the learner was told of somebody who may read it."""
        return bool(self.provider or self.reviewer)

    @property
    def is_owed(self) -> bool:
        """Whether a model is to read it and nobody has said anything."""
        return bool(self.provider) and self.judged is None and self.reviewed is None


def decided(item: Item, said: Said) -> dict[str, tuple[bool, str]]:
    """Of each criterion that is decided, whether it is met and who says so."""
    found = {}
    for place, name in enumerate(item.criteria):
        if said.reviewed is not None:
            found[name] = name in said.reviewed, "person"
        elif place < item.checked:
            found[name] = said.passes_checks, "checks"
        elif isinstance(said.judged, tuple):
            found[name] = name in said.judged, "model"
        elif said.own is not None:
            found[name] = name in said.own, "self_check"
    return found


def open_criteria(item: Item, said: Said) -> tuple[str, ...]:
    """The criteria of which nobody has said anything that stands."""
    return tuple(name for name in item.criteria if name not in decided(item, said))


def worth(item: Item, said: Said, by: Sequence[str] = ()) -> int:
    """The points of the criteria that are met; only of those that one of `by` decided, if it is given."""
    found = decided(item, said)
    points = dict(zip(item.criteria, item.points, strict=True))
    return sum(points[name] for name, (met, who) in found.items() if met and (not by or who in by))


def best(item: Item, saids: Sequence[Said]) -> Said:
    """What stands: the best answer of the one that a person read last and those after it."""
    read = [number for number, said in enumerate(saids) if said.reviewed is not None]
    since = saids[read[-1] if read else 0 :]
    by = COUNTING if item.counts else ()
    most = max((worth(item, said, by) for said in since), default=0)
    return next((said for said in reversed(since) if worth(item, said, by) == most), Said())


def counted(item: Item, saids: Sequence[Said]) -> Fraction:
    """The part of its mark that a question which counts has earned: what checks and people say of it."""
    if not item.counts:
        return Fraction(0)
    return Fraction(worth(item, best(item, saids), COUNTING), sum(item.points))


def waits(item: Item, said: Said) -> bool:
    """Whether the person whom the learner was told of is to read the answer."""
    if not said.reviewer or said.reviewed is not None:
        return False
    enough = ("checks",) if item.counts else ("checks", "model")
    found = decided(item, said)
    return any(name not in found or found[name][1] not in enough for name in item.criteria)


def is_settled(item: Item, saids: Sequence[Said], *, gave_up: bool) -> bool:
    """Whether the model answer may be seen."""
    last = saids[-1] if saids else None
    if gave_up or (last and (last.own is not None or last.reviewed is not None)):
        return True
    if last is None or last.is_owed:
        return False
    return len(saids) >= item.tries or worth(item, last) == sum(item.points)


def from_facts(item: Item, facts: Iterable[tuple[Any, ...]], slot: int) -> list[Said]:
    """What was said of the answers to question `slot`, as the record has it."""
    saids: list[dict[str, Any]] = []
    for name, *values in facts:
        if name == "AnswerGiven" and values[0] == slot:
            saids.append({})
        elif name == "SelfChecked" and values[0] == slot:
            saids[-1]["own"] = values[1]
        elif name in ("ReadersTold", "AnswerChecked", "AnswerJudged", "AnswerReviewed") and values[0] == slot:
            said = saids[values[1]]
            match name:
                case "ReadersTold":
                    said["provider"], said["reviewer"] = values[2:]
                case "AnswerChecked":
                    said["passes_checks"] = all(met == "yes" for _, met in values[2])
                case "AnswerJudged":
                    said["judged"] = values[2]
                case _:
                    said["reviewed"] = values[3]
    return [Said(**each) for each in saids] if item.is_written else []
