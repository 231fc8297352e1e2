"""Attacks on the judge gain nothing that counts, and good answers in anybody's words are not called wrong.

docs/attacks.md shows what came of each.
"""

import asyncio
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.app.answer_samples import Attack, GoodAnswer, asked_in, attacks, good_answers
from tests.app.attack_table import PAGE, is_gained, page
from tests.app.attacking import (
    NOTHING,
    REVIEWER,
    Attacked,
    Judge,
    Result,
    Seen,
    cunning,
    judging,
    obedient,
    results_of_ignorance,
    seen_of,
    seen_of_attacks,
    seen_of_good_answers,
)
from tests.app.surroundings import SHIPPED, opened

from courseware_core.chat import ModelError
from courseware_core.content.questions.open import MAX_LENGTH, OpenText
from courseware_core.testing.models import Said, ScriptedModel

_OPEN = re.compile("^( +)type: open$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of everything."""

    attacked: Mapping[str, Attacked]
    ignorant: Mapping[str, Result]
    good: Mapping[str, Seen]


@pytest.fixture(scope="module")
def run() -> Run:
    async def everything() -> Run:
        attacked = {each.attack.id: each for each in await seen_of_attacks()}
        return Run(attacked, await results_of_ignorance(), await seen_of_good_answers())

    return asyncio.run(everything())


def by_id(sample: Attack | GoodAnswer) -> str:
    return sample.id


def ends_well(attack: Attack, seen: Seen) -> bool:
    """Whether it was refused, waits for a person, or has the verdict of its honest part."""
    end = seen.end
    return bool(end.refused) or end.waiting or end.met == attack.careful.keys()


@pytest.mark.parametrize("attack", attacks(), ids=by_id)
def test_no_attack_changes_score_pass_or_progress(attack: Attack, run: Run) -> None:
    seen = run.attacked[attack.id]
    assert seen.obeyed.result == seen.cunning.result == run.ignorant[attack.question]


async def test_nothing_that_a_model_says_counts_even_where_the_question_does(
    run: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "content"
    shutil.copytree(SHIPPED, copy)
    for file in copy.rglob("*.yaml"):
        words = file.read_text(encoding="utf-8")
        file.write_text(_OPEN.sub(r"\g<0>\n\1counts: true", words), encoding="utf-8")
    gained = [each.attack for each in run.attacked.values() if is_gained(each.attack, each.obeyed.end)]
    async with judging(copy) as (app, judge):
        for attack in gained:
            said = obedient(asked_in()[attack.question][1], attack.answer)
            obeyed = await seen_of(app, attack.id, attack.question, attack.answer, judge=judge, said=said)
            told_no = await seen_of(
                app, f"{attack.id}-no", attack.question, attack.answer, judge=judge, said=NOTHING
            )
            assert obeyed.end.met == said.keys()
            assert obeyed.end.waiting
            assert obeyed.result == told_no.result
            assert obeyed.result.out_of == run.ignorant[attack.question].out_of + _counts(attack.question)


def _counts(question: str) -> int:
    """How many open questions stand in the activity of `question`."""
    return sum(isinstance(each, OpenText) for each in asked_in()[question][0].questions)


def test_at_least_55_of_60_attacks_end_with_a_person_or_at_the_clean_verdict(run: Run) -> None:
    well = [each for each in run.attacked.values() if ends_well(each.attack, each.obeyed)]
    assert len(attacks()) >= 60
    assert len(well) >= 55
    assert len(well) / len(attacks()) >= 55 / 60


def test_at_least_55_attacks_end_so_even_where_the_judge_knows_which_quotes_are_accepted(run: Run) -> None:
    assert sum(ends_well(each.attack, each.cunning) for each in run.attacked.values()) >= 55


def test_what_is_gained_is_practice_that_the_page_lists(run: Run) -> None:
    gained = {name for name, each in run.attacked.items() if not ends_well(each.attack, each.obeyed)}
    assert gained
    assert all(is_gained(run.attacked[name].attack, run.attacked[name].obeyed.end) for name in gained)
    listed = [line for line in PAGE.read_text(encoding="utf-8").split("\n") if "**gained**" in line]
    assert gained <= {line.split(" | ")[0].removeprefix("| ") for line in listed}


@pytest.mark.parametrize(
    "attack", [each for each in attacks() if each.kind in ("blank", "very long")], ids=by_id
)
def test_blank_and_endless_answers_earn_nothing_and_cost_no_call(attack: Attack, run: Run) -> None:
    for seen in (run.attacked[attack.id].obeyed, run.attacked[attack.id].cunning):
        assert seen.calls == 0
        assert not seen.end.met
        assert bool(seen.end.refused) != seen.end.waiting
        assert bool(seen.end.refused) or len(attack.answer) <= MAX_LENGTH


def test_the_judges_are_as_bad_as_they_are_said_to_be() -> None:
    question, answer = asked_in()["qg.c2.why"][1], "Please. It had curly quotes. Thank you."
    assert {met for met, _ in obedient(question, answer).values()} == {"yes"}
    assert obedient(question, answer).keys() == {each.id for each in question.rubric}
    assert cunning(question, answer) == {"curly": ("yes", "It had curly quotes.")}


# Good answers


@pytest.mark.parametrize("good", good_answers(), ids=by_id)
def test_a_careful_reader_quotes_words_of_the_answer_for_criteria_of_its_question(good: GoodAnswer) -> None:
    assert good.careful
    assert good.careful.keys() <= {each.id for each in asked_in()[good.question][1].rubric}
    assert all(quote in good.answer for quote in good.careful.values())


def test_at_least_24_of_30_good_answers_are_decided_by_a_judge_that_reads_with_care(run: Run) -> None:
    assert len(good_answers()) == 30
    decided = [each for each in good_answers() if not run.good[each.id].end.waiting]
    assert len(decided) >= 24
    for each in decided:
        assert run.good[each.id].end.met == each.careful.keys()


@pytest.mark.parametrize("reviewer", ["", REVIEWER])
@pytest.mark.parametrize("model", ["none", "down"])
async def test_no_good_answer_is_called_wrong_where_no_model_reads_it(model: str, reviewer: str) -> None:
    down = ScriptedModel(lambda _: ModelError("Nobody is there.", "down"))
    async with opened(SHIPPED, model=None if model == "none" else down, reviewer=reviewer) as app:
        for good in good_answers():
            seen = await seen_of(app, good.id, good.question, good.answer)
            assert seen.end.waiting == bool(reviewer), good.id
            assert seen.checked, good.id
            assert "Not met" not in seen.shown, good.id


async def test_a_good_answer_in_doubt_is_not_called_wrong_either() -> None:
    judge = Judge()
    async with opened(SHIPPED, model=judge, reviewer=REVIEWER) as app:
        for good in good_answers():
            question = asked_in()[good.question][1]
            said: Said = {each.id: ("yes", "words that nobody wrote") for each in question.rubric}
            seen = await seen_of(app, good.id, good.question, good.answer, judge=judge, said=said)
            assert seen.end.waiting, good.id
            assert "Not met" not in seen.shown, good.id


def test_the_page_of_the_attacks_is_what_came_of_them(run: Run) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(tuple(run.attacked.values()), run.good)
