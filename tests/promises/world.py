"""What operators do, and what people do besides learning: to the product, and to the model."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

from tests.promises.beside import Beside
from tests.promises.content import Edition
from tests.promises.expected import CATALOGS, is_session
from tests.promises.grading import Refusal
from tests.promises.keeping import same
from tests.promises.model import GOOD_FOR, Code
from tests.promises.model_attempt import Attempt
from tests.promises.stage import OPERATOR

from courseware_core.content.catalog import canonical
from courseware_core.content.edition import Edition as ProductEdition
from courseware_core.content.edition import Manifest
from courseware_core.editions import LOOK_EVERY
from courseware_core.engine.link import stream_of
from courseware_core.engine.machine import Rejected
from courseware_core.identity import Identity
from courseware_core.operators import Correction
from courseware_core.screen.model import Intent
from courseware_core.screen.navigation import Go


class World(Beside):
    """The product and the model side by side. Every method is one thing that happens."""

    # What operators and editors do

    async def regrade(self, at: int, session: str, *, lower: bool) -> None:
        """An attempt is graded again by the worker's edition: as a rehearsal, in earnest, and once more."""
        worker, round_ = self.workers[at], self.book.rounds[session]
        rules = self.rules(at).get(round_.rules.id)
        if rules is None:
            return

        async def grade(*, dry_run: bool) -> Correction:
            return await worker.app.operators.regrade(
                OPERATOR, session, reason="A key was wrong.", lower=lower, dry_run=dry_run
            )

        before = await self.read(afresh=True)
        rehearsal = await grade(dry_run=True)
        same("I12", await self.read(afresh=True), before, "a dry run wrote something")
        real = await grade(dry_run=False)
        same("I12", rehearsal, real, "a dry run said something else than the real one did")
        expected = "no_attempt"
        if isinstance(round_, Attempt):
            expected = round_.regrade(OPERATOR, rules, self.clock.now(), "A key was wrong.", lower=lower)
            self._settle(round_)
        elif round_.voided:
            expected = "voided"
        same("I12", real.code or real.outcome, expected, f"{session} was graded again")
        if isinstance(round_, Attempt) and real.outcome in ("changed", "same"):
            assert real.after
            result = (real.after.score, real.after.out_of, real.after.passed)
            same("I12", result, (round_.score, round_.out_of, round_.passed), f"new result of {session}")
            once = await self.read(afresh=True)
            again = await grade(dry_run=False)
            same("I12", again.outcome, "same", f"{session} was graded a third time")
            same("I12", await self.read(afresh=True), once, "grading again was not the same as grading once")
        self.records = await self.read(afresh=True)

    async def extend(self, at: int, session: str, more: timedelta) -> None:
        """An operator gives an attempt time until so long from now."""
        round_, until = self.book.rounds[session], self.clock.now() + more
        operators = self.workers[at].app.operators
        rehearsal = await operators.extend(OPERATOR, session, until, reason="A fire alarm.", dry_run=True)
        real = await operators.extend(OPERATOR, session, until, reason="A fire alarm.")
        self.records = await self.read(afresh=True)
        same("I10", rehearsal, real, "a dry run said something else than the real one did")
        refused = Refusal("voided" if round_.voided else "not_timed")
        self.book.notice(round_.owner, self.clock.now(), by=OPERATOR, but=session)
        if isinstance(round_, Attempt):
            others = [each for each in self.book.of(round_.owner, round_.rules.id) if each.is_open]
            refused = round_.extend(
                OPERATOR,
                until,
                self.clock.now(),
                "A fire alarm.",
                other_open=any(each is not round_ for each in others),
            )
        same("I10", real.code, refused.code, f"{session} was given until {until}")

    async def void(self, at: int, session: str) -> None:
        """An operator takes a session out of everything that counts."""
        round_ = self.book.rounds[session]
        real = await self.workers[at].app.operators.void(OPERATOR, session, reason="A test of the test.")
        self.records = await self.read(afresh=True)
        same("I12", real.code, "voided" if round_.voided else "", f"{session} was voided")
        if not round_.voided:
            round_.record(self.clock.now(), OPERATOR, ("SessionVoided", "operator", "A test of the test."))
            round_.voided = True

    async def appoint(self, reviewer: str) -> None:
        """Somebody else is named to read what is written, or nobody; every worker is told."""
        self.reviewer = reviewer
        for at in range(len(self.workers)):
            await self.restart(at)

    async def review(
        self,
        at: int,
        reviewer: str,
        session: str,
        slot: int,
        met: tuple[str, ...],
        reason: str = "",
        *,
        late: int = 0,
    ) -> None:
        """A person marks the last answer to a question, or one of `late` answers before; twice."""
        round_, marking = self.book.rounds[session], self.workers[at].app.marking
        answer = len(round_.slots[slot].answers) - 1 - late if isinstance(round_, Attempt) else 0
        for _ in range(2):
            real = await marking.mark(OPERATOR, reviewer, session, slot + 1, answer + 1, met, reason)
            self.records = await self.read(afresh=True)
            refused = Refusal("voided" if round_.voided else "not_written")
            if not reviewer:
                refused = Refusal("no_reviewer")
            elif isinstance(round_, Attempt):
                refused = round_.review(OPERATOR, reviewer, slot, answer, met, reason, self.clock.now())
            code = real.code if isinstance(real, Rejected) else ""
            same("I15", code, refused.code, f"{reviewer} marked answer {answer} to {slot} of {session}")

    async def queue(self, at: int, reviewer: str) -> None:
        """What waits for a person, as that person is told."""
        found = await self.workers[at].app.marking.queue(reviewer)
        waiting = {
            (each.session, number): each.slots[number].last.reviewer
            for each in self.book.rounds.values()
            if isinstance(each, Attempt) and not each.voided
            for number in each.waiting()
        }
        own = {place for place, told in waiting.items() if told == reviewer}
        shown = [(each.session, each.question_number - 1) for each in found.submissions]
        same("I15", Counter(shown), Counter(own), f"what waits for {reviewer}")
        others = Counter(told for told in waiting.values() if told != reviewer)
        same("I15", Counter(found.others), others, f"what waits for others than {reviewer}")

    async def publish(self, edition: Edition | None) -> None:
        """An edition is published for everybody; or what was is taken back, and everybody has their files."""
        await self._look()
        store, now = self.workers[0].store.as_store(), self.clock.now()
        number = (await store.editions()).get("c", 0) + 1
        manifest, bodies = "", {}
        if edition:
            pinned = CATALOGS[edition].pinned("c")
            (course,) = CATALOGS[edition].courses
            manifest = canonical(Manifest(course=course, activities=tuple(each.digest for each in pinned)))
            bodies = {each.digest: each.body for each in pinned}
        published = await store.publish((ProductEdition("c", number, "1", manifest, now, "me"),), bodies)
        same("I11", published, True, "whether it was published")
        self.published = edition
        self.clock.move(LOOK_EVERY)
        await self._look()

    async def _look(self) -> None:
        """Every worker has a turn, in which it may look for what was published."""
        for worker in self.workers:
            await worker.app.handle(OPERATOR, Intent(token=Go("menu").token()))

    async def prune(self, age: timedelta) -> None:
        """Deliveries of long ago are no longer remembered."""
        before = self.clock.now() - age
        await self.workers[0].store.as_store().prune(before)
        self.book.prune(before)

    # Linking and forgetting

    async def offer(self, at: int, who: Identity) -> None:
        """Somebody asks for a code to link with."""
        offer = await self.workers[at].app.linking.offer(who)
        self.book.codes[offer.code] = Code(who, self.clock.now() + GOOD_FOR)
        same("I17", offer.until, self.clock.now() + GOOD_FOR, "how long a code is good")
        self.records = await self.read()

    async def claim(self, at: int, who: Identity, code: str, *, agreed: bool) -> None:
        """Somebody gives a code, and perhaps agrees to be the one who asked for it."""
        linking = self.workers[at].app.linking
        now = await self._effective(who.person_session(), stream_of(code))
        owner = self.book.codes[code].owner if code in self.book.codes else None
        found = await (linking.claim if agreed else linking.look_up)(who, code)
        refused = self.book.give(who, code, now, agreed=agreed)
        expected: object = refused.code or owner
        same("I17", found.code if isinstance(found, Rejected) else found, expected, f"{who} gave {code}")
        self.records = await self.read()

    async def confirm(self, at: int, who: Identity, *, keeps: Literal["mine", "theirs"] | None) -> None:
        """Who asked for a code agrees to who gave it."""
        code = self.book.waiting(who, self.clock.now())
        other = code.claimant if code else None
        for side in () if other is None else (who, other):
            self.book.notice(side, self.clock.now(), by=side)
        both = [] if other is None else self.book.both(who, other)
        dropped = [theirs if keeps == "mine" else mine for mine, theirs in both]
        names = [name for name, known in self.book.codes.items() if known is code]
        streams = [who.person_session(), *map(stream_of, names), *(each.session for each in dropped)]
        now = await self._effective(*streams, *([] if other is None else [other.person_session()]))
        found = await self.workers[at].app.linking.confirm(who, keep=keeps)
        expected: object = other
        if code is None or other is None or ((keeps or not both) and now >= code.until):
            expected = "nobody_waits"
        elif both and not keeps:
            expected = "choose_attempt"
        else:
            code.settled = True
            for each in dropped:
                each.record(now, who, ("SessionVoided", "linked", ""))
                each.voided = True
            self.book.join(who, other)
        same("I17", found.code if isinstance(found, Rejected) else found, expected, f"{who} agreed")
        self.records = await self.read()

    async def unlink(self, at: int, who: Identity) -> None:
        """Somebody is a learner of their own again."""
        found = await self.workers[at].app.linking.unlink(who)
        expected = self.book.part(who)
        same("I17", found.code if found else "", expected.code, f"{who} was unlinked")
        self.records = await self.read()

    async def forget(self, at: int, who: Identity) -> None:
        """A person is forgotten, on every surface, and comes again as somebody new."""
        app, gone = self.workers[at].app, self.book.kin(who)
        own = {each.session for each in self.book.rounds.values() if each.owner in gone}
        exported = {stream.session for stream in await app.export(who)}
        same("I19", set(filter(is_session, exported)), own, f"what was exported of {who}")
        counted = self.records.counts
        await app.forget(who)
        self.book.forget(gone)
        self.forgotten = set(gone)
        self.records = await self.read(afresh=True)
        same("I19", self.records.counts, counted, "anonymous counts after forgetting")
        for each in sorted(gone):
            same("I19", await app.export(each), (), f"what is left of {each}")
            same("I19", await self.workers[1 - at].store.as_store().streams(each), (), f"streams of {each}")
        for promise in self.afterwards:
            promise(self)
        self.forgotten = set()
        for each in sorted(gone):
            await self.welcome(each, at)
        self.records = await self.read(afresh=True)

    async def rebuild(self, at: int) -> None:
        """What is kept beside the facts is made again from them."""
        before = await self.read(afresh=True)
        await self.workers[at].app.rebuild()
        self.records = await self.read(afresh=True)
        same("I7", self.records, before, "what was made again from the facts")
        self.book.prune(self.clock.now() - timedelta(days=1))

    async def report(self, at: int, who: Identity) -> None:
        """How somebody stands everywhere, as they are told."""
        worker = self.workers[at]
        for activity in (
            each for module in (await worker.app.progress(who)).modules for each in module.activities
        ):
            rules = self.rules(at).get(activity.activity)
            if rules is None:
                continue
            rounds = [each for each in self.book.of(who, rules.id) if not each.voided]
            same("I1", activity.attempts, len(rounds), f"attempts of {who} at {rules.id}")
            best = self.book.counting(who, rules.id)
            expected = (best.score, best.out_of) if best else (None, None)
            same("I7", (activity.score, activity.out_of), expected, f"what counts for {who} at {rules.id}")
            if best and best.passed is not None:
                state = "passed" if best.passed else "not_passed"
                same("I16", activity.state, state, f"how {who} stands at {rules.id}")

    async def _effective(self, *streams: str) -> datetime:
        """The later of the clock and the last fact of these streams."""
        store = self.workers[0].store.as_store()
        found = [await store.stream(stream) for stream in streams]
        return max([self.clock.now(), *(each.facts[-1].at for each in found if each.facts)])
