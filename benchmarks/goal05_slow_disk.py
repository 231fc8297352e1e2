"""Goal 5: the same where every sync takes 4 ms longer, as on many disks in data centres."""

from functools import partial

from benchmarks import floors_sqlite, ours, slow_disk
from benchmarks.plan import Contender, Faster, Goal

DELAY_MS = 4
RAW_16 = "slow disk: raw sqlite3, a commit each, 16 learners"
RAW_128 = "slow disk: raw sqlite3, a commit each, 128 learners"
OURS_1 = "slow disk: our store, 1 learner"
OURS_16 = "slow disk: our store, 16 learners"
OURS_128 = "slow disk: our store, 128 learners"


def goal() -> Goal:
    """What is measured for it."""
    title = "A slow disk: 4 ms more for every sync"
    if why := slow_disk.missing():
        return Goal("goal5", title, (), (), why)
    work = {
        RAW_16: partial(floors_sqlite.commit_each, 16, 10),
        RAW_128: partial(floors_sqlite.commit_each, 128, 1),
        OURS_1: partial(ours.sqlite_answers, 1, 60),
        OURS_16: partial(ours.sqlite_answers, 16, 60),
        OURS_128: partial(ours.sqlite_answers, 128, 24),
    }
    return Goal(
        "goal5",
        title,
        tuple(Contender(name, slow_disk.slowed(each, delay_ms=DELAY_MS)) for name, each in work.items()),
        (
            Faster("answers a second, against a commit for each, 16 learners", OURS_16, RAW_16, 10),
            Faster("answers a second, against a commit for each, 128 learners", OURS_128, RAW_128, 40),
        ),
    )
