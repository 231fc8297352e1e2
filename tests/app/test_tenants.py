"""What one tenant does is never seen in another, nor does it change anything there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.surroundings import TINY, catalog_at, opened

from courseware_core.app import Courseware
from courseware_core.engine.facts import encode
from courseware_core.engine.machine import Rejected
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.screen.model import Intent, Screen
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock

T = TypeVar("T")
HERE, THERE = Identity("chat", "T1", "U1"), Identity("chat", "T2", "U1")
WORDS = {HERE: "ultramarine", THERE: "kaleidoscope"}
ACTIVITIES = ("", "t1.l1", "t1.l1.quiz", "t1.l1.lab", "t1.test")


class AuthoredOrder:
    """Leaves everything in its order, so that nobody's luck depends on how often others tried theirs."""

    def __init__(self) -> None:
        self._drawn = 0

    def shuffle(self, items: Sequence[T]) -> list[T]:
        return list(items)

    def session(self) -> str:
        self._drawn += 1
        return f"s{self._drawn:011d}"

    def code(self) -> str:
        self._drawn += 1
        return f"C{self._drawn:07d}"


@dataclass(frozen=True)
class Step:
    """Something that `who` does: goes somewhere, presses what they see, or tries what others see."""

    who: Identity
    what: str
    number: int


def core() -> Courseware:
    """The core with a record of its own, over courses that are read once."""
    return Courseware(
        catalog=catalog_at(TINY),
        store=MemoryStore(),
        tutor=LessonTutor(),
        clock=FixedClock(),
        chance=AuthoredOrder(),
    )


steps = st.builds(
    Step,
    st.sampled_from((HERE, THERE)),
    st.sampled_from(("enter", "press", "write", "choose", "steal", "guess", "forget", "regard")),
    st.integers(0, 7),
)


async def play(app: Courseware, story: Sequence[Step]) -> dict[Identity, list[str]]:
    """What each person was shown, without the names of sessions, which say only how many there are."""
    screens: dict[Identity, Screen] = {}
    shown: dict[Identity, list[str]] = {HERE: [], THERE: []}
    codes = {who: (await app.linking.offer(who)).code for who in (HERE, THERE)}
    for who in (HERE, THERE):
        welcome = (await app.enter(who)).screen
        screens[who] = (await app.handle(who, Intent(token=welcome.controls[0].token))).screen
    for number, step in enumerate(story):
        who, other = step.who, THERE if step.who == HERE else HERE
        screen = screens.get(who)
        match step.what:
            case "enter":
                activity = ACTIVITIES[step.number % len(ACTIVITIES)]
                screens[who] = (await app.enter(who, activity, delivery=str(number))).screen
            case "press" if screen and screen.controls:
                control = screen.controls[step.number % len(screen.controls)]
                intent = Intent(token=control.token, delivery=str(number))
                screens[who] = (await app.handle(who, intent)).screen
            case "write" | "choose" if screen and screen.submit:
                words = f"Why is {WORDS[who]} part {step.number} so?"
                answer = Answer(text=words) if step.what == "write" else Answer(values=(step.number % 3,))
                intent = Intent(token=screen.submit.token, answer=answer, delivery=str(number))
                screens[who] = (await app.handle(who, intent)).screen
            case "steal" if other in screens:
                theirs = screens[other]
                pressed = [*theirs.controls, *([theirs.submit] if theirs.submit else [])]
                token = pressed[step.number % len(pressed)].token
                if not token.startswith(":"):  # navigation belongs to nobody
                    turn = await app.handle(who, Intent(token=token, delivery=str(number)))
                    assert turn.screen.name in ("menu", "welcome")
            case "guess":
                guessed = "".join(reversed(codes[other]))
                assert isinstance(await app.linking.claim(who, guessed), Rejected)
            case "forget":
                await app.forget(who)
            case "regard":
                shown[who].append((await app.progress(who)).model_dump_json(exclude={"learner"}))
            case _:
                pass
        if who in screens:
            shown[who].append(screens[who].model_dump_json(exclude={"controls", "submit"}))
    return shown


async def recorded(app: Courseware, who: Identity) -> list[tuple[str, int, str]]:
    return [encode(each.fact) for stream in await app.export(who) for each in stream.facts]


@given(st.lists(steps, max_size=30))
def test_tenants_never_see_or_touch_one_another(story: list[Step]) -> None:
    async def both() -> None:
        app = core()
        shown = await play(app, story)
        for who, other in ((HERE, THERE), (THERE, HERE)):
            facts = await recorded(app, who)
            assert WORDS[other] not in repr(shown[who]) + repr(facts)
            assert {each.owner for each in await app.operators.attempts("t1.test", who)} <= {who}
            alone_shown = await play(core(), [step for step in story if step.who == who and _own(step)])
            if not any(step.who == who and not _own(step) for step in story):
                assert shown[who] == alone_shown[who]

    asyncio.run(both())


def _own(step: Step) -> bool:
    return step.what not in ("steal", "guess")


async def test_a_screen_of_another_tenant_is_not_opened_by_its_token() -> None:
    async with opened() as app:
        for who in (HERE, THERE):
            await app.enter(who, "t1.l1.lab")
        begun = await app.handle(
            HERE, Intent(token=(await app.enter(HERE, "t1.l1.lab")).screen.controls[0].token)
        )
        submit = begun.screen.submit
        assert submit is not None
        turn = await app.handle(THERE, Intent(token=submit.token, answer=Answer(text="Why ultramarine?")))
        assert "ultramarine" not in repr(await app.export(THERE))
        assert turn.screen.name == "welcome"


@pytest.mark.parametrize("who", [HERE, THERE])
async def test_forgetting_in_one_tenant_leaves_the_other(who: Identity) -> None:
    other = THERE if who == HERE else HERE
    async with opened() as app:
        for each in (HERE, THERE):
            turn = await app.enter(each, "t1.l1")
            await app.handle(each, Intent(token=turn.screen.controls[0].token))
        before = await app.export(other)
        await app.forget(who)
        assert await app.export(who) == ()
        assert await app.export(other) == before != ()
