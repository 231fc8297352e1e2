"""Why something was not done, in the learner's words."""

from collections.abc import Mapping
from datetime import datetime

from courseware_core.content.questions.open import MAX_LENGTH
from courseware_core.screen.safety import clean
from courseware_core.screen.words import Words

_ECHO = 60
"""How much is repeated of a name that nothing has."""


def refusal(words: Words, code: str, params: Mapping[str, str]) -> str:
    """The sentence for a refusal's code: what happened, and what to do now."""
    match code:
        case "stale":
            return words.say("That screen is no longer current. Here is where you are now.")
        case "not_yours":
            return words.say("That belongs to somebody else. Here is your own menu.")
        case "nobody":
            return words.say("Nothing is recorded of you here, so this was not kept. Please begin first.")
        case "no_such_session" | "unknown_control":
            return words.say("That control is no longer in use. Please go on from here.")
        case "no_newer_text":
            return words.say("There is no newer text of this lesson any more. You can go on in this one.")
        case "no_such_activity":
            return words.say("That activity is not part of the courses here any more.")
        case "no_such_name":
            return words.say(
                "Nothing here is called “{name}”.",
                name=clean(" ".join(params["name"].split()), max_length=_ECHO),
            )
        case "choose_one":
            return words.say("Please choose exactly one option.")
        case "choose_some":
            return words.say("Please choose at least one option.")
        case "unknown_option":
            return words.say("There is no such option. Please choose one of those shown.")
        case "order_all":
            return words.say("Please put all of them in order, each one once.")
        case "pair_all":
            return words.say("Please choose a match for each of them.")
        case "no_number":
            return words.say(
                "That could not be read as a number. It was not counted; please write it in digits,"
                " such as 1500 or 2.5, with the unit that is shown or without any."
            )
        case "two_numbers":
            return words.say(
                "The dot or comma may mean thousands or a fraction here, so this was not counted."
                " Please write thousands like 1234, and a fraction like 1.2340."
            )
        case "blank":
            return words.say("There was nothing in your answer. It was not counted; please write something.")
        case "too_long":
            return words.say(
                "That is too long for a short answer. It was not counted; please use a word or a phrase."
            )
        case "text_too_long":
            return words.say(
                "An answer has at most {max} characters. Yours was not counted; please shorten it.",
                max=MAX_LENGTH,
            )
        case "message_too_long":
            return words.say(
                "Your message has {length} characters, and {max} fit. It was not sent; please shorten it.",
                length=int(params["length"]),
                max=int(params["max"]),
            )
        case "same_answer":
            return words.say("You gave that answer before, so it was not counted again. Try another one.")
        case "already_answered":
            return words.say("This question is answered already. Here is where you are now.")
        case "readers_changed":
            return words.say(
                "Who may read your answer has changed meanwhile, so it was not submitted."
                " Please see who may read it now, and submit it again."
            )
        case "attempt_closed":
            return words.say("This attempt is closed, so nothing was changed.")
        case "time_over":
            return words.say("The time was over before this arrived, so it was not counted.")
        case "lesson_finished":
            return words.say("You have finished this lesson. You can read it again.")
        case "lab_closed":
            return words.say("This lab is finished. You can start it again.")
        case "reply_owed":
            return words.say("The tutor has not replied to your last message yet. Please wait a moment.")
        case "output_owed":
            return words.say("Your last input is still being run. Please wait a moment.")
        case "nothing_missed":
            return words.say("There is nothing left to repeat.")
        case "nothing_due":
            return words.say("Nothing is due for review today.")
        case "whole_only":
            return words.say("A test can only be taken as a whole.")
        case "no_attempts_left":
            return words.count(
                "You have used your only attempt.", "You have used all {n} attempts.", int(params["max"])
            )
        case "cooling_down":
            moment = words.moment(datetime.fromisoformat(params["until"]))
            return words.say("The next attempt is possible from {moment} on.", moment=moment)
        case "voided":
            return words.say("This was taken out of your results, so nothing was changed.")
        case "too_many_tries":
            return words.say(
                "Too many wrong codes were tried. Please wait ten minutes, then ask for a new code."
            )
        case "no_such_code":
            return words.say("This code is not right, was used, or is older than ten minutes.")
        case "own_code":
            return words.say("This is your own code. Enter it in the other place where you learn.")
        case "already_linked":
            return words.say("You are linked already.")
        case "not_linked":
            return words.say("You are not linked with anybody.")
        case "nobody_waits":
            return words.say("Nobody has used a code of yours in the last ten minutes.")
        case "choose_attempt":
            return words.say("There is an open attempt on both sides. Please say which one to keep.")
        case "nothing_reported":
            return words.say("There was nothing in your report. Please write what is wrong.")
        case "report_too_long":
            return words.say(
                "Your report has {length} characters, and {max} fit. It was not sent; please shorten it.",
                length=int(params["length"]),
                max=int(params["max"]),
            )
        case "too_many_reports":
            return words.count(
                "You can report one problem in a day. Please report this one tomorrow.",
                "You can report {n} problems in a day. Please report this one tomorrow.",
                int(params["max"]),
            )
        case "no_lesson":
            return words.say("No lesson here belongs to this, so there is nothing to ask.")
        case "nothing_read":
            return words.say("You have not begun a lesson yet. Begin one, and you can ask about it.")
        case "no_code":
            return words.say("Please type the code that you got on the other surface.")
        case "no_such_language":
            return words.say("There are no words in that language here. Please choose one of those shown.")
        case "more_recorded":
            return words.say(
                "More was recorded since that was shown, so nothing was deleted. Please look once more."
            )
        case "newer_record":
            return words.say(
                "This was updated by a newer version of this program. Please try again in a minute."
            )
        case _:
            return words.say("That is not possible at this point. Here is where you are now.")
