"""What an author's files hold, where that differs from the compiled model of `model.py`.

A compiled activity knows its course and holds what it uses; a file names things by id, key or path.
Questions, sources, goals, checks and the like are the same in both and come from the model.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from courseware_core.content.activity import Duration, Key, Ratio
from courseware_core.content.guides import DecisionQuestion, DecisionRule, Panel, Recommendation, Verbatim
from courseware_core.content.model import (
    Attempts,
    Check,
    Completion,
    Faq,
    Goal,
    Persona,
    Policy,
    Review,
    Shuffling,
    Source,
    Term,
)
from courseware_core.content.page import Page
from courseware_core.content.pictures import Picture
from courseware_core.content.problems import Place
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Difficulty, Id, Prose
from courseware_core.content.yaml import Document
from courseware_core.frozen import Frozen

FolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
"""The name of a folder or file beside the file that names it."""

FILE_NAME = r"^(\.\./)*[A-Za-z0-9][A-Za-z0-9._/-]*$"
LONGEST_NAME = 200
FileName = Annotated[str, StringConstraints(pattern=FILE_NAME, max_length=LONGEST_NAME)]
"""A path from the file that names it, with `/` between the parts."""


class Ignore(Frozen):
    """A finding that is meant: `rule` says nothing more of the item `at`, for a reason."""

    rule: Annotated[str, StringConstraints(pattern=r"^CW\d{3}$")]
    at: str
    reason: Prose


class CourseFile(Frozen):
    """course.yaml; `modules` are folders in order, `after` the courses best taken before this one."""

    id: Id
    version: Prose
    title: Prose
    licence: Prose
    locale: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]+)*$")] = "en"
    after: tuple[Id, ...] = ()
    modules: tuple[FolderName, ...] = Field(min_length=1)
    lint_ignore: tuple[Ignore, ...] = ()


class ModuleFile(Frozen):
    """module.yaml; `lessons` are folders in order. `label` is what its number is called."""

    id: Id
    number: int | None = Field(default=None, ge=0)
    label: str = ""
    title: Prose
    tagline: str = ""
    syllabus: str = ""
    lessons: tuple[FolderName, ...] = Field(min_length=1)
    test: FileName | None = None
    mock: FileName | None = None


class SourcesFile(Frozen):
    """sources.yaml."""

    sources: tuple[Source, ...]


class Stated(Frozen):
    """Where a claim is stated: the id of a lesson, lab or question, and words that stand there."""

    at: Id
    text: Prose


class Claim(Frozen):
    """A number, date or attributed finding, with the key of its source."""

    id: Id
    value: Prose
    source: str = ""
    stated: tuple[Stated, ...] = Field(min_length=1)


class ClaimsFile(Frozen):
    """claims.yaml; digits inside `names` are no quantities."""

    names: tuple[Prose, ...] = ()
    claims: tuple[Claim, ...] = ()


class LessonFront(Frozen):
    """The front matter of lesson.md; `sources` are keys, `requires` ids of lessons.

    Without a `number` the lesson has that of its place in module.yaml.
    """

    id: Id
    number: int | None = Field(default=None, ge=0)
    title: Prose
    tagline: str = ""
    question: str = ""
    difficulty: Difficulty = "moderate"
    minutes: Literal["auto"] | Annotated[int, Field(ge=1, le=600)] = "auto"
    pages: Literal["flow", "section"] = "flow"
    objectives: tuple[Prose, ...] = ()
    requires: tuple[Id, ...] = ()
    sources: tuple[Key, ...] = ()


class QuizFile(Frozen):
    """quiz.yaml, which lists its questions, or names a pool and asks all that is for practice there."""

    id: Id
    title: Prose
    feedback: Literal["each", "end"] = "each"
    shuffle: Shuffling = Shuffling()
    tries: int = Field(default=1, ge=1, le=10)
    penalty: Ratio = Fraction(0)
    pass_mark: Ratio | None = Field(default=None, alias="pass")
    pick: bool = False
    pool: FileName | None = None
    questions: tuple[AnyQuestion, ...] = ()

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.questions and self.pool:
            raise ValueError("a quiz has `questions` of its own or those of a `pool`; leave one of them out")
        if not self.questions and not self.pool:
            raise ValueError("this quiz asks nothing; write its `questions`, or name the file of a `pool`")
        return self


class Challenge(Frozen):
    """A task on its own. The tries are those of each question."""

    id: Id
    title: Prose
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)


class ChallengesFile(Frozen):
    """challenges.yaml."""

    challenges: tuple[Challenge, ...] = Field(min_length=1)


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class DrawFrom(Frozen):
    """How many questions a test draws from the files of one or more pools.

    It draws of those with one of `tags`, if any are named. `topic` heads them in the report of a mock exam,
    and `see` is what to review for it.
    """

    pools: Annotated[
        tuple[FileName, ...],
        BeforeValidator(_several, json_schema_input_type=FileName | tuple[FileName, ...]),
    ] = Field(alias="pool", min_length=1)
    tags: tuple[str, ...] = ()
    count: int = Field(ge=1)
    avoid_seen: bool = False
    topic: str = ""
    see: Id | None = None


class TestFile(Frozen):
    """test.yaml, or a mock exam."""

    id: Id
    title: Prose
    pass_mark: Ratio = Field(alias="pass")
    draw: tuple[DrawFrom, ...] = Field(min_length=1)
    shuffle: Shuffling = Shuffling(questions=True, options=True)
    time_limit: Duration | None = None
    grace: Duration | None = None
    overdue: Literal["submit", "abandon"] = "submit"
    attempts: Attempts = Attempts()
    review: Review = Review()
    mock: bool = False


class PoolFile(Frozen):
    """A pool of questions; `use` of each says what may draw it."""

    id: Id
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)


class LabFile(Frozen):
    """lab.yaml; `grounding` are ids of lessons, `exit` the id of a question in a pool."""

    id: Id
    title: Prose
    brief: Prose
    persona: Persona
    grounding: tuple[Id, ...] = Field(min_length=1)
    goals: tuple[Goal, ...] = Field(min_length=1)
    opening: Prose
    starters: tuple[Prose, ...] = Field(min_length=1)
    complete: Completion = Completion()
    policy: Policy = Policy()
    faq: tuple[Faq, ...] = ()
    checks: tuple[Check, ...] = Field(min_length=1)
    glossary: tuple[Term, ...] = ()
    exit: Id | None = None


class DecisionFile(Frozen):
    """decision.yaml."""

    id: Id
    title: Prose
    intro: Prose
    questions: tuple[DecisionQuestion, ...] = Field(min_length=1, max_length=8)
    recommendations: tuple[Recommendation, ...] = Field(min_length=1)
    rules: tuple[DecisionRule, ...] = Field(min_length=1)
    measure: Prose


class DemoFile(Frozen):
    """demo.yaml."""

    id: Id
    title: Prose
    task: Prose
    input: Verbatim
    note: Prose
    panels: tuple[Panel, ...] = Field(min_length=2)
    conclusion: Prose


T = TypeVar("T", bound=Frozen, covariant=True)


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A file as it was read; `value` is None when it holds problems that are reported already."""

    path: FilePath
    document: Document
    value: T | None


