"""What every field kind answers. Pure.

A kind is one module: the JSON shape of its values, what may be typed, the normal form, texts for list, search, paper, and a sample.

- `parse` takes what a person, a file or another program gave and answers the normal form (or None) with the findings. A finding's
  `field` is "" for the value itself, begins with "[" or "." for a place inside it, and is a key for a field beside it. Parsing a
  normal form gives the same normal form. Null and blank text never reach a kind.
- `text`, `lines`, `search`, `masked`, `is_empty` take any JSON value: merged lines of other devices are never refused by field rules.
- A message never repeats a personal number.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from random import Random
from typing import ClassVar, Final

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.conditions import is_set
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.template import Context, Field
from checkpoint_app.model.text import visible

register(
    {
        "FIELD_SHAPE": noop("This value has the wrong shape: {wanted} is needed."),
        "UNKNOWN_FIELD": noop("The form has no field “{key}”."),
    }
)

Parsed = tuple[object | None, list[Problem]]
"""A normal form or None, and what was found."""

HIDDEN: Final = "***"
"""What a personal free text shows when masked."""

_SHOWN = 20

KINDS: dict[str, Kind] = {}
"""Every kind by its name; filled by the package."""


class Kind(ABC):
    """A kind of field. `keys` are the keys of a template's field that only this kind (and others that name them) understands."""

    name: ClassVar[str]
    keys: ClassVar[frozenset[str]] = frozenset()
    may_default: ClassVar[bool] = False
    may_be_column: ClassVar[bool] = True
    by_rows: ClassVar[bool] = False
    """True when the journal keeps the value row by row, so that two people may change different rows."""

    @abstractmethod
    def parse(self, field: Field, raw: object, context: Context, /) -> Parsed:
        """The value in normal form, or None and why not."""

    def parse_beside(self, field: Field, raw: object, context: Context, _beside: Mapping[str, object], /) -> Parsed:
        """Like `parse`, for kinds that look at the fields beside it."""
        return self.parse(field, raw, context)

    def amend(self, field: Field, _kept: object, raw: object, context: Context, beside: Mapping[str, object], /) -> Parsed:
        """The value after a correction by `raw`; most kinds take it as the whole new value."""
        return self.parse_beside(field, raw, context, beside)

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        """One line for lists, search results and paper."""
        return shown(value)

    def lines(self, field: Field, value: object, context: Context, /) -> list[str]:
        """The lines of the detail view: as many as a value has rows."""
        return [self.text(field, value, context)]

    def search(self, _field: Field, _value: object, _context: Context, /) -> list[str]:
        """What a search finds the value by; the same in every language of the window."""
        return []

    @abstractmethod
    def sample(self, field: Field, random: Random, context: Context, /) -> object:
        """A believable value in normal form; persons in it are synthetic."""

    def masked(self, _field: Field, _value: object, /) -> object:
        """The value with what belongs to a person taken out; again a value that `text` takes."""
        return HIDDEN

    def is_empty(self, value: object, /) -> bool:
        """Nothing was filled in."""
        return not is_set(value)


def kind_of(field: Field) -> Kind:
    """The kind of a field; of one that a newer program brought, the kind that only shows it."""
    return KINDS.get(field.kind) or KINDS[""]


def wrong_shape(wanted: str) -> Parsed:
    """Refused: not the JSON that the kind takes. `wanted` is a shown phrase."""
    return None, [error("FIELD_SHAPE", wanted=wanted)]


def shown(value: object) -> str:
    """Any JSON value as text."""
    return visible(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def shortened(raw: object) -> str:
    """What was given, for a message: no longer than a line."""
    given = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
    return visible(given if len(given) <= _SHOWN else given[:_SHOWN] + "…")


def listed(texts: Iterable[str]) -> str:
    """民警、辅警: things of one kind side by side."""
    return tr(", |list").join(texts)


def stated(texts: Iterable[str]) -> str:
    """One row after another in one line."""
    return tr("; |rows").join(texts)


def given_list(raw: object) -> list[object]:
    """An array as given; a text from a grid or a spreadsheet cell is cut at commas, or else at spaces; one thing is an array of one."""
    if isinstance(raw, list | tuple):
        return list(raw)
    if isinstance(raw, str):
        parts = _SEPARATORS.split(raw) if _SEPARATORS.search(raw) else raw.split()
        return [part.strip() for part in parts if part.strip()]
    return [raw]


_SEPARATORS = re.compile(r"[,，、;；|\n]")
