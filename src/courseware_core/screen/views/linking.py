"""Being one learner on two surfaces: a code, the other side's code, and the agreement of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courseware_core.blocks import Block, List, ListItem, Paragraph, Span, text
from courseware_core.inputs import ShortText
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.views.context import go
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.you import ways_out
from courseware_core.screen.words import Words

_LONGEST_CODE = 40
"""Characters that may be typed for a code, which has eight."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """An activity with an open attempt on both sides, each with how many of how many are answered."""

    title: str
    mine: tuple[int, int]
    theirs: tuple[int, int]


def link_screen(words: Words, others: Sequence[str]) -> Screen:
    """What linking is, the field for the other side's code, and the way to a code of one's own."""
    blocks: list[Block] = [
        said(
            words.say(
                "If you learn in several places, you can be one learner in all of them: what you did in one"
                " counts in the other. Get a code in one place, type it in the other, and agree in both."
            )
        )
    ]
    part: tuple[Control, ...] = ()
    if others:
        blocks.append(said(words.say("You are one learner with {others}.", others=", ".join(others))))
        told = Go("part", choice=fingerprint(" ".join(others))).token()
        part = (Control(token=told, label=words.say("Be a learner of my own again"), danger=True),)
    blocks.append(said(words.say("Do you have a code? Enter it here.")))
    return Screen(
        name="link",
        title=words.say("Link"),
        blocks=tuple(blocks),
        input=ShortText(max_length=_LONGEST_CODE, label=words.say("The code")),
        submit=Control(token=Go("give").token(), label=words.say("Use a code"), role="submit"),
        controls=(go(Go("code"), words.say("Get a code")), *part, *ways_out(words)),
        locale=words.locale,
    )


def code_screen(words: Words, code: str, until: datetime) -> Screen:
    """A code to be typed on the other side."""
    shown = Paragraph(text=(Span(text=f"{code[:4]}-{code[4:]}", bold=True),))
    good = words.say("It is good once, until {moment}. Show it to nobody.", moment=words.moment(until))
    return _screen(
        words,
        (
            said(words.say("This is your code:")),
            shown,
            said(good),
            said(words.say("Type it in the other place, where you link, too. Then go on here to agree.")),
            said(words.say("Nobody has typed it yet.")),
        ),
        go(Go("link", choice=code), words.say("I have typed it there"), "next"),
        go(Go("link"), words.say("Back"), "back"),
        name="link.code",
    )


def claim_screen(words: Words, owner: str, code: str) -> Screen:
    """Asks whether the person is who made the code that they typed."""
    return _screen(
        words,
        (
            said(words.say("This code is from {owner}. Is that you?", owner=owner)),
            said(words.say("When both sides have agreed, you are one learner in both places.")),
        ),
        go(Go("claim", fingerprint(owner), code), words.say("Yes, that is me"), "next"),
        go(Go("link"), words.say("No"), "back"),
        name="link.claim",
    )


def claimed_screen(words: Words, owner: str) -> Screen:
    """Says that the other side has to agree now."""
    return _screen(
        words,
        (said(words.say("Now agree as {owner} too: where you got the code, go on.", owner=owner)),),
        go(Go("link"), words.say("I have agreed there"), "next"),
        name="link.claimed",
    )


def agree_screen(words: Words, other: str, attempts: Sequence[Attempts]) -> Screen:
    """Asks whether whoever typed the code is the same person, and which open attempts to keep."""
    told = fingerprint(other)
    blocks: list[Block] = [
        said(words.say("{other} typed your code. Is that you?", other=other)),
        said(words.say("If you agree, you are one learner in both places, and results count over both.")),
    ]
    if attempts:
        blocks.append(
            said(words.say("Both sides have begun this, and only one of them can be gone on with:"))
        )
        blocks.append(List(items=tuple(ListItem(text=text(_line(words, each))) for each in attempts)))
        mine = words.say("Agree, and go on with what I began here")
        theirs = words.say("Agree, and go on with what I began there")
        ways = [_keep("mine", told, mine), _keep("theirs", told, theirs)]
    else:
        ways = [go(Go("join", choice=told), words.say("Yes, and I agree"))]
    return _screen(
        words,
        tuple(blocks),
        *ways,
        go(Go("refuse", choice=told), words.say("No, link nothing")),
        name="link.agree",
    )


def _keep(whose: str, told: str, label: str) -> Control:
    return Control(token=Go("join", whose, told).token(), label=label, danger=True)


def _line(words: Words, each: Attempts) -> str:
    return words.say(
        "{activity}: {n} of {total} answered here, {m} of {all} there",
        activity=each.title,
        n=each.mine[0],
        total=each.mine[1],
        m=each.theirs[0],
        all=each.theirs[1],
    )


def _screen(words: Words, blocks: tuple[Block, ...], *controls: Control, name: str) -> Screen:
    return Screen(
        name=name,
        title=words.say("Link"),
        blocks=blocks,
        controls=(*controls, go(Go("menu"), words.say("Menu"), "menu")),
        locale=words.locale,
    )
