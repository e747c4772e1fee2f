"""What stands on a sheet besides tables: signatures, notes, photos. Each stays whole, but for long notes, which are tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checkpoint_app.i18n import tr
from checkpoint_app.printing import fonts
from checkpoint_app.printing.bands import PADDING, Column, Row
from checkpoint_app.printing.pen import BODY, MM, SMALL, THIN, Align, Pen, paragraph
from checkpoint_app.printing.table import Table
from checkpoint_app.printing.text import wrap

LABEL_MM = 17.4
_SIGN = 10.5


class Whole:
    """A block that is never divided."""

    gap: float = 0.0

    @property
    def height(self) -> float:
        raise NotImplementedError

    def split(self, room: float, _page: float, /) -> tuple[Whole | None, Whole | None]:
        return (self, None) if self.height <= room else (None, self)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who confirmed with the own password, and when: printed under the line for the signature."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A label and a line to sign on."""

    label: str
    confirmed: Confirmed | None = None


class Signatures(Whole):
    """Rows of lines to sign on. The last one leaves room for the seal and the date at its right. Never draws a seal."""

    def __init__(self, rows: Sequence[Sequence[Signature]], width: float, *, gap: float = 9.0) -> None:
        self.gap = gap
        self._width = width
        self._rows = rows
        self._pitch = 15 * MM if any(signature.confirmed for row in rows for signature in row) else 11 * MM

    @property
    def height(self) -> float:
        return self._pitch * len(self._rows)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        third = self._width / 3
        for number, row in enumerate(self._rows):
            y = top - self._pitch * number - 6 * MM
            for place, signature in enumerate(row):
                self._sign(pen, x + place * third, y, third - 6 * MM, signature)
        pen.text(x + self._width * 0.42, y, tr("Unit (seal)"), size=_SIGN)
        pen.text(x + self._width, y, tr("Year      Month      Day"), size=_SIGN, align=Align.RIGHT)

    def _sign(self, pen: Pen, x: float, y: float, width: float, signature: Signature) -> None:
        label = tr("{label}:|signature", label=signature.label)
        size = min(_SIGN, _SIGN * width * 0.6 / fonts.regular().width(label, _SIGN))
        pen.text(x, y, label, size=size)
        start = x + fonts.regular().width(label, size) + 1 * MM
        pen.line(start, y - 2.5, x + width, y - 2.5, width=THIN)
        if signature.confirmed:
            text = tr("{name} confirmed {at}|paper", name=signature.confirmed.name, at=signature.confirmed.at)
            room = width + 5 * MM
            size = min(SMALL, SMALL * room / fonts.regular().width(text, SMALL))
            pen.text(x, y - 2.5 - 1.25 * SMALL, text, size=size)


class Note(Whole):
    """Small print of a few lines: what the marks mean, doubts about the clock. Not for text of any length."""

    def __init__(self, text: str, width: float, *, size: float = SMALL, gap: float = 4.0) -> None:
        self.gap = gap
        self._size = size
        self._lines = wrap(text, width, size, fonts.regular())

    @property
    def height(self) -> float:
        return len(self._lines) * self._size * 1.35

    def draw(self, pen: Pen, x: float, top: float) -> None:
        paragraph(pen, x, top, self._lines, size=self._size, leading=self._size * 1.35)


def standing(void: str | None, doubts: Sequence[str], width: float) -> Iterator[Note]:
    """Why a record does not count (`void`: the reason, None for one that does), and what is doubtful about it."""
    if void is not None:
        yield Note(tr("Void: {reason}|paper", reason=void), width, size=11)
    for doubt in doubts:
        yield Note(tr("Note: {text}|paper", text=doubt), width, size=9)


def facts(pairs: Sequence[tuple[str, str]], width: float) -> Table:
    """A grid of names and values, two to a row."""
    padded = [*pairs, ("", "")] if len(pairs) % 2 else [*pairs]
    rows: list[Row] = [(*left, *right) for left, right in zip(padded[::2], padded[1::2], strict=True)]
    name = _label_mm([name for name, _ in pairs], most=28)
    # The right half is wider: a duty's time is the longest fact.
    values = width / MM - 2 * name
    columns = [Column(mm=name, label=True), Column(mm=values * 0.455), Column(mm=name, label=True), Column()]
    return Table(columns, rows, width, head=False)


def points(label: str, texts: Sequence[str], width: float, *, gap: float = 10.0) -> Table:
    """A box: its name at the left, numbered points beside it; "none" when there are none. Goes on over pages."""
    rows: list[Row] = [(label if number == 1 else "", f"{number}.", text) for number, text in enumerate(texts, start=1)]
    columns = [Column(mm=_label_mm([label], most=40), label=True), Column(mm=7, align=Align.RIGHT), Column()]
    return Table(columns, rows or [(label, "", tr("None|points"))], width, head=False, ruled=False, gap=gap)


def remark(label: str, text: str, width: float, *, gap: float = 10.0) -> Table:
    """A box with its name at the left and text of any length beside it."""
    columns = [Column(mm=_label_mm([label], most=40), label=True), Column()]
    return Table(columns, [(label, text)], width, head=False, ruled=False, gap=gap)


def _label_mm(labels: Sequence[str], *, most: float) -> float:
    """The width of a column of names: of the widest one, within bounds."""
    widest = max(fonts.bold().width(label, BODY) for label in labels) + 2 * PADDING + 0.5
    return min(most, max(LABEL_MM, widest / MM))
