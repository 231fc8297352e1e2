"""Who gets what is written in a lab: told before the first message, and to be chosen again at any time."""

from courseware_core.content.model import Lab
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import said


def provider_screen(lab: Lab, context: Context) -> Screen:
    """Says what goes to whom, and asks."""
    words, provider = context.words, context.provider
    told = fingerprint(provider)
    return Screen(
        name="lab.provider",
        eyebrow=context.eyebrow,
        title=words.say("Who replies in labs"),
        blocks=(
            said(
                words.say(
                    "In labs a language model can reply to you. What you write there is then sent to"
                    " {provider}, together with the lesson and your conversation so far."
                    " Your name is not sent.",
                    provider=provider,
                )
            ),
            said(
                words.say(
                    "Do not write there what {provider} should not know. A model can be wrong;"
                    " the lesson is what counts.",
                    provider=provider,
                )
            ),
            said(
                words.say(
                    "Without the model the lesson itself replies, nothing is sent, and labs count just the"
                    " same. You can change your mind in any lab."
                )
            ),
        ),
        controls=(
            go(
                Go("agree", lab.id, told),
                words.say("Talk with the model of {provider}", provider=provider),
                "choice",
            ),
            go(Go("decline", lab.id, told), words.say("Stay with the lesson"), "choice"),
            context.menu(),
        ),
        locale=words.locale,
    )


def provider_control(lab: Lab, context: Context) -> tuple[Control, ...]:
    """The way to choose again who replies; none where there is no choice."""
    words = context.words
    if not context.provider:
        return ()
    if context.agreed:
        label = words.say("Replies: the model of {provider}", provider=context.provider)
    else:
        label = words.say("Replies: the lesson")
    return (go(Go("provider", lab.id), label),)
