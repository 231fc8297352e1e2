"""What Slack tells the app, in the form of its documents of November 2026."""

from tests.slack.loopback.records import APP_ID, Channel, Ephemeral, Json, Message, Team, User
from tests.slack.loopback.views import View
from tests.slack.loopback.world import World

VERIFICATION = "loopback-verification"


def event(world: World, team: Team, inner: Json) -> Json:
    """The outer event of the Events API, with an event id of its own."""
    inner = {"event_ts": world.stamp()} | inner
    channel = world.channels.get(str(inner.get("channel")))
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": world.name_for("Ev"),
        "event_time": int(world.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.shared),
        "event_context": world.name_for("EC"),
    }


def command(channel: Channel, user: User, typed: str, *, trigger: str, response_url: str) -> Json:
    """A slash command as it was typed, for example `/learn review`."""
    name, _, text = typed.partition(" ")
    names = {"im": "directmessage", "private": "privategroup", "public": channel.name}
    return {
        "token": VERIFICATION,
        "team_id": user.team.id,
        "team_domain": user.team.name.lower(),
        "channel_id": channel.id,
        "channel_name": names[channel.kind],
        "user_id": user.id,
        "user_name": user.name.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def interaction(kind: str, user: User, team: Team, *, trigger: str) -> Json:
    """What all interactive payloads have.

    In messages of shared channels `team` is where the app is installed, which need not be the user's
    own. In views it is the user's, and the view says where the app is installed.
    """
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.name.lower()},
        "user": {
            "id": user.id,
            "username": user.name.lower(),
            "name": user.name.lower(),
            "team_id": user.team.id,
        },
        "api_app_id": APP_ID,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger,
    }


def on_message(world: World, channel: Channel, message: Message | Ephemeral) -> Json:
    """Where something was used: in a message. An ephemeral one is not told in full."""
    ephemeral = isinstance(message, Ephemeral)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    name = "directmessage" if channel.kind == "im" else channel.name
    told: Json = {"container": container, "channel": {"id": channel.id, "name": name}}
    if isinstance(message, Message):
        told["message"] = world.as_json(channel, message)
    return told


def on_view(view: View) -> Json:
    """Where something was used: in a modal or Home tab."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.as_json()}
