"""An adapter for a chat platform that is made up: what it takes to bring courses to one more place.

On Pigeon a person has one window with a bot. What they do there reaches the bot as an `Event`, and its
answer is the `Message` that the window holds from then on, or a `Form` in front of it. Messages and labels
are short, buttons are few, and text can be typed into forms alone.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from courseware_core import (
    Answer,
    Courseware,
    Identity,
    Input,
    Intent,
    Profile,
    Screen,
    StoreError,
    Turn,
    UnknownActivity,
    Words,
    failed,
    fit,
    render_text,
)
from courseware_core.blocks import plain
from courseware_core.inputs import ChooseOne, ChooseSeveral
from courseware_core.languages import catalogue
from courseware_core.screen.asking import option_texts
from courseware_core.screen.match import Unmatched, read_answer
from courseware_core.screen.profiles import CHOICES, TYPED
from courseware_core.screen.replies import explain, how_to_answer

_log = logging.getLogger(__name__)

# What the platform is. A real one has a library for this.


@dataclass(frozen=True, slots=True)
class Event:
    """What a person did. The platform delivers it again, with the same `id`, where no answer came in time.

    `action` is a command that begins with a slash, or the action of a button or a form; `ticked` are the
    positions of boxes, and `text` is what was typed.
    """

    id: str
    person: str
    action: str
    ticked: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. With `asks` the platform asks whether it is meant, before it says so."""

    action: str
    label: str
    asks: bool = False

    def __post_init__(self) -> None:
        _allow(len(self.label), 30)
        _allow(len(self.action), 100)


@dataclass(frozen=True, slots=True)
class Message:
    """What the window shows: text, buttons, and boxes to tick with the button that sends them, `tick`."""

    text: str
    buttons: tuple[Button, ...] = ()
    boxes: tuple[str, ...] = ()
    tick: Button | None = None

    def __post_init__(self) -> None:
        _allow(len(self.text), 1_500)
        _allow(len(self.buttons), 20)
        _allow(len(self.boxes), 6)


@dataclass(frozen=True, slots=True)
class Form:
    """One field under a title. What is typed comes as an event of that action."""

    action: str
    title: str
    label: str

    def __post_init__(self) -> None:
        _allow(len(self.title), 60)
        _allow(len(self.label), 500)


def _allow(found: int, most: int) -> None:
    if found > most:
        raise ValueError(f"the platform takes {most}, not {found}")


# What the platform can carry, in the core's terms.

FORM = Profile(
    name="pigeon_form",
    page_chars=700,
    characters=1_000,
    title_length=60,
    controls=0,
    choices=0,
    inputs=TYPED,
    options=6,
    option_length=30,
    answer_length=4_000,
    tables=0,
    alt_length=0,
    columns=False,
    links=False,
    notes=False,
)
PIGEON = Profile(
    name="pigeon",
    page_chars=700,
    characters=1_000,  # 500 less than there are, for a sentence above the text and what lists are drawn with
    text_length=1_000,
    title_length=100,
    line_length=150,
    controls=8,
    choices=6,
    label_length=30,
    submit_length=30,
    choice_length=30,
    inputs=CHOICES,
    form=FORM,
    options=6,
    option_length=30,
    tables=0,
    alt_length=0,
    columns=False,
    links=False,
    notes=False,
)


# What people are told before they begin.


def seen_by(words: Words) -> str:
    """Who can see what is stored of a person."""
    return words.say("Whoever runs this bot can see it.")


# Out: a turn as a message.


def message(turn: Turn, number: int = 1) -> Message:
    """Page `number` of the turn's screen, under the sentence about what the person did."""
    pages = fit(turn.screen, PIGEON)
    page = pages[min(max(number, 1), len(pages)) - 1]
    words = render_text(page.model_copy(update={"input": None, "submit": None, "controls": ()}), width=None)
    several = isinstance(page.input, ChooseSeveral) and page.submit
    return Message(
        text="\n\n".join(filter(None, (turn.notice, words))),
        buttons=(*_answers(page), *_controls(page), *_turns(page, turn.again)),
        boxes=tuple(map(plain, page.input.options)) if isinstance(page.input, ChooseSeveral) else (),
        tick=Button(f"tick {page.submit.token}", page.submit.label) if several and page.submit else None,
    )


