"""Being one learner on two surfaces: a code, the other side's code, and the agreement of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courseware_core.blocks import Block, List, ListItem, Paragraph, Span, text
from courseware_core.identity import Identity
from courseware_core.inputs import ShortText
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.safety import clean
from courseware_core.screen.views.context import go
from courseware_core.screen.views.parts import said
from courseware_core.screen.views.you import ways_out
from courseware_core.screen.words import Words

_LONGEST_CODE = 40
"""Characters that may be typed for a code, which has eight."""

_NAME = 60
"""How much is shown of a name."""

_TERMINAL = "terminal"
"""The surface where people have names of their own choice, and whose own name nobody knows."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """An activity with an open attempt on both sides, each with how many of how many are answered."""

    title: str
    mine: tuple[int, int]
    theirs: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """The other side of a link: the places it is in, as a person calls them, and what stands for it."""

    called: str
    told: str


def side(words: Words, who: Identity, *others: Identity) -> Side:
    """How the other identities of a link are named to `who`: never by ids, which nobody knows of oneself."""
    places = dict.fromkeys(_place(words, who, each) for each in others)
    return Side(", ".join(places), fingerprint(" ".join(map(str, others))))


def _place(words: Words, who: Identity, other: Identity) -> str:
    """Where somebody is known as `other`, as it stands after "in". The terminal knows people by name."""
    if other.surface == _TERMINAL:
        return words.say("the terminal ({name})", name=clean(other.user, max_length=_NAME))
    surface = other.surface.capitalize()
    return (
        words.say("another account on {surface}", surface=surface)
        if other.surface == who.surface
        else surface
    )


def link_screen(words: Words, others: Side | None) -> Screen:
    """What linking is, the field for the other side's code, and the way to a code of one's own.

    `others` are who the person is one learner with, None when that is nobody.
    """
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
        blocks.append(said(words.say("You are one learner here and in {others}.", others=others.called)))
        told = Go("part", choice=others.told).token()
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


def claim_screen(words: Words, owner: Side, code: str) -> Screen:
    """Asks whether the person is who made the code that they typed."""
    return _screen(
        words,
        (
            said(words.say("This code was made in {owner}. Did you make it there?", owner=owner.called)),
            said(
                words.say(
                    "If somebody else gave it to you, say no: they would go on as you, and you as they, with"
                    " everything that each of you has done."
                )
            ),
            said(words.say("When both sides have agreed, you are one learner in both places.")),
        ),
        go(Go("claim", owner.told, code), words.say("Yes, that was me"), "next"),
        go(Go("link"), words.say("No"), "back"),
        name="link.claim",
    )


def claimed_screen(words: Words, owner: Side) -> Screen:
    """Says that the other side has to agree now."""
    return _screen(
        words,
        (said(words.say("Now agree in {owner}, too: go on where you got the code.", owner=owner.called)),),
        go(Go("link"), words.say("I have agreed there"), "next"),
        name="link.claimed",
    )


def agree_screen(words: Words, other: Side, attempts: Sequence[Attempts]) -> Screen:
    """Asks whether whoever typed the code is the same person, and which open attempts to keep."""
    told = other.told
    blocks: list[Block] = [
        said(words.say("Your code was typed in {other}. Did you type it there?", other=other.called)),
        said(words.say("If it was anybody else, link nothing: they would go on as you.")),
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
