"""The sheets of the data workbook that are no entries: shifts, registers, hazards, to-dos, operations. Attributes stand in the
registers' order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from checkpoint_app.export.rows import Cell, Head
from checkpoint_app.export.workbook import Workbook
from checkpoint_app.i18n import tr
from checkpoint_app.model import masking, registers
from checkpoint_app.model.attributes import Attribute
from checkpoint_app.model.records import DUTY_LABELS, SITE_KIND_LABELS, Shift, label
from checkpoint_app.store import school_texts

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_PHONES = frozenset({"phone", "security_phone"})
_WIDTHS: Mapping[str, int] = {
    "text": 16,
    "note": 32,
    "count": 8,
    "number": 10,
    "flag": 8,
    "day": 12,
    "choice": 16,
    "reference": 14,
}


def write(store: Store, book: Workbook, held: Sequence[Shift], *, masked: bool) -> None:
    """All of them; a register without rows has no sheet."""
    from checkpoint_app.store import equipment, premises, schools

    _shifts(store, book, held)
    _sites(store, book)
    at = Head(tr("Name|site"), 24)
    columns = Columns(store, masked=masked)
    _register(book, tr("Schools"), at, registers.SCHOOL, columns, ((row.name, row) for row in schools.every(store)))
    _register(book, tr("Premises"), at, registers.PREMISES, columns, ((row.name, row) for row in premises.every(store)))
    known = store.context().registers
    pieces = equipment.every(store, inactive=True)
    attributes = registers.equipment_attributes(equipment.kinds())
    _register(
        book,
        tr("Equipment"),
        Head(tr("Premises and label"), 28),
        attributes,
        columns,
        ((f"{known.name('site', piece.premises)} {piece.label}", piece) for piece in pieces),
    )
    _hazards(store, book)
    _tasks(store, book)
    _operations(store, book)


class Columns:
    """Attributes of register rows as cells."""

    def __init__(self, store: Store, *, masked: bool) -> None:
        self._known = store.context().registers
        self._masked = masked

    def cell(self, attribute: Attribute, value: object) -> Cell:
        """Numbers as numbers, days as days, codes and ids as words."""
        if value in (None, "", ()):
            return None
        match attribute.kind:
            case "flag":
                return tr("yes") if value else tr("no")
            case "day":
                return date.fromisoformat(str(value))
            case "choice":
                return attribute.word(str(value))
            case "reference":
                return self._known.name(attribute.noun, str(value))
            case "any":
                return school_texts.as_text(attribute.key, value) or None
            case "words":
                return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        if isinstance(value, int | float):
            return value
        return masking.phone(str(value)) if self._masked and attribute.key in _PHONES else str(value)


def _register(
    book: Workbook, title: str, first: Head, attributes: Sequence[Attribute], columns: Columns, rows: Iterable[tuple[str, object]]
) -> None:
    heads = [first, *(Head(attribute.title(), _WIDTHS.get(attribute.kind, 16)) for attribute in attributes)]
    sheet = None
    for name, row in rows:
        sheet = sheet or book.sheet(title, heads)
        sheet.row([name, *(columns.cell(attribute, getattr(row, attribute.key)) for attribute in attributes)])


def _shifts(store: Store, book: Workbook, held: Sequence[Shift]) -> None:
    known, zone = store.context().registers, store.unit.tz()
    heads = [
        Head(tr("Number|shift"), 26),
        Head(tr("Code|shift"), 8),
        Head(tr("Duty"), 10),
        Head(tr("Site"), 18),
        Head(tr("Planned from"), 17),
        Head(tr("Planned to"), 17),
        Head(tr("Lead"), 12),
        Head(tr("Crew"), 36),
        Head(tr("State"), 10),
        Head(tr("Handover points"), 40),
    ]
    sheet = book.sheet(tr("Shifts"), heads)
    for shift in held:
        sheet.row(
            [
                shift.number,
                shift.code,
                label(DUTY_LABELS, shift.duty),
                known.name("site", shift.site),
                shift.planned_from.astimezone(zone).replace(tzinfo=None, microsecond=0),
                shift.planned_to.astimezone(zone).replace(tzinfo=None, microsecond=0) if shift.planned_to else None,
                known.name("officer", shift.lead) if shift.lead else "",
                " ".join(known.name("officer", officer) for officer in shift.crew),
                shift.state_word,
                "\n".join(shift.handover),
            ]
        )


def _sites(store: Store, book: Workbook) -> None:
    from checkpoint_app.store import sites

    heads = [
        Head(tr("Name|site"), 24),
        Head(tr("Kind"), 12),
        Head(tr("Address"), 32),
        Head(tr("District"), 16),
        Head(tr("In use"), 8),
    ]
    sheet = book.sheet(tr("Sites"), heads)
    for site in sites.every(store, inactive=True):
        in_use = tr("yes") if site.active else tr("no")
        sheet.row([site.name, label(SITE_KIND_LABELS, site.kind), site.address, site.district, in_use])


def _hazards(store: Store, book: Workbook) -> None:
    """All that are on record, whenever they were found: what is open has no period."""
    from checkpoint_app.store import hazards
    from checkpoint_app.store.hazards_rows import kind_word

    heads = [
        Head(tr("Premises"), 24),
        Head(tr("Hazard"), 28),
        Head(tr("Place|hazard"), 18),
        Head(tr("Found at"), 17),
        Head(tr("Deadline"), 12),
        Head(tr("State"), 16),
        Head(tr("Fixed on"), 12),
    ]
    known, zone, today = store.context().registers, store.unit.tz(), hazards.today(store)
    sheet = None
    for hazard in hazards.every(store):
        sheet = sheet or book.sheet(tr("Hazards"), heads)
        fixed = hazard.life.fixed
        sheet.row(
            [
                known.name("site", hazard.site),
                kind_word(hazard.found.kind, full=True),
                hazard.found.place,
                hazard.found_at.astimezone(zone).replace(tzinfo=None, microsecond=0),
                hazard.life.deadline,
                hazard.life.words(today),
                fixed.at.astimezone(zone).date() if fixed else None,
            ]
        )


def _tasks(store: Store, book: Workbook) -> None:
    """What the law asks for: what is still open, whenever it came up, and what was done."""
    from checkpoint_app.store import tasks

    heads = [
        Head(tr("To do|task"), 28),
        Head(tr("Document|task"), 28),
        Head(tr("Due|task"), 17),
        Head(tr("Owner|task"), 14),
        Head(tr("State"), 16),
        Head(tr("Done on"), 17),
        Head(tr("Done with"), 28),
    ]
    known, zone, now = store.context().registers, store.unit.tz(), store.now()
    sheet = None
    for task in tasks.every(store):
        sheet = sheet or book.sheet(tr("To do|page"), heads)
        life = task.life
        last = next((step for step in reversed(task.steps) if step.kind == "DONE"), None)
        sheet.row(
            [
                task.name,
                task.document,
                life.due.astimezone(zone).replace(tzinfo=None, microsecond=0) if life.due else None,
                known.name("officer", life.owner) if life.owner else "",
                life.words(now),
                life.done.astimezone(zone).replace(tzinfo=None, microsecond=0) if life.done else None,
                " ".join(filter(None, (last.document, last.note))) if last else "",
            ]
        )


def _operations(store: Store, book: Workbook) -> None:
    """Operations with the main figures of their sheets: of their shifts, and with what stands beside."""
    from checkpoint_app.model.figures import Counted
    from checkpoint_app.model.operations import count
    from checkpoint_app.store import operations

    columns = [row for row in count(Counted({}, {})).rows if row.always]
    heads = [
        Head(tr("Name|operation"), 30),
        Head(tr("Order number|operation"), 24),
        Head(tr("Days|operation"), 24),
        Head(tr("Commander|operation"), 14),
        *(Head(f"{row.label} ({row.unit})", 14) for row in columns),
    ]
    sheet = None
    for operation in operations.every(store):
        sheet = sheet or book.sheet(tr("Operations|page"), heads)
        found = operations.figures(store, operation.id)
        totals = [found.row(row.key).total for row in columns]
        sheet.row([operation.name, operation.number, operation.days(), operation.commander, *totals])
