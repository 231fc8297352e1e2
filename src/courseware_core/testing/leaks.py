"""Does a screen hold what must not be seen yet?"""

import re

from courseware_core.blocks import RichText, plain, texts
from courseware_core.content.inline import inline
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.inputs import ChooseOne, ChooseSeveral
from courseware_core.screen.model import Screen


def leaks(
    screen: Screen, question: Question, *, hints_shown: int = 0, answered: bool = False
) -> tuple[str, ...]:
    """The hints, feedback and accepted answers of an unsettled `question` that `screen` holds.

    The whole screen is searched as it is serialised, tokens included, and as it is read. Model answers are
    looked for by paragraph. Once an open or coding question was `answered`, what is said to who lacks a
    criterion may be seen; the criteria and the model answer may not.
    """
    serialised, read = screen.model_dump_json(), "\n".join(map(plain, _read(screen)))
    allowed = {question.stem, *question.hints[:hints_shown]}
    if question.type in ("single", "multiple"):
        allowed |= set(question.key(str))  # the text of a right option is shown among the others
    if answered and isinstance(question, WrittenQuestion):
        allowed |= {each.missing for each in question.rubric}
    return tuple(
        secret
        for secret in question.secrets()
        if secret not in allowed
        and any(_quoted(part) in serialised or _plain(part) in read for part in _parts(secret))
    )


def _parts(secret: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\n\s*\n", secret)]
    return [part for part in parts if len(part) > 3]


def _read(screen: Screen) -> list[RichText]:
    """Every run of prose on the screen, without marks: what is looked for may stand in several spans."""
    found = [rich for block in screen.blocks for rich in texts(block)]
    if isinstance(screen.input, ChooseOne | ChooseSeveral):
        found += screen.input.options
    return found


def _plain(words: str) -> str:
    return plain(inline(words))


def _quoted(words: str) -> str:
    """`words` as they stand inside a JSON string."""
    return Screen(name="", title=words).model_dump_json().split('"title":"', 1)[1].split('","', 1)[0]
