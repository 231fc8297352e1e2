"""What a custom id says can be read after a restart, and nothing that is sent breaks the reading."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from courseware_core.inputs import Answer
from courseware_core.screen.profiles import InputKind
from courseware_core.surfaces import controls
from courseware_core.surfaces.controls import Arm, OpenForm, Press, TurnPage, read, read_form_id
from courseware_discord import limits

TOKENS = st.text(alphabet=[chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=64)
KINDS = st.sampled_from(get_args(InputKind))


@given(TOKENS, st.integers(0, 99), st.integers(1, 9999))
def test_what_was_pressed_is_read_from_the_custom_id(token: str, position: int, page: int) -> None:
    assert read(controls.press_id(token)) == Press(token)
    assert read(controls.danger_id(token)) == Arm(token)
    assert read(controls.option_id(token, position)) == Press(token, Answer(values=(position,)))
    assert read(controls.select_id(token), ["0", str(position)]) == Press(token, Answer(values=(0, position)))
    assert read(controls.CHOICES_ID, [token]) == Press(token)
    assert read(controls.form_id(token)) == OpenForm(token)
    assert read(controls.page_id(token, page)) == TurnPage(token, page)


@given(TOKENS, KINDS)
def test_form_says_what_it_asks_for_and_what_sends_it(token: str, kind: InputKind) -> None:
    assert read_form_id(controls.modal_id(kind, token)) == (kind, token)
    assert read(controls.modal_id(kind, token)) is None


@given(TOKENS, KINDS)
def test_every_custom_id_has_room(token: str, kind: InputKind) -> None:
    ids = (
        controls.press_id(token),
        controls.option_id(token, 24),
        controls.select_id(token),
        controls.form_id(token),
    )
    for custom_id in (*ids, controls.page_id(token, 99_999), controls.modal_id(kind, token)):
        assert len(custom_id) <= limits.CUSTOM_ID


FORGED = st.one_of(
    st.text(),
    st.builds("cw:{}:{}".format, st.sampled_from("posCcftmx"), st.text()),
    st.builds("cw:{}:{}:{}".format, st.sampled_from("otm"), st.text(max_size=5), st.text(max_size=70)),
)


@given(FORGED, st.lists(st.text(max_size=9), max_size=3))
def test_reading_never_fails_and_only_gives_what_we_write(custom_id: str, values: list[str]) -> None:
    read_form_id(custom_id)
    match read(custom_id, values):
        case Press(token) | OpenForm(token) | TurnPage(token):
            assert token.isascii()
            assert 0 < len(token) <= 64
        case None:
            pass


def test_what_is_not_as_we_write_it_is_nothing() -> None:
    for custom_id in (
        "",
        "cw",
        "cw:p",
        "cw:p:",
        "cw:p:a b",
        "cw:o:x:t",
        "cw:o:-1:t",
        "cw:t:0:t",
        "cw:t:1:",
        "cw:p:" + "x" * 65,
    ):
        assert read(custom_id) is None
    assert read("cw:s:t") is None
    assert read("cw:s:t", ["x"]) is None
    assert read("cw:s:t", ["²"]) is None
    assert read("cw:c") is None
    assert read("cw:c", ["a", "b"]) is None
    assert read("cw:c:x", ["a"]) is None
