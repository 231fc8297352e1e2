"""What is said at the end of a round of review: what it was for, and when more comes back."""

from courseware_core.blocks import Block
from courseware_core.screen.model import Control
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import said


def review_ahead(context: Context) -> list[Block]:
    """At the end of a round of review: what it was for, and when more comes back."""
    words, ahead = context.words, context.ahead
    blocks: list[Block] = [
        said(words.say("This round changed no result. It is there so that you remember for longer."))
    ]
    if ahead.due:
        blocks.append(
            said(
                words.count("{n} more question is due today.", "{n} more questions are due today.", ahead.due)
            )
        )
    elif ahead.day:
        blocks.append(
            said(
                words.count(
                    "Nothing more is due today. {n} question comes back on {day}.",
                    "Nothing more is due today. {n} questions come back on {day}.",
                    ahead.on_day,
                    day=words.day(ahead.day),
                )
            )
        )
    else:
        blocks.append(said(words.say("Nothing more is due.")))
    return blocks


def review_again(context: Context) -> tuple[Control, ...]:
    """The way to a further round, when more is due today."""
    if not context.ahead.due:
        return ()
    return (go(Go("review"), context.words.say("Go on reviewing"), "next"),)
