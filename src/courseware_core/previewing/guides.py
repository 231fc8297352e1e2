"""Every question and recommendation of a decision, and every panel of a demo."""

from collections.abc import Iterator

from courseware_core.blocks import plain
from courseware_core.content.deciding import ways
from courseware_core.content.guides import Decision, Demo
from courseware_core.content.inline import inline
from courseware_core.engine import decision as decisions
from courseware_core.engine import demo as demos
from courseware_core.engine.commands import FinishDemo, ShowPanel
from courseware_core.engine.decision import DecisionState
from courseware_core.engine.facts import ChoiceMade
from courseware_core.previewing.rehearsal import Rehearsal, Shown, Stage
from courseware_core.screen.views.decision import decision_screen
from courseware_core.screen.views.demo import demo_screen


def decision_screens(decision: Decision, stage: Stage) -> Iterator[Shown]:
    """What each rule recommends, by some way to it, and every question where a way asks it first."""
    begun = Rehearsal.begun(decisions, decision_screen, decision, stage, decisions.start(decision, ""))
    asked: set[str] = set()
    for rule, way in ways(decision):
        at = begun
        for question, option in way:
            if question not in asked:
                asked.add(question)
                led = f"asked after {_answers(at.state, decision)}" if at.state.answers else "asked first"
                yield Shown(question, led, at.screen())
            last = len(at.state.answers) + 1 == len(way)
            at = at.told(ChoiceMade(question, option, rule.recommend if last else ""))
        yield Shown(rule.recommend, f"recommended after {_answers(at.state, decision)}", at.screen())


def _answers(state: DecisionState, decision: Decision) -> str:
    texts = {(each.id, option.id): option.text for each in decision.questions for option in each.options}
    said = (f"{question}: {plain(inline(texts[question, option]))}" for question, option in state.answers)
    return "; ".join(said) or "nothing"


def demo_screens(demo: Demo, stage: Stage) -> Iterator[Shown]:
    """The task, each panel, the conclusion."""
    at = Rehearsal.begun(demos, demo_screen, demo, stage, demos.start(demo, ""))
    yield Shown(demo.id, "the task", at.screen())
    for panel in demo.panels:
        following = at.after(ShowPanel)
        assert following, "every panel can be shown"
        at = following
        yield Shown(panel.id, "shown", at.screen())
    end = at.after(FinishDemo)
    assert end, "a demo can be finished"
    yield Shown(demo.id, "the end", end.screen())
