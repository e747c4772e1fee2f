"""Forms as data: what a template is once it is read, and what the engine may ask of the world around it. Pure.

How a form is written is in `template_file`, what its fields take in `kinds`, the rules between fields in `checking`, figures in
`measures`, words for people in `display`. An entry is shown and printed with the template it was written with, for ever: a template
is its bytes, and its identity the SHA-256 of them; id and version are labels.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from checkpoint_app import i18n
from checkpoint_app.model import ids, text
from checkpoint_app.model.conditions import Conditions, holds

Text = Mapping[str, str]
"""A text in both languages: {"zh": …, "en": …}."""

ROW = "_row"
"""The key of a row's id."""


class Words(dict[str, str]):
    """A `Text` that becomes the one of the moment where it is written into a sentence."""

    def __str__(self) -> str:
        return label(self)


def label(words: Text) -> str:
    """The text in the language of the moment; Chinese where the other is missing."""
    return words.get(i18n.language()) or words.get("zh") or words.get("en") or ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One word of a list. `code` is stored; `short` shows in lists and on paper; `key` is the number key that sets it.

    A `retired` one is no longer offered but understood for ever. `extra` holds flags (`needs_officer`, `document`, `receiver`) and, from
    `resources/rules`, whatever else the list says: deadlines, laws with their dates.
    """

    code: str
    label: Text
    short: Text | None = None
    hint: Text | None = None
    key: str | None = None
    retired: bool = False
    extra: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def brief(self) -> str:
        """The word for lists and paper, in the language of the moment."""
        return label(self.short or self.label)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One point of a checklist. `result` is the choice that it asks for; the first of its choices is the good one, and one flagged `fine`
    is no fault either.

    `section`: words above this point and those after it. `asked`: a fact that "all in order" does not answer. A point whose `shown_if`
    does not hold of the entry is not asked for. `hazard`: the kind of hazard that a bad answer is.
    """

    key: str
    label: Text
    result: Field
    section: Text | None = None
    asked: bool = False
    shown_if: Conditions = ()
    hazard: str = ""

    @property
    def good(self) -> str:
        """The code of the good answer."""
        return self.result.choices[0].code if self.result.choices else ""

    def is_odd(self, code: object) -> bool:
        """An answer that somebody has to look at."""
        choice = self.result.codes.get(code) if isinstance(code, str) else None
        return code != self.good and not (choice is not None and choice.extra.get("fine"))


