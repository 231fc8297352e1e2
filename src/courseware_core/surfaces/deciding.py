"""What comes of what people do at a chat surface: their press, their line or their command.

Owns what a press or a form means before the core is asked. Must not know how anything is shown.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from courseware_core.app import Courseware, Meanwhile
from courseware_core.content.catalog import Catalog
from courseware_core.errors import UnknownActivity
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, Input, LongText, LookUp, Number, ShortText
from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.match import Unmatched, entries, read_answer, squeeze
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.profiles import Profile
from courseware_core.screen.refusals import refusal
from courseware_core.screen.replies import asks_for_help, explain, how_it_goes_on
from courseware_core.screen.words import Words
from courseware_core.surfaces.controls import Arm, OpenForm, Press, Said, TurnPage
from courseware_core.turns import Turn

UNKNOWN = "unknown"
"""No token of the core, which answers it with a sentence and the menu."""


class Deciding:
    """One thing that `who` did, under the name that its delivery has.

    `locale` is the language that the platform says they have; it counts until they were welcomed.
    """

    def __init__(self, app: Courseware, who: Identity, delivery: str, *, locale: str = "") -> None:
        self._app = app
        self._who = who
        self._delivery = delivery
        self._locale = locale

    async def before(self, said: Said | None) -> Turn | None:
        """The screen that something was pressed on, as it stands; None if it is gone. Raises: StoreError."""
        if not isinstance(said, Press | OpenForm):
            return None
        shown = await self._app.screen_of(self._who, said.token)
        return shown if shown and holds(shown.screen, said.token) else None

    async def pressed(self, said: Said | None, before: Turn | None, meanwhile: Meanwhile) -> Turn:
        """What comes of using a control; `said` is None for one that nobody knows. Raises: StoreError.

        `before` is the screen that it was on, where something may have been typed into a form.
        """
        match said:
            case None:
                return await self._app.handle(self._who, Intent(token=UNKNOWN))
            case TurnPage(again=token) | OpenForm(token=token) | Arm(token=token):
                return await self._app.handle(self._who, Intent(token=token), meanwhile=meanwhile)
            case Press(token=token, answer=answer):
                if before and before.screen.input:
                    given = as_asked(before.screen.input, answer)
                    if isinstance(given, Unmatched):
                        return replace(before, notice=explain(given, catalogue(before.screen.locale)))
                    answer = given
                intent = Intent(token=token, answer=answer, delivery=self._delivery)
                return await self._app.handle(self._who, intent, meanwhile=meanwhile)
            case _:
                assert_never(said)

    async def entered(
        self, place: str, meanwhile: Meanwhile, *, line: str = "", ways: Callable[[Words], str]
    ) -> Turn:
        """Where coming in at `place` leads, and writing a `line` there, if there is something to write.

        Where nothing is called so it is the menu, with a sentence and the `ways` on. Raises: StoreError.
        """
        known = not self._locale or (await self._app.people.person(self._who)).welcomed
        locale = "" if known else self._locale
        try:
            shown = await self._app.enter(
                self._who,
                place,
                locale=locale,
                delivery=self._delivery,
                meanwhile=None if line else meanwhile,
            )
        except UnknownActivity:
            menu = await self._app.enter(self._who, locale=locale)
            words = catalogue(menu.screen.locale)
            if asks_for_help(place):
                return replace(menu, notice=how_it_goes_on(entries(menu.screen), words))
            unknown = refusal(words, "no_such_name", {"name": place})
            return replace(menu, notice=f"{unknown} {ways(words)}")
        return await self.typed(shown, line, meanwhile) if line and shown.screen.submit else shown

    async def typed(self, shown: Turn, line: str, meanwhile: Meanwhile, *, sure: str = "") -> Turn:
        """What comes of writing `line` on the screen that is shown. Raises: StoreError.

        `sure` is the dangerous control that was asked about, where `shown` does not say it.
        """
        turn = await self._app.answer(
            self._who,
            shown.screen,
            line,
            sure=sure or shown.asks,
            delivery=self._delivery,
            meanwhile=meanwhile,
        )
        return turn if turn.again else replace(turn, again=shown.again)


def as_asked(asked: Input, answer: Answer) -> Answer | Unmatched:
    """`answer` to a form as an answer to `asked`, the input as it was before it was fitted.

    A form has only a line to type into for some inputs, such as an order; what is typed there is read here.
    """
    if answer.text is None or isinstance(asked, Number | ShortText | LongText | LookUp):
        return answer
    return read_answer(asked, answer.text)


def holds(screen: Screen, token: str) -> bool:
    """Whether the control of `token` can be pressed on the screen."""
    return any(each.token == token for each in (*screen.controls, screen.submit) if each)


def page_after(before: Screen, page: int, after: Screen, profile: Profile) -> int:
    """The page of `after` to show to who saw `page` of `before`: the first that is new; else the same."""
    old, new = (fit(each, profile) for each in (before, after))
    known = [each.blocks for each in old]
    return next((each.page for each in new if known[each.page - 1 : each.page] != [each.blocks]), page)


def meant(catalog: Catalog, typed: str) -> str:
    """The id of the course or activity that somebody typed, by id or by title; else what they typed."""
    wanted, titles = squeeze(typed), titles_of(catalog)
    named = (place for place, title in titles.items() if wanted and squeeze(title) == wanted)
    return typed if typed in titles else next(named, typed)


def titles_of(catalog: Catalog) -> dict[str, str]:
    """The titles of all courses, and of all activities, by id."""
    courses = {course.id: course.title for course in catalog.courses}
    return {**courses, **{each.id: each.title for each in catalog.activities}}
