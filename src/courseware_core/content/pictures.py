"""Pictures: which bytes are one, of which type, and whether they are all there.

Only the structure is read, to its end: enough to tell a type for certain and a file that was cut off. No
picture is ever decoded.
"""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LARGEST = 1_000_000
"""Bytes that a picture has at most."""

MOST_PIXELS = 10_000
"""Pixels that a picture is wide or high at most: a surface that shows more might give up."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture: its media type, such as `image/png`, and its bytes."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Format:
    """How a type of pictures is called, how its bytes begin, and whether they are all there.

    `size` is the width and height in pixels that whole bytes declare.
    """

    name: str
    endings: tuple[str, ...]
    begins: Callable[[bytes], bool]
    is_whole: Callable[[bytes], bool]
    size: Callable[[bytes], tuple[int, int]]


def picture(content: bytes) -> Picture | None:
    """The picture that the bytes are; None when they are none, or not all of one."""
    for media_type, found in _FORMATS.items():
        if found.begins(content) and found.is_whole(content):
            return Picture(media_type, content)
    return None


def digest(content: bytes) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of a picture's bytes."""
    return hashlib.sha256(content).hexdigest()[:32]


def named(name: str, content: bytes) -> Picture | str:
    """The picture in the file `name`, or what keeps its bytes from being what the name's ending says."""
    begun = next((each for each in _FORMATS.values() if each.begins(content)), None)
    if begun is None:
        return f"`{name}` is no picture inside. Export it from a drawing program again."
    stem, _, ending = name.rpartition(".")
    if f".{ending.lower()}" not in begun.endings:
        return f"`{name}` is a {begun.name} picture inside. Name it `{stem}{begun.endings[0]}`."
    found = picture(content)
    if found is None:
        return f"`{name}` is cut off or damaged. Export it from a drawing program again."
    width, height = begun.size(content)
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        return f"`{name}` says it is {width} x {height} pixels; 1 to {MOST_PIXELS} each way can be shown."
    return found


def _is_whole_png(content: bytes) -> bool:
    """PNG (https://www.w3.org/TR/png-3/#5DataRep): chunks with checksums, IHDR to IEND."""
    at, kinds = 8, []
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        end = at + 12 + size
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]).to_bytes(4) != content[end - 4 : end]:
            return False
        kinds.append(content[at + 4 : at + 8])
        if kinds[-1] == b"IEND":
            return kinds[0] == b"IHDR" and b"IDAT" in kinds
        at = end
    return False


def _png_size(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _is_whole_jpeg(content: bytes) -> bool:
    """JPEG (ITU-T T.81, Annex B): segments with a frame and a scan, up to the marker of the end."""
    at, kinds = 2, set()
    while at + 2 <= len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        kinds.add(kind)
        if kind == _JPEG_END:
            return _JPEG_SCAN in kinds and not _JPEG_FRAMES.isdisjoint(kinds)
        if kind == 0xFF:  # a fill byte
            at += 1
        elif kind in _JPEG_ALONE:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
        if kind == _JPEG_SCAN:
            at = _after_scan(content, at)
    return False


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """What the first frame says; its segment stands before any scan."""
    at = 2
    while content[at + 1] not in _JPEG_FRAMES:
        kind = content[at + 1]
        alone = 1 if kind == 0xFF else 2 if kind in _JPEG_ALONE else 0
        at += alone or 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
        if kind == _JPEG_SCAN:
            at = _after_scan(content, at)
    return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker stands behind the coded data, in which FF is followed by 00 or a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _is_whole_gif(content: bytes) -> bool:
    """GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt): blocks with an image, up to the trailer."""
    if len(content) < 13:
        return False
    at, images = 13 + _colours(content[10]), 0
    while at < len(content):
        match content[at]:
            case 0x3B:
                return images > 0
            case 0x00:  # which some programs leave between blocks
                at += 1
            case 0x21:
                at = _after_blocks(content, at + 2)
            case 0x2C if at + 10 <= len(content):
                images += 1
                at = _after_blocks(content, at + 11 + _colours(content[at + 9]))
            case _:
                return False
    return False


def _gif_size(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")


def _colours(flags: int) -> int:
    """The bytes of the colour table that `flags` announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    """Where the sub-blocks that begin at `at` have ended."""
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _is_whole_webp(content: bytes) -> bool:
    """WebP (https://developers.google.com/speed/webp/docs/riff_container): as long as its header says."""
    size = 8 + int.from_bytes(content[4:8], "little")
    at, kinds = 12, []
    while at + 8 <= min(size, len(content)):
        kinds.append(content[at : at + 4])
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    has_image = any(kind in (b"VP8 ", b"VP8L", b"ANMF") for kind in kinds)
    return size <= len(content) and at == size and has_image


def _webp_size(content: bytes) -> tuple[int, int]:
    """What the first chunk says: of a canvas (VP8X), a lossless picture (VP8L) or a lossy one."""
    kind, chunk = content[12:16], content[20:30]
    if kind == b"VP8X":
        return int.from_bytes(chunk[4:7], "little") + 1, int.from_bytes(chunk[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(chunk[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(chunk[6:8], "little") & 0x3FFF, int.from_bytes(chunk[8:10], "little") & 0x3FFF


_FORMATS: Mapping[str, _Format] = {
    "image/png": _Format(
        "PNG", (".png",), lambda it: it.startswith(b"\x89PNG\r\n\x1a\n"), _is_whole_png, _png_size
    ),
    "image/jpeg": _Format(
        "JPEG", (".jpg", ".jpeg"), lambda it: it.startswith(b"\xff\xd8\xff"), _is_whole_jpeg, _jpeg_size
    ),
    "image/gif": _Format(
        "GIF", (".gif",), lambda it: it.startswith((b"GIF87a", b"GIF89a")), _is_whole_gif, _gif_size
    ),
    "image/webp": _Format(
        "WebP", (".webp",), lambda it: it[:4] == b"RIFF" and it[8:12] == b"WEBP", _is_whole_webp, _webp_size
    ),
}

ENDINGS = tuple(ending for each in _FORMATS.values() for ending in each.endings)
"""How the names of pictures may end."""
