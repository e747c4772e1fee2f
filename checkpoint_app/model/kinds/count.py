"""`count`: how many, a whole number from 0."""

from __future__ import annotations

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.kind import Parsed, shortened
from checkpoint_app.model.kinds.number import NumberKind, limits
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

register({"COUNT_FORMAT": noop("“{text}” is not a number of things: write a whole number, 0 or more.")})


class CountKind(NumberKind):
    name = "count"

    def parse(self, field: Field, raw: object, _context: Context, /) -> Parsed:
        number = self.read(raw)
        if not isinstance(number, int) or number < 0:
            return None, [error("COUNT_FORMAT", text=shortened(raw))]
        found = limits(field, number)
        return (None if found else number), found


KIND = CountKind()
