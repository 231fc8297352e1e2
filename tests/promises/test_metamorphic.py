"""What must make no difference to a score makes none; and what may, only in one direction."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from shutil import copytree
from typing import Any

import hypothesis.strategies as st
import pytest
import yaml
from hypothesis import given
from tests.promises.acts import play
from tests.promises.content import AT_END, STEPS, TIMED, Edition, rules
from tests.promises.databases import SQLiteRecord
from tests.promises.model_attempt import Attempt
from tests.promises.moves import Move
from tests.promises.promises import PROMISES
from tests.promises.sight import SEED
from tests.promises.stage import ADA, ADA_TOO, OPERATOR
from tests.promises.stores import MemoryRecord
from tests.promises.telling import Teller
from tests.promises.world import World

from courseware_core.content.catalog import load_catalog
from courseware_core.identity import Identity
from courseware_core.screen.profiles import PROFILES, Profile

TINY = Path(__file__).parents[1] / "data" / "courses" / "tiny"
Answers = Mapping[str, Sequence[bool]]
"""Right and wrong answers to each question, in order; the first wrong one, then others."""

questions = [item.id for activity in (STEPS, AT_END, TIMED) for item in rules("first")[activity].items]
answers = st.fixed_dictionaries(
    {question: st.lists(st.booleans(), min_size=1, max_size=3) for question in questions}
)


async def taken(world: World, activity: str, given_answers: Answers, who: Identity = ADA) -> Attempt:
    """The attempt of somebody who gives these answers, whatever order they are asked in."""
    await play(world, 0, who, activity, "on")
    attempt = world.book.of(who, activity)[-1]
    assert isinstance(attempt, Attempt)
    while attempt.is_open:
        slot = attempt.slots[attempt.current]
        wanted = given_answers[slot.item.id]
        if attempt.phase == "question":
            right = len(slot.answers) < len(wanted) and wanted[len(slot.answers)]
            await play(world, 0, who, activity, "right" if right else "other")
        else:
            again = attempt.may_try_again() and len(slot.answers) < len(wanted)
            move: Move = "again" if again else "on"
            await play(world, 0, who, activity, move)
    return attempt


async def scores(
    given_answers: Answers,
    *,
    seed: int = SEED,
    edition: Edition = "first",
    who: Identity = ADA,
    profile: Profile | None = None,
) -> list[Fraction]:
    """What the quizzes score, as the product says."""
    world = World(MemoryRecord(), PROMISES, seed=seed)
    world.profile = profile or world.profile
    await world.begin()
    for at in range(2):
        await world.restart(at, edition)
    sessions = [(await taken(world, activity, given_answers, who)).session for activity in (STEPS, AT_END)]
    found = [world.records.heads[session].score for session in sessions]
    await world.end()
    return [score for score in found if score is not None]


@given(given_answers=answers, seed=st.integers(0, 1000))
async def test_chance_and_order_make_no_difference(given_answers: Answers, seed: int) -> None:
    expected = await scores(given_answers)
    assert len(expected) == 2
    assert await scores(given_answers, seed=seed) == expected
    assert await scores(given_answers, edition="turned") == expected


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
async def test_the_surface_makes_no_difference(profile: Profile) -> None:
    given_answers = dict.fromkeys(questions, (False, True))
    expected = await scores(given_answers)
    assert await scores(given_answers, who=ADA_TOO, profile=profile) == expected


@given(given_answers=answers, question=st.sampled_from(questions), place=st.integers(0, 2))
async def test_one_more_wrong_answer_never_raises_a_score(
    given_answers: Answers, question: str, place: int
) -> None:
    before_it, after_it = given_answers[question][:place], given_answers[question][place:]
    worse = {**given_answers, question: [*before_it, False, *after_it]}
    for before, after in zip(await scores(given_answers), await scores(worse), strict=True):
        assert after <= before


async def test_restarts_after_every_press_make_no_difference() -> None:
    given_answers = dict.fromkeys(questions, (False, True))
    expected = await scores(given_answers)
    world = World(SQLiteRecord(), PROMISES)
    await world.begin()
    send = world.send

    async def send_and_restart(*sent: Any, **how: Any) -> Any:
        turn = await send(*sent, **how)
        await world.restart(0)
        return turn

    world.send = send_and_restart  # type: ignore[method-assign]
    found = [(await taken(world, activity, given_answers)).session for activity in (STEPS, AT_END)]
    assert [world.records.heads[session].score for session in found] == expected
    await world.end()


@given(given_answers=answers)
async def test_grading_again_by_the_same_content_changes_nothing(given_answers: Answers) -> None:
    world = World(MemoryRecord(), PROMISES)
    await world.begin()
    tell = Teller(world)
    for activity in (STEPS, AT_END, TIMED):
        attempt = await taken(world, activity, given_answers)
        before = world.records
        again = await world.workers[0].app.operators.regrade(OPERATOR, attempt.session, lower=True)
        assert again.outcome == "same"
        assert await world.read(afresh=True) == before
        await tell(world.report(0, ADA))
    await world.end()


def _reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed_keys(value[key]) for key in reversed(value)}
    return [_reversed_keys(each) for each in value] if isinstance(value, list) else value


def _with_keys_reversed(course: Path) -> None:
    for file in course.rglob("*.yaml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        file.write_text(yaml.safe_dump(_reversed_keys(content), sort_keys=False), encoding="utf-8")


def _with_a_file_renamed(course: Path) -> None:
    (pool,) = course.rglob("core.yaml")
    pool.rename(pool.with_name("renamed.yaml"))
    (test,) = course.rglob("test.yaml")
    test.write_text(test.read_text(encoding="utf-8").replace("core.yaml", "renamed.yaml"), encoding="utf-8")


def _elsewhere(course: Path) -> None:
    """The folder itself is another."""


@pytest.mark.parametrize("change", [_with_keys_reversed, _with_a_file_renamed, _elsewhere])
def test_how_the_files_are_written_makes_no_difference(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    course = tmp_path / "another-name"
    copytree(TINY, course)
    change(course)
    before, after = load_catalog(TINY), load_catalog(course)
    assert before.ids == after.ids
    for activity in before.ids:
        assert before.activity(activity).digest == after.activity(activity).digest
