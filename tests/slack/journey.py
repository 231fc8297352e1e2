"""A short journey on Slack, and a learner who takes it and does again what got no answer."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.slack.loopback.filling import CannotDo
from tests.slack.loopback.people import NotAnswered, Person, Sent
from tests.slack.loopback.seen import Screen
from tests.slack.loopback.server import Loopback

from courseware_core.identity import Identity
from courseware_core.testing.adapters.comparing import Record

SAID = "Why does a leaf turn brown?"
WRITTEN = "How do you stop the browning?"
ASKS = (
    *("please press once more", "Please do it once more", "See how it stands after a while"),
    "please write it again",
)
WAITS = ("Continue here",)
"""What can be pressed on a message that was left to wait."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a learner does on the screen they look at, and whether what comes of it is seen."""

    name: str
    act: Callable[[Person, Screen | None], Sent]
    sees: Callable[[Person], object]


def live(person: Person) -> list[Screen]:
    """The messages that can be pressed, the newest first; one is to be there."""
    return [each for each in person.screens if not each.ephemeral and each.labels not in ((), WAITS)]


def _shows(words: str) -> Callable[[Person], bool]:
    """Whether one message can be pressed, and these words stand on it."""

    def sees(person: Person) -> bool:
        shown = live(person)
        return len(shown) == 1 and words in shown[0].words

    return sees


def _types(place: str) -> Callable[[Person, Screen | None], Sent]:
    return lambda person, _: person.slash(f"/learn {place}")


def _presses(label: str) -> Callable[[Person, Screen | None], Sent]:
    return lambda person, screen: person.press(label, on=screen)


def _answers(person: Person, screen: Screen | None) -> Sent:
    assert screen
    ticked = person.choose(next(each for each in screen.options if "It is heated" in each), on=screen)
    assert ticked.delivery is None, "what is ticked is sent with the button"
    return person.press("Answer", on=screen)


def _says(person: Person, _: Screen | None) -> Sent:
    return person.say(SAID)


def _sends(person: Person, _: Screen | None) -> Sent:
    return person.submit_modal({"Your message": WRITTEN})


def _goes_home(person: Person, _: Screen | None) -> Sent:
    return person.opens_home()


def _presses_at_home(person: Person, _: Screen | None) -> Sent:
    return person.press(next(each for each in person.home.labels if each.startswith("Go on")), on=person.home)


def _is_home(words: str) -> Callable[[Person], bool]:
    """Whether the person looks at the Home tab, and these words stand there."""

    def sees(person: Person) -> bool:
        try:
            return person.at_home and words in person.home.words
        except CannotDo:
            return False

    return sees


def _is_led_from_home(person: Person) -> bool:
    shown = live(person)
    return len(shown) == 1 and not shown[0].thread_ts and _is_home("is open in our messages")(person)


JOURNEY = (
    Step("begins a lesson", _types("t1.l1"), _shows("Begin")),
    Step("goes past the welcome", _presses("Begin"), _shows("Finish the lesson")),
    Step("ends the lesson", _presses("Finish the lesson"), _shows("You have reached the end of this lesson")),
    Step("begins a quiz", _types("t1.l1.quiz"), _shows("Question 1 of 4")),
    Step("answers", _answers, _shows("heat stops the browning early")),
    Step("goes on", _presses("Next question"), _shows("Question 2 of 4")),
    Step("begins a lab", _types("t1.l1.lab"), _shows("0 of 3 exchanges")),
    Step("writes to the tutor", _says, _shows("1 of 3 exchanges")),
    Step("opens the form", _presses("Send"), lambda person: person.form),
    Step("sends the form", _sends, _shows("2 of 3 exchanges")),
    Step("opens Home", _goes_home, _is_home("of 6 done")),
    Step("presses at Home", _presses_at_home, _is_led_from_home),
)


