"""What is said to somebody beside what there is to press: failures, and where their answer is."""

import logging
from dataclasses import replace

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.languages import catalogue
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_slack.dispatch import Came
from courseware_slack.places import noted, pointer
from courseware_slack.posting import LOST, is_passing
from courseware_slack.render import Message
from courseware_slack.showing import Showing, saying, with_above

_log = logging.getLogger(__name__)


def comes_again(words: Words) -> str:
    """What is true of a message that could not be decided, while Slack tells of it again."""
    return words.say(
        "Your message could not be answered at once, and you need not write it again: Slack sends it to this"
        " app once more by itself within a few minutes. If that fails too, you are told."
    )


def unread(words: Words) -> str:
    """What is true of a message for which Slack did not say what it can be about, however often it came.

    An earlier delivery of it may have been answered.
    """
    return words.say(
        "Your message could not be read, because Slack was too busy or could not be reached. If nothing has"
        " come of it, please write it again, or use the buttons."
    )


class Telling:
    """Says things to the person of `came`, and to them alone. It raises nothing that Slack causes."""

    def __init__(self, showing: Showing, client: AsyncWebClient, came: Came) -> None:
        self._showing = showing
        self._client = client
        self._came = came

    async def say(self, sentence: str) -> None:
        """Says something at Home if they are there and have one, else in their messages, to stay there.

        To who typed a command elsewhere it is said there as well.
        """
        said = saying(sentence)
        try:
            if self._came.where != "home" or not await self._is_said_at_home(said):
                await self._showing.say(self._client, self._came, said)
                if self._came.where == "channel":
                    await self._respond(said)
        except (SlackApiError, *LOST) as error:
            noted(error, f"telling {self._came.user}")
            await self._respond(said)

    async def point(self, words: Words) -> None:
        """Says to who typed a command that the answer is in their messages, with the way there."""
        sentence = words.say("I have answered you in our direct messages.")
        await self._respond(Message(sentence, pointer(self._came, sentence, words)))

    async def hand(self, turn: Turn) -> None:
        """Puts the file of a turn into the person's messages, wherever they are; else says why it is not."""
        if turn.file is None:
            return
        words = catalogue(turn.screen.locale)
        try:
            await self._showing.hand(self._client, self._came, turn.file, turn.notice)
        except (SlackApiError, *LOST) as error:
            noted(error, f"the file that {self._came.user} asked for")
            if isinstance(error, SlackApiError) and not is_passing(error):
                why = words.say(
                    "Slack does not let this app send files. Ask whoever runs it for an export, please."
                )
            else:
                why = words.say(
                    "Slack has not said that it took the file. If it is not in our messages, please ask for"
                    " it once more."
                )
            await self.say(why)

    async def _is_said_at_home(self, message: Message) -> bool:
        """Says something above what stands at Home, unless Slack refuses: it may be switched off by now."""
        view = with_above({"type": "home", "blocks": [*self._came.blocks]}, message.blocks)
        try:
            await self._showing.at_home(self._client, self._came, view)
        except SlackApiError as error:
            noted(error, f"the Home tab of {self._came.user}")
            return False
        return True

    async def _respond(self, message: Message) -> None:
        """Says something where they acted, for as long as they do not reload, if Slack still lets us."""
        try:
            if self._came.respond:
                await self._showing.respond(self._client, self._came.respond, message)
        except (SlackApiError, *LOST) as error:
            _log.warning("%s was not told: %s", self._came.user, type(error).__name__)


def announced(turn: Turn) -> Turn:
    """The turn without its file, which follows; what was to be said of that is said beside it."""
    if turn.file is None:
        return turn
    words = catalogue(turn.screen.locale)
    return replace(turn, notice=words.say("The file comes to our messages in a moment."), file=None)
