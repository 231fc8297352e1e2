"""From a session to the screen of it: what surrounds the state in the course and in the record."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from courseware_core.content.model import Activity, Course, Lab, Lesson, Module, Quiz, Test
from courseware_core.engine import progress as progresses
from courseware_core.engine.attempt import AttemptState
from courseware_core.engine.lab import LabState
from courseware_core.engine.lesson import Reading, unread_sections
from courseware_core.engine.progress import ActivityProgress, Keep
from courseware_core.engine.projections import Head
from courseware_core.identity import Identity
from courseware_core.ledger import MACHINES, Ledger, Session
from courseware_core.people import Agreement
from courseware_core.screen.model import Screen
from courseware_core.screen.views.attempt import attempt_screen, intro_screen
from courseware_core.screen.views.changes import voided_screen
from courseware_core.screen.views.context import Changed, Context, Following, kind_name
from courseware_core.screen.views.guide import ModuleProgress
from courseware_core.screen.views.lab import lab_screen
from courseware_core.screen.views.lesson import contents_screen, lesson_screen
from courseware_core.screen.views.provider import provider_screen
from courseware_core.screen.words import Words


class Surroundings:
    """Looks up what views show besides the state. Reads, and never writes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.catalog = ledger.library.catalog
        self._store = ledger.store

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
    ) -> Screen:
        """The screen of the session, or of its lesson's contents.

        `writing` says where a reply is being written. Where the person's `agreement` with a lab's provider is
        wanted, or `asking` for it once more, that comes first.
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
            eyebrow=self._eyebrow(activity, words),
            sections=self.catalog.section_titles,
            following=self._following(activity) if closed else None,
            results=progresses.results(own),
            missed=await self.missed(who, activity.id, heads) if closed else frozenset(),
            changes=(
                *(Changed(each.at, each.actor.user, each.fact) for each in session.changes),
                *await self._set_aside(own),
            ),
            writing=writing,
            provider=agreement.provider if agreement and agreement.state not in ("off", "unknown") else "",
            agreed=agreement is not None and agreement.state == "agreed",
        )
        unasked = agreement is not None and agreement.state == "unasked"
        if session.voided:
            return voided_screen(activity.id, activity.title, context)
        match session.state, activity:
            case Reading() as reading, Lesson() as content:
                show = contents_screen if contents and not reading.finished else lesson_screen
                return show(reading, content, context)
            case AttemptState() as state, (Quiz() | Test()) as content:
                return attempt_screen(state, content, context)
            case LabState(phase="talk"), Lab() if context.provider and (asking or unasked):
                return provider_screen(activity, context)
            case LabState() as state, Lab() as content:
                return lab_screen(state, content, context)
            case _:
                raise TypeError(f"{activity.kind} has no screens")

    async def _set_aside(self, heads: Sequence[Head]) -> tuple[Changed, ...]:
        """What took other attempts at the activity out of the results, with their numbers."""
        found = []
        for number, head in enumerate(heads, start=1):
            if head.status == "voided":
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
            eyebrow=self._eyebrow(test, words),
        )
        return intro_screen(test, context)

    async def modules(self, who: Identity) -> tuple[ModuleProgress, ...]:
        """Every module with how the learner stands in its activities."""
        heads = await self._store.heads(who)
        return tuple(
            ModuleProgress(course, module, tuple(self._progress(each, heads) for each in module.activities()))
            for course in self.catalog.courses
            for module in course.modules
        )

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
            return frozenset(slot.question for slot in slots if slot.outcome != "right")
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
        missed = [by_id[slot.question] for slot in session.state.slots if slot.outcome != "right"]
        return frozenset(question.see for question in missed if question.see)

    def _progress(self, activity_id: str, heads: Iterable[Head]) -> ActivityProgress:
        activity = self.catalog.activity(activity_id).activity
        keep: Keep = activity.attempts.keep if isinstance(activity, Test) else "best"
        own = [head for head in heads if head.activity == activity_id]
        return progresses.progress(activity_id, activity.kind, activity.title, own, keep)

    def _module(self, activity: Activity) -> tuple[Course, Module] | None:
        for course in self.catalog.courses:
            for module in course.modules:
                if activity.id in module.activities():
                    return course, module
        return None

    def _eyebrow(self, activity: Activity, words: Words) -> str:
        placed = self._module(activity)
        if placed is None:
            return kind_name(words, activity.kind)
        course, module = placed
        name = words.say("Module {n}", n=module.number)
        for number, part in enumerate(module.parts, start=1):
            if activity.id in (part.lesson, part.quiz, part.lab):
                lesson_name = words.say("Lesson {n}", n=number)
                kind = "" if activity.kind == "lesson" else f" · {kind_name(words, activity.kind)}"
                return f"{course.title} · {name} · {lesson_name}{kind}"
        return f"{course.title} · {name} · {kind_name(words, activity.kind)}"

    def _following(self, activity: Activity) -> Following | None:
        placed = self._module(activity)
        if placed is None:
            return None
        ids = placed[1].activities()
        after = ids[ids.index(activity.id) + 1 :]
        if not after:
            return None
        following = self.catalog.activity(after[0]).activity
        return Following(following.id, following.kind, following.title)


def _closed_after(one: Head, other: Head) -> bool:
    return one.closed_at is not None and other.closed_at is not None and one.closed_at > other.closed_at
