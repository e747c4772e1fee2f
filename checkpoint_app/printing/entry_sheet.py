"""One entry with all its fields, its history and its photos. Draws `EntrySheetContent`, reads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Cell, Column, Row
from checkpoint_app.printing.blocks import Confirmed, Signature, Signatures, facts, standing
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.photos import Photo, photo_rows
from checkpoint_app.printing.table import Table

LABEL_MM = 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """One change: `action` in words (登记, 更正, 作废, 确认); field, old and new are empty where nothing was compared."""

    at: str
    by: str
    action: str
    field: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySheetContent(Head):
    """`values` are (label, text) of the filled fields, masked, in the template's order; text may hold line feeds.

    `doubts` are sentences such as a wrong clock; `void` the reason, None for an entry that counts.
    """

    shift_number: str
    at: str
    typed_at: str
    checked_by: str
    recorded_by: str
    state: str
    values: tuple[tuple[str, str], ...]
    source: str = ""
    doubts: tuple[str, ...] = ()
    void: str | None = None
    history: tuple[HistoryStep, ...] = ()
    photos: tuple[Photo, ...] = ()
    confirmed_by: Confirmed | None = None


def draw(content: EntrySheetContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    return write(frame, list(_blocks(content, frame.width)), out)


def _blocks(content: EntrySheetContent, width: float) -> Iterator[Block]:
    yield facts(_facts(content), width)
    yield from standing(content.void, content.doubts, width)
    rows: list[Row] = [(label, Cell(text=text, struck=content.void is not None)) for label, text in content.values]
    columns = (Column(mm=LABEL_MM, label=True), Column())
    yield Table(columns, rows, width, title=tr("Recorded|paper"), head=False, gap=9)
    if content.history:
        yield _history(content, width)
    yield from photo_rows(content.photos, width)
    yield Signatures(
        [
            [
                Signature(tr("Recorded by|paper")),
                Signature(tr("Checked by|paper"), content.confirmed_by),
                Signature(tr("Leader / reviewed|paper")),
            ],
            [],
        ],
        width,
    )


def _facts(content: EntrySheetContent) -> list[tuple[str, str]]:
    pairs = [
        (tr("Place|entry"), content.subject),
        (tr("Happened at|entry"), content.at),
        (tr("Shift|entry"), content.shift_number),
        (tr("Typed in at|entry"), content.typed_at),
        (tr("Checked by|entry"), content.checked_by),
        (tr("Recorded by|entry"), content.recorded_by),
        (tr("State|entry"), content.state),
    ]
    return [*pairs, (tr("Source|entry"), content.source)] if content.source else pairs


def _history(content: EntrySheetContent, width: float) -> Table:
    columns = (
        Column(title=tr("Time|paper"), mm=30),
        Column(title=tr("Action|paper"), mm=19.5),
        Column(title=tr("Item|paper"), mm=22),
        Column(title=tr("Old")),
        Column(title=tr("New|correction")),
        Column(title=tr("Reason|paper"), mm=23),
        Column(title=tr("By|paper"), mm=19),
    )
    rows = [(step.at, step.action, step.field, step.old, step.new, step.reason, step.by) for step in content.history]
    return Table(columns, rows, width, title=tr("History|paper"), gap=9)
