"""The conversation of a lab, its checks, and its exit question."""

from collections.abc import Iterable

from courseware_core.blocks import Block, List, ListItem, Paragraph, Quote, Span, text
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab
from courseware_core.engine.commands import (
    AnswerExit,
    AskCheck,
    CloseLab,
    MarkCheck,
    OpenExit,
    ResumeTalk,
    Say,
    ShowCheckAnswer,
    ShowCheckHint,
    UseStarter,
)
from courseware_core.engine.facts import Instead, ReplyGiven
from courseware_core.engine.lab import (
    MAX_MESSAGE,
    TRIES,
    CheckState,
    LabState,
    Turn,
    check_by_id,
    exit_open,
    hint_left,
    mark,
    next_check,
    owed,
    standing,
)
from courseware_core.inputs import LongText
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.safety import neutral
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import box, paragraph, said
from courseware_core.screen.views.provider import provider_control
from courseware_core.screen.words import Words


def lab_screen(state: LabState, lab: Lab, context: Context) -> Screen:
    """The screen of the lab's phase."""
    match state.phase:
        case "exit":
            return _exit(state, lab, context)
        case "closed":
            return _end(state, lab, context)
        case _:
            return _talk(state, lab, context)


def _talk(state: LabState, lab: Lab, context: Context) -> Screen:
    words = context.words
    blocks: list[Block] = [] if state.turns else list(_opening(lab, words))
    if state.turns:
        blocks += _turn(state, state.turns[-1], lab, context)
    if state.completed:
        blocks.append(_completed(state, words))
    blocks += _open_check(state, lab, words)
    return Screen(
        name="lab.talk",
        eyebrow=context.eyebrow,
        title=lab.persona.name,
        progress=_exchanges(state, lab, words),
        blocks=tuple(blocks),
        input=None if state.comparing else LongText(max_length=MAX_MESSAGE),
        submit=None if state.comparing else context.press(Say(), words.say("Send"), "submit"),
        controls=(*_talk_controls(state, lab, context), *provider_control(lab, context), context.menu()),
        locale=words.locale,
    )


def _exchanges(state: LabState, lab: Lab, words: Words) -> Progress:
    total = lab.complete.min_exchanges
    done = min(state.counted, total)
    label = words.say("{n} of {total} exchanges", n=done, total=total)
    return Progress(done=done, total=total, label=label)


def _opening(lab: Lab, words: Words) -> Iterable[Block]:
    yield Paragraph(text=(Span(text=lab.title, bold=True),))
    yield paragraph(lab.brief)
    yield said(words.say("After this lab you can:"))
    yield List(items=tuple(ListItem(text=inline(goal.text)) for goal in lab.goals))
    yield said(
        words.count(
            "The lab is complete after {n} exchange: you write, and the tutor replies.",
            "The lab is complete after {n} exchanges: you write, and the tutor replies.",
            lab.complete.min_exchanges,
        )
    )
    yield box(words, "tutor", [paragraph(lab.opening)])


def _turn(state: LabState, turn: Turn, lab: Lab, context: Context) -> Iterable[Block]:
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
    match reason:
        case "down":
            why = words.say("The model cannot be reached just now.")
        case "slow":
            why = words.say("The model took too long.")
        case "busy":
            why = words.say("The model has too many questions just now.")
        case "denied":
            why = words.say("The model does not let us in; whoever runs this has to look into it.")
        case "refused":
            why = words.say("The model did not want to answer this.")
        case "too_long":
            why = words.say("This conversation is too long for the model.")
        case "unfit":
            why = words.say("What the model wrote did not fit the lesson.")
        case "learner_spent":
            why = words.say("What you can ask the model in a day is used up.")
        case "tenant_spent":
            why = words.say("What everybody here can ask the model in a day is used up.")
        case "lab_spent":
            why = words.say("What can be asked the model in one lab is used up.")
        case "off":
            why = words.say("The model was switched off here.")
        case _:
            why = ""
    return f"{why} {words.say('So the lesson replies:')}".strip()


def _open_check(state: LabState, lab: Lab, words: Words) -> Iterable[Block]:
    asked = state.open_check or _just_settled(state)
    if asked is None:
        return
    check = check_by_id(lab, asked.id)
    if asked.answer_shown:
        yield box(
            words,
            "tutor",
            [said(words.say("Here is an answer; let us move on:")), paragraph(check.answer)],
        )
        return
    if asked.settled:
        return
    if not state.comparing:
        yield box(words, "tutor", [paragraph(check.ask)], title=words.say("A question for you"))
        for hint in check.hints[: asked.hints]:
            yield box(words, "hint", [paragraph(hint)])


