"""What every question has, and what every question kind promises."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import Field, StringConstraints

from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer, Input

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=40)]
"""A permanent name: lower-case letters, digits, dot and hyphen, at most 40 characters."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Inline Markdown: emphasis, strong, code and links; never empty."""

Difficulty = Literal["easy", "moderate", "hard"]
Outcome = Literal["right", "partial", "wrong", "unmarked"]
"""What a rule says of an answer; `unmarked` where no rule marks the question."""

T = TypeVar("T")
Shuffle = Callable[[Sequence[T]], list[T]]
"""A source of chance that is given from outside: the same items in a random order."""
Say = Callable[[str], str]
"""A catalogue's translation of one of the product's own sentences."""


class Feedback(Frozen):
    """Said besides the feedback of what was chosen, by outcome. `incorrect` never names the key."""

    correct: str = ""
    incorrect: str = ""


class Response(Frozen):
    """An answer as it is recorded: ids of options in the order that their kind says, or text."""

    options: tuple[str, ...] = ()
    text: str | None = None


class Verdict(Frozen):
    """What a rule said of a response. `mark` is a share of the question's mark, 0 to 1, before penalties."""

    outcome: Outcome
    mark: Fraction


class Invalid(Frozen):
    """A response that cannot be read as an answer. It costs nothing; `code` names a catalogue sentence."""

    code: Literal[
        "choose_one",
        "choose_some",
        "blank",
        "too_long",
        "text_too_long",
        "unknown_option",
        "order_all",
        "pair_all",
        "no_number",
        "two_numbers",
    ]


class Question(Frozen):
    """A question of any kind. Kinds add their own fields, and keep the promises of the methods below.

    Every method is pure: the same question and arguments give the same result, in any process.
    """

    several: ClassVar[Literal["in_a_row", "listed", "numbered"]] = "in_a_row"
    """How the words of a key or of a response stand when there are several."""

    id: Id
    type: str
    stem: Prose
    use: tuple[Literal["exam", "practice", "mock"], ...] = ("exam",)
    tags: tuple[str, ...] = ()
    concept: Id | None = None
    difficulty: Difficulty = "moderate"
    see: Id | None = Field(default=None, description="The section that answers the question.")
    hints: tuple[Prose, ...] = ()
    feedback: Feedback = Feedback()

    @abstractmethod
    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        """The ids of the options in the order to be shown.

        Without `shuffle` it is the authored order or, where that is the key, another that never changes.
        """

    @cached_property
    def option_ids(self) -> frozenset[str]:
        """The ids of the options; none where the answer is text."""
        return frozenset(self.order(None))

    @abstractmethod
    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> Input:
        """The control to show, without any key; `response` is what it shows as chosen so far."""

    @abstractmethod
    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        """What the person's answer means, given the order they were shown."""

    def fits(self, response: Response) -> bool:
        """Whether `response` is one that `read` may have returned: a damaged record may hold another."""
        return self.option_ids.issuperset(response.options)

    @abstractmethod
    def grade(self, response: Response) -> Verdict:
        """The verdict on a response that `read` returned; `UNMARKED` where no rule can judge one."""

    @abstractmethod
    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        """What to say of `response`: of what was chosen, and with `reveal` of right options not chosen."""

    @abstractmethod
    def key(self, say: Say) -> tuple[str, ...]:
        """The right answer in words, for the screen that is allowed to show it."""

    @abstractmethod
    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        """The response in words, for the person who gave it."""

    def counted(self, response: Response) -> tuple[str, ...]:
        """What of the response is counted when counts name nobody: the options; none for text."""
        return response.options

    @abstractmethod
    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        """A right, a wrong and an invalid answer to the question in the order without shuffle.

        Where no rule marks the question, a good and a poor one stand for right and wrong.
        """

    def fabricate_partial(self) -> Answer | None:
        """An answer that earns a part of the mark; None where there is no such answer."""
        return None

    def said(self) -> tuple[str, ...]:
        """Every sentence of the question that a learner may come to read, key and feedback included."""
        said = (
            self.stem,
            *self.hints,
            self.feedback.correct,
            self.feedback.incorrect,
            *self._said(),
        )
        return tuple(sentence for sentence in said if sentence)

    def secrets(self) -> tuple[str, ...]:
        """What a learner may not see before the question is answered: hints and feedback."""
        secret = (*self.hints, self.feedback.correct, self.feedback.incorrect, *self._secrets())
        return tuple(sentence for sentence in secret if sentence)

    @abstractmethod
    def _said(self) -> tuple[str, ...]:
        """The kind's own sentences."""

    @abstractmethod
    def _secrets(self) -> tuple[str, ...]:
        """The kind's own sentences that must not be seen before an answer."""


RIGHT = Verdict(outcome="right", mark=Fraction(1))
WRONG = Verdict(outcome="wrong", mark=Fraction(0))
UNMARKED = Verdict(outcome="unmarked", mark=Fraction(0))


def verdict(mark: Fraction) -> Verdict:
    """The verdict that goes with a share of the mark."""
    if mark in (0, 1):
        return RIGHT if mark else WRONG
    return Verdict(outcome="partial", mark=mark)
