"""Sheets as people make them: title rows above the head, columns in any order, full-width digits, blank rows, totals, odd encodings.

Answers rows of text by the key of their column. Knows no register.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from checkpoint_app.export import errors
from checkpoint_app.i18n import tr

LOOKED_AT = 30
"""Rows in which the head is looked for."""
LIMIT_BYTES = 50 << 20
MOST_ROWS = 100_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TOTALS = re.compile(r"合计|总计|小计|共计|total", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, the head in the empty sheet, and what else stands above it (folded)."""

    key: str
    head: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has something in a known column; `line` counts from 1 as in the spreadsheet program."""

    line: int
    cells: Mapping[str, str]


def read(file: Path, columns: Sequence[Column]) -> Iterator[Row]:
    """Rows below the head. Raises SheetUnreadable, SheetLocked, SheetOld, SheetWithoutHead."""
    try:
        if file.stat().st_size > LIMIT_BYTES:
            raise errors.SheetUnreadable(file=file, what=tr("it is larger than {limit} MB", limit=LIMIT_BYTES >> 20))
        data = file.read_bytes()
    except OSError as trouble:
        raise errors.SheetUnreadable(file=file, what=trouble.strerror or str(trouble)) from trouble
    yield from _known(file, _lines(file, data), columns)


def _lines(file: Path, data: bytes) -> Iterable[Sequence[str]]:
    if data.startswith(_OLE):
        raise errors.SheetLocked(file=file) if _ENCRYPTED in data else errors.SheetOld(file=file)
    if data.startswith(b"PK"):
        return _workbook(file, data)
    return _csv(file, data)


def _workbook(file: Path, data: bytes) -> Iterator[Sequence[str]]:
    """The first sheet that has anything in it; merged cells hold their value in the first one."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            first = next(rows, None)
            if first is not None and (sheet.max_row or 0) >= 1:
                yield [_text(cell) for cell in first]
                for row in rows:
                    yield [_text(cell) for cell in row]
                return
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, OSError) as trouble:
        raise errors.SheetUnreadable(file=file, what=type(trouble).__name__) from trouble
    finally:
        if "book" in locals():
            book.close()


def _csv(file: Path, data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(file, data)
    sample = text[:4096]
    separator = max(",;\t", key=sample.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    except csv.Error as trouble:
        raise errors.SheetUnreadable(file=file, what=str(trouble)) from trouble


def _decoded(file: Path, data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB18030, which spreadsheets of Chinese Windows write."""
    if b"\0" in data[:200] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise errors.SheetUnreadable(file=file, what=tr("it is no text and no workbook"))
    for encoding in ("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise errors.SheetUnreadable(file=file, what=tr("its characters are neither UTF-8 nor GB18030"))


def _text(cell: object) -> str:
    """A cell as a person reads it; a number that is a badge number loses no digits."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if (cell.hour, cell.minute) == (0, 0) else cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _known(file: Path, lines: Iterable[Sequence[str]], columns: Sequence[Column]) -> Iterator[Row]:
    """Finds the head, then answers the rows with something in them."""
    places: dict[int, str] = {}
    for line, cells in enumerate(lines, start=1):
        if not places:
            found = _head(cells, columns)
            if all(column.key in found.values() for column in columns if column.required):
                places = found
            elif line >= LOOKED_AT:
                break
            continue
        if line > MOST_ROWS:
            raise errors.SheetUnreadable(file=file, what=tr("it has more than {limit} rows", limit=MOST_ROWS))
        row = {key: _clean(cells[at]) for at, key in places.items() if at < len(cells) and _clean(cells[at])}
        if row and not _is_total(cells, row):
            yield Row(line, row)
    if not places:
        raise errors.SheetWithoutHead(file=file, needed=", ".join(column.head for column in columns if column.required))


def _head(cells: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Position → key for a row that may be the head; the first column of a name wins."""
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        name = _folded(cell)
        for column in columns:
            if name in (_folded(column.head), column.key, *column.synonyms) and column.key not in found.values():
                found[at] = column.key
                break
    return found


def _folded(head: str) -> str:
    """警　号（必填）* → 警号"""
    plain = unicodedata.normalize("NFKC", str(head)).casefold()
    plain = re.sub(r"\(.*?\)|[*:：]", "", plain)
    return "".join(plain.split())


def _clean(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).split()) if cell.isascii() or _has_wide(cell) else " ".join(cell.split())


def _has_wide(cell: str) -> bool:
    """Full-width letters and digits are halved; other characters stay as they were written."""
    return all(char.isspace() or "\uff01" <= char <= "\uff5e" or char.isascii() for char in cell)


def _is_total(cells: Sequence[str], row: Mapping[str, str]) -> bool:
    return len(row) <= 2 and any(_TOTALS.fullmatch(_folded(cell)) for cell in cells if cell)
