"""A person, and what an operator set for a whole tenant, each in a stream of its own."""

from dataclasses import dataclass

from courseware_core.engine.facts.base import Fact


@dataclass(frozen=True, slots=True)
class ProblemReported(Fact):
    """The person says that something is wrong with an activity, or with `item` of it, pinned to `digest`."""

    activity: str
    digest: str
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class WelcomeShown(Fact):
    """The person was told what is stored, where, and who sees it."""


@dataclass(frozen=True, slots=True)
class LanguageChosen(Fact):
    """The person chose the language of the product's own sentences."""

    locale: str


@dataclass(frozen=True, slots=True)
class ProviderChosen(Fact):
    """The person was told that `provider` gets what they write to a model, and agreed, or did not."""

    provider: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class ModelsSwitched(Fact):
    """Models may reply to learners of `tenant`, written `surface:tenant`, or may not."""

    tenant: str
    on: bool
    reason: str = ""
