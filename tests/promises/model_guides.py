"""What a decision and a demo do, counted a second time, without the engine: every way is looked through."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from tests.promises.content import Advice, Rules
from tests.promises.grading import Refusal
from tests.promises.model_round import ACCEPTED, Round

from courseware_core.identity import Identity
from courseware_core.inputs import Answer


def counting(rules: Rules, answers: dict[str, str]) -> Advice | None:
    """The one advice that counts whatever else is answered; None while there are several."""
    found = {_first(rules, way) for way in _ways(rules, answers)}
    return found.pop() if len(found) == 1 else None


def asked(rules: Rules, answers: dict[str, str]) -> int | None:
    """The first question left open of which two answers may lead elsewhere, all others being the same."""
    for number, ask in enumerate(rules.asks):
        ways = _ways(rules, answers) if ask.id not in answers else []
        if any(len({_first(rules, way | {ask.id: name}) for name in ask.options}) > 1 for way in ways):
            return number
    return None


def counted(rules: Rules, answers: dict[str, str]) -> dict[str, str]:
    """The answers that one comes by who is asked from the beginning."""
    found: dict[str, str] = {}
    while (number := asked(rules, found)) is not None and rules.asks[number].id in answers:
        found[rules.asks[number].id] = answers[rules.asks[number].id]
    return found


def _ways(rules: Rules, answers: dict[str, str]) -> list[dict[str, str]]:
    names = [ask.id for ask in rules.asks]
    options = [(answers[ask.id],) if ask.id in answers else ask.options for ask in rules.asks]
    return [dict(zip(names, way, strict=True)) for way in product(*options)]


def _first(rules: Rules, answers: dict[str, str]) -> Advice:
    return next(each for each in rules.advice if all(answers[q] in options for q, options in each.when))


@dataclass
class Decision(Round):
    """Answers on the way to a recommendation. `reached` says that there was one once."""

    answers: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    reached: bool = False

    @property
    def advice(self) -> Advice | None:
        return counting(self.rules, counted(self.rules, self.answers))

    @property
    def is_open(self) -> bool:
        return self.advice is None and not self.voided

    @property
    def done(self) -> tuple[int, int]:
        total = len(self.rules.asks)
        return (total if self.advice else len(counted(self.rules, self.answers))), total

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen."""
        if self.voided:
            return Refusal("voided")
        number = args[0] if args else len(self.rules.asks)
        given = counted(self.rules, self.answers)
        if verb == "back" and number < len(self.rules.asks) and self.rules.asks[number].id in given:
            taken = self.rules.asks[number].id
            self.before[taken] = self.answers.pop(taken)
            self.record(now, actor, ("ChoiceTakenBack", taken))
            return ACCEPTED
        if verb not in ("choose", "keep") or number != asked(self.rules, given):
            return Refusal("not_possible")
        ask = self.rules.asks[number]
        if verb == "keep":
            return (
                self._choose(now, actor, ask.id, self.before[ask.id])
                if ask.id in self.before
                else Refusal("not_possible")
            )
        if len(answer.values) != 1:
            return Refusal("choose_one")
        if not 0 <= answer.values[0] < len(ask.options):
            return Refusal("unknown_option")
        return self._choose(now, actor, ask.id, ask.options[answer.values[0]])

    def _choose(self, now: datetime, actor: Identity, ask: str, option: str) -> Refusal:
        self.answers[ask] = option
        self.before.pop(ask, None)
        advice = self.advice
        self.reached = self.reached or advice is not None
        self.record(now, actor, ("ChoiceMade", ask, option, advice.gives if advice else ""))
        return ACCEPTED


@dataclass
class Demo(Round):
    """One way after the other. `reached` says that the end was."""

    shown: int = 0
    reached: bool = False

    @property
    def is_open(self) -> bool:
        return not self.reached and not self.voided

    @property
    def done(self) -> tuple[int, int]:
        return self.shown, len(self.rules.panels)

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen."""
        if self.voided:
            return Refusal("voided")
        if verb == "panel" and self.shown < len(self.rules.panels):
            self.record(now, actor, ("PanelShown", self.rules.panels[self.shown]))
            self.shown += 1
        elif verb == "done" and self.shown == len(self.rules.panels) and not self.reached:
            self.reached = True
            self.record(now, actor, ("DemoFinished",))
        else:
            return Refusal("not_possible")
        return ACCEPTED
