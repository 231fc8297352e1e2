"""The record in memory: gone with the process. For trying out, and for tests."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from threading import Lock
from typing import TypeVar, assert_never

from courseware_core.engine.facts import AttemptStarted
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import (
    AttemptsOf,
    Decision,
    Delivery,
    Erased,
    Loaded,
    Need,
    QuestionsSeen,
    Recorded,
    Store,
    Stream,
)
from courseware_core.storage import rows
from courseware_core.storage.decisions import check, check_keys, closed
from courseware_core.storage.rows import Row

T = TypeVar("T")


class MemoryStore(Store):
    """A `Store` that keeps the rows a database would keep, and so refuses what a database refuses.

    No two identities are ever one learner here: linking is not kept in memory.
    """

    location = ""

    def __init__(self) -> None:
        self._lock = Lock()
        self._closed = False
        self._facts: dict[str, list[Row]] = {}
        self._outcomes: dict[Delivery, Row] = {}
        self._heads: dict[str, Row] = {}
        self._responses: dict[str, list[Row]] = {}
        self._bodies: dict[str, bytes] = {}
        self._counts: Counter[Count] = Counter()

    async def transact(
        self,
        keys: Sequence[str],
        decide: Callable[[Loaded], Decision[T]],
        *,
        actor: Identity,
        delivery: Delivery | None = None,
        needs: Sequence[Need] = (),
    ) -> Decision[T]:
        check_keys(keys)
        with self._opened():
            loaded = self._load(keys, delivery, needs)
            decision = decide(loaded)
            check(decision, loaded)
            self._write(decision, loaded, actor, delivery)
            return decision

    async def stream(self, session: str) -> Stream:
        with self._opened():
            return self._stream(session)

    async def streams(self, actor: Identity) -> tuple[Stream, ...]:
        with self._opened():
            return tuple(self._stream(session) for session in self._sessions(actor))

    async def heads(self, actor: Identity) -> tuple[Head, ...]:
        with self._opened():
            return self._heads_of(actor)

    async def responses(self, session: str) -> tuple[FinalResponse, ...]:
        with self._opened():
            return tuple(_response(row) for row in self._responses.get(session, ()))

    async def body(self, digest: str) -> bytes | None:
        with self._opened():
            return self._bodies.get(digest)

    async def counts(self) -> Mapping[Count, int]:
        with self._opened():
            return dict(self._counts)

    async def erase(self, actor: Identity) -> Erased:
        with self._opened():
            sessions = self._sessions(actor)
            facts = sum(len(self._facts.pop(session)) for session in sessions)
            for session in sessions:
                self._responses.pop(session, None)
            gone = {head.session: head.digest for head in self._heads_of(actor)}
            self._heads = {name: row for name, row in self._heads.items() if name not in gone}
            for digest in set(gone.values()) - {row["digest"] for row in self._heads.values()}:
                self._bodies.pop(digest, None)
            self._outcomes = {
                delivery: row for delivery, row in self._outcomes.items() if delivery.actor != actor
            }
            return Erased(sessions=len(sessions), facts=facts)

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
        for need in needs:
            match need:
                case AttemptsOf():
                    of_learner = self._heads_of(need.actor)
                    attempts |= {head for head in of_learner if head.activity == need.activity}
                case QuestionsSeen():
                    for session in self._sessions(need.actor):
                        first = self._facts[session][0]
                        if first["type"] == AttemptStarted.__name__:
                            seen |= rows.questions((first["version"], first["payload"]))
                case _:
                    assert_never(need)
        return Loaded(
            streams={session: self._stream(session) for session in keys},
            known=None if known is None else rows.outcome(known["outcome"]),
            attempts=rows.by_start(attempts),
            seen=frozenset(seen),
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
        responses: dict[str, list[Row]] = {}
        for response in decision.responses:
            responses.setdefault(response.session, []).append(rows.response_row(response))
        if delivery is not None and decision.remember:
            self._outcomes[delivery] = rows.delivery_row(delivery, decision.outcome, at)
        for session, new in facts.items():
            self._facts.setdefault(session, []).extend(new)
        self._heads |= heads
        self._responses |= responses
        self._counts.update(decision.counts)
        for digest, body in decision.bodies.items():
            self._bodies.setdefault(digest, body)

    def _stream(self, session: str) -> Stream:
        return Stream(session, tuple(_recorded(row) for row in self._facts.get(session, ())))

    def _sessions(self, actor: Identity) -> list[str]:
        began = [found[0] for found in self._facts.values() if _owner(found[0]) == actor]
        return [row["session"] for row in sorted(began, key=itemgetter("at", "session"))]

    def _heads_of(self, actor: Identity) -> tuple[Head, ...]:
        return rows.by_start(_head(row) for row in self._heads.values() if _owner(row) == actor)


def _owner(row: Row) -> Identity:
    return Identity(row["surface"], row["tenant"], row["user"])


def _recorded(row: Row) -> Recorded:
    _, *columns = row.values()
    return rows.recorded(columns)


def _head(row: Row) -> Head:
    return rows.head(tuple(row.values()))


def _response(row: Row) -> FinalResponse:
    return rows.response(tuple(row.values()))
