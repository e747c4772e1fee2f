"""定稿报表: figures as they were reported, and what changed afterwards beside them. Draws what it is given, reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.blocks import Note, office_signatures, points, remark
from checkpoint_app.printing.document import Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenContent(Head):
    """`cut_off` says when and by whom it was frozen. `rows`: group, figure, frozen number, unit, number now ("" where it is the same).
    `typed` are 补充数 in words, `changed` says how many records changed since, `held` what the figures held and left out then."""

    cut_off: str
    summary: str
    rows: Sequence[tuple[str, str, str, str, str]]
    typed: Sequence[str]
    changed: str
    held: str


def draw(content: FrozenContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    table = Table(
        [
            Column(title=tr("Group|statistics"), mm=28),
            Column(title=tr("Figure|statistics")),
            Column(title=tr("As reported|report"), mm=28, align=Align.RIGHT),
            Column(title=tr("Unit|statistics"), mm=26),
            Column(title=tr("Now|report"), mm=28, align=Align.RIGHT),
        ],
        content.rows,
        frame.width,
        title=content.date,
        gap=10,
    )
    width = frame.width
    typed = [points(tr("Typed in|paper"), content.typed, width)] if content.typed else []
    changed = remark(tr("Changed since|report"), content.changed, width)
    cut_off = remark(tr("Frozen|paper"), content.cut_off, width, gap=0)
    summary = remark(tr("Bulletin|paper"), content.summary, width, gap=0)
    return write(frame, [cut_off, summary, table, *typed, changed, Note(content.held, width), office_signatures(width)], out)
