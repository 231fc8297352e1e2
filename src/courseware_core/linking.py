"""Linking: two identities become one learner, once both have agreed, and may part again.

Facts keep the identity that acted; linking only says which identities are one learner, so nothing is
copied and nothing has to be taken apart. Of two open attempts at one quiz or test the person keeps one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from courseware_core.engine import link
from courseware_core.engine.facts import (
    Fact,
    LinkClaimed,
    Linked,
    LinkOffered,
    LinkSettled,
    LinkTried,
    SessionVoided,
    Unlinked,
)
from courseware_core.engine.link import Code
from courseware_core.engine.machine import Rejected
from courseware_core.engine.projections import Head
from courseware_core.identity import Identity
from courseware_core.ledger import Ledger
from courseware_core.ports import (
    AttemptsOf,
    Chance,
    Clock,
    Decision,
    Delivery,
    IdentitiesOf,
    Loaded,
    Need,
    Outcome,
    Stream,
)

Keep = Literal["mine", "theirs"]
"""Whose open attempt to go on with: that of who asked for the code, or of who gave it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A code to give on the other surface, good until `until`."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Both:
    """Two open attempts at one quiz or test, of which the person has to keep one."""

    activity: str
    mine: Head
    theirs: Head


class _Again(Exception):
    """Something was begun or answered meanwhile, so that it has to be looked at again."""


