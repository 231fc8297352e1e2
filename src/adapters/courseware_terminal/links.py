"""The commands `link` and `unlink`: one learner on several surfaces."""

from courseware_core.app import Courseware
from courseware_core.engine.machine import Rejected
from courseware_core.identity import Identity
from courseware_core.languages import catalogue
from courseware_core.linking import Both, Keep
from courseware_core.screen.refusals import refusal
from courseware_terminal.command import agreed, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError


def link(settings: Settings, *, code: str, yes: bool, no: bool, keep: Keep | None) -> int:
    """Takes the next step of linking: gives a code away, or agrees to who gave one, or makes one.

    Raises: UsageError when there is nobody to ask.
    """

    async def done(app: Courseware) -> int:
        if code:
            return await _claim(app, settings.who, code, yes=yes)
        other = await app.linking.waiting(settings.who)
        if other is None and (yes or no or keep):
            return _refused(Rejected("nobody_waits"))
        if other is None:
            return await _offer(app, settings.who)
        return await _answer(app, settings.who, other, yes=yes, no=no, keep=keep)

    return with_courses(settings, done, create=True)


def unlink(settings: Settings) -> int:
    """Makes somebody a learner of their own again."""

    async def done(app: Courseware) -> int:
        refused = await app.linking.unlink(settings.who)
        if refused:
            return _refused(refused)
        say(f"{settings.who} is a learner of their own again. What each side recorded stays with it.")
        return 0

    return with_courses(settings, done)


async def _offer(app: Courseware, who: Identity) -> int:
    offer = await app.linking.offer(who)
    say(f"Your code is {offer.code[:4]}-{offer.code[4:]}. It is good once, for ten minutes.")
    say("Give it on the other surface; in a terminal: courseware link CODE --learner NAME.")
    say("Then run this command once more to agree.")
    return 0


async def _claim(app: Courseware, who: Identity, code: str, *, yes: bool) -> int:
    owner = await app.linking.look_up(who, code)
    if isinstance(owner, Rejected):
        return _refused(owner)
    say(f"This code is from {owner}. When both have agreed, {owner} and {who} are one learner.")
    if not yes and not agreed("Is that you, and do you agree?", "--yes to agree"):
        say("Nothing was linked.")
        return 0
    claimed = await app.linking.claim(who, code)
    if isinstance(claimed, Rejected):
        return _refused(claimed)
    say(f"Now agree as {owner} too, within the ten minutes: in a terminal, run courseware link there.")
    return 0


async def _answer(
    app: Courseware, who: Identity, other: Identity, *, yes: bool, no: bool, keep: Keep | None
) -> int:
    say(f"{other} gave your code, and wants to be one learner with {who}.")
    question = "Is that you, and do you agree?"
    if no or not (yes or agreed(question, "--yes to agree, or --no to decline")):
        await app.linking.decline(who)
        say("Nothing was linked, and the code is used up.")
        return 0
    choices = await app.linking.choices(who)
    if choices and keep is None:
        raise UsageError("\n".join([*map(_choice, choices), "Add --keep mine or --keep theirs."]))
    linked = await app.linking.confirm(who, keep=keep)
    if isinstance(linked, Rejected):
        return _refused(linked)
    say(f"{who} and {linked} are one learner now.")
    return 0


def _choice(both: Both) -> str:
    return (
        f"Both have an open attempt at {both.activity}, of which one is kept: "
        f"mine, {both.mine.done} of {both.mine.total} answered, "
        f"or theirs, {both.theirs.done} of {both.theirs.total} answered."
    )


def _refused(rejected: Rejected) -> int:
    say(refusal(catalogue("en"), rejected.code, rejected.params))
    return 1
