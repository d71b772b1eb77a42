"""Pictures as cameras, designers and strangers send them, made on the spot."""

import io
import zlib
from typing import Any

from PIL import Image, ImageDraw


def photo(kind: str = "JPEG", size: tuple[int, int] = (90, 120), **more: Any) -> bytes:
    """A picture whose upper left corner is red and whose rest is blue."""
    image = Image.new(more.pop("mode", "RGB"), size, more.pop("color", (20, 30, 200)))
    if image.mode == "RGB":
        ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 3), fill=(220, 20, 20))
    return written(image, kind, **more)


def written(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif(**tags: Any) -> Image.Exif:
    """`exif(orientation=6, make="Canon")`"""
    numbers = {"orientation": 0x0112, "make": 0x010F, "artist": 0x013B}
    found = Image.Exif()
    for name, value in tags.items():
        found[numbers[name]] = value
    return found


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), color) for color in ("red", "blue")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def of_a_phone() -> bytes:
    """A JPEG with a second one inside, as many phones write them."""
    frames = [Image.new("RGB", (40, 40), color) for color in ("red", "blue")]
    return written(frames[0], "MPO", save_all=True, append_images=frames[1:])


def bomb() -> bytes:
    """A PNG of some kilobytes that claims to be 100,000 pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return len(data).to_bytes(4, "big") + name + data + check.to_bytes(4, "big")

    head = (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    body = zlib.compress(b"\x00" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