class Linking:
    """What people do to be one learner on several surfaces.

    ada = Identity("cli", "local", "ada"); U1 = Identity("slack", "T1", "U1")
    offer = await app.linking.offer(ada)          # shown to ada
    await app.linking.look_up(U1, offer.code)     # ada: is it you?
    await app.linking.claim(U1, offer.code)       # yes
    await app.linking.confirm(ada)                # ada agrees as well
    """

    def __init__(self, ledger: Ledger, clock: Clock, chance: Chance) -> None:
        self._ledger = ledger
        self._clock = clock
        self._chance = chance

    async def identities(self, who: Identity) -> tuple[Identity, ...]:
        """Every identity of the learner that `who` is, itself among them, in order."""
        return await self._ledger.store.identities(who)

    async def others(self, who: Identity) -> tuple[Identity, ...]:
        """The learner's identities, but for those that are the same user as `who` (see `arrive`)."""
        identities = await self.identities(who)
        own = _own(who, identities)
        return tuple(each for each in identities if each not in own)

    async def arrive(self, who: Identity) -> None:
        """Makes `who`, of whom nothing is recorded yet, the learner that their account is.

        For a surface that knows one user by the same name in every tenant. Nobody has to agree, no attempt
        can stand against another, and they are parted from others together.
        """
        person, account, now = who.person_session(), who.account, self._clock.now()

        def decide(loaded: Loaded) -> Decision[None]:
            is_new = not loaded.streams[person].facts and account not in loaded.identities[who]
            repoint: dict[Identity, Identity | None] = {who: account} if is_new else {}
            return Decision(Outcome("accepted"), None, now, repoint=repoint)

        await self._ledger.transact([person], decide, who, needs=[IdentitiesOf(who)])

    async def latest(self, account: Identity) -> Identity:
        """As whom the user that `account` is learned last, in any tenant of that surface; else `account`."""
        heads = await self._ledger.store.heads(account)
        own = [head for head in heads if head.owner.account == account]
        return max(own, key=lambda head: head.updated_at).owner if own else account

    async def offer(self, who: Identity) -> Offer:
        """A code for `who`, good once and for ten minutes. A new one does not spoil the last."""
        code, now = self._chance.code(), self._clock.now()
        key, person = link.stream_of(code), who.person_session()
        offered = LinkOffered(key, now + link.GOOD_FOR)

        def decide(loaded: Loaded) -> Decision[Offer]:
            if loaded.streams[key].facts:
                raise ValueError("Chance gave the same code twice; a code is good once.")
            at = _effective(loaded, now)
            facts = {key: (offered,), person: (offered,)}
            return Decision(Outcome("accepted"), Offer(code, offered.until), at, facts=facts)

        return (await self._ledger.transact([key, person], decide, who)).result

    async def offered(self, who: Identity, code: str) -> Offer | None:
        """The code that `who` asked for, to be shown once more; None unless it is theirs and still good."""
        known = _code(await self._ledger.store.stream(link.stream_of(code)))
        if known is None or known.owner != who or known.settled or known.until <= self._clock.now():
            return None
        return Offer(link.plain(code), known.until)

    async def look_up(self, who: Identity, code: str, *, delivery: str = "") -> Identity | Rejected:
        """Who asked for the code that `who` has, to be shown before they agree.

        A wrong code counts as one try, however often the `delivery` it came with is delivered.
        Rejected with `too_many_tries`, `no_such_code`, `own_code` or `already_linked`.
        """
        return await self._give(who, code, delivery, agreed=False)

    async def claim(self, who: Identity, code: str, *, delivery: str = "") -> Identity | Rejected:
        """Who asked for the code, when `who` gave it and agreed to be the same learner. See `look_up`."""
        return await self._give(who, code, delivery, agreed=True)

    async def waiting(self, who: Identity) -> Identity | None:
        """Who gave a code that `who` had asked for, and waits for them to agree; None when nobody does."""
        code = await self._claimed(who)
        return code.claimant if code else None

    async def choices(self, who: Identity) -> tuple[Both, ...]:
        """The open attempts of which `who` has to keep one when they agree to who is waiting."""
        other = await self.waiting(who)
        if other is None:
            return ()
        return await self._both(who, other)

    async def confirm(self, who: Identity, *, keep: Keep | None = None) -> Identity | Rejected:
        """Who is the same learner as `who` from now on: the one that was waiting.

        Rejected with `nobody_waits`, and with `choose_attempt` when `choices` has some and `keep` does not
        say which; the others are voided.
        """
        if keep not in (None, "mine", "theirs"):
            raise ValueError(f"keep is mine, theirs or None, and not {keep!r}")
        while True:
            code = await self._claimed(who)
            if code is None or code.claimant is None:
                return Rejected("nobody_waits")
            try:
                return await self._join(who, code, code.claimant, keep)
            except _Again:
                continue

    async def decline(self, who: Identity) -> Identity | Rejected:
        """Who was waiting, and is told no. Rejected with `nobody_waits`."""
        code = await self._claimed(who)
        if code is None or code.claimant is None:
            return Rejected("nobody_waits")
        now = self._clock.now()

        def decide(loaded: Loaded) -> Decision[None]:
            current = _code(loaded.streams[code.stream])
            facts = {} if current is None or current.settled else {code.stream: (LinkSettled(False),)}
            return Decision(Outcome("accepted"), None, _effective(loaded, now), facts=facts)

        await self._ledger.transact([code.stream], decide, who)
        return code.claimant

    async def unlink(self, who: Identity) -> Rejected | None:
        """None when `who` is a learner of their own again, with what arrived as the same user.

        Rejected with `not_linked` when the learner is nobody else.
        """
        person, now = who.person_session(), self._clock.now()

        def decide(loaded: Loaded) -> Decision[Rejected | None]:
            at, identities = _effective(loaded, now), loaded.identities[who]
            own = _own(who, identities)
            if len(own) == len(identities):
                return Decision(Outcome("refused", code="not_linked"), Rejected("not_linked"), at)
            repoint: dict[Identity, Identity | None] = {who: None}
            repoint |= {each: who for each in own if each != who}
            return Decision(Outcome("accepted"), None, at, facts={person: (Unlinked(),)}, repoint=repoint)

        return (await self._ledger.transact([person], decide, who, needs=[IdentitiesOf(who)])).result

    async def _give(self, who: Identity, given: str, delivery: str, *, agreed: bool) -> Identity | Rejected:
        key, person, now = link.stream_of(given), who.person_session(), self._clock.now()

        def decide(loaded: Loaded) -> Decision[Identity | Rejected]:
            at, known = _effective(loaded, now), loaded.known
            if known and known.status == "refused":
                return Decision(known, Rejected(known.code, known.params), at, remember=False)
            tried = link.wrong_tries(((each.fact, each.at) for each in loaded.streams[person].facts), at)
            code = link.look_up(_code(loaded.streams[key]), who, loaded.identities[who], tried, at)
            facts: dict[str, tuple[Fact, ...]] = {}
            if isinstance(code, Rejected):
                if code.code == "no_such_code" and not known:
                    facts = {person: (LinkTried(),)}
                refused = Outcome("refused", code=code.code)
                return Decision(refused, code, at, facts=facts, remember=not known)
            if agreed and code.claimant is None:
                facts = {key: (LinkClaimed(key),), person: (LinkClaimed(key),)}
            return Decision(Outcome("accepted"), code.owner, at, facts=facts, remember=not known)

        once = Delivery(who, person, delivery) if delivery else None
        return (await self._ledger.transact([key, person], decide, who, once, [IdentitiesOf(who)])).result

    async def _claimed(self, who: Identity) -> Code | None:
        """The last code of `who` that somebody gave and that waits for an answer."""
        stream = await self._ledger.store.stream(who.person_session())
        offers = [each.fact for each in stream.facts if isinstance(each.fact, LinkOffered)]
        identities = await self._ledger.store.identities(who)
        for offer in reversed(offers):
            if offer.until <= self._clock.now():
                return None
            code = _code(await self._ledger.store.stream(offer.code))
            if code and code.claimant and not code.settled and code.claimant not in identities:
                return code
        return None

    async def _both(self, who: Identity, other: Identity) -> tuple[Both, ...]:
        """Open attempts of both at one activity. One whose time is over is not open, and is closed first."""
        now = self._clock.now()
        for each in (who, other):
            await self._ledger.expire(await self._ledger.store.heads(each), each, now)
        return _both(await self._ledger.store.heads(who), await self._ledger.store.heads(other))

    async def _join(
        self, who: Identity, code: Code, other: Identity, keep: Keep | None
    ) -> Identity | Rejected:
        both = await self._both(who, other)
        if both and keep is None:
            return Rejected("choose_attempt")
        dropped = {each.theirs.session if keep == "mine" else each.mine.session for each in both}
        mine, theirs, now = who.person_session(), other.person_session(), self._clock.now()

        def decide(loaded: Loaded) -> Decision[Identity | Rejected]:
            at = _effective(loaded, now)
            current = _code(loaded.streams[code.stream])
            if current is None or current.settled or current.claimant != other or at >= current.until:
                return Decision(Outcome("refused", code="nobody_waits"), Rejected("nobody_waits"), at)
            ours, others = loaded.identities[who], loaded.identities[other]
            if other in ours:
                return Decision(Outcome("refused", code="already_linked"), Rejected("already_linked"), at)
            if _both(_of(loaded.attempts, ours), _of(loaded.attempts, others)) != both:
                raise _Again
            entries = [self._voided(loaded.streams[session], who, at) for session in sorted(dropped)]
            facts: dict[str, tuple[Fact, ...]] = {
                code.stream: (LinkSettled(True),),
                mine: (Linked(other.surface),),
                theirs: (Linked(who.surface),),
            }
            for entry in entries:
                facts |= entry.facts
            return Decision(
                Outcome("accepted"),
                other,
                at,
                facts=facts,
                heads=tuple(head for entry in entries for head in entry.heads),
                responses={name: kept for entry in entries for name, kept in entry.responses.items()},
                repoint=dict.fromkeys(set(others) - set(ours), who),
            )

        keys = [code.stream, mine, theirs, *sorted(dropped)]
        needs: list[Need] = [IdentitiesOf(who), IdentitiesOf(other), AttemptsOf(who), AttemptsOf(other)]
        return (await self._ledger.transact(keys, decide, who, needs=needs)).result

    def _voided(self, stream: Stream, by: Identity, at: datetime) -> Decision[None]:
        current = self._ledger.fold(stream)
        facts = (SessionVoided("linked"),)
        after = self._ledger.after(current, facts, by, at)
        return self._ledger.entry(current, after, facts, Outcome("accepted"), None)


