"""统计报表: the bulletin, the bureau's columns with their comparisons, charts, and what the figures leave out. Draws what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checkpoint_app.i18n import tr
from checkpoint_app.model import charts, trends
from checkpoint_app.model.trends import Trends
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.blocks import Note, Whole, office_signatures, points, remark
from checkpoint_app.printing.document import Printed, write
from checkpoint_app.printing.page import Head, PageFrame, PrintStamp
from checkpoint_app.printing.pen import HAIR, Align, Pen
from checkpoint_app.printing.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsContent(Head):
    """`rows`: group, figure, number, unit, change on the period before, change on the year. `trends` fill the charts; `typed` are
    figures that no record has, in words."""

    summary: str
    rows: Sequence[tuple[str, str, str, str, str, str]]
    trends: Trends
    typed: Sequence[str]
    left_out: str


class Chart(Whole):
    """Shapes on paper."""

    gap = 12.0

    def __init__(self, chart: charts.Chart) -> None:
        self._chart = chart

    @property
    def height(self) -> float:
        return self._chart.height

    def draw(self, pen: Pen, x: float, top: float) -> None:
        for shape in self._chart.shapes:
            match shape:
                case charts.Line(x1, y1, x2, y2, dashed):
                    draw_line = pen.dotted if dashed else pen.hair
                    draw_line(x + x1, top - y1, x + x2, top - y2)
                case charts.Box(left, y, width, height, fill):
                    pen.canvas.setLineWidth(HAIR)
                    pen.canvas.rect(x + left, top - y - height, width, height, stroke=1, fill=int(fill))
                case charts.Text(left, y, text, align, bold):
                    pen.text(x + left, top - y, text, size=shape.size, bold=bold, align=Align(align))


def draw(content: StatisticsContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    frame = PageFrame.of(content, stamp)
    table = Table(
        [
            Column(title=tr("Group|statistics"), mm=28),
            Column(title=tr("Figure|statistics")),
            Column(title=tr("Number|statistics"), mm=24, align=Align.RIGHT),
            Column(title=tr("Unit|statistics"), mm=27),
            Column(title=tr("Change|statistics"), mm=24, align=Align.RIGHT),
            Column(title=tr("Year on year|statistics"), mm=24, align=Align.RIGHT),
        ],
        content.rows,
        frame.width,
        title=content.subject,
        gap=10,
    )
    width = frame.width
    shown = [Chart(chart) for chart in trends.drawn(content.trends, width)]
    summary = remark(tr("Bulletin|paper"), content.summary, width, gap=0)
    typed = [points(tr("Typed in|paper"), content.typed, width)] if content.typed else []
    return write(frame, [summary, table, *typed, *shown, Note(content.left_out, width), office_signatures(width)], out)
