"""Promises about demos: nothing is shown before its turn, and an input of one's own is never stuck."""

from datetime import UTC, datetime

import pytest

from courseware_core.content.guides import Demo, Panel
from courseware_core.engine import demo
from courseware_core.engine.commands import Command, FinishDemo, RecordOutput, RunInput, ShowPanel, TurnPage
from courseware_core.engine.demo import MAX_INPUT, DemoState
from courseware_core.engine.facts import Fact, InputSent, PanelOutput, PanelShown
from courseware_core.engine.fits import fits
from courseware_core.engine.machine import OwedOutput, Rejected
from courseware_core.inputs import Answer

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DEMO = Demo(
    id="demo",
    title="Demo",
    course="c",
    module="m",
    task="Do it.",
    input="This.",
    note="Written.",
    panels=(
        Panel(id="a", title="A", prompt="Do {input}", output="Done"),
        Panel(id="b", title="B", prompt="So do {input}", output="So done"),
        Panel(id="c", title="C", output="Well done"),
    ),
    conclusion="It was done.",
)
WATCHED: tuple[Command, ...] = (*[ShowPanel()] * 3, FinishDemo())
SENT = RunInput(Answer(text=" mine "))


def output(panel: str, turn: int = 1) -> RecordOutput:
    return RecordOutput(PanelOutput(turn, panel, "Done"))


def after(*commands: Command) -> DemoState:
    """The state after these commands, each of which is possible."""
    state = demo.evolve(demo.initial(), demo.start(DEMO, "d"), NOW)
    for command in commands:
        facts = demo.decide(state, command, DEMO, NOW)
        assert isinstance(facts, tuple), command
        for fact in facts:
            state = demo.evolve(state, fact, NOW)
        assert fits(state, DEMO)
    return state


def test_panels_are_shown_in_their_order_and_then_it_can_be_finished() -> None:
    assert demo.decide(after(), FinishDemo(), DEMO, NOW) == Rejected("not_possible")
    assert after(ShowPanel(), ShowPanel()).shown == ("a", "b")
    watched = after(*WATCHED[:-1])
    assert demo.decide(watched, ShowPanel(), DEMO, NOW) == Rejected("not_possible")
    assert (demo.standing(watched, DEMO).closed, demo.standing(watched, DEMO).done) == (False, 3)
    finished = demo.standing(after(*WATCHED), DEMO)
    assert (finished.closed, finished.mark, finished.mark_by) == (True, "completed", "rule")
    for command in (FinishDemo(), ShowPanel(), TurnPage(1, 0)):
        assert demo.decide(after(*WATCHED), command, DEMO, NOW) == Rejected("not_possible")


def test_an_input_of_ones_own_goes_through_every_prompt_one_after_the_other() -> None:
    sent = after(*WATCHED, SENT)
    assert demo.owed(sent) == OwedOutput(1, "a", "mine")
    half = after(*WATCHED, SENT, output("a"))
    assert demo.owed(half) == OwedOutput(1, "b", "mine")
    done = after(*WATCHED, SENT, output("a"), output("b"))
    assert demo.owed(done) is None
    assert demo.owed(after(*WATCHED, SENT, output("a"), output("b"), SENT)) == OwedOutput(2, "a", "mine")


def test_an_output_that_is_not_owed_is_not_recorded() -> None:
    for state, late in (
        (after(), output("a")),
        (after(*WATCHED, SENT), output("b")),
        (after(*WATCHED, SENT), output("a", turn=2)),
        (after(*WATCHED, SENT, output("a")), output("a")),
    ):
        assert demo.decide(state, late, DEMO, NOW) == Rejected("output_known")


@pytest.mark.parametrize(
    ("text", "code"), [("", "blank"), (" \n ", "blank"), ("x" * (MAX_INPUT + 1), "message_too_long")]
)
def test_an_input_that_cannot_be_run_is_refused(text: str, code: str) -> None:
    refused = demo.decide(after(*WATCHED), RunInput(Answer(text=text)), DEMO, NOW)
    assert isinstance(refused, Rejected)
    assert refused.code == code


def test_no_input_is_taken_before_the_end_or_while_another_is_run() -> None:
    assert demo.decide(after(*WATCHED[:-1]), SENT, DEMO, NOW) == Rejected("not_possible")
    assert demo.decide(after(*WATCHED, SENT), SENT, DEMO, NOW) == Rejected("output_owed")


def test_without_prompts_no_input_is_taken() -> None:
    panels = tuple(panel.model_copy(update={"prompt": ""}) for panel in DEMO.panels)
    without = DEMO.model_copy(update={"panels": panels})
    assert demo.decide(after(*WATCHED), SENT, without, NOW) == Rejected("not_possible")


@pytest.mark.parametrize(
    "fact", [PanelShown("b"), InputSent("x", ("c",)), InputSent("x", ("unknown",))], ids=str
)
def test_a_record_that_names_what_there_is_not_does_not_fit(fact: Fact) -> None:
    assert not fits(demo.evolve(after(), fact, NOW), DEMO)


def test_a_record_with_outputs_of_other_panels_does_not_fit() -> None:
    for panel in ("b", "unknown"):
        assert not fits(demo.evolve(after(*WATCHED, SENT), PanelOutput(1, panel), NOW), DEMO)
    full = after(*WATCHED, SENT, output("a"), output("b"))
    assert not fits(demo.evolve(full, PanelOutput(1, "b"), NOW), DEMO)
