"""Who grades what no rule marks, in the learner's words."""

from collections.abc import Iterable
from typing import Literal, assert_never

from courseware_core.engine.facts import AnswerJudged, Doubt, Grader
from courseware_core.engine.slots import Graded
from courseware_core.screen.views.provider import why_no_model
from courseware_core.screen.words import Words


def grader_name(grader: Grader, said: Graded, words: Words, *, as_practice: bool) -> str:
    """What the learner knows a grader of their answer by, in a list of graders.

    With `as_practice` it says of a model that its word is practice.
    """
    match grader:
        case "checks":
            return words.say("checks of the code")
        case "model" if as_practice:
            return words.say("the model of {provider}, as practice", provider=provider_of(said))
        case "model":
            return words.say("the model of {provider}", provider=provider_of(said))
        case "person":
            return said.reviewed.reviewer if said.reviewed else ""
        case "self_check":
            return words.say("yourself")
        case _:
            assert_never(grader)


def grader_names(found: Iterable[tuple[Grader, Graded]], words: Words, *, as_practice: bool) -> str:
    """The names of several graders, each once, in the order in which they were `found`."""
    names = (grader_name(grader, said, words, as_practice=as_practice) for grader, said in found)
    return "; ".join(dict.fromkeys(names))


def gave(grader: Grader, said: Graded, score: int, out_of: int, words: Words, *, partly: bool = False) -> str:
    """How many of the points that were for a grader to give they gave; `partly` when others give the rest."""
    if partly and grader != "person":
        return _gave_a_part(grader, said, score, out_of, words)
    match grader:
        case "checks":
            return words.count(
                "Checks of the code gave you {score} of {n} point.",
                "Checks of the code gave you {score} of {n} points.",
                out_of,
                score=score,
            )
        case "model":
            return words.count(
                "The model of {provider} gave you {score} of {n} point.",
                "The model of {provider} gave you {score} of {n} points.",
                out_of,
                score=score,
                provider=provider_of(said),
            )
        case "person":
            return words.count(
                "{reviewer} gave you {score} of {n} point.",
                "{reviewer} gave you {score} of {n} points.",
                out_of,
                score=score,
                reviewer=said.reviewed.reviewer if said.reviewed else "",
            )
        case "self_check":
            return words.count(
                "You gave yourself {score} of {n} point.",
                "You gave yourself {score} of {n} points.",
                out_of,
                score=score,
            )
        case _:
            assert_never(grader)


def _gave_a_part(
    grader: Literal["checks", "model", "self_check"], said: Graded, score: int, out_of: int, words: Words
) -> str:
    match grader:
        case "checks":
            return words.count(
                "Checks of the code gave you {score} of the one point that they decide.",
                "Checks of the code gave you {score} of the {n} points that they decide.",
                out_of,
                score=score,
            )
        case "model":
            return words.count(
                "The model of {provider} gave you {score} of the one point that was for it to give.",
                "The model of {provider} gave you {score} of the {n} points that were for it to give.",
                out_of,
                score=score,
                provider=provider_of(said),
            )
        case "self_check":
            return words.count(
                "You gave yourself {score} of the one point that was open.",
                "You gave yourself {score} of the {n} points that were open.",
                out_of,
                score=score,
            )
        case _:
            assert_never(grader)


def says_so(grader: Grader, said: Graded, words: Words) -> str:
    """Who said what stands of a criterion, where several graders share one answer."""
    match grader:
        case "checks":
            return words.say("Checks of the code say so.")
        case "model":
            return words.say("The model of {provider} says so.", provider=provider_of(said))
        case "person":
            return words.say("{reviewer} says so.", reviewer=said.reviewed.reviewer if said.reviewed else "")
        case "self_check":
            return words.say("You say so.")
        case _:
            assert_never(grader)


def had_said(grader: Grader, said: Graded, met: bool, words: Words) -> str:
    """What a grader had said of a criterion before a person decided it."""
    verdict = words.say("met") if met else words.say("not met")
    match grader:
        case "checks":
            return words.say("Before that, checks of the code said: {verdict}.", verdict=verdict)
        case "model":
            return words.say(
                "Before that, the model of {provider} said: {verdict}.",
                provider=provider_of(said),
                verdict=verdict,
            )
        case "person":
            reviewer = said.reviewed.reviewer if said.reviewed else ""
            return words.say("Before that, {reviewer} said: {verdict}.", reviewer=reviewer, verdict=verdict)
        case "self_check":
            return words.say("Before that, you said: {verdict}.", verdict=verdict)
        case _:
            assert_never(grader)


def provider_of(said: Graded) -> str:
    """Whose model may read an answer, as the learner was told; empty where none may."""
    return said.told.provider if said.told else ""


def reviewer_of(said: Graded) -> str:
    """The person who may read an answer, as the learner was told; empty where nobody may."""
    return said.told.reviewer if said.told else ""


def was_sent(said: Graded) -> bool:
    """Whether a model certainly got the answer to read, whatever came of it."""
    judged = said.judged
    if judged is None or judged.doubts == ("addressed",):
        return False
    return bool(judged.judgements) or judged.instead in ("", "slow", "refused", "unfit")


def why_no_verdict(judged: AnswerJudged, words: Words) -> str:
    """Why a model that read an answer, or was to read it, decides nothing."""
    match judged.instead:
        case "":
            return _doubt(judged.doubts[0], words) if judged.doubts else ""
        case "too_long":
            return words.say("Your answer is too long for the model.")
        case "unfit":
            return words.say("What the model wrote is no verdict.")
        case "lab_spent":
            return words.say("What the model can be asked in one quiz is used up.")
        case reason:
            return why_no_model(reason, words)


def _doubt(doubt: Doubt, words: Words) -> str:
    match doubt:
        case "unsure":
            return words.say("The model was not sure.")
        case "passes_differ":
            return words.say("The model was asked twice and did not say the same.")
        case "addressed":
            return words.say("Something in your answer seems to speak to whoever grades it.")
        case "unquoted":
            return words.say("The words that the model named do not stand in your answer.")
        case "unanchored":
            return words.say("The words that the model named do not show what was asked for.")
        case "one_quote":
            return words.say("The model named the same words for several things that were asked for.")
        case "garbled":
            return words.say("What the model wrote could not be read.")
        case _:
            assert_never(doubt)
