"""What an author's files hold, where that differs from the compiled model of `model.py`.

A compiled activity knows its course and holds what it uses; a file names things by id, key or path.
Questions, sources, goals, checks and the like are the same in both and come from the model.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from courseware_core.content.model import (
    Attempts,
    Check,
    Completion,
    Duration,
    Faq,
    Goal,
    Key,
    Persona,
    Policy,
    Ratio,
    Review,
    Shuffling,
    Source,
    Term,
)
from courseware_core.content.page import Page
from courseware_core.content.problems import Place
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Difficulty, Id, Prose
from courseware_core.content.yaml import Document
from courseware_core.frozen import Frozen

FolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
"""The name of a folder or file beside the file that names it."""

FILE_NAME = r"^(\.\./)*[A-Za-z0-9][A-Za-z0-9._/-]*$"
FileName = Annotated[str, StringConstraints(pattern=FILE_NAME, max_length=200)]
"""A path from the file that names it, with `/` between the parts."""


class Ignore(Frozen):
    """A finding that is meant: `rule` says nothing more of the item `at`, for a reason."""

    rule: Annotated[str, StringConstraints(pattern=r"^CW\d{3}$")]
    at: str
    reason: Prose


class CourseFile(Frozen):
    """course.yaml; `modules` are folders in order."""

    id: Id
    version: Prose
    title: Prose
    licence: Prose
    locale: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]+)*$")] = "en"
    modules: tuple[FolderName, ...] = Field(min_length=1)
    lint_ignore: tuple[Ignore, ...] = ()


class ModuleFile(Frozen):
    """module.yaml; `lessons` are folders in order."""

    id: Id
    number: int = Field(ge=0)
    title: Prose
    tagline: str = ""
    lessons: tuple[FolderName, ...] = Field(min_length=1)
    test: FileName | None = None


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
    objectives: tuple[Prose, ...] = ()
    requires: tuple[Id, ...] = ()
    sources: tuple[Key, ...] = ()


class QuizFile(Frozen):
    """quiz.yaml."""

    id: Id
    title: Prose
    feedback: Literal["each", "end"] = "each"
    shuffle: Shuffling = Shuffling()
    tries: int = Field(default=1, ge=1, le=10)
    penalty: Ratio = Fraction(0)
    pass_mark: Ratio | None = Field(default=None, alias="pass")
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)


class DrawFrom(Frozen):
    """How many questions a test draws from a pool's file."""

    pool: FileName
    count: int = Field(ge=1)
    avoid_seen: bool = False


class TestFile(Frozen):
    """test.yaml."""

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


T = TypeVar("T", bound=Frozen, covariant=True)


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A file as it was read; `value` is None when it holds problems that are reported already."""

    path: FilePath
    document: Document
    value: T | None


@dataclass(slots=True)
class LessonFolder:
    """A lesson's folder: its text and what stands beside it."""

    page: Page
    front: Written[LessonFront]
    quiz: Written[QuizFile] | None = None
    lab: Written[LabFile] | None = None


@dataclass(slots=True)
class ModuleFolder:
    """A module's folder."""

    file: Written[ModuleFile]
    lessons: list[LessonFolder] = field(default_factory=list)
    test: Written[TestFile] | None = None


@dataclass(slots=True, eq=False)
class CourseFolder:
    """Everything that was read of a course. Nothing changes it afterwards.

    `pools` are by the absolute path of their file. `complete` is false when a file could not be read
    at all, or is not where it belongs, so that what is named elsewhere may stand in it. `unread` are
    files that nothing reads.
    """

    folder: FilePath
    file: Written[CourseFile]
    sources: Written[SourcesFile] | None = None
    claims: Written[ClaimsFile] | None = None
    modules: list[ModuleFolder] = field(default_factory=list)
    pools: dict[str, Written[PoolFile]] = field(default_factory=dict)
    unread: list[Place] = field(default_factory=list)
    complete: bool = True

    @property
    def lessons(self) -> list[LessonFolder]:
        """The lessons of all modules, in order."""
        return [lesson for module in self.modules for lesson in module.lessons]
