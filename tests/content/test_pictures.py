"""Pictures in lessons: those that are what their names say, and what is said of all others."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.content.conftest import CourseCopy
from tests.content.drawn import WHOLE, gif, jpeg, png, webp

from courseware_core.content.catalog import catalog_of
from courseware_core.content.pictures import LARGEST, Picture, digest, named, picture

LESSON = "t1-tea/l1-leaves/lesson.md"
LINE = "![A tea leaf, drawn as a green square](leaf.png)"


def said_of(tiny: CourseCopy, name: str, content: bytes) -> str:
    """What is said of the lesson when its picture is called `name` and holds `content`."""
    tiny.path("t1-tea/l1-leaves/leaf.png").unlink()
    tiny.path(f"t1-tea/l1-leaves/{name}").write_bytes(content)
    tiny.change(LESSON, "](leaf.png)", f"]({name})")
    problems = tiny.check()
    assert all((each.rule, each.level, each.file) == ("CW013", "error", LESSON) for each in problems)
    return " ".join(f"{each.message} {each.hint}".strip() for each in problems)


@pytest.mark.parametrize("name", WHOLE)
def test_whole_picture_is_known_by_the_digest_of_its_bytes(tiny: CourseCopy, name: str) -> None:
    content = WHOLE[name]
    assert said_of(tiny, name, content) == ""
    found = catalog_of(tiny.load()).pictures[digest(content)]
    ending = name.rpartition(".")[2].lower().replace("jpg", "jpeg")
    assert found == Picture(f"image/{ending}", content)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("missing", [1, 2, 3, 5])
def test_truncated_picture_is_refused(tiny: CourseCopy, name: str, missing: int) -> None:
    assert said_of(tiny, name, WHOLE[name][:-missing]) == (
        f"`{name}` is cut off or damaged. Export it from a drawing program again."
    )


@pytest.mark.parametrize(
    ("name", "content", "better"),
    [
        ("leaf.png", jpeg(), "`leaf.png` is a JPEG picture inside. Name it `leaf.jpg`."),
        ("leaf.jpg", png(), "`leaf.jpg` is a PNG picture inside. Name it `leaf.png`."),
        ("leaf.jpeg", gif(), "`leaf.jpeg` is a GIF picture inside. Name it `leaf.gif`."),
        ("leaf.gif", webp(), "`leaf.gif` is a WebP picture inside. Name it `leaf.webp`."),
    ],
)
def test_picture_that_lies_about_its_type_is_refused_with_its_right_name(
    tiny: CourseCopy, name: str, content: bytes, better: str
) -> None:
    assert said_of(tiny, name, content) == better


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"MZ\x90\0", b"RIFF\0\0\0\0WAVEfmt "])
def test_file_that_is_no_picture_is_refused(tiny: CourseCopy, content: bytes) -> None:
    assert "is no picture inside" in said_of(tiny, "leaf.webp", content)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (65000, 65000), (5, 10001)])
@pytest.mark.parametrize("name", ["leaf.png", "leaf.jpg", "leaf.gif"])
def test_picture_of_a_size_that_nobody_can_show_is_refused(name: str, width: int, height: int) -> None:
    said = named(name, sized(WHOLE[name], width, height))
    assert said == f"`{name}` says it is {width} x {height} pixels; 1 to 10000 each way can be shown."


@pytest.mark.parametrize(
    ("kind", "chunk"),
    [
        (b"VP8X", bytes(4) + (16383).to_bytes(3, "little") + (4).to_bytes(3, "little")),
        (b"VP8L", b"\x2f" + (16383 | 4 << 14).to_bytes(4, "little") + b"\0"),
        (b"VP8 ", bytes(6) + (16384 - 1).to_bytes(2, "little") + (5).to_bytes(2, "little")),
    ],
)
def test_webp_of_a_size_that_nobody_can_show_is_refused(kind: bytes, chunk: bytes) -> None:
    image = b"VP8L" + (2).to_bytes(4, "little") + b"//"
    inside = b"WEBP" + kind + len(chunk).to_bytes(4, "little") + chunk + image
    said = named("leaf.webp", b"RIFF" + len(inside).to_bytes(4, "little") + inside)
    assert said == (
        f"`leaf.webp` says it is {16383 + (kind != b'VP8 ')} x 5 pixels; 1 to 10000 each way can be shown."
    )


def sized(content: bytes, width: int, height: int) -> bytes:
    """A PNG, JPEG or GIF picture that declares another size than it has."""
    if content.startswith(b"\x89PNG"):
        header = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + content[24:29]
        return content[:12] + header + zlib.crc32(header).to_bytes(4) + content[33:]
    if content.startswith(b"GIF"):
        return content[:6] + width.to_bytes(2, "little") + height.to_bytes(2, "little") + content[10:]
    at = next(each for each in range(len(content)) if content[each : each + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return content[: at + 5] + height.to_bytes(2) + width.to_bytes(2) + content[at + 9 :]


def test_picture_on_the_web_has_to_be_put_beside_the_lesson(tiny: CourseCopy) -> None:
    tiny.change(LESSON, "](leaf.png)", "](https://example.org/leaf.png)")
    (found,) = tiny.check()
    assert found.message.endswith(
        "is on the web, and only files can be shown. Put the picture beside the lesson."
    )


def test_picture_with_a_damaged_byte_is_refused() -> None:
    content = bytearray(png())
    content[20] ^= 1
    assert "cut off or damaged" in str(named("leaf.png", bytes(content)))


@pytest.mark.parametrize(
    "content",
    [
        png()[:33] + png()[-12:],
        gif()[:19] + b"\x3b",
        jpeg()[:2] + b"\xff\xd9",
        b"RIFF\x04\0\0\0WEBP",
    ],
    ids=["png", "gif", "jpeg", "webp"],
)
def test_picture_without_an_image_is_none(content: bytes) -> None:
    assert picture(content) is None


def test_picture_may_have_a_million_bytes_and_no_more(tiny: CourseCopy) -> None:
    filled = gif()[:-1] + b"\0" * (LARGEST - len(gif())) + b"\x3b"
    assert len(filled) == LARGEST
    assert isinstance(named("leaf.gif", filled), Picture)
    said = said_of(tiny, "leaf.gif", filled[:-1] + b"\0\x3b")
    assert said == "the picture `leaf.gif`: the file is larger than 1,000,000 bytes."


def test_picture_needs_a_text_for_those_who_cannot_see_it(tiny: CourseCopy) -> None:
    tiny.change(LESSON, LINE, "![](leaf.png)")
    (found,) = tiny.check()
    assert (found.rule, found.message) == ("CW013", "the picture `leaf.png` has no alt text.")


@pytest.mark.parametrize("src", ["../../../../etc/passwd.png", "https://example.org/leaf.png", "leaf.svg"])
def test_picture_is_a_file_of_the_course_of_a_known_type(tiny: CourseCopy, src: str) -> None:
    tiny.change(LESSON, "](leaf.png)", f"]({src})")
    assert {each.rule for each in tiny.check()} == {"CW013"}


@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.tuples(
            st.sampled_from([png(), jpeg(), gif(), webp()]), st.integers(0, 90), st.binary(max_size=9)
        ).map(lambda each: each[0][: each[1]] + each[2] + each[0][each[1] + len(each[2]) :]),
    )
)
def test_no_bytes_do_harm(content: bytes) -> None:
    found = named("leaf.png", content)
    assert isinstance(found, str) or found.content == content
