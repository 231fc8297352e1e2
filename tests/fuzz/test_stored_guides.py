"""Whatever a record holds of a decision or a demo, it does not fit its activity, or it can be shown."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.demos import DECISION, DEMO, GUIDES

from courseware_core.content.catalog import load_catalog
from courseware_core.content.guides import Decision, Demo
from courseware_core.engine import decision, demo
from courseware_core.engine.commands import COMMANDS, Command, parse
from courseware_core.engine.facts import (
    ChoiceMade,
    ChoiceTakenBack,
    DecisionStarted,
    DemoFinished,
    DemoStarted,
    Fact,
    InputSent,
    PanelOutput,
    PanelShown,
)
from courseware_core.engine.fits import fits
from courseware_core.engine.machine import fold
from courseware_core.inputs import Answer
from courseware_core.screen.text import render_text
from courseware_core.screen.views.context import Context
from courseware_core.screen.views.decision import decision_screen
from courseware_core.screen.views.demo import demo_screen
from courseware_core.testing.words import MarkedWords

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CATALOG = load_catalog(GUIDES)
CONTEXT = Context(words=MarkedWords(), now=NOW, session="s", step=1, page_chars=1500, provider="Example")

QUESTIONS = st.sampled_from(("time", "oven", "starter", "other"))
OPTIONS = st.sampled_from(("little", "some", "much", "yes", "no", "other"))
PANELS = st.sampled_from(("instruction", "few-shot", "tuned", "other"))
TEXTS = st.sampled_from(("", "Flour", "**Flour** <b>"))

OF_DECISIONS = st.one_of(
    st.builds(ChoiceMade, QUESTIONS, OPTIONS, st.sampled_from(("", "flat", "other"))),
    st.builds(ChoiceTakenBack, QUESTIONS),
    st.just(DecisionStarted(DECISION, "d")),
)
OF_DEMOS = st.one_of(
    st.builds(PanelShown, PANELS),
    st.just(DemoFinished()),
    st.builds(InputSent, TEXTS, st.lists(PANELS, max_size=2).map(tuple)),
    st.builds(PanelOutput, st.integers(0, 2), PANELS, TEXTS, TEXTS, st.sampled_from(("", "down", "unfit"))),
)
SEEN = (DemoStarted(DEMO, "d"), *map(PanelShown, ("instruction", "few-shot", "tuned")), DemoFinished())


def presses() -> list[Command]:
    """Every command that a token can carry, with small numbers."""
    tokens = [(verb, args) for verb in COMMANDS for args in ((), ("0",), ("1",), ("0", "0"))]
    parsed = (parse(verb, args, Answer(values=(0,), text="Mine")) for verb, args in tokens)
    return [command for command in parsed if command]


def holds(machine: Any, content: Decision | Demo, facts: Sequence[Fact]) -> bool:
    """Whether the record fits; then it can be shown, and so can what any press makes of it."""
    state = fold(machine, ((fact, NOW) for fact in facts))
    if not fits(state, content):
        return False
    show: Any = decision_screen if machine is decision else demo_screen
    assert render_text(show(state, content, CONTEXT), width=60)
    assert machine.standing(state, content).total >= machine.standing(state, content).done
    for command in presses():
        decided = machine.decide(state, command, content, NOW)
        for fact in decided if isinstance(decided, tuple) else ():
            after = machine.evolve(state, fact, NOW)
            assert fits(after, content)
            assert render_text(show(after, content, CONTEXT), width=60)
    return True


@given(st.lists(OF_DECISIONS, max_size=8))
def test_any_record_of_a_decision_does_not_fit_or_can_be_shown(facts: list[Fact]) -> None:
    content = CATALOG.activity(DECISION).activity
    assert isinstance(content, Decision)
    holds(decision, content, facts)


@pytest.mark.parametrize("before", [(), SEEN[:1], SEEN[:3], SEEN], ids=len)
@given(facts=st.lists(OF_DEMOS, max_size=5))
def test_any_record_of_a_demo_does_not_fit_or_can_be_shown(
    before: tuple[Fact, ...], facts: list[Fact]
) -> None:
    content = CATALOG.activity(DEMO).activity
    assert isinstance(content, Demo)
    assert holds(demo, content, before)
    holds(demo, content, (*before, *facts))
