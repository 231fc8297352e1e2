"""What an evaluation found: what was counted of each talk, and what each question got."""

from collections.abc import Iterable
from typing import Literal

from courseware_core.engine.facts import Instead, Move
from courseware_core.evaluation.measures import Measures
from courseware_core.frozen import Frozen

QUESTIONS = "questions"
"""Stands for a learner's name where an author's questions were put."""

Place = Literal["first", "beside", "nowhere"]


class Heard(Frozen):
    """What was counted of one learner in one lab; `learner` may be `QUESTIONS`."""

    lab: str
    learner: str
    measures: Measures


class Asked(Frozen):
    """A question and what it got.

    `section` answers it, and is empty where the lesson does not. `move` is what the reply did, empty when
    there was none; `closest` says that it only named the nearest passage, and `instead` why it was not a
    model's. `sections` are those the learner was sent to, the quoted ones first.
    """

    lab: str
    ask: str
    section: str = ""
    move: Move | Literal[""] = ""
    closest: bool = False
    instead: Instead = ""
    sections: tuple[str, ...] = ()

    @property
    def got(self) -> Literal["sure", "closest", "redirected", "other"]:
        """What kind of reply it was; `other` is none, or the product's own."""
        match self.move:
            case "answer" | "quote":
                return "closest" if self.closest else "sure"
            case "redirect":
                return "redirected"
            case _:
                return "other"

    @property
    def sure(self) -> bool:
        """Whether the reply was more than the way back to the lesson, or its closest passage."""
        return self.got == "sure"

    @property
    def place(self) -> Place:
        """Where the reply named the section that answers: at first, beside another, or nowhere."""
        if self.section not in self.sections:
            return "nowhere"
        return "first" if self.sections[0] == self.section else "beside"


class Goal(Frozen):
    """A number of questions that is wanted: `wanted` of `of` at least, or at most."""

    name: str
    got: int
    of: int
    wanted: int
    bound: Literal["at least", "at most"]

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.got >= self.wanted if self.bound == "at least" else self.got <= self.wanted


class Report(Frozen):
    """Everything that an evaluation found. `tutors` are those that replied, by name, in order."""

    tutors: tuple[str, ...]
    heard: tuple[Heard, ...]
    asked: tuple[Asked, ...]
    goals: tuple[Goal, ...]


def goals(asked: Iterable[Asked]) -> tuple[Goal, ...]:
    """How far the goals for questions are reached; none when nothing was asked.

    Of the questions that the lesson answers, four of five are to be shown its section, and three of five
    are to get more than a closest passage; of the others, at most one of ten is.
    """
    asked = tuple(asked)
    inside, outside = [each for each in asked if each.section], [each for each in asked if not each.section]
    shown = sum(each.place != "nowhere" for each in inside)
    sure, wrongly_sure = (sum(each.sure for each in some) for some in (inside, outside))
    n, m = len(inside), len(outside)
    found = (
        Goal(
            name="in the lesson: its section is shown",
            got=shown,
            of=n,
            wanted=-(-4 * n // 5),
            bound="at least",
        ),
        Goal(
            name="in the lesson: more than a closest passage",
            got=sure,
            of=n,
            wanted=-(-3 * n // 5),
            bound="at least",
        ),
        Goal(
            name="not in the lesson: more than a closest passage",
            got=wrongly_sure,
            of=m,
            wanted=m // 10,
            bound="at most",
        ),
    )
    return tuple(goal for goal in found if goal.of)
