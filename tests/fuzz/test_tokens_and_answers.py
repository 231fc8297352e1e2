"""Whatever a surface sends, in whoever's name, is answered with a screen and changes nobody else's record."""

import asyncio
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fuzz.inputs import ANY_TEXT, LONG_TEXT, ODD_SCALARS
from tests.fuzz.play import ADA, BEA, BEGIN, courseware, every_activity, press, shown

from courseware_core.app import Courseware
from courseware_core.content.model import Lesson
from courseware_core.errors import UnknownActivity
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.screen import token as tokens
from courseware_core.screen.match import Matched, match
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.token import Token
from courseware_core.storage.memory import MemoryStore
from courseware_core.turns import Turn

CATALOG = every_activity()

WORDS = st.sampled_from(
    (
        *(
            "",
            "begin",
            "menu",
            "enter",
            "again",
            "missed",
            "contents",
            "turn",
            "goto",
            "open",
            "answer",
            "hint",
        ),
        *("summary", "handin", "say", "starter", "ask", "chint", "canswer", "mark", "exit", "exita", "talk"),
        *("path", "pick", "review", "define", "ask", "problem", "report", "provider", "agree", "decline"),
        *("update", "model", "own", "none", "choose", "back", "panel", "run", "done"),
        *("close", "had_it", "not_yet", "0", "1", "3", "99", "999999999", "9999999999", "-1", "٣", "1e3"),
        *(
            *CATALOG.ids,
            *("review", "tiny", "@s00000000001", "@s00000000002"),
            "s00000000001",
            "s00000000002",
            ADA.person_session(),
            BEA.person_session(),
            "de",
            "xx",
        ),
    )
)
MADE_UP = st.lists(WORDS, min_size=1, max_size=6).map(":".join)
TOKENS = st.one_of(
    MADE_UP.filter(lambda token: len(token) <= tokens.MAX_LENGTH),
    st.text(max_size=64),
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=64),
)
NUMBERS = st.one_of(st.integers(-2, 9), st.sampled_from((2**31, -(2**63), 10**400)))
ANSWERS = st.builds(
    Answer,
    values=st.one_of(st.lists(NUMBERS, max_size=5).map(tuple), st.just(tuple(range(10_000)))),
    text=st.one_of(st.none(), ANY_TEXT, LONG_TEXT),
)


async def begun(activity: str, presses: list[int]) -> tuple[Courseware, Screen]:
    """An app in which Bea is in the first session and Ada in the second, on some screen of `activity`."""
    app = courseware(CATALOG, MemoryStore())
    for who in (BEA, ADA):
        await app.handle(who, Intent(token=BEGIN))
        screen = await press(app, who, shown(await app.enter(who, activity)), 0)
    for which in presses:
        screen = await press(app, ADA, screen, which)
    return app, screen


ACTIVITIES = st.sampled_from(CATALOG.ids)
FEW = st.lists(st.integers(0, 20), max_size=4)


@given(token=st.one_of(TOKENS, ANY_TEXT))
def test_any_text_is_a_token_or_none(token: str) -> None:
    found = tokens.decode(token)
    if found is not None:
        assert tokens.decode(tokens.encode(found)) == found


PARTS = st.text(
    alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":"), max_size=9
)


@given(verb=PARTS.filter(bool), args=st.lists(PARTS, max_size=3), session=PARTS, step=st.integers(0, 10**6))
def test_token_comes_back_as_it_was_sent(verb: str, args: list[str], session: str, step: int) -> None:
    token = Token(verb, tuple(args), session, step)
    assert tokens.decode(tokens.encode(token)) == token


@given(activity=ACTIVITIES, presses=FEW, sent=st.lists(st.tuples(TOKENS, ANSWERS), min_size=1, max_size=6))
@example("t1.l1", [], [("s00000000002:2:goto:3:999999999", Answer())])
def test_any_token_and_answer_get_a_screen_and_leave_others_alone(
    activity: str, presses: list[int], sent: list[tuple[str, Answer]]
) -> None:
    async def through() -> None:
        app, _ = await begun(activity, presses)
        of_bea = await app.export(BEA)
        for token, answer in sent:
            shown(await app.handle(ADA, Intent(token=token, answer=answer)))
        assert await app.export(BEA) == of_bea

    asyncio.run(through())


@given(
    activity=ACTIVITIES,
    presses=FEW,
    which=st.integers(0, 20),
    numbers=st.lists(st.integers(0, 12), max_size=3),
    answer=ANSWERS,
    foreign=st.booleans(),
)
def test_token_of_the_screen_with_other_numbers_gets_a_screen(
    activity: str, presses: list[int], which: int, numbers: list[int], answer: Answer, foreign: bool
) -> None:
    async def through() -> None:
        app, screen = await begun(activity, presses)
        of_bea = await app.export(BEA)
        pressed = [*screen.controls, *((screen.submit,) if screen.submit else ())]
        session, step, verb, *args = pressed[which % len(pressed)].token.split(":")
        args = [str(number) for number, _ in zip(numbers, args, strict=False)] + args[len(numbers) :]
        token = ":".join(("s00000000001" if foreign else session, step, verb, *args))
        screen = shown(await app.handle(ADA, Intent(token=token, answer=answer)))
        for each in (0, 1, 2):
            screen = await press(app, ADA, screen, each)
        shown(await app.enter(ADA, activity))
        assert await app.export(BEA) == of_bea

    asyncio.run(through())


