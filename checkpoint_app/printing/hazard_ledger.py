"""火灾隐患整改台账: every hazard with what became of it, to be kept and shown upwards. Draws what it is given, reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column, Row
from checkpoint_app.printing.blocks import Note, office_signatures
from checkpoint_app.printing.document import Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One hazard in words; dates as paper shows them."""

    premises: str
    hazard: str
    place: str
    found: str
    order: str
    deadline: str
    state: str
    done: str
    officer: str
    remarks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardLedgerContent(Head):
    """`subject` says what was asked for; `totals` is the line of figures."""

    totals: str
    lines: tuple[LedgerLine, ...]
    note: str = ""


def draw(content: HazardLedgerContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp, landscape=True)
    columns = (
        Column(title=tr("No.|row"), mm=10, align=Align.RIGHT),
        Column(title=tr("Premises|ledger"), mm=36),
        Column(title=tr("Hazard|paper"), mm=37),
        Column(title=tr("Place|hazard"), mm=25),
        Column(title=tr("Found|ledger"), mm=23),
        Column(title=tr("Order|hazard"), mm=19),
        Column(title=tr("Deadline|hazard"), mm=23),
        Column(title=tr("State|ledger"), mm=25),
        Column(title=tr("Done|ledger"), mm=23),
        Column(title=tr("Officer|ledger"), mm=16),
        Column(title=tr("Remarks|paper")),
    )
    rows: list[Row] = [
        (
            str(number),
            line.premises,
            line.hazard,
            line.place,
            line.found,
            line.order,
            line.deadline,
            line.state,
            line.done,
            line.officer,
            line.remarks,
        )
        for number, line in enumerate(content.lines, start=1)
    ]
    table = Table(columns, rows, frame.width, title=content.subject, totals=content.totals, closed=True, filling=True)
    notes = [Note(content.note, frame.width)] if content.note else []
    return write(frame, [table, *notes, office_signatures(frame.width)], out)
