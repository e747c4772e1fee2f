"""器材标签: sheets of self-adhesive labels with label, place, kind and QR. Draws what it is given, reads nothing.

No frame, head or foot: the whole sheet is labels. The id of the print stands in the properties of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from checkpoint_app import i18n
from checkpoint_app.i18n import tr
from checkpoint_app.model.labels import LabelSheet
from checkpoint_app.printing import fonts, qr
from checkpoint_app.printing.document import Printed
from checkpoint_app.printing.page import PrintStamp
from checkpoint_app.printing.pen import MM, Pen
from checkpoint_app.printing.text import wrap

EDGE = 5.0
"""No printer reaches nearer to the edge of the sheet (mm)."""
INSET = 2.5
QR_SIDE = 21.0
"""With 21 modules a millimetre each: a cheap scanner reads it through a scratched film."""
_NUMBER, _NUMBER_LEAST, _SMALL = 20.0, 8.0, 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label: what the QR holds, and what a person reads."""

    code: str
    label: str
    place: str
    kind: str
    premises: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheetContent:
    """`start` is the first free label of the first sheet, from 1."""

    unit: str
    sheet: LabelSheet
    start: int
    labels: Sequence[Label]


def draw(content: LabelSheetContent, out: BinaryIO, *, stamp: PrintStamp) -> Printed:
    """Writes the PDF to `out`."""
    canvas = Canvas(
        out,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.regular().name,
        lang="zh-CN" if i18n.language() == "zh" else "en",
    )
    canvas.setTitle(tr("Labels of equipment|paper"))
    canvas.setAuthor(content.unit)
    canvas.setCreator("checkpoint-app")
    canvas.setKeywords(stamp.id)
    pen, sheet, pages = Pen(canvas), content.sheet, []
    for number, label in enumerate(content.labels, start=content.start - 1):
        at = number % sheet.count
        if at == 0 and number >= content.start:
            pages.append(pen.end_page())
        left, top = sheet.place(at)
        _draw(pen, sheet, left, top, label, content.unit)
    pages.append(pen.end_page())
    canvas.save()
    return Printed(tuple(pages))


def _draw(pen: Pen, sheet: LabelSheet, left: float, top: float, label: Label, unit: str) -> None:
    """QR at the left, words at the right; never nearer to the edge of the paper than a printer reaches."""
    x = max(left + INSET, EDGE)
    right = min(left + sheet.width - INSET, A4[0] / MM - EDGE)
    middle = A4[1] / MM - top - sheet.height / 2
    quiet = qr.put(pen.canvas, label.code, x * MM, (middle - QR_SIDE / 2) * MM, QR_SIDE * MM)
    text = x * MM + QR_SIDE * MM + max(quiet * 0.75, 3 * MM)
    _words(pen, text, middle * MM, right * MM - text, label, unit)


def _words(pen: Pen, x: float, middle: float, room: float, label: Label, unit: str) -> None:
    """The label as large as fits, under the name of the premises; place and kind below it."""
    bold = fonts.bold()
    size = max(_NUMBER_LEAST, min(_NUMBER, _NUMBER * room / max(bold.width(label.label, _NUMBER), 1)))
    lines = [(line, _SMALL, False) for line in _few(label.premises, room)]
    lines += [(line, size, True) for line in wrap(label.label, room, size, bold)]
    lines += [(line, _SMALL, False) for line in _few(label.place, room)]
    lines += [(label.kind, _fitting(label.kind, room), False), (unit, _fitting(unit, room, 6.5), False)]
    shown = [line for line in lines if line[0]]
    height = sum(size * 1.3 for _, size, _ in shown)
    y = middle + height / 2
    for line, size, strong in shown:
        y -= size * 1.3
        pen.text(x, y + size * 0.32, line, size=size, bold=strong)


def _few(text: str, room: float, most: int = 2) -> list[str]:
    """At most two lines; what is longer ends in …"""
    lines = list(wrap(text, room, _SMALL, fonts.regular())) if text else []
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines


def _fitting(text: str, room: float, size: float = _SMALL) -> float:
    return min(size, size * room / max(fonts.regular().width(text, size), 1))
