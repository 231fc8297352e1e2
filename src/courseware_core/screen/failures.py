"""What a learner is told when something fails that is not of their making.

The sentences of the errors themselves are for operators, in English, and name what those can mend.
"""

from courseware_core.errors import StoreError, StoreUnreachable, UnknownActivity, Unshown
from courseware_core.screen.refusals import refusal
from courseware_core.screen.words import Words


def failed(error: BaseException, words: Words) -> str:
    """What is true, for a learner, of something that they did and that ended in `error`.

    It says whether that was saved and what to do; not how they see where they are, which a surface adds.
    Of an error that is none of the core's it says that it was noted: see that it is.
    """
    match error:
        case Unshown():
            return words.say(
                "What you did is done, and what it changed is saved, but it could not be shown just now."
            )
        case StoreUnreachable():
            return words.say(
                "The record could not be reached just now, so nobody can tell whether that was saved. See "
                "how it stands after a while, before you do it again."
            )
        case StoreError():
            return words.say(
                "That could not be saved just now, so nothing has changed. Please do it once more."
            )
        case UnknownActivity():
            return refusal(words, "no_such_activity", {})
        case _:
            return words.say("Something went wrong here, and it was noted. What was saved is safe.")


def unpaid(words: Words) -> str:
    """What to say when a message is saved, and the record fails before the reply to it is."""
    return words.say(
        "What you sent is saved. The record could not be used when the reply to it came; open this again "
        "after a while to get it."
    )
