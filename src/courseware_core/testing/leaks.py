"""Does a screen hold what must not be seen yet?"""

from courseware_core.content.questions.base import Question
from courseware_core.screen.model import Screen


def leaks(screen: Screen, question: Question, *, hints_shown: int = 0) -> tuple[str, ...]:
    """The hints, feedback and accepted answers of an unanswered `question` that `screen` holds.

    The whole screen is searched as it is serialised, tokens included.
    """
    serialised = screen.model_dump_json()
    allowed = {question.stem, *question.hints[:hints_shown]}
    if question.type in ("single", "multiple"):
        allowed |= set(question.key(str))  # the text of a right option is shown among the others
    return tuple(
        secret
        for secret in question.secrets()
        if secret not in allowed and len(secret) > 3 and _quoted(secret) in serialised
    )


def _quoted(words: str) -> str:
    """`words` as they stand inside a JSON string."""
    return Screen(name="", title=words).model_dump_json().split('"title":"', 1)[1].split('","', 1)[0]