def _own(who: Identity, identities: Iterable[Identity]) -> tuple[Identity, ...]:
    """Those of `identities` that are the user `who`, in every tenant where they arrived."""
    own = tuple(each for each in identities if each.account == who.account)
    return own if who.account in own else (who,)


def _both(mine: Iterable[Head], theirs: Iterable[Head]) -> tuple[Both, ...]:
    """Open attempts at the same activity on both sides; each side has at most one of each."""
    open_there = {head.activity: head for head in theirs if _is_open_attempt(head)}
    return tuple(
        Both(head.activity, head, open_there[head.activity])
        for head in mine
        if _is_open_attempt(head) and head.activity in open_there
    )


def _is_open_attempt(head: Head) -> bool:
    return head.status == "open" and head.kind in ("quiz", "challenge", "test")


def _of(heads: Iterable[Head], owners: Iterable[Identity]) -> tuple[Head, ...]:
    owners = frozenset(owners)
    return tuple(head for head in heads if head.owner in owners)


def _code(stream: Stream) -> Code | None:
    return link.fold(stream.session, ((each.fact, each.actor) for each in stream.facts))


def _effective(loaded: Loaded, now: datetime) -> datetime:
    """The later of the clock and the last fact of any stream, in which time never runs backwards."""
    return max([now, *(each.facts[-1].at for each in loaded.streams.values() if each.facts)])
