"""`phone`: a telephone number in normal form, or what was given (rules: model.phone)."""

from __future__ import annotations

from random import Random

from checkpoint_app.i18n import tr
from checkpoint_app.model import masking
from checkpoint_app.model import phone as phones
from checkpoint_app.model.kinds import as_seen
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, wrong_shape
from checkpoint_app.model.template import Context, Field


class PhoneKind(Kind):
    name = "phone"

    def parse(self, _field: Field, raw: object, _context: Context, /) -> Parsed:
        typed = as_seen.given(raw)
        if typed is None:
            return wrong_shape(tr("a telephone number"))
        text, seen = typed
        phone, found = phones.parse(text)
        if phone is not None:
            return phone.text, found
        return as_seen.keep(text, found) if seen else (None, found)

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        return as_seen.text_of(value)

    def search(self, _field: Field, value: object, _context: Context, /) -> list[str]:
        return [as_seen.text_of(value)]

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return f"0395-0{random.randint(0, 999999):06d}"  # no local number begins with 0

    def masked(self, _field: Field, value: object, /) -> object:
        typed = as_seen.given(value)
        return as_seen.with_text(value, masking.phone(typed[0])) if typed else HIDDEN


KIND = PhoneKind()
