"""Draws on the canvas in points, origin at the lower left corner of the sheet, and remembers the text of each page.

The only place that writes text: every character goes through the typeface, so none is lost. User text is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from checkpoint_app.printing import fonts
from checkpoint_app.printing.fonts import LABEL_PADDING, LABEL_SCALE, Typeface

MM = 72 / 25.4
BODY = 10.0
"""Size of ordinary text in points."""
LEADING = 13.5
"""From line to line of ordinary text."""
SMALL = 8.0
HAIR, THIN, THICK = 0.4, 0.6, 0.9
"""Widths of lines; a photocopier keeps all of them."""
SHADE = 0.93
"""Grey of label cells: light enough that a photocopy leaves the text alone."""


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Pen:
    """One per document. `canvas` is reportlab's, for what has no text: images, the code at the foot."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._block: Any = None
        self._font: tuple[str, float] = ("", 0.0)
        self._written: list[str] = []

    def text(self, x: float, y: float, text: str, *, size: float = BODY, bold: bool = False, align: Align = Align.LEFT) -> None:
        """Writes one line; `y` is its baseline, `x` its left end, middle or right end."""
        if not text:
            return
        typeface = fonts.bold() if bold else fonts.regular()
        if align is not Align.LEFT:
            x -= typeface.width(text, size) / (1 if align is Align.RIGHT else 2)
        if typeface.plain(text):
            self._write(x, y, text, typeface.name, size)
        else:
            self._write_mixed(x, y, text, typeface, size)

    def _write(self, x: float, y: float, text: str, font: str, size: float) -> None:
        if self._block is None:
            self._block = self.canvas.beginText()
            self._font = ("", 0.0)
        if self._font != (font, size):
            self._block.setFont(font, size)
            self._font = (font, size)
        self._block.setTextOrigin(x, y)
        self._block.textLine(text)  # textOut would measure the text once more, to know where it ends
        self._written.append(text)

    def _write_mixed(self, x: float, y: float, text: str, typeface: Typeface, size: float) -> None:
        for font, piece in typeface.runs(text):
            if font is not None:
                self._write(x, y, piece, font, size)
            else:
                self._frame(x, y, piece, typeface, size)
            x += typeface.width(piece, size)

    def _frame(self, x: float, y: float, char: str, typeface: Typeface, size: float) -> None:
        padding = LABEL_PADDING * size
        small = LABEL_SCALE * size
        middle = y + fonts.MIDDLE * size
        height = 0.86 * size
        self.box(x + padding, middle - height / 2, typeface.width(char, size) - 2 * padding, height, line=HAIR)
        self._write(x + 2 * padding, middle - 0.36 * small, fonts.label(char), typeface.name, small)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, width: float = THIN) -> None:
        self.lines([(x1, y1, x2, y2)], width=width)

    def hair(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.line(x1, y1, x2, y2, width=HAIR)

    def lines(self, lines: Iterable[tuple[float, float, float, float]], *, width: float = THIN) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.lines(lines)

    def dotted(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.canvas.setLineWidth(THICK)
        self.canvas.setDash([1.6, 3.2])
        self.canvas.line(x1, y1, x2, y2)
        self.canvas.setDash([])

    def box(self, x: float, y: float, width: float, height: float, *, line: float = THIN) -> None:
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, y, width, height, stroke=1, fill=0)

    def shade(self, x: float, y: float, width: float, height: float) -> None:
        """A light fill; drawn before the lines and text upon it."""
        self.canvas.setFillGray(SHADE)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def blank(self, x: float, y: float, width: float, height: float) -> None:
        """Takes away what is drawn there."""
        self.canvas.setFillGray(1)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def end_page(self) -> tuple[str, ...]:
        """Finishes the page and gives the text on it, in the order of writing."""
        if self._block is not None:
            self.canvas.drawText(self._block)
        self.canvas.showPage()
        written, self._written, self._block = tuple(self._written), [], None
        return written


def baseline(top: float, line: int, size: float = BODY, leading: float = LEADING) -> float:
    """The baseline of a line of text (from 0) whose first line begins at `top`: the characters stand in the middle of their line."""
    return top - (line + 0.5) * leading - fonts.MIDDLE * size


def paragraph(
    pen: Pen, x: float, top: float, lines: Sequence[str], *, size: float = BODY, leading: float = LEADING, bold: bool = False
) -> None:
    for number, line in enumerate(lines):
        pen.text(x, baseline(top, number, size, leading), line, size=size, bold=bold)
