"""Drawn photos of a hazard before and after: a hydrant box behind cartons, and the same without them. No real place, no person."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from checkpoint_app.store import attachments, pictures

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_WALL, _FLOOR, _BOX, _CARTON, _TAPE = "#cfd3cc", "#8d8a84", "#b3261e", "#a9825a", "#d9c39a"
_CARTONS = ((180, 470, 520, 820), (540, 530, 840, 820), (320, 250, 620, 480))


def before(store: Store) -> str:
    """The photo's SHA-256, waiting for the entry that names it."""
    return attachments.stage(store, _drawn(blocked=True))


def after(store: Store) -> str:
    return attachments.stage(store, _drawn(blocked=False))


@cache
def _drawn(*, blocked: bool) -> pictures.Ready:
    image = Image.new("RGB", (1200, 900), _WALL)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 700, 1200, 900), fill=_FLOOR)
    pen.rectangle((380, 260, 760, 640), fill=_BOX, outline="white", width=8)
    pen.rectangle((430, 310, 710, 590), outline="white", width=5)
    pen.ellipse((530, 410, 610, 490), fill="white")
    for left, top, right, bottom in _CARTONS if blocked else ():
        pen.rectangle((left, top, right, bottom), fill=_CARTON, outline="#5f4526", width=4)
        pen.rectangle(((left + right) // 2 - 14, top, (left + right) // 2 + 14, bottom), fill=_TAPE)
    out = io.BytesIO()
    image.save(out, "PNG")
    return pictures.prepare(out.getvalue(), "drawn")
