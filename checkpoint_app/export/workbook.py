"""The workbook: a sheet for each form and one of shifts. Memory stays the same for any number of rows."""

from __future__ import annotations

import errno
import re
import traceback
import warnings
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from checkpoint_app.export.rows import Cell, Head

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_000_000
"""A sheet ends here and the next goes on; Excel's own limit is 1,048,576."""
LONGEST_CELL = 32_000
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


class Workbook:
    """`sheet(title, heads)` begins a sheet; `row(cells)` of it writes; leaving the `with` block puts the file together.

    What the library keeps meanwhile lies beside the file: in the system's folder for such things, personal data would stay on the disk
    in clear. When something fails nothing is put together: it would take long, and the error of that would hide the first one.
    """

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
        self.book.use_zip64()
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = self.book.add_format({"num_format": "@"})
        self._names: set[str] = set()

    def sheet(self, title: str, heads: Sequence[Head], *, to_fill_in: bool = False) -> Sheet:
        """Begins a sheet. `to_fill_in`: its cells are text, so that what people type keeps its leading zeros."""
        return Sheet(self, title, heads, self.text if to_fill_in else None)

    def add(self, title: str) -> Worksheet:
        """A worksheet whose name Excel takes and no other one has."""
        base = _NOT_IN_NAMES.sub(" ", title).strip("' ")[:28] or "sheet"
        name, number = base, 2
        while name.lower() in self._names:
            name, number = f"{base[:26]} {number}", number + 1
        self._names.add(name.lower())
        return self.book.add_worksheet(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        from xlsxwriter.exceptions import FileCreateError

        try:
            if kind is None:
                self.book.close()
        except FileCreateError as trouble:
            said = _of_system(trouble)
            _close_parts(trouble, said)
            raise said from trouble
        finally:
            self._close_streams()

    def _close_streams(self) -> None:
        """Closes what the library leaves open when it could not finish."""
        sheets = self.book.worksheets()
        for stream in (self.book.fh, *(sheet.fh for sheet in sheets), *(sheet.row_data_fh for sheet in sheets)):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _close_parts(*troubles: Exception) -> None:
    """The library forgets the file that it was writing when the error came. On Windows the folder could not be removed while it is open,
    and only the frames of the error still know it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        for trouble in troubles:
            traceback.clear_frames(trouble.__traceback__)


def _of_system(trouble: Exception) -> OSError:
    """What the operating system said, out of the library's own error, which is no OSError."""
    said = trouble.args[0] if trouble.args else None
    return said if isinstance(said, OSError) else OSError(errno.EIO, str(trouble))


class Sheet:
    def __init__(self, book: Workbook, title: str, heads: Sequence[Head], look: object = None) -> None:
        self._book = book
        self._title = title
        self._heads = heads
        self._look = look
        self._next_sheet()

    def _next_sheet(self) -> None:
        self._sheet: Any = self._book.add(self._title)
        self._row = 1
        self._sheet.freeze_panes(1, 0)
        for column, head in enumerate(self._heads):
            self._sheet.set_column(column, column, head.width, self._look)
        for column, head in enumerate(self._heads):
            self._sheet.write_string(0, column, head.title, self._book.bold)

    def choose(self, column: int, last_row: int, words: Sequence[str]) -> None:
        """A list to choose from in the cells of a column; another word stays possible, with a question."""
        rule = {"validate": "list", "source": list(words), "error_type": "warning"}
        self._sheet.data_validation(1, column, last_row, column, rule)

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
