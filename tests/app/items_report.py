"""Two hundred simulated learners take a small course, and the item report says what they met there.

`python -m tests.app.items_report` writes docs/items.md.
"""

import asyncio
import math
import random  # noqa: TID251 - simulated people, the same for the same seed
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.app.surroundings import COURSES, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.identity import Identity
from courseware_core.inputs import ChooseOne, ChooseSeveral
from courseware_core.itemising import ItemsReport
from courseware_core.testing.journeys import Learner
from courseware_terminal.items import as_text

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "items.md"
COURSE = COURSES / "items"
QUIZ = "i1.l1.quiz"
TEST = "i1.test"
LEARNERS = 200

DIFFICULTY: Mapping[str, float] = {
    "i1.fair": 0.0,
    "i1.easy": -6.0,
    "i1.hard": 2.5,
    "i1.several": 0.3,
    "i1.true": -0.5,
    "i1.t1": -1.0,
    "i1.t2": 0.5,
    "i1.t3": 0.0,
}
"""How able one has to be to know the answer with even odds; abilities are spread like a bell around 0."""

MISKEYED = "i1.wrong-key"
"""The author took the wrong option for the right one: who knows more chooses `drops`."""


@dataclass
class Told:
    """What the simulation knows of its learners' first answers, item by item, to hold the report against."""

    answered: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    chosen: dict[tuple[str, str], int] = field(default_factory=dict)


async def simulate(app: Courseware, learners: int = LEARNERS, seed: int = 6) -> Told:
    """Takes `learners` through the quiz and the test of the course, always in the same way for one seed."""
    dice = random.Random(seed)
    told = Told()
    for number in range(learners):
        someone = learner(app, Identity("test", "local", f"learner-{number:03}"))
        await _take(someone, dice, told, ability=dice.gauss(0, 1))
    return told


async def _take(someone: Learner, dice: random.Random, told: Told, *, ability: float) -> None:
    answered: set[str] = set()
    for activity in (QUIZ, TEST):
        await someone.enter(activity)
        while someone.screen.name != "result":
            match someone.screen.name:
                case "question":
                    question = someone.question()
                    options = _options(question.id, dice, ability)
                    if question.id not in answered:
                        answered.add(question.id)
                        _note(told, question.id, options)
                    if dice.random() < 0.2 and any(each.role == "hint" for each in someone.screen.controls):
                        await someone.press("hint")
                    await _give(someone, options)
                case "feedback" if dice.random() < 0.3 and _may_try_again(someone):
                    await someone.press("Try again")
                    await someone.answer(rightly=True)
                case "summary":
                    await someone.press("Hand in")
                case _:
                    await someone.press("next")


KEYS: Mapping[str, tuple[str, ...]] = {
    "i1.fair": ("sooner",),
    "i1.easy": ("ice",),
    "i1.hard": ("still",),
    MISKEYED: ("steam",),
    "i1.several": ("lid", "height"),
    "i1.true": ("false",),
    "i1.t1": ("water",),
    "i1.t2": ("water",),
    "i1.t3": ("ice",),
}

WRONG: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "i1.fair": (("later",),),  # nobody is taken in by `never`
    "i1.easy": (("salt",), ("sand",)),
    "i1.hard": (("river",), ("river",), ("sea",)),
    MISKEYED: (("drops",),),
    "i1.several": (("lid",), ("lid", "salt"), ("lid", "height", "salt")),
    "i1.true": (("true",),),
    "i1.t1": (("air",),),
    "i1.t2": (("air",),),
    "i1.t3": (("snow",),),
}


def _options(item: str, dice: random.Random, ability: float) -> tuple[str, ...]:
    """What a learner of that ability chooses, as ids of options, or as text."""
    if item == MISKEYED:
        return ("drops",) if dice.random() < _odds(ability) else dice.choice((("steam",), ("smoke",)))
    knows = dice.random() < _odds(1.5 * (ability - DIFFICULTY[item]))
    return KEYS[item] if knows else dice.choice(WRONG[item])


def _odds(by: float) -> float:
    return 1 / (1 + math.exp(-by))


def _note(told: Told, item: str, options: tuple[str, ...]) -> None:
    told.answered[item] = told.answered.get(item, 0) + 1
    told.right[item] = told.right.get(item, 0) + (options == KEYS[item])
    for option in options:
        told.chosen[item, option] = told.chosen.get((item, option), 0) + 1


async def _give(someone: Learner, options: tuple[str, ...]) -> None:
    question, asked = someone.question(), someone.screen.input
    if not isinstance(asked, ChooseOne | ChooseSeveral):
        await someone.write(options[0])
        return
    shown = list(map(plain, asked.options))
    if isinstance(question, ChoiceQuestion):
        texts = {option.id: option.text for option in question.options}
        await someone.choose(*(shown.index(texts[option]) for option in options))
    else:
        await someone.choose(("true", "false").index(options[0]))


def _may_try_again(someone: Learner) -> bool:
    return any("Try again" in each.label for each in someone.screen.controls)


async def simulated() -> tuple[Told, ItemsReport]:
    """What all simulated learners answered first, and the item report over them."""
    async with opened(COURSE) as app:
        return await simulate(app), await app.items()


def page(report: ItemsReport) -> str:
    """docs/items.md."""
    return f"""# How questions did

`courseware items [--course ID] [--json]` tells an author how each question did when learners were first
asked it. It is computed from recorded answers, each time anew, and changes nothing.

## What is counted

- Of each learner, over all their linked identities, the first time that they were shown an item: in a quiz,
  whole or of picked questions, or in their first attempt at a test or a mock exam. Left out are attempts
  that were never closed or were voided, rounds over what was missed, rounds of review and repeated tests.
- In a quiz with feedback after each answer the first answer counts, whatever came after it. Where answers may
  be changed until they are handed in, the one handed in counts.
- Learners who were forgotten are in none of it. Of them only anonymous counts are left, which say how often
  each option was chosen and cannot be put together to attempts.

## What is said

- **n**: learners who answered. **skipped**: learners who saw the question and did not answer it.
- **right**: the share of n that was right (the item's difficulty), exact in brackets and in JSON. Open and
  coding questions have none, since no rule marks them.
- **tries**, **hints**: means over n, where a question has more than one try, or hints.
- Each option with how many chose it; `*` marks what is right.
- **discrimination**: whether those who did well elsewhere did well here, from 30 answers on. It is the
  corrected item-total correlation: Pearson's correlation of the mark earned on the item with the share of
  the marks on the *other* items of the same attempt (the point-biserial correlation, where marks are 0 or 1).
  Leaving the item out of the total is the correction of
  [Henrysson (1963)](https://doi.org/10.1007/BF02289618). Near 0, the item tells nothing; below 0, look at its
  key first.
- **!** flags, from 30 answers on: more than 95 % are right; fewer than 30 % are right; nobody chose a wrong
  option; those who chose a wrong option did better elsewhere than those who were right.
- **versions**: the item was asked in several versions of its quiz or test. Each marked its own answers.

## Over {LEARNERS} simulated learners

They take a course of nine questions into which faults were planted: a question that everybody knows, one
that few know, an option that takes nobody in, and a question whose author took the wrong option for the
right one.

```text
{as_text(report)}
```

This page is made by `python -m tests.app.items_report`, and a test holds it to what the product says.
"""


if __name__ == "__main__":
    PAGE.write_text(page(asyncio.run(simulated())[1]), encoding="utf-8")
