"""A fault to plant, one at a time, in the running product: each must break a promise.

Most are modelled on something that users of a real system reported. They are patches and never switches in
the product: where a text stands no longer as it is written here, the test of the faults says so.
"""

from dataclasses import dataclass

ATTEMPT, LAB, LINK, CORRECTION = (f"engine/{name}.py" for name in ("attempt", "lab", "link", "correction"))
SESSIONS, LEDGER, OPERATORS, ACCOUNT, LINKING = (
    f"{name}.py" for name in ("sessions", "ledger", "operators", "account", "linking")
)
MEMORY, TRANSACTION, READING, ROWS, STATEMENTS, SQLITE, POSTGRES = (
    f"storage/{name}.py"
    for name in ("memory", "transaction", "reading", "rows", "statements", "sqlite/store", "postgres/answer")
)
VIEW, RESULT_VIEW = "screen/views/attempt.py", "screen/views/result.py"
STATE, GRADING = "engine/attempt_state.py", "engine/grading.py"
MARKING, READERS, STARTING, TUTORING = (
    f"{name}.py" for name in ("marking", "readers", "starting", "tutoring")
)
JUDGING, VERDICTS = "llm/judging.py", "llm/verdicts.py"
GRADED_VIEW = "screen/views/graded.py"
DECISION, EARNED, GUARDS, PERSON, PROGRESS = (
    f"engine/{name}.py" for name in ("decision", "earned", "guards", "person", "progress")
)
ASIDES, REVIEWING, SPACING = (f"{name}.py" for name in ("asides", "reviewing", "spacing"))
DECIDING = "content/deciding.py"


@dataclass(frozen=True, slots=True)
class Fault:
    """A patch of `file` in the core: `before` stands there once, inside a function, and becomes `after`.

    `breaks` is the promise that is broken first, in the story `caught_by`. `like` names what it is modelled
    on.
    """

    name: str
    file: str
    before: str
    after: str
    breaks: str
    caught_by: str
    like: str
    stores: tuple[str, ...] = ("memory",)

    def patched(self, source: str) -> str:
        """The source with the fault. Raises: ValueError when the text does not stand there just once."""
        found = source.count(self.before)
        if found != 1:
            raise ValueError(f"{self.file} has the text of {self.name!r} {found} times:\n{self.before}")
        return source.replace(self.before, self.after)
