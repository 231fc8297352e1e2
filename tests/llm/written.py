"""Questions to be answered in words or code: two in small, and those of the courses at hand."""

from functools import cache

from tests.app.surroundings import SHIPPED, catalog_at

from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.open import Coding, Criterion, OpenText, WrittenQuestion
from courseware_core.testing.models import Said

BREAD = OpenText(
    id="bread.open",
    stem="A friend's dough does not rise. What may be wrong, and what would you try?",
    model_answer="The yeast may be dead. It makes the gas, which lifts the dough. I would try fresh yeast.",
    rubric=(
        Criterion(
            id="yeast",
            points=1,
            criterion="Names the yeast as the cause",
            missing="Say which of the ingredients is at fault.",
            anchors=("yeast", "leaven", "sour dough"),
        ),
        Criterion(
            id="gas",
            points=1,
            criterion="Says that the dough rises by gas",
            missing="Say what lifts a dough.",
            anchors=("gas", "bubble", "carbon dioxide", "CO2"),
        ),
        Criterion(id="trial", points=1, criterion="Gives something to try", missing="Say what to do."),
    ),
)
GOOD = "I think the yeast was dead, so it made no gas. He should buy fresh yeast and try it again."
CLEAR: Said = {
    "yeast": ("yes", "the yeast was dead"),
    "gas": ("yes", "it made no gas"),
    "trial": ("yes", "buy fresh yeast and try it again"),
}
"""What a careful person says of `GOOD`."""

FILE = Coding(
    id="bread.file",
    language="jsonl",
    stem="Write one training example about bread.",
    model_answer='{"messages": [{"role": "user", "content": "Rye?"}]}',
    rubric=(
        Criterion.model_validate(
            {
                "id": "valid",
                "points": 1,
                "criterion": "One line",
                "check": {"kind": "records", "min": 1, "max": 1},
            }
        ),
        Criterion(id="bread", points=1, criterion="It is about bread"),
    ),
)


@cache
def shipped() -> tuple[WrittenQuestion, ...]:
    """Every written question of the courses at hand."""
    asking = (each for each in catalog_at(SHIPPED).activities if isinstance(each, Quiz | Test))
    questions = {question.id: question for each in asking for question in each.by_id.values()}
    return tuple(each for each in questions.values() if isinstance(each, WrittenQuestion))
