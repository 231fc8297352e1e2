"""How what happened gets to the app: in time or not, once more or not, and what it answered."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.slack.loopback.records import Json
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

Kind = Literal["events_api", "interactive", "slash_commands"]
SENT_AGAIN_S = (0.0, 60.0, 300.0)
"""When an event that was not acknowledged is sent again, each after the one before."""


class NotAcknowledged(Exception):
    """The app did not acknowledge in time, or refused. Its text is Slack's reason for a retry."""


@dataclass(slots=True, eq=False)
class Delivery:
    """Something that the app is to be told, and how far that came."""

    id: str
    kind: Kind
    body: Json
    acknowledged: bool = False
    answer: Json = field(default_factory=dict)
    """What came with the acknowledgement."""
    attempts: int = 0
    failures: list[str] = field(default_factory=list)
    """Why attempts were in vain: `timeout`, `http_error`, `connection_failed`, `no_connection`."""
    deadlines_s: list[float] = field(default_factory=list)
    """How long the next attempts wait for an acknowledgement; those after them as long as all."""
    unheard: int = 0
    """How many acknowledgements of it will not arrive, though the app sends them."""
    over: bool = False
    """Whether nothing more will be tried."""
    took_s: float | None = None
    """How long the acknowledgement took in the attempt that it came in."""
    then: Callable[[Json], None] | None = field(default=None, repr=False)

    @property
    def type(self) -> str:
        """What happened: an event's type, that of an interaction, or the command."""
        told = self.body.get("event") or self.body
        return str(told.get("type") or told.get("command"))


class Transport(Protocol):
    """One of the two ways to the app."""

    @property
    def ready(self) -> bool:
        """Whether an attempt has a chance."""

    async def send(self, delivery: Delivery, attempt: int, reason: str, within_s: float) -> Json:
        """What the app answered with its acknowledgement; raises NotAcknowledged."""


class Deliveries:
    """All that the app was told, in the order in which it happened."""

    def __init__(
        self, world: World, pulse: Pulse, transport: Transport, *, deadline_s: float, retry_scale: float
    ) -> None:
        self.all: list[Delivery] = []
        self.broken: list[BaseException] = []
        """What went wrong in this Slack itself."""
        self.transport = transport
        self.deadline_s = deadline_s
        self.retry_scale = retry_scale
        self._world = world
        self._pulse = pulse
        self._duplicates = 0
        self._lost = 0
        self._hurry = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], Delivery] = {}

    # What a test sees and does.

    def of(self, what: str) -> list[Delivery]:
        """What was told of a kind or type: `events_api`, `block_actions`, `message` or `/learn`."""
        return [each for each in self.all if what in (each.kind, each.type)]

    @property
    def missed(self) -> list[Delivery]:
        """What the app was late with at least once."""
        return [each for each in self.all if each.failures]

    @property
    def busy(self) -> bool:
        """Whether something is on its way or waits to be sent again."""
        return bool(self._tasks)

    def duplicate(self, times: int) -> None:
        """Each of the next things to happen is told twice, to two connections where there are several."""
        self._duplicates = times

    def lose_answers(self, times: int) -> None:
        """The next acknowledgements of the app do not arrive, though it has sent them."""
        self._lost = times

    def again(self, delivery: Delivery, *, attempt: int = 1, reason: str = "timeout") -> Delivery:
        """Tells something a second time, under the same ids."""
        copy = Delivery(delivery.id, delivery.kind, delivery.body)
        self._go(copy, attempt, reason)
        return copy

    def hurry(self) -> None:
        """What waits to be sent again is sent now."""
        self._hurry.set()
        self._hurry = asyncio.Event()

    def forget(self) -> int:
        """Gives up what waits for a connection or for its next attempt, and says how much that was."""
        for task in tuple(self._tasks):
            task.cancel()
        return len(self._tasks)

    async def close(self) -> None:
        """Ends all that is under way."""
        tasks = list(self._tasks)
        self.forget()
        await asyncio.gather(*tasks, return_exceptions=True)

    # How it goes.

    def start(self, kind: Kind, body: Json, then: Callable[[Json], None] | None = None) -> Delivery:
        """Tells the app of something; `then` is called with what it acknowledged that with."""
        delivery = Delivery(self._world.name_for("envelope-"), kind, body, then=then)
        self.all.append(delivery)
        self._go(delivery)
        if self._duplicates:
            self._duplicates -= 1
            self.again(delivery, attempt=0, reason="")
        return delivery

    def _go(self, delivery: Delivery, attempt: int = 0, reason: str = "") -> None:
        task = asyncio.create_task(self._carry(delivery, attempt, reason))
        self._tasks[task] = delivery
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task).over = True
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            self.broken.append(failure)
        self._pulse.tell()

    async def _carry(self, delivery: Delivery, attempt: int, reason: str) -> None:
        if delivery.kind != "events_api":
            await self._try(delivery, attempt, reason)
            return
        for pause in (None, *SENT_AGAIN_S):
            if pause:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), pause * self.retry_scale)
            await self._connection()
            if await self._try(delivery, attempt, reason):
                return
            attempt, reason = attempt + 1, delivery.failures[-1]

    async def _connection(self) -> None:
        """Returns once there is a way to the app. Events are kept for as long."""
        while not self.transport.ready:
            with suppress(TimeoutError):
                await self._pulse.until(lambda: self.transport.ready, within_s=3600)

    async def _try(self, delivery: Delivery, attempt: int, reason: str) -> bool:
        delivery.attempts += 1
        within_s = delivery.deadlines_s.pop(0) if delivery.deadlines_s else self.deadline_s
        began = asyncio.get_running_loop().time()
        try:
            if not self.transport.ready:
                raise NotAcknowledged("no_connection")
            answer = await self.transport.send(delivery, attempt, reason, within_s)
            if delivery.unheard:
                delivery.unheard -= 1
                raise NotAcknowledged("timeout")
            if self._lost:
                self._lost -= 1
                raise NotAcknowledged("timeout")
        except NotAcknowledged as failure:
            delivery.failures.append(str(failure))
            self._pulse.tell()
            return False
        delivery.took_s = asyncio.get_running_loop().time() - began
        delivery.answer = answer
        if delivery.then is not None and not delivery.acknowledged:
            delivery.then(answer)
        delivery.acknowledged = True
        self._pulse.tell()
        return True
