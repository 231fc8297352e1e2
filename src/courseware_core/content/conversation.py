"""What a learner talks with who asks a lesson something: a lab that is made of the lesson itself."""

from hashlib import sha256

from courseware_core.content.model import Lab, Lesson, Persona
from courseware_core.content.passages import passages_of

ASKING = "ask."
"""How the ids of such labs begin. No course may have an id like that."""

_LONGEST = 40
"""Characters of an id."""


def is_conversation(activity_id: str) -> bool:
    """Whether the activity of that id is asked beside others, and in no course."""
    return activity_id.startswith(ASKING)


def conversation_id(lesson_id: str) -> str:
    """The id of the lab in which a lesson is asked; that of a long one ends in a part of its hash."""
    name = ASKING + lesson_id
    if len(name) <= _LONGEST:
        return name
    ending = "-" + sha256(lesson_id.encode()).hexdigest()[:12]
    return name[: _LONGEST - len(ending)] + ending


def conversation(lesson: Lesson, withheld: tuple[str, ...] = ()) -> Lab:
    """The lab in which `lesson` is asked: its passages and its terms, and nothing to complete.

    `withheld` are right answers that the learner was not shown.
    """
    return Lab(
        id=conversation_id(lesson.id),
        title=lesson.title,
        course=lesson.course,
        module=lesson.module,
        locale=lesson.locale,
        brief="",
        persona=Persona(name=lesson.title, style="plain"),
        goals=(),
        opening="",
        starters=(),
        checks=(),
        glossary=lesson.terms,
        passages=tuple(passages_of(lesson)),
        lesson=lesson.id,
        withheld=withheld,
    )