@given(activity=ACTIVITIES, presses=FEW, line=st.one_of(ANY_TEXT, LONG_TEXT))
def test_any_line_gets_a_screen(activity: str, presses: list[int], line: str) -> None:
    async def through() -> None:
        app, screen = await begun(activity, presses)
        turn = await app.answer(ADA, screen, line)
        shown(turn)
        assert turn.notice or isinstance(match(screen, line), Matched)

    asyncio.run(through())


LOCALES = st.one_of(
    st.sampled_from((*ODD_SCALARS, "de_AT.UTF-8", "en-Latn-US-POSIX", "C", "x" * 100, "de:at", "\ud800")),
    ANY_TEXT,
)


@given(activity=st.one_of(st.just(""), ACTIVITIES, ANY_TEXT), locale=LOCALES, welcomed=st.booleans())
@example(activity="t1.l1", locale="x" * 100, welcomed=False)
@example(activity="t1.l1", locale="\ud800", welcomed=True)
def test_entering_with_any_locale_gets_a_screen_or_says_what_there_is(
    activity: str, locale: str, welcomed: bool
) -> None:
    async def through() -> None:
        app = courseware(CATALOG, MemoryStore())
        if welcomed:
            await app.handle(ADA, Intent(token=BEGIN))
        if activity and activity not in CATALOG.ids:
            with pytest.raises(UnknownActivity, match=r"There is: t1\.l1"):
                await app.enter(ADA, activity, locale=locale)
            return
        screen = shown(await app.enter(ADA, activity, locale=locale))
        for which in (0, 0, 1):
            screen = await press(app, ADA, screen, which)

    asyncio.run(through())


@given(parts=st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), delivery=st.text(max_size=200), activity=ACTIVITIES)
def test_any_identity_and_delivery_are_served_or_refused_at_once(
    parts: tuple[str, str, str], delivery: str, activity: str
) -> None:
    async def through(who: Identity) -> None:
        app = courseware(CATALOG, MemoryStore())
        for _ in range(2):
            await app.handle(who, Intent(token=BEGIN, delivery=delivery))
            screen = shown(await app.enter(who, activity, delivery=delivery))
            for which in (0, 0):
                await press(app, who, screen, which)

    try:
        who = Identity(*parts)
    except ValueError:
        return
    assert Identity.parse(str(who)) == who
    asyncio.run(through(who))


def test_block_outside_the_round_is_no_place_to_go_to() -> None:
    lesson = CATALOG.activity("t1.l1").activity
    assert isinstance(lesson, Lesson)
    last = len(lesson.blocks) - 1

    async def through() -> Turn:
        app = courseware(CATALOG, MemoryStore())
        await app.handle(ADA, Intent(token=BEGIN))
        await app.enter(ADA, "t1.l1")
        for token in (
            f"s00000000001:1:goto:{last - 7}:0",  # what is skipped here is the round
            f"s00000000001:2:turn:{last + 1}:0",
            ":0:missed:t1.l1:",
        ):
            shown(await app.handle(ADA, Intent(token=token)))
        return await app.handle(ADA, Intent(token=f"s00000000002:1:goto:{last}:0"))

    turn = asyncio.run(through())
    assert shown(turn).name == "lesson.page"
    assert turn.notice


def test_delivery_that_was_refused_elsewhere_is_told_so_again() -> None:
    async def through() -> tuple[Any, Any]:
        app = courseware(CATALOG, MemoryStore())
        await app.handle(ADA, Intent(token=BEGIN))
        screen = shown(await app.handle(ADA, Intent(token=":0:again:t1.test:")))
        while screen.name != "result":
            hand_in = next((c for c in screen.controls if c.label in ("Overview", "Hand in")), None)
            assert hand_in
            screen = shown(await app.handle(ADA, Intent(token=hand_in.token)))
        one = await app.handle(ADA, Intent(token=":0:again:t1.test:", delivery="d"))
        return one, await app.handle(ADA, Intent(token=":0:again:t1.l1.quiz:", delivery="d"))

    one, other = asyncio.run(through())
    assert one.notice.startswith("The next attempt is possible from")
    assert other.notice == one.notice


@pytest.mark.parametrize("token", ["x" * 65, "\ud800"])
def test_what_can_be_no_token_of_ours_is_refused_by_the_intent(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        Intent(token=token)
