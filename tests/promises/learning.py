"""The machine that drives the world at random; one class for every store."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.promises.acts import follow, play, talk
from tests.promises.beside import LESSONS
from tests.promises.content import (
    AT_END,
    EDITIONS,
    ESSAY,
    KINDS,
    LAB,
    MOCK,
    REVIEW,
    SHOW,
    STEPS,
    STRICT,
    TIMED,
    WAY,
    WRITE,
    Edition,
)
from tests.promises.expected import REVIEWERS
from tests.promises.judging import MANNERS, Manner
from tests.promises.model_attempt import Attempt
from tests.promises.moves import GUIDE, MOVES, TALK, Move, in_attempt
from tests.promises.promises import PROMISES
from tests.promises.stage import ADA, ADA_TOO, BEA, Verb
from tests.promises.stores import Crash, Record
from tests.promises.world import World

from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.linking import Keep
from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go

T = TypeVar("T")

VERBS = ("answer", "open", "hint", "handin", "update")
MISSING: tuple[Move, ...] = ("on", "wrong", "wrong", "hand in")
PICKS = ("type:numeric", "type:multiple", "tag:sums", "tag:pairs", "tag:nothing")
STEPS_OF_A_RUN = 40
PATIENCE = 16
"""The most presses of one attempt."""

manners = st.sampled_from(MANNERS)
reviewers = st.sampled_from(REVIEWERS)
people = st.sampled_from((ADA, ADA, ADA_TOO, BEA))
workers = st.integers(0, 1)
assessments = st.sampled_from(
    (*(STEPS, STEPS, AT_END, WRITE, WRITE, KINDS, KINDS), *(TIMED, TIMED, STRICT, STRICT, MOCK, REVIEW))
)
sittings = assessments | st.just(ESSAY)
activities = st.sampled_from((STEPS, AT_END, WRITE, ESSAY, KINDS, TIMED, STRICT, MOCK, LAB, WAY, SHOW))
ways = st.sampled_from((WAY, WAY, SHOW))
moves = st.sampled_from((*MOVES, "right", "right", "other", "on"))
late = st.sampled_from((0, 0, 0, 1))
keeps = st.sampled_from(("mine", "theirs", None))
crashes = st.none() | st.builds(Crash, st.sampled_from(("before", "after")), st.integers(1, 2))
jumps = st.sampled_from(
    (
        *(timedelta(minutes=m) for m in (1, 4, 9, 10, 29, 30, 31)),
        *(timedelta(seconds=s) for s in (1, 30, 59, -1)),
        *(timedelta(minutes=-20), timedelta(hours=2), timedelta(days=1), timedelta(days=2)),
        *(timedelta(days=-3), timedelta(days=40)),
    )
)


beyond = st.sampled_from(tuple(timedelta(seconds=each) for each in (-30, 0, 1, 59, 60, 61, 3600)))


class Learning(RuleBasedStateMachine):
    """Rules are possible at any time: whether they make sense is for the product to say."""

    records: ClassVar[Callable[[], Record]]

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self.world = World(type(self).records(), PROMISES)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.run(self.world.begin())

    def teardown(self) -> None:
        try:
            self.run(self.world.end())
        finally:
            self._runner.close()

    @invariant()
    def every_promise_is_kept(self) -> None:
        for promise in PROMISES:
            promise(self.world)

    # Learners

    @rule(
        at=workers,
        who=people,
        verb=st.sampled_from(("again", "enter", "missed")),
        activity=activities,
        crash=crashes,
    )
    def go(self, at: int, who: Identity, verb: Verb, activity: str, crash: Crash | None) -> None:
        self.run(self.world.go(at, who, verb, activity, crash=crash))

    @rule(at=workers, who=people, activity=sittings, wishes=st.lists(moves, min_size=1, max_size=6))
    def play(self, at: int, who: Identity, activity: str, wishes: list[Move]) -> None:
        for move in wishes:
            self.run(play(self.world, at, who, activity, move))

    @rule(at=workers, who=people, activity=sittings, wishes=st.lists(moves, min_size=1, max_size=4))
    def take_to_the_end(self, at: int, who: Identity, activity: str, wishes: list[Move]) -> None:
        """A whole attempt, with these moves again and again."""
        self.run(play(self.world, at, who, activity, "on"))
        for move in (wishes * PATIENCE)[:PATIENCE]:
            if self.world.book.under_way(who, activity) is None:
                break
            self.run(play(self.world, at, who, activity, move))
        else:
            self.run(play(self.world, at, who, activity, "hand in"))

    @rule(at=workers, who=people, activity=sittings, move=moves, crash=crashes)
    def play_and_perhaps_crash(
        self, at: int, who: Identity, activity: str, move: Move, crash: Crash | None
    ) -> None:
        self.run(play(self.world, at, who, activity, move, crash=crash))

    @rule(at=workers, who=people, what=st.sampled_from(TALK), is_up=st.booleans(), crash=crashes)
    def talk(self, at: int, who: Identity, what: tuple[str, Any], is_up: bool, crash: Crash | None) -> None:
        """Something in the lab, with a tutor that is up or down from now on."""
        self.world.tutor.is_up = is_up
        self.run(talk(self.world, at, who, what, crash=crash))

    @rule(at=workers, who=people, whats=st.lists(st.sampled_from(TALK), min_size=2, max_size=8))
    def talk_for_a_while(self, at: int, who: Identity, whats: list[tuple[str, Any]]) -> None:
        self.world.tutor.is_up = True
        for what in whats:
            self.run(talk(self.world, at, who, what))

    @rule(
        at=workers,
        who=people,
        activity=ways,
        whats=st.lists(st.sampled_from(GUIDE), min_size=1, max_size=5),
        crash=crashes,
    )
    def follow(
        self, at: int, who: Identity, activity: str, whats: list[tuple[str, int]], crash: Crash | None
    ) -> None:
        """Something on the way to a recommendation, or in a demo; a worker may die of the last."""
        for what in whats[:-1]:
            self.run(follow(self.world, at, who, activity, what))
        self.run(follow(self.world, at, who, activity, whats[-1], crash=crash))

    @rule(at=workers, who=people, what=st.sampled_from(PICKS), wishes=st.lists(moves, max_size=4))
    def pick(self, at: int, who: Identity, what: str, wishes: list[Move]) -> None:
        """A round over what was picked, or one under way."""
        self.run(self.world.go(at, who, "pick", KINDS, what))
        for move in wishes if self.world.book.under_way(who, KINDS) else ():
            self.run(play(self.world, at, who, KINDS, move))

    @rule(at=workers, who=people, activity=st.sampled_from(tuple(LESSONS)), slot=st.integers(0, 3), late=late)
    def ask_and_complain(self, at: int, who: Identity, activity: str, slot: int, late: int) -> None:
        """Somebody asks about a question of their last attempt, perhaps on an old screen, and reports it."""
        for move in () if self.world.book.of(who, activity) else MISSING[:2]:
            self.run(play(self.world, at, who, activity, move))
        attempts = self.world.book.of(who, activity)
        if attempts and isinstance(attempts[-1], Attempt):
            attempt = attempts[-1]
            slot = slot if attempt.cause else attempt.current
            self.run(self.world.ask(at, who, attempt, slot, late=late))
            self.run(self.world.complain(at, who, attempt, slot % len(attempt.slots), "It is not so."))

    @rule(at=workers, who=people, days=st.integers(1, 3), wishes=st.lists(moves, max_size=4))
    def review_some_days_later(self, at: int, who: Identity, days: int, wishes: list[Move]) -> None:
        for move in () if self.world.book.of(who, AT_END) else MISSING:
            self.run(play(self.world, at, who, AT_END, move))
        self.world.clock.move(timedelta(days=days))
        self.run(self.world.go(at, who, "review", REVIEW))
        for move in wishes if self.world.book.under_way(who, REVIEW) else ():
            self.run(play(self.world, at, who, REVIEW, move))

    @rule(at=workers, who=people, activity=sittings, verb=st.sampled_from(VERBS), slot=st.integers(0, 3))
    def press_what_is_not_there(self, at: int, who: Identity, activity: str, verb: str, slot: int) -> None:
        """A made-up control of the current screen."""
        round_ = self.world.book.under_way(who, activity)
        if round_:
            args = () if verb in ("handin", "update") else (slot,)
            answer = Answer(values=(slot,))
            self.run(self.world.press(at, who, round_.session, round_.step, verb, args, answer))

    @rule(at=workers, who=people, activity=activities, back=st.integers(-1, 3), whose=people)
    def press_late_or_elsewhere(
        self, at: int, who: Identity, activity: str, back: int, whose: Identity
    ) -> None:
        """A control of an earlier screen, of one to come, or of somebody else's."""
        rounds = self.world.book.of(whose, activity)
        if rounds:
            verb, args = ("say", ()) if activity == LAB else ("answer", (0,))
            answer = Answer(text="Why does it matter?", values=(0,))
            step = max(0, rounds[-1].step - back)
            self.run(self.world.press(at, who, rounds[-1].session, step, verb, args, answer))

    @rule(who=people, activity=assessments, wishes=st.tuples(moves, moves))
    def race(self, who: Identity, activity: str, wishes: tuple[Move, Move]) -> None:
        """Two presses on one screen at the same moment, or two beginnings, on two workers."""
        round_ = self.world.book.under_way(who, activity)
        if isinstance(round_, Attempt):
            presses = [in_attempt(round_, move) for move in wishes]
            sent = [self.world.intent(round_.session, round_.step, *press) for press in presses]
        else:
            token = Go("review" if activity == REVIEW else "again", activity).token()
            sent = [Intent(token=token, delivery=self.world.delivery()) for _ in wishes]
        self.run(self.world.race((who, sent[0]), (who, sent[1])))

    @rule(at=workers, which=st.integers(1, 8), times=st.integers(1, 3))
    def deliver_again(self, at: int, which: int, times: int) -> None:
        if len(self.world.sent) >= which:
            who, intent = self.world.sent[-which]
            for _ in range(times):
                self.run(self.world.send(at, who, intent))

    @rule(at=workers, who=people, activity=activities)
    def look_twice(self, at: int, who: Identity, activity: str) -> None:
        self.run(self.world.go(at, who, "enter", activity))
        self.run(self.world.go(1 - at, who, "enter", activity))

    # Written answers

    @rule(
        at=workers,
        who=people,
        manner=manners,
        agreed=st.booleans(),
        wishes=st.lists(moves, min_size=1, max_size=6),
        crash=crashes,
    )
    def write(
        self, at: int, who: Identity, manner: Manner, agreed: bool, wishes: list[Move], crash: Crash | None
    ) -> None:
        """Somebody writes, while the model behaves in that manner; a worker may die of the last."""
        self.world.judge.manner = manner
        self.run(self.world.agree(who, agreed=agreed, at=at))
        for move in wishes[:-1]:
            self.run(play(self.world, at, who, ESSAY, move))
        self.run(play(self.world, at, who, ESSAY, wishes[-1], crash=crash))

    @rule(at=workers, who=people, manner=manners, crash=crashes, later=st.sampled_from((0, 39, 40)))
    def die_of_a_verdict(
        self, at: int, who: Identity, manner: Manner, crash: Crash | None, later: int
    ) -> None:
        """A worker dies around the verdict on an answer, and others look, now or when its time is over."""
        self.world.judge.manner = manner
        self.run(self.world.agree(who, agreed=True, at=at))
        self.run(play(self.world, at, who, ESSAY, "on"))
        self.run(play(self.world, at, who, ESSAY, "right", crash=crash))
        self.world.clock.move(timedelta(seconds=later))
        self.run(self.world.go(1 - at, who, "enter", ESSAY))

    @rule(
        at=workers,
        which=st.integers(0, 3),
        slot=st.integers(0, 2),
        reviewer=reviewers,
        met=st.sets(st.integers(1, 2)),
        reason=st.sampled_from(("", "It says so.", "It does not.")),
        late=st.integers(0, 1),
    )
    def review(
        self, at: int, which: int, slot: int, reviewer: str, met: set[int], reason: str, late: int
    ) -> None:
        some = [each for each in self.world.book.rounds.values() if each.rules.id in (ESSAY, WRITE)]
        if some:
            attempt = some[-1 - which % len(some)]
            assert isinstance(attempt, Attempt)
            slot %= len(attempt.slots)
            said = attempt.slots[slot].last.reviewer or reviewer
            names = tuple(f"{attempt.slots[slot].item.id}-k{n}" for n in sorted(met))
            who = said if which else reviewer
            self.run(self.world.review(at, who, attempt.session, slot, names, reason, late=late))

    @rule(at=workers, reviewer=reviewers, appointed=st.booleans())
    def sit_at_the_desk(self, at: int, reviewer: str, appointed: bool) -> None:
        """A person looks at what waits, and may be the one who is named from now on."""
        if appointed:
            self.run(self.world.appoint(reviewer))
        self.run(self.world.queue(at, reviewer))

    # Time and editors

    @rule(by=jumps)
    def move_clock(self, by: timedelta) -> None:
        self.world.clock.move(by)

    @rule(at=workers, who=people, activity=st.sampled_from((TIMED, STRICT)), past=beyond, move=moves)
    def play_when_time_is_nearly_over(
        self, at: int, who: Identity, activity: str, past: timedelta, move: Move
    ) -> None:
        self.run(play(self.world, at, who, activity, "on"))
        self.run(play(self.world, at, who, activity, "right"))
        round_ = self.world.book.under_way(who, activity)
        if isinstance(round_, Attempt) and round_.deadline:
            self.world.clock.move(round_.deadline + past - self.world.clock.now())
            self.run(play(self.world, at, who, activity, move))

    @rule(at=workers, edition=st.sampled_from(EDITIONS))
    def restart_with_another_edition(self, at: int, edition: Edition) -> None:
        self._have(at, edition)

    @rule(edition=st.sampled_from((*EDITIONS, None)))
    def publish(self, edition: Edition | None) -> None:
        self.run(self.world.publish(edition))

    def _have(self, at: int, edition: Edition) -> None:
        """A worker is started with that edition in its files, which nothing published takes the place of."""
        if self.world.published:
            self.run(self.world.publish(None))
        self.run(self.world.restart(at, edition))

    # Operators

    @rule(at=workers, which=st.integers(0, 3), edition=st.sampled_from(EDITIONS), lower=st.booleans())
    def regrade(self, at: int, which: int, edition: Edition, lower: bool) -> None:
        ended = [each for each in self.world.book.rounds.values() if isinstance(each, Attempt) and each.cause]
        some = ended if which < 3 else list(self.world.book.rounds.values())
        if some:
            self._have(at, edition)
            self.run(self.world.regrade(at, some[-1 - which % len(some)].session, lower=lower))

    @rule(at=workers, which=st.integers(0, 2), more=jumps)
    def extend(self, at: int, which: int, more: timedelta) -> None:
        timed = [each for each in self.world.book.rounds.values() if each.rules.kind == "test"]
        some = timed or list(self.world.book.rounds.values())
        if some:
            self.run(self.world.extend(at, some[-1 - which % len(some)].session, more))

    @rule(at=workers, who=people, what=st.sampled_from(("void", "prune", "forget", "report", "rebuild")))
    def do_what_is_rare(self, at: int, who: Identity, what: str) -> None:
        rounds = list(self.world.book.rounds.values())
        match what:
            case "void" if rounds:
                self.run(self.world.void(at, rounds[-1].session))
            case "prune":
                self.run(self.world.prune(timedelta(hours=1)))
            case "rebuild":
                self.run(self.world.rebuild(at))
            case "forget":
                self.run(self.world.forget(at, who))
            case _:
                self.run(self.world.report(at, who))

    # Linking

    @rule(at=workers, who=people, other=people, keeps=keeps)
    def link(self, at: int, who: Identity, other: Identity, keeps: Keep | None) -> None:
        self.run(self.world.offer(at, who))
        code = list(self.world.book.codes)[-1]
        self.run(self.world.claim(1 - at, other, code, agreed=True))
        self.run(self.world.confirm(at, who, keeps=keeps))

    @rule(
        at=workers,
        who=people,
        step=st.sampled_from(("offer", "look up", "claim", "confirm", "unlink")),
        which=st.integers(0, 2),
        keeps=keeps,
    )
    def link_step_by_step(self, at: int, who: Identity, step: str, which: int, keeps: Keep | None) -> None:
        match step:
            case "offer":
                self.run(self.world.offer(at, who))
            case "confirm":
                self.run(self.world.confirm(at, who, keeps=keeps))
            case "unlink":
                self.run(self.world.unlink(at, who))
            case _:
                code = ["GUESS", "GUESS", "GUESS", *self.world.book.codes][-1 - which]
                self.run(self.world.claim(at, who, code, agreed=step == "claim"))


def learning(made: Callable[[], Record]) -> type[Learning]:
    """The machine over records of one kind."""

    class LearningThere(Learning):
        records = staticmethod(made)

    return LearningThere
