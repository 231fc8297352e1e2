"""What a turn ought to come to: the model's side of the stage."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.promises import as_product, content
from tests.promises.content import EDITIONS, REVIEW, Edition, Item, Rules
from tests.promises.grading import Refusal
from tests.promises.judging import PROVIDER, Judge
from tests.promises.keeping import keep
from tests.promises.model import Book, Known
from tests.promises.model_attempt import Attempt, Slot
from tests.promises.model_draw import drawn
from tests.promises.model_guides import Decision, Demo
from tests.promises.model_lab import Lab
from tests.promises.model_round import ACCEPTED, Fact, Round
from tests.promises.model_writing import Verdict
from tests.promises.stores import Fragile

from courseware_core.app import Courseware
from courseware_core.content.catalog import Catalog
from courseware_core.engine.grading import readers as fingerprint_of
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import Stream
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.token import Token
from courseware_core.testing.fakes import FixedClock

CATALOGS: dict[Edition, Catalog] = {edition: as_product.catalog(edition) for edition in EDITIONS}
MOST_IN_REVIEW = 10
REVIEWERS = ("Rae Reader", "Sol Second", "")
"""Who may be named to read what was written, nobody included."""

LEASE = timedelta(seconds=40)
"""How long a model may take, and a little longer."""

Steps = Generator[None, None, tuple[Refusal, str]]
"""A turn of the model: stops before each commit, and returns the refusal and the session that is shown."""


@dataclass
class Records:
    """Everything that is recorded, as the store tells it."""

    streams: dict[str, Stream] = field(default_factory=dict)
    told: dict[str, list[Fact]] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    responses: dict[str, tuple[FinalResponse, ...]] = field(default_factory=dict)
    counts: dict[Count, int] = field(default_factory=dict)


@dataclass
class Worker:
    """A process that serves learners, with the edition of the courses that is in its files."""

    store: Fragile
    app: Courseware
    files: Edition = "first"


class Expected:
    """What there is and what ought to be.

    `published` is the edition that everybody has instead of their files. `due` is what review holds for
    somebody who is about to go there.
    """

    def __init__(self, clock: FixedClock, tutor: Any, judge: Judge) -> None:
        self.clock = clock
        self.tutor = tutor
        self.judge = judge
        self.reviewer = REVIEWERS[0]
        self.workers: list[Worker] = []
        self.book = Book()
        self.records = Records()
        self.published: Edition | None = None
        self.due: tuple[str, ...] = ()

    def edition(self, at: int) -> Edition:
        """The edition of the courses that a worker serves."""
        return self.published or self.workers[at].files

    def rules(self, at: int) -> dict[str, Rules]:
        """What holds at a worker, by activity."""
        return content.rules(self.edition(at))

    def readers(self, who: Identity, item: Item) -> tuple[str, str]:
        """Which provider and person may read what `who` writes now."""
        provider = PROVIDER if self.book.agreed.get(who) and "model" in item.readers else ""
        return provider, self.reviewer if "person" in item.readers else ""

    def steps(self, at: int, who: Identity, intent: Intent) -> Steps:
        """What a turn ought to come to."""
        token = tokens.decode(intent.token)
        assert token
        if token.session:
            return self._acting(who, token, intent)
        if token.args[0] == REVIEW:
            return self._reviewing(at, who, intent.delivery)
        return self._going(at, who, Go(token.verb, *token.args), intent.delivery)  # type: ignore[arg-type]

    def _acting(self, who: Identity, token: Token, intent: Intent) -> Steps:
        round_ = self.book.rounds.get(token.session)
        key = (who, token.session, intent.delivery)
        yield
        if round_ is None:
            return Refusal("no_such_session"), ""
        if round_.owner not in self.book.kin(who):
            return Refusal("not_yours"), ""
        granted: bool | None = None
        readers = self._submitted(who, round_, token)
        if key in self.book.deliveries:
            refused = self.book.deliveries[key].refusal
        elif not round_.is_shown(token.step):
            refused = Refusal("stale")
        elif readers is not None and token.args[1:] != (fingerprint_of(*readers),):
            refused = Refusal("readers_changed")
        else:
            args = tuple(int(each) if each.isdecimal() else each for each in token.args)
            now = max(self.clock.now(), round_.at)
            args = (args[0], *(readers or ())) if token.verb == "submit" else args
            refused = round_.press(who, token.verb, args, intent.answer, self.clock.now())
            self.book.deliveries[key] = Known(refused, token.session, now)
            self._settle(round_)
            says = token.verb in ("say", "starter", "submit") and not refused.code
            if says and round_.debt and self.book.agreed.get(who):
                granted = self._granted(round_)
        yield from self._owing(round_, who, granted=granted)
        return refused, token.session

    def _submitted(self, who: Identity, round_: Round, token: Token) -> tuple[str, str] | None:
        """Who may read what is submitted; None where nothing is, or where a rule marks it."""
        if token.verb != "submit" or not isinstance(round_, Attempt) or round_.cause:
            return None
        item = round_.slots[int(token.args[0])].item
        return self.readers(who, item) if item.is_written else None

    def _going(self, at: int, who: Identity, going: Go, delivery: str) -> Steps:
        known = self.rules(at)
        rules = known.get(going.activity)
        if rules is None:
            return Refusal("no_such_activity"), ""
        latest, verb = self.book.latest(who, rules.id), going.verb
        only = _picked(rules, going)
        is_to_pick = rules.pick and verb in ("enter", "pick") and not only
        if is_to_pick and not self.book.under_way(who, rules.id):
            return ACCEPTED, ""
        if latest and verb not in ("again", "missed", "pick"):
            yield from self._owing(latest, who)
            return ACCEPTED, latest.session
        if verb == "enter" and rules.kind == "test":
            return ACCEPTED, ""
        yield
        scope = {"missed": "missed", "pick": "picked" if rules.kind == "quiz" else "whole"}.get(verb, "whole")
        if verb == "missed":
            only = self.book.missed(who, rules.id)
        barred = self.book.barred(who, rules, known)
        refused, session = self._open(who, rules, scope, delivery, only=only, barred=barred)
        shown = self.book.rounds.get(session) or latest
        if shown:
            yield from self._owing(shown, who)
        return refused, shown.session if shown else ""

    def _reviewing(self, at: int, who: Identity, delivery: str) -> Steps:
        """What is due is for the library to say that spaces it; what it may be is counted here."""
        under_way = self.book.under_way(who, REVIEW)
        if under_way:
            return ACCEPTED, under_way.session
        known = self.rules(at)
        may, must = self.book.comes_back(who, known, self.clock.now().date())
        keep("I21", must <= set(self.due) <= may, f"{self.due} are due, {must} must be, and {may} may be")
        if not self.due:
            return Refusal("nothing_due"), ""
        yield
        items = {item.id: item for each in known.values() for item in each.items}
        asked = tuple(items[name] for name in self.due[:MOST_IN_REVIEW])
        rules = Rules(REVIEW, self.edition(at), "quiz", asked, each=True, tries=2)
        return self._open(who, rules, "review", delivery)

    def _open(
        self,
        who: Identity,
        rules: Rules,
        scope: str,
        delivery: str,
        *,
        only: frozenset[str] = frozenset(),
        barred: frozenset[str] = frozenset(),
    ) -> tuple[Refusal, str]:
        key, now = (who, "", delivery), self.clock.now()
        known = self.book.deliveries.get(key)
        if known:
            return known.refusal, known.session
        under_way = self.book.under_way(who, rules.id)
        refused = ACCEPTED if under_way else self.book.may_begin(who, rules, scope, now)
        session = under_way.session if under_way else ""
        if not under_way and not refused.code:
            session = self._new_round(who, rules, scope, now, only, barred)
        self.book.deliveries[key] = Known(refused, session, now)
        return refused, session

    def _new_round(
        self,
        who: Identity,
        rules: Rules,
        scope: str,
        now: datetime,
        only: frozenset[str],
        barred: frozenset[str],
    ) -> str:
        fresh = [name for name in self.records.streams if is_session(name) and name not in self.book.rounds]
        keep("I1", len(fresh) == 1, f"{who} began {rules.id}, and these began: {fresh}")
        fact = self.records.told[fresh[0]][0]
        first = scope != "review" and not self.book.of(who, rules.id)
        problem = ""
        if rules.kind == "lab":
            lab = Lab(fresh[0], who, rules, now, order=fact[2])
            problem = "" if sorted(lab.order) == sorted(rules.items[0].options) else f"{lab.order} are shown"
            lab.record(now, who, ("LabStarted", rules.id, lab.order, None))
            self.book.rounds[fresh[0]] = lab
        elif rules.kind in ("decision", "demo"):
            guide = (Decision if rules.kind == "decision" else Demo)(fresh[0], who, rules, now)
            guide.record(now, who, (f"{rules.kind.title()}Started", rules.id))
            self.book.rounds[fresh[0]] = guide
        else:
            asked = {name for name, _ in fact[5]}
            offered = {item.id for item in rules.items}
            keep("I3", asked <= offered, f"{asked} are asked of {offered} in {rules.id}")
            slots = [Slot(rules.item(name), order) for name, order in fact[5]]
            chosen = only if scope in ("missed", "picked") else None
            keep("I22", not asked & barred, f"{asked} are asked although {barred} are still to be asked")
            problem = drawn(rules, slots, seen=self.book.seen(who), only=chosen, barred=barred)
            deadline = now + rules.limit if rules.limit else None
            attempt = Attempt(
                fresh[0], who, rules, now, slots=slots, scope=scope, first=first, deadline=deadline
            )
            attempt.record(now, who, ("AttemptStarted", rules.id, scope, first, deadline, fact[5]))
            self.book.rounds[fresh[0]] = attempt
        keep("I3", not problem, problem)
        return fresh[0]

    def _owing(
        self, round_: Round, who: Identity, *, granted: bool | None = None
    ) -> Generator[None, None, None]:
        """What the product owes once a session is looked at; each is a commit of its own.

        `granted` says whether this worker may have a model pay it, None when that is to be settled first.
        """
        yield from self._in_time(round_, who)
        is_resting = False
        while round_.debt and not round_.voided:
            if granted is None and self.book.agreed.get(who):
                yield
                granted = self._granted(round_, is_resting=is_resting)
            if granted is False:
                return
            is_up = isinstance(round_, Attempt) or self.tutor.is_up
            if granted or is_up:
                yield
            if granted:
                round_.lease = None
            if not is_up:
                return
            is_resting = self._pay(round_, who, by_model=bool(granted) and not is_resting) or is_resting
            granted = None

    def _in_time(self, round_: Round, who: Identity) -> Generator[None, None, None]:
        """What time brings about once a session is looked at."""
        now = max(self.clock.now(), round_.at)
        if isinstance(round_, Attempt) and round_.is_overdue(now):
            yield
            round_.expire(who, now)
            self._settle(round_)

    def _granted(self, round_: Round, *, is_resting: bool = False) -> bool:
        """Whether this worker is the one that has a model pay what is owed first."""
        now = self.clock.now()
        if round_.lease and round_.lease[0] == round_.debt and now < round_.lease[1]:
            return False
        round_.lease = None if is_resting else (round_.debt, now + LEASE)
        return True

    def _pay(self, round_: Round, who: Identity, *, by_model: bool) -> bool:
        """What was owed first is recorded; returns whether the model rests after that."""
        now = self.clock.now()
        if isinstance(round_, Lab):
            round_.reply(who, now)
            return False
        assert isinstance(round_, Attempt)
        assert round_.owed
        slot = round_.slots[round_.owed[0]]
        verdict: Verdict = "instead"
        if by_model:
            verdict = self.judge.ought_to_say(slot.item, str(slot.answers[-1]))
        round_.judge(who, verdict, now)
        return by_model and verdict == "instead"

    def _settle(self, round_: Round) -> None:
        if isinstance(round_, Attempt):
            self.book.count(round_)


def _picked(rules: Rules, going: Go) -> frozenset[str]:
    """What the learner picked to be asked: questions of a kind, or with a tag."""
    if going.verb != "pick" or not rules.pick:
        return frozenset()
    return frozenset(
        item.id
        for item in rules.items
        if going.choice in (fingerprint(f"type:{item.kind}"), fingerprint(f"tag:{item.tag}"))
    )


def is_session(stream: str) -> bool:
    """Whether a stream is a session; others are of persons and codes."""
    return stream.startswith("s")


def pinned_digest(rules: Rules) -> str:
    """The digest that a round of these rules pins."""
    if rules.id == REVIEW:
        return as_product.review(rules)
    if rules.id.startswith("ask."):
        return as_product.conversation(rules)
    return CATALOGS[rules.edition].activity(rules.id).digest
