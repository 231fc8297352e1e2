"""What people see and change of what is kept of them: language, privacy, forgetting, linking.

Owns what each control there does and where it leads. Must not hold the rules of linking, nor activities.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from courseware_core.engine.facts import encode
from courseware_core.engine.link import plain
from courseware_core.engine.machine import Rejected
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.languages import available, own_name
from courseware_core.ledger import Ledger
from courseware_core.linking import Both, Keep, Linking
from courseware_core.people import People
from courseware_core.ports import Erased, Stream
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go, fingerprint
from courseware_core.screen.views import linking as link_views
from courseware_core.screen.views.account import Readers, forget_screen, privacy_screen, settings_screen
from courseware_core.screen.views.linking import Attempts, Side, side
from courseware_core.screen.views.welcome import SeenBy
from courseware_core.screen.words import Words

FILE_NAME = "courseware.json"
"""Of the file with all that is recorded of a person."""

_MEGABYTE = 1024 * 1024

_KEEPS: Mapping[str, Keep] = {each: each for each in get_args(Keep)}


@dataclass(frozen=True, slots=True)
class File:
    """What is handed to a person beside a screen, under a name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Came:
    """Where a control led, and what to say there: `code` of a refusal, or of what was done.

    `place` shows the same screen once more. `other` is who is on the other side of a link, and `file` what
    the person asked for.
    """

    place: Go
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    other: Identity | None = None
    file: File | None = None


