"""What a store promises of courses that are published."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import LabStarted
from courseware_core.ports import Store
from courseware_core.testing.stores.samples import ANN, AT, TEXTS, write


class PublishingPromises:
    """An edition is published whole, in its turn, and by one of those who try."""

    async def test_nothing_is_published_at_first(self, store: Store) -> None:
        assert await store.editions() == {}
        assert await store.edition("c1") is None

    async def test_an_edition_comes_back_as_it_was_published_with_what_it_holds(self, store: Store) -> None:
        assert await store.publish([_edition(1)], {"d1": b"one", "d2": b"two"})
        assert await store.editions() == {"c1": 1}
        assert await store.edition("c1") == _edition(1)
        assert [await store.body(digest) for digest in ("d1", "d2")] == [b"one", b"two"]

    @pytest.mark.parametrize("text", [each for each in TEXTS if "\x00" not in each])
    async def test_every_text_of_an_edition_comes_back_as_it_was(self, store: Store, text: str) -> None:
        said = _edition(1, version=text, manifest=text, by=text)
        assert await store.publish([said], {})
        assert await store.edition("c1") == said

    async def test_the_next_edition_takes_the_place_of_the_one_before(self, store: Store) -> None:
        assert await store.publish([_edition(1)], {"d1": b"one"})
        assert await store.publish([_edition(2, manifest="")], {"d1": b"other", "d2": b"two"})
        assert await store.editions() == {"c1": 2}
        assert await store.edition("c1") == _edition(2, manifest="")
        assert [await store.body(digest) for digest in ("d1", "d2")] == [b"one", b"two"]

    @pytest.mark.parametrize("number", [1, 2, 4])
    async def test_an_edition_out_of_its_turn_writes_nothing(self, store: Store, number: int) -> None:
        for each in (1, 2):
            assert await store.publish([_edition(each)], {})
        late = [_edition(1, course="c0"), _edition(number, by="late")]
        assert not await store.publish(late, {"d9": b"late"})
        assert await store.editions() == {"c1": 2}
        assert await store.edition("c1") == _edition(2)
        assert await store.body("d9") is None

    async def test_of_those_who_publish_at_once_one_wins_and_the_others_are_told(
        self, stores: Sequence[Store]
    ) -> None:
        for number in (1, 2):
            tried = [_edition(number, by=f"p{each}") for each in range(8)]
            won = await asyncio.gather(
                *(
                    stores[place % 2].publish(
                        [each, _edition(number, course="c0", by=each.by)], {each.by: b""}
                    )
                    for place, each in enumerate(tried)
                )
            )
            (winner,) = (each for each, is_published in zip(tried, won, strict=True) if is_published)
            for store in stores:
                assert await store.editions() == {"c0": number, "c1": number}
                assert await store.edition("c1") == winner

    async def test_an_activity_that_a_session_is_pinned_to_may_be_published_at_once(
        self, stores: Sequence[Store]
    ) -> None:
        one, other = stores
        began, was_published = await asyncio.gather(
            write(one, "s1", LabStarted("a1", "d1"), bodies={"d1": b"body"}),
            other.publish([_edition(1)], {"d1": b"body"}),
        )
        assert began.outcome.status == "accepted"
        assert was_published
        assert await one.body("d1") == b"body"

    async def test_what_is_published_stays_when_a_person_is_forgotten(self, store: Store) -> None:
        await write(store, "s1", LabStarted("a1", "d1"), bodies={"d1": b"body"})
        assert await store.publish([_edition(1)], {"d1": b"body"})
        await store.erase([ANN])
        await store.prune(AT)
        assert await store.edition("c1") == _edition(1)
        assert await store.body("d1") == b"body"


def _edition(number: int, **changes: Any) -> Edition:
    filled: dict[str, Any] = {
        "course": "c1",
        "number": number,
        "version": f"v{number}",
        "manifest": f'{{"n":{number}}}',
        "at": AT,
        "by": "olga",
    }
    return Edition(**filled | changes)
