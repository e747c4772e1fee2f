"""行动统计表 as a workbook: the figures with what stands beside them, and the shifts they come from."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from checkpoint_app import lists
from checkpoint_app.export.workbook import Workbook
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import DUTY_LABELS, label
from checkpoint_app.store import operations
from checkpoint_app.store.session import Store


def write(store: Store, record: str, file: Path) -> None:
    """Writes the workbook: the whole one, or none. Raises OSError, Unknown."""
    aside = file.with_name(f"{file.name}.new")
    try:
        _write(store, record, aside)
        aside.replace(file)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _write(store: Store, record: str, file: Path) -> None:
    operation, found = operations.get(store, record), operations.figures(store, record)
    with Workbook(file) as book:
        sheet: Any = book.add(tr("Operation|sheet"))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 4, 14)
        facts = [
            (tr("Name|operation"), operation.name),
            (tr("Order number|operation"), operation.number),
            (tr("Days|operation"), operation.days()),
            (tr("Window|operation"), operation.window),
            (tr("Commander|operation"), operation.commander),
        ]
        for line, (name, value) in enumerate(facts):
            sheet.write_string(line, 0, name, book.bold)
            sheet.write_string(line, 1, value)
        line = len(facts) + 1
        heads = (
            tr("Item|operation"),
            tr("Unit|statistics"),
            tr("Of the shifts|operation"),
            tr("Beside|operation"),
            tr("Together|operation"),
        )
        for column, head in enumerate(heads):
            sheet.write_string(line, column, head, book.bold)
        for row in found.shown():
            line += 1
            sheet.write_string(line, 0, row.label)
            sheet.write_string(line, 1, row.unit)
            for column, number in enumerate((row.value, row.supplement, row.total), start=2):
                if number is not None:
                    sheet.write_number(line, column, number)
        for name, table in (("place_classes", found.places), ("sweep_results", found.results)):
            line += 1
            for code, number in table.items():
                line += 1
                sheet.write_string(line, 0, lists.word(name, code))
                sheet.write_number(line, 2, number or 0)
        _shifts(store, record, book)


def _shifts(store: Store, record: str, book: Workbook) -> None:
    names, zone = store.context().registers, store.unit.tz()
    sheet: Any = book.add(tr("Shifts|operation"))
    sheet.set_column(0, 5, 20)
    heads = (tr("Shift number|operation"), tr("Day"), tr("Window|shift"), tr("Duty"), tr("Site"), tr("Crew"))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, book.bold)
    for line, shift in enumerate(operations.shifts_of(store, record), start=1):
        crew = "、".join(names.name("officer", officer) for officer in shift.crew)
        cells = (
            shift.number,
            shift.day.isoformat(),
            shift.window(zone),
            label(DUTY_LABELS, shift.duty),
            names.name("site", shift.site),
            crew,
        )
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell)
