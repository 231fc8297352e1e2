"""The problems that learners reported, for those who look after the courses."""

from collections.abc import Iterator
from datetime import datetime

from courseware_core.content.catalog import Catalog
from courseware_core.engine.facts import ProblemReported
from courseware_core.frozen import Frozen
from courseware_core.ledger import Ledger
from courseware_core.ports import Recorded


class Report(Frozen):
    """A problem that a learner, `who`, reported with an activity, or with a question or section, `item`.

    `title` and `course` are empty where the courses have no such activity any more. `current` says that
    what they saw is what is taught now.
    """

    at: datetime
    who: str
    course: str
    activity: str
    title: str
    item: str
    text: str
    current: bool


async def reports(ledger: Ledger, course: str = "") -> tuple[Report, ...]:
    """Every report, newest first; only those of a course when one is named. Reads all that is recorded.

    Raises: StoreError, UnreadableFact.
    """
    recorded = await ledger.store.recorded(ProblemReported)
    found = _reports(ledger.library.catalog, recorded)
    return tuple(each for each in reversed(tuple(found)) if course in ("", each.course))


def _reports(catalog: Catalog, recorded: tuple[Recorded, ...]) -> Iterator[Report]:
    for each in recorded:
        fact = each.fact
        if isinstance(fact, ProblemReported):
            known = catalog.activity(fact.activity) if fact.activity in catalog.ids else None
            yield Report(
                at=each.at,
                who=str(each.actor),
                course=known.activity.course if known else "",
                activity=fact.activity,
                title=known.activity.title if known else "",
                item=fact.item,
                text=fact.text,
                current=known is not None and known.digest == fact.digest,
            )