class Learner:
    """Somebody who takes the journey, and does again what got no answer.

    before, after: what goes wrong with a step, told just before it is done and just after.
    """

    def __init__(
        self,
        here: Loopback,
        name: str,
        *,
        before: Callable[["Learner", Step], None] = lambda *_: None,
        after: Callable[["Learner", Step, Sent], None] = lambda *_: None,
    ) -> None:
        self.here = here
        self.person = here.person(name)
        self.repeated: list[str] = []
        """The steps that were done again because nobody acknowledged them."""
        self.looked: list[str] = []
        """The steps that were acknowledged, and after which the person had to ask how things stand."""
        self.record: Record = ()
        self._before = before
        self._after = after
        self._left = list(JOURNEY)
        self._screen: Screen | None = None
        self._since: set[tuple[str, str]] = set()

    @property
    def who(self) -> Identity:
        """Under which name the record is kept."""
        return Identity("slack", self.here.team.id, self.person.id)

    @property
    def about(self) -> tuple[str, str]:
        """The ids that stand in every call about this person."""
        return self.person.id, self.person.direct.id

    @property
    def waiting(self) -> list[str]:
        """What says that something is still to come: a status below a thread, an open modal."""
        now = self.here.world.clock.now()
        direct = self.person.direct.id
        statuses = [
            each.text
            for (channel, _), each in self.here.world.statuses.items()
            if channel == direct and each.until > now and each.text
        ]
        return statuses + ([self.person.form.text] if self.person.form else [])

    @property
    def doubled(self) -> int:
        """How many messages of the app were posted once more for the same reason."""
        posted = (each for each in self.person.direct.messages if each.user.is_bot)
        keys = [each.metadata["event_payload"]["key"] for each in posted if each.metadata]
        return len(keys) - len(set(keys))

    @property
    def is_settled(self) -> bool:
        """Whether one message can be pressed, none is doubled, and nothing is still to come."""
        return len(live(self.person)) == 1 and not self.doubled and not self.waiting

    @property
    def is_asked_again(self) -> bool:
        """Whether the person reads that the last step is to be done once more."""
        return bool(self._requests() - self._since)

    def _requests(self) -> set[tuple[str, str]]:
        """The messages that ask for something to be done once more."""
        asking = (each for each in self.person.screens if any(words in each.text for words in ASKS))
        return {(each.ts, each.text) for each in asking}

    def begins(self) -> Sent:
        """Does the next step without waiting for what comes of it."""
        step = self._left[0]
        self._before(self, step)
        shown = live(self.person)
        self._screen = shown[0] if shown else None
        self._since = self._requests()
        try:
            sent = step.act(self.person, self._screen)
        except CannotDo as cannot:
            raise AssertionError(f"{self.person.user.name}, {step.name}: {cannot}\n{self._sight()}") from None
        self._after(self, step, sent)
        return sent

    async def takes(self, until: str = "") -> None:
        """Takes the steps that are left, or those before the step of that name."""
        while self._left and self._left[0].name != until:
            await self.ends(self.begins())

    async def ends(self, sent: Sent) -> None:
        """Has the step that was begun answered, and does it again if nobody acknowledged it."""
        try:
            await sent
        except NotAnswered:
            self.repeated.append(self._left[0].name)
            await self._again()
        except TimeoutError:
            raise AssertionError(f"{self.person.user.name}, {self._left[0].name}: {self._sight()}") from None
        await self._sees(lambda: self._left[0].sees(self.person) or self.is_asked_again)
        if not self._left[0].sees(self.person):
            await self.looks()
        else:
            self._left.pop(0)

    async def looks(self) -> None:
        """Asks how things stand with the step, which was acknowledged, but nothing came of it."""
        self.looked.append(self._left[0].name)
        if self._left[0].act is _says:
            await self.person.slash("/learn t1.l1.lab")
        else:
            await self._left[0].act(self.person, self._screen)
        await self._sees(lambda: self._left[0].sees(self.person))
        self._left.pop(0)

    async def _again(self) -> None:
        """Does the step once more; a message is looked for first."""
        if self._left[0].act is _says:
            await self.person.slash("/learn t1.l1.lab")
            await self._sees(lambda: _shows("of 3 exchanges")(self.person))
            if self._left[0].sees(self.person):
                return
        await self._left[0].act(self.person, self._screen)

    async def _sees(self, sight: Callable[[], object]) -> None:
        try:
            await self.here.pulse.until(sight, within_s=15)
        except TimeoutError:
            raise AssertionError(f"{self.person.user.name}, {self._left[0].name}: {self._sight()}") from None

    def _sight(self) -> str:
        seen = "\n---\n".join(f"{each.ts} {each.text}\n{each.labels}" for each in self.person.screens)
        return f"{seen}\n{self.repeated} {self.looked}"
