"""A course, its record's values and a screen in as few pydantic models as it takes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """The base of all."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Value):
    """Words in one style."""

    text: str
    style: Literal["plain", "strong", "emphasis", "code"] = "plain"


class Paragraph(Value):
    """Running text."""

    kind: Literal["paragraph"] = "paragraph"
    spans: tuple[Span, ...]


class Code(Value):
    """A listing."""

    kind: Literal["code"] = "code"
    text: str


class Listing(Value):
    """Items."""

    kind: Literal["list"] = "list"
    items: tuple[tuple[Paragraph, ...], ...]


class Table(Value):
    """Rows of cells."""

    kind: Literal["table"] = "table"
    rows: tuple[tuple[tuple[Span, ...], ...], ...]


Block = Annotated[Paragraph | Code | Listing | Table, Field(discriminator="kind")]


class Section(Value):
    """A part of a lesson."""

    id: str = Field(pattern=r"^[a-z0-9.-]+$")
    title: str
    blocks: tuple[Block, ...]


class Option(Value):
    """Something to choose."""

    id: str
    text: str
    correct: bool = False


class Choice(Value):
    """A question with options."""

    type: Literal["single", "multiple"]
    id: str
    stem: str
    options: tuple[Option, ...] = Field(min_length=2)
    hints: tuple[str, ...] = ()


class Text(Value):
    """A question that is answered in words."""

    type: Literal["short_text"] = "short_text"
    id: str
    stem: str
    accept: tuple[str, ...]


Question = Annotated[Choice | Text, Field(discriminator="type")]


class Lesson(Value):
    """Something to read."""

    kind: Literal["lesson"] = "lesson"
    id: str
    sections: tuple[Section, ...]


class Quiz(Value):
    """Something to answer."""

    kind: Literal["quiz"] = "quiz"
    id: str
    questions: tuple[Question, ...]
    tries: int = Field(default=1, ge=1)


class Lab(Value):
    """Something to talk about."""

    kind: Literal["lab"] = "lab"
    id: str
    brief: str
    exit: Question | None = None


class Course(Value):
    """All of it."""

    id: str
    title: str
    activities: tuple[Annotated[Lesson | Quiz | Lab, Field(discriminator="kind")], ...]


class Fact(Value):
    """What was recorded."""

    session: str
    at: datetime
    slot: int
    options: tuple[str, ...]


class Control(Value):
    """Something to press."""

    token: str = Field(max_length=64)
    label: str


class Screen(Value):
    """What a person sees."""

    title: str
    blocks: tuple[Block, ...] = ()
    controls: tuple[Control, ...] = ()


class Intent(Value):
    """What a person did."""

    token: str
    values: tuple[int, ...] = ()
