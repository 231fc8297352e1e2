"""Goal 7: nobody starves while 128 learners answer at once."""

from functools import partial

from benchmarks import floors_sqlite, ours
from benchmarks.goal03_store import OURS, RAW_GROUP
from benchmarks.plan import Contender, Fairer, Goal


def goal() -> Goal:
    """What is measured for it."""
    return Goal(
        "goal7",
        "Nobody starves",
        (
            Contender(RAW_GROUP, partial(floors_sqlite.group_commit, 128, 48)),
            Contender(OURS, partial(ours.sqlite_answers, 128, 24)),
        ),
        (Fairer("the slowest of 128 learners' answers, against the median", OURS, 20),),
    )
