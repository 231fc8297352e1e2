"""One turn with its words: where an intent leads, and what is shown then.

Owns navigation and notices. Must not hold rules of activities.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from courseware_core.asides import Asides
from courseware_core.content.activity import Activity
from courseware_core.content.catalog import Catalog
from courseware_core.content.guides import Demo
from courseware_core.content.model import Lab, Quiz, Test
from courseware_core.engine import commands
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import Command
from courseware_core.engine.facts import Fact, LanguageChosen, Scope, WelcomeShown
from courseware_core.engine.path import CoursePath
from courseware_core.errors import UnreadableFact
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.languages import is_language, negotiate
from courseware_core.ledger import Session
from courseware_core.people import People
from courseware_core.ports import Clock, Outcome, Store
from courseware_core.readers import is_for_model
from courseware_core.reviewing import REVIEW, Reviews
from courseware_core.screen import navigation
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import Aside, Go, fingerprint
from courseware_core.screen.profiles import Profile
from courseware_core.screen.refusals import refusal
from courseware_core.screen.safety import clean
from courseware_core.screen.token import Token
from courseware_core.screen.views.context import Ahead
from courseware_core.screen.views.home import course_menu_screen, home_screen
from courseware_core.screen.views.path import path_screen
from courseware_core.screen.views.pick import picked
from courseware_core.screen.views.welcome import welcome_screen
from courseware_core.screen.words import Words
from courseware_core.sessions import Sessions
from courseware_core.surroundings import Surroundings
from courseware_core.tutoring import Grant


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person sees now. `notice` is a sentence about what they just did, in their language.

    `closes` is the step of the screen that this one replaces, None when it replaces none.
    """

    screen: Screen
    notice: str = ""
    closes: int | None = None


@dataclass(frozen=True, slots=True)
class Owing:
    """A turn that can be shown once the session's reply has been written by whom `grant` names."""

    session: Session
    grant: Grant
    outcome: Outcome
    closes: int | None = None
    notice: str = ""


