"""What operators changed in a session, told to its learner."""

from collections.abc import Collection, Iterator, Sequence

from courseware_core.blocks import Block
from courseware_core.engine.facts import (
    AnswerReviewed,
    AttemptRegraded,
    DeadlineExtended,
    Fact,
    SessionVoided,
)
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Changed, Context, go
from courseware_core.screen.views.parts import box, said
from courseware_core.screen.words import Words


def change_blocks(context: Context, *, beside: Collection[Fact] = ()) -> list[Block]:
    """A note for each change that stands: what was done, when, by whom and why.

    The reasons of those `beside` stand elsewhere on the screen.
    """
    words = context.words
    return [
        box(words, "notice", [said(_sentence(each, words, with_reason=each.fact not in beside))])
        for each in _last_words(context.changes)
    ]


def _last_words(changes: Sequence[Changed]) -> Iterator[Changed]:
    """The changes without the reviews that a later one of the same answer has replaced."""
    last = {
        (each.fact.slot, each.fact.answer): each for each in changes if isinstance(each.fact, AnswerReviewed)
    }
    for each in changes:
        if not isinstance(each.fact, AnswerReviewed) or last[each.fact.slot, each.fact.answer] is each:
            yield each


def voided_screen(activity: str, title: str, context: Context) -> Screen:
    """Says that the session counts for nothing any more, and leads to a new one."""
    again = go(Go("again", activity), context.words.say("Take it again"))
    return Screen(
        name="voided",
        eyebrow=context.eyebrow,
        title=title,
        blocks=tuple(change_blocks(context)),
        controls=(context.menu(), again),
        locale=context.words.locale,
    )


def _sentence(change: Changed, words: Words, *, with_reason: bool) -> str:
    at, fact = words.moment(change.at), change.fact
    match fact:
        case DeadlineExtended():
            sentence = words.say(
                "{by} gave you more time on {at}: until {until}.",
                by=change.by,
                at=at,
                until=words.moment(fact.deadline),
            )
        case AnswerReviewed():
            sentence = _reviewed(fact, at, words)
        case AttemptRegraded():
            sentence = words.say(
                "{by} had this attempt graded again on {at}, and the result changed.", by=change.by, at=at
            )
        case SessionVoided(cause="linked") if change.number:
            return words.say(
                "Attempt {n} was set aside on {at}, when you linked two accounts and kept another one.",
                n=change.number,
                at=at,
            )
        case SessionVoided(cause="linked"):
            return words.say(
                "This attempt was set aside on {at}, when you linked two accounts and kept another one.",
                at=at,
            )
        case SessionVoided() if change.number:
            sentence = words.say(
                "{by} took attempt {n} out of your results on {at}.", by=change.by, n=change.number, at=at
            )
        case SessionVoided():
            sentence = words.say("{by} took this out of your results on {at}.", by=change.by, at=at)
        case _:
            raise TypeError(f"{type(fact).__name__} is no change by an operator")
    if not fact.reason or not with_reason:
        return sentence
    return f"{sentence} {words.say('The reason: {reason}', reason=fact.reason)}"


def _reviewed(fact: AnswerReviewed, at: str, words: Words) -> str:
    """Who read which answer, and how many criteria it met before and meets now."""
    question, met = fact.slot + 1, len(fact.met)
    if not fact.before:
        return words.say(
            "{by} read your answer to question {question} on {at}. Criteria met: {met}.",
            by=fact.reviewer,
            question=question,
            at=at,
            met=met,
        )
    return words.say(
        "{by} read your answer to question {question} on {at}. Criteria met: {before} before, {met} now.",
        by=fact.reviewer,
        question=question,
        at=at,
        before=sum(each.met for each in fact.before),
        met=met,
    )
