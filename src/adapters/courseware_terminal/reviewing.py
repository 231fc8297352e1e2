"""The commands of reviewers: `review list`, `show`, `mark`."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courseware_core.app import Courseware
from courseware_core.content.questions.open import Coding, Criterion
from courseware_core.engine.facts import Decided, Doubt, Grader, Instead, Judgement
from courseware_core.engine.machine import Rejected
from courseware_core.identity import Identity
from courseware_core.languages import SOURCE, catalogue
from courseware_core.marking import Marked, Queue, Submission, unmarked
from courseware_core.screen.findings import finding
from courseware_terminal.command import counted, say_rows, with_courses
from courseware_terminal.corrections import result
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError, identity

_DOUBTS: Mapping[Doubt, str] = {
    "unsure": "it was not sure",
    "passes_differ": "asked again, it said something else",
    "addressed": "the answer talks to whoever grades it",
    "unquoted": "the words it quotes do not stand in the answer",
    "unanchored": "the words it quotes hold none of the author's anchors",
    "one_quote": "it quotes the same words for three criteria or more",
    "garbled": "its reply could not be read",
}
_INSTEAD: Mapping[Instead, str] = {
    "down": "it could not be reached",
    "slow": "it was too slow",
    "busy": "it is asked too often",
    "denied": "it does not accept us",
    "refused": "it declined",
    "too_long": "the answer is too long for it",
    "unfit": "what it wrote could not be used",
    "learner_spent": "the learner's budget is spent",
    "tenant_spent": "the tenant's budget is spent",
    "lab_spent": "the budget of the session is spent",
    "off": "it was switched off",
    "gone": "the one that the learner was told of is not there any more",
}
_BY: Mapping[Grader, str] = {
    "checks": "the checks",
    "model": "the model",
    "person": "a reviewer",
    "self_check": "the learner",
}
_NEXT = {
    "answered_again": " Read it with `courseware review show`.",
    "not_answered": " `courseware review list` names them.",
    "reason_needed": " Add --reason TEXT.",
}
"""What to do about a refusal here, after its sentence."""

_NOT_THERE = ("no_such_question", "unknown_criterion")


def listed(settings: Settings, reviewer: str, *, as_json: bool) -> int:
    """Lists what waits for the reviewer. Raises: UsageError."""
    _check_named(reviewer)

    async def said(app: Courseware) -> int:
        queue = await app.marking.queue(reviewer)
        if as_json:
            say(_json([_in_short(each) for each in queue.submissions]))
        else:
            _say_queue(queue, reviewer)
        return 1 if queue.unreadable else 0

    return with_courses(settings, said)


def show(settings: Settings, reviewer: str, reference: str, *, as_option: bool, as_json: bool) -> int:
    """Shows an answer, what was said of it, and how to mark it.

    `as_option` says that the reviewer was named on the command line, so that marking needs it there too.

    Raises: UsageError, UnknownSession.
    """
    _check_named(reviewer)
    session, question = _meant(reference)

    async def said(app: Courseware) -> int:
        found = await app.marking.answer(session, question, reviewer)
        if isinstance(found, Rejected):
            return _refused(found, f"{reference} cannot be shown. {_refusal(found)}")
        if as_json:
            say(_json(_in_full(found)))
        else:
            option = f" --reviewer {shlex.quote(reviewer)}" if as_option else ""
            say("\n".join(_lines(found, option)))
        return 0

    return with_courses(settings, said)


def mark(
    settings: Settings, reviewer: str, reference: str, *, answer: int, met: Sequence[str], reason: str
) -> int:
    """Marks an answer. The exit code is 1 when it could not be. Raises: UsageError, UnknownSession."""
    _check_named(reviewer)
    session, question = _meant(reference)
    by = Identity("operator", "local", identity("").user)

    async def done(app: Courseware) -> int:
        came = await app.marking.mark(by, reviewer, session, question, answer, met, reason)
        if isinstance(came, Rejected):
            return _refused(came, f"{reference} was left as it is. {_refusal(came)}")
        _say_marked(came)
        return 0

    return with_courses(settings, done)


def _check_named(reviewer: str) -> None:
    if not reviewer:
        raise UsageError(
            "No reviewer is named: write --reviewer NAME or set COURSEWARE_REVIEWER, with the name that "
            "learners are told."
        )


def _meant(reference: str) -> tuple[str, int]:
    session, _, number = reference.rpartition("/")
    if not session or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise UsageError(f"{reference!r} is no answer: write SESSION/QUESTION, as `review list` does.")
    return session, int(number)


def _refused(rejected: Rejected, said: str) -> int:
    """Says why it was not done. Raises: UsageError when what is named does not exist."""
    if rejected.code in _NOT_THERE:
        raise UsageError(said)
    say(said)
    return 1


def _refusal(rejected: Rejected) -> str:
    return unmarked(rejected) + _NEXT.get(rejected.code, "")


# The queue


def _say_queue(queue: Queue, reviewer: str) -> None:
    if not queue.submissions:
        say(f"Nothing waits for {reviewer}.")
    say_rows(
        (
            each.reference,
            _time(each),
            f"{each.activity}, {each.question.id}",
            _why(each),
        )
        for each in queue.submissions
    )
    for name, number in queue.others.items():
        say(f"{counted(number, 'answer')} for {name} (--reviewer {shlex.quote(name)}).")
    for session in queue.unreadable:
        say(f"{session} cannot be read: it is damaged, or a newer version of courseware wrote in it.")


def _why(submission: Submission) -> str:
    judged = submission.graded.judged
    match submission.why:
        case None:
            return "it does not wait"
        case "not_judged":
            return "the model has not answered"
        case "no_verdict":
            return f"no verdict of the model: {_INSTEAD[judged.instead] if judged else ''}"
        case "doubt":
            doubts = judged.doubts if judged else ()
            return f"the model's verdict is in doubt: {', '.join(_DOUBTS[each] for each in doubts)}"
        case "not_counted":
            return "what the model says does not count"
        case "unread":
            return "nobody has read it"


# An answer


def _lines(submission: Submission, option: str) -> Iterator[str]:
    """What is to be read of an answer; `option` goes with the command that marks it."""
    question = submission.question
    yield f"{submission.title} ({submission.activity}), question {submission.question_number}"
    yield f"{submission.reference}, answer {submission.answer}, given {_time(submission)}: {_why(submission)}"
    worth = "counts for a mark" if question.counts else "is practice"
    decided = any(each.by for each in submission.verdicts)
    stands = (
        f"{submission.points} of {question.points} points as it stands" if decided else "nothing is decided"
    )
    yield f"It {worth}: {stands}."
    yield from _quoted("Question", question.stem)
    if isinstance(question, Coding) and question.code:
        yield from _quoted("Its code", question.code)
    yield from _quoted("Answer", submission.text)
    yield from _quoted("Model answer", question.model_answer)
    yield "\nCriteria:"
    for criterion in question.rubric:
        yield from _criterion(criterion, submission)
    if reviewed := submission.graded.reviewed:
        reason = f": {reviewed.reason}" if reviewed.reason else ""
        yield f"\n{reviewed.reviewer} marked it{reason}"
    mark = f"courseware review mark {submission.reference} --answer {submission.answer}"
    yield "\nTo mark it, write --met for each criterion that it meets, or --none:"
    yield f"    {mark} --met CRITERION{option}"


def _quoted(heading: str, said: str) -> Iterator[str]:
    """What somebody wrote, so that no line of it passes for one of ours."""
    yield f"\n{heading}:"
    for line in said.splitlines():
        yield f"    | {line}".rstrip()


def _criterion(criterion: Criterion, submission: Submission) -> Iterator[str]:
    worth = counted(criterion.points, "point")
    yield f"    {criterion.id} ({worth}): {_one_line(criterion.criterion)}"
    verdict = next(each for each in submission.verdicts if each.criterion == criterion.id)
    yield f"        {_decided(verdict.met, verdict.by)}"
    for who, judgement in _judgements(criterion, submission).items():
        quote = f": “{_one_line(judgement.quote)}”" if judgement.quote else ""
        yield f"        {who} said {judgement.met}{quote}"
        yield from (f"            {_one_line(each)}" for each in _findings(judgement))
    if submission.graded.met is not None:
        yield f"        the learner said {'yes' if criterion.id in submission.graded.met else 'no'}"


def _decided(met: bool | None, by: Grader | None) -> str:
    return f"{'met' if met else 'not met'}, as {_BY[by]} said" if by else "open"


def _judgements(criterion: Criterion, submission: Submission) -> dict[str, Judgement]:
    """What checks and the model said of one criterion, also where it decides nothing."""
    checked, judged = submission.graded.checked, submission.graded.judged
    said = {"the checks": checked, f"the model {judged.source}" if judged else "the model": judged}
    return {
        who: judgement
        for who, fact in said.items()
        for judgement in (fact.judgements if fact else ())
        if judgement.criterion == criterion.id
    }


def _findings(judgement: Judgement) -> list[str]:
    words = catalogue(SOURCE)
    return [finding(words, each) for each in judgement.findings]


def _one_line(said: str) -> str:
    return " ".join(said.split())


def _time(submission: Submission) -> str:
    return f"{submission.at:%Y-%m-%d %H:%M} UTC"


# What came of it


def _say_marked(marked: Marked) -> None:
    submission, reviewed = marked.submission, marked.submission.graded.reviewed
    reference = f"{submission.reference}, answer {submission.answer}"
    if not marked.changed or reviewed is None:
        say(f"{reference} was marked so before: nothing was changed.")
        return
    say(f"{reference} has {submission.points} of {submission.question.points} points.")
    before = {each.criterion: each for each in reviewed.before}
    say_rows(
        (
            each.id,
            "met" if each.id in reviewed.met else "not met",
            f"before: {_before(before.get(each.id))}",
        )
        for each in submission.question.rubric
    )
    if marked.after and marked.after == marked.before:
        say(f"The result of its attempt stays: {result(marked.after)}.")
    elif marked.after:
        say(f"The result of its attempt: {result(marked.after)} (before: {result(marked.before)}).")


def _before(decided: Decided | None) -> str:
    return _decided(decided.met, decided.by) if decided else "open"


# For programs


def _in_short(submission: Submission) -> dict[str, Any]:
    judged = submission.graded.judged
    return {
        "session": submission.session,
        "question_number": submission.question_number,
        "answer": submission.answer,
        "at": submission.at.isoformat(),
        "activity": submission.activity,
        "question": submission.question.id,
        "counts": submission.question.counts,
        "why": submission.why,
        "doubts": judged.doubts if judged else [],
        "instead": judged.instead if judged else "",
    }


def _in_full(submission: Submission) -> dict[str, Any]:
    question, reviewed = submission.question, submission.graded.reviewed
    stands = {each.criterion: each for each in submission.verdicts}
    return {
        **_in_short(submission),
        "stem": question.stem,
        "code": (question.code or "") if isinstance(question, Coding) else "",
        "text": submission.text,
        "language": question.language if isinstance(question, Coding) else "",
        "model_answer": question.model_answer,
        "points": submission.points,
        "out_of": question.points,
        "criteria": [
            {
                "id": each.id,
                "points": each.points,
                "criterion": each.criterion,
                "met": stands[each.id].met,
                "by": stands[each.id].by,
                "said": [
                    {"who": who, "met": said.met, "quote": said.quote, "findings": _findings(said)}
                    for who, said in _judgements(each, submission).items()
                ],
            }
            for each in question.rubric
        ],
        "self_check": submission.graded.met,
        "reviewed": {"reviewer": reviewed.reviewer, "met": reviewed.met, "reason": reviewed.reason}
        if reviewed
        else None,
    }


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)
