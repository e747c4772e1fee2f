"""The shift log (勤务日志): what one shift did, to be signed, sealed and filed. Draws `ShiftLogContent`, reads nothing.

Field list: domain §9.1. Every text in it is shown as it is given, already masked; labels are in the language of the moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing import fonts
from checkpoint_app.printing.bands import PADDING, Cell, Column, Row
from checkpoint_app.printing.blocks import Confirmed, Note, Signature, Signatures, facts, points, remark
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import BODY, MM, Align
from checkpoint_app.printing.table import Table

NUMBER_MM = 8.5
LANDSCAPE_BELOW_MM = 12.0
"""Less than this for the last column turns the sheet; up to there the others give way a little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One entry. `cells` stand under the section's columns; marks and the reason of a void go before the last one.

    `void`: the reason, None for an entry that counts. `proposed`: waits for an officer. `conflict`: two devices disagree.
    """

    number: str
    cells: tuple[str, ...]
    late: bool = False
    corrected: bool = False
    proposed: bool = False
    conflict: bool = False
    void: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSection:
    """The entries of one template: its name on paper (检查登记), a line of totals, its print columns without the row number."""

    title: str
    totals: str
    columns: tuple[Column, ...]
    rows: tuple[LogRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverPoint:
    """A point of the previous handover, and whether the officer ticked it."""

    text: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLogContent(Head):
    """`date` is that of the shift with its year, `subject` its place; `more_facts` are (label, value) beyond the eight of a checkpoint, in
    print language.

    `doubts` are sentences such as a clock that was wrong or a shift not ended yet. `None` as signer: not confirmed in the program.
    """

    duty_time: str
    lead: str = ""
    weather: str = ""
    officers: str = ""
    auxiliaries: str = ""
    basis: str = ""
    is_checkpoint: bool = True
    equipment: str = ""
    more_facts: tuple[tuple[str, str], ...] = ()
    takeover: tuple[TakeoverPoint, ...] = ()
    doubts: tuple[str, ...] = ()
    sections: tuple[LogSection, ...] = ()
    handover: tuple[str, ...] = ()
    note: str = ""
    filled_by: Confirmed | None = None
    handed_over_by: Confirmed | None = None
    taken_by: Confirmed | None = None
    reviewed_by: Confirmed | None = None


def draw(content: ShiftLogContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    if any(_needs_landscape(section, frame.width) for section in content.sections):
        frame = replace(frame, landscape=True)
    return write(frame, list(_blocks(content, frame.width)), out)


def _needs_landscape(section: LogSection, width: float) -> bool:
    return sum(column.mm or LANDSCAPE_BELOW_MM for column in section.columns) + NUMBER_MM > width / MM


def _blocks(content: ShiftLogContent, width: float) -> Iterator[Block]:
    yield facts(_facts(content), width)
    for doubt in content.doubts:
        yield Note(tr("Note: {text}|paper", text=doubt), width, size=9)
    if content.takeover:
        taken, not_taken = tr("taken over"), tr("not taken over")
        texts = [
            tr("{text} (√ {state})|paper", text=point.text, state=taken)
            if point.taken
            else tr("{text} (× {state})|paper", text=point.text, state=not_taken)
            for point in content.takeover
        ]
        yield points(tr("Taken over|points"), texts, width, gap=6)
    for section in content.sections:
        yield _table(section, width, filling=section is content.sections[-1])
    yield points(tr("Handover points"), content.handover, width)
    if content.note:
        yield remark(tr("Remarks|paper"), content.note, width, gap=6)
    yield _signatures(content, width)
    legend = _legend(content)
    if legend:
        yield Note(legend, width)


def _facts(content: ShiftLogContent) -> list[tuple[str, str]]:
    return [
        (tr("Place|shift log"), content.subject),
        (tr("Time|shift log"), content.duty_time),
        (tr("Duty leader|shift log"), content.lead),
        (tr("Weather|shift log"), content.weather),
        (tr("Officers|shift log"), content.officers),
        (tr("Auxiliaries|shift log"), content.auxiliaries),
        (tr("Legal basis|shift log") if content.is_checkpoint else tr("Basis|shift log"), content.basis),
        (tr("Equipment|shift log"), content.equipment),
        *content.more_facts,
    ]


def _table(section: LogSection, width: float, *, filling: bool) -> Table:
    longest = max((fonts.regular().width(row.number, BODY) for row in section.rows), default=0.0)
    number = Column(title=tr("No.|row"), mm=max(NUMBER_MM, (longest + 2 * PADDING) / MM), align=Align.RIGHT)
    return Table(
        (number, *section.columns),
        [_row(row) for row in section.rows],
        width,
        title=section.title,
        totals=section.totals,
        closed=True,
        filling=filling,
        gap=9,
    )


def _row(row: LogRow) -> Row:
    marks = "".join(tr("[{mark}] |paper", mark=mark) for mark in _marks(row))
    *others, last = row.cells
    if row.void is None:
        return (row.number, *others, marks + last)
    struck = [Cell(text=cell, struck=True) for cell in others]
    return (row.number, *struck, Cell(text=last, struck=True, lead=marks + row.void))


def _marks(row: LogRow) -> Iterator[str]:
    if row.void is not None:
        yield tr("void|mark")
    if row.late:
        yield tr("late|mark")
    if row.corrected:
        yield tr("corrected|mark")
    if row.proposed:
        yield tr("to be confirmed|mark")
    if row.conflict:
        yield tr("to be compared|mark")


def _legend(content: ShiftLogContent) -> str:
    """What the marks on these sheets mean; only those that occur."""
    used = {mark for section in content.sections for row in section.rows for mark in _marks(row)}
    meanings = {
        tr("late|mark"): tr("typed in after the duty, times as told or from paper"),
        tr("corrected|mark"): tr("changed after it was recorded, the history is kept"),
        tr("to be confirmed|mark"): tr("written by an auxiliary, a police officer has to confirm it"),
        tr("to be compared|mark"): tr("two machines hold different values"),
        tr("void|mark"): tr("struck through with the reason, does not count"),
    }
    texts = [tr("[{mark}] {meaning}|paper", mark=mark, meaning=text) for mark, text in meanings.items() if mark in used]
    return "\u3000".join(texts)


def _signatures(content: ShiftLogContent, width: float) -> Signatures:
    return Signatures(
        [
            [
                Signature(tr("Filled in by|paper"), content.filled_by),
                Signature(tr("Handed over by|paper"), content.handed_over_by),
                Signature(tr("Taken over by|paper"), content.taken_by),
            ],
            [Signature(tr("Leader / reviewed|paper"), content.reviewed_by)],
        ],
        width,
    )