class Turns:
    """The turns of everybody, one person's in their order."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        surroundings: Surroundings,
        people: People,
        reviews: Reviews,
        asides: Asides,
        store: Store,
        clock: Clock,
        profile: Profile,
        seen_by: str,
        words_in: Callable[[str], Words],
    ) -> None:
        self._sessions = sessions
        self._surroundings = surroundings
        self._people = people
        self._reviews = reviews
        self._asides = asides
        self._store = store
        self._clock = clock
        self._profile = profile
        self._seen_by = seen_by
        self._words_in = words_in

    @property
    def _catalog(self) -> Catalog:
        return self._surroundings.catalog

    async def enter(self, who: Identity, activity: str, locale: str, delivery: str) -> Turn | Owing:
        """Where a person comes in."""
        person = await self._people.person(who)
        if not person.welcomed:
            return Turn(self._welcome(Go("begin", activity, locale)))
        if is_language(locale) and locale != person.locale:
            await self._people.tell(who, LanguageChosen(locale))
        return await self._go(who, Go("enter", activity), delivery)

    async def handle(self, who: Identity, intent: Intent) -> Turn | Owing:
        """What comes of pressing a control."""
        token = tokens.decode(intent.token)
        going = navigation.parse(token) if token else None
        in_session = token and token.session
        person = await (self._people.known(who) if in_session else self._people.person(who))
        if going and going.verb == "begin":
            return await self._begin(who, going, intent.delivery)
        if not person.welcomed:
            return Turn(self._welcome(Go("begin")))
        beside = navigation.beside(token) if token else None
        try:
            if beside:
                return await self._beside(who, beside, intent)
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

    async def waiting(self, who: Identity, owing: Owing) -> Turn:
        """What to show while the reply is being written."""
        return Turn(await self._screen(who, owing.session, writing="here"), closes=owing.closes)

    async def repaid(self, who: Identity, owing: Owing) -> Turn:
        """The turn with its reply, or as far as it came."""
        try:
            session, problem = await self._sessions.repay(who, owing.session, owing.grant)
            screen = await self._screen(who, session, writing="elsewhere" if owing.grant.taken else "")
        except UnreadableFact:
            return await self._menu(who, "newer_record")
        return Turn(
            screen, problem or owing.notice or self._notice(screen.locale, owing.outcome), owing.closes
        )

    async def words(self, who: Identity) -> Words:
        """The product's words in the person's language."""
        person = await self._people.known(who)
        return self._words_in(negotiate(person.locale or "", *self._catalog.locales))

    async def _act(self, who: Identity, token: Token, command: Command, delivery: str) -> Turn | Owing:
        acted = await self._sessions.act(who, token.session, token.step, command, delivery=delivery)
        if acted.session is None:
            if not (await self._people.person(who)).welcomed:
                return Turn(self._welcome(Go("begin")))
            return await self._menu(who, acted.outcome.code, acted.outcome.params)
        return await self._shown(who, acted.session, acted.outcome, acted.grant, token.step)

    async def _go(self, who: Identity, going: Go, delivery: str) -> Turn | Owing:
        if going.verb == "menu" or not (going.activity or going.verb in ("path", "review")):
            return await self._menu(who, course=going.activity)
        if going.verb == "path":
            return Turn(path_screen(await self.words(who), await self._courses(who)))
        if going.verb == "review" or going.activity == REVIEW:
            return await self._review(who, delivery)
        if going.verb in ("agree", "decline"):
            await self._choose(who, going)
        if going.session:
            return await self._there(who, going)
        if going.activity not in self._catalog.ids:
            is_course = any(going.activity == course.id for course in self._catalog.courses)
            return await self._menu(who, "" if is_course else "no_such_activity", course=going.activity)
        latest = await self._latest(who, going.activity)
        activity = self._catalog.activity(going.activity).activity
        if isinstance(activity, Quiz) and await self._is_to_pick(who, activity, going):
            words = await self.words(who)
            return Turn(await self._surroundings.pick(who, activity, words, self._clock.now()))
        if latest and going.verb not in ("again", "missed", "pick"):
            session = await self._sessions.look(who, latest)
            if session and going.verb == "contents":
                return Turn(await self._screen(who, session, contents=True))
            trying = going.verb == "agree" and isinstance(activity, Demo)
            if session and (going.verb == "provider" or trying):
                return Turn(await self._screen(who, session, asking=True))
            if session:
                return await self._shown(
                    who, session, Outcome("accepted"), await self._sessions.grant(who, session)
                )
        if going.verb == "enter" and isinstance(activity, Test):
            words = await self.words(who)
            return Turn(self._surroundings.intro(activity, words, self._clock.now()))
        scope, only = await self._round(who, activity, going)
        outcome = await self._sessions.open(
            who, self._catalog.activity(going.activity), scope=scope, only=only, delivery=delivery
        )
        shown = outcome.session or latest
        session = await self._sessions.look(who, shown) if shown else None
        if session is None:
            return await self._menu(who, outcome.code, outcome.params)
        return await self._shown(who, session, outcome, await self._sessions.grant(who, session))

    async def _there(self, who: Identity, going: Go) -> Turn | Owing:
        """The session that is meant, as it stands."""
        session = await self._sessions.look(who, going.session)
        if session is None:
            return await self._menu(who, "no_such_session")
        if going.verb == "provider":
            return Turn(await self._screen(who, session, asking=True))
        return await self._shown(who, session, Outcome("accepted"), await self._sessions.grant(who, session))

    async def _beside(self, who: Identity, target: Go | Aside, intent: Intent) -> Turn | Owing:
        """Where something leads that is done beside an activity."""
        words, answer = await self.words(who), _cleaned(intent.answer)
        led = await self._asides.follow(who, target, answer, intent.delivery, words)
        if led.screen:
            return Turn(led.screen, led.notice)
        if led.session is None:
            return replace(await self._menu(who), notice=led.notice)
        came = await self._shown(
            who, led.session, Outcome("accepted"), await self._sessions.grant(who, led.session)
        )
        return replace(came, notice=led.notice)

    async def _review(self, who: Identity, delivery: str) -> Turn | Owing:
        """The round of review under way, else a new one; the menu when nothing is due."""
        latest = await self._under_way(who, REVIEW)
        if not latest:
            words = await self.words(who)
            made = await self._reviews.round(who, words.say("Review"))
            if made is None:
                return await self._menu(who, "nothing_due")
            opened = await self._sessions.open(who, made, scope="review", delivery=delivery)
            latest = opened.session
        session = await self._sessions.look(who, latest)
        if session is None:
            return await self._menu(who, "no_such_session")
        return await self._shown(who, session, Outcome("accepted"), None)

    async def _is_to_pick(self, who: Identity, quiz: Quiz, going: Go) -> bool:
        """Whether the person is to pick questions first: there is no round under way, nor a choice."""
        if not quiz.pick or going.verb not in ("enter", "pick") or picked(quiz, going.choice):
            return False
        return not await self._under_way(who, quiz.id)

    async def _round(self, who: Identity, activity: Activity, going: Go) -> tuple[Scope, frozenset[str]]:
        """What a new round is over: the whole activity, or only some of its sections or questions."""
        if going.verb == "missed":
            return "missed", await self._surroundings.missed(who, activity.id)
        if going.verb == "pick" and isinstance(activity, Quiz):
            return "picked", picked(activity, going.choice)
        return "whole", frozenset()

    async def _shown(
        self,
        who: Identity,
        session: Session,
        outcome: Outcome,
        grant: Grant | None,
        closes: int | None = None,
    ) -> Turn | Owing:
        if grant:
            return Owing(session, grant, outcome, closes)
        screen = await self._screen(who, session)
        return Turn(screen, self._notice(screen.locale, outcome), closes)

    async def _choose(self, who: Identity, going: Go) -> None:
        """Records what the person chose, if the provider is still the one that they were told of."""
        agreement = await self._people.agreement(who)
        if agreement and agreement.provider and going.choice == fingerprint(agreement.provider):
            await self._people.agree(who, agreement.provider, agreed=going.verb == "agree")

    async def _latest(self, who: Identity, activity: str) -> str:
        heads = [head for head in await self._store.heads(who) if head.activity == activity]
        under_way = [head for head in heads if head.status == "open"]
        heads = [head for head in heads if head.status != "voided"] or heads
        latest = (
            max(under_way, key=lambda head: head.updated_at) if under_way else heads[-1] if heads else None
        )
        return latest.session if latest else ""

    async def _under_way(self, who: Identity, activity: str) -> str:
        """The session of an activity that is open, if one is."""
        heads = await self._store.heads(who)
        own = (head.session for head in heads if head.activity == activity and head.status == "open")
        return next(own, "")

    async def _begin(self, who: Identity, going: Go, delivery: str) -> Turn | Owing:
        facts: list[Fact] = [WelcomeShown()]
        if is_language(going.choice):
            facts.append(LanguageChosen(going.choice))
        if not (await self._people.person(who)).welcomed:
            await self._people.tell(who, *facts)
        return await self._go(who, Go("enter", going.activity), delivery)

    async def _menu(
        self, who: Identity, code: str = "", params: Mapping[str, str] | None = None, *, course: str = ""
    ) -> Turn:
        """The menu of `course`, or the start menu where that is none of several."""
        words, courses = await self.words(who), await self._courses(who)
        chosen = next((each for each in courses if each.course.id == course and len(courses) > 1), None)
        if chosen:
            screen = course_menu_screen(words, chosen)
        else:
            ahead = await self._reviews.ahead(who)
            comes_back = bool(ahead.due or ahead.day)
            screen = home_screen(words, courses, due=ahead.due if comes_back else None)
        return Turn(screen, refusal(words, code, params or {}) if code else "")

    async def _courses(self, who: Identity) -> tuple[CoursePath, ...]:
        return await self._surroundings.courses(who, self._clock.now())

    async def _screen(
        self,
        who: Identity,
        session: Session,
        *,
        contents: bool = False,
        writing: Literal["", "here", "elsewhere"] = "",
        asking: bool = False,
    ) -> Screen:
        """The screen of a session: who gets the person's words comes first, once, where a model may.

        `asking` for it once more leads in a demo to an input of one's own, when they agreed.
        """
        may_be_sent = isinstance(session.content, Lab | Demo) or is_for_model(session)
        agreement = await self._people.agreement(who) if may_be_sent else None
        return await self._surroundings.screen(
            who,
            session,
            await self.words(who),
            self._clock.now(),
            self._profile.page_chars,
            contents=contents,
            writing=writing,
            asking=asking,
            agreement=agreement,
            ahead=await self._ahead(who, session),
        )

    async def _ahead(self, who: Identity, session: Session) -> Ahead:
        """What review holds next, where a round of it has ended."""
        ended = isinstance(session.state, AttemptState) and session.state.closed
        return await self._reviews.ahead(who) if ended and session.opening.activity == REVIEW else Ahead()

    def _welcome(self, begin: Go) -> Screen:
        words = self._words_in(negotiate(begin.choice, *self._catalog.locales))
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
