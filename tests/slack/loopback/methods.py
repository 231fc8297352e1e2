"""The other methods of the Web API: views, threads with the agent, people, workspaces and files."""

from tests.slack.loopback import chatting, reading
from tests.slack.loopback.asking import Ask, Method
from tests.slack.loopback.records import (
    APP_ID,
    STATUS_S,
    Channel,
    Json,
    Message,
    Prompts,
    Refused,
    Status,
    Team,
    bot_id,
)
from tests.slack.loopback.world import World

MOST_PROMPTS = 4
MOST_LOADING_MESSAGES = 10
CLIENT_ID, CLIENT_SECRET = "1.2", "loopback-client-secret"


def _open(ask: Ask) -> Json:
    view = ask.views.open(ask.team, ask.text("trigger_id"), ask.rules.view(ask.args.get("view")))
    return {"view": view.as_json()}


def _push(ask: Ask) -> Json:
    return {"view": ask.views.push(ask.text("trigger_id"), ask.rules.view(ask.args.get("view"))).as_json()}


def _update(ask: Ask) -> Json:
    view = ask.views.update(
        view_id=str(ask.args.get("view_id") or ""),
        external_id=str(ask.args.get("external_id") or ""),
        definition=ask.rules.view(ask.args.get("view")),
        if_hash=ask.args.get("hash"),
    )
    return {"view": view.as_json()}


def _publish(ask: Ask) -> Json:
    user = ask.team.users.get(ask.text("user_id"))
    if user is None:
        raise Refused("invalid_arguments", response_metadata={"messages": ["invalid `user_id`"]})
    view = ask.views.publish(user, ask.rules.view(ask.args.get("view")), ask.args.get("hash"))
    return {"view": view.as_json()}


def _set_status(ask: Ask) -> Json:
    ask.need("chat:write")
    where = _thread(ask)
    messages = _list(ask, "loading_messages")
    if len(messages) > MOST_LOADING_MESSAGES:
        raise Refused("invalid_arguments")
    text = str(ask.args.get("status") or "")
    if text:
        until = ask.world.clock.now() + STATUS_S
        ask.world.statuses[where] = Status(text, tuple(map(str, messages)), until)
    else:
        ask.world.statuses.pop(where, None)
    return {}


def _set_prompts(ask: Ask) -> Json:
    """An app with `agent_view` that names a thread is answered well, and nothing happens."""
    ask.need("assistant:write")
    prompts = _list(ask, "prompts")
    if not 1 <= len(prompts) <= MOST_PROMPTS or any({"title", "message"} - set(each) for each in prompts):
        raise Refused("invalid_arguments")
    channel = ask.channel("channel_id")
    if not ask.args.get("thread_ts"):
        latest = channel.messages[-1].ts if channel.messages else ""
        ask.world.prompts[channel.id] = Prompts(latest, prompts)
    return {}


def _thread(ask: Ask) -> tuple[str, str]:
    channel, thread = ask.channel("channel_id"), ask.text("thread_ts")
    if not any(each.ts == thread for each in channel.messages):
        raise Refused("thread_not_found")
    return channel.id, thread


def _list(ask: Ask, name: str) -> list[Json]:
    given = ask.args.get(name) or []
    if not isinstance(given, list):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"invalid `{name}`"]})
    return given


def _test(ask: Ask) -> Json:
    return {
        "url": f"https://{ask.team.name.lower()}.slack.com/",
        "team": ask.team.name,
        "user": ask.team.bot.name,
        "team_id": ask.team.id,
        "user_id": ask.team.bot.id,
        "bot_id": bot_id(ask.team),
        "is_enterprise_install": False,
    }


def _revoke(ask: Ask) -> Json:
    ask.world.uninstall(ask.team, "token_revoked")
    return {"revoked": True}


def _user(ask: Ask) -> Json:
    ask.need("users:read")
    user = ask.world.find_user(ask.text("user"), ask.team)
    about = {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name.lower(),
        "real_name": user.name,
        "deleted": user.deactivated,
        "is_bot": user.is_bot,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_stranger": user.team is not ask.team,
        "tz": user.tz,
        "tz_offset": 0,
        "profile": {"real_name": user.name, "display_name": user.name},
    }
    return {"user": about | ({"locale": user.locale} if ask.flag("include_locale") else {})}


def _team(ask: Ask) -> Json:
    ask.need("team:read")
    return {"team": {"id": ask.team.id, "name": ask.team.name, "domain": ask.team.name.lower()}}


def _bot(ask: Ask) -> Json:
    ask.need("users:read")
    bot = {"id": bot_id(ask.team), "app_id": APP_ID, "name": ask.team.bot.name, "user_id": ask.team.bot.id}
    return {"bot": bot | {"deleted": False}}


def _upload_address(ask: Ask) -> Json:
    ask.need("files:write")
    name = ask.world.name_for("F")
    ask.world.files[name] = {"id": name, "name": ask.text("filename"), "size": int(ask.text("length"))}
    return {"upload_url": f"{ask.host}/upload/{name}", "file_id": name}


def _complete_upload(ask: Ask) -> Json:
    ask.need("files:write")
    files = [ask.world.files.get(str(each.get("id"))) for each in _list(ask, "files")]
    known = [each for each in files if each is not None and len(each.get("content", "")) == each["size"]]
    if len(known) != len(files) or any("completed" in each for each in known):  # it can be called once
        raise Refused("file_not_found")
    titles = {str(each["id"]): each.get("title") for each in _list(ask, "files")}
    told = [{"id": each["id"], "name": each["name"], "title": titles[each["id"]]} for each in known]
    if ask.args.get("channel_id"):
        channel: Channel = ask.with_args(channel=ask.args["channel_id"]).channel_to_write_in()
        comment, thread = str(ask.args.get("initial_comment") or ""), ask.args.get("thread_ts")
        message = Message(ask.world.stamp(), ask.team.bot, comment, [], thread, files=told)
        ask.world.post(channel, message)
    for each in known:
        each["completed"] = True
    return {"files": told}


def exchange(world: World, args: Json) -> Json:
    """What oauth.v2.access gives for the code that an administrator brought; raises Refused."""
    if (args.get("client_id"), args.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        raise Refused("bad_client_secret" if args.get("client_id") == CLIENT_ID else "invalid_client_id")
    team: Team | None = world.codes.pop(str(args.get("code")), None)
    if team is None:
        raise Refused("invalid_code")
    team.token_state = "ok"
    return {
        "access_token": team.token,
        "token_type": "bot",
        "scope": ",".join(sorted(team.scopes)),
        "bot_user_id": team.bot.id,
        "app_id": APP_ID,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": next(each.id for each in team.users.values())},
    }


METHODS: dict[str, Method] = {
    **chatting.METHODS,
    **reading.METHODS,
    "views.open": _open,
    "views.push": _push,
    "views.update": _update,
    "views.publish": _publish,
    "assistant.threads.setStatus": _set_status,
    "assistant.threads.setSuggestedPrompts": _set_prompts,
    "auth.test": _test,
    "auth.revoke": _revoke,
    "users.info": _user,
    "team.info": _team,
    "bots.info": _bot,
    "files.getUploadURLExternal": _upload_address,
    "files.completeUploadExternal": _complete_upload,
}
