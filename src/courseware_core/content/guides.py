"""Activities that lead a learner through something: a decision to make, a technique shown."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from courseware_core.content.activity import Activity
from courseware_core.content.questions.base import Id, Prose
from courseware_core.frozen import Frozen


def _several(value: Any) -> Any:
    """One answer, written without brackets, as a list of one."""
    return (value,) if isinstance(value, str) else value


Answers = Annotated[
    tuple[Id, ...],
    BeforeValidator(_several, json_schema_input_type=tuple[Id, ...] | Id),
    Field(min_length=1),
]
"""Ids of options, any of which will do; one may be written without brackets."""


Verbatim = Annotated[
    str, StringConstraints(pattern=r"\S"), AfterValidator(lambda written: written.rstrip().lstrip("\n"))
]
"""Text that is shown as it stands, never empty; line breaks around it do not count."""


INPUT = "{input}"
"""Stands for the input in the prompts of a demo."""


class Choice(Frozen):
    """One answer to a question of a decision."""

    id: Id
    text: Prose


class DecisionQuestion(Frozen):
    """What is asked on the way to a recommendation; `note` explains the question."""

    id: Id
    ask: Prose
    note: str = ""
    options: tuple[Choice, ...] = Field(min_length=2, max_length=6)


class Recommendation(Frozen):
    """What may be recommended, and what to do then."""

    id: Id
    title: Prose
    say: Prose
    steps: tuple[Prose, ...] = ()


class DecisionRule(Frozen):
    """A rule holds when each question in `when` has one of the answers named; without any it always holds."""

    when: Mapping[Id, Answers] = {}
    recommend: Id
    because: Prose


class Decision(Activity):
    """Questions whose answers lead to a recommendation: that of the first rule that holds."""

    kind: Literal["decision"] = "decision"
    intro: Prose
    questions: tuple[DecisionQuestion, ...] = Field(min_length=1, max_length=8)
    recommendations: tuple[Recommendation, ...] = Field(min_length=1)
    rules: tuple[DecisionRule, ...] = Field(min_length=1)
    measure: Prose


class Panel(Frozen):
    """One way to do the task of a demo. A `prompt` can be run with a model.

    In it `{input}` stands for the input.
    """

    id: Id
    title: Prose
    prompt: str = ""
    output: Verbatim
    comment: str = ""

    def prompt_for(self, given: str) -> str:
        """The prompt with `given` in the place of the input."""
        return self.prompt.replace(INPUT, given)


class Demo(Activity):
    """One task done in several ways, as written examples."""

    kind: Literal["demo"] = "demo"
    task: Prose
    input: Verbatim
    note: Prose
    panels: tuple[Panel, ...] = Field(min_length=2)
    conclusion: Prose
