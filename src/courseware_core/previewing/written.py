"""What comes of an answer in words or code: what checks, a model, a person and the learner say of it."""

from collections.abc import Iterator
from dataclasses import replace

from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import grading
from courseware_core.engine.attempt import Assessment
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import (
    CheckOneself,
    GiveAnswer,
    RecordJudgement,
    ShowModelAnswer,
    SubmitTo,
)
from courseware_core.engine.facts import AnswerJudged, AnswerReviewed, Doubt, Judgement
from courseware_core.inputs import Answer
from courseware_core.previewing.rehearsal import Rehearsal, Shown

Attempt = Rehearsal[AttemptState, Assessment]

PROVIDER, REVIEWER = "(provider)", "(reviewer)"
"""Who stands on screens of a preview for the provider of the model and for the person who reviews."""

_DOUBTS: tuple[Doubt, ...] = ("unsure",)


def written_screens(at: Attempt, question: WrittenQuestion) -> Iterator[Shown]:
    """What comes of the model answer and of a poor one, by everybody who may read it, and of giving up."""
    good, poor, _ = question.fabricate()
    provider, reviewer = grading.may_read(question, PROVIDER, REVIEWER)
    read = replace(at, stage=replace(at.stage, provider=provider, reviewer=reviewer))
    who = [said for said, reads in (("a model", provider), ("a person", reviewer)) if reads]
    if who:
        yield Shown(question.id, f"asked, where {' and '.join(who)} may read the answer", read.screen())
    for answer, led in ((good, "answered with the model answer"), (poor, "answered poorly")):
        given = at.after(GiveAnswer, answer)
        if given:
            yield Shown(question.id, led, given.screen())
            met = Answer(values=tuple(range(len(question.rubric)))) if answer is good else Answer(values=(0,))
            checked = checked_by_oneself(given, met)
            if checked:
                said = "every open criterion met" if answer is good else "one criterion met"
                yield Shown(question.id, f"{led}, compared: {said}", checked.screen())
        for each in _read_by_others(read, question, answer, good=answer is good):
            yield Shown(question.id, f"{led}, {each.led}", each.screen)
    given_up = at.after(ShowModelAnswer)
    if given_up:
        yield Shown(question.id, "the model answer asked for", given_up.screen())


def checked_by_oneself(given: Attempt, met: Answer) -> Attempt | None:
    """The attempt after the learner has held the answer against the criteria that are open, if some are."""
    return (given.after(ShowModelAnswer) or given).after(CheckOneself, met)


def _read_by_others(at: Attempt, question: WrittenQuestion, answer: Answer, *, good: bool) -> Iterator[Shown]:
    """What a model says of an answer, or doubts, and then a person."""
    number, provider, reviewer = at.state.current, at.stage.provider, at.stage.reviewer
    sent = at.decided(SubmitTo(number, provider, reviewer, answer))
    if sent is None or not (provider or reviewer):
        return
    read = sent
    if provider:
        yield Shown(question.id, "sent to a model", sent.screen())
        doubted = sent.decided(RecordJudgement(_judged(sent, question, good=good, doubts=_DOUBTS)))
        judged = sent.decided(RecordJudgement(_judged(sent, question, good=good)))
        assert doubted, "a verdict that is owed can be recorded"
        assert judged, "a verdict that is owed can be recorded"
        yield Shown(question.id, "judged by a model in doubt", doubted.screen())
        yield Shown(question.id, "judged by a model", judged.screen())
        read = doubted
    if reviewer:
        said = grading.review(
            number,
            read.state.slots[number],
            question,
            answer=len(read.state.slots[number].answers) - 1,
            reviewer=reviewer,
            met=[each.id for each in question.rubric] if good else [],
            reason="",
        )
        assert isinstance(said, AnswerReviewed), "the learner was told of the reviewer"
        yield Shown(question.id, "reviewed by a person", read.told(said).screen())


def _judged(
    sent: Attempt, question: WrittenQuestion, *, good: bool, doubts: tuple[Doubt, ...] = ()
) -> AnswerJudged:
    """A verdict on the last answer: every criterion met, with its first line as evidence, or none."""
    slot = sent.state.slots[sent.state.current]
    lines = (slot.response.text or "").splitlines() if slot.response else []
    quote = lines[0] if good else ""
    judgements = tuple(
        Judgement(each.id, "yes" if good else "no", quote) for each in question.rubric if not each.check
    )
    return AnswerJudged(sent.state.current, len(slot.answers) - 1, PROVIDER, judgements, doubts)
