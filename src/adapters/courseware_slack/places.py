"""Who somebody is, where they are taught, which is the direct messages with the app, and the way there."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.screen.words import Words
from courseware_slack import limits, mrkdwn
from courseware_slack.dispatch import MESSAGES_ID, Came
from courseware_slack.posting import LOST, is_passing
from courseware_slack.refusals import error_code

SURFACE = "slack"

_KNOWN = 10_000
"""Of how many people it is remembered which their direct messages are."""

_OURS = (
    "The app made something that Slack does not take: report it to those who make the app, and say on which "
    "screen."
)
_OTHERWISE = "If it comes again, courseware slack --check may say why."

ADVICE: Mapping[str, str] = {
    "account_inactive": "The app is not installed in this workspace any more; install it again.",
    "channel_not_found": "The app cannot see this channel: the account of the person may be deactivated, or "
    "the token be one of another workspace.",
    "file_uploads_disabled": "The workspace takes no files; its owners can change that.",
    "invalid_auth": "Slack does not know the token; set SLACK_BOT_TOKEN to the one of this workspace.",
    "invalid_arguments": _OURS,
    "invalid_blocks": _OURS,
    "is_archived": "The channel is archived; whoever manages it can take that back. Direct messages are "
    "where the account of the person is deactivated.",
    "messages_tab_disabled": "Switch the Messages Tab on, on the page App Home of the app's settings.",
    "msg_blocks_too_long": _OURS,
    "msg_too_long": _OURS,
    "missing_scope": "Add the scope to the app and install it again; courseware slack --check names it.",
    "not_enabled": "Switch the Home Tab on, on the page App Home of the app's settings.",
    "not_authed": "Slack does not know the token; set SLACK_BOT_TOKEN to the one of this workspace.",
    "not_in_channel": "The app is no member of this channel; invite it there.",
    "restricted_action": "A setting of the workspace forbids that; its owners can let the app.",
    "token_revoked": "The token was revoked; install the app again.",
    "token_expired": "The token has expired; install the app again.",
    "user_not_found": "The person is of another workspace, with which this one shares a channel no more.",
    "view_too_large": _OURS,
    "user_disabled": "The account of this person is deactivated; nobody need do anything.",
}
"""What whoever runs the app can do about an error of Slack's that does not pass."""

_log = logging.getLogger(__name__)


def who(came: Came) -> Identity:
    """The learner who did something. In a shared channel they are of a workspace of their own."""
    return Identity(SURFACE, came.team, came.user)


class Places:
    """The direct messages of everybody with the app, of whichever workspace."""

    def __init__(self) -> None:
        self._direct: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def direct(self, client: AsyncWebClient, came: Came) -> str:
        """The channel of a person's direct messages with the app. Raises: SlackApiError."""
        key = (client.token or "", came.user)
        known = self._direct.get(key)
        if known is None:
            answer = await client.conversations_open(users=came.user)
            known = self._direct[key] = str(answer["channel"]["id"])
            if len(self._direct) > _KNOWN:
                self._direct.popitem(last=False)
        return known


def pointer(came: Came, sentence: str, words: Words) -> list[dict[str, Any]]:
    """Blocks that say something about the direct messages, with a button that leads there."""
    label = mrkdwn.plain(words.say("Go to our messages"), most=limits.BUTTON)
    button = {
        "type": "button",
        "text": label,
        "action_id": MESSAGES_ID,
        "accessibility_label": label["text"],
        "url": f"slack://app?team={came.team}&id={came.app}&tab=messages",
    }
    return [mrkdwn.section(mrkdwn.line(sentence)), {"type": "actions", "elements": [button]}]


def noted(error: Exception, what: str) -> None:
    """Writes down for the operator why `what` failed, and what can be done about it."""
    if isinstance(error, StoreError):
        _log.warning("%s met a record that fails: %s", what, error)
    elif isinstance(error, LOST) or (isinstance(error, SlackApiError) and is_passing(error)):
        _log.warning("%s did not reach Slack: %s", what, " ".join(str(error).split()) or "no answer in time")
    elif isinstance(error, SlackApiError):
        code, data = error_code(error), error.response.data
        needed = data.get("needed") if isinstance(data, dict) else None
        named = f"{code} ({needed})" if needed else code
        _log.error("%s was refused by Slack: %s. %s", what, named, ADVICE.get(code, _OTHERWISE))
    else:
        _log.error("%s failed", what, exc_info=error)
