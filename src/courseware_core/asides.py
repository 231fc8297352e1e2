"""What a learner does beside an activity without losing their place: look up, ask, report a problem.

Owns where that leads and what it is about. Must not know the turn, nor what the tutor says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, unquote_plus

from courseware_core.blocks import plain
from courseware_core.content.activity import Activity
from courseware_core.content.catalog import Catalog, pin
from courseware_core.content.conversation import conversation
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab, Lesson, Quiz, Test
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import Coding, WrittenQuestion
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.earned import Earned, earned, seen_slots
from courseware_core.engine.facts import About, ProblemReported
from courseware_core.engine.lesson import Reading, blocks_from, place
from courseware_core.engine.slots import SlotState
from courseware_core.glossary import glossary
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.ledger import Ledger, Session
from courseware_core.people import People
from courseware_core.ports import Outcome
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Aside, Go, at, beside
from courseware_core.screen.refusals import refusal
from courseware_core.screen.safety import clean
from courseware_core.screen.token import Token
from courseware_core.screen.views.asides import glossary_screen, pick_screen, report_screen
from courseware_core.screen.views.context import Context
from courseware_core.screen.words import Words
from courseware_core.sessions import Sessions

_ECHO = 100
"""How much of a term is repeated."""


@dataclass(frozen=True, slots=True)
class Led:
    """Where something beside an activity leads: to a screen of its own, else to a session, else to the menu.

    `notice` is what to say there, and `again` the token that shows a screen of its own once more.
    """

    screen: Screen | None = None
    session: Session | None = None
    notice: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: a lesson, about a question if `about` is there, with the keys that were not shown."""

    lesson: Lesson
    about: About | None = None
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answered:
    """A question of an attempt, how it was answered, and what the learner may see of it."""

    question: Question
    slot: SlotState
    seen: Earned

    @property
    def withheld(self) -> tuple[str, ...]:
        """The right answer, as long as the learner is to find it."""
        return () if self.seen.key or self.slot.outcome == "right" else self.question.key(str)


