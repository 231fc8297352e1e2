"""What goes wrong with a journey on Slack, through the real program in processes of its own, in both modes.

Everybody takes the same journey; whoever has a fault is compared with somebody who has none.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

from tests.app.surroundings import TINY, opened
from tests.slack.journey import Learner, Step, live
from tests.slack.loopback.people import Sent
from tests.slack.loopback.server import Loopback, serving
from tests.slack.processes import MODES, Mode, Programs, record_down
from tests.surfaces.records import activities_of, held

PATIENCE_S = 6.0
"""How long Slack waits for an acknowledgement. How fast a machine is decides nothing."""

SHORT_S = 0.5
"""The same, of what cannot be acknowledged at first."""

ANSWERS, WRITES, FORM = "answers", "writes to the tutor", "opens the form"

CALLS: Mapping[str, Sequence[str]] = {
    "begins a lesson": ("conversations.open",),
    ANSWERS: ("chat.update",),
    "begins a lab": ("assistant.threads.setSuggestedPrompts",),
    WRITES: ("conversations.history", "chat.postMessage", "conversations.replies", "chat.update"),
    FORM: ("views.open",),
    "sends the form": ("chat.postMessage",),
    "opens Home": ("views.publish",),
    "presses at Home": ("chat.postMessage", "views.publish"),
}
"""The methods of which a call goes wrong at a step."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, at which steps, and how: told just before each step and just after."""

    name: str
    steps: Sequence[str] = ()
    """Every step where there are none."""
    before: Callable[[Learner, Step], None] = lambda *_: None
    after: Callable[[Learner, Step, Sent], None] = lambda *_: None


def _of_calls(name: str, goes_wrong: Callable[[Learner, str], None]) -> Fault:
    def before(learner: Learner, step: Step) -> None:
        for method in CALLS.get(step.name, ()):
            goes_wrong(learner, method)

    return Fault(name, tuple(CALLS), before)


def _hurried(sent: Sent, *, attempts: int = 1) -> Sent:
    """What was done, for whose acknowledgement Slack does not wait for long the first times."""
    assert sent.delivery
    sent.delivery.deadlines_s = [SHORT_S] * attempts
    return sent


def _limited(learner: Learner, method: str) -> None:
    learner.here.api.faults.limits(method, retry_after=0, about=learner.about)


def _refused(statuses: Iterator[int], learner: Learner, method: str) -> None:
    learner.here.api.faults.answers(next(statuses), method, about=learner.about)


def _reset(learner: Learner, method: str) -> None:
    learner.here.api.faults.resets(method, about=learner.about)


def _lost(learner: Learner, method: str) -> None:
    learner.here.api.faults.loses_answer(method, about=learner.about)


def _said(error: str, method: str, *steps: str) -> Fault:
    def before(learner: Learner, step: Step) -> None:
        if step.name in steps:
            learner.here.api.faults.refuses(error, method, about=learner.about)

    return Fault(f"{error} of {method}", steps, before)


def _again(learner: Learner, _: Step, sent: Sent) -> None:
    assert sent.delivery
    for attempt in (2, 1):
        learner.here.deliveries.again(sent.delivery, attempt=attempt)


def _unheard(learner: Learner, step: Step, sent: Sent) -> None:
    if step.name in (ANSWERS, WRITES) and sent.delivery:
        sent.delivery.unheard = 1


def _twice(learner: Learner, _: Step) -> None:
    learner.here.deliveries.duplicate(1)


UNHEARD = "an acknowledgement is lost on its way"
EXPIRED = _said("expired_trigger_id", "views.open", FORM)
AT_ONCE = (
    Fault("everything is delivered three times, its attempts out of order", after=_again),
    _of_calls("429", _limited),
    _of_calls("500, 502 and 503 in turn", partial(_refused, cycle((500, 502, 503)))),
    _of_calls("the connection breaks before Slack takes a call", _reset),
    _of_calls("the connection breaks after Slack took a call", _lost),
    Fault(UNHEARD, (ANSWERS, WRITES), after=_unheard),
    _said("hash_conflict", "views.publish", "opens Home", "presses at Home"),
    EXPIRED,
)
LOCKED = "SQLite is locked by somebody else"
UNRECORDED = {
    "SIGKILL before an answer is recorded": ANSWERS,
    "SIGKILL before a message is recorded": WRITES,
}
UNSHOWN = {
    "SIGKILL after the acknowledgement of an answer, before its feedback": (ANSWERS, "chat.update"),
    "SIGKILL after the acknowledgement of a message, before the tutor's reply": (WRITES, "chat.postMessage"),
}
OPEN = {"SIGKILL with open buttons": "goes on", "SIGKILL with an open modal": "sends the form"}
UNREACHED = "the Web API fails when the app starts"

