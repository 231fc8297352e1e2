"""What people are told of where the record is and when it fails: in their language, nothing of servers."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.app.surroundings import ADA, TINY, learner, opened

from courseware_core import Courseware, StoreError, StoreUnreachable, UnknownActivity, Unshown, failed
from courseware_core.blocks import plain, texts
from courseware_core.errors import StoreFull
from courseware_core.inputs import Answer
from courseware_core.languages import catalogue
from courseware_core.ports import TutorReply, TutorRequest
from courseware_core.screen.model import Intent, Screen
from courseware_core.storage.memory import MemoryStore

OPERATORS = "/srv/courses.db could not be written: the disk is full. Make room, and try again."


class FullStore(MemoryStore):
    """A record that can be read, and that no more can be written to once it is full."""

    full = False

    async def transact(self, *asked: Any, **how: Any) -> Any:
        if self.full:
            raise StoreFull(OPERATORS)
        return await super().transact(*asked, **how)


class LastReply:
    """A tutor after whose reply there is no room left."""

    def __init__(self, store: FullStore) -> None:
        self._store = store

    async def reply(self, request: TutorRequest) -> TutorReply:
        self._store.full = True
        return TutorReply("answer", "Air browns the leaf.")


async def test_a_reply_that_cannot_be_saved_is_told_truly_in_the_language_of_the_person() -> None:
    store = FullStore()
    async with opened(TINY, store=store, tutor=LastReply(store)) as app:
        await learner(app).enter()
        turn = await app.enter(ADA, "t1.l1.lab", locale="de")
        turn = await app.handle(ADA, said(turn.screen, "Why does a leaf turn brown?"))
        assert turn.notice.startswith(
            catalogue("de").say(
                "What you sent is saved. The record could not be used when the reply to it came; open this "
                "again after a while to get it."
            )
        )
        assert "Why does a leaf turn brown?" in read(turn.screen)
        store.full = False
        again = await app.handle(ADA, Intent(token=turn.again))
        assert again.notice == ""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreError(OPERATORS), "nothing has changed"),
        (StoreFull(OPERATORS), "nothing has changed"),
        (Unshown(OPERATORS), "what it changed is saved"),
        (StoreUnreachable(OPERATORS), "nobody can tell whether that was saved"),
        (UnknownActivity(OPERATORS), "not part of the courses here"),
        (RuntimeError(OPERATORS), "Something went wrong here"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_learner_is_told_whether_it_was_saved_and_nothing_that_is_for_operators(
    error: Exception, told: str
) -> None:
    assert told in failed(error, catalogue("en"))
    assert "/srv" not in failed(error, catalogue("en"))


async def test_the_words_for_a_failure_are_those_of_the_person_also_when_the_record_is_gone() -> None:
    store = MemoryStore()
    async with opened(TINY, store=store) as app:
        await learner(app).enter()
        await app.enter(ADA, locale="de")
        await store.close()
        assert "nicht gespeichert" in failed(StoreError(OPERATORS), await app.words(ADA))


@pytest.mark.parametrize("how", [{"serving": True}, {"seen_by": lambda _: "Only Grace Hopper."}])
async def test_who_learns_from_a_server_is_not_told_where_on_it_the_record_is(
    tmp_path: Path, how: dict[str, Any]
) -> None:
    async with opened(TINY, store=f"sqlite:///{tmp_path / 'record.db'}", **how) as app:
        welcome = (await app.enter(ADA)).screen
        for shown in (welcome, await learner(app).enter("privacy")):
            assert str(tmp_path) not in read(shown)
            assert "are stored" in read(shown)
            assert ("Whoever runs this program" in read(shown)) == ("serving" in how)


async def test_where_the_record_is_stands_there_for_whoever_runs_the_program_alone(tmp_path: Path) -> None:
    async with opened(TINY, store=f"sqlite:///{tmp_path / 'record.db'}") as app:
        assert str(tmp_path) in read((await app.enter(ADA)).screen)


def test_another_event_loop_is_told_to_open_one_of_its_own() -> None:
    async def begun() -> Courseware:
        opening = Courseware.open(content=TINY, store="memory:")
        app = await opening.__aenter__()
        await app.enter(ADA)
        kept.append(opening)
        return app

    kept: list[Any] = []
    with asyncio.Runner() as one, asyncio.Runner() as other:
        app = one.run(begun())
        with pytest.raises(RuntimeError, match="another event loop"):
            other.run(app.enter(ADA))
        one.run(kept[0].__aexit__(None, None, None))


async def test_a_name_that_nothing_has_is_shortened_and_places_are_named() -> None:
    async with opened(TINY) as app:
        with pytest.raises(UnknownActivity, match="There is no activity, course or place") as refused:
            await app.enter(ADA, "x" * 2000)
        assert "x" * 70 not in str(refused.value)
        assert "review" in str(refused.value)


async def test_a_delivery_whose_name_is_too_long_is_refused_alike_wherever_it_is_handed_on() -> None:
    async with opened(TINY) as app:
        with pytest.raises(ValueError, match="at most 200 characters, not 201"):
            await app.enter(ADA, delivery="x" * 201)
    with pytest.raises(ValueError, match="at most 200 characters, not 201"):
        Intent(token="", delivery="x" * 201)


async def test_a_store_that_is_a_path_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="write 'sqlite:///"):
        async with Courseware.open(store=tmp_path):  # type: ignore[arg-type]
            pass


def read(screen: Screen) -> str:
    return " ".join(plain(each) for block in screen.blocks for each in texts(block))


def said(screen: Screen, line: str) -> Intent:
    assert screen.submit is not None
    return Intent(token=screen.submit.token, answer=Answer(text=line))
