"""Tokens of controls: what went in comes out, and anything else is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.screen.model import Control
from courseware_core.screen.token import MAX_LENGTH, Token, decode, encode

PART = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-", max_size=12)


@given(
    verb=PART.filter(bool),
    args=st.lists(PART, max_size=2).map(tuple),
    session=PART,
    step=st.integers(0, 10**6),
)
def test_a_token_comes_back_as_it_was(verb: str, args: tuple[str, ...], session: str, step: int) -> None:
    token = Token(verb, args, session, step)
    encoded = encode(token)
    assert len(encoded) <= MAX_LENGTH
    assert decode(encoded) == token
    assert Control(token=encoded, label="Go").token == encoded


@given(
    garbage=st.one_of(
        st.text(), st.text(":0123456789ab \n\x00é٣"), st.binary().map(lambda b: b.decode("latin-1"))
    )
)
def test_garbage_is_no_token_or_one_that_could_have_been_sent(garbage: str) -> None:
    found = decode(garbage)
    if found is not None:
        assert decode(encode(found)) == found


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        ":",
        "::",
        "a:b:c",
        "a:-1:c",
        "a:1:",
        "a:²:c",
        "a:1",
        "x" * 65 + ":1:v",
        "é:1:v",
        "a b:1:v",
        "a:1:v\n",
    ],
)
def test_what_was_never_encoded_is_nothing(garbage: str) -> None:
    assert decode(garbage) is None


@pytest.mark.parametrize(
    "token",
    [Token("v" * 65), Token("a b"), Token("ä"), Token("tab\t")],
    ids=["long", "space", "letter", "tab"],
)
def test_a_token_that_no_surface_carries_is_refused(token: Token) -> None:
    with pytest.raises(ValueError, match="is no token"):
        encode(token)
