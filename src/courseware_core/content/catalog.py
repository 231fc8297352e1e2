"""The activities at hand, each with the digest that an attempt pins.

The compiled form of an activity is canonical JSON: UTF-8, keys sorted, no spaces, and only what differs
from the model's defaults, so that a field added later changes no digest. The digest is the first 32
hexadecimal digits (128 bits) of that form's SHA-256.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from courseware_core.blocks import images
from courseware_core.content.load import Loaded, load
from courseware_core.content.model import AnyActivity, Course, Lesson, Module, Quiz, Test
from courseware_core.content.pictures import Picture
from courseware_core.content.problems import did_you_mean
from courseware_core.errors import ContentError, UnknownActivity

_ACTIVITY: TypeAdapter[AnyActivity] = TypeAdapter(AnyActivity)
_TAGS = ("kind", "type")
"""Fields that tell the members of a union apart; they stay although they equal their default."""

_ECHO = 60
"""How much of a name that nothing has is repeated."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """An activity with its compiled form and the digest of that."""

    digest: str
    body: bytes
    activity: AnyActivity


def compile(activity: AnyActivity) -> bytes:  # noqa: A001
    """The canonical JSON of `activity`; `parse` gives the same activity back."""
    return canonical(activity).encode()


def canonical(value: BaseModel) -> str:
    """The canonical JSON of `value`."""
    whole = value.model_dump(mode="json", by_alias=True)
    return json.dumps(
        _without_defaults(value, whole),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def digest(body: bytes) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of a compiled activity."""
    return hashlib.sha256(body).hexdigest()[:32]


def pin(activity: AnyActivity) -> Pinned:
    """The activity with its compiled form and digest."""
    body = compile(activity)
    return Pinned(digest(body), body, activity)


def parse(body: bytes) -> AnyActivity:
    """The activity of a compiled form. Raises: ContentError when it is none that this version knows."""
    try:
        return _ACTIVITY.validate_json(body)
    except ValidationError as error:
        raise ContentError(
            "A stored activity cannot be read by this version of the software.",
            tuple(str(each["msg"]) for each in error.errors()),
        ) from error


class Catalog:
    """An immutable set of courses with their activities, by id, and their pictures, by digest."""

    def __init__(
        self,
        courses: tuple[Course, ...] = (),
        activities: tuple[AnyActivity, ...] = (),
        pictures: Mapping[str, Picture] = MappingProxyType({}),
    ) -> None:
        self.courses = courses
        self.activities = activities
        self.pictures = pictures
        self._by_id = {each.id: each for each in activities}
        self._pinned: dict[str, Pinned] = {}
        self._places = {
            found: (course, module)
            for course in courses
            for module in course.modules
            for found in (module.id, *module.activities())
        }
        self._titles = {
            **{course.id: course.title for course in courses},
            **{module.id: module.title for course in courses for module in course.modules},
            **{each.id: each.title for each in activities},
        }
        sections = [
            (section, lesson.id)
            for lesson in activities
            if isinstance(lesson, Lesson)
            for section in lesson.sections
        ]
        self._section_titles = MappingProxyType({section.id: section.title for section, _ in sections})
        self._section_lessons = MappingProxyType({section.id: lesson for section, lesson in sections})

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all activities, in the order they are meant to be taken."""
        return tuple(self._by_id)

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages of the courses, each once, in their order."""
        return tuple(dict.fromkeys(course.locale for course in self.courses))

    @property
    def section_titles(self) -> Mapping[str, str]:
        """The titles of all lessons' sections by id; a lesson's opening has the lesson's id."""
        return self._section_titles

    @property
    def tests(self) -> Mapping[str, Test]:
        """The tests and mock exams, by id."""
        return {each.id: each for each in self.activities if isinstance(each, Test)}

    @property
    def section_lessons(self) -> Mapping[str, str]:
        """The ids of the lessons that sections stand in, by the sections' ids."""
        return self._section_lessons

    def activity(self, activity_id: str) -> Pinned:
        """The activity of that id. Raises: UnknownActivity, which says what there is."""
        if activity_id not in self._pinned:
            activity = self._by_id.get(activity_id)
            if activity is None:
                raise _unknown("activity", activity_id, self._by_id)
            self._pinned[activity_id] = pin(activity)
        return self._pinned[activity_id]

    def pinned(self, course_id: str) -> tuple[Pinned, ...]:
        """The activities of a course, in the order they are meant to be taken; none of an unknown course."""
        return tuple(self.activity(each.id) for each in self.activities if each.course == course_id)

    def with_course(self, course: Course, activities: Sequence[Pinned]) -> "Catalog":
        """These courses with `course` in the place of the one of its id, or after them.

        Raises: ContentError when two courses have something of the same id then.
        """
        courses = {each.id: each for each in self.courses} | {course.id: course}
        own = tuple(each.activity for each in activities)
        others = tuple(each for each in self.activities if each.course != course.id)
        taken = _ids([course], own) & _ids([each for each in self.courses if each.id != course.id], others)
        if taken:
            raise ContentError(
                f"The course `{course.id}` has ids that another course has too, and an id names one thing.",
                tuple(f"`{each}` is taken." for each in sorted(taken)),
            )
        in_order = {each: place for place, each in enumerate(courses)}
        every = sorted((*others, *own), key=lambda each: in_order.get(each.course, len(in_order)))
        found = Catalog(tuple(courses.values()), tuple(every), self.pictures)
        kept = {each.id for each in others}
        found._pinned = {each: pinned for each, pinned in self._pinned.items() if each in kept}
        found._pinned |= {each.activity.id: each for each in activities}
        return found

    def check(self, found_id: str, places: Sequence[str] = ()) -> None:
        """Raises: UnknownActivity, which says what there is, unless an activity or a course has that id.

        The names of `places` will do as well.
        """
        known = [*self._by_id, *(course.id for course in self.courses), *places]
        if found_id not in known:
            raise _unknown("activity, course or place", found_id, known)

    def by_digest(self, pinned: str) -> AnyActivity | None:
        """The activity whose compiled form has that digest; None when it is not one of these."""
        found = (self.activity(each) for each in self._by_id)
        return next((each.activity for each in found if each.digest == pinned), None)

    def bodies_of(self, pinned: Pinned) -> Mapping[str, bytes]:
        """What has to be kept so that an activity stays as it is: its compiled form and its pictures."""
        blocks = pinned.activity.blocks if isinstance(pinned.activity, Lesson) else ()
        shown = (image.digest for each in blocks for image in images(each.block))
        pictures = {each: self.pictures[each].content for each in shown if each in self.pictures}
        return {pinned.digest: pinned.body, **pictures}

    def title(self, found_id: str) -> str:
        """The title of an activity, module or course. Raises: UnknownActivity."""
        if found_id not in self._titles:
            raise _unknown("activity, module or course", found_id, self._titles)
        return self._titles[found_id]

    def module_of(self, activity_id: str) -> Module:
        """The module that an activity belongs to. Raises: UnknownActivity."""
        placed = self.place_of(activity_id)
        if placed is None:
            raise _unknown("activity", activity_id, self._places)
        return placed[1]

    def place_of(self, activity_id: str) -> tuple[Course, Module] | None:
        """The course and the module that an activity stands in; None where it stands in none."""
        return self._places.get(activity_id)

    def quiz_of(self, lesson_id: str) -> str | None:
        """The id of the quiz beside a lesson, if it has one."""
        parts = (part for course in self.courses for module in course.modules for part in module.parts)
        return next((part.quiz for part in parts if part.lesson == lesson_id), None)

    def section_title(self, section_id: str) -> str:
        """The title of a lesson's section. Raises: UnknownActivity."""
        if section_id not in self._section_titles:
            raise _unknown("section", section_id, self._section_titles)
        return self._section_titles[section_id]


