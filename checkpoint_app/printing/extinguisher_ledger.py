"""灭火器台账: every extinguisher with its days, where it stands and what the last round found. Draws what it is given, reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Cell, Column, Row
from checkpoint_app.printing.blocks import Note, office_signatures
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import BODY, Align
from checkpoint_app.printing.table import Table

_DAY_MM = 21.6
"""2026-05-01 in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLine:
    """One extinguisher in words; `pressing`: it has to go."""

    label: str
    place: str
    kind: str
    model: str
    made: str
    serviced: str
    service: str
    scrap: str
    looked: str
    state: str
    note: str
    pressing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLines:
    """The extinguishers of one premises with their figures."""

    premises: str
    totals: str
    lines: Sequence[PieceLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtinguisherLedgerContent(Head):
    """`subject` says what was asked for; `totals` is the line of figures over all places; `note` what is to be heeded."""

    totals: str
    places: Sequence[PlaceLines]
    note: str = ""


def draw(content: ExtinguisherLedgerContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp, landscape=True)
    blocks: list[Block] = []
    if len(content.places) != 1:
        blocks.append(Note(f"{content.subject}　{content.totals}", frame.width, size=BODY))
    begun = 0
    for place in content.places:
        rows = [_row(number, line) for number, line in enumerate(place.lines, start=begun + 1)]
        begun += len(rows)
        last = place is content.places[-1]
        blocks.append(
            Table(_columns(), rows, frame.width, title=place.premises, totals=place.totals, closed=last, filling=last, gap=8)
        )
    if content.note:
        blocks.append(Note(content.note, frame.width, size=9))
    return write(frame, [*blocks, office_signatures(frame.width)], out)


def _columns() -> tuple[Column, ...]:
    return (
        Column(title=tr("No.|row"), mm=10, align=Align.RIGHT),
        Column(title=tr("Label|round sheet"), mm=18),
        Column(title=tr("Place|round sheet"), mm=33),
        Column(title=tr("Kind|round sheet"), mm=19),
        Column(title=tr("Model"), mm=23),
        Column(title=tr("Made on"), mm=_DAY_MM),
        Column(title=tr("Serviced on"), mm=_DAY_MM),
        Column(title=tr("Service by"), mm=_DAY_MM),
        Column(title=tr("Scrap on"), mm=_DAY_MM),
        Column(title=tr("Last round|ledger"), mm=29.6),
        Column(title=tr("State|column"), mm=21),
        Column(title=tr("Remarks|paper")),
    )


def _row(number: int, line: PieceLine) -> Row:
    return (
        str(number),
        Cell(text=line.label, bold=True),
        line.place,
        line.kind,
        line.model,
        line.made,
        line.serviced,
        line.service,
        line.scrap,
        line.looked,
        Cell(text=line.state, bold=line.pressing),
        line.note,
    )
