"""A lab's opening, what its author answers, each check with its hints and answer, and the exit question."""

from collections.abc import Iterator

from courseware_core.blocks import plain
from courseware_core.content.inline import inline
from courseware_core.content.model import Check, Lab
from courseware_core.engine import lab as labs
from courseware_core.engine.commands import (
    AnswerExit,
    CloseLab,
    OpenExit,
    RecordReply,
    ResumeTalk,
    Say,
    ShowCheckAnswer,
    ShowCheckHint,
)
from courseware_core.engine.facts import CheckAsked, LabCompleted, ReplyGiven
from courseware_core.engine.lab import LabState
from courseware_core.inputs import Answer
from courseware_core.previewing.answers import answers
from courseware_core.previewing.rehearsal import Rehearsal, Shown, Stage
from courseware_core.screen.views.lab import lab_screen

Talk = Rehearsal[LabState, Lab]


def lab_screens(lab: Lab, stage: Stage) -> Iterator[Shown]:
    """The opening, the author's answers, the checks, the exit question, the end."""
    order = lab.exit.order(None) if lab.exit else ()
    begun = Rehearsal.begun(labs, lab_screen, lab, stage, labs.start(lab, "", order))
    yield Shown(lab.id, "the opening", begun.screen())
    for faq in lab.faq:
        reply = ReplyGiven(1, "answer", text=faq.say, see=faq.see)
        answered = _replied(begun, plain(inline(faq.ask[0])), reply)
        if answered:
            yield Shown(lab.id, f"asked: {plain(inline(faq.ask[0]))}", answered.screen())
    for check in lab.checks:
        yield from _check(begun.told(CheckAsked(check.id)), check)
    completed = begun.told(LabCompleted())
    yield from _exit(completed, lab)
    closed = completed.after(CloseLab)
    if closed:
        yield Shown(lab.id, "the end", closed.screen())


def _replied(at: Talk, message: str, reply: ReplyGiven) -> Talk | None:
    """The conversation after a message and its reply; None when the message needs no tutor."""
    said = at.after(Say, Answer(text=message))
    return said.decided(RecordReply(reply)) if said else None


def _check(asked: Talk, check: Check) -> Iterator[Shown]:
    yield Shown(check.id, "asked", asked.screen())
    compared = _replied(asked, plain(inline(check.answer)), ReplyGiven(1, "compare"))
    if compared:
        yield Shown(check.id, "answered, to be compared with the points", compared.screen())
    at, number = asked, 1
    while hinted := at.after(ShowCheckHint):
        yield Shown(check.id, f"after hint {number}", hinted.screen())
        at, number = hinted, number + 1
    shown = at.after(ShowCheckAnswer)
    if shown:
        yield Shown(check.id, "the answer shown", shown.screen())


def _exit(completed: Talk, lab: Lab) -> Iterator[Shown]:
    opened = completed.after(OpenExit)
    if opened is None or lab.exit is None:
        return
    yield Shown(lab.exit.id, "asked", opened.screen())
    last, tries = opened, 0
    for answer in answers(lab.exit):
        given = opened.after(AnswerExit, answer)
        if given is None or given.state.exit_response is None:
            continue
        said = lab.exit.given(given.state.exit_response, opened.stage.words.say)
        words = "; ".join(plain(inline(each)) for each in said)
        yield Shown(lab.exit.id, f"answered, {given.state.exit_outcome}: {words}", given.screen())
        again = last.after(AnswerExit, answer) if given.state.exit_outcome != "right" else None
        last, tries = (again, tries + 1) if again else (last, tries)
    if tries > 1:
        yield Shown(lab.exit.id, f"after {tries} tries", last.screen())
    back = opened.after(ResumeTalk)
    if back:
        yield Shown(lab.id, "completed", back.screen())
