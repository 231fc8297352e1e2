"""The record in memory: gone with the process. For trying out, and for tests."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, assert_never

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import AttemptStarted, Fact
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.errors import StoreError
from courseware_core.identity import FORGOTTEN, Identity
from courseware_core.ports import (
    AttemptsOf,
    Call,
    Decision,
    Delivery,
    Erased,
    IdentitiesOf,
    Loaded,
    ModelUsage,
    Need,
    Pruned,
    QuestionsSeen,
    Recorded,
    Settlement,
    Spending,
    SpendingOf,
    Store,
    Stream,
    Taken,
)
from courseware_core.storage import rows
from courseware_core.storage.decisions import check, check_asked, closed, follow
from courseware_core.storage.rows import Row

T = TypeVar("T")


class MemoryStore(Store):
    """A `Store` that keeps the rows a database would keep, and so refuses what a database refuses."""

    location = ""

    def __init__(self) -> None:
        self._lock = Lock()
        self._closed = False
        self._facts: dict[str, list[Row]] = {}
        self._outcomes: dict[Delivery, Row] = {}
        self._heads: dict[str, Row] = {}
        self._responses: dict[str, list[Row]] = {}
        self._bodies: dict[str, bytes] = {}
        self._editions: dict[str, Row] = {}
        self._counts: Counter[Count] = Counter()
        self._learners: dict[Identity, object] = {}
        self._calls: dict[str, Row] = {}
        self._budgets: Counter[tuple[str, str]] = Counter()
        self._usage: dict[tuple[Any, ...], Counter[str]] = {}

    async def transact(
        self,
        keys: Sequence[str],
        decide: Callable[[Loaded], Decision[T]],
        *,
        actor: Identity,
        delivery: Delivery | None = None,
        needs: Sequence[Need] = (),
    ) -> Decision[T]:
        check_asked(keys, needs)
        with self._opened():
            loaded = self._load(keys, delivery, needs)
            decision = decide(loaded)
            check(decision, loaded, needs)
            self._write(decision, loaded, actor, delivery)
            return decision

    async def stream(self, session: str) -> Stream:
        with self._opened():
            return self._stream(session)

    async def streams(self, actor: Identity) -> tuple[Stream, ...]:
        with self._opened():
            return tuple(self._stream(session) for session in self._sessions([actor]))

    async def heads(self, actor: Identity) -> tuple[Head, ...]:
        with self._opened():
            return self._heads_of(actor)

    async def identities(self, actor: Identity) -> tuple[Identity, ...]:
        with self._opened():
            return self._identities(actor)

    async def attempts(self, activity: str) -> tuple[Head, ...]:
        with self._opened():
            return rows.by_start(_head(row) for row in self._heads.values() if row["activity"] == activity)

    async def waiting(self) -> tuple[Head, ...]:
        with self._opened():
            found = (_head(row) for row in self._heads.values() if row["waiting"])
            return tuple(sorted(found, key=lambda head: (head.updated_at, head.session)))

    async def taken(self, activity: str) -> tuple[Taken, ...]:
        with self._opened():
            own = (_head(row) for row in self._heads.values() if row["activity"] == activity)
            found = rows.by_start(head for head in own if head.status == "closed")
            # Every identity of a learner has the same first one.
            return tuple(
                Taken(str(self._identities(head.owner)[0]), self._stream(head.session)) for head in found
            )

    async def sessions(self) -> tuple[str, ...]:
        with self._opened():
            return tuple(sorted(self._facts))

    async def responses(self, session: str) -> tuple[FinalResponse, ...]:
        with self._opened():
            return tuple(_response(row) for row in self._responses.get(session, ()))

    async def answered(self, actor: Identity) -> tuple[FinalResponse, ...]:
        with self._opened():
            sessions = sorted(head.session for head in self._heads_of(actor))
            given = [_response(row) for each in sessions for row in self._responses.get(each, ())]
            return tuple(sorted(given, key=lambda each: each.at))

    async def body(self, digest: str) -> bytes | None:
        with self._opened():
            return self._bodies.get(digest)

    async def editions(self) -> Mapping[str, int]:
        with self._opened():
            return self._numbers()

    async def edition(self, course: str) -> Edition | None:
        with self._opened():
            row = self._editions.get(course)
            return None if row is None else rows.edition(tuple(row.values()))

    async def recorded(self, fact: type[Fact]) -> tuple[Recorded, ...]:
        with self._opened():
            every = chain.from_iterable(self._facts.values())
            found = [row for row in every if row["type"] == fact.__name__]
            return tuple(_recorded(row) for row in sorted(found, key=itemgetter("at", "session", "seq")))

    async def counts(self) -> Mapping[Count, int]:
        with self._opened():
            return dict(self._counts)

    async def usage(self, first: date, last: date) -> tuple[ModelUsage, ...]:
        with self._opened():
            return rows.usage(
                (*key, *numbers.values())
                for key, numbers in self._usage.items()
                if first.isoformat() <= key[0] <= last.isoformat()
            )

    async def publish(self, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
        with self._opened():
            if not follow(editions, self._numbers()):
                return False
            self._editions |= {each.course: rows.edition_row(each) for each in editions}
            self._bodies = {**bodies, **self._bodies}
            return True

    async def erase(self, actors: Sequence[Identity]) -> Erased:
        with self._opened():
            sessions = self._sessions(actors)
            self._forget_spending(actors, sessions)
            facts = sum(len(self._facts.pop(session)) for session in sessions)
            for session in sessions:
                self._responses.pop(session, None)
            for row in chain.from_iterable(self._facts.values()):
                if _owner(row) in actors:
                    row.update(rows.actor_row(FORGOTTEN))
            self._heads = {name: row for name, row in self._heads.items() if _owner(row) not in actors}
            self._outcomes = {
                delivery: row for delivery, row in self._outcomes.items() if delivery.actor not in actors
            }
            for actor in actors:
                self._learners.pop(actor, None)
            return Erased(sessions=len(sessions), facts=facts)

    async def prune(self, before: datetime) -> Pruned:
        with self._opened():
            old = [key for key, row in self._outcomes.items() if row["at"] < rows.micros(before)]
            heads = self._heads.keys() - self._facts.keys()
            strays = self._responses.keys() - self._facts.keys()
            responses = sum(len(self._responses.pop(session)) for session in strays)
            for delivery in old:
                del self._outcomes[delivery]
            for session in heads:
                del self._heads[session]
            since = before.astimezone(UTC).date().isoformat()
            for scope, day in [*self._budgets]:
                if (day < since) if day else (scope not in self._facts):
                    del self._budgets[scope, day]
            return Pruned(deliveries=len(old), heads=len(heads), responses=responses)

    async def backup(self, file: Path) -> None:
        raise StoreError("A record in memory has no backup. Keep it in a file, with sqlite:///PATH.")

    async def close(self) -> None:
        self._closed = True

    @contextmanager
    def _opened(self) -> Iterator[None]:
        if self._closed:
            raise closed()
        with self._lock:
            yield

    def _load(self, keys: Sequence[str], delivery: Delivery | None, needs: Sequence[Need]) -> Loaded:
        known = self._outcomes.get(delivery) if delivery is not None else None
        attempts: set[Head] = set()
        seen: set[str] = set()
        identities: dict[Identity, tuple[Identity, ...]] = {}
        spending = Spending()
        for need in needs:
            match need:
                case AttemptsOf():
                    of_learner = self._heads_of(need.actor)
                    attempts |= {head for head in of_learner if need.activity in ("", head.activity)}
                case QuestionsSeen():
                    for session in self._sessions(self._identities(need.actor)):
                        first = self._facts[session][0]
                        if first["type"] == AttemptStarted.__name__:
                            seen |= rows.questions((first["version"], first["payload"]))
                case IdentitiesOf():
                    identities[need.actor] = self._identities(need.actor)
                case SpendingOf():
                    spending = self._spending(need)
                case _:
                    assert_never(need)
        return Loaded(
            streams={session: self._stream(session) for session in keys},
            known=None if known is None else rows.outcome(known["outcome"]),
            attempts=rows.by_start(attempts),
            seen=frozenset(seen),
            identities=identities,
            spending=spending,
        )

    def _write(
        self, decision: Decision[T], loaded: Loaded, actor: Identity, delivery: Delivery | None
    ) -> None:
        # Everything that can fail comes first, so that what follows is done whole.
        at = decision.at
        facts = {
            session: rows.fact_rows(session, loaded.streams[session].version, new, actor, at)
            for session, new in decision.facts.items()
            if new
        }
        heads = {head.session: rows.head_row(head) for head in decision.heads}
        responses = {
            session: [rows.response_row(each, position) for position, each in enumerate(all_of_it)]
            for session, all_of_it in decision.responses.items()
        }
        ended = [(settlement.call, rows.usage_row(settlement)) for settlement in decision.settle]
        begun = None if decision.call is None else (decision.call, rows.call_row(decision.call))
        if delivery is not None and decision.remember:
            self._outcomes[delivery] = rows.delivery_row(delivery, decision.outcome, at)
        for session, new in facts.items():
            if session not in self._facts:
                self._learners.setdefault(actor, object())
            self._facts.setdefault(session, []).extend(new)
        self._heads |= heads
        self._responses |= responses
        self._counts.update(decision.counts)
        for digest, body in decision.bodies.items():
            self._bodies.setdefault(digest, body)
        for identity, other in decision.repoint.items():
            learner = object() if other is None else self._learners.setdefault(other, object())
            self._learners[identity] = learner
        for call, used in ended:
            self._end(call, used)
        if begun is not None:
            self._begin(*begun)

    def _begin(self, call: Call, row: Row) -> None:
        self._learners.setdefault(call.actor, object())
        self._calls[call.session] = row
        for budget in rows.budgets_of(call):
            self._budgets[budget] += call.tokens

    def _end(self, call: Call, used: Row) -> None:
        if self._calls.get(call.session, {}).get("id") != call.id:
            return
        del self._calls[call.session]
        more = used["prompt_tokens"] + used["reply_tokens"] - call.tokens
        for budget in rows.budgets_of(call):
            self._budgets[budget] += more
        key = tuple(used.pop(name) for name in rows.USAGE_KEY)
        self._usage.setdefault(key, Counter()).update(used)

    def _spending(self, asked: SpendingOf) -> Spending:
        day, row = asked.day.isoformat(), self._calls.get(asked.session)
        return Spending(
            learner=sum(self._budgets[str(each), day] for each in self._identities(asked.actor)),
            tenant=self._budgets[asked.actor.scope, day],
            session=self._budgets[asked.session, ""],
            call=None if row is None else rows.call(tuple(row.values())),
        )

    def _forget_spending(self, actors: Sequence[Identity], sessions: Sequence[str]) -> None:
        for row in [*self._calls.values()]:
            if _owner(row) in actors or row["session"] in sessions:
                call = rows.call(tuple(row.values()))
                self._end(call, rows.usage_row(Settlement.of_lost(call)))
        scopes = {*map(str, actors), *sessions}
        for budget in [*self._budgets]:
            if budget[0] in scopes:
                del self._budgets[budget]

    def _numbers(self) -> dict[str, int]:
        return {course: row["edition"] for course, row in self._editions.items()}

    def _stream(self, session: str) -> Stream:
        return Stream(session, tuple(_recorded(row) for row in self._facts.get(session, ())))

    def _identities(self, actor: Identity) -> tuple[Identity, ...]:
        learner = self._learners.get(actor)
        same = (each for each, its_learner in self._learners.items() if its_learner is learner)
        return tuple(sorted(same)) if learner else (actor,)

    def _sessions(self, actors: Sequence[Identity]) -> list[str]:
        began = [found[0] for found in self._facts.values() if _owner(found[0]) in actors]
        return [row["session"] for row in sorted(began, key=itemgetter("at", "session"))]

    def _heads_of(self, actor: Identity) -> tuple[Head, ...]:
        actors = self._identities(actor)
        return rows.by_start(_head(row) for row in self._heads.values() if _owner(row) in actors)


def _owner(row: Row) -> Identity:
    return Identity(row["surface"], row["tenant"], row["user"])


def _recorded(row: Row) -> Recorded:
    _, *columns = row.values()
    return rows.recorded(columns)


def _head(row: Row) -> Head:
    return rows.head(tuple(row.values()))


def _response(row: Row) -> FinalResponse:
    return rows.response(tuple(row.values()))
