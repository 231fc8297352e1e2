"""Goal 2: a durable answer on Discord, from the press that the gateway tells of to the edited message."""

from functools import partial

from benchmarks import discords
from benchmarks.plan import Cheaper, Contender, Goal

FLOOR_1 = "Discord: discord.py and a commit by hand, 1 learner"
FLOOR = "Discord: discord.py and a commit by hand, 128 learners"
OURS_1 = "Discord: our bot, 1 learner"
OURS = "Discord: our bot, 128 learners"
OTHERS = "Discord: our bot, 128 learners, 5,000 others in sessions"


def goal() -> Goal:
    """What is measured for it."""
    return Goal(
        "goal2",
        "A durable answer on Discord",
        (
            Contender(FLOOR_1, partial(discords.floor, 1, 60)),
            Contender(FLOOR, partial(discords.floor, 128, 2)),
            Contender(OURS_1, partial(discords.ours, 1, 60)),
            Contender(OURS, partial(discords.ours, 128, 2)),
            Contender(OTHERS, partial(discords.ours, 128, 2, others=5_000)),
        ),
        (
            Cheaper("an answer and its screen, processor time, 1 learner", OURS_1, FLOOR_1, 2),
            Cheaper("an answer and its screen, processor time, 128 learners", OURS, FLOOR, 2),
            Cheaper("the same with 5,000 others in sessions, against without", OTHERS, OURS, 1.05),
        ),
    )
