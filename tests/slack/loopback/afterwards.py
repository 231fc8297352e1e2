"""What the app's answers do: those that come with an acknowledgement, and those to a response URL."""

from dataclasses import dataclass

from aiohttp import web
from tests.slack.loopback.asking import Rules
from tests.slack.loopback.records import Channel, Ephemeral, Json, Message, Refused, User
from tests.slack.loopback.views import View, Views
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

MOST_USES = 5
USABLE_S = 30 * 60


@dataclass(slots=True)
class ResponseUrl:
    """An address at which the app may answer somebody for a while."""

    channel: Channel
    user: User
    of: Message | Ephemeral | None
    """The message that was pressed on."""
    made_at: float
    uses: int = 0


class Afterwards:
    """Everything that the app says without calling a method."""

    def __init__(self, world: World, views: Views, rules: Rules, pulse: Pulse) -> None:
        self.host = ""
        self.wrong: list[str] = []
        """Answers that Slack cannot make sense of."""
        self._world = world
        self._views = views
        self._rules = rules
        self._pulse = pulse
        self._urls: dict[str, ResponseUrl] = {}

    def response_url(self, channel: Channel, user: User, of: Message | Ephemeral | None = None) -> str:
        """A new address to answer at."""
        name = self._world.name_for("response-")
        self._urls[name] = ResponseUrl(channel, user, of, self._world.clock.now())
        return f"{self.host}/respond/{name}"

    async def respond(self, request: web.Request) -> web.Response:
        """Takes what is sent to a response URL."""
        known = self._urls.get(request.match_info["name"])
        if known is None or self._world.clock.now() - known.made_at > USABLE_S:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if known.uses >= MOST_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        known.uses += 1
        try:
            self._say(await request.json(), known)
        except Refused as refused:
            return web.json_response({"ok": False, "error": refused.error}, status=400)
        finally:
            self._pulse.tell()
        return web.Response(text="ok")

    def of_command(self, answer: Json, channel: Channel, user: User) -> None:
        """The app answered a command: its words come as a message, without words nothing does."""
        if answer.get("text") or answer.get("blocks"):
            self._answered(answer, ResponseUrl(channel, user, None, 0))

    def of_submission(self, answer: Json, view: View) -> None:
        """The app answered a modal that was sent: it closes, stays with errors, or changes."""
        stack = self._views.stack(view.user)
        try:
            match answer.get("response_action"):
                case None:
                    self._close(stack, view)
                case "clear":
                    stack.clear()
                case "update":
                    self._views.change(view, self._rules.view(answer["view"]))
                case "push":
                    self._views.lay(view.user, self._rules.view(answer["view"]))
                case "errors":
                    view.errors = self._errors(answer["errors"], view)
                case other:
                    self.wrong.append(f"response_action {other!r}")
        except Refused as refused:
            self.wrong.append(f"response_action {answer['response_action']}: {refused.error}")

    def _errors(self, errors: dict[str, str], view: View) -> dict[str, str]:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        self.wrong += [f"error for {name!r}, which is no input" for name in errors if name not in inputs]
        return {name: said for name, said in errors.items() if name in inputs}

    @staticmethod
    def _close(stack: list[View], view: View) -> None:
        if view in stack:
            stack.remove(view)

    def _answered(self, answer: Json, known: ResponseUrl) -> None:
        try:
            self._say(answer, known)
        except Refused as refused:
            self.wrong.append(f"answer to a command: {refused.error}")

    def _say(self, said: Json, known: ResponseUrl) -> None:
        if said.get("delete_original"):
            self._remove(known)
            return
        text = str(said.get("text") or "")
        blocks = self._world.named(self._rules.blocks(said.get("blocks") or []))
        if said.get("replace_original") and known.of is not None:
            before = self._before(known)
            known.of.text, known.of.blocks = text, blocks
            if isinstance(known.of, Message):
                self._world.edit(known.channel, known.of, before)
            return
        if not text and not blocks:
            raise Refused("no_text")
        stamp, thread = self._world.stamp(), said.get("thread_ts")
        if said.get("response_type") == "in_channel":
            bot = known.channel.team.bot
            self._world.post(known.channel, Message(stamp, bot, text, blocks, thread))
        else:
            seen = Ephemeral(stamp, known.channel, known.user, text, blocks, thread)
            self._world.ephemerals.append(seen)

    def _before(self, known: ResponseUrl) -> Json:
        return self._world.as_json(known.channel, known.of) if isinstance(known.of, Message) else {}

    def _remove(self, known: ResponseUrl) -> None:
        if isinstance(known.of, Ephemeral) and known.of in self._world.ephemerals:
            self._world.ephemerals.remove(known.of)
        if isinstance(known.of, Message) and known.of in known.channel.messages:
            known.channel.messages.remove(known.of)
