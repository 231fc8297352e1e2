"""The promises that every adapter keeps, as one suite. Needs pytest and pytest-asyncio.

An adapter of your own keeps them when a class `TestMyAdapter(AdapterContract)` passes that has its `profile`
and says what `platform` it runs on. People are taken through whole courses there, and act by what the
platform shows them. What is recorded is compared with what the core itself leaves, what can be read with its
screens.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import zip_longest
from pathlib import Path

import pytest

from courseware_core.app import Courseware
from courseware_core.blocks import Paragraph, text
from courseware_core.content.catalog import Catalog, bundled_content
from courseware_core.content.model import Quiz, Test
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.profiles import Profile
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.adapters.comparing import Record, record_of
from courseware_core.testing.adapters.people import Person, Platform, Seat, Surface, Told, catalog_at, typed
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.leaks import leaks
from courseware_core.testing.surfaces import CoreSurface

__all__ = ["AdapterContract", "Person", "Platform", "Told", "typed"]


class AdapterContract:
    """Derive from it, say which `profile` and `platform`, and every promise is tested."""

    profile: Profile
    """What the surface can carry."""

    courses: Sequence[Path] = (bundled_content(),)
    """Folders of courses that are taken from their beginning to their end."""

    disturbed: Sequence[Path] = (bundled_content(),)
    """Folders of courses that are taken again for each disturbance; small ones are quicker."""

    controls_stay = True
    """Whether what was shown before a restart can still be pressed after it. Else people come in again."""

    delivers_again = True
    """Whether the platform delivers an action again by its own name. People are told nothing of that."""

    locale = ""
    """The language that the platform says people have."""

    patience_s = 60.0
    """How long a journey may take before it counts as stuck."""

    def platform(self) -> Platform:
        """A platform where nobody has been yet, and no surface is up."""
        raise NotImplementedError

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Asks for every promise once for each folder."""
        if "course" in metafunc.fixturenames:
            metafunc.parametrize("course", self.courses, ids=lambda folder: folder.name)
        if "disturbed" in metafunc.fixturenames:
            metafunc.parametrize("disturbed", self.disturbed, ids=lambda folder: folder.name)

    @pytest.mark.asyncio
    async def test_a_journey_leaves_the_record_of_the_core(self, course: Path) -> None:
        """Every activity of every course: the same facts in the same order, but for whose and when."""
        async with self._surface(course) as surface:
            recorded = await surface.journey(surface.seat("ada"))
            _same(recorded, await self._undisturbed(course))

    @pytest.mark.asyncio
    async def test_what_is_delivered_twice_has_one_effect(self, disturbed: Path) -> None:
        """Every action, coming in too, is delivered once more, and shows the screen that it led to."""
        async with self._surface(disturbed) as surface:

            async def repeat(seat: Seat, _: object = None) -> None:
                shown, notice = seat.screen, seat.turn.notice
                await seat.person.repeat()
                assert seat.screen == shown, f"{seat.screen.name} in place of {shown.name}"
                if self.delivers_again:
                    assert seat.turn.notice == notice, f"“{seat.turn.notice}” on {shown.name}"

            entered = repeat if self.delivers_again else None
            recorded = await surface.journey(surface.seat("ada", then=repeat, entered=entered))
            _same(recorded, await self._undisturbed(disturbed))

    @pytest.mark.asyncio
    async def test_a_restart_in_the_middle_goes_on(self, disturbed: Path) -> None:
        """A new process over the same record, before something is done on each kind of screen."""
        async with self._surface(disturbed) as surface:
            restarted: set[str] = set()

            async def restart(seat: Seat, intent: Intent) -> None:
                left = seat.screen
                if left.name in restarted or not (self.controls_stay or _is_of_a_session(intent.token)):
                    return
                restarted.add(left.name)
                await surface.restart()
                if not self.controls_stay:
                    await seat.come_back(left)

            recorded = await surface.journey(surface.seat("ada", first=restart))
            _same(recorded, await self._undisturbed(disturbed))
            assert restarted

    @pytest.mark.asyncio
    async def test_a_late_press_changes_nothing_and_gets_a_sentence_and_the_current_screen(
        self, disturbed: Path
    ) -> None:
        """Every control that had an effect is pressed once more when its screen is gone."""
        async with self._surface(disturbed) as surface:
            recorded: Record = ()
            late = 0

            async def press_late(seat: Seat, intent: Intent) -> None:
                nonlocal recorded, late
                before, recorded = recorded, await surface.record(seat.person.who)
                if recorded == before or not _is_of_a_session(intent.token):
                    return
                late += 1
                current = seat.screen
                await seat.person.act(intent)
                _same(await surface.record(seat.person.who), recorded)
                assert seat.screen == current, f"{seat.screen.name} in place of {current.name}"
                await seat.reads_a_notice()
                await seat.reads_everything()

            recorded_at_last = await surface.journey(surface.seat("ada", then=press_late))
            _same(recorded_at_last, await self._undisturbed(disturbed))
            assert late

    @pytest.mark.asyncio
    async def test_somebody_elses_control_changes_nothing(self, disturbed: Path) -> None:
        """On each kind of screen everything that is there is pressed by another person, who is told so."""
        async with self._surface(disturbed) as surface:
            other = surface.seat("bea")
            tried: set[str] = set()
            await Learner(other, surface.app.catalog).enter()
            untouched = await surface.record(other.person.who)

            async def press_by_another(seat: Seat, intent: Intent) -> None:
                screen = seat.screen
                if screen.name in tried:
                    return
                tried.add(screen.name)
                await seat.reads_everything()
                before = await surface.record(seat.person.who)
                for control in filter(lambda each: _is_of_a_session(each.token), _controls(screen)):
                    answer = intent.answer if control.token == intent.token else Answer()
                    await other.person.act(Intent(token=control.token, answer=answer))
                    await other.reads_a_notice()
                _same(await surface.record(seat.person.who), before)
                _same(await surface.record(other.person.who), untouched)
                await seat.reads_everything()

            recorded = await surface.journey(surface.seat("ada", first=press_by_another))
            _same(recorded, await self._undisturbed(disturbed))

    @pytest.mark.asyncio
    async def test_every_text_of_a_screen_can_be_read_over_its_pages(self, disturbed: Path) -> None:
        """Nothing of what the core shows is lost on any page, and reading changes nothing."""
        async with self._surface(disturbed) as surface:
            recorded = await surface.journey(surface.seat("ada", first=_read))
            _same(recorded, await self._undisturbed(disturbed))

    @pytest.mark.asyncio
    async def test_nothing_that_was_not_earned_can_be_read(self, disturbed: Path) -> None:
        """No key, hint or feedback of a question stands anywhere before it was asked for or answered."""
        async with self._surface(disturbed) as surface:
            learner = _Suspicious(surface.seat("ada"), surface.app.catalog)
            await learner.enter()
            for activity in surface.app.catalog.activities:
                if isinstance(activity, Quiz | Test):
                    await learner.enter(activity.id)
                    if learner.screen.name == "pick":
                        await learner.press("next")
                    await learner.take_assessment(wrong=2)

    @asynccontextmanager
    async def _surface(self, course: Path) -> AsyncIterator[Surface]:
        surface = Surface(self.platform(), course, self.profile)
        patience = asyncio.timeout(self.patience_s)
        try:
            async with patience:
                await surface.start()
                try:
                    yield surface
                finally:
                    await surface.stop()
        except TimeoutError:
            if not patience.expired():
                raise
            raise AssertionError(f"After {self.patience_s:g} s it is stuck: {surface.where()}") from None

    async def _undisturbed(self, course: Path) -> Record:
        """What the core itself leaves of the journey through the courses in that folder."""
        who = Identity("core", "local", "ada")
        app = Courseware(
            catalog=catalog_at(course),
            store=MemoryStore(),
            tutor=LessonTutor(),
            clock=FixedClock(),
            chance=RepeatableChance(),
        )
        await whole_module(Learner(CoreSurface(app, who, locale=self.locale), app.catalog))
        return record_of(await app.export(who))


