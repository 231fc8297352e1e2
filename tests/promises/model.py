"""Everybody's attempts and labs as they ought to be recorded: the reference the product is held against.

Written from the promises, without the engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.promises.content import Rules
from tests.promises.grading import Refusal
from tests.promises.model_attempt import Attempt, Slot
from tests.promises.model_round import ACCEPTED, Round

from courseware_core.identity import FORGOTTEN, Identity

GOOD_FOR, WRONG_CODES = timedelta(minutes=10), 5


@dataclass
class Known:
    """A delivery that came before, with what became of it."""

    refusal: Refusal
    session: str
    at: datetime


class Book:
    """Every round of everybody, as it ought to be recorded."""

    def __init__(self) -> None:
        self.rounds: dict[str, Round] = {}
        self.deliveries: dict[tuple[Identity, str, str], Known] = {}
        self.learners: dict[Identity, int] = {}
        self.counts: dict[tuple[str, str, str, bool, str], int] = {}
        self.codes: dict[str, Code] = {}
        self.tries: dict[Identity, list[datetime]] = {}
        self.agreed: dict[Identity, bool] = {}

    def kin(self, who: Identity) -> frozenset[Identity]:
        """Every identity of the learner that `who` is."""
        learner = self.learners.get(who)
        return frozenset({who}) | {each for each, its in self.learners.items() if its == learner is not None}

    def of(self, who: Identity, activity: str) -> list[Round]:
        """The learner's rounds of an activity, in order of start."""
        kin = self.kin(who)
        own = (each for each in self.rounds.values() if each.owner in kin and each.rules.id == activity)
        return sorted(own, key=lambda each: (each.started, each.session))

    def under_way(self, who: Identity, activity: str) -> Round | None:
        return next((each for each in self.of(who, activity) if each.is_open), None)

    def latest(self, who: Identity, activity: str) -> Round | None:
        """What somebody is shown who comes back: the open round touched last, else the last."""
        rounds = self.of(who, activity)
        rounds = [each for each in rounds if not each.voided] or rounds
        open_ones = [each for each in rounds if each.is_open]
        return max(open_ones, key=lambda each: each.at) if open_ones else rounds[-1] if rounds else None

    def seen(self, who: Identity) -> frozenset[str]:
        """The questions that stood in any attempt of the learner."""
        kin = self.kin(who)
        own = (each for each in self.rounds.values() if each.owner in kin and isinstance(each, Attempt))
        return frozenset(slot.item.id for each in own for slot in each.slots)

    def missed(self, who: Identity, activity: str) -> frozenset[str]:
        """What the last closed attempt did not get right."""
        closed = [each for each in self.of(who, activity) if not each.is_open and not each.voided]
        last = closed[-1] if closed else None
        slots = last.slots if isinstance(last, Attempt) else []
        return frozenset(slot.item.id for slot in slots if slot.is_missed)

    def hides(self, who: Identity, rules: Rules | None) -> bool:
        """Whether a test has answers to hide from the learner, as they are shown to who has passed it."""
        rounds = list(self._attempts(who, rules.id)) if rules else []
        whole = [each for each in rounds if each.ended and each.scope == "whole"]
        used_up = rules is not None and rules.most is not None and len(whole) >= rules.most
        return not any(each.passed for each in whole) and not (used_up and len(whole) == len(rounds))

    def barred(self, who: Identity, rules: Rules, known: Mapping[str, Rules]) -> frozenset[str]:
        """The questions that are not drawn for the learner; `known` are the activities at hand."""
        return frozenset(question for test, question in rules.guards if self.hides(who, known.get(test)))

    def comes_back(self, who: Identity, known: Mapping[str, Rules], today: date) -> tuple[set[str], set[str]]:
        """The questions that may come back in review, and those of them that must.

        A question may from the day after it was answered last, if it ever was not right at once. It must two
        days after it was missed, if that was the only time that it was asked since.
        """
        hidden = {item.id for each in known.values() if self._is_hidden(who, each) for item in each.items}
        asked = {item.id for each in known.values() for item in each.items if each.kind in ("quiz", "test")}
        given: dict[str, list[tuple[datetime, bool, bool]]] = {}
        kin = self.kin(who)
        mine = [each for each in self.rounds.values() if each.owner in kin and isinstance(each, Attempt)]
        for attempt in sorted(mine, key=lambda each: (each.ended or each.at, each.started, each.session)):
            for slot in () if attempt.voided else attempt.slots:
                if (
                    attempt.ended
                    and slot.answers
                    and not slot.item.is_written
                    and slot.item.id in asked - hidden
                ):
                    again = len(slot.answers) > 1 and attempt.rules.each
                    is_sure = slot.verdict == "right" and not (again or slot.hints)
                    sure = (attempt.ended, is_sure, slot.verdict != "right")
                    if not is_sure or slot.item.id in given:
                        given.setdefault(slot.item.id, []).append(sure)
        may = {name for name, answers in given.items() if answers[-1][0].date() < today}
        must = {
            name
            for name in may
            if len(given[name]) == 1 and given[name][0][2] and (today - given[name][0][0].date()).days > 1
        }
        return may, must

    def _is_hidden(self, who: Identity, rules: Rules) -> bool:
        return rules.kind == "test" and self.hides(who, rules)

    def may_begin(self, who: Identity, rules: Rules, scope: str, now: datetime) -> Refusal:
        """Whether a new round is allowed, when none is under way."""
        whole = [each for each in self._attempts(who, rules.id) if each.ended and each.scope == "whole"]
        if rules.most is not None and len(whole) >= rules.most:
            return Refusal("no_attempts_left", (("max", str(rules.most)),))
        ends = [each.ended for each in whole if each.ended]
        if rules.pause and ends and now < max(ends) + rules.pause:
            return Refusal("cooling_down", (("until", (max(ends) + rules.pause).isoformat()),))
        if scope in ("missed", "picked") and rules.kind == "test":
            return Refusal("whole_only")
        asked = {item.id for item in rules.items}
        if scope == "missed" and rules.kind == "quiz" and not self.missed(who, rules.id) & asked:
            return Refusal("nothing_missed")
        return ACCEPTED

    def counting(self, who: Identity, activity: str) -> Attempt | None:
        """The attempt that counts: the best whole one, a pass before others, of equal ones the earliest."""
        whole = [each for each in self._attempts(who, activity) if each.ended and each.scope == "whole"]
        return max(whole, key=lambda each: (each.passed, each.score / each.out_of), default=None)

    def count(self, attempt: Attempt) -> None:
        """Counts a closed attempt without naming anybody, once."""
        if attempt.counted or attempt.is_open or attempt.voided:
            return
        attempt.counted = True
        for slot in attempt.slots:
            for name in _in_counts(slot):
                key = (slot.item.id, attempt.pinned.edition, name, attempt.first, f"{attempt.at:%Y-%m}")
                self.counts[key] = self.counts.get(key, 0) + 1

    def forget(self, gone: frozenset[Identity]) -> None:
        """Everything of these identities, but not what was counted; elsewhere they lose their name."""
        self.rounds = {name: each for name, each in self.rounds.items() if each.owner not in gone}
        self.deliveries = {key: known for key, known in self.deliveries.items() if key[0] not in gone}
        self.learners = {who: learner for who, learner in self.learners.items() if who not in gone}
        self.tries = {who: tries for who, tries in self.tries.items() if who not in gone}
        self.agreed = {who: agreed for who, agreed in self.agreed.items() if who not in gone}

        for each in self.rounds.values():
            each.log = [
                entry._replace(actor=FORGOTTEN) if entry.actor in gone else entry for entry in each.log
            ]
        self.codes = {code: known for code, known in self.codes.items() if known.owner not in gone}
        for known in self.codes.values():
            known.settled = known.settled or known.claimant in gone

    def prune(self, before: datetime) -> None:
        self.deliveries = {key: known for key, known in self.deliveries.items() if known.at >= before}

    def _attempts(self, who: Identity, activity: str) -> Iterator[Attempt]:
        own = self.of(who, activity)
        return (each for each in own if isinstance(each, Attempt) and not each.voided)

    # Linking

    def give(self, who: Identity, code: str, now: datetime, *, agreed: bool) -> Refusal:
        """What becomes of giving a code; `now` is never before anything that is recorded of it."""
        tries = [at for at in self.tries.get(who, []) if at > now - GOOD_FOR]
        if len(tries) >= WRONG_CODES:
            return Refusal("too_many_tries")
        known = self.codes.get(code)
        if not known or known.settled or now >= known.until or known.claimant not in (None, who):
            self.tries.setdefault(who, []).append(now)
            return Refusal("no_such_code")
        if known.owner == who:
            return Refusal("own_code")
        if known.owner in self.kin(who):
            return Refusal("already_linked")
        if agreed:
            known.claimant = who
        return ACCEPTED

    def waiting(self, who: Identity, now: datetime) -> "Code | None":
        """The code of `who` that somebody gave who waits for an answer."""
        for code in reversed([each for each in self.codes.values() if each.owner == who]):
            if code.until <= now:
                return None
            if code.claimant and not code.settled and code.claimant not in self.kin(who):
                return code
        return None

    def both(self, who: Identity, other: Identity) -> list[tuple[Attempt, Attempt]]:
        """Open attempts of the same activity on both sides."""
        found = []
        for activity in sorted({each.rules.id for each in self.rounds.values() if isinstance(each, Attempt)}):
            mine, theirs = self.under_way(who, activity), self.under_way(other, activity)
            if isinstance(mine, Attempt) and isinstance(theirs, Attempt):
                found.append((mine, theirs))
        return found

    def notice(self, who: Identity, now: datetime, *, by: Identity, but: str = "") -> None:
        """Somebody comes upon the learner's attempts, all `but` one, of which the time of some is over."""
        for each in self.rounds.values():
            if not isinstance(each, Attempt) or each.owner not in self.kin(who) or each.session == but:
                continue
            if each.deadline and each.deadline < now:
                each.expire(by, max(now, each.at))
                self.count(each)

    def join(self, who: Identity, other: Identity) -> None:
        """Both are one learner from now on."""
        joining = self.kin(other)
        for each in joining:
            self.learners[each] = self.learners[who]

    def part(self, who: Identity) -> Refusal:
        """`who` is a learner of their own again."""
        if len(self.kin(who)) == 1:
            return Refusal("not_linked")
        self.learners[who] = max(self.learners.values()) + 1
        return ACCEPTED


def _in_counts(slot: Slot) -> list[str]:
    """What is counted of the answer that stands."""
    match slot.standing:
        case None:
            return []
        case str():
            return [""]
        case answer if slot.item.kind == "ordering":
            return [f"{place}:{name}" for place, name in enumerate(answer, start=1)]
        case answer:
            return list(answer)


@dataclass
class Code:
    """A code that links two identities."""

    owner: Identity
    until: datetime
    claimant: Identity | None = None
    settled: bool = False
