"""Who may read an answer in words or code: told before it is submitted, and compared when it is."""

import re
from typing import Final

from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import attempt, grading
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import SubmitAnswer, SubmitTo
from courseware_core.engine.machine import Rejected
from courseware_core.ledger import Session
from courseware_core.people import Agreement
from courseware_core.screen.safety import clean

LONGEST_NAME: Final = 100
"""The most characters of a reviewer's name."""

_DIRECTION = re.compile("[\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}]")


def reviewer_name(given: str) -> str:
    """A reviewer's name as learners are told it: one line, single spaces, no signs that cannot be seen.

    Empty when nothing was given, for nobody. Raises: TypeError; ValueError when nothing is left of it, or
    more than `LONGEST_NAME` characters.
    """
    if not isinstance(given, str):
        raise TypeError(f"A reviewer's name is a text, and not {given!r}.")
    name = " ".join(_DIRECTION.sub("", clean(given)).split())
    if given and not (any(map(str.isalnum, name)) and len(name) <= LONGEST_NAME):
        raise ValueError(
            f"A reviewer's name is a line of 1 to {LONGEST_NAME} characters, with a letter or digit. "
            "Name the person as learners are to know them, or leave the name out for nobody."
        )
    return name


def submission(
    session: Session, command: SubmitAnswer, agreement: Agreement | None, reviewer: str
) -> SubmitTo | Rejected:
    """The answer to those who may read it now, which are still those whom the learner was told of.

    Rejected with `readers_changed` where they are not.
    """
    question = _question(session, command.slot)
    if question is None:
        return SubmitTo(command.slot, "", "", command.answer)
    agreed = agreement.provider if agreement and agreement.state == "agreed" else ""
    provider, person = grading.may_read(question, agreed, reviewer)
    if command.readers != grading.readers(provider, person):
        return Rejected("readers_changed")
    return SubmitTo(command.slot, provider, person, command.answer)


def is_for_model(session: Session) -> bool:
    """Whether a model may read what is written now, so that the learner's agreement matters."""
    question = _current(session)
    return question is not None and grading.may_read(question, "any", "")[0] != ""


def person_for(session: Session, reviewer: str) -> str:
    """The reviewer if they may read what is written now."""
    question = _current(session)
    return grading.may_read(question, "", reviewer)[1] if question else ""


def _current(session: Session) -> WrittenQuestion | None:
    state = session.state
    return _question(session, state.current) if isinstance(state, AttemptState) else None


def _question(session: Session, slot: int) -> WrittenQuestion | None:
    state, content = session.state, session.content
    if isinstance(state, AttemptState) and isinstance(content, Quiz | Test):
        return attempt.written(state, content, slot)
    return None
