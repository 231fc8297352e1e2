"""What asking a model for an output or a verdict came to. Nothing of how it is asked is imported here."""

from dataclasses import dataclass

from courseware_core.chat import Usage
from courseware_core.engine.facts import Doubt, Instead, Judgement


@dataclass(frozen=True, slots=True)
class Ran:
    """What a model made of a prompt. Where `text` is empty, `instead` says why."""

    text: str = ""
    instead: Instead = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Judging:
    """What a model said of an answer, by criterion in the order of the rubric, and what that used.

    With any of `doubts` it decides nothing. Where there is no verdict of the model, `instead` says why.
    """

    judgements: tuple[Judgement, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    instead: Instead = ""
    usage: Usage = Usage()
