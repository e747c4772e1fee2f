"""The workbook: a sheet for each form and one of shifts. Memory stays the same for any number of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkpoint_app.export.rows import Cell, Head

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_000_000
"""A sheet ends here and the next goes on; Excel's own limit is 1,048,576."""
LONGEST_CELL = 32_000
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


class Workbook:
    """`sheet(title, heads)` begins a sheet; `row(cells)` of it writes. What the library keeps meanwhile lies beside the file."""

    def __init__(self, file: Path) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "tmpdir": str(file.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        self.book: xlsxwriter.Workbook = xlsxwriter.Workbook(str(file), options)
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self._names: set[str] = set()

    def sheet(self, title: str, heads: Sequence[Head]) -> Sheet:
        return Sheet(self, title, heads)

    def add(self, title: str) -> Worksheet:
        """A worksheet whose name Excel takes and no other one has."""
        base = _NOT_IN_NAMES.sub(" ", title).strip("' ")[:28] or "sheet"
        name, number = base, 2
        while name.lower() in self._names:
            name, number = f"{base[:26]} {number}", number + 1
        self._names.add(name.lower())
        return self.book.add_worksheet(name)

    def close(self) -> None:
        self.book.close()


class Sheet:
    def __init__(self, book: Workbook, title: str, heads: Sequence[Head]) -> None:
        self._book = book
        self._title = title
        self._heads = heads
        self._next_sheet()

    def _next_sheet(self) -> None:
        self._sheet: Any = self._book.add(self._title)
        self._row = 1
        self._sheet.freeze_panes(1, 0)
        for column, head in enumerate(self._heads):
            self._sheet.set_column(column, column, head.width)
        for column, head in enumerate(self._heads):
            self._sheet.write_string(0, column, head.title, self._book.bold)

    def row(self, cells: Sequence[Cell]) -> None:
        """One row. Text is written as text whatever it begins with."""
        if self._row > MOST_ROWS:
            self._next_sheet()
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self._row += 1

    def _write(self, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case datetime():
                self._sheet.write_datetime(self._row, column, cell, self._book.moment)
            case date():
                self._sheet.write_datetime(self._row, column, cell, self._book.day)
            case int() | float():
                self._sheet.write_number(self._row, column, cell)
            case _:
                self._sheet.write_string(self._row, column, cell[:LONGEST_CELL])
