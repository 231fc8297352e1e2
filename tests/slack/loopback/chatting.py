"""The methods `chat.*`: messages that are posted, changed and taken away."""

import json
from typing import Any

from tests.slack.loopback.asking import Ask, Method
from tests.slack.loopback.records import Channel, Ephemeral, Json, Message, Refused

LONGEST_TEXT = 40_000
MOST_WORDS_IN_BLOCKS = 11_340
"""More characters than these over all blocks are refused; measured by others, not documented."""
LARGEST_METADATA = 8_000


def post(ask: Ask) -> Json:
    """The message, posted by the app."""
    ask.need("chat:write")
    channel = ask.channel_to_write_in()
    text, blocks = content(ask)
    thread = ask.args.get("thread_ts")
    if thread is not None and not any(each.ts == thread for each in channel.messages):
        raise Refused("invalid_thread_ts")
    message = Message(ask.world.stamp(), ask.team.bot, text, blocks, thread, _metadata(ask))
    ask.world.post(channel, message)
    body = ask.world.as_json(channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body}


def post_ephemeral(ask: Ask) -> Json:
    """The timestamp of a message that one person sees."""
    ask.need("chat:write")
    channel = ask.channel_to_write_in()
    user = next((each for each in channel.members if each.id == ask.text("user")), None)
    if user is None:
        raise Refused("user_not_in_channel")
    text, blocks = content(ask)
    seen = Ephemeral(
        ask.world.stamp(), channel, user, text, ask.world.named(blocks), ask.args.get("thread_ts")
    )
    ask.world.ephemerals.append(seen)
    return {"message_ts": seen.ts}


def update(ask: Ask) -> Json:
    """The message, changed; what is not said of blocks and metadata stays."""
    ask.need("chat:write")
    channel = ask.channel_to_write_in()
    message = _own(ask, channel, "cant_update_message")
    before = ask.world.as_json(channel, message)
    args: dict[str, Any] = {"text": message.text, "blocks": message.blocks} | {
        name: ask.args[name] for name in ("text", "blocks") if ask.args.get(name) is not None
    }
    text, blocks = content(ask.with_args(**args))
    message.text, message.blocks = text, ask.world.named(blocks)
    if ask.args.get("metadata") is not None:
        message.metadata = _metadata(ask)
    ask.world.edit(channel, message, before)
    body = ask.world.as_json(channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": body}


def delete(ask: Ask) -> Json:
    """Which message is gone."""
    ask.need("chat:write")
    channel = ask.channel_to_write_in()
    message = _own(ask, channel, "cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(ask: Ask) -> Json:
    """The address of a message, for a browser."""
    channel = ask.channel()
    message = channel.message(ask.text("message_ts"))
    path = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://{ask.team.name.lower()}.slack.com/{path}"}


def content(ask: Ask) -> tuple[str, list[Json]]:
    """The text and blocks of a message to be, as they may be; raises Refused."""
    text = str(ask.args.get("text") or "")
    blocks = ask.rules.blocks(ask.args.get("blocks") or [])
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    if words_in(blocks) > MOST_WORDS_IN_BLOCKS:
        raise Refused("msg_blocks_too_long")
    return text, blocks


def words_in(part: Any) -> int:
    """How many characters of text there are in blocks, ids and values left out."""
    if isinstance(part, list):
        return sum(words_in(each) for each in part)
    if not isinstance(part, dict):
        return 0
    own = len(part["text"]) if isinstance(part.get("text"), str) else 0
    return own + sum(words_in(each) for each in part.values())


def _own(ask: Ask, channel: Channel, otherwise: str) -> Message:
    message = channel.message(ask.text("ts"))
    if message.user is not ask.team.bot:
        raise Refused(otherwise)
    return message


def _metadata(ask: Ask) -> Json | None:
    metadata = ask.args.get("metadata")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise Refused("metadata_too_large")
    return {"event_type": str(metadata["event_type"]), "event_payload": metadata["event_payload"]}


METHODS: dict[str, Method] = {
    "chat.postMessage": post,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
