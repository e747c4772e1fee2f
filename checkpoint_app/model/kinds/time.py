"""`time`: a time of day, `HH:MM`, at the unit."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shortened
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

register({"TIME_FORMAT": noop("“{text}” is not a time of day: write 08:30.")})

_WRITTEN = re.compile(r"([01]?[0-9]|2[0-3])[:.点时]([0-5][0-9])分?|([01][0-9]|2[0-3])([0-5][0-9])")


class TimeKind(Kind):
    name = "time"
    keys = frozenset({"default"})
    may_default = True

    def parse(self, _field: Field, raw: object, _context: Context, /) -> Parsed:
        written = _WRITTEN.fullmatch("".join(unicodedata.normalize("NFKC", raw).split())) if isinstance(raw, str) else None
        if written is None:
            return None, [error("TIME_FORMAT", text=shortened(raw))]
        hour, minute = (int(part) for part in written.groups() if part is not None)
        return f"{hour:02d}:{minute:02d}", []

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return f"{random.randint(0, 23):02d}:{random.randint(0, 59):02d}"

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, str) and _WRITTEN.fullmatch(value) else HIDDEN


KIND = TimeKind()
