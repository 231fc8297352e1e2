"""Picking questions of a quiz by their type or tag, before a round of it begins."""

from courseware_core.blocks import Block
from courseware_core.content.model import Quiz
from courseware_core.engine.picking import Pick, picks
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import said
from courseware_core.screen.words import Words


def pick_screen(quiz: Quiz, context: Context) -> Screen:
    """All questions, those of each type and those with each tag, and how the last whole attempt stands."""
    words = context.words
    blocks: list[Block] = [said(words.say("Take all questions, or only those of a type or a topic."))]
    blocks += [said(sentence) for sentence in _standing(context)]
    every = Go("again", quiz.id)
    controls = [go(every, words.say("All questions"), "next", note=_how_many(len(quiz.questions), words))]
    if context.missed:
        missed = _how_many(len(context.missed), words)
        controls.append(go(Go("missed", quiz.id), words.say("Only what I missed"), note=missed))
    controls += [_way(quiz, pick, words) for pick in picks(quiz)]
    return Screen(
        name="pick",
        eyebrow=context.eyebrow,
        title=quiz.title,
        blocks=tuple(blocks),
        controls=(*controls, context.menu()),
        locale=words.locale,
    )


def picked(quiz: Quiz, choice: str) -> frozenset[str]:
    """The ids of the questions that a control with `choice` stands for; none if the quiz has none such."""
    return next((pick.questions for pick in picks(quiz) if _choice(pick) == choice), frozenset())


def type_name(words: Words, kind: str) -> str:
    """A type of questions in the learner's words."""
    match kind:
        case "single":
            return words.say("Single choice")
        case "multiple":
            return words.say("Multiple choice")
        case "true_false":
            return words.say("True or false")
        case "short_text":
            return words.say("Short answer")
        case "numeric":
            return words.say("Number")
        case "ordering":
            return words.say("Putting in order")
        case "matching":
            return words.say("Matching")
        case "coding":
            return words.say("Code")
        case _:
            return words.say("Open question")


def _choice(pick: Pick) -> str:
    """What stands for a pick in a token, where a tag may be too long or hold other characters."""
    return fingerprint(f"{pick.by}:{pick.name}")


def _way(quiz: Quiz, pick: Pick, words: Words) -> Control:
    about = pick.name.replace("-", " ")
    label = type_name(words, pick.name) if pick.by == "type" else words.say("Topic: {tag}", tag=about)
    note = _how_many(len(pick.questions), words)
    return go(Go("pick", quiz.id, _choice(pick)), label, "choice", note=note)


def _how_many(count: int, words: Words) -> str:
    return words.count("{n} question", "{n} questions", count)


def _standing(context: Context) -> list[str]:
    words = context.words
    whole = [result for result in context.results if result.scope == "whole"]
    if not whole:
        return []
    if not whole[-1].out_of:
        return [words.say("You have taken all questions once.")]
    return [
        words.count(
            "The last time you took all questions you had {score} of {n} mark.",
            "The last time you took all questions you had {score} of {n} marks.",
            whole[-1].out_of,
            score=words.number(whole[-1].score),
        )
    ]
