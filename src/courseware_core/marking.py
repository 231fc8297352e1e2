"""The marking desk: answers that wait for a person, and what that person says of them.

A reviewer reads only what learners were told that this reviewer may read, and not who wrote it. Who may sit
at the desk is for the caller to decide.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import attempt, correction, grading
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.correction import Standing
from courseware_core.engine.facts import AnswerGiven, AnswerReviewed, Fact
from courseware_core.engine.grading import Verdict
from courseware_core.engine.machine import Rejected
from courseware_core.engine.slots import Graded, SlotState
from courseware_core.errors import StoreCorrupt, UnknownSession, UnreadableFact
from courseware_core.identity import Identity
from courseware_core.ledger import STARTS, Ledger, Session
from courseware_core.ports import Clock, Decision, Loaded, Outcome, Stream
from courseware_core.readers import reviewer_name
from courseware_core.screen.safety import clean

Why = Literal["not_judged", "no_verdict", "doubt", "not_counted", "unread"]
"""Why an answer waits: a model is to read it and has said nothing yet; it gave no verdict; its verdict is in
doubt; its verdict does not count; nobody has read it."""

LONGEST_REASON: Final = 4000
"""The most characters of what a reviewer tells the learner."""

_REFUSALS: Final[Mapping[str, str]] = {
    "answered_again": "Its learner has answered again since, so the new answer is to be read first.",
    "no_reviewer": "No reviewer is named. Name the person that learners are told of.",
    "no_such_question": "There is no such question: the last one of its attempt is number {total}.",
    "not_answered": "There is no such answer. Answers that wait are in the queue.",
    "not_told": "Its learner was not told that {reviewer} may read it.",
    "not_written": "That is no open or coding question, so there is nothing to mark.",
    "reason_needed": "It contradicts what was decided before, so it takes a reason, which the learner reads.",
    "reason_too_long": "The reason has {length} characters, and {max} fit. Please shorten it.",
    "unknown_criterion": "There is no such criterion. Its criteria are {criteria}.",
    "voided": "Its attempt was voided, so its answers are not marked any more.",
}


def unmarked(rejected: Rejected) -> str:
    """Why the marking desk refused, in a sentence for the reviewer; empty when it was something else."""
    return _REFUSALS.get(rejected.code, "").format(**rejected.params)


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer to an open or coding question, with what was said of it so far, and not who wrote it.

    `question_number` and `answer` count from 1; `at` is when it was given.
    """

    session: str
    question_number: int
    answer: int
    at: datetime
    activity: str
    title: str
    question: WrittenQuestion
    text: str
    graded: Graded

    @property
    def reference(self) -> str:
        """Names the question of the session."""
        return f"{self.session}/{self.question_number}"

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What stands of each criterion, in the order of the rubric."""
        return grading.verdicts(self.graded, self.question)

    @property
    def points(self) -> int:
        """What the criteria that count as met now are worth."""
        return grading.points(self.graded, self.question)

    @property
    def why(self) -> Why | None:
        """Why it waits for a person; None when it does not."""
        judged = self.graded.judged
        if not grading.waits(self.graded, self.question):
            return None
        if self.graded.is_owed:
            return "not_judged"
        if judged is None:
            return "unread"
        if judged.instead:
            return "no_verdict"
        return "doubt" if judged.doubts else "not_counted"


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one reviewer, in order of what happened last in its session.

    `others` are the reviewers that other answers wait for, with how many. `unreadable` sessions are damaged,
    or of a newer version of this software.
    """

    submissions: tuple[Submission, ...]
    others: Mapping[str, int]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of marking an answer, as it stands now. `changed` is False when it had been marked so before.

    `before` and `after` are the results of a closed attempt, None while it is open.
    """

    submission: Submission
    changed: bool
    before: Standing | None
    after: Standing | None


class Marking:
    """The marking desk of every reviewer, who is named as learners were told.

    Names are read as `Courseware.open` reads them (`reviewer_name`), which raises TypeError and ValueError.
    `unmarked` has the sentence for every code of a refusal.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    async def queue(self, reviewer: str) -> Queue:
        """What waits for `reviewer`. Raises: StoreError."""
        reviewer = reviewer_name(reviewer)
        own: list[Submission] = []
        others: Counter[str] = Counter()
        unreadable = []
        for head in await self._ledger.store.waiting():
            try:
                found = await self._waiting_in(head.session)
            except (UnreadableFact, StoreCorrupt):
                unreadable.append(head.session)
                continue
            for each in found:
                if _told(each.graded) == reviewer:
                    own.append(each)
                else:
                    others[_told(each.graded)] += 1
        return Queue(tuple(own), others, tuple(unreadable))

    async def answer(self, session: str, question_number: int, reviewer: str) -> Submission | Rejected:
        """The last answer to a question of a session, which counts from 1.

        Rejected with `no_reviewer`, `voided`, `no_such_question`, `not_written`, `not_answered`, or with
        `not_told` when the learner was not told that `reviewer` may read it.

        Raises: UnknownSession, StoreError.
        """
        reviewer = reviewer_name(reviewer)
        _check_number("question_number", question_number)
        stream = await self._stream(session)
        current = await self._ledger.with_body(lambda: self._ledger.fold(stream))
        return _read(current, stream, question_number, reviewer)

    async def mark(
        self,
        by: Identity,
        reviewer: str,
        session: str,
        question_number: int,
        answer: int,
        met: Collection[str],
        reason: str = "",
    ) -> Marked | Rejected:
        """What came of saying that answer number `answer`, from 1, meets the criteria `met` and no others.

        `by` is the actor of the fact, `reviewer` the person that the learner was told of, who reads the
        `reason`. Marking an answer again in the same way changes nothing.

        Rejected as `answer` is, and with `unknown_criterion`, `answered_again` when there is a later answer,
        `reason_needed` when it contradicts what somebody else had decided, and `reason_too_long`.

        Raises: UnknownSession, also when it was forgotten meanwhile; StoreError; TypeError for numbers that
        are none, or `met` that is no collection of ids.
        """
        reviewer = reviewer_name(reviewer)
        _check_number("question_number", question_number)
        _check_number("answer", answer)
        if isinstance(met, str) or not isinstance(met, Collection):
            raise TypeError(f"`met` is a list of the ids of criteria, such as [], and not {met!r}.")
        reason = clean(reason).strip()
        if len(reason) > LONGEST_REASON:
            return Rejected("reason_too_long", {"length": str(len(reason)), "max": str(LONGEST_REASON)})
        await self._stream(session)
        clock = self._clock.now()

        def decide(loaded: Loaded) -> Decision[Marked | Rejected | None]:
            stream = loaded.streams[session]
            if not stream.facts:
                return Decision(Outcome("refused", session), None, clock)
            current = self._ledger.fold(stream)
            now = max(clock, current.at)
            read = _read(current, stream, question_number, reviewer)
            if isinstance(read, Rejected):
                return Decision(Outcome("refused", session, read.code, read.params), read, now)
            facts = _reviewed(current, read, answer, reviewer, met, reason)
            if isinstance(facts, Rejected):
                return Decision(Outcome("refused", session, facts.code, facts.params), facts, now)
            after = self._ledger.after(current, facts, by, now)
            marked = Marked(
                submission=_submission(after, stream, question_number),
                changed=bool(facts),
                before=correction.standing(current.state),
                after=correction.standing(after.state),
            )
            return self._ledger.entry(current, after, facts, Outcome("accepted", session), marked)

        result = (await self._ledger.transact([session], decide, by)).result
        if result is None:
            raise UnknownSession(f"The session {session!r} was forgotten meanwhile.")
        return result

    async def _stream(self, session: str) -> Stream:
        stream = await self._ledger.store.stream(session)
        if not stream.facts or not isinstance(stream.facts[0].fact, STARTS):
            raise UnknownSession(
                f"There is no session {session!r}; it may have been forgotten. "
                "`courseware review list` names those that wait."
            )
        return stream

    async def _waiting_in(self, session: str) -> list[Submission]:
        stream = await self._ledger.store.stream(session)
        return await self._ledger.with_body(lambda: self._waiting(stream))

    def _waiting(self, stream: Stream) -> list[Submission]:
        if not stream.facts:
            return []  # forgotten meanwhile
        session = self._ledger.fold(stream)
        if session.voided or not isinstance(session.content, Quiz | Test):
            return []
        waiting = grading.waiting(session.state.slots, session.content.by_id)
        return [_submission(session, stream, slot + 1) for slot in waiting]


