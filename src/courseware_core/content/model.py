"""Courses as values: what the loader makes of the files, and what an attempt pins.

`Lesson`, `Quiz`, `Test` and `Lab` are *activities*: each is closed over everything it uses (a test holds
its pools, a lab the passages it speaks from), so its canonical JSON has a digest that an attempt can pin.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from courseware_core.blocks import Block
from courseware_core.content.activity import Activity, Duration, Key, Ratio
from courseware_core.content.guides import Decision, Demo
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Difficulty, Id, Prose, Question
from courseware_core.frozen import Frozen


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


class Section(Frozen):
    """A headed part of a lesson. The opening is a section too, whose title is the lesson's."""

    id: Id
    title: str


class Lesson(Activity):
    """A text to read. `blocks` are in reading order, headings included; the opening comes first.

    With `pages` of `section` no page holds parts of two sections, so that each is a step of its own.
    """

    kind: Literal["lesson"] = "lesson"
    number: int = Field(ge=0)
    tagline: str = ""
    question: str = ""
    difficulty: Difficulty = "moderate"
    minutes: int = Field(ge=1)
    pages: Literal["flow", "section"] = "flow"
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
    """Questions with feedback; `tries` and `penalty` are per question.

    With `pick` the learner may take those of a type or a tag only. A challenge is a task on its own, of one
    question or a few.
    """

    kind: Literal["quiz", "challenge"] = "quiz"
    feedback: Literal["each", "end"] = "each"
    shuffle: Shuffling = Shuffling()
    tries: int = Field(default=1, ge=1, le=10)
    penalty: Ratio = Fraction(0)
    pass_mark: Ratio | None = Field(default=None, alias="pass")
    pick: bool = False
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


class Guard(Frozen):
    """Questions that test `test` asks, whose answers it shows to those only who have passed it."""

    test: Id
    questions: tuple[Id, ...]


class Draw(Frozen):
    """`count` questions out of `questions`; with `avoid_seen`, those the learner has not met come first.

    They are about `topic`, if that is named, which `see` (a section or a lesson) teaches. Guarded questions
    are drawn only for learners to whom their test has nothing to hide any more.
    """

    questions: tuple[AnyQuestion, ...]
    count: int = Field(ge=1)
    avoid_seen: bool = False
    topic: str = ""
    see: Id | None = None
    guards: tuple[Guard, ...] = ()


class Test(Activity):
    """Questions drawn from pools, one try each, results at the end.

    A `mock` exam is for practice: it is drawn by topic, and reports by topic.
    """

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
    mock: bool = False

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
    """A conversation with a tutor about lessons. `passages` are the words it may quote.

    Where a learner asks a lesson something beside an activity, `lesson` is its id, and there is nothing to
    complete: no goals, starters, checks or exit. `withheld` are keys that such a learner was not shown.
    """

    kind: Literal["lab"] = "lab"
    brief: str
    persona: Persona
    goals: tuple[Goal, ...]
    opening: str
    starters: tuple[Prose, ...]
    complete: Completion = Completion()
    policy: Policy = Policy()
    faq: tuple[Faq, ...] = ()
    checks: tuple[Check, ...]
    glossary: tuple[Term, ...] = ()
    passages: tuple[Passage, ...] = ()
    exit: AnyQuestion | None = None
    lesson: Id | None = None
    withheld: tuple[str, ...] = ()


AnyActivity = Annotated[Lesson | Quiz | Test | Lab | Decision | Demo, Field(discriminator="kind")]
"""Every kind of activity, told apart by `kind`."""


class Part(Frozen):
    """One lesson of a module with the activities that follow it, as ids."""

    lesson: Id
    decision: Id | None = None
    demo: Id | None = None
    quiz: Id | None = None
    lab: Id | None = None
    challenges: tuple[Id, ...] = ()

    def activities(self) -> tuple[str, ...]:
        """The ids of the part's activities in the order they are meant to be taken."""
        found = (self.lesson, self.decision, self.demo, self.quiz, self.lab, *self.challenges)
        return tuple(each for each in found if each)


class Module(Frozen):
    """A module: its lessons in order, its test and its mock exam, as ids.

    `label` is what its number is called, in the course's language, where that is not "Module". `syllabus`
    says what it covers of a syllabus.
    """

    id: Id
    number: int | None = None
    label: str = ""
    title: str
    tagline: str = ""
    syllabus: str = ""
    parts: tuple[Part, ...]
    test: Id | None = None
    mock: Id | None = None

    def activities(self) -> tuple[str, ...]:
        """The ids of the module's activities in the order they are meant to be taken."""
        found = [each for part in self.parts for each in part.activities()]
        return tuple(each for each in (*found, self.mock, self.test) if each)


class Course(Frozen):
    """A course: its modules in order. `after` are the courses that are best taken before it."""

    id: Id
    version: str
    title: str
    licence: str
    locale: str = "en"
    after: tuple[Id, ...] = ()
    modules: tuple[Module, ...]
