"""What a model's reply about an answer says, as far as code can verify it. Pure."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from courseware_core.content.questions.open import Criterion
from courseware_core.engine.facts import Doubt, Judgement
from courseware_core.llm.anchors import holds_any
from courseware_core.llm.markup import LOOKED_AT, without_thoughts
from courseware_core.llm.quotations import as_written, length
from courseware_core.llm.wording import words

QUOTED_WORDS = 2
"""The fewest words of a quote, unless the answer has no more."""

SHOWN_BY_ONE = 2
"""How many criteria the same words may show."""


class Pass(NamedTuple):
    """What one reply says, in the order of the criteria asked about, and what makes it doubtful."""

    judgements: tuple[Judgement, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True)

    id: str
    met: Literal["yes", "no", "unsure"]
    quote: str | None = None


class _Reply(BaseModel):
    model_config = ConfigDict(strict=True)

    criteria: list[_Entry]


def read(reply: str, criteria: Sequence[Criterion], answer: str, locale: str) -> Pass:
    """What `reply` says of `answer`, with the answer's own words as quotes."""
    said = _parsed(reply, {each.id for each in criteria})
    if said is None:
        return Pass(doubts=("garbled",))
    found = [_verified(said[each.id], each, answer, locale) for each in criteria]
    judgements = tuple(judgement for judgement, _ in found)
    doubts = tuple(dict.fromkeys(doubt for _, doubt in found if doubt))
    return Pass(judgements, (*doubts, "one_quote") if _share_a_quote(judgements) else doubts)


def _verified(said: _Entry, criterion: Criterion, answer: str, locale: str) -> tuple[Judgement, Doubt | None]:
    if said.met != "yes":
        return Judgement(criterion.id, said.met), "unsure" if said.met == "unsure" else None
    quote = as_written(said.quote or "", answer)
    if not quote or _words(quote) < min(QUOTED_WORDS, _words(answer)):
        return Judgement(criterion.id, "yes"), "unquoted"
    anchored = not criterion.anchors or holds_any(quote, criterion.anchors, locale)
    return Judgement(criterion.id, "yes", quote), None if anchored else "unanchored"


def _share_a_quote(judgements: Sequence[Judgement]) -> bool:
    """Whether more criteria than may be are shown by the same words, which may stand within longer quotes."""
    quotes = [each.quote for each in judgements if each.quote]
    return any(sum(quote in other for other in quotes) > SHOWN_BY_ONE for quote in quotes)


def _words(text: str) -> int:
    return max(len(words(text)), length(text))


def _parsed(reply: str, ids: Collection[str]) -> dict[str, _Entry] | None:
    """The entries of a reply by criterion; None unless it holds one such object, with each of `ids` once."""
    if len(reply) > LOOKED_AT:
        return None
    replies = [each for each in _objects(without_thoughts(reply)) if "criteria" in each]
    if len(replies) != 1:
        return None
    try:
        entries = _Reply.model_validate(replies[0]).criteria
    except ValidationError:
        return None
    found = {each.id: each for each in entries}
    return found if len(entries) == len(found) and found.keys() == set(ids) else None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text, outermost ones only."""
    decoder = json.JSONDecoder(object_pairs_hook=_without_doubles)
    at = text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found