def _answers(page: Screen) -> Iterator[Button]:
    """A button for each option, or one that opens the form."""
    if page.submit is None:
        return
    match page.input:
        case ChooseOne(options=options):
            for position, option in enumerate(options):
                yield Button(f"choose {position} {page.submit.token}", plain(option))
        case ChooseSeveral():
            pass
        case _:
            yield Button(f"write {page.submit.token}", page.submit.label)


def _controls(page: Screen) -> Iterator[Button]:
    for control in page.controls:
        yield Button(f"press {control.token}", control.label, control.danger)


def _turns(page: Screen, again: str) -> Iterator[Button]:
    """Back and on, where there are several pages."""
    if page.page > 1:
        yield Button(f"turn {page.page - 1} {again}", "◀")
    if page.page < page.pages:
        yield Button(f"turn {page.page + 1} {again}", "▶")


def form(asked: Input, screen: Screen, token: str) -> Form:
    """The form in which `asked` is answered."""
    told = " ".join((how_to_answer(asked, catalogue(screen.locale)), *option_texts(asked)))
    title = screen.submit.label if screen.submit else screen.title
    return Form(f"sent {token}", title, told[:500])


# In: an event as an intent, and the answer to it.


class Pigeon:
    """The bot. It keeps nothing: every button says all that is needed to understand it."""

    def __init__(self, app: Courseware) -> None:
        self._app = app

    async def on(self, event: Event) -> Message | Form:
        """The answer to an event."""
        who = Identity("pigeon", "loft", event.person)
        try:
            return await self._answer(event, who)
        except (UnknownActivity, StoreError) as error:
            _log.warning("event %s: %s", event.id, error)
            words = await self._app.words(who)
            return Message(failed(error, words), (Button("/learn", words.say("Menu")),))

    async def _answer(self, event: Event, who: Identity) -> Message | Form:
        match event.action.split(" "):
            case ["/learn", *place]:
                return message(await self._app.enter(who, " ".join(place), delivery=event.id))
            case ["turn", number, again] if number.isdecimal():
                return message(await self._app.handle(who, Intent(token=again)), int(number))
            case ["choose", position, token] if position.isdecimal():
                return await self._send(who, event, token, Answer(values=(int(position),)))
            case ["tick", token]:
                return await self._send(who, event, token, Answer(values=event.ticked))
            case ["write", token]:
                turn = await self._app.screen_of(who, token)
                if turn and turn.screen.input and turn.screen.submit and turn.screen.submit.token == token:
                    return form(turn.screen.input, turn.screen, token)
                return await self._send(who, event, token, Answer())
            case ["sent", token]:
                return await self._read(who, event, token)
            case _:
                return await self._send(who, event, event.action.rpartition(" ")[2], Answer())

    async def _read(self, who: Identity, event: Event, token: str) -> Message:
        """What comes of text that was typed into the form of `token`."""
        answer: Answer | Unmatched = Answer(text=event.text)
        turn = await self._app.screen_of(who, token)
        if turn and turn.screen.input and turn.screen.submit and turn.screen.submit.token == token:
            answer = read_answer(turn.screen.input, event.text)
            if isinstance(answer, Unmatched):
                words = catalogue(turn.screen.locale)
                return message(Turn(turn.screen, explain(answer, words), again=turn.again))
        assert isinstance(answer, Answer)
        return await self._send(who, event, token, answer)

    async def _send(self, who: Identity, event: Event, token: str, answer: Answer) -> Message:
        intent = Intent(token=token[:64], answer=answer, delivery=event.id)
        return message(await self._app.handle(who, intent))
