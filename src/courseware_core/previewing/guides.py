"""Every question and recommendation of a decision, and every panel of a demo."""

from collections import deque
from collections.abc import Iterator

from courseware_core.blocks import plain
from courseware_core.content.deciding import next_question, ruling
from courseware_core.content.guides import Decision, Demo
from courseware_core.content.inline import inline
from courseware_core.engine import decision as decisions
from courseware_core.engine import demo as demos
from courseware_core.engine.commands import Choose, FinishDemo, ShowPanel
from courseware_core.engine.decision import DecisionState
from courseware_core.inputs import Answer
from courseware_core.previewing.rehearsal import Rehearsal, Shown, Stage
from courseware_core.screen.views.decision import decision_screen
from courseware_core.screen.views.demo import demo_screen


def decision_screens(decision: Decision, stage: Stage) -> Iterator[Shown]:
    """Every question where it is asked first, and what each rule recommends, by the shortest way to it."""
    begun = Rehearsal.begun(decisions, decision_screen, decision, stage, decisions.start(decision, ""))
    waiting = deque([begun])
    met: set[tuple[str, str]] = set()
    asked: set[int] = set()
    while waiting and not (len(met) == len(decision.rules) and len(asked) == len(decision.questions)):
        at = waiting.popleft()
        rule = ruling(decision, at.state.chosen)
        number = next_question(decision, at.state.chosen)
        if rule is not None:
            if (rule.recommend, rule.because) not in met:
                met.add((rule.recommend, rule.because))
                yield Shown(rule.recommend, f"recommended after {_answers(at.state, decision)}", at.screen())
        elif number is not None:
            question = decision.questions[number]
            if number not in asked:
                asked.add(number)
                led = f"asked after {_answers(at.state, decision)}" if at.state.answers else "asked first"
                yield Shown(question.id, led, at.screen())
            for position in range(len(question.options)):
                following = at.after(Choose, Answer(values=(position,)))
                if following:
                    waiting.append(following)


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
