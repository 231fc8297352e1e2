"""The smallest whole pictures of each type, drawn by hand from their specifications."""

import zlib


def png(pixels: bytes = b"\0\0") -> bytes:
    """One grey pixel. `pixels` are what is compressed, which nobody who reads the structure looks at."""
    header = (1).to_bytes(4) * 2 + bytes([8, 0, 0, 0, 0])
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind: bytes, held: bytes) -> bytes:
    return len(held).to_bytes(4) + kind + held + zlib.crc32(kind + held).to_bytes(4)


def jpeg(coded: bytes = b"\x12\xff\x00\x34\xff\xd0\x56") -> bytes:
    """A frame of one pixel with one scan, whose coded data hold a stuffed FF and a restart."""
    frame = b"\xff\xc0" + (11).to_bytes(2) + bytes([8, 0, 1, 0, 1, 1, 1, 0x11, 0])
    scan = b"\xff\xda" + (8).to_bytes(2) + bytes([1, 1, 0, 0, 63, 0]) + coded
    return b"\xff\xd8\xff\xe0" + (4).to_bytes(2) + b"JF" + frame + b"\xff\xff" + scan[1:] + b"\xff\xd9"


def gif() -> bytes:
    """One pixel with a table of two colours, behind a comment."""
    screen = b"GIF89a" + bytes([1, 0, 1, 0, 0x80, 0, 0]) + bytes(6)
    comment = b"\x21\xfe\x03tea\x00"
    image = b"\x2c" + bytes([0, 0, 0, 0, 1, 0, 1, 0, 0]) + bytes([2, 2, 0x44, 1, 0])
    return screen + comment + image + b"\x3b"


def webp() -> bytes:
    """A lossless image of an odd number of bytes, which is filled up."""
    held = b"VP8L" + (5).to_bytes(4, "little") + b"\x2f\0\0\0\0" + b"\0"
    return b"RIFF" + (4 + len(held)).to_bytes(4, "little") + b"WEBP" + held


WHOLE = {"leaf.png": png(), "leaf.jpg": jpeg(), "leaf.JPEG": jpeg(), "leaf.gif": gif(), "leaf.webp": webp()}
"""A whole picture by each ending."""
