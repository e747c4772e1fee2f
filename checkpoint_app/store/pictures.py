"""A picture or document as the store keeps it: bytes in, bytes out; reads no file, writes no table.

A picture becomes an upright JPEG whose longer side is at most 2,000 pixels; nothing else of the file is taken over: no EXIF, no position,
no comment, no colour profile. Its size is read from the header before anything is decoded, so that a file of a few kilobytes cannot ask
for gigabytes. A PDF stays as it is.

Decision: the plugins of Pillow are chosen by the first bytes, not by `Image.open`, whose guard against huge pictures warns where we
refuse in words. Rejected: taking the first picture of a moving one, which would show something else than the officer saw.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import BmpImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from checkpoint_app.errors import UserError
from checkpoint_app.store import errors

JPEG, PDF = "image/jpeg", "application/pdf"
LONGEST_PX: Final = 2000
PREVIEW_PX: Final = 320
PHOTO_BYTES: Final = 600_000
"""What a photo may weigh; the quality goes down until it does."""
MOST_BYTES: Final = 80_000_000
DOCUMENT_BYTES: Final = 10_000_000
JPEG_MEGAPIXELS, MEGAPIXELS = 130, 50
"""A JPEG is scaled down while it is decoded, the others only afterwards."""
_QUALITIES = (84, 76, 68, 60)
_ORIENTATION: Final = 0x0112
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error, ZeroDivisionError)
"""What Pillow raises for files that are not what their first bytes say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What can be stored. `preview` is a small JPEG, empty for a document; `width`, `height` 0 for one."""

    media: str
    data: bytes
    preview: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def sha(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read(file: Path) -> Ready:
    """A file from the disk. Raises what `prepare` raises, and FileUnreadable."""
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise errors.FileTooLarge(name=file.name, size=size // 1_000_000, limit=MOST_BYTES // 1_000_000)
        return prepare(file.read_bytes(), file.name)
    except OSError as trouble:
        raise errors.FileUnreadable(name=file.name, what=trouble.strerror or type(trouble).__name__) from trouble


def prepare(data: bytes, name: str) -> Ready:
    """Makes of a file what is stored; `name` stands in the sentences.

    Raises FileEmpty, FileTooLarge, NotAPicture, AppleFormat, PictureTooLarge, PictureMoves, PictureBroken, DocumentTooLarge.
    """
    if not data:
        raise errors.FileEmpty(name=name)
    if len(data) > MOST_BYTES:
        raise errors.FileTooLarge(name=name, size=len(data) // 1_000_000, limit=MOST_BYTES // 1_000_000)
    if b"%PDF-" in data[:1024]:
        if len(data) > DOCUMENT_BYTES:
            raise errors.DocumentTooLarge(name=name, size=len(data) // 1_000_000, limit=DOCUMENT_BYTES // 1_000_000)
        return Ready(media=PDF, data=data)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"):
        raise errors.AppleFormat(name=name)
    picture = _decoded(data, name)
    return Ready(media=JPEG, data=_lightest(picture), preview=_small(picture), width=picture.width, height=picture.height)


def preview(data: bytes) -> bytes:
    """The small picture of a stored photo that came without one; empty when it is none."""
    try:
        return prepare(data, "").preview
    except UserError:
        return b""


def _decoded(data: bytes, name: str) -> Image.Image:
    opener = _opener(data)
    if opener is None:
        raise errors.NotAPicture(name=name)
    if opener is WebPImagePlugin.WebPImageFile:  # its decoder asks for all the memory at once
        _check_size(*_webp_size(data), MEGAPIXELS, name)
    try:
        with opener(io.BytesIO(data)) as image:
            _check_size(image.width, image.height, JPEG_MEGAPIXELS if image.format == "JPEG" else MEGAPIXELS, name)
            if getattr(image, "is_animated", False):
                raise errors.PictureMoves(name=name)
            return _upright(image)
    except _BROKEN as trouble:
        raise errors.PictureBroken(name=name) from trouble


def _opener(data: bytes) -> Callable[[io.BytesIO], ImageFile.ImageFile] | None:
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImagePlugin.JpegImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImagePlugin.PngImageFile
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPImagePlugin.WebPImageFile
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return GifImagePlugin.GifImageFile
    return BmpImagePlugin.BmpImageFile if data[:2] == b"BM" else None


def _check_size(width: int, height: int, limit: int, name: str) -> None:
    """From the header alone. `limit` in megapixels."""
    if width * height > limit * 1_000_000:
        size = f"{width} × {height}"
        raise errors.PictureTooLarge(name=name, size=size, megapixels=width * height // 1_000_000, limit=limit)


def _webp_size(data: bytes) -> tuple[int, int]:
    """https://developers.google.com/speed/webp/docs/riff_container; (0, 0) for what it does not know."""
    head = data[:30].ljust(30, b"\0")
    match head[12:16]:
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return 0, 0


def _upright(image: ImageFile.ImageFile) -> Image.Image:
    """Decoded, in colour on white, scaled down, turned as the camera was held, without anything that is no pixel."""
    try:
        turned = image.getexif().get(_ORIENTATION)
    except _BROKEN:
        turned = None
    image.draft("RGB", (LONGEST_PX, LONGEST_PX))
    image.load()
    picture = _in_colour(image)
    picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    for turn in _TURNS.get(turned, ()) if isinstance(turned, int) else ():
        picture = picture.transpose(turn)
    picture.info.clear()
    return picture


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I;16", "I")):  # 16 bits of grey; a plain conversion would cut off all above 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        drawn = image.convert("RGBA")
        white = Image.new("RGB", drawn.size, "white")
        white.paste(drawn, mask=drawn.getchannel("A"))
        return white
    return image.convert("RGB")


def _lightest(picture: Image.Image) -> bytes:
    data = b""
    for quality in _QUALITIES:
        data = _jpeg(picture, quality)
        if len(data) <= PHOTO_BYTES:
            break
    return data


def _small(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((PREVIEW_PX, PREVIEW_PX))
    return _jpeg(small, 78)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
