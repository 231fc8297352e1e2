"""The commands of operators about attempts: `attempt list`, `regrade`, `extend`, `void`."""

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from courseware_core.app import Courseware
from courseware_core.engine.correction import Standing
from courseware_core.engine.projections import Head
from courseware_core.errors import StoreCorrupt, UnreadableFact
from courseware_core.identity import Identity
from courseware_core.operators import LAST_YEAR, Correction
from courseware_terminal.command import counted, decimal, say_rows, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError, identity, name_of_user

_REFUSALS = {
    "damaged": "what is recorded of it cannot be read; restore it from a backup, or forget the learner",
    "attempt_open": "it is still under way",
    "handed_in": "it was handed in",
    "no_attempt": "it is no attempt at a quiz or test",
    "not_later": "that is not later than the time it has",
    "not_timed": "it has no time limit",
    "other_open": "its learner has another attempt under way",
    "voided": "it was voided",
}


@dataclass(frozen=True, slots=True)
class How:
    """Who makes a change and why, and whether it is only to be said what it would be."""

    by: Identity
    reason: str
    dry_run: bool

    @classmethod
    def read(cls, flags: Namespace) -> "How":
        """What the flags say. Raises: UsageError."""
        if flags.by == "":
            raise UsageError("--by names nobody. Write a name, or leave the option out for your own.")
        named = identity(flags.by or name_of_user()).user
        return cls(Identity("operator", "local", named), flags.reason, flags.dry_run)


def moment(minutes: int | None, until: str | None) -> datetime | timedelta:
    """The time that is meant; one without a zone is meant in the computer's. Raises: UsageError."""
    if minutes is not None:
        if not 0 < minutes < 1_000_000:
            raise UsageError("--minutes takes a number of minutes from 1 to 999,999.")
        return timedelta(minutes=minutes)
    try:
        meant = datetime.fromisoformat(until or "").astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{until!r} is no time: write it like 2026-11-21T18:00.") from None
    if meant.year > LAST_YEAR:
        raise UsageError(f"{until} is too late: the year is at most {LAST_YEAR}.")
    return meant


def listed(settings: Settings, activity: str, *, learner: str | None) -> int:
    """Lists the attempts at an activity, with the names that the other commands take."""

    async def said(app: Courseware) -> None:
        found = await app.operators.attempts(app.catalog.activity(activity).activity.id, _only(learner))
        if not found:
            say("There are none.")
        say_rows(
            (
                head.session,
                str(head.owner),
                _standing(head.score, head.out_of, head.passed) if head.status == "closed" else head.status,
                f"{head.started_at:%Y-%m-%d %H:%M} UTC",
            )
            for head in found
        )

    return with_courses(settings, said)


def regrade(
    settings: Settings, activity: str, *, learner: str | None, session: str | None, lower: bool, how: How
) -> int:
    """Grades attempts again, and reports each and all: what changes, who passes and who does not."""

    async def said(app: Courseware) -> int:
        found = await app.operators.attempts(app.catalog.activity(activity).activity.id, _only(learner))
        chosen = [head for head in found if session in (None, head.session)]
        if session is not None and not chosen:
            raise UsageError(
                f"{session} is no attempt at {activity}: see `courseware attempt list {activity}`."
            )
        corrected = [await _regraded(app, head, lower, how) for head in chosen]
        _report(corrected, dry_run=how.dry_run, lower=lower)
        return int(any(each.code in ("damaged", "voided") for each in corrected))

    return with_courses(settings, said)


async def _regraded(app: Courseware, head: Head, lower: bool, how: How) -> Correction:
    """One that cannot be read is reported, and keeps none of the others waiting."""
    try:
        return await app.operators.regrade(
            how.by, head.session, reason=how.reason, lower=lower, dry_run=how.dry_run
        )
    except (UnreadableFact, StoreCorrupt):
        return Correction(head.session, head.owner, head.activity, "refused", code="damaged")


