"""The app keeps the promises of every adapter: real Bolt, in front of people of a Slack of our own."""

import asyncio
import inspect
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.adapters.courses import DISTURBED, EVERYWHERE
from tests.app.surroundings import COFFEE, COURSES, TINY
from tests.slack.loopback.filling import CannotDo
from tests.slack.loopback.people import Person
from tests.slack.loopback.seen import Control, Screen
from tests.slack.loopback.server import Loopback, serving
from tests.slack.loopback.views import View
from tests.slack.workspace import WAYS, Way, taught

from courseware_core.identity import Identity
from courseware_core.screen.model import Intent
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.surfaces.controls import CHOICES_ID, FIELD_ID, form_id, option_id, press_id, select_id
from courseware_core.testing.adapters import AdapterContract, Told, typed
from courseware_core.testing.adapters.people import Seat
from courseware_core.testing.journeys import Learner

WAITS = ("Continue here",)
"""The labels on a message that waits until somebody goes on with it."""

LONG = " ".join(f"Cup {number} was too hot to drink." for number in range(450))
"""More than stands in one message."""

Shown = tuple[Screen, Control]
"""Something to use, on the message or page as it was when it was looked at."""


class Slack:
    """A Slack with one workspace, which outlasts the processes of the app."""

    def __init__(self, here: Loopback, way: Way) -> None:
        self.here = here
        self._shown: dict[int, Shown] = {}
        self._way = way
        self._members: dict[str, Member] = {}
        self._process = AsyncExitStack()

    async def start(self, app: Told) -> None:
        self.app = app
        await self._process.enter_async_context(taught(app, self.here, way=self._way))

    async def stop(self) -> None:
        """Nobody is connected any more. Forms that could be opened are open then."""
        for each in self._members.values():
            await each.open_the_form()
        await self._process.aclose()

    def person(self, name: str) -> "Member":
        return self._members.setdefault(name, Member(self, name))

    def keep(self, screen: Screen) -> None:
        """Remembers what somebody is shown to use."""
        for control in screen.controls:
            self._shown.setdefault(id(control.element), (screen, control))

    def last_shown(self, intent: Intent) -> Shown:
        """What meant the intent when anybody was shown it last."""
        return next(each for each in reversed(self._shown.values()) if _means(each[1], intent))

    async def quiet(self) -> None:
        """Returns once the app was told of everything, and everything that it decided is shown."""
        await self.here.settled()
        while left := _tasks_of_the_app():
            await asyncio.wait(left)
            await self.here.settled()


class Member:
    """Somebody in the workspace, who uses what there is on the one message to press in their messages."""

    def __init__(self, place: Slack, name: str) -> None:
        self._slack = place
        self._person: Person = place.here.person(name)
        self._windows: dict[str, View] = {}
        """The windows that this person sent, by the token that was sent."""
        self.who = Identity("slack", self._person.user.team.id, self._person.id)

    async def enter(self, place: str = "") -> None:
        await self._close()
        await self._person.slash(f"/learn {place}")
        await self._slack.quiet()

    async def act(self, intent: Intent) -> None:
        if not self._is_open_for(intent.token):
            await self._close()
            found = await self._found(intent)
            if found is None:
                await self._act_on_what_is_gone(intent)
                return
            await self._use(found, intent)
        if self._person.form:
            await self._send(intent)

    async def repeat(self) -> None:
        api, shown = self._slack.here.api, [each.words for each in self._person.screens]
        posted = len(api.sent("chat.postMessage"))
        await self._person.repeat_last()
        await self._slack.quiet()
        assert [each.words for each in self._person.screens] == shown
        assert len(api.sent("chat.postMessage")) == posted

    async def read(self) -> Sequence[str]:
        while await self._turn("back"):
            pass
        pages = [await self._page()]
        while await self._turn("on"):
            pages.append(await self._page())
        return pages

    async def open_the_form(self) -> None:
        """Opens the form that can be opened on this page, if there is one."""
        screen = self._look()
        opening = next((each for each in screen.controls if each.action_id.startswith(form_id(""))), None)
        if opening:
            await self._press((screen, opening))
            assert self._person.form

    def _look(self) -> Screen:
        """The one message that there is to press."""
        (screen,) = [each for each in self._person.screens if each.controls and each.labels != WAITS]
        self._slack.keep(screen)
        return screen

    async def _page(self) -> str:
        words = self._look().words
        await self.open_the_form()
        if form := self._person.form:
            words = f"{words}\n{form.words}"
        await self._close()
        return words

    async def _found(self, intent: Intent) -> Shown | None:
        """What means the intent, on this page or, turning them, on another."""
        for way in ("back", "on"):
            turned = True
            while turned:
                screen = self._look()
                found = next((each for each in screen.controls if _means(each, intent)), None)
                if found:
                    return screen, found
                turned = await self._turn(way)
        return None

    async def _turn(self, way: str) -> bool:
        """Whether there is another page that way, which is shown then."""
        screen = self._look()
        turns = (each for each in screen.controls if each.action_id.startswith("cw:t:"))
        button = next((each for each in turns if ("style" in each.element) == (way == "on")), None)
        if button:
            await self._press((screen, button))
            assert self._look().words != screen.words, f"{button.label} leads nowhere"
        return button is not None

    async def _use(self, shown: Shown, intent: Intent) -> None:
        """Ticks what the intent answers, where that is ticked, and presses; or chooses what it says."""
        screen, control = shown
        if control.action_id == CHOICES_ID:
            await self._person.choose(intent.token, of=CHOICES_ID, on=screen)
            await self._slack.quiet()
            return
        if control.action_id == select_id(intent.token) and intent.answer.values:
            await self._person.choose(*map(str, intent.answer.values), of=control.action_id, on=screen)
        await self._press(shown)

    async def _press(self, shown: Shown) -> None:
        screen, control = shown
        await self._person.press(control.action_id, on=screen)
        await self._slack.quiet()

    def _is_open_for(self, token: str) -> bool:
        form = self._person.form
        return bool(form and form.view and form.view.definition["callback_id"].endswith(f":{token}"))

    async def _close(self) -> None:
        if self._person.form:
            await self._person.closes_modal()

    async def _send(self, intent: Intent) -> None:
        """Fills in the form, and sends it."""
        form = self._person.form
        assert form
        assert form.view
        self._windows[intent.token] = form.view
        asked = self._slack.app.turns[self.who].screen.input
        await self._person.submit_modal({FIELD_ID: typed(asked, intent.answer)})
        await self._slack.quiet()
        assert self._person.form is None, form.errors

    async def _act_on_what_is_gone(self, intent: Intent) -> None:
        """Does once more what this person did before, or what only somebody else could."""
        shown = self._slack.last_shown(intent)
        if shown[0].channel is self._person.direct:
            await self._use(shown, intent)
            assert self._person.form is None
            await self._send_from_another_device(intent.token)
            return
        with pytest.raises(CannotDo):  # so no honest client
            await self._use(shown, intent)
        await self._use((replace(self._look(), controls=shown[0].controls), shown[1]), intent)
        assert self._person.form is None

    async def _send_from_another_device(self, token: str) -> None:
        """Sends what they sent from a second window, which was open on another device all the time."""
        if token in self._windows:
            window = replace(self._windows[token], id=self._slack.here.world.name_for("V"))
            self._slack.here.views.stack(self._person.user).append(window)
            await self._person.submit_modal()
            await self._slack.quiet()
            assert self._person.form is None


