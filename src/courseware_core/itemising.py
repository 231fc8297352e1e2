"""The item report: how every question of the courses at hand did, over everybody who was asked it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from courseware_core.content.model import AnyActivity, Quiz, Test
from courseware_core.content.questions.base import Question
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.item_analysis import Encounter, ItemReport, Sitting, encounters, report
from courseware_core.frozen import Frozen
from courseware_core.ledger import Ledger
from courseware_core.ports import Taken


class ItemsReport(Frozen):
    """How the items of a course, or of all, did. `learners` were asked at least one of them.

    `items` are those that somebody was asked, in the order of the courses; `unasked` counts the others.
    Learners who were forgotten are in none of it: of them only the anonymous counts are left, which cannot
    tell what belongs to one person.
    """

    course: str
    learners: int
    unasked: int
    items: tuple[ItemReport, ...]


async def items_report(ledger: Ledger, course: str = "") -> ItemsReport:
    """How the items of `course`, else of all courses at hand, did at the first time that they were asked.

    All attempts are looked at, those of other courses too, since an item may have been met there first.

    Raises: UnreadableFact, StoreError.
    """
    activities = ledger.library.catalog.activities
    assessments = [each for each in activities if isinstance(each, Quiz | Test)]
    by_learner: dict[str, list[Taken]] = defaultdict(list)
    for assessment in assessments:
        for taken in await ledger.store.taken(assessment.id):
            by_learner[taken.learner].append(taken)
    questions = _questions(each for each in assessments if course in ("", each.course))
    met: dict[str, list[Encounter]] = {question: [] for question in questions}
    learners = 0
    for all_of_theirs in by_learner.values():
        in_order = sorted(all_of_theirs, key=lambda each: (each.stream.facts[0].at, each.stream.session))
        sittings = [await _sitting(ledger, each) for each in in_order]
        own = [each for each in encounters(sittings) if each.question.id in questions]
        learners += bool(own)
        for encounter in own:
            met[encounter.question.id].append(encounter)
    asked = tuple(report(question, met[each]) for each, question in questions.items() if met[each])
    return ItemsReport(course=course, learners=learners, unasked=len(questions) - len(asked), items=asked)


async def _sitting(ledger: Ledger, taken: Taken) -> Sitting:
    session = await ledger.with_body(lambda: ledger.fold(taken.stream))
    assert isinstance(session.content, Quiz | Test)
    assert isinstance(session.state, AttemptState)
    facts = [each.fact for each in taken.stream.facts]
    return Sitting(session.content, session.opening.digest, session.opening.scope, session.state, facts)


def _questions(assessments: Iterable[AnyActivity]) -> Mapping[str, Question]:
    """The questions that quizzes and tests ask, by id, in order."""
    found: dict[str, Question] = {}
    for each in assessments:
        if isinstance(each, Quiz | Test):
            found |= each.by_id
    return found
