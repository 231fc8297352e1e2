"""A third surface is small: an adapter for a platform that is made up keeps every promise."""

import asyncio
import builtins
import dis
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from types import CodeType

import pytest
from markdown_it import MarkdownIt
from tests.adapters.courses import DISTURBED, EVERYWHERE
from tests.adapters.stub import PIGEON, Button, Event, Form, Message, Pigeon
from tests.app.surroundings import TINY

from courseware_core.identity import Identity
from courseware_core.screen.model import Intent
from courseware_core.testing.adapters import AdapterContract, Told, typed

ROOT = Path(__file__).parents[2]


class Loft:
    """The platform. Whatever was ever shown to anybody, some client may still show."""

    def __init__(self) -> None:
        self.ever_shown: list[str] = []
        self._numbers = count(1)
        self._people: dict[str, Fancier] = {}

    async def start(self, app: Told) -> None:
        self.app = app
        self.bot = Pigeon(app)

    async def stop(self) -> None:
        del self.bot

    def person(self, name: str) -> "Fancier":
        return self._people.setdefault(name, Fancier(self, name))

    def next_id(self) -> str:
        return f"e{next(self._numbers)}"


class Fancier:
    """A person in front of their window."""

    def __init__(self, loft: Loft, name: str) -> None:
        self.who = Identity("pigeon", "loft", name)
        self._loft = loft
        self._window = Message("")
        self._form: Form | None = None
        self._last = Event("", name, "")

    async def enter(self, place: str = "") -> None:
        await self._do(f"/learn {place}".strip())

    async def act(self, intent: Intent) -> None:
        turn = self._loft.app.turns.get(self.who)
        shown = await self._found(intent)
        action = shown or next(each for each in self._loft.ever_shown if _means(each, intent))
        await self._do(action, ticked=intent.answer.values)
        if self._form:
            asked = turn.screen.input if turn and shown else None
            await self._do(self._form.action, text=typed(asked, intent.answer))

    async def repeat(self) -> None:
        await self._deliver(self._last)

    async def read(self) -> Sequence[str]:
        while await self._turn("◀"):
            pass
        pages = [await self._page()]
        while await self._turn("▶"):
            pages.append(await self._page())
        return pages

    async def _page(self) -> str:
        window = self._window
        shown = [window.text, *window.boxes, *(button.label for button in _buttons(window))]
        writing = next((each.action for each in window.buttons if each.action.startswith("write ")), None)
        if writing:
            await self._do(writing)
            assert self._form
            shown += [self._form.title, self._form.label]
        return "\n".join(shown)

    async def _found(self, intent: Intent) -> str | None:
        """The action that means the intent, on this page or, turning them, on another."""
        for label in ("◀", "▶"):
            turned = True
            while turned:
                here = [each.action for each in _buttons(self._window) if _means(each.action, intent)]
                if here:
                    return here[0]
                turned = await self._turn(label)
        return None

    async def _turn(self, label: str) -> bool:
        """Whether there is another page that way, which is shown then."""
        page, action = self._window, next((b.action for b in self._window.buttons if b.label == label), "")
        if action:
            await self._do(action)
            assert self._window != page, f"{label} leads nowhere"
        return bool(action)

    async def _do(self, action: str, *, ticked: tuple[int, ...] = (), text: str = "") -> None:
        self._last = Event(self._loft.next_id(), self.who.user, action, ticked, text)
        await self._deliver(self._last)

    async def _deliver(self, event: Event) -> None:
        answer = await self._loft.bot.on(event)
        self._form = answer if isinstance(answer, Form) else None
        if isinstance(answer, Message):
            self._window = answer
            self._loft.ever_shown += [button.action for button in _buttons(answer)]


def _buttons(window: Message) -> Iterator[Button]:
    yield from window.buttons
    if window.tick:
        yield window.tick


def _means(action: str, intent: Intent) -> bool:
    verb, *between, token = action.split(" ")
    chosen = [str(position) for position in intent.answer.values]
    return token == intent.token and verb != "turn" and (not chosen or verb != "choose" or between == chosen)


class TestPigeon(AdapterContract):
    profile = PIGEON
    courses = EVERYWHERE
    disturbed = DISTURBED

    def platform(self) -> Loft:
        return Loft()


class Unanswered(Fancier):
    """Somebody whose presses lead to nothing."""

    async def act(self, intent: Intent) -> None:
        await asyncio.Event().wait()


class EmptyLoft(Loft):
    """A platform without a bot."""

    def person(self, name: str) -> Fancier:
        return Unanswered(self, name)


class Stuck(AdapterContract):
    profile = PIGEON
    patience_s = 0.1

    def platform(self) -> Loft:
        return EmptyLoft()


async def test_a_journey_that_is_stuck_names_the_screen() -> None:
    with pytest.raises(AssertionError, match="it is stuck: ada on welcome"):
        await Stuck().test_a_journey_leaves_the_record_of_the_core(TINY)


def fences() -> list[str]:
    """The parts of the adapter in the document, as they stand there."""
    tokens = MarkdownIt().parse((ROOT / "docs/adapters.md").read_text(encoding="utf-8"))
    return [token.content for token in tokens if token.type == "fence"]


@pytest.mark.parametrize("number", range(len(fences())))
def test_each_part_in_the_document_runs_as_it_stands(number: int) -> None:
    code = compile(fences()[number], f"part {number}", "exec", dont_inherit=True)
    there: dict[str, object] = {"__name__": "part"}
    exec(code, there)
    assert named(code) - {*there, *dir(builtins)} == set()


def named(code: CodeType) -> set[str]:
    """The names that some code and what it defines look up in their module."""
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    looked_up = (each for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL")
    return {str(each.argval) for each in looked_up}.union(*map(named, inner))


def test_the_document_shows_the_adapter_as_it_is() -> None:
    parts = [part.strip() for fence in fences() for part in fence.split("\n\n\n")]
    shown = [part for part in parts if part.startswith(("FORM =", "def ", "class Pigeon"))]
    adapter = (ROOT / "tests/adapters/stub.py").read_text(encoding="utf-8")
    assert len(shown) == 8
    assert [part for part in shown if part not in adapter] == []
