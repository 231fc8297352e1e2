"""Publishing courses: what may be published, and what that changes.

Owns when a course is refused, and says why. A course is published whole or not at all: nobody sees
anything of one that is refused.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from courseware_core.content.catalog import Catalog, canonical, catalog_of
from courseware_core.content.conversation import is_conversation
from courseware_core.content.edition import Edition, Manifest
from courseware_core.content.files import shown
from courseware_core.content.load import Loaded, load
from courseware_core.content.model import AnyActivity, Course, Quiz, Test
from courseware_core.content.order import course_in_circle
from courseware_core.content.problems import Problem, did_you_mean, in_order
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.matching import Matching
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.editions import Editions
from courseware_core.engine.facts import AttemptStarted
from courseware_core.errors import ContentError, PublishedMeanwhile, UnknownActivity
from courseware_core.ledger import STARTS, Ledger
from courseware_core.ports import Clock


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing one course came to: its edition, and which activities it changes, by id.

    An edition that holds what is published already is not written: then `is_new` is false.
    """

    edition: Edition
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """Courses that were published, or would be, and what the linter has to say of them besides."""

    courses: tuple[Published, ...]
    warnings: tuple[Problem, ...]


class _Part(NamedTuple):
    """Something of a question that answers name by its id, and what it is in an author's words."""

    id: str
    what: str


@dataclass(slots=True)
class _Use:
    """How many sessions are about an activity or asked a question, of which kind, and with which parts."""

    of: Literal["activity", "question"]
    kind: str
    sessions: int = 0
    parts: Counter["_Part"] = field(default_factory=Counter)


class Publishing:
    """Puts courses into the record, for every process that uses it."""

    def __init__(self, ledger: Ledger, editions: Editions, clock: Clock) -> None:
        self._ledger = ledger
        self._store = ledger.store
        self._editions = editions
        self._clock = clock

    async def publish(self, path: Path, by: str, *, dry_run: bool = False) -> Publication:
        """What came of publishing the courses at `path`, all of them or none. `by` says who does it.

        What is begun while this compares goes unseen, so an id that nobody used until then may go. That
        loses nothing: it stays on the version that it was begun with, whose text the record keeps.

        Raises: ContentError with every reason to refuse them; PublishedMeanwhile; UnreadableFact, StoreError.
        """
        loaded, warnings = await asyncio.to_thread(_examined, path)
        await self._editions.look()
        before, after = self._ledger.library.catalog, catalog_of(loaded)
        merged = before
        for course in after.courses:
            merged = merged.with_course(course, after.pinned(course.id))
        circles = [said for each in after.courses if (said := course_in_circle(each, merged.courses))]
        if circles:
            raise ContentError(
                "Nothing was published: with the courses at hand, what comes first never could.",
                tuple(circles),
            )
        lost = [said for course in after.courses for said in await self._lost(course, after, loaded)]
        if lost:
            raise ContentError(
                "Nothing was published: what somebody has learned with would be gone.", tuple(lost)
            )
        courses = tuple([await self._compared(course, before, after, by) for course in after.courses])
        new = [each.edition for each in courses if each.is_new]
        if new and not dry_run:
            bodies: dict[str, bytes] = {}
            for each in new:
                for pinned in after.pinned(each.course):
                    bodies |= after.bodies_of(pinned)
            await self._write(new, bodies)
        return Publication(courses, warnings)

    async def withdraw(self, course: str, by: str) -> Edition:
        """The edition that says that `course` is that of the files again.

        Raises: UnknownActivity when it is not published; PublishedMeanwhile, StoreError.
        """
        await self._editions.look()
        listed = {each.course: each for each in await self.listed() if each.manifest}
        if course not in listed:
            hint = did_you_mean(course, listed)
            known = f"Published are: {', '.join(listed)}." if listed else "Nothing is published."
            raise UnknownActivity(
                " ".join(filter(None, (f"No course `{course}` is published.", hint, known)))
            )
        number = self._editions.numbers[course] + 1
        withdrawn = Edition(course, number, listed[course].version, "", self._clock.now(), by)
        await self._write([withdrawn], {})
        return withdrawn

    async def listed(self) -> tuple[Edition, ...]:
        """The newest edition of every course that was ever published, in order of the courses' ids."""
        found = [await self._store.edition(course) for course in sorted(await self._store.editions())]
        return tuple(each for each in found if each)

    async def _write(self, editions: Sequence[Edition], bodies: dict[str, bytes]) -> None:
        if not await self._store.publish(editions, bodies):
            raise PublishedMeanwhile(
                "Somebody else has published meanwhile; nothing of this was. See what they published with "
                "`courseware publish --list`, then publish again."
            )

    async def _compared(self, course: Course, before: Catalog, after: Catalog, by: str) -> Published:
        old = {each.activity.id: each.digest for each in before.pinned(course.id)}
        new = {each.activity.id: each.digest for each in after.pinned(course.id)}
        manifest = canonical(Manifest(course=course, activities=tuple(new.values())))
        current = await self._store.edition(course.id)
        number = self._editions.numbers.get(course.id, 0) + 1
        edition = Edition(course.id, number, course.version, manifest, self._clock.now(), by)
        is_new = current is None or current.manifest != manifest
        return Published(
            edition if is_new or current is None else current,
            added=tuple(each for each in new if each not in old),
            changed=tuple(each for each in new if each in old and new[each] != old[each]),
            removed=tuple(each for each in old if each not in new),
            is_new=is_new,
        )

    async def _lost(self, course: Course, after: Catalog, loaded: Loaded) -> list[str]:
        """A sentence for everything in use that would be gone, or be something else."""
        activities = {each.id: each.kind for each in after.activities}
        questions = {each.id: each for each in _questions(after, loaded)}
        said: list[str] = []
        for used, use in (await self._in_use(course.id)).items():
            if use.of == "activity":
                said += _gone(used, use, activities.get(used), frozenset())
            else:
                question = questions.get(used)
                said += _gone(used, use, question.type if question else None, _parts(question))
        return said

    async def _in_use(self, course: str) -> dict[str, _Use]:
        """The activities of a course that somebody has a session of, and the questions asked there, by id."""
        used: dict[str, _Use] = {}
        for start in STARTS:
            for recorded in await self._store.recorded(start):
                fact = recorded.fact
                assert isinstance(fact, STARTS)
                activity = await self._activity(fact.digest)
                if activity.course != course or is_conversation(activity.id):
                    continue
                used.setdefault(activity.id, _Use("activity", activity.kind)).sessions += 1
                asked = activity.by_id if isinstance(activity, Quiz | Test) else {}
                for slot in fact.slots if isinstance(fact, AttemptStarted) else ():
                    if question := asked.get(slot.question):  # a damaged record may name others
                        use = used.setdefault(question.id, _Use("question", question.type))
                        use.sessions += 1
                        use.parts.update(_parts(question))
        return used

    async def _activity(self, digest: str) -> AnyActivity:
        return await self._ledger.with_body(lambda: self._ledger.library.pinned(digest))


