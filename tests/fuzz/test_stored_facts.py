"""Whatever a record holds is read or refused with a sentence, and breaks no machine and no screen."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fuzz.inputs import ANY_TEXT, TINY, odd_payload, recorded
from tests.fuzz.play import ADA, courseware, press, shown

from courseware_core.content.catalog import load_catalog
from courseware_core.engine import attempt, lab, lesson, person
from courseware_core.engine.facts import FACTS, Fact, LabClosed, ReplyGiven, decode, encode
from courseware_core.engine.machine import fold
from courseware_core.engine.projections import Head
from courseware_core.errors import CoursewareError, UnreadableFact
from courseware_core.ports import Decision, Loaded, Outcome
from courseware_core.screen.model import Intent, Screen
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.surfaces import CoreSurface

CATALOG = load_catalog(TINY)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RECORDED = recorded()
MACHINES: tuple[Any, ...] = (attempt, lab, lesson)


def read(name: str, version: int, payload: str) -> Fact | None:
    """The fact, or None when it is refused with a sentence."""
    said = ""
    try:
        fact = decode(name, version, payload)
    except UnreadableFact as error:
        said = str(error)
    if said:
        assert said.endswith(".")
        return None
    assert decode(*encode(fact)) == fact
    assert encode(decode(*encode(fact))) == encode(fact)
    return fact


@given(data=st.data(), each=st.sampled_from(RECORDED), times=st.integers(1, 3))
def test_damaged_fact_is_read_or_refused(data: st.DataObject, each: Any, times: int) -> None:
    _, name, version, payload = each
    for _ in range(times):
        payload = data.draw(odd_payload(payload))
    read(name, version, json.dumps(payload))


@given(
    name=st.one_of(st.sampled_from(sorted({name for name, _ in FACTS})), st.text(max_size=9)),
    version=st.integers(-1, 3),
    payload=st.one_of(ANY_TEXT, st.sampled_from([json.dumps(each[3]) for each in RECORDED])),
)
@example("MessageSent", 1, "[" * 100_000)
@example("MessageSent", 1, '{"text":' * 100_000)
@example("MessageSent", 1, '{"text": "\\ud800"}')
@example("QuestionOpened", 1, '{"slot": ' + "9" * 100_000 + "}")
@example("QuestionOpened", 1, '{"slot": 1e999}')
@example("QuestionOpened", 1, '{"slot": NaN}')
def test_any_name_version_and_payload_are_read_or_refused(name: str, version: int, payload: str) -> None:
    read(name, version, payload)


MARK = '{"score": %s, "out_of": 1, "passed": null, "cause": "submitted"}'


@pytest.mark.parametrize(
    "mark",
    [
        *(
            '"1/0"',
            '"0/0"',
            '"n/0"',
            '"1e999999999"',
            '"1e-999999999"',
            '"1e4400"',
            '"nan"',
            '"inf"',
            '"-1/3"',
        ),
        *(
            '"1/' + "9" * 5000 + '"',
            '"' + "9" * 5000 + '"',
            "9" * 100_000,
            "1e999",
            "NaN",
            "1.5",
            "true",
            "null",
        ),
    ],
)
def test_mark_that_nobody_earned_is_refused(mark: str) -> None:
    with pytest.raises(UnreadableFact, match="1 of its fields"):
        decode("AttemptClosed", 1, MARK % mark)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("TimeExpired", '{"at": "2026-11-21T09:00:00"}'),
        ("TimeExpired", '{"at": "9999-12-31T23:59:59Z"}'),
        ("TimeExpired", '{"at": "0001-01-01T00:00:00+14:00"}'),
        ("QuestionOpened", '{"slot": -1}'),
        ("PlaceMoved", '{"place": {"block": "t1.l1/1", "offset": -1}}'),
    ],
)
def test_time_or_number_that_no_clock_or_count_gives_is_refused(name: str, payload: str) -> None:
    with pytest.raises(UnreadableFact):
        decode(name, 1, payload)


@st.composite
def odd_streams(draw: st.DrawFn, facts: Sequence[Fact]) -> list[Fact]:
    """`facts` with some of them left out, repeated, exchanged or damaged."""
    found = list(facts)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(found) - 1))
        match draw(st.sampled_from(("drop", "repeat", "exchange", "damage", "damage", "cut"))):
            case "drop" if len(found) > 1:
                del found[at]
            case "repeat":
                found.insert(draw(st.integers(0, len(found))), found[at])
            case "exchange":
                other = draw(st.integers(0, len(found) - 1))
                found[at], found[other] = found[other], found[at]
            case "cut":
                del found[at + 1 :]
            case _:
                name, version, payload = encode(found[at])
                odd = json.dumps(draw(odd_payload(json.loads(payload))))
                found[at] = read(name, version, odd) or found[at]
    return found


EVERY_FACT = [decode(name, version, json.dumps(payload)) for _, name, version, payload in RECORDED]


@given(facts=odd_streams(EVERY_FACT), order=st.randoms(use_true_random=False))
def test_facts_in_any_order_make_a_state_in_every_machine(facts: list[Fact], order: Any) -> None:
    order.shuffle(facts)
    for machine in MACHINES:
        fold(machine, [(fact, NOON + timedelta(seconds=n)) for n, fact in enumerate(facts)])
    person.fold(facts)


@cache
def journeys() -> tuple[tuple[Head, tuple[Fact, ...]], ...]:
    """Every session of somebody who took the whole module, at each of its lengths, with its head."""

    async def through() -> tuple[tuple[Head, tuple[Fact, ...]], ...]:
        store = MemoryStore()
        app = courseware(CATALOG, store)
        await whole_module(Learner(CoreSurface(app, ADA), CATALOG))
        facts = {each.session: each.facts for each in await store.streams(ADA)}
        return tuple(
            (head, tuple(each.fact for each in facts[head.session])) for head in await store.heads(ADA)
        )

    return asyncio.run(through())


async def recorded_so(head: Head, facts: Sequence[Fact]) -> MemoryStore:
    """A store in which Ada was welcomed and has one session of these facts."""
    store = MemoryStore()
    app = courseware(CATALOG, store)
    await CoreSurface(app, ADA).enter()
    streams = {ADA.person_session(): (decode("WelcomeShown", 1, "{}"),), head.session: tuple(facts)}

    def decide(loaded: Loaded) -> Decision[None]:
        return Decision(Outcome("accepted"), None, NOON, facts=streams, heads=(head,), remember=False)

    await store.transact(list(streams), decide, actor=ADA)
    return store


@given(data=st.data(), which=st.integers(0, 99), presses=st.lists(st.integers(0, 9), max_size=4))
def test_odd_session_is_shown_or_refused_with_a_sentence(
    data: st.DataObject, which: int, presses: list[int]
) -> None:
    head, facts = journeys()[which % len(journeys())]
    odd = data.draw(odd_streams(facts))

    async def through() -> None:
        app = courseware(CATALOG, await recorded_so(head, odd), sessions=100)
        said = "."
        try:
            screen = shown(await app.enter(ADA, head.activity))
            for each in presses:
                screen = await press(app, ADA, screen, each)
        except CoursewareError as error:
            said = str(error)
        assert said.endswith(".")
        assert shown(await app.handle(ADA, Intent(token=":0:menu::"))).name == "menu"

    asyncio.run(through())


def test_reply_that_is_owed_in_a_closed_lab_is_not_asked_for_without_end() -> None:
    head, facts = next(each for each in journeys() if each[0].kind == "lab")
    replies = [number for number, fact in enumerate(facts) if isinstance(fact, ReplyGiven)]
    odd = [fact for number, fact in enumerate(facts) if number != replies[-1]]

    async def through() -> Screen:
        app = courseware(CATALOG, await recorded_so(head, odd), sessions=100)
        return shown(await app.enter(ADA, head.activity))

    assert isinstance(facts[-1], LabClosed)
    assert asyncio.run(through()).name == "lab.end"
