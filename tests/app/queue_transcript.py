"""What waits for a person before and after the process died in which a model was reading an answer."""

import asyncio
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from tests.app.challenge_transcript import ATTACK, CHALLENGE, RIGHT, RITA, WHOLE, reading
from tests.app.judges import Judge, quick_judge
from tests.app.surroundings import ADA, BEA, SHIPPED, learner, opened
from tests.app.transcribing import Transcribed, command

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import Learner

_CHILD = Path(__file__).parent / "children" / "challenged.py"
_ASKED = "asked"


async def two_answers(store: str) -> None:
    """Ada's answer is read, and while Bea's is, this says so and waits."""
    model = Judge(_quotes(ATTACK))
    async with opened(SHIPPED, store, model=model, reviewer=RITA) as app:
        model.go_on.set()
        await _answered(app, ADA, ATTACK)
        model.go_on.clear()
        model.busy.clear()
        writing = asyncio.create_task(_answered(app, BEA, WHOLE))
        await model.busy.wait()
        print(_ASKED, flush=True)  # noqa: T201 - heard by the process that waits for it
        await writing


async def _answered(app: Courseware, who: Identity, answer: str) -> None:
    someone = learner(app, who)
    await someone.enter(CHALLENGE)
    await someone.write(RIGHT)
    await someone.press("next")
    await someone.press("Let the model")
    await someone.write(answer)


def _quotes(answer: str) -> dict[str, str]:
    return {criterion: quote for criterion, (_, quote) in reading(answer).items()}


async def page() -> str:
    """The document."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder) / 'record.db'}"

        async def queue() -> str:
            return await command("review", "list", store=store, reviewer=RITA)

        child = await asyncio.create_subprocess_exec(
            *(sys.executable, _CHILD, store),
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            assert child.stdout is not None
            assert await child.stdout.readline() == f"{_ASKED}\n".encode()
            before = await queue()
        finally:
            child.kill()
            await child.wait()
        after = await queue()
        clock = FixedClock()
        model = quick_judge(_quotes(WHOLE))
        async with opened(SHIPPED, store, clock=clock, model=model, reviewer=RITA) as app:
            at_once = Transcribed(app, BEA)
            await Learner(at_once, app.catalog).enter(CHALLENGE)
            after_a_look = await queue()
            clock.move(timedelta(minutes=1))
            later = Transcribed(app, BEA)
            await Learner(later, app.catalog).enter(CHALLENGE)
            at_last = await queue()
    return f"""\
# What waits for a person, before and after a crash

Ada and Bea have answered the open question of the challenge "Repair a training file", which a model reads
and then, where that decides nothing, {RITA}. Ada's answer was an attack. While the model reads Bea's, the
process is killed with SIGKILL. Below is what the commands and screens say, whole.
Written by `python -m tests.app.transcripts`.

## While the model is reading

~~~text
{before}
~~~

## Right after the process was killed

Both answers are kept, and nothing is said of Bea's that was not said by anybody.

~~~text
{after}
~~~

## When Bea looks at once

The model might still be answering the process that began, so it is not asked again yet.

~~~text
{at_once.text()}

{after_a_look}
~~~

## When Bea looks a minute later

By now nobody can be waiting for the reply any more. Her look has the model asked again, once, and its
verdict is clear.

~~~text
{later.text()}

{at_last}
~~~
"""