@dataclass(frozen=True, kw_only=True)
class Caution:
    """`warn_if`: when it holds, the value is saved with a warning, in these words or in general ones."""

    when: Conditions
    words: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """`default_from`: where a value that nobody entered is read from — another field, or a constant — and when."""

    field: str | None = None
    value: object | None = None
    when: Conditions = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a form, or one column of a table. The keys are those of the file; `min` and `max` are written out.

    `of` says what a text or a site is (`name`: a person's name, cleaned and masked as such; a kind of site); `beside` which fields a
    number is compared with; `wanted_if` when a missing value warns; `masked` False keeps a personal text readable; `copied_from` is
    (field beside it, attribute): what that field's register row, or the unit for a chosen code, says is stored when nothing is given;
    `todo_by` the date by which what is written here has to be done: then it is a to-do.
    """

    key: str
    kind: str
    label: Text
    required: bool = False
    sticky: bool = False
    quick: bool = False
    personal: bool = False
    fleeting_unless: str | None = None
    choices: tuple[Choice, ...] = ()
    suggest: tuple[Choice, ...] = ()
    default: object | None = None
    default_from: tuple[Source, ...] = ()
    shown_if: Conditions = ()
    required_if: Conditions = ()
    wanted_if: Conditions = ()
    warn_if: tuple[Caution, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    unit: Text | None = None
    hint: Text | None = None
    of: str | None = None
    beside: Mapping[str, str] = dataclasses.field(default_factory=dict)
    masked: bool = True
    copied_from: tuple[str, str] | None = None
    todo_by: str | None = None
    columns: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def ruled(self) -> bool:
        """True when something has to hold besides the value's own form."""
        ruled_columns = any(column.ruled for column in self.columns)
        return bool(self.required or self.required_if or self.wanted_if or self.shown_if or self.warn_if or ruled_columns)

    @cached_property
    def codes(self) -> Mapping[str, Choice]:
        """Code → choice, retired ones too."""
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What may be typed, folded → code: the code, and the words in both languages."""
        found: dict[str, str] = {}
        for choice in self.choices:
            for word in (choice.code, *choice.label.values(), *(choice.short or {}).values()):
                found.setdefault(text.fold(word.strip()), choice.code)
        return found

    @cached_property
    def index(self) -> FieldIndex:
        """The columns of a table."""
        return FieldIndex(self.columns)


class FieldIndex:
    """Fields of a form or columns of a table, sorted by what is asked of them at every save.

    `late` are parsed after the others because they look at them; `defaults` have one; `copied` take theirs from a register; `ruled`
    have rules.
    """

    __slots__ = ("by_key", "copied", "defaults", "fields", "late", "ruled")

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.by_key = {field.key: field for field in fields}
        self.late = frozenset(field.key for field in fields if field.beside or field.columns)
        self.defaults = tuple(field for field in fields if field.default is not None)
        self.copied = tuple(field for field in fields if field.copied_from is not None)
        self.ruled = tuple(field for field in fields if field.ruled)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A piece of a column: texts with `{field}` or `{table.column}` in them, shown when the condition holds and no name is empty."""

    words: Text
    names: Mapping[str, tuple[str, ...]]
    when: Conditions = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the list or of the paper. Forms of one duty share a table: their columns meet by `key`.

    Without `show` it is the field of that key, or what the list itself knows (`at`, `checked_by`, `by`, `state`). `mm` None: the rest.
    """

    key: str
    label: Text | None = None
    show: tuple[Phrase, ...] = ()
    join: str | None = None
    mm: float | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure of each entry. `name` is cut at its placeholders: text, or (in the row?, field). Without `add` it counts 1.

    With a `table` every row counts for itself, and conditions see the row first.
    """

    name: tuple[str | tuple[bool, str], ...]
    add: tuple[bool, str] | None = None
    when: Conditions = ()
    table: str | None = None
    label: Text | None = None
    unit: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Template:
    """A form. `identity` is the SHA-256 (hex) of its file; `scope` "up" goes to the station only, "shared" both ways.

    `personal_days` and `fleeting_days`: erased after so many days. `columns` are composed columns by key. `computed` are the keys with
    `default_from`, in the order in which they can be worked out. `site` is the field that says where the entry belongs (else the shift's
    site), `hazards` the table whose rows become hazards, `rechecks` the table whose rows report on known ones.
    """

    identity: str
    id: str
    version: int
    title: Text
    duty: tuple[str, ...]
    scope: str
    crew_counts: bool
    personal_days: int
    fleeting_days: int
    fields: tuple[Field, ...]
    list_columns: tuple[Column, ...]
    print_columns: tuple[Column, ...]
    measures: tuple[Measure, ...]
    computed: tuple[str, ...] = ()
    site: str | None = None
    hazards: str | None = None
    rechecks: str | None = None

    @cached_property
    def index(self) -> FieldIndex:
        return FieldIndex(self.fields)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every column of list and paper by key; the list's wins."""
        return {column.key: column for column in (*self.print_columns, *self.list_columns)}

    @cached_property
    def officer_codes(self) -> tuple[tuple[str | None, str, frozenset[str]], ...]:
        """(table or None, field, codes) of the choices that only a 民警 decides."""
        return self._flagged("needs_officer")

    @cached_property
    def deadline_codes(self) -> tuple[tuple[str | None, str, frozenset[str]], ...]:
        """(table or None, field, codes) of the choices after which something has to be done by a date."""
        return self._flagged("deadline")

    @cached_property
    def todos(self) -> tuple[Field, ...]:
        """The fields whose text has to be done by a date."""
        return tuple(field for field in self.fields if field.todo_by is not None)

    @cached_property
    def task_marks(self) -> tuple[str, ...]:
        """What stands in the JSON of every entry after which something has to be done by a date."""
        names = {code for _, _, codes in self.deadline_codes for code in codes} | {field.todo_by or "" for field in self.todos}
        return tuple(sorted(f'"{name}"' for name in names))

    def _flagged(self, flag: str) -> tuple[tuple[str | None, str, frozenset[str]], ...]:
        found: list[tuple[str | None, Field]] = [(None, field) for field in self.fields]
        found += [(field.key, column) for field in self.fields for column in field.columns]
        marked = [
            (table, field.key, frozenset(choice.code for choice in field.choices if choice.extra.get(flag)))
            for table, field in found
        ]
        return tuple(entry for entry in marked if entry[2])

    def field(self, key: str) -> Field:
        """Raises KeyError."""
        return self.index.by_key[key]

    def part_of(self, key: str) -> str:
        """The payload part that keeps a value: `open`, `personal` or `fleeting`."""
        field = self.index.by_key.get(key)
        if field is None:
            return "open"
        return "personal" if field.personal else "fleeting" if field.fleeting_unless else "open"

    def may_name_photos(self, key: str) -> bool:
        """Whether photos may stand in a field: in itself, at its points, in its rows."""
        field = self.index.by_key.get(key)
        kinds = () if field is None else (field.kind, *(column.kind for column in field.columns))
        return "photos" in kinds or "checklist" in kinds

    def quick_fields(self) -> tuple[Field, ...]:
        """The quick-entry row."""
        return tuple(field for field in self.fields if field.quick)

    def effective(self, values: Mapping[str, object]) -> dict[str, object]:
        """The stored values and those that are computed when read."""
        known = dict(values)
        for key in self.computed:
            field = self.index.by_key[key]
            if key not in known and holds(field.shown_if, known):
                for source in field.default_from:
                    if holds(source.when, known):
                        value = source.value if source.field is None else known.get(source.field)
                        if value is not None:
                            known[key] = value
                        break
        return known


class Registers(Protocol):
    """What field kinds may ask of the registers. Nouns: officer, site, equipment, hazard."""

    def find(self, noun: str, name: str, /) -> str | None:
        """The id for an id, a natural key or a name; None when there is none or more than one."""

    def name(self, noun: str, record: str, /) -> str:
        """What people call it; an unknown one is its id."""

    def officer_kind(self, record: str, /) -> str:
        """OFFICER, AUX …; "" when unknown."""

    def attribute(self, noun: str, record: str, name: str, /) -> object:
        """What the register says of a row, such as an extinguisher's kind; None when it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the engine may know of the world: the unit's zone, the time, the registers. `masked`: personal values show masked."""

    zone: ZoneInfo
    now: datetime
    registers: Registers
    masked: bool = True
    new_row_id: Callable[[], str] = ids.uuid7

    @property
    def today(self) -> date:
        """The date at the unit."""
        return self.now.astimezone(self.zone).date()
