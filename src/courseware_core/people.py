"""What people were told and chose, and what was set for all people of a tenant.

Owns the streams of persons and tenants. Must not know screens or words.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from courseware_core.chat import ModelError
from courseware_core.engine import person as persons
from courseware_core.engine.facts import (
    Fact,
    LanguageChosen,
    ModelsSwitched,
    ProblemReported,
    ProviderChosen,
    WelcomeShown,
)
from courseware_core.engine.machine import Rejected
from courseware_core.engine.person import Person, fold, models_allowed
from courseware_core.errors import StoreError, UnreadableFact
from courseware_core.identity import OPERATOR, Identity, tenant_session
from courseware_core.ports import Clock, Decision, Delivery, Loaded, Outcome, Store

_NAMED_WITHIN_S = 10.0
"""How long a model may take to say whose it is, which may be the time that litellm takes to be imported."""

_ASKED_AGAIN_AFTER = timedelta(minutes=1)

_log = logging.getLogger(__name__)


class Provided(Protocol):
    """Something that sends what people write to somebody."""

    async def provider(self) -> str:
        """Who gets it, in the words that a learner reads."""
        ...


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether a person's words may go to `provider`.

    `unasked` until they were told and chose; `off` where it is not for them to choose; `unknown` where nobody
    can say who that provider is.
    """

    provider: str
    state: Literal["unasked", "agreed", "declined", "off", "unknown"]


class People:
    """Everybody who was ever here, over one store."""

    def __init__(self, store: Store, clock: Clock, model: Provided | None) -> None:
        self._store = store
        self._clock = clock
        self._model = model
        self._last_seen: dict[Identity, Person] = {}
        self._provider = ""
        self._asked_in_vain_at: datetime | None = None

    async def person(self, who: Identity) -> Person:
        """The person as recorded now: another worker may have forgotten them."""
        stream = await self._store.stream(who.person_session())
        self._last_seen[who] = fold(recorded.fact for recorded in stream.facts)
        return self._last_seen[who]

    async def known(self, who: Identity) -> Person:
        """The person as last seen, which does for one who acts in a session that is there.

        Who was not welcomed then is looked up: another process may have welcomed them.
        """
        seen = self._last_seen.get(who)
        return seen if seen and seen.welcomed else await self.person(who)

    async def language(self, who: Identity) -> str:
        """The language that a person chose, for when something failed; empty when nobody can tell.

        It is the one that they, or else the same user in another tenant, were last seen with; only of
        somebody who was not seen the record is asked, whose failing is no error here.
        """
        seen = self._last_seen.get(who) or next(
            (person for each, person in self._last_seen.items() if each.account == who.account), None
        )
        if seen is None:
            with suppress(StoreError, UnreadableFact):
                seen = await self.person(who)
        return (seen and seen.locale) or ""

    async def welcome(self, who: Identity, language: str = "") -> None:
        """Records that a person was welcomed, in the language they began in, unless they were before."""
        chosen = (LanguageChosen(language),) if language else ()
        await self._told(who, lambda person: () if person.welcomed else (WelcomeShown(), *chosen))

    async def speak(self, who: Identity, language: str) -> None:
        """Records the language that a person chose, unless it is the one that stands."""
        chosen = LanguageChosen(language)
        await self._told(who, lambda person: () if person.locale == language else (chosen,))

    async def report(
        self, who: Identity, reported: ProblemReported, *, on: str, step: int, delivery: str
    ) -> Outcome:
        """What became of a report that the person made on the screen of `step` of session `on`."""
        mine, now = who.person_session(), self._clock.now()

        def decide(loaded: Loaded) -> Decision[None]:
            if loaded.known:
                return Decision(loaded.known, None, now, remember=False)
            if not (loaded.streams[mine].facts and loaded.streams[on].facts):  # forgotten meanwhile
                return Decision(Outcome("refused", code="no_such_session"), None, now, remember=False)
            if loaded.streams[on].version != step:
                return Decision(Outcome("refused", on, "stale"), None, now, remember=False)
            stream = loaded.streams[mine].facts
            at = max(now, stream[-1].at)
            facts = persons.report(((each.fact, each.at) for each in stream), reported, at)
            if isinstance(facts, Rejected):
                return Decision(Outcome("refused", on, facts.code, facts.params), None, at)
            return Decision(Outcome("accepted", on), None, at, facts={mine: facts})

        key = Delivery(who, on, delivery) if delivery else None
        return (await self._store.transact([mine, on], decide, actor=who, delivery=key)).outcome

    def let_go(self, who: Identity) -> None:
        """Remembers nothing of a person any more."""
        self._last_seen.pop(who, None)

    async def agreement(self, who: Identity) -> Agreement | None:
        """Whether the person's words may go to the model; None when there is none.

        Read anew each time: the person may have chosen elsewhere.
        """
        if self._model is None:
            return None
        provider = await self._named(self._model)
        if not provider:
            return Agreement("", "unknown")
        if not await self.models_allowed(who.scope):
            return Agreement(provider, "off")
        agreed = (await self.person(who)).providers.get(provider)
        return Agreement(provider, "unasked" if agreed is None else "agreed" if agreed else "declined")

    async def _named(self, model: Provided) -> str:
        """Who gets what people write; empty while that cannot be found out, so that nobody is asked."""
        now = self._clock.now()
        asked = self._asked_in_vain_at
        if self._provider or (asked and timedelta(0) <= now - asked < _ASKED_AGAIN_AFTER):
            return self._provider
        try:
            async with asyncio.timeout(_NAMED_WITHIN_S):
                self._provider = await model.provider()
        except Exception as error:  # noqa: BLE001 - the edge to somebody else's code: the lesson replies
            reason = str(error) if isinstance(error, ModelError) else type(error).__name__
            _log.warning("nobody knows who would get what is written in labs: %s", reason)
            self._asked_in_vain_at = self._clock.now()
        return self._provider

    async def agree(self, who: Identity, provider: str, *, agreed: bool) -> None:
        """Records the person's choice, unless it is the one that stands."""
        chosen = ProviderChosen(provider, agreed)
        await self._told(who, lambda person: () if person.providers.get(provider) is agreed else (chosen,))

    async def switch_models(self, tenant: str, *, on: bool, reason: str = "") -> None:
        """Lets models reply to learners of `tenant`, written `surface:tenant`, or forbids it."""
        switched = ModelsSwitched(tenant, on, reason)
        await self._record(tenant_session(tenant), OPERATOR, lambda _: (switched,))

    async def models_allowed(self, tenant: str) -> bool:
        """Whether models may reply to learners of `tenant`; they may until they were switched off."""
        stream = await self._store.stream(tenant_session(tenant))
        return models_allowed(recorded.fact for recorded in stream.facts)

    async def _told(self, who: Identity, facts: Callable[[Person], tuple[Fact, ...]]) -> None:
        """Records what `facts` says of the person as recorded: others may have been as quick."""
        await self._record(who.person_session(), who, facts)
        self._last_seen.pop(who, None)

    async def _record(
        self, session: str, actor: Identity, facts: Callable[[Person], tuple[Fact, ...]]
    ) -> None:
        now = self._clock.now()

        def decide(loaded: Loaded) -> Decision[None]:
            stream = loaded.streams[session].facts
            at = max(now, stream[-1].at) if stream else now
            new = facts(fold(recorded.fact for recorded in stream))
            return Decision(Outcome("accepted", session), None, at, facts={session: new} if new else {})

        await self._store.transact([session], decide, actor=actor)
