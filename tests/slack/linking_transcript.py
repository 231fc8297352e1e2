"""A quiz that is begun in Slack and finished on Discord, by one person who has linked the two.

One process serves both: `courseware run --discord --slack`.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.app.surroundings import SHIPPED
from tests.app.transcribing import stripped
from tests.discord.loopback import people as on_discord
from tests.discord.loopback import screens as of_discord
from tests.discord.loopback import server as discord
from tests.slack.command_line import PATIENCE_S, installed_in, process
from tests.slack.loopback import people, seen
from tests.slack.loopback import server as slack

from courseware_core.identity import DIRECT, Identity

_PROGRAM = (str(Path(__file__).parent / "children" / "standing_still.py"),)
_DISCORD_ID = "200000000000000001"
"""What stands in the document in place of an id that is another each time."""

QUIZ = "qg.l1.quiz"
RIGHT = ("The same narrow task comes thousands of times", "A tested prompt does not keep the house style")
"""The right answer to the last question."""


@dataclass
class Story:
    """What was seen and done on each side, in the order in which it happened."""

    ada: people.Person
    there: on_discord.Person
    """The same Ada, on Discord."""
    store: str
    begun: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    looked_again: list[str] = field(default_factory=list)

    @property
    def identities(self) -> tuple[Identity, Identity]:
        """Ada in Slack, and on Discord."""
        in_slack = Identity("slack", self.ada.user.team.id, self.ada.id)
        return in_slack, Identity("discord", DIRECT, str(self.there.id))

    async def whole(self) -> None:
        """From the beginning to the end."""
        await self.begin()
        await self.link()
        await self.finish()
        await self.look_again()

    async def begin(self) -> None:
        """Two of three questions are answered in Slack."""
        told = self.begun
        await self._slash(f"/learn {QUIZ}", "Whoever runs this app", told)
        await self._press("Begin", "Question 1 of 3", told)
        option = next(each for each in self.ada.screen.options if each.startswith("D)"))
        await self.ada.choose(option)
        told.append(f"> {option}")
        await self._press("Answer", "That is RAG", told)
        await self._press("Next question", "Question 2 of 3", told)
        await self.ada.press("Answer")
        await self.ada.until_form()
        await self.ada.submit_modal({"Your answer": "1d 2b 3a 4c"})
        told += ["> [Answer]", "> 1d 2b 3a 4c"]
        await self._sees("You have 0.75 of the mark", told)
        await self._press("Next question", "Question 3 of 3", told)

    async def link(self) -> None:
        """A code from Slack is typed on Discord, and both sides agree."""
        told = self.linked
        told.append("In Slack:")
        await self._slash("/learn link", "Do you have a code?", told)
        await self._press("Get a code", "This is your code", told)
        code = self.ada.screen.text.partition("*")[2][:9]
        told.append("On Discord:")
        await self._slash_there("link", told)
        await self._press_there("Begin", told)
        await self._write_there("Use a code", code, told)
        await self._press_there("Yes, that was me", told)
        told.append("In Slack:")
        await self._press("I have typed it there", "Did you type it there?", told)
        await self._press("Yes, and I agree", "now.", told)

    async def finish(self) -> None:
        """The last question is answered on Discord."""
        told = self.finished
        await self._slash_there("learn", told, place=QUIZ)
        await self._write_there("Answer", RIGHT, told)
        await self._press_there("See the result", told)

    async def look_again(self) -> None:
        """In Slack, too, it is over."""
        await self._slash(f"/learn {QUIZ}", "Passed", self.looked_again)

    async def _slash(self, typed: str, words: str, told: list[str]) -> None:
        told.append(f"> {typed}")
        await self.ada.slash(typed)
        await self._sees(words, told)

    async def _press(self, label: str, words: str, told: list[str]) -> None:
        told.append(f"> [{label}]")
        await self.ada.press(label)
        await self._sees(words, told)

    async def _sees(self, words: str, told: list[str]) -> None:
        screen = await self.ada.until(lambda screen: words in screen.text)
        told.append(shown(screen).replace(str(self.there.id), _DISCORD_ID))

    async def _slash_there(self, command: str, told: list[str], **options: str) -> None:
        await self.there.slash(command, **options)
        told += [f"> /{' '.join((command, *options.values()))}", shown(self.there.screen)]

    async def _press_there(self, label: str, told: list[str]) -> None:
        await self.there.press(label)
        told += [f"> [{label}]", shown(self.there.screen)]

    async def _write_there(self, label: str, given: str | tuple[str, ...], told: list[str]) -> None:
        await self.there.press(label)
        assert self.there.form is not None
        (only,) = self.there.form.fields
        await self.there.submit_modal({only.label: given})
        lines = [given] if isinstance(given, str) else given
        told += [f"> [{label}]", *(f"> {line}" for line in lines), shown(self.there.screen)]


@asynccontextmanager
async def story() -> AsyncIterator[Story]:
    """One process for both, over a file of SQLite, and somebody who is in both places."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(installed_in(Path(folder))))
        store = f"sqlite:///{Path(folder) / 'record.db'}"
        async with slack.serving() as here, discord.serving() as there:

            async def ready() -> None:
                await here.app_online(within_s=PATIENCE_S)
                await there.bot_online()

            settings = {"COURSEWARE_STORE": store, "COURSEWARE_CONTENT": str(SHIPPED)}
            environment = here.environment | there.environment | settings
            async with process(
                *("run", "--discord", "--slack"), ready=ready(), program=_PROGRAM, environment=environment
            ):
                ada = there.person("ada")
                ada.opens_direct_messages()
                yield Story(here.person("ada"), ada, store)


_MARKS = {"radio_buttons": "( )", "checkboxes": "[ ]"}


def shown(screen: seen.Screen | of_discord.Screen) -> str:
    """What stands on a message, with what can be chosen, and what can be pressed in brackets."""
    chosen = [
        f"{_MARKS[each.kind]} {option}"
        for each in screen.controls
        if each.kind in _MARKS
        for option in each.options
    ]
    buttons = " ".join(f"[{label}]" for label in screen.labels)
    return stripped("\n\n".join(filter(None, (screen.text, "\n".join(chosen), buttons))))


async def page() -> str:
    """The document."""
    async with story() as told:
        await told.whole()
    return written(told)


def written(told: Story) -> str:
    """The document of a story that has come to its end."""
    begun, linked, finished, looked_again = (
        "\n\n".join(each) for each in (told.begun, told.linked, told.finished, told.looked_again)
    )
    return f"""\
# Begun in Slack, finished on Discord

Ada begins a quiz in Slack, links Discord, and finishes the same attempt there. One process, `courseware run
--discord --slack`, serves both over one record in a file of SQLite. This is the text of each message in the
marks of its platform, with what can be chosen below it and buttons in brackets. What she types, chooses or
presses begins with `>`; what she types into a form follows the button that opens it.
Written by `python -m tests.app.transcripts`.

## Two of three questions in Slack

~~~text
{begun}
~~~

## Linked

~~~text
{linked}
~~~

## The last question on Discord

~~~text
{finished}
~~~

## Slack shows the result

~~~text
{looked_again}
~~~
"""
