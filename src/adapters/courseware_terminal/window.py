"""A full window: one screen at a time, single keys, a field where text is expected.

Keyboard, resizing and terminal are prompt_toolkit's; what a screen looks like is `render`'s; what a key
means is `keys`'s. Here is what the learner has scrolled to and typed.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self

from prompt_toolkit.application import Application
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI, to_formatted_text
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import (
    ConditionalContainer,
    Dimension,
    HSplit,
    Layout,
    UIContent,
    UIControl,
    Window,
)
from prompt_toolkit.layout.controls import GetLinePrefixCallable
from prompt_toolkit.widgets import TextArea
from rich.rule import Rule
from rich.text import Text

from courseware_core.inputs import LongText
from courseware_core.languages import catalogue
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.replies import confirmation
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_terminal import keys
from courseware_terminal.drawing import Sheet, draw
from courseware_terminal.keys import Hand
from courseware_terminal.look import Look
from courseware_terminal.loop import Said, several_lines, without_slash
from courseware_terminal.render import WIDEST, Part, key_bar, key_list, parts

_NARROWEST = 16
_MARGIN_FROM = 70
_FIELD_LINES = 5
_SLOW_S = 0.4


class _Lines(UIControl):
    """Lines that are made for the width and height there are; all of them when the height is None."""

    def __init__(self, make: Callable[[int, int | None], list[str]]) -> None:
        self._make = make

    def is_focusable(self) -> bool:
        return True

    def preferred_height(
        self,
        width: int,
        max_available_height: int,
        wrap_lines: bool,
        get_line_prefix: GetLinePrefixCallable | None,
    ) -> int | None:
        return len(self._make(width, None))

    def create_content(self, width: int, height: int | None) -> UIContent:
        lines = self._make(width, height)
        return UIContent(
            get_line=lambda number: to_formatted_text(ANSI(lines[number])),
            line_count=len(lines),
            show_cursor=False,
        )


class FullWindow:
    """The window. As a context it takes the terminal over, and gives it back whatever happens."""

    interactive = True

    def __init__(self, *, look: Look, colour: bool = True) -> None:
        self._look = look
        self._colour = colour
        self._turn: Turn | None = None
        self._hand = Hand()
        self._top = 0
        self._height = 1
        self._more = False
        self._seen = False
        self._follow = False
        self._helping = False
        self._slow = False
        self._waiting = False
        self._shown = False
        self._drawn: tuple[object, Sheet] = (None, Sheet((), {}))
        self._said: asyncio.Future[Said] | None = None
        self._soon_slow: asyncio.TimerHandle | None = None
        self._build()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._broke)
        running = self._app.run_async(handle_sigint=False, set_exception_handler=False)
        self._running = asyncio.create_task(running)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._loop.set_exception_handler(None)
        if not self._app.is_running:
            self._running.cancel()
        elif not self._app.is_done:
            self._app.exit()
        await asyncio.wait((self._running,))
        fault = None if self._running.cancelled() else self._running.exception()
        if fault and not isinstance(fault, EOFError | OSError):  # those say that the terminal has gone
            raise fault

    async def ask(self, turn: Turn) -> Said:
        """What the learner does on the screen. A text that was not accepted stays in the field."""
        refused = self._turn is not None and turn.screen.submit == self._turn.screen.submit
        self._put(turn, self._field.text if refused else "")
        self._said = self._loop.create_future()
        try:
            await asyncio.wait((self._said, self._running), return_when=asyncio.FIRST_COMPLETED)
            return self._said.result() if self._said.done() else None
        finally:
            self._said = None
            self._soon_slow = self._loop.call_later(_SLOW_S, self._say_slow)

    def show(self, turn: Turn) -> None:
        """Shows the screen without what could be done on it; to read, and to leave by Ctrl-C or Ctrl-D."""
        nothing = {"input": None, "submit": None, "controls": ()}
        self._put(replace(turn, screen=turn.screen.model_copy(update=nothing)), "")
        self._waiting = True

    def _put(self, turn: Turn, text: str) -> None:
        """Puts a new screen before the learner, with `text` in its field."""
        if self._soon_slow:
            self._soon_slow.cancel()
        self._turn, self._hand = turn, keys.reach_for(turn.screen)
        self._top, self._seen, self._follow = 0, False, False
        self._helping, self._slow, self._waiting = False, False, False
        self._shown = False  # a key that was meant for the screen before must not act on this one
        self._field.buffer.reset(Document(text, len(text)))
        self._show()

    def _build(self) -> None:
        typing = Condition(lambda: self._hand.typing and not self._helping)
        self._field = TextArea(
            multiline=True,
            wrap_lines=True,
            read_only=Condition(lambda: self._said is None),
            prompt=self._look.text("› "),
            height=Dimension(min=1, max=_FIELD_LINES),
            dont_extend_height=True,
        )
        self._field.buffer.on_text_changed += lambda _: self._advise("")
        self._body = Window(_Lines(self._body_lines), always_hide_cursor=True)
        bar = Window(_Lines(self._bar_lines), dont_extend_height=True)
        field = ConditionalContainer(self._field, filter=typing)
        self._app: Application[None] = Application(
            layout=Layout(HSplit([self._body, field, bar]), focused_element=self._body),
            key_bindings=self._bindings(typing),
            full_screen=True,
        )
        self._app.after_render += lambda _: self._is_shown()
        self._app.ttimeoutlen = 0.05  # how long an Esc may be the beginning of another key

    def _bindings(self, typing: Condition) -> KeyBindings:
        bindings = KeyBindings()
        nothing_typed = Condition(lambda: not self._field.text.strip())

        def bind(name: str, act: Callable[[], None], **when: Any) -> None:
            bindings.add(name, **when)(lambda _: act())

        for name in ("up", "down", "left", "right", "enter", "tab", "escape", "space"):
            bind(name, partial(self._press, name), filter=~typing)
        bind("backspace", lambda: self._press("left"), filter=~typing)
        bind("home", lambda: self._scroll(-len(self._sheet.lines)), filter=~typing)
        bind("end", lambda: self._scroll(len(self._sheet.lines)), filter=~typing)
        bind("pageup", lambda: self._scroll(-self._sheet.room(self._height)))
        bind("pagedown", lambda: self._scroll(self._sheet.room(self._height)))
        bind("enter", self._send_text, filter=typing)
        for name in ("tab", "escape"):
            bind(name, self._stop_typing, filter=typing, eager=True)
        for name in ("up", "down"):
            bind(name, partial(self._reach, name), filter=typing & nothing_typed)
        bind("c-c", self._interrupt)
        bind("c-d", self._interrupt, filter=~typing | nothing_typed | Condition(lambda: self._said is None))
        bind("c-z", self._suspend)

        @bindings.add("<any>", filter=~typing)
        def _character(event: KeyPressEvent) -> None:
            key = event.key_sequence[0].key
            if len(key) == 1:
                self._press(key)

        return bindings

    @property
    def _screen(self) -> Screen:
        assert self._turn
        return self._turn.screen

    @property
    def _words(self) -> Words:
        return catalogue(self._screen.locale)

    @property
    def _sheet(self) -> Sheet:
        return self._drawn[1]

    def _press(self, key: str) -> None:
        if not self._shown or (self._said is None and not self._waiting):
            return
        reading = self._helping or self._hand.cursor is None
        onward = self._scrolls() if key == "enter" else reading and self._more and key in ("space", "right")
        if onward:
            self._scroll(self._sheet.room(self._height))
            return
        if reading and key in ("up", "down") and (self._more if key == "down" else self._top):
            self._scroll(1 if key == "down" else -1)
            return
        if self._helping:
            self._helping = False
            self._show()
            return
        if self._waiting:  # whoever goes on writing must neither leave nor be anywhere else
            if key == keys.HELP:
                self._help()
            return
        match keys.press(key, self._screen, self._hand):
            case Hand() as hand:
                self._follow = hand.cursor != self._hand.cursor
                self._hand = hand
                self._show()
            case Intent() as intent:
                self._say(intent)
            case "leave":
                self._say(None)
            case "help":
                self._help()

    def _scrolls(self) -> bool:
        if self._helping:
            return self._more
        return keys.scrolls(self._screen, self._hand, more=self._more, seen=self._seen)

    def _send_text(self) -> None:
        if not self._shown:
            return
        text = self._field.text
        if text.endswith("\\") and isinstance(self._screen.input, LongText):
            continued = text[:-1] + "\n"
            self._field.buffer.document = Document(continued, len(continued))
            return
        match keys.request(text, self._screen):
            case "leave":
                self._say(None)
            case "help":
                self._field.text = ""
                self._help()
            case "bare":
                self._advise("slash")
            case _ if text.strip():
                self._say(text)
            case _:
                self._advise("write")

    def _help(self) -> None:
        self._helping, self._top = True, 0
        self._show()

    def _advise(self, advice: Literal["", "write", "slash"]) -> None:
        self._hand = replace(self._hand, advice=advice)

    def _stop_typing(self) -> None:
        self._hand = replace(self._hand, typing=False, advice="")
        self._show()

    def _reach(self, key: str) -> None:
        if keys.choices(self._screen):
            self._stop_typing()
            self._press(key)

    def _scroll(self, by: int) -> None:
        self._top = self._sheet.top(self._top + by, self._height, None)
        self._follow = False

    def _say(self, said: Said) -> None:
        if self._said and not self._said.done():
            self._said.set_result(said)

    def _interrupt(self) -> None:
        """Leaves, or has what is under way cancelled as a signal from outside would."""
        if self._said is None:
            signal.raise_signal(signal.SIGINT)
        self._say(None)

    def _suspend(self) -> None:
        self._app.suspend_to_background()

    def _is_shown(self) -> None:
        self._shown = True

    def _say_slow(self) -> None:
        self._slow = True
        self._app.invalidate()

    def _broke(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A fault while drawing or in a key ends the window, rather than going unseen below it."""
        error = context.get("exception")
        if isinstance(error, Exception) and self._said and not self._said.done():
            self._said.set_exception(error)
        else:
            loop.default_exception_handler(context)

    def _show(self) -> None:
        typing = self._hand.typing and not self._helping
        self._app.layout.focus(self._field if typing else self._body)
        self._app.invalidate()

    def _body_lines(self, width: int, height: int | None) -> list[str]:
        if self._turn is None:
            return [""]
        margin = 2 if width >= _MARGIN_FROM else 0
        room = max(_NARROWEST, min(WIDEST, width - 2 * margin))
        made_from = (self._turn, self._hand.cursor, self._hand.chosen, self._helping, room)
        if self._drawn[0] != made_from:
            self._drawn = (
                made_from,
                draw(self._parts(room), self._look, room, colour=self._colour),
            )
        sheet = self._sheet
        if height is None:
            return list(sheet.lines)
        self._height = height
        self._top = sheet.top(self._top, height, self._hand.cursor if self._follow else None)
        shown = list(sheet.lines[self._top : self._top + sheet.room(height)])
        more = not sheet.is_over(self._top, height)
        self._seen = self._seen or not (more or self._helping)
        if len(shown) < len(sheet.lines) and height > 1:
            said = Text(self._look.text(self._words.say("— more —") if more else ""), "dim")
            shown += draw([Part(said)], self._look, room).lines
        if more != self._more:
            self._more = more
            self._app.invalidate()  # the keys were drawn for what was in sight before
        return [" " * margin + line for line in shown]

    def _parts(self, width: int) -> Iterator[Part]:
        assert self._turn
        if self._helping:
            return key_list(self._keys(), self._words, self._look)
        return parts(self._screen, self._hand, self._look, width, self._turn.notice)

    def _bar_lines(self, width: int, height: int | None) -> list[str]:
        if self._turn is None:
            return [""]
        room = max(_NARROWEST, min(WIDEST, width))
        advice = self._advice()
        shown = [Part(Rule(style="dim", characters=self._look.text("─")))]
        if advice:
            shown.append(Part(Text(self._look.text(f"! {advice}"), "bold", overflow="fold")))
        elif self._hand.typing and not self._helping and isinstance(self._screen.input, LongText):
            shown.append(Part(Text(self._look.text(several_lines(self._words)), "dim", overflow="fold")))
        shown.append(Part(key_bar(self._keys(more=self._scrolls()), self._look, room)))
        return list(draw(shown, self._look, room, colour=self._colour).lines)

    def _keys(self, *, more: bool = False) -> Iterator[tuple[str, str]]:
        return keys.bar(self._screen, self._hand, self._words, more=more, waiting=self._waiting)

    def _advice(self) -> str:
        if self._slow or self._waiting:
            leaving = self._words.say("{quit} leaves, and your place is saved.", quit="Ctrl-C")
            return f"{self._words.say('One moment …')} {leaving}"
        match self._hand.advice:
            case "choose":
                return self._words.say("Choose an answer first.")
            case "choose_some":
                return self._words.say("Tick one or more answers first, with their numbers.")
            case "write":
                return self._words.say("Write something first, or press Esc for the other keys.")
            case "slash":
                return without_slash(self._field.text, self._words)
            case "confirm":
                return confirmation(self._armed().label, self._words)
            case _:
                return ""

    def _armed(self) -> Control:
        return next(each for each in self._screen.controls if each.token == self._hand.armed)
