"""A process is killed at any moment between a learner's answer and the model's verdict."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.judges import ANSWER, BREAD, CLEAR, GRACE, QUIZ, asked, graded, quick_judge
from tests.app.modelling import used
from tests.app.surroundings import ADA, opened

from courseware_core.engine.facts import AnswerGiven, AnswerJudged, ReadersTold
from courseware_core.testing.fakes import FixedClock, RepeatableChance

CHILD = Path(__file__).parent / "children" / "judged.py"
MOMENTS = (
    "before the answer is written",
    "before the answer is committed",
    "at the first call",
    "at the second call",
    "before the verdict is written",
    "before the verdict is committed",
)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Sequence[tuple[str, int]]:
    """The record of a process that submits an answer and is killed at each moment, and how it ended.

    After the last moment comes a process that nothing kills.
    """
    folder = tmp_path_factory.mktemp("records")
    urls = [f"sqlite:///{folder / f'{moment}.db'}" for moment in range(len(MOMENTS) + 1)]
    done = subprocess.run(
        [sys.executable, CHILD, *urls],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=120,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return list(zip(urls, map(int, done.stdout.split()), strict=True))


@pytest.mark.parametrize("moment", range(len(MOMENTS)), ids=MOMENTS)
async def test_the_answer_is_judged_once_by_whoever_looks_next(
    moment: int, left: Sequence[tuple[str, int]]
) -> None:
    url, ended = left[moment]
    assert ended == -signal.SIGKILL
    clock, judge = FixedClock(), quick_judge()
    async with opened(
        BREAD, url, clock=clock, chance=RepeatableChance(1), model=judge, reviewer=GRACE
    ) as app:
        committed = bool(await graded(app))
        assert committed == (moment >= MOMENTS.index("at the first call"))
        if committed:
            await app.enter(ADA, QUIZ)
            assert judge.asked == 0, "the model may be answering somebody else still"
            clock.move(timedelta(minutes=1))
            for _ in range(2):
                await app.enter(ADA, QUIZ)
        else:
            await (await asked(app)).write(ANSWER)
        given, told, verdict = await graded(app)
        assert isinstance(given, AnswerGiven)
        assert told == ReadersTold(0, 0, "Example", GRACE)
        assert verdict == CLEAR
        assert judge.asked == 2
        (usage,) = await used(app)
        assert usage.calls == 1 + committed, "the call that was lost counts, too"


async def test_no_other_moment_is_there(left: Sequence[tuple[str, int]]) -> None:
    url, ended = left[-1]
    assert ended == 0
    async with opened(BREAD, url, reviewer=GRACE) as app:
        assert [type(fact) for fact in await graded(app)] == [AnswerGiven, ReadersTold, AnswerJudged]
