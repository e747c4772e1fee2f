"""套表: the bureau's own workbook, whose cells are mapped once to figures. Which figure a cell asks for, as its labels suggest. Pure.

A cell is named `Sheet!C5`. What it gets is a figure of the period or of one compared with it, of the whole unit or of one site, or one
of a few texts (the period in words, the unit's name, the day it is filled).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checkpoint_app import rules
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import figures

PERIODS: Mapping[str, str] = {
    "now": noop("this period|workbook"),
    "before": noop("period before|workbook"),
    "change": noop("change on the period before, %|workbook"),
    "year": noop("same period last year|workbook"),
    "year_change": noop("change on the year, %|workbook"),
    "so_far": noop("this year up to the end of the period|workbook"),
}
"""Which period a figure is of."""
TEXTS: Mapping[str, str] = {
    "@period": noop("the period in words|workbook"),
    "@unit": noop("name of the unit|workbook"),
    "@today": noop("day of filling|workbook"),
}
"""What a cell may get that is no figure."""
_SIGNED = ("year_change", "change", "year", "before", "so_far")
"""Periods that a label may name, the plainest sign first."""
_NOISE = re.compile(r"[\s:：、/·（(［\[].*?[）)］\]]|[\s:：、·]")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a cell gets. `measure` is a column of the statistics or one of TEXTS; `site` an id, empty for the whole unit."""

    measure: str
    period: str = "now"
    site: str = ""

    @property
    def known(self) -> bool:
        return self.period in PERIODS and (self.measure in TEXTS or self.measure in figures.by_key())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell as it stands in the sheet. `anchor` is the first cell of the merged area it lies in, else empty."""

    text: str = ""
    formula: bool = False
    anchor: str = ""

    @property
    def label(self) -> bool:
        """Words that name something, rather than a place for a number."""
        return bool(self.text) and not self.formula and not re.fullmatch(r"[-\d.,%０-９]*", self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet: its rows of cells, from A1."""

    title: str
    rows: Sequence[Sequence[Cell]]

    def cell(self, address: str) -> Cell | None:
        """The cell of C5; None behind the end of the sheet."""
        row, column = place(address)
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None


def place(address: str) -> tuple[int, int]:
    """C5 → (4, 2). Raises ValueError for what is no address."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def address(row: int, column: int) -> str:
    """(4, 2) → C5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def words(target: Target, site: str = "") -> str:
    """检查车辆，上期，黄河路卡点: a target for people; `site` is the site's name."""
    if target.measure in TEXTS:
        return tr(TEXTS[target.measure])
    column = figures.by_key().get(target.measure)
    label = f"{figures.group_label(column.group)}·{column.label}" if column else target.measure
    told = [label, *([tr(PERIODS[target.period])] if target.period != "now" and target.period in PERIODS else []), site]
    return tr(", |between figures").join(filter(None, told))


def suggest(grid: Grid, sites: Mapping[str, str]) -> dict[str, Target]:
    """Address → what the labels left of and above it say, for every empty cell or number whose figure is clear. `sites`: name → id."""
    names, names_of_rows = _names(), _names_of_rows(grid)
    found: dict[str, Target] = {}
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.label or cell.formula or cell.anchor:
                continue
            target = _target(grid, row, column, names, sites, names_of_rows)
            if target is not None:
                found[address(row, column)] = target
    return found


def _text_wanted(beside: Cell) -> str:
    """The text that the cell behind 统计时间: wants; empty for none."""
    signs = rules.table("statistics")["signs"]
    plain = _plain(beside.text)
    return next((text for text in TEXTS if any(plain.startswith(sign) for sign in signs[text])), "")


def _standing(grid: Grid, row: int, column: int) -> Cell:
    """What one sees in a place: of a merged area its first cell."""
    cells = grid.rows[row] if row >= 0 else ()
    cell = cells[column] if 0 <= column < len(cells) else Cell()
    return (grid.cell(cell.anchor) or cell) if cell.anchor else cell


def _names_of_rows(grid: Grid) -> frozenset[int]:
    """The columns in which rows are named: there a label has no label at its right; nothing is filled in between them."""
    return frozenset(
        column
        for row, cells in enumerate(grid.rows)
        for column, cell in enumerate(cells[:-1])
        if cell.label and not cells[column + 1].anchor and not cells[column + 1].label and not _text_wanted(cell)
    )


def _target(
    grid: Grid, row: int, column: int, names: Mapping[str, str], sites: Mapping[str, str], names_of_rows: frozenset[int]
) -> Target | None:
    left, above = list(_labels(grid, row, column, 0, -1)), list(_labels(grid, row, column, -1, 0))
    signs = rules.table("statistics")["signs"]
    if text := _text_wanted(_standing(grid, row, column - 1)):
        return Target(measure=text)
    if column in names_of_rows:
        return None
    figure = _measure(left, names) or _measure(above, names)
    if not figure:
        return None
    told = "".join((*left, *above[:3]))
    period = next((own for own in _SIGNED if any(sign in told for sign in signs[own])), "now")
    site = next((record for name, record in sites.items() if name in left or name in above), "")
    return Target(measure=figure, period=period, site=site)


def _labels(grid: Grid, row: int, column: int, down: int, right: int) -> Iterator[str]:
    """The words in this direction, the nearest first; a merged area is read once, wherever it is met."""
    seen: set[str] = set()
    row, column = row + down, column + right
    while row >= 0 and column >= 0:
        cell = _standing(grid, row, column)
        if cell.label and cell.text not in seen:
            seen.add(cell.text)
            yield cell.text
        row, column = row + down, column + right


def _measure(labels: Sequence[str], names: Mapping[str, str]) -> str:
    """The figure that a label names, alone or with the one before it (护学岗 + 次数): the nearest label that names one.

    Empty when none does.
    """
    plain = [_plain(label) for label in labels]
    for at, label in enumerate(plain):
        for outer in plain[at + 1 : at + 3]:
            if f"{outer}{label}" in names:
                return names[f"{outer}{label}"]
        if label in names:
            return names[label]
    return ""


def _plain(label: str) -> str:
    """检查车辆（台次）： → 检查车辆"""
    return _NOISE.sub("", label.replace("\n", ""))


def _names() -> dict[str, str]:
    """What each column is called, alone and behind its group; a name that two columns have counts with its group only."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for column in figures.columns():
        label, group = _plain(column.words["zh"]), dict(figures.groups())[column.group]["zh"]
        if label in found:
            twice.add(label)
        found.setdefault(label, column.key)
        found[f"{group}{label}"] = column.key
    for label in twice:
        del found[label]
    return {**found, **{name: key for name, key in rules.table("statistics")["names"].items() if key in figures.by_key()}}
