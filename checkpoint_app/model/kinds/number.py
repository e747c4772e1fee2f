"""`number`: a quantity. Digits typed in full width or handed over as text are numbers too; the normal form is a JSON number."""

from __future__ import annotations

import math
import re
import unicodedata
from random import Random
from typing import Final

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shortened, shown
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.template import Context, Field

register(
    {
        "NUMBER_FORMAT": noop("“{text}” is not a number: write digits only."),
        "NUMBER_TOO_SMALL": noop("{number} is too small: at least {least}."),
        "NUMBER_TOO_LARGE": noop("{number} is too large: at most {most}."),
    }
)

LIMIT: Final = 1_000_000_000_000
"""No quantity of the field is greater; sums of such numbers stay exact."""

_DIGITS = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{1,9})?")


class NumberKind(Kind):
    name = "number"
    keys = frozenset({"min", "max", "unit", "default"})
    may_default = True

    def parse(self, field: Field, raw: object, _context: Context, /) -> Parsed:
        number = self.read(raw)
        if number is None:
            return None, [error("NUMBER_FORMAT", text=shortened(raw))]
        found = limits(field, number)
        return (None if found else number), found

    def read(self, raw: object) -> int | float | None:
        """What was given as a number; a whole one is an int."""
        if isinstance(raw, str):
            digits = unicodedata.normalize("NFKC", raw).strip()
            if not _DIGITS.fullmatch(digits):
                return None
            raw = float(digits) if "." in digits else int(digits)
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
            return None
        return int(raw) if float(raw).is_integer() else raw

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        return shown(value)

    def sample(self, field: Field, random: Random, _context: Context, /) -> object:
        least = math.ceil(field.minimum or 0)
        most = math.floor(least + 50 if field.maximum is None else field.maximum)
        return random.randint(least, max(least, most))

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, int | float) else HIDDEN


def limits(field: Field, number: float) -> list[Problem]:
    """`min` and `max` of the field."""
    least = -LIMIT if field.minimum is None else field.minimum
    most = LIMIT if field.maximum is None else field.maximum
    if number < least:
        return [error("NUMBER_TOO_SMALL", number=number, least=least)]
    if number > most:
        return [error("NUMBER_TOO_LARGE", number=number, most=most)]
    return []


KIND = NumberKind()
