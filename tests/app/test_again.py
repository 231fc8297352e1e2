"""Every screen can be shown once more without anything happening, and its form drawn from its token alone."""

import asyncio
from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.app.surroundings import ADA, BEA, COURSES, SHIPPED, catalog_at, learner, opened
from tests.app.test_screens import NAMES
from tests.app.wandering import wander

from courseware_core.blocks import plain, texts
from courseware_core.content.definitions import definitions
from courseware_core.engine.facts import TimeExpired
from courseware_core.inputs import Answer, LongText, LookUp, ShortText
from courseware_core.languages import catalogue
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Go, at
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.surfaces import CoreSurface
from courseware_core.turns import Turn


class Repeating(CoreSurface):
    """A surface that shows every screen once more, and draws the form of each anew."""

    async def enter(self, activity: str = "") -> Screen:
        screen = await super().enter(activity)
        await self._shown_again()
        return screen

    async def send(self, intent: Intent) -> Screen:
        screen = await super().send(intent)
        await self._shown_again()
        return screen

    async def _shown_again(self) -> None:
        turn = self.turn
        assert turn is not None
        before = await self._app.export(self._who)
        again = await self._app.handle(self._who, Intent(token=turn.again, delivery="again"))
        assert (again.screen, again.again, again.notice) == (turn.screen, turn.again, "")
        if turn.screen.submit:
            drawn = await self._app.screen_of(self._who, turn.screen.submit.token)
            assert drawn is not None
            assert drawn.screen.submit == turn.screen.submit
            # What was looked up is no part of the form to look up another term.
            assert drawn.screen == turn.screen or isinstance(turn.screen.input, LookUp)
        assert await self._app.export(self._who) == before


async def test_every_kind_of_screen_is_shown_once_more_and_nothing_is_written() -> None:
    shown = Counter(screen.name for _, screen in await wander(Repeating))
    assert shown.keys() == NAMES


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(("", "leaf", "12", "Why?"))), max_size=25))
def test_wherever_somebody_gets_to_it_is_shown_once_more(presses: list[tuple[int, str]]) -> None:
    async def walk() -> None:
        async with opened(COURSES / "harbour") as app:
            surface = Repeating(app, ADA)
            screen = await surface.enter()
            for number, (which, words) in enumerate(presses):
                pressed = [*screen.controls, *([screen.submit] if screen.submit else [])]
                is_text = isinstance(screen.input, ShortText | LongText | LookUp)
                answer = Answer(text=words) if is_text else Answer(values=(which % 2,))
                token = pressed[which % len(pressed)].token
                screen = await surface.send(Intent(token=token, answer=answer, delivery=str(number)))

    asyncio.run(walk())


async def test_every_term_of_the_shipped_courses_is_looked_up_once_more() -> None:
    catalog = catalog_at(SHIPPED)
    terms = definitions(catalog.courses, {each.id: each for each in catalog.activities})
    async with opened(SHIPPED) as app:
        someone = learner(app, surface=Repeating)
        await someone.enter("m06.l1")
        await someone.press("Look up a term")
        for each in terms:
            await someone.write(each.term.term)


async def test_a_term_that_no_token_can_hold_leaves_the_field_to_look_one_up() -> None:
    async with opened() as app:
        await learner(app).enter()
        turn = await app.define(ADA, "a term that is " + "very " * 16 + "long")
        assert "very very" in words(turn)
        again = await app.handle(ADA, Intent(token=turn.again))
        assert (again.screen.name, again.screen.blocks) == ("glossary", ())


async def test_a_test_that_nobody_began_is_not_begun_by_showing_what_it_is_like() -> None:
    async with opened() as app:
        await learner(app).enter()
        for activity in app.catalog.ids:
            turn = await app.handle(ADA, Intent(token=Go("show", activity).token()))
            assert turn.screen.name in ("menu", "intro", "pick")
        assert await app.operators.attempts("t1.l1") == ()


async def test_the_form_of_a_question_whose_time_is_over_is_drawn_without_ending_it() -> None:
    clock = FixedClock()
    async with opened(clock=clock) as app:
        question = await learner(app).enter("t1.test")
        assert question.submit is not None
        clock.move(timedelta(hours=1))  # the test has half of one
        drawn = await app.screen_of(ADA, question.submit.token)
        assert drawn is not None
        assert drawn.screen.submit == question.submit
        facts = [each.fact for stream in await app.export(ADA) for each in stream.facts]
        assert not any(isinstance(fact, TimeExpired) for fact in facts)


async def test_no_screen_of_somebody_else_is_drawn() -> None:
    async with opened() as app:
        someone = learner(app)
        question = await someone.enter("t1.l1.quiz")
        assert question.submit is not None
        decoded = tokens.decode(question.submit.token)
        assert decoded is not None
        mine = (question.submit.token, Go("define", at(decoded.session)).token())
        assert all([await app.screen_of(ADA, each) for each in mine])
        assert await app.screen_of(BEA, question.submit.token) is None
        await learner(app, BEA).enter()
        assert await app.screen_of(BEA, question.submit.token) is None
        defined = await app.screen_of(BEA, mine[1])
        assert defined is not None
        assert [each.label for each in defined.screen.controls] == ["Menu"]


async def test_what_is_no_token_and_what_sends_nothing_has_no_form() -> None:
    async with opened() as app:
        await learner(app).enter()
        for token in ("", "::", "x" * 90, "no:such:token", Go("menu").token(), Go("code").token()):
            assert await app.screen_of(ADA, token) is None


async def test_a_stale_control_gets_the_screen_as_it_stands_on_which_it_is_not() -> None:
    async with opened() as app:
        someone = learner(app)
        first = await someone.enter("t1.l1.quiz")
        assert first.submit is not None
        now = await someone.answer()
        drawn = await app.screen_of(ADA, first.submit.token)
        assert drawn is not None
        assert drawn.screen == now


async def test_the_welcome_is_shown_once_more_with_where_it_leads_and_in_its_language() -> None:
    async with opened() as app:
        welcome = await app.enter(ADA, "t1.l1", locale="de")
        again = await app.handle(ADA, Intent(token=welcome.again))
        assert again.screen == welcome.screen
        assert again.screen.locale == catalogue("de").locale
        assert await app.export(ADA) == ()
        begun = await app.handle(ADA, Intent(token=again.screen.controls[0].token))
        assert begun.screen.name == "lesson.page"


def words(turn: Turn) -> str:
    return " ".join(plain(rich) for block in turn.screen.blocks for rich in texts(block))
