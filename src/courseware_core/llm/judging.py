"""A model's verdict on an answer in words or code: it is asked twice, and code doubts what it says."""

import asyncio
import re
from collections.abc import Sequence
from typing import Final

from courseware_core.chat import ChatReply
from courseware_core.content.questions.open import Criterion, WrittenQuestion
from courseware_core.engine.facts import Instead
from courseware_core.llm.addressing import addresses_grader
from courseware_core.llm.calls import MAX_TOKENS, Calls, estimated
from courseware_core.llm.folding import fold
from courseware_core.llm.judge_prompt import messages, schema
from courseware_core.llm.outcomes import Judging
from courseware_core.llm.verdicts import Pass, read

PASSES: Final = 2
"""How often a model is asked about an answer."""

_GARBLED: Final = Pass(doubts=("garbled",))

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def without_a_call(question: WrittenQuestion, text: str) -> Judging | None:
    """What is known of an answer that no model need be asked about; None when one is to be asked.

    A blank one meets nothing. One that talks to whoever grades it is for a person; so is one in a script in
    which it cannot have the author's anchors.
    """
    if not any(character.isalnum() for character in fold(text)) or not _criteria(question):
        return Judging()
    if addresses_grader(text):
        return Judging(doubts=("addressed",))
    if _is_latin(question.stem) and not _is_latin(text):
        return Judging(doubts=("unanchored",))
    return None


def most_tokens(question: WrittenQuestion, text: str) -> int:
    """The most tokens that both passes use, by estimate: prompts and replies."""
    return PASSES * (estimated(messages(question, _criteria(question), text)) + MAX_TOKENS)


async def judged(calls: Calls, question: WrittenQuestion, text: str, locale: str) -> Judging:
    """What the model says of the answer `text`.

    It is asked again, with the criteria in the opposite order, unless its first verdict is in doubt.
    """
    criteria = _criteria(question)
    first = await _pass(calls, question, criteria, text, locale)
    if not isinstance(first, Pass):
        return Judging(instead=first, usage=calls.usage)
    if first.doubts:
        return Judging(first.judgements, first.doubts, usage=calls.usage)
    second = await _pass(calls, question, criteria[::-1], text, locale)
    if not isinstance(second, Pass):
        return Judging(first.judgements, instead=second, usage=calls.usage)
    doubts = second.doubts
    if second.judgements and _said(first) != _said(second):
        doubts = (*doubts, "passes_differ")
    return Judging(first.judgements, doubts, usage=calls.usage)


async def _pass(
    calls: Calls, question: WrittenQuestion, criteria: Sequence[Criterion], text: str, locale: str
) -> Pass | Instead:
    said = await calls.complete(messages(question, criteria, text), schema=schema(criteria))
    if isinstance(said, ChatReply):
        if said.finish == "length":
            return _GARBLED
        # A reply that was made to be hard to look at takes some hundredths of a second.
        return await asyncio.to_thread(read, said.text, criteria, text, locale)
    return _GARBLED if said == "unfit" else said


def _criteria(question: WrittenQuestion) -> tuple[Criterion, ...]:
    """Those that no check decides."""
    return tuple(each for each in question.rubric if each.check is None)


def _said(found: Pass) -> frozenset[tuple[str, str]]:
    return frozenset((each.criterion, each.met) for each in found.judgements)


def _is_latin(text: str) -> bool:
    """Whether at least half of the letters of `text` are Latin, or it has none."""
    letters = _LETTER.findall(fold(text))
    return 2 * sum(bool(_LATIN.match(each)) for each in letters) >= len(letters)