def _just_settled(state: LabState) -> CheckState | None:
    last = state.checks[-1] if state.checks else None
    answered = state.turns[-1].check if state.turns else None
    return last if last and last.id == answered else None


def _completed(state: LabState, words: Words) -> Block:
    level, by = mark(state)
    sentence = {
        "demonstrated": words.say("Lab completed: you showed what you learned"),
        "assisted": words.say("Lab completed, with some help"),
        "completed": words.say("Lab completed"),
    }[level]
    judge = words.say("in your own judgement") if by == "self" else words.say("marked automatically")
    shown = f"{sentence} ({judge})." if level != "completed" else f"{sentence}."
    return box(words, "right", [said(shown)]).model_copy(update={"label": words.say("Done")})


def _talk_controls(state: LabState, lab: Lab, context: Context) -> Iterable[Control]:
    words = context.words
    if not state.turns:
        for number, starter in enumerate(lab.starters):
            yield context.press(UseStarter(number), starter, "choice", note=words.say("suggested"))
    if owed(state):
        yield go(Go("enter", lab.id), words.say("Ask again for the reply"), "next")
        return
    if state.comparing:
        yield context.press(MarkCheck("had_it"), words.say("I had it"), "choice")
        yield context.press(MarkCheck("partly"), words.say("Partly"), "choice")
        yield context.press(MarkCheck("not_yet"), words.say("Not yet"), "choice")
        return
    if hint_left(state, lab):
        yield context.press(ShowCheckHint(), words.say("Hint"), "hint")
    elif state.open_check:
        yield context.press(ShowCheckAnswer(), words.say("Show an answer"), "hint")
    if state.open_check is None and state.turns and next_check(state, lab):
        label = words.say("Closing question") if state.completed else words.say("Ask me something")
        yield context.press(AskCheck(), label)
    if state.completed:
        if lab.exit and exit_open(state):
            yield context.press(OpenExit(), words.say("Exit question"))
        yield context.press(CloseLab(), words.say("Finish the lab"), "next")


def _exit(state: LabState, lab: Lab, context: Context) -> Screen:
    words = context.words
    assert lab.exit is not None
    blocks: list[Block] = [paragraph(lab.exit.stem)]
    if state.exit_response is not None:
        right = state.exit_outcome == "right"
        body = [
            paragraph(sentence)
            for sentence in lab.exit.feedback_on(state.exit_response, reveal=not exit_open(state))
        ]
        if not right and not exit_open(state):
            key = inline("; ".join(lab.exit.key(words.say)))
            body.append(Paragraph(text=(*text(words.say("The right answer:") + " "), *key)))
        blocks.append(box(words, "right" if right else "wrong", body))
    back = context.press(ResumeTalk(), words.say("Back to the conversation"), "back")
    finish = context.press(CloseLab(), words.say("Finish the lab"), "next")
    if not exit_open(state):
        return Screen(
            name="lab.exit",
            eyebrow=context.eyebrow,
            title=words.say("Exit question"),
            blocks=(*blocks, _completed(state, words)),
            controls=(finish, back, context.menu()),
            locale=words.locale,
        )
    if not state.exit_wrong:
        blocks.insert(0, said(words.say("A question that you and the tutor did not talk about.")))
    left = TRIES - len(state.exit_wrong)
    blocks.append(said(words.count("You have {n} try.", "You have {n} tries.", left)))
    return Screen(
        name="lab.exit",
        eyebrow=context.eyebrow,
        title=words.say("Exit question"),
        blocks=tuple(blocks),
        input=lab.exit.input(state.exit_order, words.say),
        submit=context.press(AnswerExit(), words.say("Answer"), "submit"),
        controls=(back, context.menu()),
        locale=words.locale,
    )


def _end(state: LabState, lab: Lab, context: Context) -> Screen:
    words = context.words
    exchanges = words.count("{n} exchange counted.", "{n} exchanges counted.", state.counted)
    shown = standing(state, lab)
    return Screen(
        name="lab.end",
        eyebrow=context.eyebrow,
        title=words.say("{title}: finished", title=lab.title),
        progress=Progress(done=shown.done, total=shown.total, label=exchanges),
        blocks=(_completed(state, words),),
        controls=(
            *context.onward(),
            go(Go("again", lab.id), words.say("Talk again from the start")),
            context.menu(),
        ),
        locale=words.locale,
    )
