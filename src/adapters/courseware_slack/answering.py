"""What people do answered: decided and recorded first, then acknowledged, then shown.

Owns the order of one learner's answers, and what is said when something fails. Must not know what a screen
looks like, nor how a message is posted.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, assert_never

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.app import Courseware, Meanwhile
from courseware_core.errors import Unshown
from courseware_core.languages import catalogue
from courseware_core.screen.failures import failed
from courseware_core.screen.words import Words
from courseware_core.surfaces.controls import OpenForm, Press, Said
from courseware_core.turns import Turn
from courseware_slack.deciding import Deciding
from courseware_slack.dispatch import Came, Did, Opened, Pressed, Typed, Wrote
from courseware_slack.finding import LOOK_S, Finding
from courseware_slack.forms import form_of, in_the_field
from courseware_slack.limits import RETRIES
from courseware_slack.lines import Job, Line, Lines
from courseware_slack.places import Places, noted, pointer, who
from courseware_slack.posting import LOST, At, Posting, code_of, is_passing
from courseware_slack.seen import session_of
from courseware_slack.showing import Showing, drawn_at_home, with_above
from courseware_slack.spots import Spot, page_of, spot_of
from courseware_slack.telling import Telling, announced, comes_again, unread

Json = dict[str, Any]
Work = Callable[[Meanwhile], Awaitable[Turn]]
"""What is to be decided, and what to call with a screen to wait with."""

_REMEMBERED = 10_000
"""Deliveries of which it is known that they came here before."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every answer needs."""

    app: Courseware
    places: Places
    showing: Showing
    lines: Lines


class Answering:
    """Answers what people do, each person's in its order."""

    def __init__(self, app: Courseware, *, posting: Posting | None = None, shared: bool = False) -> None:
        places = Places()
        showing = Showing(posting or Posting(), places, shared=shared)
        self._desk = _Desk(app, places, showing, Lines())
        self._came: OrderedDict[str, None] = OrderedDict()

    async def answer(self, did: Did, client: AsyncWebClient, *, retried: int = 0) -> Json:
        """What goes with the acknowledgement, once that what was done is decided and recorded.

        It is shown afterwards, in a task of its own. `retried` is how often Slack has told of it before.

        Raises: of events, which Slack tells of once more, whatever keeps them from being decided.
        """
        again = self._is_known(did.came.delivery) or retried > 0
        answer = _Answer(self._desk, did.came, client, again=again)
        match did:
            case Pressed(said=OpenForm() as asked):
                await answer.opened(asked)
            case Pressed(came=came, said=said) if came.where == "modal":
                return await answer.sent(said)
            case Pressed(said=said):
                await answer.pressed(said)
            case Typed(command=command, rest=rest):
                await answer.commanded(command, rest)
            case Wrote(words=words):
                try:
                    await answer.wrote(words)
                except Exception as error:
                    await answer.undone(error, retried=retried)
                    raise
            case Opened(tab=tab):
                await answer.looked(tab)
            case _:
                assert_never(did)
        return {}

    async def drained(self, *, within_s: float) -> bool:
        """Whether everything that was decided is shown; what is not by then is given up."""
        return await self._desk.lines.drained(within_s=within_s)

    def _is_known(self, delivery: str) -> bool:
        known = delivery in self._came
        self._came[delivery] = None
        if len(self._came) > _REMEMBERED:
            self._came.popitem(last=False)
        return known