class Account:
    """What is kept of everybody, in their own hands."""

    def __init__(
        self,
        ledger: Ledger,
        people: People,
        linking: Linking,
        *,
        reviewer: str = "",
        seen_by: SeenBy | None = None,
        file_bytes: int = 0,
    ) -> None:
        self._ledger = ledger
        self._people = people
        self._linking = linking
        self._reviewer = reviewer
        self._seen_by = seen_by
        self._file_bytes = file_bytes

    async def record(self, who: Identity) -> tuple[Stream, ...]:
        """Every fact that is recorded of this person, on every surface that is linked, session by session."""
        identities = await self._ledger.store.identities(who)
        return tuple([stream for each in identities for stream in await self._ledger.store.streams(each)])

    async def forget(self, who: Identity) -> Erased:
        """Deletes everything that is recorded of this person, for good, on every surface that is linked."""
        identities = await self._ledger.store.identities(who)
        erased = await self._ledger.store.erase(identities)
        for each in identities:
            self._people.let_go(each)
        self._ledger.let_go()
        return erased

    async def follow(self, who: Identity, going: Go, answer: Answer, delivery: str = "") -> Came:
        """Does what a control asks for, once for a delivery, and says where that leads."""
        match going.verb:
            case "speak":
                return await self._speak(who, going.choice)
            case "export":
                return await self._export(who)
            case "erase":
                return await self._erase(who, going.choice)
            case "code":
                offer = await self._linking.offer(who)
                return Came(Go("link", choice=offer.code))
            case "give" | "claim":
                return await self._give(who, going, answer, delivery)
            case "join" | "refuse":
                return await self._answer(who, going)
            case "part":
                return await self._part(who, going.choice)
            case _:
                return Came(going)

    async def screen(self, who: Identity, came: Came, words: Words) -> Screen:
        """The screen of the place where somebody came."""
        match came.place.verb:
            case "settings":
                languages = tuple((each, own_name(each)) for each in available())
                return settings_screen(words, languages)
            case "privacy":
                return await self._privacy(who, words)
            case "forget":
                others, streams = await self._others(who, words), await self.record(who)
                facts = sum(stream.version for stream in streams)
                return forget_screen(words, facts=facts, others=others.called, what=_extent(streams))
            case "give" if came.other:
                return link_views.claim_screen(words, side(words, who, came.other), came.place.choice)
            case "claim" if came.other:
                return link_views.claimed_screen(words, side(words, who, came.other))
            case _:
                return await self._link(who, came.place, words)

    async def form(self, who: Identity, words: Words) -> Screen:
        """The screen with the field for a code, whoever waits to be agreed to."""
        others = await self._others(who, words)
        return link_views.link_screen(words, others if others.called else None)

    async def _speak(self, who: Identity, language: str) -> Came:
        place = Go("settings")
        if language not in available():
            return Came(place, "no_such_language")
        await self._people.speak(who, language)
        return Came(place)

    async def _export(self, who: Identity) -> Came:
        """Hands over all that is recorded of a person, if the surface can."""
        place = Go("privacy")
        content = as_json(await self.record(who)).encode()
        if len(content) > self._file_bytes:
            return Came(place, "file_too_large", {"size": str(-(-len(content) // _MEGABYTE))})
        return Came(place, "exported", file=File(FILE_NAME, content))

    async def _erase(self, who: Identity, shown: str) -> Came:
        """Forgets a person who was told of all that goes."""
        if fingerprint(_extent(await self.record(who))) != shown:
            return Came(Go("forget"), "more_recorded")
        await self.forget(who)
        return Came(Go("greet"), "forgotten")

    async def _give(self, who: Identity, going: Go, answer: Answer, delivery: str) -> Came:
        code = plain(answer.text or going.choice)
        if not code:
            return Came(Go("link"), "no_code")
        if going.activity in await self._joined(who):  # the code is used, and was used for this
            return Came(Go("link"), "already_linked")
        step = self._linking.claim if going.verb == "claim" else self._linking.look_up
        owner = await step(who, code, delivery=delivery)
        if isinstance(owner, Rejected):
            return Came(Go("link"), owner.code, owner.params)
        return Came(Go(going.verb, fingerprint(str(owner)), code), other=owner)

    async def _answer(self, who: Identity, going: Go) -> Came:
        """Answers whoever waits, if that is still who the person was asked about."""
        place, other = Go("link"), await self._linking.waiting(who)
        if other is None:
            return Came(place, "" if going.choice in await self._joined(who) else "nobody_waits")
        if fingerprint(str(other)) != going.choice:
            return Came(place)
        if going.verb == "refuse":
            await self._linking.decline(who)
            return Came(place, "refused")
        linked = await self._linking.confirm(who, keep=_KEEPS.get(going.activity))
        if isinstance(linked, Rejected):
            return Came(place, linked.code, linked.params)
        return Came(place, "linked")

    async def _part(self, who: Identity, shown: str) -> Came:
        place, others = Go("link"), await self._linking.others(who)
        if not others or fingerprint(" ".join(map(str, others))) != shown:
            return Came(place)
        refused = await self._linking.unlink(who)
        return Came(place, refused.code if refused else "parted")

    async def _privacy(self, who: Identity, words: Words) -> Screen:
        agreement = await self._people.agreement(who)
        usable = agreement is not None and agreement.state in ("unasked", "agreed", "declined")
        readers = Readers(
            provider=agreement.provider if agreement and usable else "",
            agreed=agreement is not None and agreement.state == "agreed",
            asked=agreement is not None and agreement.state != "unasked",
            reviewer=self._reviewer,
        )
        location = self._ledger.store.location
        others = await self._others(who, words)
        return privacy_screen(
            words,
            location=location,
            seen_by=self._seen_by,
            readers=readers,
            others=others.called,
            exports=self._file_bytes > 0,
        )

    async def _link(self, who: Identity, place: Go, words: Words) -> Screen:
        """Who waits to be agreed to comes first, then a code of one's own."""
        other = await self._linking.waiting(who)
        if other:
            attempts = [self._attempts(each, words) for each in await self._linking.choices(who)]
            return link_views.agree_screen(words, side(words, who, other), attempts)
        offer = await self._linking.offered(who, place.choice) if place.choice else None
        if offer:
            return link_views.code_screen(words, offer.code, offer.until)
        return await self.form(who, words)

    def _attempts(self, both: Both, words: Words) -> Attempts:
        catalog = self._ledger.library.catalog
        known = both.activity in catalog.ids
        title = catalog.activity(both.activity).activity.title if known else words.say("Review")
        mine, theirs = both.mine, both.theirs
        return Attempts(title, (mine.done, mine.total), (theirs.done, theirs.total))

    async def _joined(self, who: Identity) -> frozenset[str]:
        """The fingerprints of the other identities of the learner."""
        return frozenset(fingerprint(str(each)) for each in await self._linking.others(who))

    async def _others(self, who: Identity, words: Words) -> Side:
        """The other identities of the learner; not the same user in another tenant."""
        return side(words, who, *await self._linking.others(who))


def fact_lines(streams: Iterable[Stream]) -> Iterator[str]:
    """Every fact as a JSON object on a line of its own, session by session."""
    for stream in streams:
        for recorded in stream.facts:
            name, version, payload = encode(recorded.fact)
            yield json.dumps(
                {
                    "session": stream.session,
                    "seq": recorded.seq,
                    "at": recorded.at.isoformat(),
                    "actor": str(recorded.actor),
                    "type": name,
                    "version": version,
                    "payload": json.loads(payload),
                },
                ensure_ascii=False,
            )


def as_json(streams: Iterable[Stream]) -> str:
    """Every fact in one JSON array, a line each."""
    return "[\n" + ",\n".join(fact_lines(streams)) + "\n]\n"


def _extent(streams: tuple[Stream, ...]) -> str:
    """What stands for all that is recorded as long as nothing is added."""
    return " ".join(sorted(f"{stream.session}:{stream.version}" for stream in streams))
