"""Entries as typed cells: a row for each, the columns of its form. Dates are dates, numbers are numbers, everything else is text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from checkpoint_app.i18n import tr
from checkpoint_app.model import display, timing
from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.records import ENTRY_STATE_LABELS, Entry, label
from checkpoint_app.model.template import Context, Field, Template
from checkpoint_app.model.template import label as words

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what stands above it, and how wide it is in a workbook (characters)."""

    title: str
    width: int


class FormRows:
    """The rows of one form. Entries of older versions of it fill the columns that they have."""

    def __init__(self, store: Store, template: Template, context: Context) -> None:
        self.template = template
        self._context = context
        self._store = store
        self._shifts: dict[str, str] = {}
        self.heads = [
            Head(tr("Time|column"), 17),
            Head(tr("Site"), 16),
            Head(tr("Shift number"), 24),
            Head(tr("Checked by"), 16),
            Head(tr("Recorded by"), 12),
            Head(tr("State|column"), 10),
            Head(tr("Late|column"), 8),
            *(Head(_title(field), 24 if field.kind in ("note", "table") else 14) for field in template.fields),
            Head(tr("Reason"), 16),
            Head(tr("Id"), 38),
        ]

    def cells(self, entry: Entry, template: Template) -> list[Cell]:
        """One row; `template` is the version the entry was written with."""
        names, zone = self._context.registers, self._context.zone
        values = display.masked(template, template.effective(entry.values), self._context)
        return [
            entry.at.astimezone(zone).replace(tzinfo=None, microsecond=0),
            names.name("site", entry.site),
            self._number(entry.shift),
            " ".join(names.name("officer", officer) for officer in entry.checked_by),
            names.name("officer", entry.account),
            label(ENTRY_STATE_LABELS, entry.state),
            tr("late|mark") if entry.late else "",
            *(self._cell(template, field, values) for field in self.template.fields),
            entry.reason or "",
            entry.id,
        ]

    def _number(self, shift: str) -> str:
        from checkpoint_app.store import shifts

        if shift not in self._shifts:
            self._shifts[shift] = shifts.get(self._store, shift).number
        return self._shifts[shift]

    def _cell(self, template: Template, field: Field, values: Mapping[str, object]) -> Cell:
        value = values.get(field.key)
        own = template.index.by_key.get(field.key, field)
        if value is None:
            return None
        if field.kind in ("number", "count") and isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if field.kind == "date" and isinstance(value, str):
            return _date(value)
        if field.kind == "datetime" and isinstance(value, str):
            return _moment(value, self._context)
        return kind_of(own).text(own, value, self._context)


def _title(field: Field) -> str:
    return f"{words(field.label)} ({words(field.unit)})" if field.unit else words(field.label)


def _date(value: str) -> Cell:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _moment(value: str, context: Context) -> Cell:
    try:
        return timing.from_text(value, context.zone).astimezone(context.zone).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return value


def to_object(entry: Entry, template: Template, context: Context) -> dict[str, object]:
    """The same entry for programs: codes, ids, stored times."""
    names = context.registers
    return {
        "id": entry.id,
        "template": entry.template_id,
        "template_identity": entry.template,
        "shift": entry.shift,
        "site": entry.site,
        "site_name": names.name("site", entry.site),
        "at": timing.to_text(entry.at),
        "typed_at": timing.to_text(entry.typed_at),
        "checked_by": list(entry.checked_by),
        "checked_by_names": [names.name("officer", officer) for officer in entry.checked_by],
        "account": entry.account,
        "state": entry.state.value,
        "values": display.masked(template, template.effective(entry.values), context),
        "erased": sorted(entry.erased),
        "source": entry.source,
        "page": entry.page,
        "late": entry.late,
        "corrected": entry.corrected,
        "conflict": entry.conflict,
        "reason": entry.reason,
        "seq": entry.seq,
    }