TWICE = Fault("two processes over one PostgreSQL, and everything is delivered to both", before=_twice)
BROKEN = "the connection breaks as something is delivered"
DEAF = "no connection for ten minutes"
REFRESHED = "Slack asks for another connection"
GONE = "PostgreSQL takes no connection"

Name = tuple[str, Mode]
STEPS: Mapping[str, Sequence[str]] = {
    **{each.name: each.steps for each in AT_ONCE},
    LOCKED: (ANSWERS, WRITES),
    **{name: (step,) for name, step in UNRECORDED.items()},
    **{name: (step,) for name, (step, _) in UNSHOWN.items()},
    **{name: (step,) for name, step in OPEN.items()},
    UNREACHED: (),
    TWICE.name: (),
    **dict.fromkeys((BROKEN, DEAF, REFRESHED, GONE), (ANSWERS, WRITES)),
}
"""The steps at which each fault strikes; every step, or none, where there are none."""

UNACKNOWLEDGED: Mapping[str, set[str]] = {
    **{name: {ANSWERS} for name in (UNHEARD, LOCKED, BROKEN, REFRESHED)},
    **{name: {step} for name, step in UNRECORDED.items()},
    DEAF: {ANSWERS, WRITES},
}
"""The steps whose delivery nobody acknowledged, so that the learner does them again."""

ASKED: Mapping[str, set[str]] = {
    EXPIRED.name: {FORM},
    GONE: {ANSWERS},
    **{name: {step} for name, (step, _) in UNSHOWN.items()},
}
"""The steps after which the learner asks how things stand, or presses once more as the app says."""

