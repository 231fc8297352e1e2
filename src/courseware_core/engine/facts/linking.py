"""Linking. A code has a stream of its own, named by its hash; it begins with LinkOffered."""

from dataclasses import dataclass

from courseware_core.engine.facts.base import Fact, Moment


@dataclass(frozen=True, slots=True)
class LinkOffered(Fact):
    """The person asked for the code with the stream `code`, which is good until `until`."""

    code: str
    until: Moment


@dataclass(frozen=True, slots=True)
class LinkTried(Fact):
    """The person tried a code that was not good."""


@dataclass(frozen=True, slots=True)
class LinkClaimed(Fact):
    """The actor gave the code and agreed to be one learner with the person who had asked for it."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkSettled(Fact):
    """The person who had asked for the code answered the claim."""

    agreed: bool


@dataclass(frozen=True, slots=True)
class Linked(Fact):
    """The person is one learner with somebody on `surface` from now on."""

    surface: str


@dataclass(frozen=True, slots=True)
class Unlinked(Fact):
    """The person is a learner of their own again."""
