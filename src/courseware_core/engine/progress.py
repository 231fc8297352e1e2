"""Which attempt counts, and how a learner stands in each activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import PlainSerializer

from courseware_core.engine.grading import COUNTING
from courseware_core.engine.projections import Head
from courseware_core.engine.verified import Verified
from courseware_core.frozen import Frozen

Keep = Literal["best", "latest", "first"]
State = Literal[
    "not_started",
    "in_progress",
    "finished",
    "passed",
    "not_passed",
    "completed",
    "demonstrated",
    "assisted",
    "verified",
]
ExactMark = Annotated[Fraction, PlainSerializer(str, return_type=str)]


@dataclass(frozen=True, slots=True)
class Result:
    """A closed attempt. `number` is its rank among the learner's attempts of the activity, from 1."""

    session: str
    number: int
    scope: str
    closed_at: datetime
    score: Fraction
    out_of: int
    passed: bool | None

    @property
    def share(self) -> Fraction:
        """The marks as a share of all; 0 where no rule marked anything."""
        return self.score / self.out_of if self.out_of else Fraction(0)


class ActivityProgress(Frozen):
    """How a learner stands in one activity. `kind` is the activity's, and `mock` for a mock exam.

    `done` of `total` is how far the open round got. `score` of `out_of` is the result that counts, exact
    as "n/d". `attempts` counts all rounds, open ones included. `marked_by` says who gave a lab's or a
    challenge's mark.
    `touched_at` is when something was last recorded.
    """

    activity: str
    kind: str
    title: str
    state: State
    done: int = 0
    total: int = 0
    score: ExactMark | None = None
    out_of: int | None = None
    attempts: int = 0
    marked_by: str = ""
    touched_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether a round is under way of something that is not done."""
        return self.total > 0 and not self.is_done

    @property
    def is_done(self) -> bool:
        """Whether it was finished, and passed where there is something to pass."""
        return self.state not in ("not_started", "in_progress", "not_passed")

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be done; a mock exam that was taken once need not be passed."""
        return not self.is_done and (self.kind, self.state) != ("mock", "not_passed")


def results(heads: Sequence[Head]) -> tuple[Result, ...]:
    """The closed attempts among `heads` of one activity, which are in order of start."""
    return tuple(
        Result(
            session=head.session,
            number=number,
            scope=head.scope,
            closed_at=head.closed_at,
            score=head.score,
            out_of=head.out_of,
            passed=head.passed,
        )
        for number, head in enumerate(heads, start=1)
        if head.status == "closed" and head.closed_at and head.score is not None and head.out_of is not None
    )


def counting(closed: Sequence[Result], keep: Keep) -> Result | None:
    """The result that counts: only whole attempts do; a pass is better than none, of equals the earliest.

    None when no whole attempt was closed.
    """
    whole = [result for result in closed if result.scope == "whole"]
    if not whole:
        return None
    match keep:
        case "best":
            return max(whole, key=lambda result: (result.passed is True, result.share))
        case "latest":
            return whole[-1]
        case "first":
            return whole[0]


def progress(
    activity: str, kind: str, title: str, heads: Sequence[Head], keep: Keep = "best"
) -> ActivityProgress:
    """How the learner stands in an activity, given all its heads in order of start; voided ones count not."""
    heads = [head for head in heads if head.status != "voided"]
    base = ActivityProgress(
        activity=activity, kind=kind, title=title, state="not_started", attempts=len(heads)
    )
    touched = max((head.updated_at for head in heads), default=None)
    opened = next((head for head in reversed(heads) if head.status == "open"), None)
    state, counts = _settled(kind, heads, keep)
    if state is None:
        state = "in_progress" if opened else "not_started"
    changes: dict[str, object] = {"state": state, "touched_at": touched}
    if opened:
        changes |= {"done": opened.done, "total": opened.total}
    if counts:
        changes |= {"score": counts.score, "out_of": counts.out_of}
    if kind in ("lab", "challenge"):
        marked = [head.mark_by for head in heads if head.mark == state]
        changes["marked_by"] = min(marked, key=_practice_in, default="")
    return base.model_copy(update=changes)


def _settled(kind: str, heads: Sequence[Head], keep: Keep) -> tuple[State | None, Result | None]:
    if kind in ("lab", "decision", "demo", "challenge"):
        marks: tuple[State, ...] = ("verified", "demonstrated", "assisted", "completed")
        given = {head.mark for head in heads}
        return next((mark for mark in marks if mark in given), None), None
    closed = [head for head in heads if head.status == "closed"]
    if kind == "lesson":
        return ("finished" if closed else None), None
    counts = counting(results(heads), keep)
    if counts is None:
        return None, None
    if counts.passed is None:
        return "finished", counts
    return ("passed" if counts.passed else "not_passed"), counts


def _practice_in(mark_by: str) -> int:
    """How many of those who gave a mark say nothing that could count; a lab's are none of them."""
    return len(set(Verified.read(mark_by).by) - COUNTING)
