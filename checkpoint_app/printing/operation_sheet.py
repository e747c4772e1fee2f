"""行动统计表, 清查行动统计表: what an operation or one sweep was, its figures with what stands beside them, its shifts, what it found.

Draws what it is given, reads nothing. Field list: domain §8.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column, Row
from checkpoint_app.printing.blocks import Note, Signature, Signatures, facts, remark, standing
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import MM, Align
from checkpoint_app.printing.table import Table

PAIR_NUMBER_MM = 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSheetContent(Head):
    """`facts` are (label, value); `figures` rows of item, unit, of the shifts, beside, together; `places` of class, planned, checked;
    `results` of kind, number, unit; `groups` of name, lead, people, task; `shifts` of number, site, time, lead, forces, vehicles, persons.
    """

    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, ...], ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    results: tuple[tuple[str, ...], ...] = ()
    shifts: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    doubts: tuple[str, ...] = ()
    void: str | None = None


def draw(content: OperationSheetContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    return write(frame, list(_blocks(content, frame.width)), out)


def _blocks(content: OperationSheetContent, width: float) -> Iterator[Block]:
    yield facts(content.facts, width)
    yield from standing(content.void, content.doubts, width)
    if content.groups:
        columns = (
            Column(title=tr("Group|operation"), mm=34),
            Column(title=tr("Lead|operation"), mm=34),
            Column(title=tr("Persons|patrol"), mm=20, align=Align.RIGHT),
            Column(title=tr("Task|operation")),
        )
        yield Table(columns, content.groups, width, title=tr("Groups|operation"), gap=8)
    yield _figures(content, width)
    if content.places:
        yield _places(content, width)
    if content.results:
        heads = (tr("Result|operation"), tr("Number|statistics"))
        counted = [(kind, f"{number} {unit}".strip()) for kind, number, unit in content.results]
        yield _in_pairs(counted, heads, width, title=tr("Results as written down|operation"))
    if content.shifts:
        yield _shifts(content, width)
    if content.note:
        yield remark(tr("Remarks|paper"), content.note, width, gap=6)
    yield Signatures(
        [
            [Signature(tr("Filled in by|paper")), Signature(tr("Commander|operation")), Signature(tr("Leader / reviewed|paper"))],
            [],
        ],
        width,
    )
    yield Note(
        tr("“Of the shifts” is counted from their records, own forces once for each officer, place and time; “beside” is typed."),
        width,
    )


def _places(content: OperationSheetContent, width: float) -> Table:
    """What was planned beside what was checked; without a plan two classes stand in a row."""
    title = tr("Places checked|operation")
    if not any(planned or which for _, planned, _, which in content.places):
        counted = [(kind, checked) for kind, _, checked, _ in content.places]
        return _in_pairs(counted, (tr("Class|operation"), tr("Checked|operation")), width, title=title)
    columns = (
        Column(title=tr("Class|operation"), mm=50),
        Column(title=tr("Planned|operation"), mm=22, align=Align.RIGHT),
        Column(title=tr("Checked|operation"), mm=22, align=Align.RIGHT),
        Column(title=tr("Which|operation")),
    )
    return Table(columns, content.places, width, title=title, gap=8)


def _in_pairs(rows: Sequence[tuple[str, str]], heads: tuple[str, str], width: float, *, title: str) -> Table:
    """Short rows of a name and a number, two side by side."""
    name, number = heads
    half = width / MM / 2 - PAIR_NUMBER_MM
    columns = [
        column
        for _ in range(2)
        for column in (Column(title=name, mm=half), Column(title=number, mm=PAIR_NUMBER_MM, align=Align.RIGHT))
    ]
    padded = [*rows, ("", "")] if len(rows) % 2 else [*rows]
    paired: list[Row] = [(*left, *right) for left, right in zip(padded[::2], padded[1::2], strict=True)]
    return Table(columns, paired, width, title=title, gap=8)


def _figures(content: OperationSheetContent, width: float) -> Table:
    columns = (
        Column(title=tr("Item|operation")),
        Column(title=tr("Unit|statistics"), mm=28),
        Column(title=tr("Of the shifts|operation"), mm=30, align=Align.RIGHT),
        Column(title=tr("Beside|operation"), mm=28, align=Align.RIGHT),
        Column(title=tr("Together|operation"), mm=28, align=Align.RIGHT),
    )
    return Table(columns, content.figures, width, title=tr("Figures|operation"), gap=8)


def _shifts(content: OperationSheetContent, width: float) -> Table:
    columns = (
        Column(title=tr("Shift number|operation"), mm=40),
        Column(title=tr("Site"), mm=30),
        Column(title=tr("Time|shift log"), mm=32),
        Column(title=tr("Lead|operation")),
        Column(title=tr("Forces|operation"), mm=15, align=Align.RIGHT),
        Column(title=tr("Vehicles|operation"), mm=15, align=Align.RIGHT),
        Column(title=tr("Persons|operation"), mm=15, align=Align.RIGHT),
    )
    return Table(columns, content.shifts, width, title=tr("Shifts|operation"), gap=8)
