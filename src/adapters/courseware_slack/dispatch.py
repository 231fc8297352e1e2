"""What Slack tells the app, as what a person did, where, and by which name it was delivered.

Pure. A delivery's name is the same however often, and to whichever process, Slack delivers it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from courseware_core.inputs import Answer
from courseware_core.surfaces.controls import Press, Said, read, select_id
from courseware_slack import mrkdwn
from courseware_slack.forms import read_modal

Payload = Mapping[str, Any]

MESSAGES_ID = "courseware:messages"
"""Of a button that only leads to the direct messages, of which Slack tells all the same."""

Where = Literal["direct", "channel", "home", "modal"]
"""In the direct messages with the app, in another channel, on the Home tab, or in a modal."""


@dataclass(frozen=True, slots=True)
class Came:
    """Something that a person did.

    team, user: who it was; `team` is their own workspace, which in a shared channel may be another.
    where: the kind of place; `channel`, `ts` and `thread` say which message of which channel, `view` which
        Home or modal; each is empty where there is none.
    origin: what a modal was opened with, which says where its answer is shown.
    trigger: opens a modal, once and for three seconds; empty where nothing can be opened.
    delivery: names what was delivered.
    at: when it was done, as timestamps of messages have it; empty where Slack does not say.
    app: the app's own id.
    respond: where a sentence can be said to the person alone for half an hour; empty where it cannot.
    blocks: what stood in the message or view that was used.
    """

    team: str
    user: str
    where: Where
    delivery: str
    at: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""
    view: str = ""
    origin: str = ""
    trigger: str = ""
    app: str = ""
    respond: str = ""
    blocks: Sequence[Payload] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A control was used, or a modal was sent; `said` is None for what is none of ours."""

    came: Came
    said: Said | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A command was typed, or a shortcut chosen: `place`, as `Courseware.enter` has it, and the rest."""

    came: Came
    command: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A person wrote something in their direct messages with the app."""

    came: Came
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A person opened the app, at its Home or at their messages."""

    came: Came
    tab: Literal["home", "messages"]


Did = Pressed | Typed | Wrote | Opened


_WRITTEN = (None, "thread_broadcast", "file_share")
"""What Slack calls a message that somebody wrote: https://docs.slack.dev/reference/events/message"""


def told(payload: Payload) -> Did | None:
    """What a person did, of anything that Slack tells; None for what is nobody's deed or not for us."""
    match payload.get("type"):
        case "block_actions" | "view_submission" | "shortcut" if not _is_somebody(payload):
            return None
        case "block_actions":
            return _pressed(payload)
        case "view_submission":
            return _sent(payload)
        case "shortcut":
            came = _of(payload, "channel", payload.get("trigger_id"))
            return Typed(came, str(payload.get("callback_id")))
        case "event_callback":
            return _event(payload)
        case None if payload.get("command"):
            return _command(payload)
        case _:
            return None


def is_echo(payload: Payload) -> bool:
    """Whether it is a message that nobody wrote: an app's own, or that one was changed or taken away."""
    event: Payload = payload.get("event") or {}
    bots = [each.get("user_id") for each in payload.get("authorizations") or () if each.get("is_bot")]
    is_bots = "bot_id" in event or event.get("user") in bots
    return event.get("type") == "message" and (is_bots or event.get("subtype") not in _WRITTEN)


def _is_somebody(payload: Payload) -> bool:
    """Whether an interaction says who did it, and in which workspace."""
    user: Payload = payload.get("user") or {}
    return bool(user.get("id") and (user.get("team_id") or (payload.get("team") or {}).get("id")))


def _pressed(payload: Payload) -> Pressed | None:
    action: Payload = next(iter(payload.get("actions") or ()), {})
    container: Payload = payload.get("container") or {}
    action_id, block_id = str(action.get("action_id", "")), str(action.get("block_id", ""))
    place = container.get("message_ts") or container.get("view_id")
    came = _of(payload, _where(payload), payload["user"]["id"], place, action_id, action.get("action_ts"))
    if action.get("type") in ("radio_buttons", "checkboxes") or action_id == MESSAGES_ID:
        return None  # what is ticked is sent with a button
    chosen = [*_chosen(action), *_state(payload, action_id, block_id)]
    return Pressed(came, read(action_id, chosen) or _nothing_chosen(action_id, chosen))


