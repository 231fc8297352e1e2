"""The conversation of a lab, its checks, and its exit question."""

from collections.abc import Iterable

from courseware_core.blocks import Block, List, ListItem, Paragraph, Span
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
from courseware_core.engine.lab import (
    MAX_MESSAGE,
    TRIES,
    CheckState,
    LabState,
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
from courseware_core.screen.replies import to_be_typed
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.exchange import turn_blocks
from courseware_core.screen.views.parts import answer_blocks, box, paragraph, said
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
        blocks += turn_blocks(state, state.turns[-1], lab, context)
    if state.completed:
        blocks.append(_completed(state, words))
    blocks += _open_check(state, lab, words)
    return Screen(
        name="lab.talk",
        eyebrow=context.eyebrow,
        title=lab.persona.name,
        progress=_exchanges(state, lab, words),
        blocks=tuple(blocks),
        input=None if state.comparing else LongText(max_length=MAX_MESSAGE, label=words.say("Your message")),
        submit=None if state.comparing else context.press(Say(), words.say("Send"), "submit"),
        controls=(*_talk_controls(state, lab, context), *provider_control(context), context.menu()),
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
        body: list[Block] = [
            paragraph(sentence)
            for sentence in lab.exit.feedback_on(state.exit_response, reveal=not exit_open(state))
        ]
        if not right and not exit_open(state):
            body += answer_blocks(words.say("The right answer:"), lab.exit.key(words.say), lab.exit)
        partly = state.exit_outcome == "partial"
        blocks.append(box(words, "right" if right else "partial" if partly else "wrong", body))
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
        input=to_be_typed(lab.exit.input(state.exit_order, words.say), words),
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
