"""`text`: one line of free text. With `of = "name"` a person's name. Everything but C0 controls is kept (design §4)."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Final

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import masking
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, wrong_shape
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field, label
from checkpoint_app.model.text import clean_name, clean_text

register({"TEXT_TOO_LONG": noop("The text has {length} characters; {limit} are the most. Shorten it.")})

NAME: Final = "name"
"""`of` of a person's name."""


class TextKind(Kind):
    name = "text"
    keys = frozenset({"of", "suggest", "masked", "default"})
    may_default = True
    limit: ClassVar[int] = 2_000
    multiline: ClassVar[bool] = False

    def parse(self, field: Field, raw: object, _context: Context, /) -> Parsed:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)  # a number of a document or tester that a spreadsheet made a number
        if not isinstance(raw, str):
            return wrong_shape(tr("text"))
        if field.of == NAME:
            name, found = clean_name(raw)
            return (name if name and not any(problem.severity == "error" for problem in found) else None), found
        text = clean_text(raw, multiline=self.multiline)
        if len(text) > self.limit:
            return None, [error("TEXT_TOO_LONG", length=len(text), limit=self.limit)]
        return (None if self.is_empty(text) else text), []

    def search(self, _field: Field, value: object, _context: Context, /) -> list[str]:
        return [value] if isinstance(value, str) else []

    def sample(self, field: Field, random: Random, _context: Context, /) -> object:
        if field.of == NAME:
            return random.choice(["张三", "李四", "王小明"])
        if field.suggest:
            return label(random.choice(field.suggest).label)
        return f"{field.label.get('zh') or field.key} {random.randint(1, 99)}"

    def masked(self, field: Field, value: object, /) -> object:
        if not isinstance(value, str):
            return HIDDEN
        if not field.masked:
            return value
        return masking.name(value) if field.of == NAME else HIDDEN


KIND = TextKind()
