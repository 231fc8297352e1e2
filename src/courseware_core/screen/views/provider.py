"""Who gets what is written in labs, demos and answers: told before, and to be chosen again at any time."""

from courseware_core.content.guides import Demo
from courseware_core.engine.facts import Instead
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import said
from courseware_core.screen.words import Words


def provider_screen(context: Context) -> Screen:
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
                    " same. What you choose holds for inputs of your own in demos and for answers in your own"
                    " words, too. You can change your mind in any lab."
                )
            ),
        ),
        controls=(
            go(
                Go("agree", context.here, told),
                words.say("Talk with the model of {provider}", provider=provider),
                "choice",
            ),
            go(Go("decline", context.here, told), words.say("Stay with the lesson"), "choice"),
            context.menu(),
        ),
        locale=words.locale,
    )


def demo_provider_screen(demo: Demo, context: Context) -> Screen:
    """Says what goes to whom when somebody runs an input of their own, and asks."""
    words, provider = context.words, context.provider
    told = fingerprint(provider)
    return Screen(
        name="demo.provider",
        eyebrow=context.eyebrow,
        title=words.say("Who gets your input"),
        blocks=(
            said(
                words.say(
                    "A language model can do this task with an input of your own. What you write is then"
                    " sent to {provider}, together with the prompts that you saw. Your name is not sent.",
                    provider=provider,
                )
            ),
            said(
                words.say(
                    "Do not write there what {provider} should not know. A model can be wrong, and nobody"
                    " checks what it writes.",
                    provider=provider,
                )
            ),
            said(
                words.say(
                    "In labs the same model can then reply to you as well: your messages, the lesson and the"
                    " conversation so far are sent to {provider}. So are answers in your own words, with"
                    " their questions. You can change your mind at any time.",
                    provider=provider,
                )
            ),
        ),
        controls=(
            go(
                Go("agree", demo.id, told),
                words.say("Use the model of {provider}", provider=provider),
                "choice",
            ),
            go(Go("decline", demo.id, told), words.say("Send nothing"), "choice"),
            context.menu(),
        ),
        locale=words.locale,
    )


def answer_provider_screen(context: Context) -> Screen:
    """Says what goes to whom when a model reads answers, and asks."""
    words, provider = context.words, context.provider
    told = fingerprint(provider)
    return Screen(
        name="answer.provider",
        eyebrow=context.eyebrow,
        title=words.say("Who reads your answers"),
        blocks=(
            said(
                words.say(
                    "A language model can read answers in your own words and say what is still missing. Your"
                    " answer is then sent to {provider}, together with the question and what is asked for."
                    " Your name is not sent.",
                    provider=provider,
                )
            ),
            said(
                words.say(
                    "Do not write there what {provider} should not know. A model can be wrong, so what it"
                    " says is practice and never counts.",
                    provider=provider,
                )
            ),
            said(
                words.say(
                    "Without the model nothing is sent, and you compare your answers yourself. What you"
                    " choose holds for labs and demos, too: what you write there is sent with the lesson and"
                    " the conversation so far. You can change your mind at any question of this kind."
                )
            ),
        ),
        controls=(
            go(
                Go("agree", context.here, told),
                words.say("Let the model of {provider} read them", provider=provider),
                "choice",
            ),
            go(Go("decline", context.here, told), words.say("Send nothing"), "choice"),
            context.menu(),
        ),
        locale=words.locale,
    )


def provider_control(context: Context) -> tuple[Control, ...]:
    """The way to choose again who replies; none where there is no choice."""
    words = context.words
    if not context.provider:
        return ()
    if context.agreed:
        label = words.say("Replies: the model of {provider}", provider=context.provider)
    else:
        label = words.say("Replies: the lesson")
    return (go(Go("provider", context.here), label),)


def why_no_model(reason: Instead, words: Words) -> str:
    """Why a model that the learner had agreed to wrote nothing that is shown."""
    match reason:
        case "down":
            return words.say("The model cannot be reached just now.")
        case "slow":
            return words.say("The model took too long.")
        case "busy":
            return words.say("The model has too many questions just now.")
        case "denied":
            return words.say("The model does not let us in; whoever runs this has to look into it.")
        case "refused":
            return words.say("The model did not want to answer this.")
        case "too_long":
            return words.say("This conversation is too long for the model.")
        case "unfit":
            return words.say("What the model wrote did not fit the lesson.")
        case "learner_spent":
            return words.say("What you can ask the model in a day is used up.")
        case "tenant_spent":
            return words.say("What everybody here can ask the model in a day is used up.")
        case "lab_spent":
            return words.say("What can be asked the model in one lab is used up.")
        case "off":
            return words.say("The model was switched off here.")
        case "gone":
            return words.say("The model that you were told of is not there any more.")
        case _:
            return ""
