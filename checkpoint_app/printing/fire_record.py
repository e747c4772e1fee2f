"""日常消防监督检查记录 and 复查记录: the form that police station and unit sign (domain §7.2). Draws what it is given, reads nothing.

Every point stands there with every answer, the chosen one ticked, as on the printed form; what was found and ordered follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column, Row
from checkpoint_app.printing.blocks import Signature, Signatures, facts, remark, standing
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.photos import Photo, photo_rows
from checkpoint_app.printing.table import Table
from checkpoint_app.printing.ticks import Point, Ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class FireRecordContent(Head):
    """`facts` are (label, value) of the head; `hazards` rows of kind, place, order, deadline; `equipment` rows of label, kind, condition,
    faults. `documents` are lines. `signers` are what stands before the lines to sign on. `void`: the reason, None for one that counts.
    """

    facts: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]
    hazards: tuple[tuple[str, ...], ...] = ()
    equipment: tuple[tuple[str, ...], ...] = ()
    documents: tuple[str, ...] = ()
    transfer: tuple[Point, ...] = ()
    note: str = ""
    doubts: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    signers: tuple[str, ...] = ()
    recheck: bool = False
    void: str | None = None


def draw(content: FireRecordContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    return write(frame, list(_blocks(content, frame.width)), out)


def _blocks(content: FireRecordContent, width: float) -> Iterator[Block]:
    yield facts(list(content.facts), width)
    yield from standing(content.void, content.doubts, width)
    if content.points:
        yield Ticks(content.points, width, **({"section_mm": 12.0, "point_mm": 92.0} if content.recheck else {}))
    if content.equipment:
        yield _equipment(content, width)
    if not content.recheck:
        yield _hazards(content, width)
        yield remark(
            tr("Orders (document, number)|paper"),
            "\n".join(content.documents) or tr("None|points"),
            width,
            gap=6,
        )
        yield Ticks(content.transfer, width)
    elif content.documents:
        yield remark(tr("Document|paper"), "\n".join(content.documents), width, gap=6)
    yield remark(tr("Remarks|paper"), content.note or tr("None|points"), width, gap=6)
    yield from photo_rows(content.photos, width)
    yield Signatures([[Signature(name) for name in content.signers], []], width)


def _hazards(content: FireRecordContent, width: float) -> Table:
    columns = (
        Column(title=tr("No.|row"), mm=8.5, align=Align.RIGHT),
        Column(title=tr("Hazard|paper")),
        Column(title=tr("Place|hazard"), mm=34),
        Column(title=tr("Order|hazard"), mm=27),
        Column(title=tr("Deadline|hazard"), mm=32),
    )
    rows: list[Row] = [(str(number), *row) for number, row in enumerate(content.hazards, start=1)]
    return Table(
        columns, rows or [("", tr("None|points"), "", "", "")], width, title=tr("Hazards found|paper"), closed=bool(rows), gap=8
    )


def _equipment(content: FireRecordContent, width: float) -> Table:
    columns = (
        Column(title=tr("No.|row"), mm=8.5, align=Align.RIGHT),
        Column(title=tr("Label|equipment"), mm=44),
        Column(title=tr("Kind|equipment"), mm=30),
        Column(title=tr("Condition|equipment"), mm=22),
        Column(title=tr("Faults|equipment")),
    )
    rows: list[Row] = [(str(number), *row) for number, row in enumerate(content.equipment, start=1)]
    return Table(columns, rows, width, title=tr("Equipment looked at|paper"), gap=8)
