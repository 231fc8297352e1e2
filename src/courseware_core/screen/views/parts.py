"""Pieces that several views share."""

import re
from collections.abc import Iterable, Sequence

from courseware_core.blocks import Block, Callout, Code, List, ListItem, Paragraph, Steps, Tone, text
from courseware_core.content.inline import inline
from courseware_core.content.questions.base import Outcome, Question
from courseware_core.content.questions.open import Coding
from courseware_core.screen.words import Words


def paragraph(markdown: str) -> Paragraph:
    """One paragraph of inline Markdown."""
    return Paragraph(text=inline(markdown))


def paragraphs(markdown: str) -> list[Paragraph]:
    """Paragraphs of inline Markdown, which blank lines part."""
    return [paragraph(part.strip()) for part in re.split(r"\n\s*\n", markdown)]


def said(sentence: str) -> Paragraph:
    """One paragraph of the product's own words, taken as they stand."""
    return Paragraph(text=text(sentence))


def asked(question: Question) -> list[Block]:
    """What a question asks, with the code that it is about."""
    if isinstance(question, Coding) and question.code:
        return [paragraph(question.stem), Code(text=question.code.rstrip("\n"), language=question.language)]
    return [paragraph(question.stem)]


def answer_blocks(label: str, answer: Sequence[str], question: Question) -> list[Block]:
    """An answer or key of `question`, in the words that it has for it, behind or below `label`."""
    if question.several == "in_a_row":
        return [Paragraph(text=(*text(f"{label} "), *inline("; ".join(answer))))]
    items = tuple(ListItem(text=inline(line)) for line in answer)
    return [said(label), List(items=items, ordered=question.several == "numbered")]


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


def outcome_tone(outcome: Outcome | None) -> Tone:
    """The look of what a rule said of an answer; no answer is as good as a wrong one."""
    match outcome:
        case "unmarked":
            return "notice"
        case None:
            return "wrong"
        case judged:
            return judged


def tone_name(words: Words, tone: Tone) -> str:
    """What a callout is, in words."""
    match tone:
        case "definition":
            return words.say("Definition")
        case "case":
            return words.say("Real case")
        case "insight":
            return words.say("Insight")
        case "analogy":
            return words.say("Picture this")
        case "tip":
            return words.say("Tip")
        case "key":
            return words.say("Key point")
        case "misconception":
            return words.say("Common misconception")
        case "remember":
            return words.say("To remember")
        case "right":
            return words.say("Right")
        case "partial":
            return words.say("Partly right")
        case "wrong":
            return words.say("Not right")
        case "hint":
            return words.say("Hint")
        case "notice":
            return words.say("Note")
        case "tutor":
            return words.say("Tutor")
        case "learner":
            return words.say("You")
