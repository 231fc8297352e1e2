"""A lab of Module 6 in which the model fails in the middle and comes back, as plain text.

`python -m tests.app.model_transcript` writes it into docs/models.md.
"""

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta

from tests.app.model_faults import ROOT, dummy_key, resting
from tests.app.surroundings import SHIPPED, learner

from courseware_core.screen.model import Screen
from courseware_core.screen.text import render_text
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.provider import LoopbackProvider, Reply, Status

PAGE = ROOT / "docs" / "models.md"
HEADING = "## A lab in which the model fails"
LAB = "m06.l1.lab"
PORT = "11434"
"""Stands for the port of the provider, which is another one each time, and as wide."""

REPLIES: Mapping[str, Reply | Status] = {
    "What happens to the weights while a model is fine-tuned?": Reply(
        "Every example gives all of them a tiny push, and very many pushes add up. Nobody sits there and "
        "points at weights: how far each one goes follows from one number, the loss, which training tries to "
        "make smaller. The lesson puts it like this:\n"
        "> So nobody picks out which weights to change.",
        tokens=(1480, 71),
    ),
    "But does the model forget what it read before?": Reply(
        "Here the lesson is careful. It pictures the model as a library with somebody who works in it, and "
        "it is the person who changes most.\n"
        "> The model's knowledge is largely preserved, though fine-tuning can cause forgetting.",
        tokens=(1590, 58),
    ),
    "How many examples do I need?": Status(503),
    "How is pre-training different from fine-tuning?": Status(503),
    "So why can a jailbreak still work?": Reply(
        "Because declining is a habit that was trained in, and a habit leaves the shelves as they are. Go "
        "and see what Qi and colleagues did with ten examples, which says how deep such a habit goes.\n"
        "> the model has learned to decline, but it has not been emptied",
        tokens=(1720, 56),
    ),
    "The layers and how they are connected, and also the text it was trained on at first.": Reply(
        "Two thoughts are in your answer: one about how the model is built, and one about what it read in "
        "its first phase. You name the layers and their connections for the first, and the early text for "
        "the second.",
        tokens=(1850, 44),
    ),
}
"""What the learner writes, and what the provider does about it. A status comes back on every try."""

RESTED_BEFORE = "So why can a jailbreak still work?"
"""Before this message the model's rest passes."""


async def transcript() -> str:
    """The conversation, message by message, as the plainest surface shows it."""
    clock = FixedClock()
    with LoopbackProvider() as provider:
        provider.script(lambda messages: _answer(messages[-1]["content"]))
        async with resting(provider.base, clock, content=SHIPPED) as app:
            someone = learner(app)
            shown = [render_text(await someone.enter(LAB))]
            await someone.press("Talk with the model")
            for message in REPLIES:
                if message == RESTED_BEFORE:
                    clock.move(timedelta(minutes=1))
                    shown.append("(A minute passes.)")
                shown.append(render_text(_conversation(await someone.write(message))))
            await someone.press("I had it")
            shown.append(render_text(await someone.press("Finish the lab")))
        text = "\n\n\n".join(shown)
        return "\n".join(
            line.rstrip() for line in text.replace(provider.address, f"127.0.0.1:{PORT}").split("\n")
        )


def _answer(asked: str) -> Reply | Status:
    return next(answer for message, answer in REPLIES.items() if message in asked)


def _conversation(screen: Screen) -> Screen:
    """The screen without what stands on every one."""
    return screen.model_copy(
        update={"eyebrow": "", "title": "", "controls": (), "input": None, "submit": None}
    )


def section(shown: str) -> str:
    """The section of the document."""
    return f"""\
{HEADING}

A learner talks about fine-tuning. After two messages the provider answers every request with status 503, and
a minute later it works again. This is what the learner reads; the first and the last screen are whole, the
others are shown without their controls.

```text
{shown}
```
"""


def with_section(document: str, shown: str) -> str:
    """The document with that section in place of the one it has."""
    return re.sub(rf"{HEADING}\n.*?\n```\n", lambda _: section(shown), document, flags=re.DOTALL)


if __name__ == "__main__":
    with dummy_key():
        found = asyncio.run(transcript())
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
