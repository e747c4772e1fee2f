"""Sheets as people make them: title rows above the head, columns in any order, full-width digits, blank rows, totals, odd encodings.

Answers rows of text by the key of their column. Knows no register.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from checkpoint_app.export import errors
from checkpoint_app.i18n import tr

LOOKED_AT = 30
"""Rows in which the head is looked for."""
LIMIT_BYTES = 50 << 20
LIMIT_UNPACKED_BYTES = 500 << 20
"""A workbook is a ZIP file: a few kilobytes of it can be made to fill the memory."""
MOST_ROWS = 100_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<[!?a-z]", re.IGNORECASE)
_INVISIBLE = "".join(
    map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x20, 0xA0, 0x3000))
)
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
            raise errors.SheetUnreadable(file=file, what=_too_large(LIMIT_BYTES))
        data = file.read_bytes()
    except OSError as trouble:
        raise errors.SheetUnreadable(file=file, what=trouble.strerror or str(trouble)) from trouble
    for lines in _pages(file, data):
        found = _below_head(file, lines, columns)
        if found is not None:
            yield from found
            return
    raise errors.SheetWithoutHead(file=file, needed=", ".join(column.head for column in columns if column.required))


def _too_large(limit_bytes: int) -> str:
    return tr("it is larger than {limit} MB", limit=limit_bytes >> 20)


def _pages(file: Path, data: bytes) -> Iterator[Iterator[Sequence[str]]]:
    """The lines of each sheet; a text file is one."""
    if data.startswith(_OLE):
        raise errors.SheetLocked(file=file) if _ENCRYPTED in data else errors.SheetOld(file=file)
    if data.startswith(b"PK"):
        yield from _workbook(file, data)
        return
    if _MARKUP.match(data):
        raise errors.SheetUnreadable(file=file, what=tr("it is a web page under another name"))
    yield _csv(file, data)


def _workbook(file: Path, data: bytes) -> Iterator[Iterator[Sequence[str]]]:
    from openpyxl import load_workbook

    with _damage_named(file):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LIMIT_UNPACKED_BYTES:
            raise errors.SheetUnreadable(file=file, what=_too_large(LIMIT_UNPACKED_BYTES))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield _sheet_lines(file, sheet)
    finally:
        book.close()


def _sheet_lines(file: Path, sheet: Any) -> Iterator[Sequence[str]]:
    with _damage_named(file):
        # Many programs write "A1" as the size of every sheet; the library would believe it and read one cell.
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            yield [_text(cell) for cell in row]


@contextmanager
def _damage_named(file: Path) -> Iterator[None]:
    """Turns what the library and those below it throw at damaged files into SheetUnreadable; silences what it says of features that it
    does not know, which do not matter here."""
    from openpyxl.utils.exceptions import InvalidFileException

    damages = (
        *(zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, EOFError, OSError, NotImplementedError, RuntimeError),
        *(KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, AssertionError),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except damages as trouble:
            what = tr("it is damaged, or another program's kind of file")
            raise errors.SheetUnreadable(file=file, what=what) from trouble


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


def _text(cell: Any) -> str:
    """A cell as a person reads it; a badge number that is stored as a number and shown as 001234 is 001234."""
    match value := cell.value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value)).zfill(_zeros(cell))
        case int():
            return str(value).zfill(_zeros(cell))
        case datetime():
            return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _zeros(cell: Any) -> int:
    """How many digits the cell shows at least: the format 000000 says six."""
    shown = str(cell.number_format)
    return len(shown) if shown.strip("0") == "" else 0


def _below_head(file: Path, lines: Iterator[Sequence[str]], columns: Sequence[Column]) -> Iterator[Row] | None:
    """The rows with something in them below the head; None when there is no head."""
    for line, cells in enumerate(lines, start=1):
        places = _head(cells, columns)
        if all(column.key in places.values() for column in columns if column.required):
            return _rows(file, lines, line, places, columns)
        if line >= LOOKED_AT:
            break
    return None


def _rows(
    file: Path, lines: Iterator[Sequence[str]], head: int, places: Mapping[int, str], columns: Sequence[Column]
) -> Iterator[Row]:
    for line, cells in enumerate(lines, start=head + 1):
        if line > MOST_ROWS:
            raise errors.SheetUnreadable(file=file, what=tr("it has more than {limit} rows", limit=MOST_ROWS))
        row = {key: _clean(cells[at]) for at, key in places.items() if at < len(cells) and _clean(cells[at])}
        if row and not _is_total(cells, row) and _head(cells, columns) != places:  # printed lists repeat the head on each page
            yield Row(line, row)


def _head(cells: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Position → key for a row that may be the head; the first column of a name wins."""
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        name = folded(cell)
        for column in columns:
            if name in (folded(column.head), column.key, *column.synonyms) and column.key not in found.values():
                found[at] = column.key
                break
    return found


def folded(word: str) -> str:
    """警　号（必填）* → 警号"""
    plain = unicodedata.normalize("NFKC", word).casefold()
    plain = re.sub(r"\(.*?\)|[*:：]", "", plain)
    return "".join(plain.split())


def _clean(cell: str) -> str:
    """Without the invisible characters that come along at the ends when a number is copied out of a message."""
    seen = cell.strip(_INVISIBLE)
    return " ".join((unicodedata.normalize("NFKC", seen) if _has_wide(seen) else seen).split())


def _has_wide(cell: str) -> bool:
    """Full-width letters and digits are halved; other characters stay as they were written."""
    return all(char.isspace() or "\uff01" <= char <= "\uff5e" or char.isascii() for char in cell)


def _is_total(cells: Sequence[str], row: Mapping[str, str]) -> bool:
    return len(row) <= 2 and any(_TOTALS.fullmatch(folded(cell)) for cell in cells if cell)
