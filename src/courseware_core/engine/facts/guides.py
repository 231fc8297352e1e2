"""Decisions and demos."""

from dataclasses import dataclass

from courseware_core.engine.facts.base import Fact, Instead, Natural

# The decision


@dataclass(frozen=True, slots=True)
class DecisionStarted(Fact):
    """The way to a recommendation was begun."""

    activity: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChoiceMade(Fact):
    """A question was answered with one of its options, which led to `recommendation` if to any."""

    question: str
    option: str
    recommendation: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceTakenBack(Fact):
    """An answer was taken back, to be given anew."""

    question: str


# The demo


@dataclass(frozen=True, slots=True)
class DemoStarted(Fact):
    """The task was shown."""

    activity: str
    digest: str


@dataclass(frozen=True, slots=True)
class PanelShown(Fact):
    """One more way to do the task was shown."""

    panel: str


@dataclass(frozen=True, slots=True)
class InputSent(Fact):
    """The learner's own input, to be run through the prompts of `panels`, in this order."""

    text: str
    panels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelOutput(Fact):
    """What a model made of the learner's input `turn`, counted from 1, with the prompt of one panel.

    `instead` says why there is nothing.
    """

    turn: Natural
    panel: str
    text: str = ""
    source: str = ""
    instead: Instead = ""


@dataclass(frozen=True, slots=True)
class DemoFinished(Fact):
    """The learner came to the end of the demo."""