class _Answer:
    """The answer to one thing that somebody did. `again` says that it may have been answered before."""

    def __init__(self, desk: _Desk, came: Came, client: AsyncWebClient, *, again: bool) -> None:
        self._desk = desk
        self._came = came
        self._client = client
        self._again = again
        self._who = who(came)
        self._deciding = Deciding(desk.app, self._who, came.delivery)
        self._finding = Finding(desk.showing.standing, self._deciding, client, came, again=again)
        self._telling = Telling(desk.showing, client, came)
        self._posted: At | None = None

    async def pressed(self, said: Said | None) -> None:
        """Has done what a control says; `said` is None for what nobody knows any more."""
        spot = spot_of(self._came)
        try:
            before = await self._deciding.before(said) if spot.page else None
            await self._decided(
                partial(self._deciding.pressed, said, before), spot, page_of(said, before, spot)
            )
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
            await self._failed(error)

    async def opened(self, asked: OpenForm) -> None:
        """Opens the form at once, while Slack lets it; else shows where the person is."""
        spot = spot_of(self._came)
        try:
            turn = await self._deciding.before(asked)
            form = form_of(turn.screen, spot.packed()) if turn else None
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
            await self._failed(error)
            return
        if turn is None or form is None:
            await self.pressed(Press(asked.token))
            return
        try:
            async with asyncio.timeout(LOOK_S):
                await self._client.views_open(trigger_id=self._came.trigger, view=form)
        except (SlackApiError, *LOST) as error:
            if isinstance(error, SlackApiError) and code_of(error) == "exchanged_trigger_id":
                return  # it is open: Slack took a call whose answer was lost, or one of another process
            _log.info("the modal of %s was not opened: %s", self._came.delivery, error)
            words = catalogue(turn.screen.locale)
            perhaps = words.say("If no window has opened, please press once more.")
            async with self._desk.lines.of(self._who) as line:
                self._put(line, replace(turn, notice=perhaps), spot, spot.page or 1)

    async def sent(self, said: Said | None) -> Json:
        """Has done what was sent with a modal. It stays open, and says so, where that could not be."""
        spot, problem = spot_of(self._came), ""

        def is_refused(turn: Turn) -> bool:
            nonlocal problem
            submit, token = turn.screen.submit, said.token if isinstance(said, Press) else ""
            is_told_there = turn.screen.name == "welcome" or (submit and submit.token == token)
            problem = turn.notice if is_told_there else ""
            return bool(problem)

        try:
            before = await self._deciding.before(said)
            work = partial(self._deciding.pressed, said, before)
            page = page_of(said, before, spot)
            await self._decided(work, spot, page, is_refused=is_refused, is_written=True)
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
            noted(error, f"modal {self._came.delivery}")
            problem = failed(error, await self._desk.app.words(self._who))
        return in_the_field(problem) if problem else {}

    async def commanded(self, command: str, rest: str) -> None:
        """Leads where a command or a shortcut says."""
        try:
            await self._decided(partial(self._deciding.commanded, command, rest), Spot())
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the learner is told something true
            await self._failed(error)

    async def wrote(self, line: str) -> None:
        """Has done what a line means on the screen that stands there, or in the lab that is there.

        A person's lines are decided as they came, however long Slack is asked about each.
        Raises: what keeps it from being decided.
        """
        async with (
            self._desk.lines.of(self._who) as theirs,
            asyncio.timeout(LOOK_S) as looking,
            theirs.arriving,
        ):
            try:
                found = await self._finding.found()
            except SlackApiError as error:
                if is_passing(error):
                    raise
                noted(error, f"message {self._came.delivery}")
                looking.reschedule(None)
                await self._decided(self._unread, Spot())
                return
            looking.reschedule(None)
            if not found.answered:
                thread = self._came.thread or (found.live.thread or found.live.ts if found.live else "")
                spot = Spot(at=At(self._came.channel, "", thread), session=found.session)
                await self._decided(partial(self._deciding.wrote, line, found), spot, is_written=True)

    async def undone(self, error: Exception, *, retried: int) -> None:
        """Says of a message that was not decided that it comes again; at the last try, that it failed."""
        if retried >= RETRIES and isinstance(error, (SlackApiError, *LOST)):
            noted(error, f"message {self._came.delivery}")
            await self._say(unread(await self._desk.app.words(self._who)))
        elif retried >= RETRIES:
            await self._failed(error)
        elif not self._again:
            await self._say(comes_again(await self._desk.app.words(self._who)))

    async def looked(self, tab: str) -> None:
        """Shows the start menu at Home, and in the messages where nothing is yet.

        Raises: what keeps it from being decided.
        """
        if tab == "home":
            await self._decided(self._deciding.menu, Spot(home=True))
            return
        if not self._desk.showing.standing.is_known(self._came.channel) and await self._finding.is_empty():
            await self._decided(self._deciding.menu, Spot())

    # How it is decided.

    async def _decided(
        self,
        work: Work,
        spot: Spot,
        page: Callable[[Turn], int] = lambda _: 1,
        *,
        is_refused: Callable[[Turn], bool] = lambda _: False,
        is_written: bool = False,
    ) -> None:
        """Returns when the work is decided, or waits for a model only. Raises what it raises until then."""
        decided: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def decide() -> None:
            async with self._desk.lines.of(self._who) as line:

                def show(turn: Turn, waits: bool) -> None:
                    late = decided.done()
                    if late or not is_refused(turn):
                        how = {"waits": waits, "late": late, "is_written": is_written}
                        self._put(line, announced(turn), spot, page(turn), **how)
                        if turn.file:
                            line.show(self._safely(partial(self._telling.hand, turn)))
                    if not late:
                        decided.set_result(None)

                try:
                    await line.decide(work, show)
                except Exception as error:  # noqa: BLE001 - the edge: raised to who waits, or told
                    if decided.done():
                        await self._failed(error)
                    else:
                        decided.set_exception(error)

        task = self._desk.lines.start(decide())
        task.add_done_callback(lambda _: decided.cancel())  # if it is not done the program ends
        await asyncio.shield(decided)

    async def _unread(self, _: Meanwhile) -> Turn:
        """The start menu, for somebody whose messages the app may not read."""
        menu = await self._deciding.menu()
        words = catalogue(menu.screen.locale)
        why = words.say("This app may not read what stands in our messages. Please use its buttons instead.")
        return replace(menu, notice=why)

    # Where it is shown.

    def _put(
        self,
        line: Line,
        turn: Turn,
        spot: Spot,
        page: int,
        *,
        waits: bool = False,
        late: bool = False,
        is_written: bool = False,
    ) -> None:
        """Has a turn shown after all that was decided before it.

        A screen that `waits` for a model is followed by one that is `late`, which does not take the place of
        what was shown there since. A tutor's replies to what was written stand in the thread of their lab.
        """
        session, thread = session_of(turn.again), spot.thread
        is_same = session == spot.session != ""
        if is_written and thread and is_same and (self._came.thread or turn.screen.name == "lab.talk"):
            if waits:
                words = catalogue(turn.screen.locale)
                line.show(partial(self._writing, thread, words))
            else:
                line.show(self._safely(partial(self._newest, turn, page, thread.thread)))
        elif spot.home and not session:
            if not late or line.is_last("home", self):
                line.show(self._safely(partial(self._home, turn, page)), place="home", by=self)
        elif spot.at and spot.at.ts and (is_same or not spot.at.thread):
            if not late or line.is_last(spot.at, self):
                show = partial(self._in_place, spot.at, turn, page, late=late)
                line.show(self._safely(show), place=spot.at, by=self)
        elif late:
            line.show(self._safely(partial(self._in_place, None, turn, page, late=True)))
        else:
            line.show(self._safely(partial(self._newest, turn, page, "")))
            if spot.home:
                line.show(self._safely(partial(self._point_at_home, turn)), place="home", by=self)

    async def _newest(self, turn: Turn, page: int, thread: str) -> None:
        """Shows the turn as the newest message; where something was typed elsewhere, says where that is."""
        self._posted = await self._desk.showing.newest(
            self._client, self._came, turn, page, thread=thread, again=self._again
        )
        if self._posted.channel != self._came.channel:
            await self._telling.point(catalogue(turn.screen.locale))
        await self._up_to_date(self._posted, turn, page)

    async def _in_place(self, at: At | None, turn: Turn, page: int, *, late: bool) -> None:
        """Shows the turn in place of the message, else of what was posted; if late, only while it is live."""
        there = at or self._posted
        if there and (not late or self._desk.showing.standing.is_live(there)):
            await self._desk.showing.in_place(self._client, self._came, there, turn, page)
            await self._up_to_date(there, turn, page)

    async def _up_to_date(self, at: At, turn: Turn, page: int) -> None:
        """Shows how it stands, where another process decided something since, which may stand above it."""
        now = await self._deciding.overtaken(turn) if self._desk.showing.standing.shared else None
        if now and self._desk.showing.standing.is_live(at):
            await self._desk.showing.in_place(self._client, self._came, at, now, page)

    async def _writing(self, thread: At, words: Words) -> None:
        """Says that a reply is being written; where that cannot be said the reply comes all the same."""
        try:
            await self._desk.showing.writing(self._client, thread, words)
        except (SlackApiError, *LOST) as error:
            noted(error, f"the status of thread {thread.thread}")

    async def _home(self, turn: Turn, page: int) -> None:
        await self._desk.showing.at_home(self._client, self._came, drawn_at_home(turn, page))

    async def _point_at_home(self, turn: Turn) -> None:
        """Says at Home that what was opened there is in the messages."""
        menu, words = await self._deciding.menu(), catalogue(turn.screen.locale)
        sentence = words.say("“{title}” is open in our messages.", title=turn.screen.title)
        view = with_above(drawn_at_home(menu), pointer(self._came, sentence, words))
        await self._desk.showing.at_home(self._client, self._came, view)

    # What is said where something fails.

    def _safely(self, job: Job) -> Job:
        """The job; where it fails the person is told that what they did is saved."""

        async def done() -> None:
            try:
                await job()
            except Exception as error:  # noqa: BLE001 - the edge: nobody waits for it
                noted(error, f"showing what came of {self._came.delivery}")
                words = await self._desk.app.words(self._who)
                way_on = words.say("Type /learn to see how it stands.")
                if isinstance(error, SlackApiError) and not is_passing(error):
                    way_on = words.say(
                        "Slack does not let this app show it; please tell whoever runs the app."
                    )
                await self._telling.say(f"{failed(Unshown(), words)} {way_on}")

        return done

    async def _failed(self, error: Exception) -> None:
        """Says to the person what is true of something that failed, after all that was decided before."""
        noted(error, f"delivery {self._came.delivery}")
        await self._say(failed(error, await self._desk.app.words(self._who)))

    async def _say(self, sentence: str) -> None:
        async with self._desk.lines.of(self._who) as line:
            line.show(partial(self._telling.say, sentence))
