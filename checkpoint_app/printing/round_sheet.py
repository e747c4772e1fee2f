"""消防器材巡查单: a round on paper, for who walks twelve floors without a laptop. Draws what it is given, reads nothing.

Rows stand in walking order under their floors, numbered through, with boxes for √, × and /; they are keyed in again by the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Cell, Column, Row
from checkpoint_app.printing.blocks import Note, Signature, Signatures, facts
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table

BOX = "□"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One piece. `number` stands for it when the sheet is keyed in; `due` says what is due of it, empty for nothing."""

    number: int
    floor: str
    label: str
    place: str
    kind: str
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSheetContent(Head):
    """`facts` are known; date, time and persons are left to the pen. `subject` is the place with its floors."""

    facts: Sequence[tuple[str, str]]
    lines: Sequence[SheetLine]


def draw(content: RoundSheetContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    pen = (
        (tr("Walked on|round sheet"), tr("____-__-__|round sheet")),
        (tr("From – to|round sheet"), "____:____  –  ____:____"),
        (tr("Walked by|round sheet"), ""),
        (tr("Accompanied by|round sheet"), ""),
    )
    legend = tr(
        "√ in order　× fault: write what is wrong　/ not checked: write “not seen” or “no access” where it was so. "
        "What stands there and is not on the sheet goes below with its number."
    )
    blocks: list[Block] = [facts([*content.facts, *pen], frame.width), Note(legend, frame.width, size=9)]
    blocks += _floors(content, frame.width)
    blocks.append(_not_on_file(frame.width))
    row = [Signature(tr("Walked by (signed)|round sheet")), Signature(tr("Unit's person (signed)|round sheet"))]
    blocks.append(Signatures([[*row, Signature(tr("Keyed in by|round sheet"))], []], frame.width))
    return write(frame, blocks, out)


def _floors(content: RoundSheetContent, width: float) -> Iterator[Table]:
    """A table for each floor, its number of pieces beside its name."""
    order = list(dict.fromkeys(line.floor for line in content.lines))
    columns = (
        Column(title=tr("No.|row"), mm=11, align=Align.RIGHT),
        Column(title=tr("Label|round sheet"), mm=25),
        Column(title=tr("Place|round sheet"), mm=38),
        Column(title=tr("Kind|round sheet"), mm=27),
        Column(title="√", mm=9, align=Align.CENTRE),
        Column(title="×", mm=9, align=Align.CENTRE),
        Column(title="/", mm=9, align=Align.CENTRE),
        Column(title=tr("Fault, what was done|round sheet")),
    )
    for floor in order:
        lines = [line for line in content.lines if line.floor == floor]
        rows: list[Row] = [
            (str(line.number), Cell(text=line.label, bold=True), line.place, _kind(line), BOX, BOX, BOX, "") for line in lines
        ]
        title = tr("Floor {floor}|round sheet", floor=floor) if floor else tr("Without a floor|round sheet")
        totals = tr("{n} {n:piece/pieces}", n=len(lines))
        yield Table(columns, rows, width, title=title if len(order) > 1 or floor else "", totals=totals, gap=9)


def _kind(line: SheetLine) -> str | Cell:
    return Cell(text=f"△ {line.due}", lead=line.kind) if line.due else line.kind


def _not_on_file(width: float) -> Table:
    columns = (
        Column(title=tr("Not on the sheet: label|round sheet"), mm=45),
        Column(title=tr("Floor and place|round sheet"), mm=48),
        Column(title=tr("Kind|round sheet"), mm=30),
        Column(title=tr("Condition|round sheet")),
    )
    return Table(columns, [("", "", "", "")] * 3, width, gap=9)
