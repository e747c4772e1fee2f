"""CSV as Excel reads it, and JSON Lines. Both are written row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from checkpoint_app.export.rows import Cell, Head

_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CHANGED = re.compile(r"0[0-9]+|[0-9]{12,}|[0-9]+[eE][0-9]+")
"""Excel takes these for numbers: it drops the leading zeros, rounds the 16th digit, and reads 12E5 as 1,200,000."""


def harmless(text: str) -> str:
    """Text that a spreadsheet would compute or round gets an apostrophe before it; the JSON Lines hold it as it is."""
    return f"'{text}" if text.startswith(_COMPUTED) or _CHANGED.fullmatch(text) else text


class CsvFile:
    """UTF-8 with byte order mark, CRLF."""

    def __init__(self, file: Path, heads: Sequence[Head]) -> None:
        self._stream = file.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\r\n")
        self._writer.writerow([head.title for head in heads])

    def row(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow([_text(cell) for cell in cells])

    def close(self) -> None:
        self._stream.close()


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case int() | float():
            return str(cell)
        case _:
            return harmless(cell)


class JsonLines:
    """One object on a line."""

    def __init__(self, file: Path) -> None:
        self._stream = file.open("w", encoding="utf-8", newline="\n")

    def write(self, record: Mapping[str, object]) -> None:
        self._stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._stream.close()