def load_catalog(path: Path) -> Catalog:
    """The catalog of the courses at `path`.

    Raises: ContentError with every problem, if one of them is an error or there is no course.
    """
    return catalog_of(load(path))


def catalog_of(loaded: Loaded) -> Catalog:
    """The catalog of what was loaded. Raises: ContentError, as `load_catalog` does."""
    errors = [each for each in loaded.problems if each.level == "error"]
    if errors or not loaded.courses:
        number = f"{len(errors)} errors were" if len(errors) > 1 else "an error was"
        said = f"{number} found in its files." if loaded.folders else "there is none."
        others = (each for each in loaded.problems if each.level != "error")
        raise ContentError(f"The course cannot be used: {said}", tuple(map(str, (*errors, *others))))
    pictures = {digest: found for folder in loaded.folders for digest, found in folder.pictures.items()}
    return Catalog(loaded.courses, loaded.activities, pictures)


def bundled_content() -> Path:
    """The folder of the courses that come with this software.

    In a wheel it lies inside the package; where the package is installed for development it is the
    repository's own.
    """
    package = Path(__file__).parents[1]
    inside = package / "_content"
    return inside if inside.is_dir() else package.parents[1] / "content"


def _ids(courses: Iterable[Course], activities: Iterable[AnyActivity]) -> set[str]:
    """What is named for good in all courses: courses, modules, activities, sections and questions."""
    found: set[str] = set()
    for course in courses:
        found |= {course.id, *(module.id for module in course.modules)}
    for activity in activities:
        found.add(activity.id)
        match activity:
            case Lesson():
                found |= {section.id for section in activity.sections}
            case Quiz() | Test():
                found |= activity.by_id.keys()
            case _:
                pass
    return found


def _unknown(kind: str, name: str, known: Collection[str]) -> UnknownActivity:
    shown = name if len(name) <= _ECHO else f"{name[:_ECHO]}…"
    said = f"There is no {kind} `{shown}`. {did_you_mean(shown, known)}".rstrip()
    return UnknownActivity(f"{said} There is: {', '.join(known) or 'nothing'}.")


def _without_defaults(value: Any, dumped: Any) -> Any:
    """`dumped`, the JSON form of `value`, without the fields that have their default value."""
    if isinstance(value, BaseModel):
        kept = {}
        for name, info in type(value).model_fields.items():
            own = getattr(value, name)
            if name in _TAGS or info.is_required() or own != info.get_default():
                key = info.serialization_alias or info.alias or name
                kept[key] = _without_defaults(own, dumped[key])
        return kept
    if isinstance(value, tuple):
        return [_without_defaults(*pair) for pair in zip(value, dumped, strict=True)]
    return dumped
