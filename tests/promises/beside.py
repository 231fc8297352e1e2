"""What people do beside an attempt: ask about a question, and report a problem with it."""

from tests.promises import as_product
from tests.promises.content import Rules
from tests.promises.expected import is_session, pinned_digest
from tests.promises.grading import Refusal
from tests.promises.keeping import keep, same
from tests.promises.model_attempt import Attempt
from tests.promises.model_talk import Question, Talk, may_be_asked
from tests.promises.sight import told_of, witness
from tests.promises.stage import Stage
from tests.promises.told import earned_of

from courseware_core.engine.facts import ProblemReported
from courseware_core.identity import Identity
from courseware_core.inputs import Answer

LESSONS = {
    "m.steps": "m.text",
    "m.kinds": "m.ways",
    "m.write": "m.last",
    "m.timed": "m.text",
    "m.essay": "m.read",
}
"""The lesson that is asked about questions of an activity."""


class Beside(Stage):
    """The product and the model side by side, where somebody leaves an attempt for a while."""

    async def ask(self, at: int, who: Identity, attempt: Attempt, slot: int, *, late: int = 0) -> None:
        """Somebody asks about a question of an attempt, perhaps `late` steps ago; twice."""
        step = max(0, attempt.step - late)
        intent = self.intent(attempt.session, step, "ask", (slot,))
        for _ in range(2):
            turn = await self.workers[at].app.handle(who, intent)
            self.records = await self.read()
            self._noticed(who, attempt)
            refused, session = self._may_ask(who, attempt, slot, step), attempt.session
            if not refused.code:
                session = self._talk(who, attempt, slot)
            elif attempt.owner not in self.book.kin(who):
                session = ""
            else:
                self._shown(who, attempt)
            same(
                "I14",
                turn.notice,
                told_of(refused),
                f"{who} asked about question {slot} of {attempt.session}",
            )
            witness(self.book, session, turn.screen)

    async def complain(self, at: int, who: Identity, attempt: Attempt, slot: int, text: str) -> None:
        """Somebody reports a problem with a question of an attempt; twice, by one press."""
        intent = self.intent(attempt.session, attempt.step, "report", (slot,), Answer(text=text))
        before = await self._reports(who)
        self._noticed(who, attempt)
        refused = self._may_ask(who, attempt, slot, attempt.step)
        for _ in range(2):
            await self.workers[at].app.handle(who, intent)
            if text.strip():  # else the form is shown again
                self._shown(who, attempt)
        self.records = await self.read()
        reported = (pinned_digest(attempt.rules), attempt.slots[slot].item.id, text.strip())
        is_new = not refused.code and text.strip() and reported not in before
        expected = [*before, reported] if is_new else before
        same("I5", await self._reports(who), expected, f"what {who} reported")

    async def _reports(self, who: Identity) -> list[tuple[str, str, str]]:
        stream = await self.workers[0].store.as_store().stream(who.person_session())
        facts = [each.fact for each in stream.facts]
        return [(f.digest, f.item, f.text) for f in facts if isinstance(f, ProblemReported)]

    def _noticed(self, who: Identity, attempt: Attempt) -> None:
        """Time has brought about what it does, once somebody looks who may."""
        if attempt.owner in self.book.kin(who):
            for _ in self._in_time(attempt, who):
                pass

    def _shown(self, who: Identity, attempt: Attempt) -> None:
        """What the attempt owes is paid, as whenever it is shown."""
        if attempt.owner in self.book.kin(who):
            for _ in self._owing(attempt, who):
                pass

    def _may_ask(self, who: Identity, attempt: Attempt, slot: int, step: int) -> Refusal:
        if attempt.owner not in self.book.kin(who):
            return Refusal("no_such_session")
        if attempt.voided:
            return Refusal("voided")
        if attempt.step != step:
            return Refusal("stale")
        return Refusal() if may_be_asked(attempt, slot)[0] else Refusal("not_possible")

    def _talk(self, who: Identity, attempt: Attempt, number: int) -> str:
        """The conversation about it that is under way, or a new one."""
        slot, (_, sees_key) = attempt.slots[number], may_be_asked(attempt, number)
        outcome = slot.verdict or ("unmarked" if slot.item.is_written else "wrong")
        about = Question(
            session=attempt.session,
            slot=number,
            given=slot.standing,
            outcome=outcome,
            has_key=sees_key and slot.verdict != "right",
            allowed=frozenset(earned_of(slot, reveal=sees_key)),
        )
        hidden = not sees_key and slot.verdict != "right"
        withheld = as_product.key(slot.item, attempt.rules.edition) if hidden else ()
        lesson = LESSONS[attempt.rules.id]
        rules = Rules(f"ask.{lesson}", "first", "lab", withheld=withheld)
        talks = [each for each in self.book.of(who, rules.id) if isinstance(each, Talk) and each.is_open]
        known = next((each for each in talks if (each.about, each.rules) == (about, rules)), None)
        if known:
            return known.session
        fresh = [name for name in self.records.streams if is_session(name) and name not in self.book.rounds]
        keep("I5", len(fresh) == 1, f"{who} asked, and these began: {fresh}")
        talk = Talk(fresh[0], who, rules, self.clock.now(), about=about, of=attempt.rules)
        said = (about.session, about.slot, about.outcome, about.has_key)
        talk.record(self.clock.now(), who, ("LabStarted", rules.id, (), said))
        self.book.rounds[fresh[0]] = talk
        return fresh[0]
