"""护学岗到岗情况表: the coverage of a period, or of a whole day, on a landscape sheet. Draws what it is given, reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.printing.bands import Column, Row
from checkpoint_app.printing.blocks import Note, office_signatures
from checkpoint_app.printing.document import Block, Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import MM, Align
from checkpoint_app.printing.table import Table

NARROW_BLOCKS, WIDE_BLOCKS, DAY_BLOCKS = 5, 4, 2
"""How many schools stand beside each other: five where only arrivals are known, so that a morning is one sheet."""
_NUMBER_MM, _SCHOOL_MM = 8.0, 28.6
State = tuple[str, str, str]
"""Sign or word, arrived, left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A school about which there is something to say: what, when, who was missing, who said so."""

    school: str
    state: str
    times: str
    crew: str
    missing: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageContent(Head):
    """`periods` are the columns of a whole day; with none it is one period. `schools`: name and state per column.

    `figures`: the head and a row per period, for the whole day; `totals` are those of a single period.
    """

    totals: str
    periods: Sequence[str]
    schools: Sequence[tuple[str, Sequence[State]]]
    figures: Sequence[Sequence[str]] = ()
    exceptions: Sequence[Deviation] = ()
    note: str = ""


def draw(content: CoverageContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp, landscape=True)
    blocks: list[Block] = []
    if content.figures:
        blocks.append(_figures(content, frame.width))
    blocks.append(_schools(content, frame.width))
    if content.exceptions:
        blocks.append(_exceptions(content, frame.width))
    if content.note:
        blocks.append(Note(content.note, frame.width))
    blocks.append(office_signatures(frame.width))
    return write(frame, blocks, out)


def _figures(content: CoverageContent, width: float) -> Table:
    head, *rows = content.figures
    columns = [
        Column(title=title, mm=None if at == len(head) - 1 else 26, align=Align.RIGHT if at else Align.LEFT)
        for at, title in enumerate(head)
    ]
    return Table(columns, rows, width, title=content.subject)


def _schools(content: CoverageContent, width: float) -> Table:
    """Down the first block, then down the next; a column for each period, for a single one its state alone."""
    day = bool(content.periods)
    leaving = any(state[2] for _, states in content.schools for state in states)
    blocks = DAY_BLOCKS if day else WIDE_BLOCKS if leaving else NARROW_BLOCKS
    titles = list(content.periods) or [tr("State|narrow")]
    room = (width / MM / blocks - _NUMBER_MM - _SCHOOL_MM) / len(titles)
    columns: list[Column] = []
    for _ in range(blocks):
        columns += [
            Column(title=tr("No.|row"), mm=_NUMBER_MM, align=Align.RIGHT),
            Column(title=tr("School|paper"), mm=_SCHOOL_MM),
        ]
        columns += [Column(title=title, mm=room) for title in titles]
    columns[-1] = Column(title=titles[-1])
    height = -(-len(content.schools) // blocks)
    rows: list[Row] = []
    for at in range(height):
        cells: list[str] = []
        for block in range(blocks):
            place = block * height + at
            if place < len(content.schools):
                name, states = content.schools[place]
                cells += [str(place + 1), name, *(_cell(state, leaving=not day) for state in states)]
            else:
                cells += [""] * (2 + len(titles))
        rows.append(tuple(cells))
    title, totals = ("", "") if day else (content.subject, content.totals)
    return Table(columns, rows, width, title=title, totals=totals, gap=10)


def _cell(state: State, *, leaving: bool) -> str:
    """√ 06:52, √ 06:52–08:40, × 缺岗, 未报"""
    sign, arrived, left = state
    return " ".join(filter(None, (sign, "–".join(filter(None, (arrived, left if leaving else ""))))))


def _exceptions(content: CoverageContent, width: float) -> Table:
    columns = (
        Column(title=tr("No.|row"), mm=_NUMBER_MM, align=Align.RIGHT),
        Column(title=tr("School|paper"), mm=48),
        Column(title=tr("State|post paper"), mm=24),
        Column(title=tr("Arrived–left|paper"), mm=26),
        Column(title=tr("Crew|paper"), mm=46),
        Column(title=tr("Missing|paper"), mm=32),
        Column(title=tr("Remarks|paper")),
    )
    rows: list[Row] = [
        (str(number), row.school, row.state, row.times, row.crew, row.missing, row.note)
        for number, row in enumerate(content.exceptions, start=1)
    ]
    return Table(columns, rows, width, title=tr("What was different|paper"), gap=10)