def _examined(path: Path) -> tuple[Loaded, tuple[Problem, ...]]:
    """What is at `path`, and what the linter warns of. Raises: ContentError."""
    from courseware_core.content.lint import lint

    loaded = load(path)
    found = in_order((*loaded.problems, *lint(loaded)))
    errors = tuple(str(each) for each in found if each.level == "error")
    if errors:
        number = f"{len(errors)} errors were" if len(errors) > 1 else "an error was"
        raise ContentError(f"Nothing was published: {number} found in the files.", errors)
    if not all(loaded.under in (str(each.folder), str(each.folder.parent)) for each in loaded.folders):
        folder = shown(loaded.folders[0].folder)
        raise ContentError(f"Nothing was published: {path} is only a part of a course. Publish {folder}.")
    return loaded, tuple(each for each in found if each.level == "warning")


def _questions(catalog: Catalog, loaded: Loaded) -> Iterator[Question]:
    """Every question of the files: those that are asked, and those in pools that nobody draws any more."""
    for folder in loaded.folders:
        for pool in folder.pools.values():
            yield from pool.value.questions if pool.value else ()
    for activity in catalog.activities:
        if isinstance(activity, Quiz | Test):
            yield from activity.by_id.values()


def _parts(question: Question | None) -> frozenset[_Part]:
    """What recorded answers to the question may name."""
    match question:
        case None:
            return frozenset()
        case Matching():
            pairs = frozenset(_Part(each.id, "pair") for each in question.pairs)
            return pairs | {_Part(each.id, "distractor") for each in question.distractors}
        case WrittenQuestion():
            return frozenset(_Part(each.id, "criterion") for each in question.rubric)
        case _:
            return frozenset(_Part(each, "option") for each in question.option_ids)


def _gone(used: str, use: _Use, kind: str | None, parts: frozenset[_Part]) -> Iterator[str]:
    """What of something in use is gone where it is of `kind` now, or nothing, and has these parts."""
    what = use.kind if use.of == "activity" else "question"
    if kind is None:
        yield f"`{used}`: this {what} is gone, but {_sessions(use.sessions)} it. Put it back."
    elif kind != use.kind:
        yield (
            f"`{used}`: this is of the kind `{kind}` now, but {_sessions(use.sessions)} it as `{use.kind}`. "
            "Change it back, or give the new one an id of its own and keep the old."
        )
    else:
        for part in sorted(use.parts.keys() - parts):
            number = _sessions(use.parts[part])
            yield f"`{used}/{part.id}`: this {part.what} is gone, but {number} it. Put it back."


def _sessions(number: int) -> str:
    return f"{number} sessions have" if number > 1 else "1 session has"
