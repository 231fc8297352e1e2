"""Goal 12: the rules themselves, without a record: one answer in an attempt of 15 questions."""

from datetime import UTC, datetime

from benchmarks import floors_engine
from benchmarks.measuring import Sample, repeated
from benchmarks.plan import Cheaper, Contender, Goal

from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.content.model import Test
from courseware_core.engine import attempt
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import GiveAnswer
from courseware_core.engine.facts import Fact, decode, encode
from courseware_core.engine.machine import Rejected, fold
from courseware_core.inputs import Answer

TIMES = 4000
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OPTIONS = ("corpus", "layers", "weights", "request")
KEYS = {f"m06.t{n}": OPTIONS[n % 4] for n in range(15)}

BY_HAND = "a step by hand: frozen dataclasses"
STEP = "our step: decide and evolve"
BY_HAND_STORED = "by hand: load, step, dump"
STORED = "ours: decode the facts, fold, decide, encode"


def goal() -> Goal:
    """What is measured for it."""
    work = {
        BY_HAND: _by_hand,
        STEP: _step,
        BY_HAND_STORED: _by_hand_stored,
        STORED: _stored,
    }
    return Goal(
        "goal12",
        "The engine: an answer in an attempt of 15 questions",
        tuple(Contender(name, each) for name, each in work.items()),
        (
            Cheaper("a step: decide and evolve", STEP, BY_HAND, 4),
            Cheaper("load, step and dump in the middle of the attempt", STORED, BY_HAND_STORED, 1.5),
        ),
    )


def _by_hand() -> Sample:
    state = _half_by_hand()
    return repeated(lambda: floors_engine.answer(state, 7, 1, KEYS), TIMES)


def _half_by_hand() -> floors_engine.Attempt:
    state = floors_engine.begun(KEYS, OPTIONS)
    for slot in range(7):
        state = floors_engine.answer(state, slot, 1, KEYS)
    return state


def _by_hand_stored() -> Sample:
    text = floors_engine.dump(_half_by_hand())

    def turn() -> None:
        floors_engine.dump(floors_engine.answer(floors_engine.load(text), 7, 1, KEYS))

    return repeated(turn, TIMES // 4)


def _half_done() -> tuple[list[Fact], AttemptState]:
    """The facts of an attempt in which seven questions are answered, and its state."""
    slots = attempt.draw(_test(), list)
    started = attempt.start(_test(), "0" * 32, slots, AT)
    assert not isinstance(started, Rejected)
    facts: list[Fact] = [started]
    state = fold(attempt, [(started, AT)])
    for slot in range(7):
        given = _decided(state, slot)
        facts += given
        for fact in given:
            state = attempt.evolve(state, fact, AT)
    return facts, state


def _decided(state: AttemptState, slot: int) -> tuple[Fact, ...]:
    command = GiveAnswer(slot, Answer(values=(1,)))
    facts = attempt.decide(state, command, _test(), AT)
    assert not isinstance(facts, Rejected)
    return facts


def _step() -> Sample:
    state = _half_done()[1]

    def step() -> None:
        after = state
        for fact in _decided(state, 7):
            after = attempt.evolve(after, fact, AT)

    return repeated(step, TIMES)


def _stored() -> Sample:
    rows = [encode(fact) for fact in _half_done()[0]]

    def turn() -> None:
        state = fold(attempt, [(decode(*row), AT) for row in rows])
        for fact in _decided(state, 7):
            encode(fact)

    return repeated(turn, TIMES // 4)


def _test() -> Test:
    return _TEST


_TEST = next(
    each
    for each in load_catalog(bundled_content()).activities
    if isinstance(each, Test) and each.id == "m06.test"
)
