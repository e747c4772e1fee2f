"""数据移交清单: what a station signed that it took in of a machine, shift by shift, and by name what it does not have. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.blocks import Note, Signature, Signatures, facts, points
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipContent(Head):
    """`about`: facts of the receipt; `shifts`: number, duty and place, time, entries new, entries changed; `totals` the sum in words;
    `more`: what came beside the shifts; `missing`: time, kind, name, remark; `proof`: the signed ends of the chains; sentences."""

    about: tuple[tuple[str, str], ...]
    shifts: tuple[tuple[str, str, str, str, str], ...]
    totals: str
    more: tuple[str, ...]
    missing: tuple[tuple[str, str, str, str], ...]
    missing_total: str
    doubts: tuple[str, ...]
    proof: tuple[str, ...]


def draw(content: SlipContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    width = frame.width
    blocks: list[Block] = [facts(content.about, width)]
    blocks += [Note(tr("Note: {text}|paper", text=doubt), width, size=9) for doubt in content.doubts]
    blocks += [_received(content, width)]
    if content.more:
        blocks.append(points(tr("Besides|delivery"), content.more, width))
    blocks.append(_missing(content, width))
    blocks.append(points(tr("Signed ends|delivery"), content.proof, width))
    blocks.append(
        Note(
            tr("Received is what the station signed with its key; the ends above are its proof, by hash and not by count."), width
        )
    )
    signers = [Signature(tr("Delivered by|paper")), Signature(tr("Received by|paper")), Signature(tr("Unit leader|paper"))]
    blocks.append(Signatures([signers, []], width))
    return write(frame, blocks, out)


def _received(content: SlipContent, width: float) -> Table:
    columns = [
        Column(title=tr("Shift number|delivery"), mm=47),
        Column(title=tr("Duty, place|delivery")),
        Column(title=tr("Time|shift log"), mm=40),
        Column(title=tr("New|delivery"), mm=16, align=Align.RIGHT),
        Column(title=tr("Corrected, void|delivery"), mm=22, align=Align.RIGHT),
    ]
    title = tr("Received by the station|delivery")
    return Table(columns, content.shifts, width, title=title, totals=content.totals, closed=True, gap=10)


def _missing(content: SlipContent, width: float) -> Table:
    if not content.missing:
        return points(tr("Not yet received"), (), width)
    columns = [
        Column(title=tr("Time|column"), mm=28),
        Column(title=tr("What|due"), mm=24),
        Column(title=tr("Which|sync")),
        Column(title=tr("Remark|delivery"), mm=42),
    ]
    return Table(columns, content.missing, width, title=tr("Not yet received"), totals=content.missing_total, closed=True, gap=10)
