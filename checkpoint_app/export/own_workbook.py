"""套表: the bureau's own workbook read as grids for the mapping, and filled with a period's figures; its formats, formulas and merged cells
stay. Which figure belongs where is `model.workbooks`."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from checkpoint_app.export import errors, sheet_files
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures, timing, workbooks
from checkpoint_app.model.figures import Value
from checkpoint_app.model.workbooks import Cell, Grid, Target
from checkpoint_app.store import reports, sites, statistics
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Query
from checkpoint_app.store.workbooks import LIMIT_BYTES, OwnWorkbook

MOST_ROWS, MOST_COLUMNS = 400, 80
"""What is shown and mapped of a sheet; a report for people is smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a cell (Sheet!C5) cannot be filled, in words."""

    cell: str
    text: str


def read(file: Path) -> bytes:
    """The bytes of a workbook that can be taken up. Raises SheetUnreadable, SheetLocked, SheetOld, WorkbookTooLarge."""
    data = sheet_files.read(file)
    sheet_files.whole_book(file, data)
    if len(data) > LIMIT_BYTES:
        raise errors.WorkbookTooLarge(file=file, size=len(data) >> 10, limit=LIMIT_BYTES >> 10)
    return data


def grids(data: bytes, file: str = "") -> list[Grid]:
    """Its visible sheets."""
    book = sheet_files.whole_book(Path(file), data)
    return [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _grid(sheet: Any) -> Grid:
    anchors = {
        (row, column): area.start_cell.coordinate
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
    }
    rows = [
        [_cell(cell.value, anchors.get((cell.row, cell.column), "")) for cell in row]
        for row in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS))
    ]
    return Grid(title=str(sheet.title), rows=rows)


def _cell(value: object, anchor: str) -> Cell:
    formula = (isinstance(value, str) and value.startswith("=")) or type(value).__name__ in ("ArrayFormula", "DataTableFormula")
    return Cell(text="" if value is None else str(value).strip(), formula=formula, anchor=anchor)


def suggest(store: Store, data: bytes) -> dict[str, Target]:
    """Sheet!C5 → what its labels suggest."""
    names = {site.name: site.id for site in sites.every(store)}
    return {f"{grid.title}!{cell}": target for grid in grids(data) for cell, target in workbooks.suggest(grid, names).items()}


def faults(store: Store, data: bytes, cells: Mapping[str, Target]) -> list[Fault]:
    """What is wrong with a mapping, cell by cell; nothing where it can be filled."""
    sheets = {grid.title: grid for grid in grids(data)}
    known = {site.id for site in sites.every(store, inactive=True)}
    found = [Fault(cell=cell, text=text) for cell, target in cells.items() for text in _wrong(sheets, known, cell, target)]
    return sorted(found, key=lambda fault: fault.cell)


def _wrong(sheets: Mapping[str, Grid], known: set[str], name: str, target: Target) -> Iterator[str]:
    title, _, place = name.rpartition("!")
    if title not in sheets:
        yield tr("there is no sheet “{sheet}”", sheet=title)
        return
    try:
        cell = sheets[title].cell(place)
    except ValueError:
        yield tr("“{cell}” is not the name of a cell, such as C5", cell=place)
        return
    if cell is None:
        last = workbooks.address(len(sheets[title].rows) - 1, max(map(len, sheets[title].rows), default=1) - 1)
        yield tr("there is no such cell: the sheet ends at {last}", last=last)
    elif cell.anchor:
        yield tr("it is part of a merged cell; take {cell}", cell=cell.anchor)
    elif cell.formula:
        yield tr("it holds a formula, which would be lost")
    if not target.known:
        yield tr("there is no figure “{figure}”", figure=f"{target.measure} {target.period}")
    if target.site and target.site not in known:
        yield tr("there is no such site: {site}", site=target.site)


def check(store: Store, name: str, data: bytes, cells: Mapping[str, Target]) -> None:
    """Raises CellsRefused, which names each cell."""
    found = faults(store, data, cells)
    if found or not cells:
        told = [f"{fault.cell}: {fault.text}" for fault in found[:12]] or [tr("no cell is mapped")]
        raise errors.CellsRefused(name=name, faults="; ".join(told))


def fill(store: Store, workbook: OwnWorkbook, query: Query) -> bytes:
    """The workbook with the figures of a period. Raises CellsRefused, SheetUnreadable."""
    check(store, workbook.name, workbook.data, workbook.cells)
    book = sheet_files.whole_book(Path(workbook.file), workbook.data)
    for name, value in values(store, workbook.cells, query).items():
        title, _, place = name.rpartition("!")
        cell = book[title][place]
        share = "%" in str(cell.number_format) and isinstance(value, (int, float))
        cell.value = value / 100 if share and isinstance(value, (int, float)) else value
    # Its formulas are computed when it is opened: what the file remembers of them belongs to another month.
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values(store: Store, cells: Mapping[str, Target], query: Query) -> dict[str, Value | str]:
    """What each cell gets; None where there is nothing to write."""

    @cache
    def of(period: str, site: str) -> Mapping[str, Value]:
        own = replace(query, site=site or query.site)
        match period:
            case "before":
                own = statistics.previous(own)
            case "year":
                own = statistics.year_before(own)
            case "so_far":
                own = replace(own, first=own.last.replace(month=1, day=1))
        return reports.values(store, own)

    def value(target: Target) -> Value | str:
        match target.measure, target.period:
            case "@period", _:
                return statistics.period_words(query.first, query.last)
            case "@unit", _:
                return store.unit.name
            case "@today", _:
                return timing.business_day(store.now(), store.unit.tz(), store.unit.day_start).isoformat()
            case measure, "change":
                return figures.change(of("now", target.site)[measure], of("before", target.site)[measure])
            case measure, "year_change":
                return figures.change(of("now", target.site)[measure], of("year", target.site)[measure])
        return of(target.period, target.site)[target.measure]

    return {cell: value(target) for cell, target in cells.items()}


def described(store: Store, cells: Mapping[str, Target]) -> Sequence[tuple[str, str]]:
    """Each cell with what it gets, for people, in the order of the sheet."""
    names = store.context().registers

    def order(name: str) -> tuple[str, int, int]:
        title, _, place = name.rpartition("!")
        return (title, *workbooks.place(place))

    return [
        (cell, workbooks.words(cells[cell], names.name("site", cells[cell].site) if cells[cell].site else ""))
        for cell in sorted(cells, key=order)
    ]