def _read(current: Session, stream: Stream, question_number: int, reviewer: str) -> Submission | Rejected:
    """The last answer to a question, if this reviewer may read it."""
    state, content = current.state, current.content
    if not reviewer:
        return Rejected("no_reviewer")
    if current.voided:
        return Rejected("voided")
    if not isinstance(state, AttemptState) or not isinstance(content, Quiz | Test):
        return Rejected("not_written")
    if not 1 <= question_number <= len(state.slots):
        return Rejected("no_such_question", {"total": str(len(state.slots))})
    slot = state.slots[question_number - 1]
    if not isinstance(content.by_id[slot.question], WrittenQuestion):
        return Rejected("not_written")
    if slot.response is None:
        return Rejected("not_answered")
    if _told(slot.last) != reviewer:
        return Rejected("not_told", {"reviewer": reviewer})
    return _submission(current, stream, question_number)


def _reviewed(
    current: Session,
    read: Submission,
    answer: int,
    reviewer: str,
    met: Collection[str],
    reason: str,
) -> tuple[Fact, ...] | Rejected:
    """What is recorded when `reviewer` says so of the answer; nothing when they have said so before."""
    content, question = current.content, read.question
    assert isinstance(content, Quiz | Test)
    known = [each.id for each in question.rubric]
    if not set(known).issuperset(met):
        return Rejected("unknown_criterion", {"criteria": ", ".join(known)})
    if not 1 <= answer <= read.answer:
        return Rejected("not_answered")
    slot = read.question_number - 1
    answered = current.state.slots[slot]
    review = grading.review(
        slot, answered, question, answer=answer - 1, reviewer=reviewer, met=met, reason=reason
    )
    if isinstance(review, Rejected):
        return review
    if _says_the_same(read.graded.reviewed, review):
        return ()
    if not reason and any(each.met != (each.criterion in review.met) for each in review.before):
        return Rejected("reason_needed")
    return attempt.revised(current.state, (review,), content)


def _says_the_same(before: AnswerReviewed | None, review: AnswerReviewed) -> bool:
    return before is not None and before.met == review.met and review.reason in ("", before.reason)


def _submission(current: Session, stream: Stream, question_number: int) -> Submission:
    """The last answer to a written question that was answered."""
    content = current.content
    assert isinstance(content, Quiz | Test)
    slot: SlotState = current.state.slots[question_number - 1]
    question, given = content.by_id[slot.question], slot.answers[-1]
    assert isinstance(question, WrittenQuestion)
    times = [
        each.at
        for each in stream.facts
        if isinstance(each.fact, AnswerGiven) and each.fact.slot == question_number - 1
    ]
    return Submission(
        session=stream.session,
        question_number=question_number,
        answer=len(slot.answers),
        at=times[-1],
        activity=content.id,
        title=content.title,
        question=question,
        text=given.text or "",
        graded=slot.last,
    )


def _check_number(name: str, value: int) -> None:
    if type(value) is not int:
        raise TypeError(f"`{name}` is a whole number from 1, and not {value!r}.")


def _told(graded: Graded) -> str:
    return graded.told.reviewer if graded.told else ""
