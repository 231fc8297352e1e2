"""Goal 1: a durable answer in Slack, from the press that Slack tells of to the changed message."""

from functools import partial

from benchmarks import slacks
from benchmarks.plan import Cheaper, Contender, Goal, Shorter

FLOOR_1 = "Slack: Bolt and a commit by hand, 1 learner"
FLOOR = "Slack: Bolt and a commit by hand, 128 learners"
FLOOR_HTTP = "Slack by HTTP: Bolt and a commit by hand, 128 learners"
OURS_1 = "Slack: our app, 1 learner"
OURS = "Slack: our app, 128 learners"
OURS_HTTP = "Slack by HTTP: our app, 128 learners"
OTHERS = "Slack: our app, 128 learners, 5,000 others in sessions"
PACED = "Slack: our app, 100 presses a second"
DEADLINE_MS = 3_000
"""How long Slack waits for an acknowledgement, which comes before the screen."""


def goal() -> Goal:
    """What is measured for it."""
    return Goal(
        "goal1",
        "A durable answer in Slack",
        (
            Contender(FLOOR_1, partial(slacks.floor, 1, 60)),
            Contender(FLOOR, partial(slacks.floor, 128, 2)),
            Contender(FLOOR_HTTP, partial(slacks.floor, 128, 2, mode="http")),
            Contender(OURS_1, partial(slacks.ours, 1, 60)),
            Contender(OURS, partial(slacks.ours, 128, 2)),
            Contender(OURS_HTTP, partial(slacks.ours, 128, 2, mode="http")),
            Contender(OTHERS, partial(slacks.ours, 128, 2, others=5_000)),
            Contender(PACED, partial(slacks.at_pace, 128, 100)),
        ),
        (
            Cheaper("an answer and its screen, processor time, 1 learner", OURS_1, FLOOR_1, 2),
            Cheaper("an answer and its screen, processor time, 128 learners", OURS, FLOOR, 2),
            Cheaper("the same by HTTP", OURS_HTTP, FLOOR_HTTP, 2),
            Cheaper("the same with 5,000 others in sessions, against without", OTHERS, OURS, 1.05),
            Shorter("of 100 presses a second, 99 % are answered and shown", PACED, slacks.P99, DEADLINE_MS),
        ),
    )
