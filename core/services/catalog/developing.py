"""From whatever a camera or a designer sends to a picture of ours: checked, turned, re-encoded."""

import io
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

from core.errors import NotPossible

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_EDGE = 2400
FORMATS = ["JPEG", "PNG", "WEBP"]
"""The only decoders that ever see a stranger's bytes."""
ENDINGS = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".png": "PNG",
    ".webp": "WEBP",
}  # fmt: skip
CURE = "Save it as JPEG, PNG or WebP and choose it again."
CURES = {
    ".heic": "is an iPhone picture (HEIC). Export it as JPEG and choose that file.",
    ".heif": "is an iPhone picture (HEIF). Export it as JPEG and choose that file.",
    ".svg": "is a drawing (SVG), which can carry programs. Export it as PNG and choose that file.",
    ".gif": "is a GIF. Save the picture you want as PNG and choose that file.",
    ".pdf": "is a PDF. Save the picture in it as JPEG and choose that file.",
    ".tif": f"is a TIFF. {CURE}",
    ".tiff": f"is a TIFF. {CURE}",
}


def develop(file: IO[bytes], *, name: str, size: int) -> "ContentFile[bytes]":
    """The picture as a WebP of ours, upright, without metadata, at most 2,400 pixels long.

    Raises NotPossible with a sentence that names the file and the cure.
    """
    kind = _expected(name)
    if size > MOST_BYTES:
        raise _no(
            name,
            f"has {size / 1024 / 1024:.0f} MB; 15 MB is the most. Save it smaller and try again.",
        )
    with _opened(file, name) as image:
        _require_sane(image, name, kind)
        try:
            image.load()
            ready = _upright(image)
        except Exception as error:
            # A decoder raises whatever comes to it: OSError, SyntaxError, struct.error, zlib.error.
            raise _no(
                name, "is damaged or not complete. Copy it again from where it came."
            ) from error
    out = io.BytesIO()
    ready.save(out, "WEBP", quality=86, method=4)
    return ContentFile(out.getvalue())


def _no(name: str, why: str) -> NotPossible:
    short = name if len(name) <= 80 else f"{name[:60]}…{name[-15:]}"
    return NotPossible(f"{short} {why}", field="file", file=name)


def _expected(name: str) -> str:
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise _no(name, CURES.get(ending, f"is not a picture we can take. {CURE}"))
    return ENDINGS[ending]


def _opened(file: IO[bytes], name: str) -> Image.Image:
    try:
        file.seek(0)
        return Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name) from error
    except Exception as error:
        raise _no(name, f"does not hold the picture its name promises. {CURE}") from error


def _require_sane(image: Image.Image, name: str, kind: str) -> None:
    # Phones write JPEGs with a second picture inside, which Pillow calls MPO: the first one counts.
    found = "JPEG" if image.format == "MPO" else str(image.format)
    if found != kind:
        raise _no(
            name,
            f"says {kind} in its name and holds a {found}. Rename it, or save it anew as {kind}.",
        )
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(name)
    if found != "JPEG" and getattr(image, "is_animated", False):
        raise _no(name, "moves. Save the one picture you want and choose that file.")


def _too_large(name: str) -> NotPossible:
    return _no(
        name, "has more than 50 million pixels. Save it smaller, for example 2,400 pixels long."
    )


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held, in the colours of the web, free of all the file said besides."""
    # Shrunk before it is turned: the quick and small way round for what a camera gives.
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turned: Any = ImageOps.exif_transpose(image)
    clear = "A" in turned.getbands() or "transparency" in turned.info
    coloured = _web_colours(turned, "RGBA" if clear else "RGB")
    bare = Image.new(coloured.mode, coloured.size)
    bare.paste(coloured)
    return bare


def _web_colours(image: Image.Image, mode: str) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            web = ImageCms.createProfile("sRGB")
            seen = ImageCms.profileToProfile(image, own, web, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            seen = None  # a profile nobody can read; the picture is worth showing all the same
        if seen is not None:
            return seen.convert(mode)
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda level: level / 256).convert("L")
    return image.convert(mode)