def _nothing_chosen(action_id: str, chosen: Sequence[str]) -> Press | None:
    """What Submit says where nothing was ticked, which Slack does not see to in a message."""
    if chosen or not action_id.startswith(select_id("")):
        return None
    first = read(action_id, ("0",))
    return Press(first.token, Answer(values=())) if isinstance(first, Press) else None


def _sent(payload: Payload) -> Pressed:
    view: Payload = payload.get("view") or {}
    # The hash stays as it is where a modal is sent once more with what was put right.
    filled = json.dumps((view.get("state") or {}).get("values"), sort_keys=True)
    came = _of(payload, "modal", view.get("id"), view.get("hash"), filled)
    return Pressed(came, read_modal(view))


def _command(payload: Payload) -> Typed | None:
    team, user = payload.get("team_id"), payload.get("user_id")
    if not (team and user):
        return None
    first, _, rest = mrkdwn.typed(str(payload.get("text") or "")).strip().partition(" ")
    came = Came(
        team=str(team),
        user=str(user),
        where="direct" if payload.get("channel_name") == "directmessage" else "channel",
        delivery=_name("command", payload.get("trigger_id")),
        channel=str(payload.get("channel_id", "")),
        trigger=str(payload.get("trigger_id", "")),
        app=str(payload.get("api_app_id", "")),
        respond=str(payload.get("response_url", "")),
    )
    return Typed(came, first, rest.strip())


def _event(payload: Payload) -> Wrote | Opened | None:
    event: Payload = payload.get("event") or {}
    user = event.get("user")
    team = event.get("user_team") or event.get("team") or payload.get("team_id")
    if not (user and team) or event.get("bot_id") or event.get("subtype") not in _WRITTEN:
        return None
    came = Came(
        team=str(team),
        user=str(user),
        where="direct",
        delivery=_name("event", payload.get("event_id")),
        at=str(event.get("ts", "")),
        channel=str(event.get("channel", "")),
        ts=str(event.get("ts", "")),
        thread=str(event.get("thread_ts", "")),
        app=str(payload.get("api_app_id", "")),
    )
    match event.get("type"), event.get("channel_type"), event.get("tab"):
        case "message", "im", _:
            return Wrote(came, mrkdwn.typed(str(event.get("text") or "")))
        case "app_home_opened", _, ("home" | "messages") as tab:
            return Opened(came, tab)
        case _:
            return None


def _of(payload: Payload, where: Where, *named: object) -> Came:
    """Where an interaction came from; `named` are what tells it from every other of its kind."""
    user: Payload = payload["user"]
    container: Payload = payload.get("container") or {}
    view: Payload = payload.get("view") or {}
    message: Payload = payload.get("message") or {}
    action: Payload = next(iter(payload.get("actions") or ()), {})
    return Came(
        team=str(user.get("team_id") or (payload.get("team") or {}).get("id")),
        user=str(user["id"]),
        where=where,
        delivery=_name(str(payload.get("type")), *named),
        at=str(action.get("action_ts", "")),
        channel=str(container.get("channel_id", "")),
        ts=str(container.get("message_ts", "")),
        thread=str(container.get("thread_ts") or message.get("thread_ts") or ""),
        view=str(view.get("id", "")),
        origin=str(view.get("private_metadata", "")),
        trigger=str(payload.get("trigger_id", "")),
        app=str(payload.get("api_app_id", "")),
        respond=str(payload.get("response_url", "")),
        blocks=tuple((message or view).get("blocks") or ()),
    )


def _where(payload: Payload) -> Where:
    if view := payload.get("view"):
        return "home" if view.get("type") == "home" else "modal"
    # The id of direct messages begins with D: https://docs.slack.dev/reference/objects/conversation-object
    return "direct" if str((payload.get("channel") or {}).get("id", "")).startswith("D") else "channel"


def _chosen(action: Payload) -> Iterator[str]:
    """The values of what was used or holds what was chosen: an element of Block Kit, or its state."""
    options = action.get("selected_options") or [action.get("selected_option")]
    yield from (str(option.get("value")) for option in options if option)


def _state(payload: Payload, action_id: str, block_id: str) -> Iterator[str]:
    """What was ticked in other blocks of the same message or view, under the id of the button pressed."""
    state: Payload = payload.get("state") or (payload.get("view") or {}).get("state") or {}
    values: Mapping[str, Payload] = state.get("values") or {}
    for block, elements in values.items():
        if block != block_id:
            yield from _chosen((elements or {}).get(action_id) or {})


def _name(*parts: object) -> str:
    """A name of bounded length for a delivery that these tell from every other."""
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
