"""Question kinds. A kind is one file here, an entry below, and a run of the contract suite."""

from typing import Annotated

from pydantic import Field

from courseware_core.content.questions.base import Question
from courseware_core.content.questions.matching import Matching
from courseware_core.content.questions.multiple import MultipleChoice
from courseware_core.content.questions.numeric import Numeric
from courseware_core.content.questions.open import Coding, OpenText
from courseware_core.content.questions.ordering import Ordering
from courseware_core.content.questions.short_text import ShortText
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.questions.true_false import TrueFalse

AnyQuestion = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | ShortText | Numeric | Ordering | Matching | OpenText | Coding,
    Field(discriminator="type"),
]
"""Every question kind, told apart by `type`."""

KINDS: dict[str, type[Question]] = {
    "single": SingleChoice,
    "multiple": MultipleChoice,
    "true_false": TrueFalse,
    "short_text": ShortText,
    "numeric": Numeric,
    "ordering": Ordering,
    "matching": Matching,
    "open": OpenText,
    "coding": Coding,
}
