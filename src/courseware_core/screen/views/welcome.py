"""The first screen a person ever gets."""

from collections.abc import Callable

from courseware_core.blocks import Block
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import go
from courseware_core.screen.views.parts import said
from courseware_core.screen.words import Words

SeenBy = Callable[[Words], str]
"""A surface's sentence on who can see what is stored, in the person's language."""


def whoever_runs_it(words: Words) -> str:
    """Who can see what a bot or a server stores, where its surface does not say it."""
    return words.say("Whoever runs this program can see it.")


def welcome_screen(words: Words, *, location: str, seen_by: SeenBy | None, begin: Go) -> Screen:
    """The first screen a person ever gets: what is stored, where, and who sees it."""
    return Screen(
        name="welcome",
        title=words.say("Welcome"),
        blocks=stored(words, location=location, seen_by=seen_by),
        controls=(go(begin, words.say("Begin"), "next"),),
        locale=words.locale,
    )


def stored(words: Words, *, location: str, seen_by: SeenBy | None) -> tuple[Block, ...]:
    """What is stored, where, and who sees it.

    Where a surface has a sentence for that, `seen_by`, people are elsewhere than the record, whose place is
    nobody's business then. An empty `location` is a record that ends with the program.
    """
    if location:
        what = words.say(
            "Your answers, your place in each lesson and your conversations with the tutor are stored,"
            " so that you can stop at any time and go on later."
        )
        kept = words.say("They are kept here: {location}", location=location)
        seen = words.say("Only people who can open that place can see it.")
    else:
        what = words.say(
            "Your answers, your place in each lesson and your conversations with the tutor are kept"
            " while this program runs."
        )
        kept = words.say("They are only in its memory, and gone when it ends.")
        seen = words.say("Only people who can use this program can see them.")
    if seen_by:
        return (said(what), *(() if location else (said(kept),)), said(seen_by(words)))
    return (said(what), said(kept), said(seen))