class Asides:
    """What everybody does beside activities."""

    def __init__(self, ledger: Ledger, sessions: Sessions, people: People) -> None:
        self._ledger = ledger
        self._sessions = sessions
        self._people = people

    @property
    def _catalog(self) -> Catalog:
        return self._ledger.library.catalog

    async def follow(
        self, who: Identity, target: Go | Aside, answer: Answer, delivery: str, words: Words
    ) -> Led:
        """Where `target` leads, with what was put into its field."""
        match target:
            case Go(verb="define"):
                return await self.define(who, target, answer, words)
            case Aside(verb="problem"):
                return await self.problem(who, target, words)
            case Aside(verb="report"):
                return await self.report(who, target, answer, delivery, words)
            case _:
                return await self.ask(who, target, delivery, words)

    async def define(self, who: Identity, going: Go, answer: Answer, words: Words) -> Led:
        """What the term in `answer`, else in the way there, means, and the field for another."""
        near = await self._near(who, going)
        lesson, course = near or ("", "")
        session = await self._sessions.recorded(who, going.session) if going.session else None
        examined = session is not None and isinstance(session.content, Test) and not _closed(session)
        known = glossary(self._catalog)
        asked = clean(answer.text or unquote_plus(going.choice), max_length=_ECHO).strip()
        going = Go("define", going.activity if near else "")
        found = known.look_up(asked, lesson=lesson, course=course)
        suggested = found.close if asked else known.suggestions(lesson=lesson, course=course)
        is_course = going.activity == course and not lesson
        back = Go("menu", going.activity) if is_course else Go("enter", going.activity)
        return Led(
            glossary_screen(
                words, asked, found.definitions, suggested, place=going, back=back, reads=not examined
            ),
            again=replace(going, choice=quote_plus(asked)).token(),
        )

    async def ask(self, who: Identity, target: Go | Aside, delivery: str, words: Words) -> Led:
        """The conversation about a lesson, or about an answered question: one under way, or a new one."""
        if isinstance(target, Go):
            lesson_id = target.activity or await self._read_last(who)
            asked = await self._lesson(who, replace(target, activity=lesson_id))
            if asked is None:
                return Led(notice=refusal(words, "no_lesson" if lesson_id else "nothing_read", {}))
        else:
            session = await self._current(who, target, words)
            if isinstance(session, Led):
                return session
            if target.slot is None:
                return _questions(session, target, words)
            answered = _answered(session, target.slot)
            if answered is None:
                return Led(session=session, notice=refusal(words, "not_possible", {}))
            lesson = self._lesson_for(session.content, answered.question.see or "")
            if lesson is None:
                return Led(session=session, notice=refusal(words, "no_lesson", {}))
            asked = _Asked(lesson, _about(session, target.slot, answered, words), answered.withheld)
        pinned = pin(conversation(asked.lesson, asked.withheld))
        others = await self._about_others(who, pinned.activity.id, pinned.digest, asked.about)
        opened = await self._sessions.open(who, pinned, about=asked.about, others=others, delivery=delivery)
        if opened.status == "refused":
            return Led(notice=refusal(words, opened.code, opened.params))
        return await self._at(who, opened, words)

    async def problem(self, who: Identity, aside: Aside, words: Words, notice: str = "") -> Led:
        """The form to report a problem."""
        session = await self._current(who, aside, words)
        if isinstance(session, Led):
            return session
        again = replace(aside, verb="problem").token()
        form = _form(session, aside.slot, words)
        if form is None:
            return Led(session=session, notice=refusal(words, "not_possible", {}))
        return Led(form, notice=notice, again=again)

    async def form(self, who: Identity, token: Token, words: Words) -> Led | None:
        """The form that the control of `token` sends, empty; None when it sends none. Writes nothing."""
        target = beside(token)
        match target:
            case Go(verb="define"):
                return await self.define(who, replace(target, choice=""), Answer(), words)
            case Aside(verb="report"):
                session = await self._sessions.recorded(who, target.session)
                form = _form(session, target.slot, words) if session and not session.voided else None
                return Led(form, again=replace(target, verb="problem").token()) if form else None
            case _:
                return None

    async def report(self, who: Identity, aside: Aside, answer: Answer, delivery: str, words: Words) -> Led:
        """The place again, once what the person wrote is recorded; the form again when it cannot be."""
        session = await self._sessions.look(who, aside.session)
        if session is None:
            return Led(notice=refusal(words, "no_such_session", {}))
        item = None if session.voided else _item(session, aside.slot)
        if item is None and session.version == aside.step:
            return Led(session=session, notice=refusal(words, "not_possible", {}))
        opening, text = session.opening, clean(answer.text or "").strip()
        reported = ProblemReported(opening.activity, opening.digest, item[0] if item else "", text)
        outcome = await self._people.report(
            who, reported, on=aside.session, step=aside.step, delivery=delivery
        )
        if outcome.status == "accepted":
            thanks = words.say("Thank you. Your report was passed on to those who look after this course.")
            return Led(session=session, notice=thanks)
        if outcome.code == "no_such_session":
            return Led(notice=refusal(words, outcome.code, {}))
        return await self.problem(who, aside, words, refusal(words, outcome.code, outcome.params))

    async def _current(self, who: Identity, aside: Aside, words: Words) -> Session | Led:
        """The session that is meant, if the person may act there and it is as their screen showed it."""
        session = await self._sessions.look(who, aside.session)
        if session is None:
            return Led(notice=refusal(words, "no_such_session", {}))
        if session.voided:
            return Led(session=session, notice=refusal(words, "voided", {}))
        if session.version != aside.step:
            return Led(session=session, notice=refusal(words, "stale", {}))
        return session

    async def _at(self, who: Identity, opened: Outcome, words: Words) -> Led:
        session = await self._sessions.look(who, opened.session)
        if session is None:  # forgotten meanwhile
            return Led(notice=refusal(words, "no_such_session", {}))
        return Led(session=session)

    async def _about_others(
        self, who: Identity, activity: str, digest: str, about: About | None
    ) -> frozenset[str]:
        """The conversations under way about something else, or about another text of the lesson."""
        heads = await self._ledger.store.heads(who)
        under_way = [head for head in heads if head.activity == activity and head.status == "open"]
        others = [
            head.session
            for head in under_way
            if head.digest != digest or (await self._ledger.read(head.session)).state.about != about
        ]
        return frozenset(others)

    async def _read_last(self, who: Identity) -> str:
        """What stands for the round of a lesson that was read last; empty when none was."""
        heads = await self._ledger.store.heads(who)
        rounds = [head for head in heads if head.kind == "lesson" and head.status != "voided"]
        return at(max(rounds, key=lambda head: head.updated_at).session) if rounds else ""

    async def _lesson(self, who: Identity, going: Go) -> _Asked | None:
        """The lesson to be asked: as it is being read in a session, or as it is now."""
        if going.session:
            session = await self._sessions.look(who, going.session)
            content: Activity | None = session.content if session else None
        else:
            known = going.activity in self._catalog.ids
            content = self._catalog.activity(going.activity).activity if known else None
        return _Asked(content) if isinstance(content, Lesson) else None

    def _lesson_for(self, content: Activity, see: str) -> Lesson | None:
        """The lesson that section `see` stands in, else the one that `content` belongs to, or the first."""
        lesson = self._catalog.section_lessons.get(see) or self._lesson_beside(content)
        found = self._catalog.activity(lesson).activity if lesson else None
        return found if isinstance(found, Lesson) else None

    def _lesson_beside(self, content: Activity) -> str:
        """The id of the lesson that an activity belongs to, else of the first of its module; or empty."""
        if isinstance(content, Lab) and content.lesson:
            return content.lesson
        if content.id not in self._catalog.ids:
            return ""
        parts = self._catalog.module_of(content.id).parts
        own = (part.lesson for part in parts if content.id in part.activities())
        return next(own, parts[0].lesson)

    async def _near(self, who: Identity, going: Go) -> tuple[str, str] | None:
        """The ids of the lesson and the course where a term is looked up; None where that is nowhere."""
        if going.session:
            session = await self._sessions.recorded(who, going.session)
            return (self._lesson_beside(session.content), session.content.course) if session else None
        if going.activity in self._catalog.ids:
            content = self._catalog.activity(going.activity).activity
            return self._lesson_beside(content), content.course
        courses = {course.id for course in self._catalog.courses}
        return ("", going.activity) if going.activity in courses or not going.activity else None


