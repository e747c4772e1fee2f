"""`datetime`: a moment. Any offset is accepted, none means unit time; stored is UTC with milliseconds."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from random import Random

from checkpoint_app.i18n import noop
from checkpoint_app.model import timing
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shortened, shown
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

register({"DATETIME_FORMAT": noop("“{text}” is not a date with a time: write 2026-11-20 08:30.")})

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_SIGNS = str.maketrans({"/": "-", "年": "-", "月": "-", "日": " ", "时": ":", "点": ":", "分": None})


class DatetimeKind(Kind):
    name = "datetime"

    def parse(self, _field: Field, raw: object, context: Context, /) -> Parsed:
        moment = _moment(raw, context)
        return (None, [error("DATETIME_FORMAT", text=shortened(raw))]) if moment is None else (timing.to_text(moment), [])

    def text(self, _field: Field, value: object, context: Context, /) -> str:
        moment = _moment(value, context)
        return shown(value) if moment is None else moment.astimezone(context.zone).strftime("%Y-%m-%d %H:%M")

    def sample(self, _field: Field, random: Random, context: Context, /) -> object:
        return timing.to_text(context.now - timedelta(minutes=random.randint(0, 600)))

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, str) and value.endswith("Z") and value[:1].isdigit() else HIDDEN


def _moment(raw: object, context: Context) -> datetime | None:
    if not isinstance(raw, str):
        return None
    written = unicodedata.normalize("NFKC", raw).translate(_SIGNS).strip().rstrip(":")
    try:
        moment = timing.from_text(written, context.zone)
    except (ValueError, OverflowError):
        return None
    return moment.astimezone(UTC) if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


KIND = DatetimeKind()
