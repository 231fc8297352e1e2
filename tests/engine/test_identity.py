"""An identity is one person of one surface, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.identity import Identity

places = st.text(st.characters(codec="utf-8", exclude_characters=":\0"), min_size=1)
identities = st.builds(
    Identity, places, places, st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
)


@given(identities)
def test_what_is_written_names_the_same_person(who: Identity) -> None:
    assert Identity.parse(str(who)) == who


@given(identities, identities)
def test_two_people_share_no_session(one: Identity, other: Identity) -> None:
    assert (one.person_session() == other.person_session()) == (one == other)


@pytest.mark.parametrize(
    "parts",
    [
        ("", "t", "u"),
        ("s", "", "u"),
        ("s", "t", ""),
        ("a:b", "t", "u"),
        ("s", "a:b", "u"),
        ("s", "t", "\ud800"),
        ("s", "t", "a\0b"),
    ],
)
def test_what_could_be_mistaken_for_somebody_else_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="identity"):
        Identity(*parts)
