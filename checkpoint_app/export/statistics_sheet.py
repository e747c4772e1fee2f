"""The figures of a period as a workbook in the bureau's order of columns: the whole with its comparisons, parts, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from checkpoint_app.export.workbook import Workbook
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures, timing
from checkpoint_app.model.figures import Column, Value
from checkpoint_app.store import reports, statistics
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Completeness, Query


def write(store: Store, query: Query, file: Path, by: str = "") -> None:
    """Writes the workbook. Raises OSError."""
    now = reports.values(store, query)
    before, last_year = statistics.previous(query), statistics.year_before(query)
    before_values, last_values = reports.values(store, before), reports.values(store, last_year)
    rows: list[tuple[str, Sequence[Value]]] = [
        (_days(query), [now[column.key] for column in figures.columns()]),
        (tr("Period before: {days}|statistics", days=_days(before)), [before_values[column.key] for column in figures.columns()]),
        (tr("Change, %|statistics"), [figures.change(now[c.key], before_values[c.key]) for c in figures.columns()]),
        (tr("Year before: {days}|statistics", days=_days(last_year)), [last_values[column.key] for column in figures.columns()]),
        (tr("Change on the year, %|statistics"), [figures.change(now[c.key], last_values[c.key]) for c in figures.columns()]),
    ]
    with Workbook(file) as book:
        _table(book, tr("Statistics|sheet"), tr("Period|statistics"), figures.columns(), rows)
        own = [column for column in statistics.columns(store) if column.source == figures.OWN]
        if own:
            periods = ((query, now), (before, before_values), (last_year, last_values))
            told = [(_days(when), [found[column.key] for column in own]) for when, found in periods]
            _table(book, tr("Own forms"), tr("Period|statistics"), own, told)
        if by:
            columns = tuple(column for column in figures.columns() if not column.source)
            parts: dict[str, list[Value]] = {}
            for figure in statistics.compute(store, query, by):
                if not figure.column.source:
                    parts.setdefault(figure.by, []).append(figure.value)
            _table(book, tr("Parts|sheet"), tr("Part|statistics"), columns, list(parts.items()))
        _typed(book, store, query)
        _exclusions(book, store, query)


def _days(query: Query) -> str:
    return f"{query.first.isoformat()} – {query.last.isoformat()}"


def _table(
    book: Workbook, title: str, first: str, columns: Sequence[Column], rows: Sequence[tuple[str, Sequence[Value]]]
) -> None:
    """Groups above, names and units below them, then a row for each period or part."""
    sheet: Any = book.add(title)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(columns), 11)
    sheet.freeze_panes(3, 1)
    middle = book.book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True})
    sheet.write_string(0, 0, first, middle)
    start = 0
    while start < len(columns):
        end = start
        while end + 1 < len(columns) and columns[end + 1].group == columns[start].group:
            end += 1
        label = figures.group_label(columns[start].group)
        if end > start:
            sheet.merge_range(0, start + 1, 0, end + 1, label, middle)
        else:
            sheet.write_string(0, start + 1, label, middle)
        start = end + 1
    for at, column in enumerate(columns, start=1):
        sheet.write_string(1, at, column.label, middle)
    for at, column in enumerate(columns, start=1):
        sheet.write_string(2, at, column.unit, middle)
    for line, (name, values) in enumerate(rows, start=3):
        sheet.write_string(line, 0, name)
        for at, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(line, at, value)


def _typed(book: Workbook, store: Store, query: Query) -> None:
    """The figures that no record has, each with its source; no sheet without any."""
    typed = reports.typed_of(store, query)
    if not typed:
        return
    sheet: Any = book.add(tr("Typed in|paper"))
    sheet.set_column(0, 5, 20)
    heads = (tr("Figure|statistics"), tr("Number|statistics"), tr("Unit|statistics"), tr("Source|statistics"))
    for place, head in enumerate((*heads, tr("Typed by"), tr("Typed at"))):
        sheet.write_string(0, place, head, book.bold)
    names, zone = store.context().registers, store.unit.tz()
    for line, (key, one) in enumerate(typed.items(), start=1):
        column = figures.by_key()[key]
        sheet.write_string(line, 0, column.label)
        sheet.write_number(line, 1, one.value or 0)
        at = timing.local(timing.from_text(one.at), zone).strftime("%Y-%m-%d %H:%M")
        for place, told in enumerate((column.unit, one.source, names.name("officer", one.by), at), start=2):
            sheet.write_string(line, place, told)


def _exclusions(book: Workbook, store: Store, query: Query) -> None:
    sheet: Any = book.add(tr("Left out|sheet"))
    sheet.set_column(0, 0, 60)
    for line, (what, value) in enumerate(notes(store, query)):
        sheet.write_string(line, 0, what)
        if isinstance(value, int):
            sheet.write_number(line, 1, value)
        else:
            sheet.write_string(line, 1, value)


def notes(store: Store, query: Query) -> list[tuple[str, int | str]]:
    """What the figures hold and leave out, for people."""
    return in_words(statistics.completeness(store, query), store.unit.tz())


def in_words(found: Completeness, zone: ZoneInfo) -> list[tuple[str, int | str]]:
    """What figures hold and leave out, for people."""
    rows: list[tuple[str, int | str]] = [
        (tr("Entries of the period"), found.entries),
        (tr("Void, not counted"), found.void),
        (tr("Waiting for an officer to confirm, counted"), found.proposed),
        (tr("To be compared after a merge, counted as shown"), found.conflicts),
        (tr("Shifts not yet handed over"), found.open_shifts),
    ]
    rows += [
        (
            tr("Device {name}: newest line here; what came later is unknown until it syncs", name=name),
            f"{timing.local(newest, zone):%Y-%m-%d %H:%M}" if newest else tr("nothing yet"),
        )
        for name, newest in found.devices
    ]
    return rows