def extend(settings: Settings, session: str, until: datetime | timedelta, *, how: How) -> int:
    """Gives an attempt more time. The exit code is 1 when it could not be."""

    async def done(app: Courseware) -> int:
        corrected = await app.operators.extend(how.by, session, until, reason=how.reason, dry_run=how.dry_run)
        again = " and is open again" if corrected.before else ""
        if isinstance(until, datetime):
            time = f"until {until:%Y-%m-%d %H:%M} UTC"
        else:
            time = f"{counted(until // timedelta(minutes=1), 'minute')} from now on"
        return _one(corrected, f"has {time}{again}", dry_run=how.dry_run)

    return with_courses(settings, done)


def void(settings: Settings, session: str, *, how: How) -> int:
    """Takes a session out of all results. The exit code is 1 when it could not be."""

    async def done(app: Courseware) -> int:
        corrected = await app.operators.void(how.by, session, reason=how.reason, dry_run=how.dry_run)
        return _one(corrected, "counts for nothing any more", dry_run=how.dry_run)

    return with_courses(settings, done)


def _one(corrected: Correction, done: str, *, dry_run: bool) -> int:
    if corrected.outcome == "refused":
        say(f"{corrected.session} of {corrected.owner} was left as it is: {_refusal(corrected)}.")
        return 1
    say(f"{corrected.session} of {corrected.owner} {done}.")
    if dry_run:
        say("This was a dry run: nothing was changed.")
    return 0


def _report(corrected: Sequence[Correction], *, dry_run: bool, lower: bool) -> None:
    say_rows((each.session, str(each.owner), result(each.before), _became(each)) for each in corrected)
    how_many = Counter(each.outcome for each in corrected)
    say(
        f"{counted(len(corrected), 'attempt')}: {how_many['changed']} changed, {how_many['same']} the same, "
        f"{how_many['kept']} kept because marks or a pass would be lost, {how_many['refused']} left."
    )
    changed = [each for each in corrected if each.outcome == "changed"]
    _say_who("Passed now", [each for each in changed if _passes(each.after) and not _passes(each.before)])
    _say_who(
        "Not passed any more", [each for each in changed if _passes(each.before) and not _passes(each.after)]
    )
    if how_many["kept"] and not lower:
        say("Those kept change too with --lower.")
    if dry_run:
        say("This was a dry run: nothing was changed.")


def _say_who(what: str, corrected: Sequence[Correction]) -> None:
    names = ", ".join(f"{each.owner} ({each.session})" for each in corrected)
    say(f"{what}: {names or 'nobody'}.")


def _became(corrected: Correction) -> str:
    match corrected.outcome:
        case "changed":
            return f"becomes {result(corrected.after)}"
        case "same":
            return "stays"
        case "kept":
            return f"stays; would become {result(corrected.after)}"
        case "refused":
            return f"left: {_refusal(corrected)}"


def _refusal(corrected: Correction) -> str:
    if corrected.code == "question_changed":
        return f"question {corrected.params['question']} is gone, or has other options now"
    return _REFUSALS[corrected.code]


def result(standing: Standing | None) -> str:
    """The result of an attempt in words."""
    return _standing(standing.score, standing.out_of, standing.passed) if standing else "open"


def _standing(score: Fraction | None, out_of: int | None, passed: bool | None) -> str:
    said = f"{decimal(score)} of {out_of}" if score is not None and out_of else "finished"
    return said if passed is None else f"{said}, {'passed' if passed else 'not passed'}"


def _passes(standing: Standing | None) -> bool:
    return standing is not None and standing.passed is True


def _only(learner: str | None) -> Identity | None:
    """The learner who is named; an empty name is nobody's, and never everybody's."""
    if learner == "":
        raise UsageError("--learner names nobody. Write a name, or leave the option out for everybody.")
    return None if learner is None else identity(learner)
