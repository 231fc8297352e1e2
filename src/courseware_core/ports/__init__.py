"""What the core needs from outside, as protocols, and the values that cross to it.

Owns the shape of the store's transaction. Must not know any database.
"""

from courseware_core.ports.environment import (
    Chance,
    Clock,
)
from courseware_core.ports.spending import (
    Call,
    ModelUsage,
    Settlement,
    Spending,
)
from courseware_core.ports.store import (
    Erased,
    Pruned,
    Store,
    Taken,
)
from courseware_core.ports.transaction import (
    AttemptsOf,
    Decision,
    Delivery,
    IdentitiesOf,
    Loaded,
    Need,
    Outcome,
    QuestionsSeen,
    Recorded,
    SpendingOf,
    Stream,
)
from courseware_core.ports.tutor import (
    Exchange,
    Tutor,
    TutorReply,
    TutorRequest,
)

__all__ = [
    "AttemptsOf",
    "Call",
    "Chance",
    "Clock",
    "Decision",
    "Delivery",
    "Erased",
    "Exchange",
    "IdentitiesOf",
    "Loaded",
    "ModelUsage",
    "Need",
    "Outcome",
    "Pruned",
    "QuestionsSeen",
    "Recorded",
    "Settlement",
    "Spending",
    "SpendingOf",
    "Store",
    "Stream",
    "Taken",
    "Tutor",
    "TutorReply",
    "TutorRequest",
]
