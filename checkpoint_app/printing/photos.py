"""Photos on paper, two beside each other, each with its caption. A picture that cannot be read shows as a frame that says so."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from checkpoint_app.i18n import tr
from checkpoint_app.printing import fonts
from checkpoint_app.printing.blocks import Whole
from checkpoint_app.printing.pen import LEADING, MM, Align, Pen, baseline, paragraph
from checkpoint_app.printing.table import Heading
from checkpoint_app.printing.text import wrap

BETWEEN = 5 * MM
HIGHEST = 62 * MM
_PIXELS = 900
"""The longer side after scaling down: 250 dpi and more at this size, 100 KB a photo."""


@dataclass(frozen=True, slots=True)
class Photo:
    """`image` is a JPEG or PNG file. `instead`: what stands in the frame where there is none to print."""

    image: bytes
    caption: str
    instead: str = ""


class PhotoRow(Whole):
    """One or two photos, the first row below the word "photos"."""

    def __init__(self, photos: Sequence[Photo], width: float, *, first: bool) -> None:
        self.gap = 8.0
        self._heading = Heading(tr("Photos|paper") if first else "")
        self._width = width
        self._each = (width - BETWEEN) / 2
        self._images = [_scaled(photo.image) for photo in photos]
        self._instead = [photo.instead or tr("The photo cannot be read") for photo in photos]
        self._captions = [wrap(photo.caption, self._each, 10, fonts.regular()) for photo in photos]
        self._high = max(self._box(image)[1] for image in self._images)

    def _box(self, image: Image.Image | None) -> tuple[float, float]:
        if image is None:
            return self._each, HIGHEST / 3
        scale = min(self._each / image.width, HIGHEST / image.height)
        return image.width * scale, image.height * scale

    @property
    def height(self) -> float:
        return self._heading.height + self._high + LEADING * max(map(len, self._captions)) + 3

    def draw(self, pen: Pen, x: float, top: float) -> None:
        self._heading.draw(pen, x, top, self._width)
        top -= self._heading.height
        for image, instead, caption in zip(self._images, self._instead, self._captions, strict=True):
            width, height = self._box(image)
            if image is None:
                pen.text(x + width / 2, baseline(top - height / 2, 0), instead, align=Align.CENTRE)
            else:
                pen.canvas.drawImage(ImageReader(_jpeg(image)), x, top - height, width, height)
            pen.box(x, top - height, width, height)
            paragraph(pen, x, top - self._high - 3, caption)
            x += self._each + BETWEEN


def photo_rows(photos: Sequence[Photo], width: float) -> list[PhotoRow]:
    return [PhotoRow(photos[at : at + 2], width, first=at == 0) for at in range(0, len(photos), 2)]


def _jpeg(image: Image.Image) -> io.BytesIO:
    """Anything else would stand in the PDF without compression of pictures, ten times larger."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    out.seek(0)
    return out


def _scaled(image: bytes) -> Image.Image | None:
    """Upright, in colour, no larger than paper can show. None when it is no picture or an unreasonable one."""
    try:
        with Image.open(io.BytesIO(image), formats=("JPEG", "PNG")) as opened:
            opened.draft("RGB", (_PIXELS, _PIXELS))
            opened.thumbnail((_PIXELS, _PIXELS))
            return ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
