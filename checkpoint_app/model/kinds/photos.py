"""`photos`: attachments by their SHA-256, 64 hex digits each. Faces are not photographed (不拍人脸, design §10)."""

from __future__ import annotations

import hashlib
import re
from random import Random
from typing import Final

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, given_list, shown
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

LIMIT: Final = 50
COMING: Final = "…"
"""Stands in a form for a photo that is still being read: nothing is saved without it, nothing waits for it."""

register(
    {
        "PHOTO_FORMAT": noop("A photo is named by its SHA-256, 64 hexadecimal digits."),
        "PHOTO_COMING": noop("A photo is still being read; save again in a moment."),
        "PHOTOS_TOO_MANY": noop("There are {count} photos; {limit} are the most."),
    }
)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class PhotosKind(Kind):
    name = "photos"

    def parse(self, _field: Field, raw: object, _context: Context, /) -> Parsed:
        photos = list(dict.fromkeys(item.strip().lower() if isinstance(item, str) else "" for item in given_list(raw)))
        if COMING in photos:
            return None, [error("PHOTO_COMING")]
        if not all(_DIGEST.fullmatch(photo) for photo in photos):
            return None, [error("PHOTO_FORMAT")]
        if len(photos) > LIMIT:
            return None, [error("PHOTOS_TOO_MANY", count=len(photos), limit=LIMIT)]
        return photos or None, []

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        return tr("{n} {n:photo/photos}", n=len(value)) if isinstance(value, list) else shown(value)

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return [hashlib.sha256(random.randbytes(8)).hexdigest()]

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, list) else HIDDEN


KIND = PhotosKind()
