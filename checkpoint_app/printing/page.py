"""The frame of every sheet: head with unit, title, number and date; foot with page number, check code and QR; binding line.

Measures in mm are those of the sheet the bureau files (domain §9.2): A4, bound at the left; a landscape sheet is bound at its top.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.pagesizes import A4

from checkpoint_app.i18n import tr
from checkpoint_app.printing import fonts, moments, qr
from checkpoint_app.printing.pen import BODY, MM, SMALL, Align, Pen

LEFT, RIGHT = 25 * MM, 16 * MM
BINDING = 13 * MM
"""The binding line from the bound edge."""
BOUND_TOP = 11 * MM
"""How much lower everything stands on a landscape sheet."""
FIRST_BODY, NEXT_BODY, BODY_END = 33 * MM, 26 * MM, 31 * MM
"""Where the content starts on the first and further pages, from the top, and ends, from the bottom."""
QR_SIDE = 18 * MM
"""What a telephone reads from a photocopy (design §7)."""
FOOT = 10 * MM
TITLE = 20.0
_READABLE, _SMALLEST_TITLE = 8.5, 14.0
_SMALLEST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintStamp:
    """What ties a sheet to the record of its printing. `id` stands in the QR; `printed_at` is unit time; `printed_by` name and number.

    `masked` says whether personal data are masked; `reason` why they are not.
    """

    id: str
    check: str
    printed_at: datetime
    printed_by: str
    masked: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above a document. `subject` (the place) stands in the head of further pages beside the date."""

    bureau: str
    unit: str
    title: str
    number: str
    date: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame(Head):
    """One per document."""

    stamp: PrintStamp
    landscape: bool = False

    @classmethod
    def of(cls, head: Head, stamp: PrintStamp, *, landscape: bool = False) -> PageFrame:
        """The frame under a head."""
        return cls(**{key: getattr(head, key) for key in Head.__slots__}, stamp=stamp, landscape=landscape)

    @property
    def size(self) -> tuple[float, float]:
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def left(self) -> float:
        return RIGHT if self.landscape else LEFT

    @property
    def width(self) -> float:
        """Of the content."""
        return self.size[0] - self.left - RIGHT

    def top(self, number: int) -> float:
        """Where the content of page `number` (from 1) starts."""
        return self._edge - (FIRST_BODY if number == 1 else NEXT_BODY)

    def room(self, number: int) -> float:
        """The height of the content of page `number`."""
        return self.top(number) - BODY_END

    @property
    def _edge(self) -> float:
        return self.size[1] - (BOUND_TOP if self.landscape else 0)

    def prepare(self, pen: Pen) -> float:
        """Once per document, before the first page. Returns the white space around the QR symbol."""
        return qr.define(pen.canvas, self.stamp.id, QR_SIDE)

    def draw_head(self, pen: Pen, number: int) -> None:
        self._binding_line(pen)
        paper_number = tr("No. {number}|paper", number=self.number)
        if number == 1:
            self._line(pen, 18, ("", 0, False), (self.bureau, 12, False), (self.date, BODY, False))
            size = self._title_size(paper_number)
            self._line(pen, 27.5, (self.unit, 10.5, False), (self.title, size, True), (paper_number, 10.5, False))
        else:
            self._line(pen, 17, (self.unit, BODY, False), (self.title, 12, True), (paper_number, BODY, False))
            self._line(pen, 22.5, (self.subject, BODY, False), ("", 0, False), (self.date, BODY, False))

    def _title_size(self, number: str) -> float:
        """As large as leaves the number readable beside it; a long title gives way."""
        room = self.width - 2 * (_width(number, _READABLE) + 2 * MM)
        return min(TITLE, max(_SMALLEST_TITLE, TITLE * room / _width(self.title, TITLE, bold=True)))

    def _line(
        self, pen: Pen, mm: float, left: tuple[str, float, bool], centre: tuple[str, float, bool], right: tuple[str, float, bool]
    ) -> None:
        """Three texts (text, size, bold) on one baseline `mm` below the upper edge; each smaller where it would touch another."""
        y = self._edge - mm * MM
        size = _fitting(centre[0], centre[1], self.width * 0.6, bold=centre[2])
        middle = _width(centre[0], size, bold=centre[2])
        beside = (self.width - middle) / 2 - 2 * MM if middle else self.width * 0.48
        pen.text(self.left, y, left[0], size=_fitting(left[0], left[1], beside), bold=left[2])
        pen.text(self.left + self.width / 2, y, centre[0], size=size, bold=centre[2], align=Align.CENTRE)
        end = self.left + self.width
        pen.text(end, y, right[0], size=_fitting(right[0], right[1], beside), bold=right[2], align=Align.RIGHT)

    def _binding_line(self, pen: Pen) -> None:
        width, height = self.size
        signs = tr("Binding line")
        signs = signs if len(signs) <= 4 else ""
        if self.landscape:
            y = height - BINDING
            pen.dotted(20 * MM, y, width - 20 * MM, y)
            places = [(width / 2 + (number - (len(signs) - 1) / 2) * 20 * MM, y) for number in range(len(signs))]
        else:
            pen.dotted(BINDING, 20 * MM, BINDING, height - 20 * MM)
            places = [(BINDING, height - (100 + 20 * number) * MM) for number in range(len(signs))]
        for (x, y), sign in zip(places, signs, strict=True):
            pen.blank(x - 7, y - 7, 14, 14)
            pen.text(x, y - fonts.MIDDLE * BODY, sign, align=Align.CENTRE)

    def draw_foot(self, pen: Pen, number: int, total: int, quiet: float) -> None:
        stamp = self.stamp
        right = self.left + self.width
        qr.draw(pen.canvas, right - QR_SIDE, FOOT)
        pen.text(
            self.left + self.width / 2,
            FOOT + 11 * MM,
            tr("Page {number} of {total}|paper", number=number, total=total),
            align=Align.CENTRE,
        )
        printed = tr("Printed {at} by {by}|paper", at=moments.minute_text(stamp.printed_at), by=stamp.printed_by)
        marks = [tr("Internal – keep safe"), tr("Check {code}|paper", code=stamp.check), printed]
        masking = tr("Personal data masked") if stamp.masked else tr("Personal data in clear: {reason}", reason=stamp.reason)
        room = self.width - QR_SIDE - quiet
        for line, text in enumerate(("\u3000".join(marks), f"{masking}\u3000{tr('Print {id}|paper', id=stamp.id)}")):
            pen.text(self.left, FOOT + (4.6 - 4.2 * line) * MM, text, size=_fitting(text, SMALL, room))


def _width(text: str, size: float, *, bold: bool = False) -> float:
    return (fonts.bold() if bold else fonts.regular()).width(text, size)


def _fitting(text: str, size: float, room: float, *, bold: bool = False) -> float:
    """The size at which a line that must not wrap fits; never smaller than can be read."""
    width = _width(text, size, bold=bold)
    return size if width <= room else max(_SMALLEST, size * room / width)
