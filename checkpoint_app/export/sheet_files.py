"""Workbooks and text files as lines of text, whatever made them: merged cells, wrong sizes, odd encodings, other kinds under a false name.

A workbook is read as a stream: its memory does not grow with its rows. Knows nothing of heads and registers.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from checkpoint_app.export import errors
from checkpoint_app.i18n import tr

LIMIT_BYTES = 50 << 20
LIMIT_UNPACKED_BYTES = 500 << 20
"""A workbook is a ZIP file: a few kilobytes of it can be made to fill the memory."""
MOST_BLANK_LINES = 2000
"""After so many blank lines a sheet is over: whole columns are often formatted down to line 1,048,576."""
MOST_MERGED = 200_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<[!?a-z]", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet, `number` counted from 1 as in the spreadsheet program.

    `own` is what stands in its cells; `below` (column → text) what it has from a cell merged down to it; `across` what it has from one
    that is merged to the right.
    """

    number: int
    own: Sequence[str]
    below: Mapping[int, str] = field(default_factory=dict)
    across: Mapping[int, str] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        return not any(self.own)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook; a text file is one without a title."""

    title: str
    lines: Iterator[Line]


def pages(file: Path) -> Iterator[Page]:
    """The visible sheets. Raises SheetUnreadable, SheetLocked, SheetOld, also while their lines are read."""
    data = read(file)
    if data.startswith(b"PK"):
        yield from _workbook(file, data)
        return
    if _MARKUP.match(data):
        raise errors.SheetUnreadable(file=file, what=tr("it is a web page under another name"))
    yield Page("", _csv(file, data))


def read(file: Path) -> bytes:
    """The bytes of a file that may be a sheet. Raises SheetUnreadable, SheetLocked, SheetOld."""
    try:
        if file.stat().st_size > LIMIT_BYTES:
            raise errors.SheetUnreadable(file=file, what=_too_large(LIMIT_BYTES))
        data = file.read_bytes()
    except OSError as trouble:
        raise errors.SheetUnreadable(file=file, what=trouble.strerror or str(trouble)) from trouble
    if data.startswith(_OLE):
        raise errors.SheetLocked(file=file) if _ENCRYPTED in data else errors.SheetOld(file=file)
    return data


def whole_book(file: Path, data: bytes) -> Any:
    """A workbook with everything in it, to be written into (openpyxl's). Raises SheetUnreadable."""
    from openpyxl import load_workbook

    if not data.startswith(b"PK"):
        raise errors.SheetUnreadable(file=file, what=tr("it is no .xlsx workbook"))
    with _damage_named(file):
        _check_unpacked(file, data)
        return load_workbook(io.BytesIO(data), rich_text=True)


def _check_unpacked(file: Path, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
        macros = any(part.filename.endswith("vbaProject.bin") for part in parts.infolist())
    if unpacked > LIMIT_UNPACKED_BYTES:
        raise errors.SheetUnreadable(file=file, what=_too_large(LIMIT_UNPACKED_BYTES))
    if macros:
        raise errors.SheetUnreadable(file=file, what=tr("it has macros"))


def column_letters(at: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _too_large(limit_bytes: int) -> str:
    return tr("it is larger than {limit} MB", limit=limit_bytes >> 20)


def _workbook(file: Path, data: bytes) -> Iterator[Page]:
    from openpyxl import load_workbook

    with _damage_named(file):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LIMIT_UNPACKED_BYTES:
            raise errors.SheetUnreadable(file=file, what=_too_large(LIMIT_UNPACKED_BYTES))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield Page(str(sheet.title), _sheet_lines(file, sheet))
    finally:
        book.close()


def _sheet_lines(file: Path, sheet: Any) -> Iterator[Line]:
    with _damage_named(file):
        # Many programs write "A1" as the size of every sheet; the library would believe it and read one cell.
        sheet.reset_dimensions()
        down, right = _merged(sheet)
        carried: dict[int, tuple[int, str]] = {}
        blank = 0
        for number, row in enumerate(sheet.iter_rows(), start=1):
            own = [_text(cell) for cell in row]
            for at, cell in enumerate(own):
                if (number, at) in down:
                    carried[at] = (down[number, at], cell)
            carried = {at: (last, cell) for at, (last, cell) in carried.items() if last >= number}
            across = {to: own[at] for at in range(len(own)) for to in range(at + 1, right.get((number, at), at) + 1)}
            line = Line(number, own, {at: cell for at, (_, cell) in carried.items() if cell}, across)
            blank = blank + 1 if line.blank else 0
            if blank > MOST_BLANK_LINES:
                return
            yield line


def _merged(sheet: Any) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """(line, column) of each cell merged down → its last line; of each merged to the right → its last column.

    WORKAROUND: the library's streaming reader leaves them out (https://openpyxl.readthedocs.io/en/stable/optimized.html), and they stand
    behind the rows in the file.
    """
    from openpyxl.utils import column_index_from_string

    down: dict[tuple[int, int], int] = {}
    right: dict[tuple[int, int], int] = {}
    with sheet._get_source() as source:  # noqa: SLF001
        rest = b""
        while (chunk := source.read(_CHUNK_BYTES)) and len(down) + len(right) < MOST_MERGED:
            rest += chunk
            end = 0
            for found in _MERGED.finditer(rest):
                left, top = column_index_from_string(found[1].decode()) - 1, int(found[2])
                to, bottom = column_index_from_string(found[3].decode()) - 1, int(found[4])
                if bottom > top:
                    down[top, left] = bottom
                if to > left:
                    right[top, left] = min(to, left + 200)
                end = found.end()
            rest = rest[max(end, len(rest) - 200) :]
    return down, right


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


def _csv(file: Path, data: bytes) -> Iterator[Line]:
    text = _decoded(file, data)
    sample = text[:4096]
    separator = max(",;\t", key=sample.count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False), start=1):
            yield Line(number, cells)
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
