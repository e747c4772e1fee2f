"""`plate`: a number plate in normal form, `NONE` for a vehicle without one, or what was seen (rules: model.plate)."""

from __future__ import annotations

from random import Random

from checkpoint_app.i18n import tr
from checkpoint_app.model import plate as plates
from checkpoint_app.model.kinds import as_seen
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, wrong_shape
from checkpoint_app.model.template import Context, Field
from checkpoint_app.model.text import visible


class PlateKind(Kind):
    name = "plate"

    def parse(self, _field: Field, raw: object, _context: Context, /) -> Parsed:
        typed = as_seen.given(raw)
        if typed is None:
            return wrong_shape(tr("a plate"))
        text, seen = typed
        plate, found = plates.parse(text)
        if plate is not None:
            return plate.text, found
        return as_seen.keep(text, []) if seen else (None, found)

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        return visible(plates.display(as_seen.text_of(value)))

    def search(self, _field: Field, value: object, _context: Context, /) -> list[str]:
        text = as_seen.text_of(value)
        return [] if text == plates.NONE else [text]

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return f"豫L{random.randint(0, 99999):05d}"

    def masked(self, _field: Field, value: object, /) -> object:
        return value if as_seen.given(value) else HIDDEN


KIND = PlateKind()
