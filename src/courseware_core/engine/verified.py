"""Who says that a challenge was done as it should be, in the words that its head keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import grading
from courseware_core.engine.facts import Grader
from courseware_core.engine.slots import SlotState


@dataclass(frozen=True, slots=True)
class Verified:
    """Everybody who says so; `reviewer` are the names of the persons among them."""

    by: tuple[Grader, ...] = ()
    reviewer: str = ""

    @property
    def mark_by(self) -> str:
        """The graders with blanks between them; of a person the name, at the end: "checks person Ann Lee"."""
        graders = [each for each in self.by if each != "person"]
        return " ".join((*graders, "person", self.reviewer) if "person" in self.by else graders)

    @classmethod
    def read(cls, mark_by: str) -> "Verified":
        """What `mark_by` says."""
        before, person, reviewer = mark_by.partition("person")
        found = {*before.split(), person}
        return cls(tuple(each for each in grading.GRADERS if each in found), reviewer.strip())


def verified(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> Verified:
    """Who says that every criterion of every question is met; nobody unless each is."""
    slots = tuple(slots)
    by = grading.verified_by(slots, by_id)
    names: dict[str, None] = {}
    for slot in slots if "person" in by else ():
        question = by_id[slot.question]
        if isinstance(question, WrittenQuestion) and (read := grading.standing(slot, question).reviewed):
            names[read.reviewer] = None
    return Verified(by, ", ".join(names))
