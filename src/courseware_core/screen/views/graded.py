"""What was said of an answer in words or code: by whom, on what evidence, and what is still to be said.

The criteria and the model answer are shown when the answer is settled, and until then what it lacks.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from courseware_core.blocks import Block, Callout, Code, List, ListItem, RichText, Span, text
from courseware_core.content.inline import inline
from courseware_core.content.questions.open import Coding, Criterion, WrittenQuestion
from courseware_core.content.structure import Finding
from courseware_core.engine.facts import Decided
from courseware_core.engine.grading import (
    Verdict,
    is_settled,
    may_read,
    may_try_again,
    verdicts,
    waits,
)
from courseware_core.engine.slots import Graded, SlotState
from courseware_core.screen.findings import finding
from courseware_core.screen.model import Control
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.graders import (
    had_said,
    provider_of,
    reviewer_of,
    says_so,
    why_no_verdict,
)
from courseware_core.screen.views.parts import box, paragraph, said
from courseware_core.screen.views.points import as_written, better_answer, sums
from courseware_core.screen.words import Words


def graded(
    slot: SlotState,
    question: WrittenQuestion,
    context: Context,
    *,
    choosing: bool = False,
    ended: bool = False,
) -> Iterator[Block]:
    """The last answer with everything that was said of it, and the model answer when that may be seen.

    While the learner is `choosing` among the criteria that are open, these are left out. Where the attempt
    has `ended`, the model answer may be seen in any case.
    """
    words, settled = context.words, ended or is_settled(slot, question)
    if slot.response is not None:
        yield box(words, "learner", as_written(slot.response.text or "", question))
    yield from _reviewed(slot.last, words)
    if settled:
        yield Callout(tone="key", label=words.say("Model answer"), body=tuple(_model_answer(question)))
    yield from what_was_said(slot, question, context, settled=settled, choosing=choosing)


def what_was_said(
    slot: SlotState,
    question: WrittenQuestion,
    context: Context,
    *,
    settled: bool,
    choosing: bool = False,
    retrying: bool = False,
) -> Iterator[Block]:
    """What stands of each criterion of the last answer, what that is worth, and what is still to come.

    The criteria themselves are shown only where the answer is `settled`; until then they go by number. While
    the learner is `retrying`, it is said what becomes of an answer that waits for a person.
    """
    words = context.words
    found = verdicts(slot.last, question)
    sentences = [*sums(slot, question, found, words)]
    is_known = settled or any(each.by for each in found)
    open_too = is_known and not choosing
    if open_too and slot.response is not None and any(each.met is None for each in found):
        sentences.append(words.say("Open means that nobody has decided it so far."))
    if sentences:
        yield said(" ".join(sentences))
    shared = _found_in_several(found, words)
    if shared:
        yield said(" ".join(shared))
    items = tuple(
        ListItem(text=_criterion(criterion, verdict, slot, words, settled=settled, found=found, said=shared))
        for criterion, verdict in zip(question.rubric, found, strict=True)
        if verdict.met is not None or open_too
    )
    if items:
        yield List(items=items, ordered=len(items) == len(found))
    yield from _to_read_again(slot, question, found, context, settled=settled)
    yield from better_answer(slot, question, words)
    yield from _still_to_come(slot, question, context, settled=settled, retrying=retrying)


def looking_again(slot: SlotState, context: Context) -> Iterator[Control]:
    """The way to see whether a model has read the last answer by now, where one is to."""
    if slot.last.is_owed:
        yield go(Go("enter", context.here), context.words.say("Look again"))


def worth(criterion: Criterion, words: Words) -> RichText:
    """A criterion with its points."""
    return (*inline(criterion.criterion), *text(f" {_points(criterion, words)}"))


# One criterion


def _several(found: tuple[Verdict, ...]) -> bool:
    return len({each.by for each in found if each.by}) > 1


def _found_in_several(found: tuple[Verdict, ...], words: Words) -> list[str]:
    """What checks found in the same way for more than one criterion, which is said once."""
    sentences = (
        sentence
        for verdict in found
        for sentence in {finding(words, each): None for each in _findings(verdict) if each.code != "more"}
    )
    return [sentence for sentence, times in Counter(sentences).items() if times > 1]


def _findings(verdict: Verdict) -> tuple[Finding, ...]:
    return verdict.judgement.findings if verdict.judgement else ()


def _criterion(
    criterion: Criterion,
    verdict: Verdict,
    slot: SlotState,
    words: Words,
    *,
    settled: bool,
    found: tuple[Verdict, ...],
    said: Collection[str],
) -> RichText:
    """What stands of one criterion among all that were `found`, without what was `said` already.

    What it is stands there when the answer is settled.
    """
    if not settled:
        first: RichText = (Span(text=_verdict_alone(criterion, verdict, words), bold=True),)
    elif slot.response is None:
        first = worth(criterion, words)
    else:
        first = (*text(f"{_verdict(verdict, words)} "), *worth(criterion, words))
    reasons = [text(says_so(verdict.by, slot.last, words))] if verdict.by and _several(found) else []
    reasons += _reasons(criterion, verdict, slot.last, words, settled=settled, said=said)
    return (*first, *(span for reason in reasons for span in (*text("\n"), *reason)))


def _reasons(
    criterion: Criterion,
    verdict: Verdict,
    graded: Graded,
    words: Words,
    *,
    settled: bool,
    said: Collection[str],
) -> Iterator[RichText]:
    if before := _before(criterion, verdict, graded):
        yield text(had_said(before.by, graded, before.met, words))
    if verdict.met and verdict.judgement and verdict.judgement.quote:
        yield text(words.say("You wrote: “{quote}”", quote=verdict.judgement.quote))
    sentences = dict.fromkeys(finding(words, each) for each in _findings(verdict))
    yield from (text(each) for each in sentences if each not in said)
    if verdict.met is False and criterion.missing and not settled:
        yield inline(criterion.missing)


def _to_read_again(
    slot: SlotState,
    question: WrittenQuestion,
    found: tuple[Verdict, ...],
    context: Context,
    *,
    settled: bool,
) -> Iterator[Block]:
    """The sections that say what somebody found missing, each once; where none is named, the question's."""
    lacking = [each for each, verdict in zip(question.rubric, found, strict=True) if verdict.met is False]
    named = [each.see for each in lacking if each.see]
    if not named and question.see and settled and (lacking or slot.response is None):
        named = [question.see]
    titles = dict.fromkeys(context.sections[each] for each in named if each in context.sections)
    if titles:
        yield said(context.words.say("To read again: {section}", section="; ".join(titles)))


