"""`note`: free text of several lines; line feeds are kept."""

from __future__ import annotations

from checkpoint_app.model.kinds.kind import shown
from checkpoint_app.model.kinds.text import TextKind
from checkpoint_app.model.template import Context, Field


class NoteKind(TextKind):
    name = "note"
    keys = frozenset({"masked", "default"})
    limit = 20_000
    multiline = True

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        return " ".join(shown(value).split("\n"))

    def lines(self, _field: Field, value: object, _context: Context, /) -> list[str]:
        return shown(value).split("\n")


KIND = NoteKind()