@dataclass(slots=True)
class LessonFolder:
    """A lesson's folder: its text and what stands beside it. Of challenges each has its part of the file."""

    page: Page
    front: Written[LessonFront]
    decision: Written[DecisionFile] | None = None
    demo: Written[DemoFile] | None = None
    quiz: Written[QuizFile] | None = None
    lab: Written[LabFile] | None = None
    challenges: tuple[Written[Challenge], ...] = ()

    @property
    def beside(self) -> tuple[Written[Frozen], ...]:
        """The activities beside the text, in the order they are meant to be taken."""
        found = (self.decision, self.demo, self.quiz, self.lab, *self.challenges)
        return tuple(each for each in found if each is not None)


@dataclass(slots=True)
class ModuleFolder:
    """A module's folder."""

    file: Written[ModuleFile]
    lessons: list[LessonFolder] = field(default_factory=list)
    test: Written[TestFile] | None = None
    mock: Written[TestFile] | None = None


@dataclass(slots=True, eq=False)
class CourseFolder:
    """Everything that was read of a course. Nothing changes it afterwards.

    `pools` are by the absolute path of their file, `pictures` by the digest of their bytes. `complete` is
    false when a file could not be read at all, or is not where it belongs, so that what is named elsewhere
    may stand in it. `unread` are files that nothing reads.
    """

    folder: FilePath
    file: Written[CourseFile]
    sources: Written[SourcesFile] | None = None
    claims: Written[ClaimsFile] | None = None
    modules: list[ModuleFolder] = field(default_factory=list)
    pools: dict[str, Written[PoolFile]] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    unread: list[Place] = field(default_factory=list)
    complete: bool = True

    @property
    def is_english(self) -> bool:
        """Whether the course is in English, which rules about words need."""
        return self.file.value is not None and re.split("[-_]", self.file.value.locale)[0] == "en"

    @property
    def lessons(self) -> list[LessonFolder]:
        """The lessons of all modules, in order."""
        return [lesson for module in self.modules for lesson in module.lessons]