def _before(criterion: Criterion, verdict: Verdict, graded: Graded) -> Decided | None:
    """What had been decided of a criterion, if a person decided otherwise."""
    before = graded.reviewed.before if graded.reviewed else ()
    return next(
        (each for each in before if each.criterion == criterion.id and each.met is not verdict.met), None
    )


def _verdict(verdict: Verdict, words: Words) -> str:
    if verdict.met is None:
        return words.say("Open:")
    return words.say("Met:") if verdict.met else words.say("Not met:")


def _verdict_alone(criterion: Criterion, verdict: Verdict, words: Words) -> str:
    """What stands of a criterion that may not be seen yet."""
    if verdict.met is None:
        return words.count("Open ({n} point)", "Open ({n} points)", criterion.points)
    if verdict.met:
        return words.count("Met ({n} point)", "Met ({n} points)", criterion.points)
    return words.count("Not met ({n} point)", "Not met ({n} points)", criterion.points)


def _points(criterion: Criterion, words: Words) -> str:
    return words.count("({n} point)", "({n} points)", criterion.points)


# Who said what, and who has not yet


def _reviewed(graded: Graded, words: Words) -> Iterator[Block]:
    """That a person has read the answer, and what they wrote."""
    reviewed = graded.reviewed
    if reviewed is None:
        return
    sentence = words.say("{reviewer} has read your answer.", reviewer=reviewed.reviewer)
    if reviewed.reason:
        sentence = f"{sentence} {words.say('The reason: {reason}', reason=reviewed.reason)}"
    yield box(words, "notice", [said(sentence)])


def _still_to_come(
    slot: SlotState, question: WrittenQuestion, context: Context, *, settled: bool, retrying: bool
) -> Iterator[Block]:
    """Why there is no verdict yet, and who is to give it."""
    words, last = context.words, slot.last
    sentences: list[str] = []
    if last.is_owed:
        sentences.append(_being_read(last, context))
    elif last.judged and why_no_verdict(last.judged, words) and not last.reviewed:
        provider = provider_of(last)
        sentences.append(words.say("The model of {provider} gives no verdict.", provider=provider))
        sentences.append(why_no_verdict(last.judged, words))
        if last.judged.doubts[:1] == ("addressed",):
            sentences += _to_do_when_addressed(slot, question, words, settled=settled)
    if waits(last, question) and not last.is_owed:
        sentences.append(_waiting(last, question, context, retrying=retrying))
    if sentences:
        yield box(words, "notice", [said(" ".join(sentences))])


def _waiting(graded: Graded, question: WrittenQuestion, context: Context, *, retrying: bool) -> str:
    """Whom the last answer waits for, and what becomes of it when there is a new one."""
    words, reviewer = context.words, reviewer_of(graded)
    if not retrying:
        return words.say(
            "Your answer waits for {reviewer}. What comes of it is shown in your result.", reviewer=reviewer
        )
    if may_read(question, "", context.reviewer)[1] == reviewer:
        return words.say(
            "Your last answer waits for {reviewer}. A new one takes its place, and nobody reads the last one"
            " any more.",
            reviewer=reviewer,
        )
    return words.say(
        "Your last answer waits for {reviewer}. If you send a new one, nobody reads the last one any more.",
        reviewer=reviewer,
    )


def _to_do_when_addressed(
    slot: SlotState, question: WrittenQuestion, words: Words, *, settled: bool
) -> Iterator[str]:
    """What is to be done about an answer that speaks to whoever grades it; a person it waits for is named."""
    if not settled and may_try_again(slot, question):
        yield words.say("Leave out what is not part of the answer, and try again.")
    elif slot.last.met is None and not waits(slot.last, question):
        yield words.say("Nobody else reads it, so compare it with the model answer yourself.")


def _being_read(graded: Graded, context: Context) -> str:
    words, provider = context.words, provider_of(graded)
    if context.writing == "here":
        return words.say(
            "The model of {provider} is reading your answer. It is kept, also if you leave.",
            provider=provider,
        )
    if context.writing == "elsewhere":
        return words.say(
            "Your answer is being read in another window, or was when a program ended."
            " It is kept, and you can go on."
        )
    return words.say(
        "The model of {provider} has not read your answer yet. It is kept, and you can go on.",
        provider=provider,
    )


def _model_answer(question: WrittenQuestion) -> Iterator[Block]:
    if isinstance(question, Coding):
        yield Code(text=question.model_answer.rstrip("\n"), language=question.language)
    else:
        yield from map(paragraph, re.split(r"\n\s*\n", question.model_answer))
