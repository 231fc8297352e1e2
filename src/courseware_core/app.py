"""The composition root: courses, a record and a tutor become turns of screens and intents."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from courseware_core.clock import SystemChance, SystemClock
from courseware_core.content.catalog import Catalog, bundled_content, load_catalog
from courseware_core.content.model import Test
from courseware_core.engine import commands
from courseware_core.engine.commands import Command
from courseware_core.engine.facts import Fact, LanguageChosen, Scope, WelcomeShown
from courseware_core.engine.machine import Rejected
from courseware_core.engine.person import Person
from courseware_core.engine.person import fold as fold_person
from courseware_core.engine.progress import ActivityProgress
from courseware_core.errors import UnreadableFact
from courseware_core.frozen import Frozen
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.languages import catalogue, is_language, negotiate
from courseware_core.ledger import Ledger, Session
from courseware_core.library import Library
from courseware_core.linking import Linking
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.operators import Operators
from courseware_core.ports import (
    Chance,
    Clock,
    Decision,
    Erased,
    Loaded,
    Outcome,
    Store,
    Stream,
    Tutor,
)
from courseware_core.rebuilding import Rebuilt, rebuild
from courseware_core.screen import navigation
from courseware_core.screen import token as tokens
from courseware_core.screen.match import Matched, match
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.profiles import TERMINAL, Profile
from courseware_core.screen.refusals import refusal
from courseware_core.screen.replies import explain
from courseware_core.screen.safety import clean
from courseware_core.screen.token import Token
from courseware_core.screen.views.guide import menu_screen, welcome_screen
from courseware_core.screen.words import Words
from courseware_core.sessions import Sessions
from courseware_core.storage import default_store_url, open_store, upgrade_store
from courseware_core.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person sees now. `notice` is a sentence about what they just did, in their language.

    `closes` is the step of the screen that this one replaces, None when it replaces none.
    """

    screen: Screen
    notice: str = ""
    closes: int | None = None


class ModuleReport(Frozen):
    """A module with the progress in each of its activities, in order."""

    course: str
    module: str
    title: str
    activities: tuple[ActivityProgress, ...]


class ProgressReport(Frozen):
    """How a learner stands everywhere."""

    learner: str
    modules: tuple[ModuleReport, ...]


