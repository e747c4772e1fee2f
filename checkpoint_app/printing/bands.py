"""A table row set into lines: how high it is, and how it divides over two pages. Draws nothing.

A row is one band across the table. A cell with very much text would make a tower beside empty cells; it refers to a second band
below the row instead, where its text has the whole width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from checkpoint_app.i18n import tr
from checkpoint_app.printing import fonts
from checkpoint_app.printing.pen import BODY, LEADING, MM, Align
from checkpoint_app.printing.text import wrap

PADDING = 4.3
"""White space left and right of a cell's text, in points."""
ABOVE = 3.2
"""White space above and below a row's text, in points."""
ROW = LEADING + 2 * ABOVE
"""Height of a row of one line."""
TOWER = 8
"""A cell with more lines than this goes below its row."""
LEAST_REST_MM = 22.0
"""Columns shrink together before the last one becomes narrower than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`mm` is the width; without it the column shares what the others leave. `label` columns are shaded and bold."""

    title: str = ""
    mm: float | None = None
    align: Align = Align.LEFT
    label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """More than plain text: `lead` stands before the text on lines of its own and is never struck through."""

    text: str
    bold: bool = False
    struck: bool = False
    lead: str = ""


Row = Sequence[str | Cell]


class Lines(NamedTuple):
    """A cell set: lines from `struck` on are struck through."""

    lines: tuple[str, ...]
    bold: bool
    struck: int


Part = str | Lines
"""A set cell; a plain one of one line, which most are, is that line."""


@dataclass(frozen=True, slots=True)
class Band:
    """A row set into lines. `span`: one cell across the whole table."""

    parts: tuple[Part, ...]
    height: float = ROW
    span: bool = False

    def split(self, room: float) -> tuple[Band, Band] | None:
        """The lines that fit into `room` and the others; None when too few fit. No single line is left alone."""
        total = max(1 if isinstance(part, str) else len(part.lines) for part in self.parts)
        padding = self.height - total * LEADING
        fit = min(int((room - padding + 0.01) / LEADING), total - 2)
        if fit < 2:
            return None
        upper = tuple(_cut(part, 0, fit) for part in self.parts)
        lower = tuple(_cut(part, fit, total) for part in self.parts)
        rest = padding + (total - fit) * LEADING
        return replace(self, parts=upper, height=padding + fit * LEADING), replace(self, parts=lower, height=rest)


def _cut(part: Part, start: int, end: int) -> Part:
    if isinstance(part, str):
        return part if start == 0 else ""
    return part._replace(lines=part.lines[start:end], struck=max(0, part.struck - start))


def widths(columns: Sequence[Column], total: float) -> list[float]:
    """Column widths in points that fill `total`. Where all are given, the last one takes the rest.

    No column is narrower than the longest word of its title. Too wide ones give way to the rest.
    """
    least = [_longest_word(column.title) for column in columns]
    given = [column.mm for column in columns[:-1]] + [None if all(column.mm for column in columns) else columns[-1].mm]
    wanted = [max(mm * MM, word) if mm else 0.0 for mm, word in zip(given, least, strict=True)]
    rests = [max(LEAST_REST_MM * MM, word) for mm, word in zip(given, least, strict=True) if not mm]
    spare = sum(width - word for width, word in zip(wanted, least, strict=True) if width)
    too_much = sum(wanted) + sum(rests) - total
    share = min(1.0, too_much / spare) if too_much > 0 and spare else 0.0
    fixed = [width - (width - word) * share if width else 0.0 for width, word in zip(wanted, least, strict=True)]
    rest = (total - sum(fixed)) / max(1, len(rests))
    return [width or rest for width in fixed]


def _longest_word(title: str) -> float:
    words = title.split() if title.isascii() else []
    return max((fonts.bold().width(word, BODY) for word in words), default=0.0) + 2 * PADDING


class Setter:
    """Sets rows into bands for one table."""

    def __init__(self, columns: Sequence[Column], total: float, *, towers: bool, above: float) -> None:
        """`towers`: cells may be as high as their text needs; nothing goes below the row. `above` and below the text is white."""
        self.columns = columns
        self.widths = widths(columns, total)
        self._inner = [width - 2 * PADDING for width in self.widths]
        self._across = total - 2 * PADDING
        self._towers = towers
        self.above = above
        self._slots = list(zip(columns, self._inner, strict=True))

    def bands(self, row: Row) -> list[Band]:
        """The row, and below it what was too long for its cells."""
        parts: list[Part] = []
        below: list[Band] = []
        tallest = 1
        regular = fonts.regular()
        for cell, (column, width) in zip(row, self._slots, strict=True):
            if type(cell) is str and not column.label and "\n" not in cell and regular.width(cell, BODY) <= width:
                parts.append(cell)
                continue
            full = cell if isinstance(cell, Cell) else Cell(text=cell)
            part = _set(full, width, label=column.label)
            if len(part.lines) > TOWER and not self._towers:
                text = tr("{label}: {text}|paper", label=column.title, text=full.text) if column.title else full.text
                across = _set(replace(full, text=text), self._across, label=column.label)
                below.append(Band((across,), self.height(len(across.lines)), span=True))
                part = Lines((tr("see below|cell"),), bold=False, struck=1)
            parts.append(part)
            tallest = max(tallest, len(part.lines))
        return [Band(tuple(parts), self.height(tallest)), *below]

    def head(self) -> Band:
        """The titles of the columns."""
        parts = [_set(Cell(text=column.title), width, label=True) for column, width in self._slots]
        return Band(tuple(parts), self.height(max(len(part.lines) for part in parts)))

    def height(self, lines: int) -> float:
        return lines * LEADING + 2 * self.above


def _set(cell: Cell, width: float, *, label: bool) -> Lines:
    bold = cell.bold or label
    typeface = fonts.bold() if bold else fonts.regular()
    lead = wrap(cell.lead, width, BODY, typeface) if cell.lead else ()
    text = wrap(cell.text, width, BODY, typeface) if cell.text or not lead else ()
    return Lines((*lead, *text), bold, len(lead) if cell.struck else len(lead) + len(text))
