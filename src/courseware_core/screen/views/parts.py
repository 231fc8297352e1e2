"""Pieces that several views share."""

from collections.abc import Iterable

from courseware_core.blocks import Block, Callout, Paragraph, Steps, Tone, text
from courseware_core.content.inline import inline
from courseware_core.screen.words import Words


def paragraph(markdown: str) -> Paragraph:
    """One paragraph of inline Markdown."""
    return Paragraph(text=inline(markdown))


def said(sentence: str) -> Paragraph:
    """One paragraph of the product's own words, taken as they stand."""
    return Paragraph(text=text(sentence))


def box(words: Words, tone: Tone, body: Iterable[Block], title: str = "") -> Callout:
    """A callout with its kind in words."""
    return Callout(tone=tone, title=title, label=tone_name(words, tone), body=tuple(body))


def labelled(block: Block, words: Words) -> Block:
    """`block` with the kinds of its callouts in the learner's words."""
    match block:
        case Callout():
            body = tuple(labelled(inner, words) for inner in block.body)
            return block.model_copy(update={"label": tone_name(words, block.tone), "body": body})
        case Steps():
            steps = tuple(
                step.model_copy(update={"body": tuple(labelled(inner, words) for inner in step.body)})
                for step in block.steps
            )
            return block.model_copy(update={"steps": steps})
        case _:
            return block


def tone_name(words: Words, tone: Tone) -> str:
    """What a callout is, in words."""
    names = {
        "definition": words.say("Definition"),
        "case": words.say("Real case"),
        "insight": words.say("Insight"),
        "analogy": words.say("Picture this"),
        "tip": words.say("Tip"),
        "key": words.say("Key point"),
        "misconception": words.say("Common misconception"),
        "remember": words.say("To remember"),
        "right": words.say("Right"),
        "partial": words.say("Partly right"),
        "wrong": words.say("Not right"),
        "hint": words.say("Hint"),
        "notice": words.say("Note"),
        "tutor": words.say("Tutor"),
        "learner": words.say("You"),
    }
    return names[tone]
