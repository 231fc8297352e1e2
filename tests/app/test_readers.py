"""Who may read an answer: said before it is submitted, and nobody else does."""

from typing import Any

import pytest
from tests.app.judges import (
    ANSWER,
    BREAD,
    CLEAR,
    GRACE,
    OVEN,
    QUIZ,
    asked,
    graded,
    judged,
    quick_judge,
)
from tests.app.modelling import said
from tests.app.surroundings import ADA, opened

from courseware_core.engine.facts import (
    ReadersTold,
)
from courseware_core.inputs import Answer
from courseware_core.screen.model import Intent
from courseware_core.storage.memory import MemoryStore


@pytest.mark.parametrize(
    ("agreed", "reviewer", "told"),
    [
        (True, "", [ReadersTold(0, 0, "Example", "")]),
        (False, GRACE, [ReadersTold(0, 0, "", GRACE)]),
        (False, "", []),
    ],
)
async def test_only_who_was_agreed_to_and_who_was_named_reads(
    *, agreed: bool, reviewer: str, told: list[ReadersTold]
) -> None:
    judge = quick_judge()
    async with opened(BREAD, model=judge, reviewer=reviewer) as app:
        someone = await asked(app, agreed=agreed)
        await someone.write(ANSWER)
        facts = await graded(app)
        assert [fact for fact in facts if isinstance(fact, ReadersTold)] == told
        assert bool(judged(facts)) == agreed == bool(judge.asked)


async def test_who_was_not_asked_yet_is_asked_before_the_question() -> None:
    async with opened(BREAD, model=quick_judge()) as app:
        someone = await asked(app, agreed=None)
        assert someone.screen.input is None
        assert "Example" in said(someone.screen)
        assert ANSWER not in said(someone.screen)
        choice = next(control for control in someone.screen.controls if control.role == "choice")
        turn = await app.handle(ADA, Intent(token=choice.token, delivery="agree"))
        assert turn.screen.input is not None
        agreement = await app.people.agreement(ADA)
        assert agreement
        assert agreement.state == "agreed"
        await someone.enter(QUIZ)
        await someone.write(ANSWER)
        assert judged(await graded(app)) == [CLEAR]


async def test_a_model_does_not_read_what_only_a_person_may_nor_what_checks_decide() -> None:
    judge = quick_judge()
    async with opened(BREAD, model=judge, reviewer=GRACE) as app:
        someone = await asked(app, quiz=OVEN)
        await someone.write("Press it, and see whether the dent stays.")
        await someone.press("next")
        await someone.answer()
        told = [fact for fact in await graded(app) if isinstance(fact, ReadersTold)]
        assert [(each.slot, each.provider, each.reviewer) for each in told] == [
            (0, "", GRACE),
            (1, "", GRACE),
        ]
        assert judge.asked == 0


READERS_CHANGE = {
    "another reviewer": {"reviewer": "Ida Rhodes"},
    "no reviewer": {"reviewer": ""},
    "another provider": {"model": "Another"},
    "no model": {"model": None},
}


@pytest.mark.parametrize("change", READERS_CHANGE.values(), ids=READERS_CHANGE.keys())
async def test_an_answer_to_others_than_those_told_of_is_not_submitted(change: dict[str, Any]) -> None:
    store, provider = MemoryStore(), change.get("model", "Example")
    async with opened(BREAD, store, model=quick_judge(), reviewer=GRACE) as app:
        someone = await asked(app)
        shown = someone.screen
    model = quick_judge(provider=provider) if provider else None
    async with opened(BREAD, store, model=model, reviewer=change.get("reviewer", GRACE)) as app:
        assert shown.submit
        intent = Intent(token=shown.submit.token, answer=Answer(text=ANSWER), delivery="late")
        for _ in range(2):
            turn = await app.handle(ADA, intent)
            assert turn.notice.startswith("Who may read your answer has changed")
        assert await graded(app) == []
        assert not (model and model.asked)


async def test_who_takes_their_agreement_back_elsewhere_is_not_read_by_a_model() -> None:
    judge = quick_judge()
    async with opened(BREAD, model=judge) as app:
        someone = await asked(app)
        shown = someone.screen
        await app.people.agree(ADA, "Example", agreed=False)
        await someone.write(ANSWER)
        assert await graded(app) == []
        assert someone.screen.submit != shown.submit
        await someone.write(ANSWER)
        assert judged(await graded(app)) == []
        assert judge.asked == 0


async def test_where_a_tenant_forbids_models_none_reads() -> None:
    judge = quick_judge()
    async with opened(BREAD, model=judge, reviewer=GRACE) as app:
        await app.operators.switch_models(ADA.scope, on=False)
        someone = await asked(app)
        await someone.write(ANSWER)
        _, told = await graded(app)
        assert told == ReadersTold(0, 0, "", GRACE)
        assert judge.asked == 0
