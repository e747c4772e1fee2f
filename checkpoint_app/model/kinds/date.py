"""`date`: a day of the calendar, `1990-01-31`, without a time zone.

Not in the table of design §4. A birthday or a deadline stored as a moment in UTC would be the day before: it needs a kind of its own.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from random import Random

from checkpoint_app.i18n import noop
from checkpoint_app.model import masking
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shortened
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

register({"DATE_FORMAT": noop("“{text}” is not a date: write 2026-11-20.")})

_WRITTEN = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")


class DateKind(Kind):
    name = "date"

    def parse(self, _field: Field, raw: object, _context: Context, /) -> Parsed:
        day = read(raw)
        return (None, [error("DATE_FORMAT", text=shortened(raw))]) if day is None else (day.isoformat(), [])

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return (date(1890, 1, 1) + timedelta(days=random.randint(0, 3000))).isoformat()

    def masked(self, _field: Field, value: object, /) -> object:
        return masking.born(value) if isinstance(value, str) else HIDDEN


def read(raw: object) -> date | None:
    """The day that was written, or None."""
    if not isinstance(raw, str):
        return None
    written = _WRITTEN.fullmatch("".join(unicodedata.normalize("NFKC", raw).split()))
    if written is None:
        return None
    year, month, day = (int(part) for part in written.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


KIND = DateKind()
