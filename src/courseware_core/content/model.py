"""Courses as values: what the loader makes of the files, and what an attempt pins.

`Lesson`, `Quiz`, `Test` and `Lab` are *activities*: each is closed over everything it uses (a test holds
its pools, a lab the passages it speaks from), so its canonical JSON has a digest that an attempt can pin.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from courseware_core.blocks import Block
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Difficulty, Id, Prose, Question
from courseware_core.frozen import Frozen

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w-]*$", max_length=60)]

_SHARE = re.compile(r"\d{1,9}(?:/0*[1-9]\d{0,8}|\.\d{1,9})?|\d{1,3}(?:\.\d{1,9})?\s*%")
_LENGTH = re.compile(r"\d{1,5}[mhd]|\d{1,10}s")
_LONGEST = timedelta(days=3650)


def _ratio(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    share = value.strip()
    if not _SHARE.fullmatch(share):
        raise ValueError("write a share such as `80%`, `12/15` or `0.25`")
    return Fraction(share[:-1].strip()) / 100 if share.endswith("%") else Fraction(share)


def _duration(value: Any) -> Any:
    """`90s`, `30m`, `12h`, `7d`, as the author writes them."""
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    if not isinstance(value, str):
        return value
    if not _LENGTH.fullmatch(value):
        raise ValueError("write a whole number with s, m, h or d, such as `30m`")
    length = timedelta(**{units[value[-1]]: int(value[:-1])})
    if not timedelta(0) < length <= _LONGEST:
        raise ValueError("a length of time is more than nothing, and ten years at most")
    return length


Ratio = Annotated[
    Fraction,
    BeforeValidator(_ratio),
    PlainSerializer(str, return_type=str),
    Field(ge=0, le=1, json_schema_extra={"examples": ["80%", "12/15", "0.25"]}),
]
"""An exact share from 0 to 1, written `80%`, `12/15` or `0.25`."""

Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(lambda value: f"{int(value.total_seconds())}s", return_type=str),
    Field(gt=timedelta(0), json_schema_extra={"examples": ["30m", "12h"]}),
]
"""A length of time, written `90s`, `30m`, `12h` or `7d`."""


class Source(Frozen):
    """Something that the course cites. `cite` lists phrases that attribute a finding to it."""

    key: Key
    title: str
    authors: str = ""
    year: int | None = None
    url: str = ""
    cite: tuple[str, ...] = ()


class LessonBlock(Frozen):
    """A block of a lesson with its id; `section` is the id of the section it stands in."""

    id: str
    section: Id
    block: Block


class Term(Frozen):
    """A word that the course explains, with the other words people use for it."""

    term: str
    also: tuple[str, ...] = ()
    means: Prose
    id: Id | None = None


class Activity(Frozen):
    """What every activity has. `course` and `module` are ids; `locale` is the course's language."""

    kind: str
    id: Id
    title: str
    course: Id
    module: Id
    locale: str = "en"


class Section(Frozen):
    """A headed part of a lesson. The opening is a section too, whose title is the lesson's."""

    id: Id
    title: str


class Lesson(Activity):
    """A text to read. `blocks` are in reading order, headings included; the opening comes first."""

    kind: Literal["lesson"] = "lesson"
    number: int = Field(ge=0)
    tagline: str = ""
    question: str = ""
    difficulty: Difficulty = "moderate"
    minutes: int = Field(ge=1)
    objectives: tuple[str, ...] = ()
    requires: tuple[Id, ...] = ()
    sources: tuple[Source, ...] = ()
    sections: tuple[Section, ...]
    blocks: tuple[LessonBlock, ...] = Field(min_length=1)
    terms: tuple[Term, ...] = ()


class Shuffling(Frozen):
    """What is put in a random order at the start of an attempt."""

    questions: bool = False
    options: bool = True


