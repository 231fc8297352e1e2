"""A demo: one task done in several ways, shown one after the other, and then with an input of one's own.

What a model makes of that input is owed panel by panel. Nothing hangs on what it says.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from courseware_core.content.guides import Demo, Panel
from courseware_core.engine.commands import Command, FinishDemo, RecordOutput, RunInput, ShowPanel
from courseware_core.engine.facts import (
    DemoFinished,
    DemoStarted,
    Fact,
    InputSent,
    PanelOutput,
    PanelShown,
)
from courseware_core.engine.machine import OwedOutput, Rejected, Standing

MAX_INPUT = 1500
"""The most characters of an input of one's own."""


@dataclass(frozen=True, slots=True)
class Run:
    """An input of the learner's own, the panels that it goes through, and what came of them so far."""

    text: str
    panels: tuple[str, ...]
    outputs: tuple[PanelOutput, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoState:
    """How many panels were shown, and the learner's own inputs in order."""

    digest: str = ""
    shown: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    finished: bool = False


def initial() -> DemoState:
    """Nothing shown."""
    return DemoState()


def start(demo: Demo, digest: str) -> DemoStarted:
    """Shows the task."""
    return DemoStarted(demo.id, digest)


def evolve(state: DemoState, fact: Fact, at: datetime) -> DemoState:
    """The state after `fact`."""
    match fact:
        case DemoStarted():
            return DemoState(digest=fact.digest)
        case PanelShown():
            return replace(state, shown=(*state.shown, fact.panel))
        case InputSent():
            return replace(state, runs=(*state.runs, Run(fact.text, fact.panels)))
        case PanelOutput() if state.runs:
            last = replace(state.runs[-1], outputs=(*state.runs[-1].outputs, fact))
            return replace(state, runs=(*state.runs[:-1], last))
        case DemoFinished():
            return replace(state, finished=True)
        case _:
            return state


def decide(state: DemoState, command: Command, content: Demo, now: datetime) -> tuple[Fact, ...] | Rejected:
    """The facts of going on, of an input of one's own, or of an output that was owed."""
    left = content.panels[len(state.shown) :]
    match command:
        case ShowPanel() if left:
            return (PanelShown(left[0].id),)
        case FinishDemo() if not left and not state.finished:
            return (DemoFinished(),)
        case RunInput() if state.finished and prompted(content):
            return _run(state, command.answer.text or "", content)
        case RecordOutput():
            due = owed(state)
            given = command.output
            known = due is None or (given.turn, given.panel) != (due.turn, due.panel)
            return Rejected("output_known") if known else (given,)
        case _:
            return Rejected("not_possible")


def _run(state: DemoState, text: str, content: Demo) -> tuple[Fact, ...] | Rejected:
    text = text.strip()
    if not text:
        return Rejected("blank")
    if len(text) > MAX_INPUT:
        return Rejected("message_too_long", {"max": str(MAX_INPUT), "length": str(len(text))})
    if owed(state):
        return Rejected("output_owed")
    return (InputSent(text, tuple(panel.id for panel in prompted(content))),)


def prompted(content: Demo) -> tuple[Panel, ...]:
    """The panels that an input of one's own can go through."""
    return tuple(panel for panel in content.panels if panel.prompt)


def overdue(state: DemoState, content: Demo, now: datetime) -> tuple[Fact, ...]:
    """Nothing: a demo has no deadline."""
    return ()


def owed(state: DemoState) -> OwedOutput | None:
    """The next output for the last input, while one is missing."""
    last = state.runs[-1] if state.runs else None
    if last is None or len(last.outputs) >= len(last.panels):
        return None
    return OwedOutput(len(state.runs), last.panels[len(last.outputs)], last.text)


def standing(state: DemoState, content: Demo) -> Standing:
    """Panels that were shown, of all."""
    return Standing(
        closed=state.finished,
        done=len(state.shown),
        total=len(content.panels),
        mark="completed" if state.finished else "",
        mark_by="rule" if state.finished else "",
    )
