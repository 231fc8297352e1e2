"""An attempt at a test by hand: frozen dataclasses, one function, no kinds of questions and no facts."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Slot:
    """A question of the attempt, with what was chosen."""

    question: str
    order: tuple[str, ...]
    chosen: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """Its questions, and the one that is open."""

    slots: tuple[Slot, ...]
    current: int = 0


_ATTEMPT = TypeAdapter(Attempt)


def begun(questions: dict[str, str], options: tuple[str, ...]) -> Attempt:
    """A new attempt at questions, which are given with the keys."""
    return Attempt(tuple(Slot(question, options) for question in questions))


def answer(attempt: Attempt, slot: int, position: int, keys: dict[str, str]) -> Attempt:
    """The attempt after the option at `position` was chosen."""
    asked = attempt.slots[slot]
    chosen = asked.order[position]
    marked = replace(asked, chosen=chosen, right=chosen == keys[asked.question])
    slots = (*attempt.slots[:slot], marked, *attempt.slots[slot + 1 :])
    return replace(attempt, slots=slots, current=slot + 1)


def dump(attempt: Attempt) -> bytes:
    """The attempt as JSON."""
    return _ATTEMPT.dump_json(attempt)


def load(text: bytes) -> Attempt:
    """The attempt of a JSON text."""
    return _ATTEMPT.validate_json(text)
