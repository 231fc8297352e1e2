"""From a session to the screen of it: what surrounds the state in the course and in the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from courseware_core.content.activity import Activity
from courseware_core.content.catalog import Catalog
from courseware_core.content.guides import Decision, Demo
from courseware_core.content.model import Lab, Lesson, Quiz, Test
from courseware_core.engine import progress as progresses
from courseware_core.engine.attempt import may_start
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.decision import DecisionState
from courseware_core.engine.demo import DemoState
from courseware_core.engine.lab import LabState
from courseware_core.engine.lesson import Reading, unread_sections, update
from courseware_core.engine.path import CoursePath, paths
from courseware_core.engine.progress import ActivityProgress, Keep
from courseware_core.engine.projections import Head
from courseware_core.engine.topics import TopicResult, by_topic
from courseware_core.identity import Identity
from courseware_core.ledger import MACHINES, Ledger, Session
from courseware_core.people import Agreement
from courseware_core.readers import person_for
from courseware_core.screen.model import Screen
from courseware_core.screen.views.ask import ask_screen
from courseware_core.screen.views.attempt import attempt_screen
from courseware_core.screen.views.changes import voided_screen
from courseware_core.screen.views.context import Ahead, Changed, Context, Following, kind_name, shown_kind
from courseware_core.screen.views.decision import decision_screen
from courseware_core.screen.views.demo import demo_screen, may_try, try_screen
from courseware_core.screen.views.intro import intro_screen
from courseware_core.screen.views.lab import lab_screen
from courseware_core.screen.views.lesson import contents_screen, lesson_screen
from courseware_core.screen.views.pick import pick_screen
from courseware_core.screen.views.provider import (
    answer_provider_screen,
    demo_provider_screen,
    provider_screen,
)
from courseware_core.screen.views.standing import lesson_number, module_name
from courseware_core.screen.words import Words


class Surroundings:
    """Looks up what views show besides the state. Reads, and never writes."""

    def __init__(self, ledger: Ledger, *, reviewer: str = "") -> None:
        self._ledger = ledger
        self._reviewer = reviewer
        self._store = ledger.store

    @property
    def catalog(self) -> Catalog:
        """The courses at hand now."""
        return self._ledger.library.catalog

    async def screen(
        self,
        who: Identity,
        session: Session,
        words: Words,
        now: datetime,
        page_chars: int,
        *,
        contents: bool = False,
        writing: Literal["", "here", "elsewhere"] = "",
        asking: bool = False,
        agreement: Agreement | None = None,
        ahead: Ahead = Ahead(),
    ) -> Screen:
        """The screen of the session, or of its lesson's contents.

        `writing` says where a reply is being written. Where the person's `agreement` with the provider of a
        lab or of answers is wanted, or `asking` for it once more, that comes first.
        """
        closed = MACHINES[session.content.kind].standing(session.state, session.content).closed
        heads = await self._store.heads(who) if closed else ()
        activity = session.content
        own = [head for head in heads if head.activity == activity.id]
        context = Context(
            words=words,
            now=max(now, session.at),
            session=session.opening.session,
            step=session.version,
            page_chars=page_chars,
            course=activity.course,
            eyebrow=self._eyebrow(activity, words),
            sections=self.catalog.section_titles,
            lessons=self.catalog.section_lessons,
            following=self._following(activity) if closed else None,
            results=progresses.results(own),
            last_time=await self._last_time(session, own),
            missed=await self.missed(who, activity.id, heads) if closed else frozenset(),
            changes=(
                *(Changed(each.at, each.actor.user, each.fact) for each in session.changes),
                *await self._set_aside(own, beside=session.opening.session),
            ),
            writing=writing,
            provider=agreement.provider if agreement and agreement.state not in ("off", "unknown") else "",
            agreed=agreement is not None and agreement.state == "agreed",
            reviewer=person_for(session, self._reviewer),
            ahead=ahead,
            updated=self._is_updated(session),
        )
        unasked = agreement is not None and agreement.state == "unasked"
        if session.voided:
            asked = activity.lesson if isinstance(activity, Lab) else None
            return voided_screen(asked or activity.id, activity.title, context)
        match session.state, activity:
            case Reading() as reading, Lesson() as content:
                show = contents_screen if contents and not reading.finished else lesson_screen
                return show(reading, content, context)
            case AttemptState() as state, Quiz() | Test() if context.provider and (
                asking or (unasked and state.phase == "question")
            ):
                return answer_provider_screen(context)
            case AttemptState() as state, (Quiz() | Test()) as content:
                return attempt_screen(state, content, context)
            case LabState(phase="talk"), Lab() if context.provider and (asking or unasked):
                return provider_screen(context)
            case LabState() as state, Lab() as content:
                return (ask_screen if content.lesson else lab_screen)(state, content, context)
            case DecisionState() as state, Decision() as content:
                return decision_screen(state, content, context)
            case DemoState() as state, Demo() as content if asking and may_try(state, content, context):
                return (try_screen if context.agreed else demo_provider_screen)(content, context)
            case DemoState() as state, Demo() as content:
                return demo_screen(state, content, context)
            case _:
                raise TypeError(f"{activity.kind} has no screens")

    def _is_updated(self, session: Session) -> bool:
        """Whether a lesson that is being read can be gone on with in the text that is at hand now."""
        if session.content.id not in self.catalog.ids:
            return False
        newest = self.catalog.activity(session.content.id)
        match session.state, session.content, newest.activity:
            case Reading(finished=False) as reading, Lesson() as old, Lesson() as new:
                return update(reading, old, new, newest.digest) is not None
            case _:
                return False

    async def _last_time(self, session: Session, heads: Sequence[Head]) -> tuple[TopicResult, ...]:
        """What the topics of a mock exam came to in the closed attempt before this one."""
        if not isinstance(session.content, Test) or not session.content.mock:
            return ()
        closed = [head.session for head in heads if head.status == "closed"]
        place = closed.index(session.opening.session) if session.opening.session in closed else 0
        if place == 0:
            return ()
        before = await self._ledger.read(closed[place - 1])
        assert isinstance(before.content, Test)
        return by_topic(before.content, before.state)

    async def _set_aside(self, heads: Sequence[Head], *, beside: str) -> tuple[Changed, ...]:
        """What took attempts at the activity `beside` this one out of the results, with their numbers."""
        found = []
        for number, head in enumerate(heads, start=1):
            if head.status == "voided" and head.session != beside:
                voided = (await self._ledger.read(head.session)).changes[-1]
                found.append(Changed(voided.at, voided.actor.user, voided.fact, number))
        return tuple(found)

    def intro(self, test: Test, words: Words, now: datetime) -> Screen:
        """What a test is like, for somebody who has not begun it."""
        context = Context(
            words=words,
            now=now,
            session="",
            step=0,
            page_chars=0,
            course=test.course,
            eyebrow=self._eyebrow(test, words),
        )
        return intro_screen(test, context)

    async def pick(self, who: Identity, quiz: Quiz, words: Words, now: datetime) -> Screen:
        """What can be picked of a quiz, for somebody who has no round of it under way."""
        heads = await self._store.heads(who)
        context = Context(
            words=words,
            now=now,
            session="",
            step=0,
            page_chars=0,
            course=quiz.course,
            eyebrow=self._eyebrow(quiz, words),
            results=progresses.results([head for head in heads if head.activity == quiz.id]),
            missed=await self.missed(who, quiz.id, heads) & quiz.by_id.keys(),
        )
        return pick_screen(quiz, context)

    async def courses(self, who: Identity, now: datetime) -> tuple[CoursePath, ...]:
        """Every course with how the learner stands in its activities, in the order they are best taken."""
        heads = await self._store.heads(who)
        activities = {activity.id: activity for activity in self.catalog.activities}
        progress = {each: _progress(activity, heads) for each, activity in activities.items()}
        shut = {each for each, activity in activities.items() if _is_shut(activity, heads, now)}
        return paths(self.catalog.courses, activities, progress, shut)

    async def missed(
        self, who: Identity, activity_id: str, heads: Sequence[Head] | None = None
    ) -> frozenset[str]:
        """What a round over missed things holds: sections of a lesson, or questions of a quiz.

        Of a lesson: parts that were never read, and parts that answer what the last quiz attempt
        missed, unless the lesson was read again since.
        """
        if heads is None:
            heads = await self._store.heads(who)
        closed = [head for head in heads if head.activity == activity_id and head.status == "closed"]
        if not closed:
            return frozenset()
        if closed[-1].kind != "lesson":
            last = (await self._ledger.read(closed[-1].session)).state
            slots = last.slots if isinstance(last, AttemptState) else ()
            return frozenset(slot.question for slot in slots if slot.is_missed)
        rounds = [await self._ledger.read(head.session) for head in closed]
        unread = frozenset.intersection(
            *(
                unread_sections(each.state, each.content)
                for each in rounds
                if isinstance(each.content, Lesson)
            )
        )
        return unread | await self._sections_to_repeat(activity_id, closed[-1], heads)

    async def _sections_to_repeat(
        self, lesson_id: str, last_reading: Head, heads: Sequence[Head]
    ) -> frozenset[str]:
        quiz_id = self.catalog.quiz_of(lesson_id)
        taken = [head for head in heads if head.activity == quiz_id and head.status == "closed"]
        if not taken or not _closed_after(taken[-1], last_reading):
            return frozenset()
        session = await self._ledger.read(taken[-1].session)
        assert isinstance(session.content, Quiz)
        by_id = {question.id: question for question in session.content.questions}
        missed = [by_id[slot.question] for slot in session.state.slots if slot.is_missed]
        return frozenset(question.see for question in missed if question.see)

    def _eyebrow(self, activity: Activity, words: Words) -> str:
        placed = self.catalog.place_of(activity.id)
        if placed is None:
            return ""
        course, module = placed
        unnamed = module.title if len(course.modules) > 1 else ""
        where = [course.title, module_name(words, module) or unnamed]
        number = lesson_number(module, activity.id)
        where += [words.say("Lesson {n}", n=number)] if number else []
        where += [] if activity.kind == "lesson" else [kind_name(words, shown_kind(activity))]
        return " · ".join(filter(None, where))

    def _following(self, activity: Activity) -> Following | None:
        placed = self.catalog.place_of(activity.id)
        if placed is None:
            return None
        ids = placed[1].activities()
        after = ids[ids.index(activity.id) + 1 :]
        if not after:
            return None
        following = self.catalog.activity(after[0]).activity
        return Following(following.id, shown_kind(following), following.title)


def _progress(activity: Activity, heads: Sequence[Head]) -> ActivityProgress:
    keep: Keep = activity.attempts.keep if isinstance(activity, Test) else "best"
    own = [head for head in heads if head.activity == activity.id]
    return progresses.progress(activity.id, shown_kind(activity), activity.title, own, keep)


def _is_shut(activity: Activity, heads: Sequence[Head], now: datetime) -> bool:
    """Whether no new attempt may begin now."""
    if not isinstance(activity, Test):
        return False
    own = (head for head in heads if head.activity == activity.id and head.scope == "whole")
    return may_start(activity, [head.closed_at for head in own if head.closed_at], now) is not None


def _closed_after(one: Head, other: Head) -> bool:
    return one.closed_at is not None and other.closed_at is not None and one.closed_at > other.closed_at
