"""A kind that this program does not know yet: a newer one wrote the form. Its values are shown, never written (design §6)."""

from __future__ import annotations

from random import Random

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.kind import Kind, Parsed
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

register({"FIELD_NEWER": noop("“{label}” needs a newer version of the program: update it, or leave the field out.")})


class NewerKind(Kind):
    name = ""

    def parse(self, field: Field, _raw: object, _context: Context, /) -> Parsed:
        return None, [error("FIELD_NEWER", label=field.label)]

    def sample(self, _field: Field, _random: Random, _context: Context, /) -> object:
        return None


KIND = NewerKind()
