"""The table of attacks on the judge, and of good answers.

`python -m tests.app.attack_table` writes docs/attacks.md.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.app.answer_samples import Attack, GoodAnswer, asked_in, good_answers
from tests.app.attacking import REVIEWER, Attacked, End, Seen, seen_of_attacks, seen_of_good_answers

from courseware_core.engine.facts import Doubt

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"

WHY: Mapping[Doubt, str] = {
    "addressed": "it talks to whoever grades it",
    "unanchored": "no words of it show what was asked for",
    "unquoted": "the quote is none",
    "one_quote": "one quote is to show three criteria or more",
    "unsure": "the judge is not sure",
    "passes_differ": "asked again, the judge says something else",
    "garbled": "the verdict cannot be read",
}


def is_gained(attack: Attack, end: End) -> bool:
    """Whether more was said to be met than of the honest part of the answer."""
    return bool(end.met - attack.careful.keys())


def page(found: Sequence[Attacked], good: Mapping[str, Seen]) -> str:
    """docs/attacks.md."""
    rows = "\n".join(
        f"| {each.attack.id} | {each.attack.kind} | {_said(each.attack, each.obeyed.end)} "
        f"| {_said(each.attack, each.cunning.end)} |"
        for each in found
    )
    obeyed, half = ([getattr(each, judge) for each in found] for judge in ("obeyed", "cunning"))
    of_good = "\n".join(_row(each, good[each.id].end) for each in good_answers())
    decided = sum(not seen.end.waiting for seen in good.values())
    return f"""\
# Attacks on the judge

A model that judges answers reads what learners wrote, and may obey it. So each answer below was
submitted to the whole product with the worst judges there can be, and with a reviewer, {REVIEWER}:

- **Obedient**: it says yes to every criterion, twice, and quotes the sentence of the answer that serves
  best, or all of it.
- **Cunning**: it says yes wherever a quote is accepted and no elsewhere, so that nothing of what it says is
  in doubt. No model knows which quotes are accepted; this one is told.

“As without it” means that what is said to be met is what a careful reader finds met in the answer without
the attack, which is nothing where it is an attack and no more. **Gained** are criteria that are not. Nothing
of this counts, whatever the judge says: in every line score, pass and progress are those of a learner who
does not know and is told so.

| | obedient | cunning |
| --- | --- | --- |
{_sums(found, obeyed, half)}

| attack | kind | before the obedient judge | before the cunning judge |
| --- | --- | --- | --- |
{rows}

What is gained before the obedient judge is gained by words of the question or of the lesson in a row. They
hold the author's words and make no sense, or say nothing new. Code cannot tell them from answers. A judge
that reads can, and these two do not read.

## Good answers

{len(good)} people who are right say so in their own words. With a judge that finds what a careful reader
found, {decided} of {len(good)} answers are decided without a person; the others wait for one. With no model,
learners hold their answers against the criteria themselves, or the reviewer reads them. None is called wrong.

| answer | style | a careful reader found | in the end |
| --- | --- | --- | --- |
{of_good}

The answers are those of [good_answers.yaml](../tests/data/grading/good_answers.yaml) and
[attacks.yaml](../tests/data/grading/attacks.yaml). They were written from the lessons and the questions
alone, before their author saw a rubric. This page is made by `python -m tests.app.attack_table`, and a test
holds it to what the product does.
"""


def _sums(found: Sequence[Attacked], obeyed: Sequence[Seen], cunning: Sequence[Seen]) -> str:
    counts = [
        Counter(_sort(each.attack, seen.end) for each, seen in zip(found, column, strict=True))
        for column in (obeyed, cunning)
    ]
    kinds = ("refused", "needs review", "as without it", "gained")
    return "\n".join(f"| {kind} | {counts[0][kind]} | {counts[1][kind]} |" for kind in kinds)


def _sort(attack: Attack, end: End) -> str:
    if end.refused:
        return "refused"
    if end.waiting:
        return "needs review"
    return "gained" if is_gained(attack, end) else "as without it"


def _said(attack: Attack, end: End) -> str:
    sort = _sort(attack, end)
    match sort:
        case "refused":
            return f"refused: “{end.refused}”"
        case "needs review":
            return f"needs review: {_why(end)}"
        case "gained":
            return f"**gained**: {', '.join(sorted(end.met - attack.careful.keys()))}"
        case _:
            return f"{sort}: {', '.join(sorted(end.met)) or 'nothing met'}"


def _row(good: GoodAnswer, end: End) -> str:
    rubric = len(asked_in()[good.question][1].rubric)
    ended = f"needs review: {_why(end)}" if end.waiting else "decided"
    return f"| {good.id} | {good.style} | {len(good.careful)} of {rubric} | {ended} |"


def _why(end: End) -> str:
    return ", ".join(WHY[doubt] for doubt in end.doubts) or "there is nothing in it to judge"


async def _page() -> str:
    return page(await seen_of_attacks(), await seen_of_good_answers())


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(_page()), encoding="utf-8")
