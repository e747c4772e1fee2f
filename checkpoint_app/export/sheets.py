"""Sheets as people make them: title rows above the head, heads of two lines, columns in any order, groups, blank rows, totals, signatures.

Answers rows of text by the key of their column, from every visible sheet that has the head. Knows no register.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path

from checkpoint_app.export import errors, sheet_files
from checkpoint_app.export.sheet_files import Line, Page, column_letters
from checkpoint_app.i18n import tr

LOOKED_AT = 30
"""Lines in which the head is looked for."""
MOST_ROWS = 100_000
_INVISIBLE = "".join(
    map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x20, 0xA0, 0x3000))
)
_TOTALS = re.compile(r"(合计|总计|小计|共计|总数|total)\d*\w{0,4}", re.IGNORECASE)
_FOOT = re.compile(r"(填表|制表|填报|审核|审批|复核|统计|负责|经办|打印|注|说明|备注)\w{0,6}[:：]")
_DITTO = frozenset({"同上", "″", "〃", '"', "''", "”", "“", "...", "……"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, the head in the empty sheet, and what else stands above it (folded).

    `after`: (key, heads): heads that mean this column only to the right of that one; the second 电话 is that of the head of security.
    `grouped`: a blank cell means the one above it, as in lists whose cells were merged once.
    """

    key: str
    head: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    after: tuple[str, tuple[str, ...]] = ("", ())
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one sheet stand: position → key, and the head as it is written there."""

    sheet: str
    places: Mapping[int, str]
    heads: Mapping[str, str]
    ignored: tuple[str, ...] = ()

    def column(self, key: str) -> tuple[str, str]:
        """E, 出厂日期; both empty for what has no column of its own."""
        at = next((at for at, known in self.places.items() if known == key), None)
        return ("", "") if at is None else (column_letters(at), self.heads[key])


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has something in a known column; `line` counts from 1 as in the spreadsheet program.

    `taken` are the keys whose cell was blank and that took over what stands above, without being merged.
    """

    line: int
    cells: Mapping[str, str]
    layout: Layout = field(default_factory=lambda: Layout("", {}, {}))
    taken: frozenset[str] = frozenset()


def read(file: Path, columns: Sequence[Column]) -> Iterator[Row]:
    """Rows below the head. Raises SheetUnreadable, SheetLocked, SheetOld, SheetWithoutHead."""
    with_head = 0
    for page in sheet_files.pages(file):
        found = _below_head(file, page, columns)
        if found is not None:
            with_head += 1
            yield from found
    if not with_head:
        raise errors.SheetWithoutHead(file=file, needed=", ".join(column.head for column in columns if column.required))


def titles(file: Path) -> Iterator[str]:
    """What stands in the first lines of the sheets, for what a list says above its head."""
    for page in sheet_files.pages(file):
        for _, line in zip(range(LOOKED_AT), page.lines, strict=False):
            yield from filter(None, map(_clean, line.own))


def _below_head(file: Path, page: Page, columns: Sequence[Column]) -> Iterator[Row] | None:
    """The rows with something in them below the head; None when there is no head."""
    for line in page.lines:
        layout = _layout(page.title, line.own, columns)
        if layout is not None:
            after = next(page.lines, None)
            lower = _lower_head(page.title, line, after, columns) if after else None
            if lower is not None and len(lower.places) > len(layout.places):
                return _rows(file, page.lines, lower, columns)
            return _rows(file, chain([after] if after else [], page.lines), layout, columns)
        if line.number >= LOOKED_AT:
            break
    return None


def _layout(title: str, cells: Sequence[str], columns: Sequence[Column]) -> Layout | None:
    """Where the columns stand if this line is the head: all required ones have to be there."""
    places = _head(cells, columns)
    if any(column.required and column.key not in places.values() for column in columns):
        return None
    heads = {key: " ".join(cells[at].split()) for at, key in places.items()}
    ignored = tuple(" ".join(cell.split()) for at, cell in enumerate(cells) if at not in places and folded(cell) not in _NUMBERED)
    return Layout(title, places, heads, tuple(filter(None, ignored)))


_NUMBERED = frozenset({"", "序号", "编序", "行号", "no", "no."})


