"""The conversation with a lesson's tutor beside an activity."""

from collections.abc import Iterable

from courseware_core.blocks import Block, Code, Paragraph
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab
from courseware_core.engine.commands import CloseLab, Say
from courseware_core.engine.facts import About
from courseware_core.engine.lab import MAX_MESSAGE, LabState, owed
from courseware_core.inputs import LongText
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, at
from courseware_core.screen.views.asides import definition_control
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.exchange import turn_blocks
from courseware_core.screen.views.parts import box, outcome_tone, paragraph, said
from courseware_core.screen.views.provider import provider_control
from courseware_core.screen.words import Words


def ask_screen(state: LabState, lab: Lab, context: Context) -> Screen:
    """What was said last, and the field to go on; what is asked about comes first."""
    words = context.words
    is_open = state.phase == "talk"
    return Screen(
        name="ask",
        eyebrow=lab.title,
        title=words.say("Ask a question"),
        blocks=tuple(_blocks(state, lab, context)),
        input=LongText(max_length=MAX_MESSAGE, label=words.say("Your question")) if is_open else None,
        submit=context.press(Say(), words.say("Send"), "submit") if is_open else None,
        controls=tuple(_controls(state, lab, context)),
        locale=words.locale,
    )


def _blocks(state: LabState, lab: Lab, context: Context) -> Iterable[Block]:
    words = context.words
    if state.about:
        yield from _about(state.about, words, whole=not state.turns)
    if state.turns:
        yield from turn_blocks(state, state.turns[-1], lab, context)
    elif state.about:
        yield said(words.say("What would you like to know about it?"))
    else:
        yield said(words.say("What would you like to know? The tutor replies out of this lesson."))
    if state.phase == "closed":
        yield said(words.say("This conversation has ended."))


def _about(about: About, words: Words, *, whole: bool) -> Iterable[Block]:
    """The question that it is about; `whole` with the answer and what was said of it."""
    yield Paragraph(text=tuple(span.model_copy(update={"bold": True}) for span in inline(about.stem)))
    if about.code:
        yield Code(text=about.code, language=about.language)
    if not whole:
        return
    if about.answer:
        yield from _answer(words.say("Your answer:"), "; ".join(about.answer), about.language)
    body: list[Block] = [paragraph(sentence) for sentence in about.feedback]
    if about.key:
        is_model = about.outcome == "unmarked"
        label = words.say("Model answer:") if is_model else words.say("The right answer:")
        body += _answer(label, "; ".join(about.key), about.language)
    yield box(words, outcome_tone(about.outcome), body)


def _answer(label: str, answer: str, language: str) -> Iterable[Block]:
    if language:
        return (said(label), Code(text=answer, language=language))
    return (said(f"{label} {answer}"),)


def _controls(state: LabState, lab: Lab, context: Context) -> Iterable[Control]:
    words = context.words
    if owed(state):
        yield go(Go("enter", context.here), words.say("Ask again for the reply"), "next")
    if state.about:
        yield go(Go("enter", at(state.about.session)), words.say("Back to the question"), "back")
    else:
        yield go(Go("enter", lab.lesson or ""), words.say("Back to the lesson"), "back")
    if state.phase == "talk" and state.turns and not owed(state):
        yield context.press(CloseLab(), words.say("End this conversation"))
    yield definition_control(words, context.here)
    if state.phase == "talk":
        yield from provider_control(context)
    yield context.menu()
