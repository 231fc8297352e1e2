"""The methods that open and read conversations: `conversations.*`."""

from collections.abc import Sequence

from tests.slack.loopback.asking import Ask, Method
from tests.slack.loopback.records import Channel, Json, Message, Refused

NAMES = {"im": "im", "public": "channels", "private": "groups"}
"""How scopes name the kinds of channels."""
USUAL_PAGE = 100


def open_(ask: Ask) -> Json:
    """The direct messages with somebody."""
    ask.need("im:write")
    if ask.args.get("channel"):
        return {"channel": _brief(ask, ask.channel())}
    wanted = ask.text("users")
    user = ask.world.find_user(wanted, ask.team)
    if user.deactivated:
        raise Refused("user_disabled")
    return {"no_op": False, "already_open": False, "channel": _brief(ask, ask.world.direct(user, ask.team))}


def info(ask: Ask) -> Json:
    """What the app may know of a channel."""
    channel = ask.channel()
    ask.need(f"{NAMES[channel.kind]}:read")
    about: Json = {
        "id": channel.id,
        "is_im": channel.kind == "im",
        "is_channel": channel.kind == "public",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
        "is_member": ask.team.bot in channel.members,
        "context_team_id": channel.team.id,
    }
    if channel.kind == "im":
        other = next(each for each in channel.members if not each.is_bot)
        return {"channel": about | {"user": other.id, "is_user_deleted": other.deactivated}}
    return {"channel": about | {"name": channel.name}}


def history(ask: Ask) -> Json:
    """The messages of a channel without the replies to them, the newest first."""
    channel = _readable(ask)
    found = [each for each in channel.messages if each.thread_ts in (None, each.ts) and _in_time(ask, each)]
    return _page(ask, channel, found[::-1])


def replies(ask: Ask) -> Json:
    """A message and the replies to it, the oldest first."""
    channel = _readable(ask)
    parent = ask.text("ts")
    thread = [each for each in channel.messages if parent in (each.ts, each.thread_ts)]
    if not thread:
        raise Refused("thread_not_found")
    first = [each for each in thread if each.ts == parent]
    return _page(ask, channel, first + [e for e in thread if e.ts != parent and _in_time(ask, e)])


def _readable(ask: Ask) -> Channel:
    channel = ask.channel()
    ask.need(f"{NAMES[channel.kind]}:history")
    if ask.team.bot not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _in_time(ask: Ask, message: Message) -> bool:
    oldest, latest = ask.args.get("oldest"), ask.args.get("latest")
    if ask.flag("inclusive") and message.ts in (oldest, latest):
        return True
    return (not oldest or message.ts > str(oldest)) and (not latest or message.ts < str(latest))


def _page(ask: Ask, channel: Channel, found: Sequence[Message]) -> Json:
    begin = int(str(ask.args.get("cursor") or "0"))
    end = begin + int(ask.args.get("limit") or USUAL_PAGE)
    more = end < len(found)
    told = [
        ask.world.as_json(channel, each, with_metadata=ask.flag("include_all_metadata"))
        | _threaded(channel, each)
        for each in found[begin:end]
    ]
    following = {"response_metadata": {"next_cursor": str(end)}} if more else {}
    return {"messages": told, "has_more": more, "pin_count": 0, **following}


def _threaded(channel: Channel, message: Message) -> Json:
    """What is told beside a message that a thread begins with."""
    replies = sum(each.thread_ts == message.ts for each in channel.messages if each is not message)
    return {"thread_ts": message.ts, "reply_count": replies} if replies else {}


def _brief(ask: Ask, channel: Channel) -> Json:
    whole: Json = info(ask.with_args(channel=channel.id))["channel"] if ask.flag("return_im") else {}
    return {"id": channel.id} | whole


METHODS: dict[str, Method] = {
    "conversations.open": open_,
    "conversations.info": info,
    "conversations.history": history,
    "conversations.replies": replies,
}
