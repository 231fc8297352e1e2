"""Who is forgotten is found nowhere in the record's files, byte by byte."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.app.surroundings import learner, opened

from courseware_core.identity import FORGOTTEN, Identity
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import TutorReply, TutorRequest
from courseware_core.storage import open_store

QUINCE = Identity("terminal", "local", "quincexylograph")
IN_CHAT = Identity("chat", "zephyrworkspace", "vexillology")
OTHER = Identity("terminal", "local", "othermarzipan")
OPERATOR = Identity("operator", "local", "olga")
TRACES = (
    "quincexylograph",
    "zephyrworkspace",
    "vexillology",
    "ultramarine",
    "kaleidoscopic",
    "sesquipedalian",
)
"""What would name or quote them; no chance bytes spell any of it."""


def traces(folder: Path, words: tuple[str, ...] = TRACES) -> set[str]:
    found = [file.read_bytes() for file in folder.iterdir()]
    return {word for word in words for content in found if word.encode() in content}


async def test_nothing_is_left_of_a_learner_on_two_surfaces(tmp_path: Path) -> None:
    async with opened(store=f"sqlite:///{tmp_path / 'record.db'}") as app:
        someone, other = learner(app, QUINCE), learner(app, OTHER)
        await other.enter("t1.l1.lab")
        await other.talk("Why is marzipan no tea?")
        await someone.enter("t1.l1.lab")
        await someone.talk("Why is ultramarine no tea?", "And what of kaleidoscopic leaves?")
        offer = await app.linking.offer(QUINCE)
        await app.linking.claim(IN_CHAT, offer.code)
        await app.linking.confirm(QUINCE)
        there = learner(app, IN_CHAT)
        await there.enter("t1.l1.lab")
        await there.talk("Is sesquipedalian a word for a leaf?")
        (session,) = (head.session for head in await app.operators.attempts("t1.l1.lab", QUINCE))
        await app.operators.void(OPERATOR, session, reason="quincexylograph asked for it")
        assert traces(tmp_path) == set(TRACES)
        await app.forget(IN_CHAT)
        assert traces(tmp_path) == set()
        assert traces(tmp_path, ("othermarzipan",)) == {"othermarzipan"}
    assert traces(tmp_path) == set()


async def test_nothing_is_left_of_one_who_parted_and_of_one_who_only_gave_a_code(tmp_path: Path) -> None:
    async with opened(store=f"sqlite:///{tmp_path / 'record.db'}") as app:
        offer = await app.linking.offer(OTHER)
        await app.linking.claim(QUINCE, offer.code)
        await app.linking.confirm(OTHER)
        await learner(app, OTHER).enter("t1.l1.quiz")
        there = learner(app, QUINCE)
        await there.enter("t1.l1.quiz")
        await there.answer()
        await app.linking.unlink(QUINCE)
        second = await app.linking.offer(OTHER)
        await app.linking.claim(IN_CHAT, second.code)
        for who in (QUINCE, IN_CHAT):
            await app.forget(who)
        assert traces(tmp_path) == set()
        (attempt,) = await app.operators.attempts("t1.l1.quiz")
        assert (attempt.owner, attempt.done) == (OTHER, 1)


class SlowTutor(LessonTutor):
    """Somebody does something while it thinks."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._meanwhile = meanwhile

    async def reply(self, request: TutorRequest) -> TutorReply:
        await self._meanwhile()
        return await super().reply(request)


async def test_a_reply_that_comes_after_parting_and_forgetting_names_nobody(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'record.db'}")

    async def part_and_forget() -> None:
        async with opened(store=store) as other:
            if len(await other.linking.identities(QUINCE)) > 1:
                await other.linking.unlink(QUINCE)
                await other.forget(QUINCE)

    async with opened(store=store, tutor=SlowTutor(part_and_forget)) as app:
        await learner(app, OTHER).enter("t1.l1.lab")
        offer = await app.linking.offer(OTHER)
        await app.linking.claim(QUINCE, offer.code)
        await app.linking.confirm(OTHER)
        there = learner(app, QUINCE)
        await there.enter("t1.l1.lab")
        await there.write("Why is a leaf green?")
        assert {each.actor for stream in await app.export(OTHER) for each in stream.facts} <= {
            OTHER,
            FORGOTTEN,
        }
    await store.close()
    assert traces(tmp_path, ("quincexylograph",)) == set()
