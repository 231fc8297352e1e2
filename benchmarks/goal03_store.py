"""Goal 3: a durable answer on SQLite, and the whole turn around it."""

from functools import partial

from benchmarks import floors_sqlalchemy, floors_sqlite, ours
from benchmarks.plan import Cheaper, Contender, Faster, Goal

RAW_EACH_1 = "raw sqlite3, a commit each, 1 learner"
RAW_GROUP_1 = "raw sqlite3, group commit, 1 learner"
RAW_GROUP = "raw sqlite3, group commit, 128 learners"
NAIVE = "SQLAlchemy async Core on aiosqlite, 128 learners"
OURS_1 = "our store, 1 learner"
OURS = "our store, 128 learners"
TURN = "whole turn, 128 learners"


def goal() -> Goal:
    """What is measured for it."""
    return Goal(
        "goal3",
        "A durable answer on SQLite",
        (
            Contender(RAW_EACH_1, partial(floors_sqlite.commit_each, 1, 600)),
            Contender(RAW_GROUP_1, partial(floors_sqlite.group_commit, 1, 600)),
            Contender(RAW_GROUP, partial(floors_sqlite.group_commit, 128, 48)),
            Contender(NAIVE, partial(floors_sqlalchemy.on_sqlite, 128, 6)),
            Contender(OURS_1, partial(ours.sqlite_answers, 1, 600)),
            Contender(OURS, partial(ours.sqlite_answers, 128, 24)),
            Contender(TURN, partial(ours.sqlite_turns, 128)),
        ),
        (
            Cheaper("the store's part of an answer, processor time, 128 learners", OURS, RAW_GROUP, 4),
            Cheaper(
                "the whole turn (token → decide → commit → screen), processor time, 128 learners",
                TURN,
                RAW_GROUP,
                8,
            ),
            Faster("answers a second, against the obvious program", OURS, NAIVE, 10),
        ),
    )