class Courseware:
    """Courses being taken. Open one with `Courseware.open`; every turn is committed before it is returned.

    `linking` makes one learner of a person's identities, `operators` changes what was recorded.

    async with Courseware.open() as app:
        turn = await app.enter(Identity("cli", "local", "ada"), "m06.l1")
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        store: Store,
        tutor: Tutor,
        clock: Clock,
        chance: Chance,
        profile: Profile = TERMINAL,
        seen_by: str = "",
        words_in: Callable[[str], Words] = catalogue,
    ) -> None:
        self.catalog = catalog
        self._store = store
        self._clock = clock
        self._profile = profile
        self._seen_by = seen_by
        self._words_in = words_in
        self._people: dict[Identity, Person] = {}
        self._ledger = ledger = Ledger(store, Library(catalog))
        self.linking = Linking(ledger, clock, chance)
        self.operators = Operators(ledger, clock)
        self._sessions = Sessions(ledger, tutor, clock, chance)
        self._surroundings = Surroundings(ledger)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        content: str | Path | None = None,
        store: str | Store | None = None,
        tutor: Tutor | None = None,
        clock: Clock | None = None,
        chance: Chance | None = None,
        profile: Profile = TERMINAL,
        seen_by: str = "",
        words_in: Callable[[str], Words] = catalogue,
        create: bool = True,
        serving: bool = False,
    ) -> AsyncIterator[Self]:
        """The courses under `content` (else those that come with the package), recorded in `store`.

        `store` is a URL (`memory:`, `sqlite:///FILE`; else a file in the user's data folder) or an open
        store, which is then left open; without `create` a record that is not there is an error. `serving` is
        for a bot or a server: one SQLite file can be served by one of them at a time.
        `profile` is the surface's. `seen_by` is the sentence that tells a new person who can see what is
        stored. `words_in` loads the product's own words in a language.

        Raises: ContentError, StoreError; StoreServed when somebody else serves the file.
        """
        catalog = load_catalog(Path(content) if content else bundled_content())
        given = None if store is None or isinstance(store, str) else store
        opened = given or await open_store(str(store or default_store_url()), create=create, serving=serving)
        try:
            yield cls(
                catalog=catalog,
                store=opened,
                tutor=tutor or LessonTutor(),
                clock=clock or SystemClock(),
                chance=chance or SystemChance(),
                profile=profile,
                seen_by=seen_by,
                words_in=words_in,
            )
        finally:
            if given is None:
                await opened.close()

    async def enter(self, who: Identity, activity: str = "", *, locale: str = "", delivery: str = "") -> Turn:
        """Where a person comes in: the welcome at first, then `activity`, resumed or begun.

        Without an activity it is where they stopped, or the menu when nothing is open.

        `locale` is a language that the person asked for; it is remembered if it is one. `delivery` names
        what the surface delivered, so that the same thing delivered again has no second effect.

        Raises: UnknownActivity, StoreError.
        """
        if activity:
            self.catalog.activity(activity)
        async with self._sessions.turn_of(who):
            person = await self._person(who)
            if not person.welcomed:
                return Turn(self._welcome(Go("begin", activity, locale)))
            if is_language(locale) and locale != person.locale:
                await self._tell(who, LanguageChosen(locale))
            going = Go("enter", activity or await self._open_last(who))
            return await self._go(who, going, delivery)

    async def handle(self, who: Identity, intent: Intent) -> Turn:
        """What comes of pressing a control. A press that is late, foreign or unknown changes nothing.

        Raises: StoreError; then nothing of the press was saved.
        """
        async with self._sessions.turn_of(who):
            token = tokens.decode(intent.token)
            going = navigation.parse(token) if token else None
            person = await (self._known(who) if token and token.session else self._person(who))
            if going and going.verb == "begin":
                return await self._begin(who, going, intent.delivery)
            if not person.welcomed:
                return Turn(self._welcome(Go("begin")))
            try:
                if going:
                    return await self._go(who, going, intent.delivery)
                if token is None or not token.session:
                    return await self._menu(who, "unknown_control")
                command = commands.parse(token.verb, token.args, _cleaned(intent.answer))
                if command is None:
                    return await self._menu(who, "unknown_control")
                return await self._act(who, token, command, intent.delivery)
            except UnreadableFact:
                return await self._menu(who, "newer_record")

    async def answer(self, who: Identity, screen: Screen, line: str, *, delivery: str = "") -> Turn:
        """What comes of typing `line` on `screen`, where nothing can be pressed.

        A line that means nothing there gets the same screen again, with a notice.
        """
        found = match(screen, line)
        if isinstance(found, Matched):
            intent = Intent(token=found.token, answer=found.answer, delivery=delivery)
            return await self.handle(who, intent)
        return Turn(screen, explain(found, self._words_in(screen.locale)))

    async def why(self, who: Identity, rejected: Rejected) -> str:
        """The sentence for a refusal of `linking` or `operators`, in the person's language."""
        return refusal(await self._words(who), rejected.code, rejected.params)

    async def progress(self, who: Identity) -> ProgressReport:
        """How the learner stands in every activity of every course."""
        return ProgressReport(
            learner=str(who),
            modules=tuple(
                ModuleReport(
                    course=each.course.id,
                    module=each.module.id,
                    title=each.module.title,
                    activities=each.activities,
                )
                for each in await self._surroundings.modules(who)
            ),
        )

    async def export(self, who: Identity) -> tuple[Stream, ...]:
        """Every fact that is recorded of this person, on every surface that is linked, session by session."""
        identities = await self._store.identities(who)
        return tuple([stream for each in identities for stream in await self._store.streams(each)])

    async def forget(self, who: Identity) -> Erased:
        """Deletes everything that is recorded of this person, for good, on every surface that is linked.

        Anonymous counts stay.
        """
        async with self._sessions.turn_of(who):
            identities = await self._store.identities(who)
            erased = await self._store.erase(identities)
            for each in identities:
                self._people.pop(each, None)
            self._ledger.let_go()
            return erased

    async def rebuild(self) -> Rebuilt:
        """What came of making the projections again from the facts. Raises: StoreError."""
        return await rebuild(self._ledger, self._clock.now())

    async def backup(self, file: Path) -> None:
        """Writes a consistent copy of the record to `file`, also while it is in use. Raises: StoreError."""
        await self._store.backup(file)

    async def _act(self, who: Identity, token: Token, command: Command, delivery: str) -> Turn:
        acted = await self._sessions.act(who, token.session, token.step, command, delivery=delivery)
        if acted.session is None:
            if not (await self._person(who)).welcomed:
                return Turn(self._welcome(Go("begin")))
            return await self._menu(who, acted.outcome.code, acted.outcome.params)
        screen = await self._screen(who, acted.session)
        return Turn(screen, self._notice(screen.locale, acted.outcome), closes=token.step)

    async def _go(self, who: Identity, going: Go, delivery: str) -> Turn:
        if going.verb == "menu" or not going.activity:
            return await self._menu(who)
        if going.activity not in self.catalog.ids:
            return await self._menu(who, "no_such_activity")
        latest = await self._latest(who, going.activity)
        if latest and going.verb in ("enter", "contents"):
            session = await self._sessions.look(who, latest)
            if session:
                contents = going.verb == "contents"
                return Turn(await self._screen(who, session, contents=contents))
        test = self.catalog.activity(going.activity).activity
        if going.verb == "enter" and isinstance(test, Test):
            words = await self._words(who)
            return Turn(self._surroundings.intro(test, words, self._clock.now()))
        scope: Scope = "missed" if going.verb == "missed" else "whole"
        missed = (
            await self._surroundings.missed(who, going.activity) if scope == "missed" else frozenset[str]()
        )
        outcome = await self._sessions.open(
            who, going.activity, scope=scope, missed=missed, delivery=delivery
        )
        shown = outcome.session or latest
        session = await self._sessions.look(who, shown) if shown else None
        if session is None:
            return await self._menu(who, outcome.code, outcome.params)
        screen = await self._screen(who, session)
        return Turn(screen, self._notice(screen.locale, outcome))

    async def _latest(self, who: Identity, activity: str) -> str:
        heads = [head for head in await self._store.heads(who) if head.activity == activity]
        under_way = [head for head in heads if head.status == "open"]
        heads = [head for head in heads if head.status != "voided"] or heads
        latest = (
            max(under_way, key=lambda head: head.updated_at) if under_way else heads[-1] if heads else None
        )
        return latest.session if latest else ""

    async def _open_last(self, who: Identity) -> str:
        """The activity that was touched last, if its round is still open; else nothing."""
        taken = [head for head in await self._store.heads(who) if head.status != "voided"]
        last = max(taken, key=lambda head: head.closed_at or head.updated_at, default=None)
        return last.activity if last and last.status == "open" else ""

    async def _begin(self, who: Identity, going: Go, delivery: str) -> Turn:
        facts: list[Fact] = [WelcomeShown()]
        if is_language(going.locale):
            facts.append(LanguageChosen(going.locale))
        if not (await self._person(who)).welcomed:
            await self._tell(who, *facts)
        return await self._go(who, Go("enter", going.activity), delivery)

    async def _tell(self, who: Identity, *facts: Fact) -> None:
        session, now = who.person_session(), self._clock.now()

        def decide(loaded: Loaded) -> Decision[None]:
            stream = loaded.streams[session]
            at = max(now, stream.facts[-1].at) if stream.facts else now
            return Decision(Outcome("accepted", session), None, at, facts={session: facts})

        await self._store.transact([session], decide, actor=who)
        self._people.pop(who, None)

    async def _person(self, who: Identity) -> Person:
        """The person as recorded now: another worker may have forgotten them."""
        stream = await self._store.stream(who.person_session())
        self._people[who] = fold_person(recorded.fact for recorded in stream.facts)
        return self._people[who]

    async def _known(self, who: Identity) -> Person:
        """The person as last seen, which does for one who acts in a session that is there."""
        return self._people.get(who) or await self._person(who)

    async def _menu(self, who: Identity, code: str = "", params: Mapping[str, str] | None = None) -> Turn:
        words = await self._words(who)
        screen = menu_screen(words, await self._surroundings.modules(who))
        return Turn(screen, refusal(words, code, params or {}) if code else "")

    async def _screen(self, who: Identity, session: Session, *, contents: bool = False) -> Screen:
        return await self._surroundings.screen(
            who,
            session,
            await self._words(who),
            self._clock.now(),
            self._profile.page_chars,
            contents=contents,
        )

    async def _words(self, who: Identity) -> Words:
        person = await self._known(who)
        return self._words_in(negotiate(person.locale or "", *self.catalog.locales))

    def _welcome(self, begin: Go) -> Screen:
        words = self._words_in(negotiate(begin.locale, *self.catalog.locales))
        seen_by = self._seen_by or (
            words.say("Only people who can open that place can see it.")
            if self._store.location
            else words.say("Only people who can use this program can see them.")
        )
        return welcome_screen(words, location=self._store.location, seen_by=seen_by, begin=begin)

    def _notice(self, locale: str, outcome: Outcome) -> str:
        if outcome.status == "accepted":
            return ""
        return refusal(self._words_in(locale), outcome.code, outcome.params)


def _cleaned(answer: Answer) -> Answer:
    """The answer without control characters; its length is left to the rules."""
    return answer if answer.text is None else answer.model_copy(update={"text": clean(answer.text)})


async def upgrade_record(store: str | None = None) -> str:
    """The revision that the record's tables have, once they are brought to this version.

    `store` is a URL, else the file in the user's data folder. Raises: StoreError.
    """
    return await upgrade_store(store or default_store_url())
