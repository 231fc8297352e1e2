"""One turn with its words: where an intent leads, and what is shown then.

Owns navigation and notices. Must not hold rules of activities.
"""

from dataclasses import dataclass, replace

from courseware_core.account import Account
from courseware_core.asides import Asides
from courseware_core.content.activity import Activity
from courseware_core.content.catalog import Catalog
from courseware_core.content.guides import Demo
from courseware_core.content.model import Quiz, Test
from courseware_core.engine import commands
from courseware_core.engine.commands import Command
from courseware_core.engine.facts import Scope
from courseware_core.errors import UnreadableFact, after_saving
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.languages import is_language
from courseware_core.ledger import Session
from courseware_core.people import People
from courseware_core.ports import Outcome, Store
from courseware_core.reviewing import REVIEW, Reviews
from courseware_core.screen import navigation
from courseware_core.screen import token as tokens
from courseware_core.screen.failures import unpaid
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.navigation import ACCOUNT, DEEDS, PLACES, Aside, Go, Verb, fingerprint
from courseware_core.screen.safety import clean
from courseware_core.screen.token import Token
from courseware_core.screen.views.account import told
from courseware_core.screen.views.pick import picked
from courseware_core.sessions import Sessions
from courseware_core.showing import Showing, Turn
from courseware_core.surroundings import Surroundings
from courseware_core.tutoring import Grant