class Quiz(Activity):
    """Questions with feedback; `tries` and `penalty` are per question."""

    kind: Literal["quiz"] = "quiz"
    feedback: Literal["each", "end"] = "each"
    shuffle: Shuffling = Shuffling()
    tries: int = Field(default=1, ge=1, le=10)
    penalty: Ratio = Fraction(0)
    pass_mark: Ratio | None = Field(default=None, alias="pass")
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Every question, by id."""
        return {question.id: question for question in self.questions}


class Attempts(Frozen):
    """How often a test may be taken, with how long a pause, and which attempt counts."""

    max: int | None = Field(default=None, ge=1)
    cooldown: Duration | None = None
    keep: Literal["best", "latest", "first"] = "best"


class Review(Frozen):
    """What the learner sees of a closed attempt, and when the right answers."""

    show: tuple[Literal["score", "feedback"], ...] = ("score", "feedback")
    answers: Literal["never", "after_submit", "after_pass"] = "after_pass"


class Draw(Frozen):
    """`count` questions out of `questions`; with `avoid_seen`, those the learner has not met come first."""

    questions: tuple[AnyQuestion, ...]
    count: int = Field(ge=1)
    avoid_seen: bool = False


class Test(Activity):
    """Questions drawn from pools, one try each, results at the end."""

    __test__: ClassVar[bool] = False  # pytest: no class of tests

    kind: Literal["test"] = "test"
    pass_mark: Ratio = Field(alias="pass")
    draw: tuple[Draw, ...] = Field(min_length=1)
    shuffle: Shuffling = Shuffling(questions=True, options=True)
    time_limit: Duration | None = None
    grace: Duration | None = None
    overdue: Literal["submit", "abandon"] = "submit"
    attempts: Attempts = Attempts()
    review: Review = Review()

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Every question that may be drawn, by id."""
        return {question.id: question for pool in self.draw for question in pool.questions}


class Persona(Frozen):
    """Who the tutor is: `name` heads the conversation."""

    name: str
    style: Literal["socratic", "plain"] = "socratic"


class Goal(Frozen):
    """Something the learner can do after the lab."""

    id: Id
    text: Prose


class Faq(Frozen):
    """The author's own answer to questions that are asked in any of the `ask` wordings."""

    ask: tuple[Prose, ...] = Field(min_length=1)
    say: Prose
    see: tuple[Id, ...] = ()


class Check(Frozen):
    """A question the tutor asks. The learner compares their answer with `points`."""

    id: Id
    ask: Prose
    points: tuple[Prose, ...] = Field(min_length=1)
    hints: tuple[Prose, ...] = ()
    answer: Prose
    see: Id | None = None


class Completion(Frozen):
    """When a lab is completed."""

    min_exchanges: int = Field(default=3, ge=1, le=20)


class Policy(Frozen):
    """What the tutor may do."""

    reveal_answers: Literal["never_before_attempt", "on_request"] = "never_before_attempt"
    off_topic: Literal["redirect", "answer"] = "redirect"


class Passage(Frozen):
    """A paragraph, item or row of a lesson that a tutor may quote, with where it stands."""

    lesson: Id
    section: Id
    title: str
    text: str


class Lab(Activity):
    """A conversation with a tutor about lessons. `passages` are the words it may quote."""

    kind: Literal["lab"] = "lab"
    brief: Prose
    persona: Persona
    goals: tuple[Goal, ...] = Field(min_length=1)
    opening: Prose
    starters: tuple[Prose, ...] = Field(min_length=1)
    complete: Completion = Completion()
    policy: Policy = Policy()
    faq: tuple[Faq, ...] = ()
    checks: tuple[Check, ...] = Field(min_length=1)
    glossary: tuple[Term, ...] = ()
    passages: tuple[Passage, ...] = ()
    exit: AnyQuestion | None = None


AnyActivity = Annotated[Lesson | Quiz | Test | Lab, Field(discriminator="kind")]
"""Every kind of activity, told apart by `kind`."""


class Part(Frozen):
    """One lesson of a module with the activities that follow it, as ids."""

    lesson: Id
    quiz: Id | None = None
    lab: Id | None = None


class Module(Frozen):
    """A module: its lessons in order and its test, as ids."""

    id: Id
    number: int
    title: str
    tagline: str = ""
    parts: tuple[Part, ...]
    test: Id | None = None

    def activities(self) -> tuple[str, ...]:
        """The ids of the module's activities in the order they are meant to be taken."""
        found = [each for part in self.parts for each in (part.lesson, part.quiz, part.lab)]
        return tuple(each for each in (*found, self.test) if each)


class Course(Frozen):
    """A course: its modules in order."""

    id: Id
    version: str
    title: str
    licence: str
    locale: str = "en"
    modules: tuple[Module, ...]