class _Suspicious(Learner):
    """Somebody who looks everywhere for what would help, before a question is answered the first time."""

    def __init__(self, seat: Seat, catalog: Catalog) -> None:
        super().__init__(seat, catalog)
        self._person = seat.person
        self._looked: set[str] = set()

    async def answer(self, *, rightly: bool = True) -> Screen:
        question = self.question()
        if question.id not in self._looked:
            self._looked.add(question.id)
            assert leaks(await self._all(), question) == ()
            if any(control.role == "hint" for control in self.screen.controls):
                await self.press("hint")
                assert leaks(await self._all(), question, hints_shown=1) == ()
        return await super().answer(rightly=rightly)

    async def _all(self) -> Screen:
        """All that can be read, as a screen of its own."""
        pages = [" ".join(each.split()) for each in await self._person.read()]
        return Screen(name="read", title="", blocks=tuple(Paragraph(text=text(each)) for each in pages))


def _same(recorded: Record, expected: Record) -> None:
    """Asserts that two records are one, and says where they part."""
    parted = [pair for pair in zip_longest(recorded, expected) if pair[0] != pair[1]]
    assert recorded == expected, f"{parted[0][0]} is recorded, not {parted[0][1]}"


async def _read(seat: Seat, _: Intent) -> None:
    await seat.reads_everything()


def _is_of_a_session(token: str) -> bool:
    """Whether a control belongs to one session, and does not lead somewhere from everywhere."""
    decoded = tokens.decode(token)
    return decoded is not None and decoded.session != ""


def _controls(screen: Screen) -> tuple[Control, ...]:
    return (*([screen.submit] if screen.submit else []), *screen.controls)