__all__ = ["Owing", "Turn", "Turns"]


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
        account: Account,
        asides: Asides,
        showing: Showing,
        store: Store,
    ) -> None:
        self._sessions = sessions
        self._surroundings = surroundings
        self._people = people
        self._reviews = reviews
        self._account = account
        self._asides = asides
        self._showing = showing
        self._store = store

    @property
    def _catalog(self) -> Catalog:
        return self._surroundings.catalog

    async def enter(self, who: Identity, activity: str, locale: str, delivery: str) -> Turn | Owing:
        """Where a person comes in."""
        person = await self._people.person(who)
        if not person.welcomed:
            return self._showing.welcome(Go("begin", activity, locale))
        if is_language(locale) and locale != person.locale:
            await self._people.speak(who, locale)
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
            if going and going.verb == "greet":
                return self._showing.welcome(replace(going, verb="begin"))
            return self._showing.unknown()
        beside = navigation.beside(token) if token else None
        answer = _cleaned(intent.answer)
        try:
            if beside:
                return await self._beside(who, beside, answer, intent.delivery)
            if going:
                return await self._go(who, going, intent.delivery, answer)
            if token is None or not token.session:
                return await self._showing.menu(who, "unknown_control")
            command = commands.parse(token.verb, token.args, answer)
            if command is None:
                return await self._showing.menu(who, "unknown_control")
            return await self._act(who, token, command, intent.delivery)
        except UnreadableFact:
            return await self._showing.menu(who, "newer_record")

    async def define(self, who: Identity, term: str) -> Turn | Owing:
        """What a term means, for somebody who is nowhere in particular."""
        if not (await self._people.person(who)).welcomed:
            return self._showing.welcome(Go("begin"))
        return await self._beside(who, Go("define"), _cleaned(Answer(text=term)), "")

    async def screen_of(self, who: Identity, token: str) -> Turn | None:
        """The screen that a control which sends something belongs to, as it was recorded last."""
        decoded = tokens.decode(token)
        if decoded is None or not (await self._people.person(who)).welcomed:
            return None
        words, going = await self._showing.words(who), navigation.parse(decoded)
        try:
            if going and going.verb == "give":
                return Turn(await self._account.form(who, words), again=Go("link").token())
            if navigation.beside(decoded):
                led = await self._asides.form(who, decoded, words)
                return Turn(led.screen, again=led.again) if led and led.screen else None
            session = await self._sessions.recorded(who, decoded.session) if decoded.session else None
            if session is None:
                return None
            plain = await self._showing.session(who, session)
            if _holds(plain.screen, token):
                return plain
            asking = await self._showing.session(who, session, "provider")
            return asking if _holds(asking.screen, token) else plain
        except UnreadableFact:
            return None

    async def waiting(self, who: Identity, owing: Owing) -> Turn:
        """What to show while the reply is being written."""
        turn = await self._showing.session(who, owing.session, "enter", writing="here")
        return replace(turn, closes=owing.closes)

    async def repaid(self, who: Identity, owing: Owing) -> Turn:
        """The turn with its reply, or as far as it came."""
        try:
            session, failed = await self._sessions.repay(who, owing.session, owing.grant)
            if owing.grant.taken:
                turn = await self._showing.session(who, session, "enter", writing="elsewhere")
            else:
                turn = await self._showing.session(who, session)
        except UnreadableFact:
            return await self._showing.menu(who, "newer_record")
        notice = unpaid(await self._showing.words(who)) if failed else owing.notice
        told_first = replace(turn, notice=notice)
        return self._showing.refused(told_first, owing.outcome, owing.closes)

    async def _act(self, who: Identity, token: Token, command: Command, delivery: str) -> Turn | Owing:
        acted = await self._sessions.act(who, token.session, token.step, command, delivery=delivery)
        with after_saving(acted.outcome.status == "accepted"):
            if acted.session:
                return await self._shown(who, acted.session, acted.outcome, acted.grant, token.step)
            if not (await self._people.person(who)).welcomed:
                return self._showing.unknown()
            return await self._showing.menu(who, acted.outcome.code, acted.outcome.params)

    async def _go(self, who: Identity, going: Go, delivery: str, answer: Answer = Answer()) -> Turn | Owing:
        place = next((each for each in PLACES if each == going.activity), None)
        if place and (going.verb == "enter" or place == REVIEW):
            going = Go(place)
        match going.verb:
            case "review":
                return await self._review(who, delivery)
            case "ask":
                return await self._beside(who, going, answer, delivery)
            case "path" | "exam" | "you" | "progress":
                return await self._showing.place(who, Go(going.verb))
            case verb if verb in ACCOUNT:
                return await self._of_account(who, going, answer, delivery)
        if going.verb in ("menu", "greet") or not going.activity:
            return await self._showing.menu(who, course=going.activity)
        if going.verb in ("agree", "decline"):
            await self._choose(who, going)
        if going.session:
            return await self._there(who, going)
        return await self._to_activity(who, going, delivery)

    async def _to_activity(self, who: Identity, going: Go, delivery: str) -> Turn | Owing:
        """An activity by its id: what there is of it, what it is like, or a new round of it."""
        if going.activity not in self._catalog.ids:
            is_course = any(going.activity == course.id for course in self._catalog.courses)
            return await self._showing.menu(
                who, "" if is_course else "no_such_activity", course=going.activity
            )
        latest = await self._latest(who, going.activity)
        activity = self._catalog.activity(going.activity).activity
        if isinstance(activity, Quiz) and await self._is_to_pick(who, activity, going):
            return await self._showing.before(who, activity)
        if latest and going.verb not in ("again", "missed", "pick"):
            session = await self._sessions.look(who, latest)
            if session:
                is_try = going.verb == "agree" and isinstance(activity, Demo)
                return await self._in(who, session, "provider" if is_try else going.verb)
        if going.verb in ("enter", "show") and isinstance(activity, Test):
            return await self._showing.before(who, activity)
        if going.verb == "show":
            return await self._showing.menu(who, "no_such_session")
        scope, only = await self._round(who, activity, going)
        outcome = await self._sessions.open(
            who, self._catalog.activity(going.activity), scope=scope, only=only, delivery=delivery
        )
        with after_saving(outcome.status == "accepted"):
            shown = outcome.session or latest
            session = await self._sessions.look(who, shown) if shown else None
            if session is None:
                return await self._showing.menu(who, outcome.code, outcome.params)
            return await self._shown(who, session, outcome, await self._sessions.grant(who, session))

    async def _there(self, who: Identity, going: Go) -> Turn | Owing:
        """The session that is meant, as it stands."""
        session = await self._sessions.look(who, going.session)
        if session is None:
            return await self._showing.menu(who, "no_such_session")
        return await self._in(who, session, going.verb)

    async def _in(self, who: Identity, session: Session, verb: Verb) -> Turn | Owing:
        """A session as it stands, or what `verb` shows of it. Else what it owes is had written."""
        match verb:
            case "contents" | "provider" | "show":
                return await self._showing.session(who, session, verb)
            case _:
                grant = await self._sessions.grant(who, session)
                return await self._shown(who, session, Outcome("accepted"), grant)

    async def _of_account(self, who: Identity, going: Go, answer: Answer, delivery: str) -> Turn:
        """What is kept of a person, once what they want to be done to it is done."""
        words = await self._showing.words(who)
        came = await self._account.follow(who, going, answer, delivery)
        if came.place.verb == "greet":
            welcome = self._showing.welcome(Go("begin", choice=words.locale))
            return replace(welcome, notice=told(words, came.code, came.params))
        with after_saving(going.verb in DEEDS):
            return await self._showing.account(who, came)

    async def _beside(self, who: Identity, target: Go | Aside, answer: Answer, delivery: str) -> Turn | Owing:
        """Where something leads that is done beside an activity."""
        words = await self._showing.words(who)
        led = await self._asides.follow(who, target, answer, delivery, words)
        if led.screen:
            return Turn(led.screen, led.notice, again=led.again)
        with after_saving():
            if led.session is None:
                return replace(await self._showing.menu(who), notice=led.notice)
            grant = await self._sessions.grant(who, led.session)
            came = await self._shown(who, led.session, Outcome("accepted"), grant)
            return replace(came, notice=led.notice)

    async def _review(self, who: Identity, delivery: str) -> Turn | Owing:
        """The round of review under way, else a new one; the menu when nothing is due."""
        latest = await self._under_way(who, REVIEW)
        if not latest:
            words = await self._showing.words(who)
            made = await self._reviews.round(who, words.say("Review"))
            if made is None:
                return await self._showing.menu(who, "nothing_due")
            opened = await self._sessions.open(who, made, scope="review", delivery=delivery)
            latest = opened.session
        session = await self._sessions.look(who, latest)
        if session is None:
            return await self._showing.menu(who, "no_such_session")
        return await self._shown(who, session, Outcome("accepted"), None)

    async def _is_to_pick(self, who: Identity, quiz: Quiz, going: Go) -> bool:
        """Whether the person is to pick questions first: there is no round under way, nor a choice."""
        if not quiz.pick or going.verb not in ("enter", "show", "pick") or picked(quiz, going.choice):
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
        return self._showing.refused(await self._showing.session(who, session), outcome, closes)

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
        await self._people.welcome(who, going.choice if is_language(going.choice) else "")
        return await self._go(who, Go("enter", going.activity), delivery)


def _cleaned(answer: Answer) -> Answer:
    """The answer without control characters; its length is left to the rules."""
    return answer if answer.text is None else answer.model_copy(update={"text": clean(answer.text)})


def _holds(screen: Screen, token: str) -> bool:
    """Whether the control of `token` is on the screen."""
    pressed = (*screen.controls, *([screen.submit] if screen.submit else []))
    return any(control.token == token for control in pressed)
