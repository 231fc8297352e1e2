"""The composition root: courses, a record and a tutor become turns of screens and intents."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Self

from courseware_core.account import Account
from courseware_core.asides import Asides
from courseware_core.chat import ChatModel
from courseware_core.clock import SystemChance, SystemClock
from courseware_core.content.catalog import Catalog, bundled_content, load_catalog
from courseware_core.content.pictures import Picture, picture
from courseware_core.editions import Editions
from courseware_core.engine.machine import Rejected
from courseware_core.engine.report import ProgressReport, report
from courseware_core.errors import after_saving
from courseware_core.identity import Identity
from courseware_core.itemising import ItemsReport, items_report
from courseware_core.languages import catalogue, negotiate
from courseware_core.ledger import Ledger
from courseware_core.library import Library
from courseware_core.linking import Linking
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.marking import Marking, unmarked
from courseware_core.models import model_tutor
from courseware_core.operators import Operators
from courseware_core.people import People
from courseware_core.ports import Chance, Clock, Erased, Store, Stream, Tutor
from courseware_core.publishing import Publishing
from courseware_core.readers import reviewer_name
from courseware_core.rebuilding import Rebuilt, rebuild
from courseware_core.reporting import Report, reports
from courseware_core.reviewing import Reviews
from courseware_core.screen.match import Matched, match
from courseware_core.screen.model import Intent, Screen, delivery_name
from courseware_core.screen.navigation import PLACES
from courseware_core.screen.profiles import TERMINAL, Profile
from courseware_core.screen.refusals import refusal
from courseware_core.screen.replies import confirmation, explain, risk
from courseware_core.screen.views.welcome import SeenBy, whoever_runs_it
from courseware_core.screen.words import Words
from courseware_core.sessions import Sessions
from courseware_core.showing import Showing, Turn
from courseware_core.storage import Found, default_store_url, look_at_store, open_store, upgrade_store
from courseware_core.surroundings import Surroundings
from courseware_core.turns import Owing, Turns
from courseware_core.tutoring import Budgets, Tutors

if TYPE_CHECKING:
    from courseware_core.llm.model_tutor import ModelTutor

Meanwhile = Callable[[Turn], None]
"""Is told what to show until there is more."""


class Courseware:
    """Courses being taken. Open one with `Courseware.open`; every turn is committed before it is returned.

    `linking` makes one learner of a person's identities, `operators` changes what was recorded, `marking` is
    where reviewers read answers, `publishing` takes new content, and `people` knows what they were told and
    chose. It belongs to the event loop of its first turn: another loop needs one of its own.

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
        seen_by: SeenBy | None = None,
        words_in: Callable[[str], Words] = catalogue,
        model: "ModelTutor | None" = None,
        budgets: Budgets = Budgets(),
        reviewer: str = "",
    ) -> None:
        self._store = store
        self._clock = clock
        self._words_in = words_in
        self._loop: asyncio.AbstractEventLoop | None = None
        self._library = library = Library(catalog)
        self._ledger = ledger = Ledger(store, library)
        self._editions = Editions(library, store, clock)
        self.publishing = Publishing(ledger, self._editions, clock)
        self.linking = Linking(ledger, clock, chance)
        self.people = people = People(store, clock, model)
        self.operators = Operators(ledger, clock, people)
        self.marking = Marking(ledger, clock)
        self.reviews = Reviews(ledger, clock)
        tutors = Tutors(tutor, model, people, budgets)
        self._sessions = Sessions(ledger, tutors, clock, chance, reviewer=reviewer)
        self._surroundings = Surroundings(ledger, reviewer=reviewer)
        self._account = Account(
            ledger, people, self.linking, reviewer=reviewer, seen_by=seen_by, file_bytes=profile.file_bytes
        )
        self._showing = Showing(
            surroundings=self._surroundings,
            people=people,
            reviews=self.reviews,
            account=self._account,
            clock=clock,
            profile=profile,
            location=store.location,
            seen_by=seen_by,
            words_in=words_in,
        )
        self._turns = Turns(
            sessions=self._sessions,
            surroundings=self._surroundings,
            people=people,
            reviews=self.reviews,
            account=self._account,
            asides=Asides(ledger, self._sessions, people),
            showing=self._showing,
            store=store,
        )

    @property
    def catalog(self) -> Catalog:
        """The courses at hand now."""
        return self._library.catalog

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
        seen_by: SeenBy | None = None,
        words_in: Callable[[str], Words] = catalogue,
        create: bool = True,
        serving: bool = False,
        model: str | ChatModel | None = None,
        model_base: str = "",
        model_deadline_s: float = 30.0,
        budgets: Budgets = Budgets(),
        reviewer: str = "",
    ) -> AsyncIterator[Self]:
        """The courses under `content` (else those that come with the package), recorded in `store`.

        What is published in the record takes the place of a course of `content`, then and in turns that
        begin five seconds after it was published.

        `store` is a URL (`memory:`, `sqlite:///FILE`; else a file in the user's data folder) or an open
        store, which is then left open; without `create` a record that is not there is an error. `serving` is
        for a bot or a server: one SQLite file can be served by one of them at a time.
        `profile` is the surface's. `seen_by` is its sentence that tells people who can see what is stored;
        it stands in the place of where that is, which is told to those only whose own program this is.
        `words_in` loads the product's own words in a language.

        `tutor` replies in labs, else the lesson itself does. It has 60 seconds; a reply that takes longer
        stays owed, and is asked for again when somebody looks next. `model` replies instead to learners who
        agreed: a name that litellm knows, at the base URL `model_base` if it has one, or a model, which is
        then left open. It has `model_deadline_s` seconds for a reply and uses no more tokens than `budgets`
        allow.
        `reviewer` names the person who may read answers to open and coding questions, as learners are told:
        a line of up to 100 characters, into which several are joined.

        Raises: ContentError, StoreError; StoreServed when somebody else serves the file; NotInstalled where
        litellm is missing; ModelError when `model` or `model_base` cannot be what it is meant to be;
        ValueError when `reviewer` is no name; TypeError when `store` is a path.
        """
        if isinstance(store, PurePath):
            raise TypeError(f"A store is named by a URL, so write 'sqlite:///{store}'.")
        reviewer = reviewer_name(reviewer)
        catalog = load_catalog(Path(content) if content else bundled_content())
        async with AsyncExitStack() as opened:
            if store is None or isinstance(store, str):
                record = await open_store(store or default_store_url(), create=create, serving=serving)
                opened.push_async_callback(record.close)
            else:
                record = store
            lesson = tutor or LessonTutor()
            taught = await opened.enter_async_context(
                model_tutor(model, model_base, model_deadline_s, lesson)
            )
            app = cls(
                catalog=catalog,
                store=record,
                tutor=lesson,
                clock=clock or SystemClock(),
                chance=chance or SystemChance(),
                profile=profile,
                seen_by=seen_by or (whoever_runs_it if serving else None),
                words_in=words_in,
                model=taught,
                budgets=budgets,
                reviewer=reviewer,
            )
            await app._editions.look()
            yield app

    async def enter(
        self,
        who: Identity,
        activity: str = "",
        *,
        locale: str = "",
        delivery: str = "",
        meanwhile: Meanwhile | None = None,
    ) -> Turn:
        """Where a person comes in: the welcome at first, then `activity`, resumed or begun.

        The id of a course leads to its menu, and each of `PLACES` to what is called so: `review` to what is
        due again, `exam`, `ask`, `you`, `progress`, `settings`, `privacy`, `forget`, `link`. Without an
        activity it is the start menu, whose first control goes on where they stopped.

        `locale` is a language that the person asked for; it is remembered if it is one. `delivery` names
        what the surface delivered, in up to 200 characters, so that the same thing delivered again has no
        second effect. `meanwhile` is as in `handle`.

        Raises: UnknownActivity; ValueError when `delivery` is longer; StoreError as `handle` does.
        """
        delivery = delivery_name(delivery)
        async with self._turn():
            if activity:
                self.check_place(activity)
            async with self._sessions.turn_of(who):
                came = await self._turns.enter(who, activity, locale, delivery)
            return await self._repaid(who, came, meanwhile)

    def check_place(self, place: str) -> None:
        """Raises: UnknownActivity, which says what there is, unless `enter` leads somewhere with it."""
        self.catalog.check(place, PLACES)

    async def define(self, who: Identity, term: str) -> Turn:
        """What a term means, with the field for another; the welcome for somebody new. Raises: StoreError."""
        async with self._turn():
            async with self._sessions.turn_of(who):
                came = await self._turns.define(who, term)
            return await self._repaid(who, came, None)

    async def screen_of(self, who: Identity, token: str) -> Turn | None:
        """The screen that the control of `token` belongs to, as it was recorded last: to draw its form.

        Writes nothing and calls no model. None for a token of somebody else's, for one of no session that
        sends nothing, and for what is no token. Where the screen has changed since, `token` is not on it.

        Raises: StoreError.
        """
        async with self._turn():
            return await self._turns.screen_of(who, token)

    async def handle(self, who: Identity, intent: Intent, *, meanwhile: Meanwhile | None = None) -> Turn:
        """What comes of pressing a control. A press that is late, foreign or unknown changes nothing.

        `meanwhile` is given what to show while a model writes a reply, which may take half a minute; what
        it raises is raised here, and the reply stays owed.

        Raises: StoreError; then nothing was saved, but with Unshown it was, with StoreUnreachable perhaps.
        """
        async with self._turn():
            async with self._sessions.turn_of(who):
                came = await self._turns.handle(who, intent)
            return await self._repaid(who, came, meanwhile)

    async def answer(
        self,
        who: Identity,
        screen: Screen,
        line: str,
        *,
        sure: str = "",
        delivery: str = "",
        meanwhile: Meanwhile | None = None,
    ) -> Turn:
        """What comes of typing `line` on `screen`, where nothing can be pressed.

        A line that means nothing there gets the same screen again, with a notice. So does one that means a
        dangerous control, unless it is the one that `sure` names: that which the turn before `asks` about.
        Neither does anything, and the `again` of the turn before goes on.

        Raises: StoreError as `handle` does.
        """
        found, words = match(screen, line), self._words_in(screen.locale)
        if not isinstance(found, Matched):
            return Turn(screen, explain(found, words))
        risky = risk(screen, found.token)
        if risky and risky.token != sure:
            return Turn(screen, confirmation(risky.label, words), asks=risky.token)
        intent = Intent(token=found.token, answer=found.answer, delivery=delivery)
        return await self.handle(who, intent, meanwhile=meanwhile)

    def _turn(self) -> AbstractAsyncContextManager[None]:
        """A turn. Raises: RuntimeError in another event loop than that of the first one."""
        here = asyncio.get_running_loop()
        if self._loop not in (None, here):
            raise RuntimeError(
                "This Courseware was used in another event loop before. Open one for each loop, or have its "
                "calls run in the loop it was opened in, as asyncio.run_coroutine_threadsafe does."
            )
        self._loop = here
        return self._editions.turn()

    async def _repaid(self, who: Identity, came: Turn | Owing, meanwhile: Meanwhile | None) -> Turn:
        """The turn, once its reply is there. The person may do other things until then."""
        if isinstance(came, Turn):
            return came
        with after_saving():
            if meanwhile and came.grant.call:
                try:
                    meanwhile(await self._turns.waiting(who, came))
                except BaseException:
                    await asyncio.shield(self._sessions.give_back(who, came.session, came.grant))
                    raise
            return await self._turns.repaid(who, came)

    async def words(self, who: Identity, locale: str = "") -> Words:
        """The product's words in a person's language, as far as it is known; also when the record fails.

        Of somebody who chose none it is `locale`, if there are words in it, and else that of the courses.
        """
        return self._words_in(negotiate(await self.people.language(who), locale, *self.catalog.locales))

    async def why(self, who: Identity, rejected: Rejected) -> str:
        """The sentence for a refusal of `linking`, in the person's language, or of `marking`, in English."""
        return unmarked(rejected) or refusal(await self._showing.words(who), rejected.code, rejected.params)

    async def progress(self, who: Identity) -> ProgressReport:
        """How the learner stands in every activity of every course."""
        async with self._turn():
            courses = await self._surroundings.courses(who, self._clock.now())
            return report(str(who), courses)

    async def picture(self, digest: str) -> Picture | None:
        """The picture of a lesson's block: of the courses at hand, else as it was when somebody began it.

        None when there is none with that digest. Raises: StoreError.
        """
        at_hand = self.catalog.pictures.get(digest)
        kept = None if at_hand else await self._store.body(digest)
        return at_hand if kept is None else picture(kept)

    async def export(self, who: Identity) -> tuple[Stream, ...]:
        """Every fact that is recorded of this person, on every surface that is linked, session by session."""
        return await self._account.record(who)

    async def forget(self, who: Identity) -> Erased:
        """Deletes all that is recorded of this person on every linked surface; anonymous counts stay."""
        async with self._sessions.turn_of(who):
            return await self._account.forget(who)

    async def reports(self, course: str = "") -> tuple[Report, ...]:
        """The problems that learners reported, newest first; only those of a course when one is named.

        Raises: StoreError, UnreadableFact.
        """
        return await reports(self._ledger, course)

    async def items(self, course: str = "") -> ItemsReport:
        """How every question of a course, else of all, did when learners were first asked it.

        Raises: UnreadableFact, StoreError.
        """
        return await items_report(self._ledger, course)

    async def rebuild(self) -> Rebuilt:
        """What came of making the projections again from the facts. Raises: StoreError."""
        return await rebuild(self._ledger, self._clock.now())

    async def backup(self, file: Path) -> None:
        """Writes a consistent copy of the record to `file`, also while it is in use. Raises: StoreError."""
        await self._store.backup(file)


async def upgrade_record(store: str | None = None) -> str:
    """The revision that the record's tables have, once they are brought to this version.

    `store` is a URL, else the file in the user's data folder. Raises: StoreError.
    """
    return await upgrade_store(store or default_store_url())


async def look_at_record(store: str | None = None) -> Found:
    """How the record stands where a bot or a server would keep it; nothing is made or changed.

    `store` is a URL, else the file in the user's data folder. Raises: StoreError; NotInstalled.
    """
    return await look_at_store(store or default_store_url())