def _context(session: Session, words: Words) -> Context:
    return Context(
        words=words,
        now=session.at,
        session=session.opening.session,
        step=session.version,
        page_chars=0,
        course=session.content.course,
        eyebrow=session.content.title,
    )


def _closed(session: Session) -> bool:
    return isinstance(session.state, AttemptState) and session.state.closed is not None


def _form(session: Session, slot: int | None, words: Words) -> Screen | None:
    """The form to report a problem with something; None when nothing of it may be seen."""
    item = _item(session, slot)
    return report_screen(item[1], slot, _context(session, words)) if item else None


def _questions(session: Session, aside: Aside, words: Words) -> Led:
    """The questions of an attempt to choose from, if something may be seen of any."""
    state, content = session.state, session.content
    if isinstance(state, AttemptState) and isinstance(content, Quiz | Test) and seen_slots(state, content):
        return Led(pick_screen(state, content, _context(session, words)), again=aside.token())
    return Led(session=session, notice=refusal(words, "not_possible", {}))


def _answered(session: Session, slot: int) -> _Answered | None:
    """A question of an attempt of which something may be seen."""
    state, content = session.state, session.content
    if not (isinstance(state, AttemptState) and isinstance(content, Quiz | Test)):
        return None
    seen = earned(state, content, slot)
    if seen is None:
        return None
    return _Answered(content.by_id[state.slots[slot].question], state.slots[slot], seen)


def _about(session: Session, slot: int, answered: _Answered, words: Words) -> About:
    """What the learner was shown of the question."""
    question, seen, is_code = answered.question, answered.seen, isinstance(answered.question, Coding)
    response, outcome = answered.slot.response, answered.slot.outcome
    said: list[str] = []
    if response is not None and seen.feedback:
        said += question.feedback_on(response, reveal=seen.key)
        said.append(question.feedback.correct if outcome == "right" else question.feedback.incorrect)
    given = question.given(response, words.say) if response is not None else ()
    key = question.key(words.say) if seen.key and outcome != "right" else ()
    return About(
        session=session.opening.session,
        slot=slot,
        stem=question.stem,
        answer=_plain(given, verbatim=is_code or (response is not None and response.text is not None)),
        outcome=outcome or ("unmarked" if isinstance(question, WrittenQuestion) else "wrong"),
        feedback=tuple(filter(None, said)),
        key=_plain(key, verbatim=is_code),
        language=question.language if isinstance(question, Coding) else "",
        see=question.see or "",
        code=(question.code or "").rstrip("\n") if isinstance(question, Coding) else "",
    )


def _plain(said: Sequence[str], *, verbatim: bool) -> tuple[str, ...]:
    """What is `said` in inline Markdown, without marks; `verbatim` as it stands."""
    return tuple(said) if verbatim else tuple(plain(inline(each)) for each in said)


def _item(session: Session, slot: int | None) -> tuple[str, str] | None:
    """The id and the words of what a problem is reported with; None when nothing of it may be seen.

    That is a question, else the section of a lesson that is being read, else the activity.
    """
    state, content = session.state, session.content
    if isinstance(state, Reading) and isinstance(content, Lesson) and slot is None and not state.finished:
        here = blocks_from(state, content, place(state, content))[0].section
        title = next(section.title for section in content.sections if section.id == here)
        return here, title
    if slot is None:
        return "", content.title
    answered = _answered(session, slot)
    return (answered.question.id, answered.question.stem) if answered else None
