"""The correction slip (更正单): what was corrected in a signed shift log, to be clipped to it. Draws `CorrectionContent`, reads nothing.

The signed sheet is never written on; old value, new value, reason and who did it stand here (design §7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.blocks import Confirmed, Note, Signature, Signatures, facts
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One changed field of one entry. `place` is where it stands on the log (第1页 序8), `entry` names it (08:07 豫L12345).

    A voided entry has its state as field, and the words for it as old and new. `by` and `at`: who corrected it, when.
    """

    place: str
    entry: str
    field: str
    old: str
    new: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionContent(Head):
    """`number` is that of the slip, `log_number` and `log_title` those of the log it belongs to, `log_state` its state in words."""

    log_title: str
    log_number: str
    log_state: str
    site: str
    duty_time: str
    corrections: tuple[Correction, ...]
    corrected_by: Confirmed | None = None
    reviewed_by: Confirmed | None = None


def draw(content: CorrectionContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    pairs = [
        (tr("Log|correction"), content.log_title),
        (tr("Number|correction"), content.log_number),
        (tr("Place|shift log"), content.site),
        (tr("Time|shift log"), content.duty_time),
        (tr("State|correction"), content.log_state),
        (tr("Corrections|paper"), tr("{count} {count:place/places}|paper", count=len(content.corrections))),
    ]
    blocks: list[Block] = [
        facts(pairs, frame.width),
        Note(tr("The signed log stays as it is. This slip is clipped to it and is part of it."), frame.width, size=9),
        _table(content, frame.width),
        Signatures(
            [
                [
                    Signature(tr("Corrected by|paper"), content.corrected_by),
                    Signature(tr("Compared by|paper")),
                    Signature(tr("Clipped on by|paper")),
                ],
                [Signature(tr("Leader / reviewed|paper"), content.reviewed_by)],
            ],
            frame.width,
        ),
    ]
    return write(frame, blocks, out)


def _table(content: CorrectionContent, width: float) -> Table:
    columns = (
        Column(title=tr("No.|row"), mm=8.5, align=Align.RIGHT),
        Column(title=tr("Place on the log"), mm=32),
        Column(title=tr("Item|paper"), mm=19),
        Column(title=tr("Old")),
        Column(title=tr("New|correction")),
        Column(title=tr("Reason|paper"), mm=26),
        Column(title=tr("By|paper"), mm=30.5),
    )
    rows = [
        (str(number), f"{row.place}\n{row.entry}".strip(), row.field, row.old, row.new, row.reason, f"{row.by}\n{row.at}".strip())
        for number, row in enumerate(content.corrections, start=1)
    ]
    return Table(columns, rows, width, title=tr("Corrections|paper"), closed=True, filling=True, gap=9)
