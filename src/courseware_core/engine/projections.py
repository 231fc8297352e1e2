"""What is kept beside the facts and can be made again from them: heads, final responses, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from courseware_core.content.questions.base import Outcome, Question
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.machine import Standing
from courseware_core.identity import Identity


@dataclass(frozen=True, slots=True)
class Head:
    """One session in a row: what menus, limits and reports ask about.

    `done` of `total` is how far it got, in the activity's own units; `score` of `out_of` are marks.
    `mark` is a lab's (completed, demonstrated, assisted), given by `mark_by`; decisions and demos are
    completed, a challenge is completed or verified, and elsewhere it is empty. `waiting` answers wait for a
    person to read them.
    """

    session: str
    owner: Identity
    kind: str
    activity: str
    digest: str
    status: Literal["open", "closed", "voided"]
    scope: str
    started_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    deadline: datetime | None = None
    done: int = 0
    total: int = 0
    score: Fraction | None = None
    out_of: int | None = None
    passed: bool | None = None
    mark: str = ""
    mark_by: str = ""
    version: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class FinalResponse:
    """One question of a closed attempt: the last answer and what it took."""

    session: str
    activity: str
    question: str
    options: tuple[str, ...]
    outcome: Outcome
    mark: Fraction
    tries: int
    hints: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """One anonymous count: somebody's final answer to an item held `option`.

    `option` is what the item's kind says is counted: the id of an option, `place:id` of an order, `pair:id`
    of a match. It is empty for typed text. `first` says it was the person's first attempt. `month` is
    "2026-11".
    """

    item: str
    digest: str
    option: str
    first: bool
    month: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What stays the same in a session: who it belongs to, what it is pinned to, when it began."""

    session: str
    owner: Identity
    kind: str
    activity: str
    digest: str
    scope: str
    started_at: datetime


def head(opening: Opening, standing: Standing, *, at: datetime, version: int, voided: bool = False) -> Head:
    """The head of a session that stands so after a fact recorded at `at`. A voided one never ended."""
    closed = standing.closed and not voided
    return Head(
        session=opening.session,
        owner=opening.owner,
        kind=opening.kind,
        activity=opening.activity,
        digest=opening.digest,
        status="voided" if voided else "closed" if closed else "open",
        scope=opening.scope,
        started_at=opening.started_at,
        updated_at=at,
        closed_at=(standing.closed_at or at) if closed else None,
        deadline=standing.deadline,
        done=standing.done,
        total=standing.total,
        score=standing.score,
        out_of=standing.out_of,
        passed=standing.passed,
        mark=standing.mark,
        mark_by=standing.mark_by,
        version=version,
        waiting=0 if voided else standing.waiting,
    )


def responses(opening: Opening, state: AttemptState) -> tuple[FinalResponse, ...]:
    """The final responses of a closed attempt; unanswered questions have none."""
    assert state.closed_at
    return tuple(
        FinalResponse(
            session=opening.session,
            activity=opening.activity,
            question=slot.question,
            options=slot.response.options,
            outcome=slot.outcome,
            mark=slot.mark,
            tries=slot.tries,
            hints=slot.hints,
            at=state.closed_at,
        )
        for slot in state.slots
        if slot.response is not None and slot.outcome is not None
    )


def counts(
    opening: Opening, state: AttemptState, asked: Mapping[str, Question], at: datetime
) -> tuple[Count, ...]:
    """The anonymous counts of a closed attempt at the questions of `asked`: one for all that was chosen."""
    month = f"{at:%Y-%m}"
    return tuple(
        Count(slot.question, opening.digest, option, state.first, month)
        for slot in state.slots
        if slot.response is not None
        for option in (asked[slot.question].counted(slot.response) or ("",))
    )
