"""遗失处置: what a lost machine held, what of it was received, when it was cut off. Draws what it is given, reads nothing."""

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
class LossContent(Head):
    """`about`: facts of the machine; `chains`: what was received (kind, lines, last line written, announced beyond, end); `missing`,
    `held`, `accounts`, `steps`: sentences."""

    about: tuple[tuple[str, str], ...]
    chains: tuple[tuple[str, str, str, str, str], ...]
    missing: tuple[str, ...]
    held: tuple[str, ...]
    accounts: tuple[str, ...]
    steps: tuple[str, ...]


def draw(content: LossContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    width = frame.width
    table = Table(
        [
            Column(title=tr("Data|loss"), mm=34),
            Column(title=tr("Received lines|loss"), mm=24, align=Align.RIGHT),
            Column(title=tr("Last one written|loss"), mm=44),
            Column(title=tr("Announced, not received|loss"), mm=30, align=Align.RIGHT),
            Column(title=tr("Ends with|loss")),
        ],
        content.chains,
        width,
        title=tr("What the station has received|loss"),
        closed=True,
        gap=10,
    )
    blocks: list[Block] = [
        facts(content.about, width),
        table,
        points(tr("Missing|loss"), content.missing, width),
        points(tr("Data on it|loss"), content.held, width),
        points(tr("Accounts on it|loss"), content.accounts, width),
        points(tr("To do|loss"), content.steps, width),
        Note(tr("Times of the machine are what its clock claimed."), width),
        Signatures(
            [
                [Signature(tr("Reported by|paper")), Signature(tr("Handled by|paper")), Signature(tr("Unit leader|paper"))],
                [],
            ],
            width,
        ),
    ]
    return write(frame, blocks, out)