def _tasks_of_the_app() -> set[asyncio.Task[object]]:
    """What the app does after it has acknowledged."""
    return {each for each in asyncio.all_tasks() if _is_of_the_app(each.get_coro())}


def _is_of_the_app(work: object) -> bool:
    return inspect.iscoroutine(work) and "courseware_slack" in Path(work.cr_code.co_filename).parts


def _means(control: Control, intent: Intent) -> bool:
    """Whether using the control does what the intent says."""
    token, values = intent.token, intent.answer.values
    if control.action_id == CHOICES_ID:
        return any(option["value"] == token for option in control.element["options"])
    options = [option_id(token, position) for position in values or range(26)]
    ids = (press_id(token), form_id(token), select_id(token), *options)
    return control.kind == "button" and control.action_id in ids


class OnSlack(AdapterContract):
    profile = SLACK_MESSAGE
    way: Way

    @pytest.fixture(autouse=True)
    async def slack(self) -> AsyncIterator[None]:
        """A Slack that is there as long as the test."""
        async with serving() as self.here:
            yield

    def platform(self) -> Slack:
        return Slack(self.here, self.way)


class TestSocketMode(OnSlack):
    way = staticmethod(WAYS["socket"])
    courses = EVERYWHERE
    disturbed = DISTURBED

    async def test_what_is_longer_than_a_message_is_read_and_answered_page_after_page(
        self, tmp_path: Path
    ) -> None:
        """The shipped courses seldom need a second page: a message of Slack's has much room."""
        course = shutil.copytree(COFFEE, tmp_path / "coffee")
        for each in course.rglob("*.yaml"):
            each.write_text(re.sub(r"^( +stem: .+)$", rf"\1 {LONG}", each.read_text(), flags=re.MULTILINE))
        async with self._surface(course) as surface:

            async def read(seat: Seat, intent: Intent) -> None:
                if seat.screen.input:
                    await seat.reads_everything()
                    await seat.reads_everything()  # from the last page on

            learner = Learner(surface.seat("ada", first=read), surface.app.catalog)
            await learner.enter()
            await learner.enter("k1.l1.quiz")
            await learner.take_assessment()
            questions = sum(each.name == "question" for each in learner.seen)
        pressed = [each.body["actions"][0]["action_id"] for each in self.here.deliveries.of("block_actions")]
        assert sum(each.startswith("cw:t:") for each in pressed) >= questions > 1


class TestHttp(OnSlack):
    way = staticmethod(WAYS["http"])
    courses = (TINY,)
    disturbed = (COURSES / "guides",)
