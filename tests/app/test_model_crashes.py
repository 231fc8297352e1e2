"""A process is killed between a learner's message and the model's reply."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.app.modelling import LAB, USED, WORDS, quick_model, said, talked, used
from tests.app.surroundings import ADA, opened

from courseware_core.testing.fakes import FixedClock, RepeatableChance

CHILD = Path(__file__).parent / "children" / "waiting.py"


def killed_while_waiting(url: str) -> None:
    """Returns when a process has sent a message to a model, and was killed before it had a reply."""
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, CHILD, url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "asked\n"
        child.kill()


async def test_the_message_is_there_and_the_reply_comes_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    killed_while_waiting(url)
    clock, model = FixedClock(), quick_model()
    async with opened(store=url, clock=clock, chance=RepeatableChance(1), model=model) as app:
        waiting = await app.enter(ADA, LAB)
        assert "Why does it turn brown?" in said(waiting.screen)
        assert "is being written in another window" in said(waiting.screen)
        assert model.asked == 0
        clock.move(timedelta(minutes=1))
        for _ in range(2):
            back = await app.answer(ADA, waiting.screen, "Ask again")
            assert WORDS in said(back.screen)
        messages, replies = await talked(app)
        assert (messages, len(replies), model.asked) == (["Why does it turn brown?"], 1, 1)
        (usage,) = await used(app)
        assert (usage.calls, usage.unpriced, usage.usage.estimated) == (2, 1, True)
        assert usage.usage.tokens > USED.tokens  # what was set aside for the lost call counts


async def test_without_a_model_the_lesson_replies_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    killed_while_waiting(url)
    async with opened(store=url) as app:
        back = await app.enter(ADA, LAB)
        assert "as a cut apple does" in said(back.screen)
        _, (reply,) = await talked(app)
        assert (reply.source, reply.instead) == ("lesson", "")
