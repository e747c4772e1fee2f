"""护学岗执勤登记表: the posts of a span of days, one line each. Draws what it is given, reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Cell, Column, Row
from checkpoint_app.printing.blocks import Note, office_signatures
from checkpoint_app.printing.document import Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One post in words. `marks`: 补, 待确认 and the like."""

    day: str
    period: str
    school: str
    arrived: str
    left: str
    state: str
    crew: str
    checks: str
    events: str
    note: str
    marks: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRegisterContent(Head):
    """`subject` says what was asked for; `totals` is the line of figures."""

    totals: str
    lines: Sequence[PostLine]
    note: str = ""


def draw(content: PostRegisterContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp, landscape=True)
    columns = (
        Column(title=tr("No.|row"), mm=10, align=Align.RIGHT),
        Column(title=tr("Day|paper"), mm=27),
        Column(title=tr("Period|paper"), mm=19),
        Column(title=tr("School|paper"), mm=35),
        Column(title=tr("Arrived|paper"), mm=14),
        Column(title=tr("Left|paper"), mm=14),
        Column(title=tr("State|post paper"), mm=20),
        Column(title=tr("Crew|paper"), mm=32),
        Column(title=tr("Checks|paper"), mm=36),
        Column(title=tr("Events|paper"), mm=31),
        Column(title=tr("Remarks|paper")),
    )
    rows: list[Row] = []
    for number, line in enumerate(content.lines, start=1):
        cells = (line.day, line.period, line.school, line.arrived, line.left, line.state, line.crew, line.checks, line.events)
        texts = (str(number), *cells)
        last = Cell(text=line.note, lead=line.marks, struck=line.void)
        rows.append((*(Cell(text=text, struck=line.void) for text in texts), last))
    table = Table(columns, rows, frame.width, title=content.subject, totals=content.totals, closed=True, filling=True)
    notes = [Note(content.note, frame.width)] if content.note else []
    return write(frame, [table, *notes, office_signatures(frame.width)], out)
