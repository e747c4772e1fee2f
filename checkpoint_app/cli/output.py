"""What a command writes: JSON lines, tables, CSV on stdout, messages on stderr. UTF-8 whatever the locale says.

Must not know what it writes. Half of a surrogate pair (from a broken input line) is written as `\\udcff`, which JSON reads back.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from checkpoint_app.errors import EXIT_DONE
from checkpoint_app.model import text

_MEASURED_ROWS = 200
_WIDEST_CELL = 48
_GAP = "  "


def prepare() -> None:
    """Sets the standard streams to UTF-8 without newline translation. A missing one (pythonw) becomes the null device."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  open for the life of the program
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


def as_json(record: Mapping[str, object]) -> str:
    """One line of JSON; Chinese stays readable."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def write(line: str) -> None:
    """One line on stdout."""
    sys.stdout.write(line + "\n")


def flush() -> None:
    """Hands everything written to the reader; also the moment at which a full disk is noticed."""
    sys.stdout.flush()


def say(line: str) -> None:
    """One line on stderr: a message, never an answer."""
    with contextlib.suppress(OSError):  # nobody listens
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def reader_gone() -> int:
    """Who read stdout has gone away: ends quietly."""
    give_up()
    return EXIT_DONE


def is_writable() -> bool:
    """Whether stdout takes what was written so far."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        return False
    return True


def give_up() -> None:
    """What is not written yet cannot be: without this the interpreter's last flush would fail again and change the exit code."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout.isatty()


def width(line: str) -> int:
    """Columns on a terminal: Chinese and full-width characters take two, combining marks none."""
    return sum(_columns(char) for char in line)


def _columns(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def one_line(value: str) -> str:
    """A value for a line on a terminal: no line breaks, nothing that steers the terminal or turns the direction of writing."""
    shown = text.visible(value)
    return "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in shown)


def cut(value: str, widest: int = _WIDEST_CELL) -> str:
    """The value in at most so many columns, with … where it was cut."""
    if width(value) <= widest:
        return value
    used, kept = 1, []
    for char in value:
        used += _columns(char)
        if used > widest:
            break
        kept.append(char)
    return "".join(kept) + "…"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """An aligned table. Widths come from the first rows, so that a million rows need no memory."""
    cells = ([cut(one_line(cell)) for cell in row] for row in rows)
    first = list(islice(cells, _MEASURED_ROWS))
    widths = [max(map(width, column)) for column in zip(heads, *first, strict=True)]
    for row in chain([heads], first, cells):
        write(_padded(row, widths))


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (wanted - width(cell)) for cell, wanted in zip(row, widths, strict=True))
    return _GAP.join(padded).rstrip()


def pairs(rows: Iterable[tuple[str, str]]) -> None:
    """Labels and values under each other, the values aligned; empty ones are left out."""
    shown = [(label, value) for label, value in rows if value]
    widest = max((width(label) for label, _ in shown), default=0)
    for label, value in shown:
        first, *others = value.split("\n")
        write(f"{label}{' ' * (widest - width(label))}{_GAP}{one_line(first)}")
        for other in others:
            write(f"{' ' * widest}{_GAP}{one_line(other)}")


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """CSV as Excel reads it: UTF-8 with byte order mark, CRLF. No cell can be taken for a formula."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(map(_harmless, rows))


def _harmless(row: Sequence[str]) -> Iterator[str]:
    """Text that a spreadsheet would compute is written as text (a leading apostrophe)."""
    for cell in row:
        yield f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
