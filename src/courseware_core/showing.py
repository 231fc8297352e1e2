"""A screen with its words, and the token that shows it once more.

Owns how what there is becomes a turn. Must not know intents, and never writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from courseware_core.account import Account, Came, File
from courseware_core.content.guides import Demo
from courseware_core.content.model import Lab, Quiz, Test
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.identity import Identity
from courseware_core.languages import negotiate
from courseware_core.ledger import Session
from courseware_core.menus import Menus
from courseware_core.people import People
from courseware_core.ports import Clock, Outcome
from courseware_core.readers import is_for_model
from courseware_core.reviewing import REVIEW, Reviews
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go, at
from courseware_core.screen.profiles import Profile
from courseware_core.screen.refusals import refusal
from courseware_core.screen.views.account import told
from courseware_core.screen.views.context import Ahead
from courseware_core.screen.views.welcome import SeenBy, welcome_screen
from courseware_core.screen.words import Words
from courseware_core.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person sees now. `notice` is a sentence about what they just did, in their language.

    `closes` is the step of the screen that this one replaces, None when it replaces none. `again` is the
    token of an intent that shows this screen once more and changes nothing: for turning its pages, and for
    drawing it anew. It is empty where a typed line did nothing: then that of the turn before goes on.
    `asks` is the token of a dangerous control that was typed, which pressing or typing it now confirms.
    `file` is what the person asked to be handed, which nobody else may see.
    """

    screen: Screen
    notice: str = ""
    closes: int | None = None
    again: str = ""
    asks: str = ""
    file: File | None = None


class Showing:
    """What is shown to everybody, in their language."""

    def __init__(
        self,
        *,
        surroundings: Surroundings,
        people: People,
        reviews: Reviews,
        account: Account,
        clock: Clock,
        profile: Profile,
        location: str,
        seen_by: SeenBy | None,
        words_in: Callable[[str], Words],
    ) -> None:
        self._surroundings = surroundings
        self._people = people
        self._reviews = reviews
        self._menus = Menus(surroundings, reviews, clock)
        self._account = account
        self._clock = clock
        self._profile = profile
        self._location = location
        self._seen_by = seen_by
        self._words_in = words_in

    async def words(self, who: Identity) -> Words:
        """The product's words in the person's language."""
        person = await self._people.known(who)
        return self._words_in(negotiate(person.locale or "", *self._surroundings.catalog.locales))

    def welcome(self, begin: Go) -> Turn:
        """What somebody new sees, who goes on to where `begin` leads."""
        words = self._words_in(negotiate(begin.choice, *self._surroundings.catalog.locales))
        screen = welcome_screen(words, location=self._location, seen_by=self._seen_by, begin=begin)
        return Turn(screen, again=replace(begin, verb="greet").token())

    def unknown(self) -> Turn:
        """What somebody sees who did something before they were welcomed, or after they were forgotten."""
        turn = self.welcome(Go("begin"))
        return replace(turn, notice=refusal(self._words_in(turn.screen.locale), "nobody", {}))

    async def menu(
        self, who: Identity, code: str = "", params: Mapping[str, str] | None = None, *, course: str = ""
    ) -> Turn:
        """The menu of `course`, or the start menu where that is none of several; `code` is of a refusal."""
        turn = await self.place(who, Go("menu", course))
        return replace(turn, notice=refusal(await self.words(who), code, params or {})) if code else turn

    async def place(self, who: Identity, going: Go) -> Turn:
        """A menu, or another place that holds nothing but the courses and results."""
        return Turn(await self._menus.screen(who, going, await self.words(who)), again=going.token())

    async def account(self, who: Identity, came: Came) -> Turn:
        """What a person has kept of them, where a control of theirs led."""
        words = await self.words(who)
        screen = await self._account.screen(who, came, words)
        notice = told(words, came.code, came.params)
        return Turn(screen, notice, again=came.place.token(), file=came.file)

    async def before(self, who: Identity, activity: Quiz | Test) -> Turn:
        """What a test is like, or what can be picked of a quiz, for somebody who has not begun it."""
        words, now = await self.words(who), self._clock.now()
        if isinstance(activity, Quiz):
            screen = await self._surroundings.pick(who, activity, words, now)
        else:
            screen = self._surroundings.intro(activity, words, now)
        return Turn(screen, again=Go("show", activity.id).token())

    async def session(
        self,
        who: Identity,
        session: Session,
        verb: Literal["show", "enter", "contents", "provider"] = "show",
        *,
        writing: Literal["", "here", "elsewhere"] = "",
    ) -> Turn:
        """A session as it stands: who gets the person's words comes first, once, where a model may.

        `provider` asks for it once more, which leads in a demo to an input of one's own when they agreed;
        `contents` are a lesson's. With `enter` what is owed is asked for again when it is shown again.
        """
        may_be_sent = isinstance(session.content, Lab | Demo) or is_for_model(session)
        agreement = await self._people.agreement(who) if may_be_sent else None
        screen = await self._surroundings.screen(
            who,
            session,
            await self.words(who),
            self._clock.now(),
            self._profile.page_chars,
            contents=verb == "contents",
            writing=writing,
            asking=verb == "provider",
            agreement=agreement,
            ahead=await self._ahead(who, session),
        )
        return Turn(screen, again=Go(verb, at(session.opening.session)).token())

    def refused(self, turn: Turn, outcome: Outcome, closes: int | None = None) -> Turn:
        """The turn with why something was refused, if it was."""
        words = self._words_in(turn.screen.locale)
        notice = "" if outcome.status == "accepted" else refusal(words, outcome.code, outcome.params)
        return replace(turn, notice=turn.notice or notice, closes=closes)

    async def _ahead(self, who: Identity, session: Session) -> Ahead:
        """What review holds next, where a round of it has ended."""
        ended = isinstance(session.state, AttemptState) and session.state.closed
        return await self._reviews.ahead(who) if ended and session.opening.activity == REVIEW else Ahead()
