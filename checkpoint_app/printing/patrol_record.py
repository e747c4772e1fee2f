"""巡逻记录: one patrol as an A4 form — who, where, when, what was passed, who helped, what was checked and done (domain §8).

Draws what it is given, reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Cell, Column, Row
from checkpoint_app.printing.blocks import Signature, Signatures, facts, remark, standing
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table

LEAST_POINTS = 6
"""So many lines stand there for points, also when fewer were written down: paper is filled in on the way."""
FIGURES_A_LINE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRecordContent(Head):
    """`facts` are (label, value); `points` rows of place, time, way; `helpers` of kind and number; `figures` of (label, number, unit)."""

    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str, str], ...]
    points: tuple[tuple[str, ...], ...] = ()
    helpers: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    doubts: tuple[str, ...] = ()
    void: str | None = None


def draw(content: PatrolRecordContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    return write(frame, list(_blocks(content, frame.width)), out)


def _blocks(content: PatrolRecordContent, width: float) -> Iterator[Block]:
    yield facts(content.facts, width)
    yield from standing(content.void, content.doubts, width)
    yield _points(content, width)
    yield _helpers(content, width)
    yield _figures(content, width)
    yield remark(tr("What happened, what was done|patrol"), content.note or "\n\n\n", width, gap=8)
    yield Signatures(
        [
            [Signature(tr("Patrol officer|paper")), Signature(tr("Recorded by|paper")), Signature(tr("Leader / reviewed|paper"))],
            [],
        ],
        width,
    )


def _points(content: PatrolRecordContent, width: float) -> Table:
    columns = (
        Column(title=tr("No.|row"), mm=10, align=Align.RIGHT),
        Column(title=tr("Point passed|patrol")),
        Column(title=tr("Time|paper"), mm=26),
        Column(title=tr("How|patrol"), mm=26),
    )
    filled = len(content.points)
    rows: list[Row] = [(str(at), *point) for at, point in enumerate(content.points, start=1)]
    rows += [(str(at), "", "", "") for at in range(filled + 1, LEAST_POINTS + 1)]
    return Table(columns, rows, width, title=tr("Points passed|patrol"), gap=8)


def _helpers(content: PatrolRecordContent, width: float) -> Table:
    """Kinds and numbers side by side, two pairs to a row."""
    columns = (
        Column(title=tr("Helpers|patrol"), mm=55),
        Column(title=tr("Persons|patrol"), mm=25, align=Align.RIGHT),
        Column(title=tr("Helpers|patrol")),
        Column(title=tr("Persons|patrol"), mm=25, align=Align.RIGHT),
    )
    pairs = [*content.helpers, ("", "")] if len(content.helpers) % 2 else [*content.helpers]
    rows: list[Row] = [(*left, *right) for left, right in zip(pairs[::2], pairs[1::2], strict=True)]
    return Table(columns, rows or [("", "", "", "")], width, title=tr("Who went along|patrol"), gap=8)


def _figures(content: PatrolRecordContent, width: float) -> Table:
    """Labels and numbers, so many to a line."""
    cells = [(label, f"{number} {unit}".strip()) for label, number, unit in content.figures]
    while len(cells) % FIGURES_A_LINE:
        cells.append(("", ""))
    rows: list[Row] = []
    for start in range(0, len(cells), FIGURES_A_LINE):
        line = cells[start : start + FIGURES_A_LINE]
        rows.append([Cell(text=text) for text in chain.from_iterable(line)])
    columns = [column for _ in range(FIGURES_A_LINE) for column in (Column(mm=25, label=True), Column())]
    return Table(columns, rows, width, title=tr("Checked and done|patrol"), head=False, gap=8)
