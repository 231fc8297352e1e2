"""What a test or a mock exam is like, for somebody who has not begun it."""

from courseware_core.blocks import Block, List, ListItem, text
from courseware_core.content.model import Attempts, Test
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.result import needed_marks, which_rule
from courseware_core.screen.views.topics import topics_to_come
from courseware_core.screen.words import Words


def intro_screen(test: Test, context: Context) -> Screen:
    """The rules of a test, before any clock runs; of a mock exam its topics as well."""
    words = context.words
    if test.mock:
        facts = [*_practice(test, words), *_course(test, words)]
        more: tuple[Block, ...] = (topics_to_come(test, words),)
        begin = words.say("Begin the mock exam")
    else:
        facts = [*_course(test, words), *_attempts(test.attempts, words)]
        more = ()
        begin = words.say("Begin the test")
    return Screen(
        name="intro",
        eyebrow=context.eyebrow,
        title=test.title,
        blocks=(List(items=tuple(ListItem(text=text(fact)) for fact in facts)), *more),
        controls=(go(Go("again", test.id), begin, "next"), context.menu()),
        locale=words.locale,
    )


def _practice(test: Test, words: Words) -> list[str]:
    """What a mock exam is for."""
    facts = [
        words.say("This is practice: it counts for nothing else, and you may take it as often as you like.")
    ]
    if all(draw.avoid_seen for draw in test.draw):
        facts.append(words.say("Questions that are new to you come first."))
    return facts


def _course(test: Test, words: Words) -> list[str]:
    """How an attempt goes."""
    total = sum(draw.count for draw in test.draw)
    needed = needed_marks(test, test.pass_mark, total, words)
    facts = [
        words.count("{n} question, answered in any order.", "{n} questions, answered in any order.", total),
        words.say("To pass you need {needed} of {total}.", needed=needed, total=total),
        words.say("There are no hints, and the result comes at the end."),
    ]
    if test.time_limit:
        limit = words.duration(test.time_limit)
        facts.append(words.say("You have {duration} once you begin.", duration=limit))
    return facts


def _attempts(rules: Attempts, words: Words) -> list[str]:
    """How often one may take a test, and what counts then."""
    facts = []
    if rules.max is not None:
        facts.append(words.count("You have {n} attempt.", "You have {n} attempts.", rules.max))
    if rules.cooldown:
        pause = words.duration(rules.cooldown)
        facts.append(words.say("Between attempts lie {duration}.", duration=pause))
    return [*facts, which_rule(rules.keep, words)]
