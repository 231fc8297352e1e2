"""A message and the reply to it, as labs and questions beside activities show them."""

from collections.abc import Iterable

from courseware_core.blocks import Block, List, ListItem, Paragraph, Quote
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab
from courseware_core.engine.facts import Instead, ReplyGiven
from courseware_core.engine.lab import LabState, Turn, check_by_id
from courseware_core.screen.safety import neutral
from courseware_core.screen.views.context import Context
from courseware_core.screen.views.parts import box, paragraph, said
from courseware_core.screen.views.provider import why_no_model
from courseware_core.screen.words import Words


def turn_blocks(state: LabState, turn: Turn, lab: Lab, context: Context) -> Iterable[Block]:
    """The learner's message and the tutor's reply, or why there is none."""
    words = context.words
    yield box(words, "learner", [said(turn.message)])
    if turn.reply is None and context.writing == "here":
        yield said(words.say("The tutor is writing a reply. Your message is kept."))
        return
    if turn.reply is None and context.writing == "elsewhere":
        yield said(
            words.say(
                "The reply is being written in another window, or was when a program ended."
                " Your message is kept. Ask again in a moment."
            )
        )
        return
    if turn.reply is None:
        yield said(words.say("The tutor could not reply just now. Your message is kept."))
        return
    yield box(words, "tutor", _reply(state, turn, turn.reply, lab, context))


def _reply(state: LabState, turn: Turn, reply: ReplyGiven, lab: Lab, context: Context) -> Iterable[Block]:
    words = context.words
    if reply.instead:
        yield said(_instead(reply.instead, words))
    for part in filter(None, reply.text.split("\n")):
        # A model's words are checked before they are recorded; whatever slips through leads nowhere.
        yield paragraph(part) if reply.source == "lesson" else Paragraph(text=neutral(inline(part)))
    match reply.move:
        case "nudge":
            yield said(words.say("Tell me a little more: ask about the lesson, or answer in a sentence."))
        case "repeat":
            yield said(words.say("You have said that before, so it does not count again. Try another angle."))
        case "redirect" if not reply.text:
            yield said(words.say("The lesson does not say anything about that, so I will not guess."))
            if lab.goals:
                yield said(words.say("In this lab you can learn to:"))
                yield List(items=tuple(ListItem(text=inline(goal.text)) for goal in lab.goals))
        case "quote":
            if reply.closest:
                yield said(words.say("I am not sure that this answers you. The closest passage is:"))
            else:
                yield said(words.say("I matched your words with the lesson. It says:"))
        case "compare" if turn.check:
            check = check_by_id(lab, turn.check)
            yield Quote(text=inline(check.ask))
            yield said(words.say("Hold your answer against these points:"))
            yield List(items=tuple(ListItem(text=inline(point)) for point in check.points))
            if state.comparing:
                yield said(words.say("Did you have them? You are the judge here."))
    for quotation in reply.quotes:
        section = context.sections.get(quotation.section, "")
        yield Quote(text=inline(quotation.text), source=section)
    titles = [context.sections[section] for section in reply.see if section in context.sections]
    if titles and reply.move != "redirect":
        yield said(words.say("See also: {sections}", sections="; ".join(titles)))


def _instead(reason: Instead, words: Words) -> str:
    """Why the lesson replied, where the learner had agreed to a model."""
    return f"{why_no_model(reason, words)} {words.say('So the lesson replies:')}".strip()