NAMES: Sequence[Name] = [
    (name, mode) for name in STEPS for mode in MODES if (name, mode) != (REFRESHED, "http")
]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a fault.

    repeated: the steps that were done again because nobody acknowledged them.
    looked: those that were acknowledged, and after which the learner had to ask how things stand.
    to_press: how many messages can be pressed in the end.
    doubled: how many messages are there a second time.
    waiting: what says in the end that something is still to come.
    same_screen, same_record: whether all else is as without the fault.
    """

    repeated: tuple[str, ...]
    looked: tuple[str, ...]
    to_press: int
    doubled: int
    waiting: tuple[str, ...]
    same_screen: bool
    same_record: bool


async def seen_of_all(folder: Path, databases: Mapping[Mode, str]) -> Mapping[Name, Seen]:
    """What comes of each fault in each mode; `databases` are empty ones of a PostgreSQL server."""
    found = await asyncio.gather(
        *(_one(mode, folder / f"{mode}.db") for mode in MODES),
        *(_two(mode, databases[mode]) for mode in MODES),
    )
    seen = {name: each for some in found for name, each in some.items()}
    return {name: seen[name] for name in NAMES}


async def _one(mode: Mode, record: Path) -> dict[Name, Seen]:
    """Whatever one process over SQLite meets, and is killed of."""
    async with serving(deadline_s=PATIENCE_S, retry_scale=1) as here:
        programs = Programs(here, mode, f"sqlite:///{record}")
        plain = Learner(here, "undisturbed")
        found = {
            each.name: Learner(here, f"learner {n}", before=each.before, after=each.after)
            for n, each in enumerate(AT_ONCE)
        }
        beginnings = [each.takes() for each in (plain, *found.values())]
        until = {LOCKED: ANSWERS, **UNRECORDED, **{name: step for name, (step, _) in UNSHOWN.items()}, **OPEN}
        for n, (name, step) in enumerate(until.items()):
            found[name] = Learner(here, f"stopped {n}")
            beginnings.append(found[name].takes(step))
        async with programs.running():
            await asyncio.gather(*beginnings)
            for step in (ANSWERS, WRITES):
                await found[LOCKED].takes(step)
                await _locked(here, record, found[LOCKED])
            await found[LOCKED].takes()
            for name, (_, method) in UNSHOWN.items():
                await _held(found[name], method)
            with held(record):
                unrecorded = [_hurried(found[name].begins()) for name in UNRECORDED]
                await here.pulse.until(lambda: all(each.is_tried for each in unrecorded))
                await programs.kill()
        here.api.faults.answers(503, "auth.test")
        async with programs.running():
            _told_at_once(here)
            found[UNREACHED] = Learner(here, "late")
            for name in UNSHOWN:
                await found[name].looks()
            await asyncio.gather(
                *(found[name].ends(sent) for name, sent in zip(UNRECORDED, unrecorded, strict=True))
            )
            await asyncio.gather(*(found[name].takes() for name in (UNREACHED, *UNRECORDED, *UNSHOWN, *OPEN)))
            await _tidied(here, found.values())
    return await _compared(mode, programs.store, plain, found)


async def _locked(here: Loopback, record: Path, learner: Learner) -> None:
    """Takes the next step while nothing can be written for longer than Slack waits."""
    with held(record):
        sent = _hurried(learner.begins())
        await here.pulse.until(lambda: sent.failures)
    await learner.ends(sent)


def _told_at_once(here: Loopback) -> None:
    """What was not acknowledged yet is told again without a pause, now and from now on."""
    here.deliveries.retry_scale = 0
    here.deliveries.hurry()


async def _held(learner: Learner, method: str) -> None:
    """Begins the next step, which is acknowledged; the call that shows what came of it is under way."""
    here = learner.here
    before = len(here.api.sent(method, channel=learner.person.direct.id))
    here.api.faults.holds(method, about=learner.about)
    await learner.begins()
    await here.pulse.until(lambda: len(here.api.sent(method, channel=learner.person.direct.id)) > before)


async def _two(mode: Mode, database: str) -> dict[Name, Seen]:
    """Whatever two processes over one PostgreSQL meet."""
    async with serving(deadline_s=PATIENCE_S, retry_scale=1) as here:
        programs = Programs(here, mode, database, processes=2)
        plain = Learner(here, "undisturbed")
        found = {TWICE.name: Learner(here, "twice", before=TWICE.before)}
        alone: dict[str, Learner] = {
            name: Learner(here, f"alone {n}") for n, name in enumerate((BROKEN, DEAF, GONE))
        }
        if mode == "socket":
            alone[REFRESHED] = Learner(here, "refreshed")
        async with programs.running():
            together = [each.takes() for each in (plain, *found.values())]
            await asyncio.gather(*together, *(each.takes(ANSWERS) for each in alone.values()))
            await _fail(programs, database, alone)
            await asyncio.gather(*(each.takes(WRITES) for each in alone.values()))
            await _fail(programs, database, alone)
            await asyncio.gather(*(each.takes() for each in alone.values()))
            await _tidied(here, (*found.values(), *alone.values()))
    return await _compared(mode, database, plain, found | alone)


async def _fail(programs: Programs, database: str, alone: Mapping[str, Learner]) -> None:
    """Has everybody take their next step, each with a fault that strikes all of the app."""
    here = programs.here
    if REFRESHED in alone:
        refreshed = alone[REFRESHED].begins()
        await here.pulse.until(lambda: refreshed.is_tried)
        await here.socket.disconnect()
        await programs.ready()
        await alone[REFRESHED].ends(refreshed)
    here.deliveries.retry_scale = 1
    broken = _hurried(alone[BROKEN].begins())
    await programs.cut_off()
    if programs.mode == "http":
        await here.pulse.until(lambda: broken.is_in_vain)
        await programs.let_in()
        _told_at_once(here)
        await alone[BROKEN].ends(broken)
        await programs.cut_off()
        here.deliveries.retry_scale = 1
    deaf = alone[DEAF].begins()
    while here.deliveries.transport.ready and not deaf.is_over:
        here.deliveries.hurry()
        await here.pulse.until(partial(_is_further, deaf, deaf.failures))
    await programs.let_in()
    _told_at_once(here)
    if programs.mode == "socket":
        await alone[BROKEN].ends(broken)
    await alone[DEAF].ends(deaf)
    here.deliveries.retry_scale = 1
    async with record_down(database):
        gone = _hurried(alone[GONE].begins(), attempts=2)
        await here.pulse.until(lambda: gone.is_in_vain or alone[GONE].is_asked_again)
    _told_at_once(here)
    await alone[GONE].ends(gone)


async def _tidied(here: Loopback, learners: Iterable[Learner]) -> None:
    """Gives the programs time to tidy up: what everybody sees is there before what was there is changed."""
    with suppress(TimeoutError):
        await here.pulse.until(lambda: all(each.is_settled for each in learners), within_s=5)


def _is_further(sent: Sent, than: int) -> bool:
    return sent.is_over or sent.failures > than


async def _compared(mode: Mode, store: str, plain: Learner, found: Mapping[str, Learner]) -> dict[Name, Seen]:
    async with opened(TINY, store) as app:
        for each in (plain, *found.values()):
            each.record = await activities_of(app, each.who)
    assert plain.record
    return {
        (name, mode): Seen(
            tuple(each.repeated),
            tuple(each.looked),
            len(live(each.person)),
            each.doubled,
            tuple(each.waiting),
            [shown.words for shown in live(plain.person)] == [shown.words for shown in live(each.person)],
            each.record == plain.record,
        )
        for name, each in found.items()
    }