def _lower_head(title: str, upper: Line, lower: Line, columns: Sequence[Column]) -> Layout | None:
    """The head of two lines: 安保负责人 over 姓名 and 电话; what is merged down from the first line stands in both."""
    above = [upper.across.get(at, cell) for at, cell in enumerate(upper.own)]
    width = max(len(above), len(lower.own))
    cells = []
    for at in range(width):
        own = lower.own[at] if at < len(lower.own) else ""
        group = above[at] if at < len(above) else ""
        both = group + own
        cells.append(both if own and _names(both, columns) else own or lower.below.get(at, ""))
    return _layout(title, cells, columns)


def _names(cell: str, columns: Sequence[Column]) -> bool:
    return ("", folded(cell)) in _words(tuple(columns))


def _rows(file: Path, lines: Iterator[Line], layout: Layout, columns: Sequence[Column]) -> Iterator[Row]:
    grouped = {column.key for column in columns if column.grouped}
    required = {column.key for column in columns if column.required}
    above: dict[str, str] = {}
    count = 0
    for line in lines:
        own = {key: _clean(line.own[at]) for at, key in layout.places.items() if at < len(line.own) and _clean(line.own[at])}
        if not own or _is_head(own, required, columns) or _is_foot(line, own, required):
            continue
        count += 1
        if count > MOST_ROWS:
            raise errors.SheetUnreadable(file=file, what=tr("it has more than {limit} rows", limit=MOST_ROWS))
        cells = {key: above.get(key, cell) if cell in _DITTO else cell for key, cell in own.items()}
        below = {key: _clean(line.below[at]) for at, key in layout.places.items() if at in line.below and key not in cells}
        cells |= below
        taken = frozenset(key for key in grouped if key not in cells and key in above)
        cells |= {key: above[key] for key in taken}
        above = {**above, **cells} if grouped else cells
        yield Row(line.number, cells, layout, taken)


def _head(cells: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Position → key for a row that may be the head; the first column of a name wins."""
    found: dict[int, str] = {}
    known = _words(tuple(columns))
    last = ""
    for at, cell in enumerate(cells):
        name = folded(cell)
        keys = [*known.get((last, name), ()), *known.get(("", name), ())]
        key = next((key for key in keys if key not in found.values()), "")
        if key:
            found[at] = last = key
    return found


@cache
def _words(columns: tuple[Column, ...]) -> Mapping[tuple[str, str], list[str]]:
    """(key of the column before, or nothing; folded head) → keys of columns that it may mean."""
    found: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        for word in {folded(column.head), column.key, *map(folded, column.synonyms)}:
            found.setdefault(("", word), []).append(column.key)
        before, heads = column.after
        for word in map(folded, heads):
            found.setdefault((before, word), []).append(column.key)
    return found


def _is_head(own: Mapping[str, str], required: Collection[str], columns: Sequence[Column]) -> bool:
    """Printed lists repeat the head on each page."""
    known = _words(tuple(columns))
    return all(key in known.get(("", folded(own.get(key, ""))), ()) for key in required)


def folded(word: str) -> str:
    """警　号（必填）* → 警号; 2、单位名称： → 单位名称"""
    plain = unicodedata.normalize("NFKC", word).casefold()
    plain = re.sub(r"\(.*?\)|[*:：★]|^\d{1,2}[.、]", "", plain)
    return "".join(plain.split())


def _clean(cell: str) -> str:
    """Without the invisible characters that come along at the ends when a number is copied out of a message."""
    seen = cell.strip(_INVISIBLE)
    return " ".join((unicodedata.normalize("NFKC", seen) if _has_wide(seen) else seen).split())


def _has_wide(cell: str) -> bool:
    """Full-width letters and digits are halved; other characters stay as they were written."""
    return all(char.isspace() or "\uff01" <= char <= "\uff5e" or char.isascii() for char in cell)


def _is_foot(line: Line, own: Mapping[str, str], required: Collection[str]) -> bool:
    """A totals row, or who made the list: what makes a row itself is missing there, or is the word for the total."""
    words = [cell for cell in map(folded, line.own) if cell]
    missing = [key for key in required if key not in own or _TOTALS.fullmatch(folded(own[key]))]
    if (missing or len(own) <= 2) and any(_TOTALS.fullmatch(word) for word in words):
        return True
    return len(own) <= 2 and any(_FOOT.match(cell.strip()) for cell in line.own if cell)
