"""Rows over any number of pages, in time proportional to their number.

Head repeated on each page, long rows divided, "blank below" in the first empty row with a diagonal to the bottom rule, so that
nothing can be added by hand. Also grids of facts (label columns, no head) and boxes of numbered points (no inner rules).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from checkpoint_app.i18n import tr
from checkpoint_app.printing import fonts
from checkpoint_app.printing.bands import ABOVE, PADDING, ROW, Band, Column, Lines, Row, Setter
from checkpoint_app.printing.pen import BODY, LEADING, THICK, THIN, Align, Pen, baseline
from checkpoint_app.printing.text import wrap

HEADING = 11.0
"""Size of the line above a table."""
UNDER_HEADING = 3.0
INSET = 3.0
"""White space inside a box without rules, above and below its lines."""
LEAST_DIAGONAL = 12.0
"""Less empty room than this below "blank below" stays as it is."""
DIVIDED_FROM = 1 / 4
"""Rows higher than this part of a page may be divided; smaller ones move to the next page whole."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a table: its name, and figures at the right which only the first page shows."""

    title: str
    totals: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        return max(1, len(self.totals)) * LEADING + UNDER_HEADING if self.title or self.totals else 0.0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        pen.text(x, baseline(top, 0), self.title, size=HEADING, bold=True)
        for number, line in enumerate(self.totals):
            pen.text(x + width, baseline(top, number), line, align=Align.RIGHT)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its rows a table goes on: the next row, and what of the one before is still to stand on paper."""

    following: int = 0
    carried: tuple[Band, ...] = ()
    begun: bool = False


class Table:
    """A block of rows. `closed` writes "blank below" after the last one, `filling` adds the diagonal down to what follows.

    `head` shows the column titles; without it no cell is moved below its row. `ruled=False` leaves the lines between cells out.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        width: float,
        *,
        title: str = "",
        totals: str = "",
        head: bool = True,
        closed: bool = False,
        filling: bool = False,
        ruled: bool = True,
        gap: float = 0.0,
    ) -> None:
        self.width = width
        self.gap = gap
        self.closed = closed
        self.filling = filling
        self.ruled = ruled
        self.inset = 0.0 if ruled else INSET
        self.setter = Setter(columns, width, towers=not head, above=ABOVE if ruled else 0.0)
        self.head = self.setter.head() if head else None
        self._title = title
        self._totals = _totals(title, totals, width)
        self._rows = rows
        self.place = Place()

    @property
    def height(self) -> float:
        """Of all rows, as if the page were endless."""
        part, _ = self.split(float("inf"), float("inf"))
        return part.height if part else 0.0

    def split(self, room: float, page: float, /) -> tuple[Slice | None, Table | None]:
        """What fits into `room` points, and the rest. `page` is the room of a whole page."""
        slice_ = Slice(self, self._heading(), ())
        left = room - slice_.height
        taken: list[Band] = []
        waiting = deque(self.place.carried)
        following = self.place.following
        while waiting or following < len(self._rows):
            if not waiting:
                waiting.extend(self.setter.bands(self._rows[following]))
                following += 1
            band = waiting[0]
            if band.height <= left:
                left -= band.height
                taken.append(waiting.popleft())
                continue
            parts = band.split(left) if band.height > page * DIVIDED_FROM else None
            if parts:
                taken.append(parts[0])
                waiting[0] = parts[1]
            break
        whole = not waiting and following == len(self._rows)
        if whole and (not self.closed or left >= ROW):
            return replace(slice_, bands=tuple(taken), ends=True), None
        if not taken:
            return None, self
        return replace(slice_, bands=tuple(taken)), self._from(Place(following, tuple(waiting), begun=True))

    def _heading(self) -> Heading:
        if self.place.begun:
            return Heading(tr("{title} (continued)", title=self._title) if self._title else "")
        return Heading(self._title, self._totals)

    def _from(self, place: Place) -> Table:
        rest = copy(self)
        rest.place = place
        rest.gap = 0.0
        return rest


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a table that stands on one page. `ends`: with the last row; `diagonal`: height of the crossed-out room."""

    table: Table
    heading: Heading
    bands: tuple[Band, ...]
    ends: bool = False
    diagonal: float = 0.0

    @property
    def stretches(self) -> bool:
        return self.ends and self.table.filling

    @property
    def height(self) -> float:
        head = self.table.head.height if self.table.head else 0.0
        blank = ROW if self.ends and self.table.closed else 0.0
        rows = sum(band.height for band in self.bands)
        return self.heading.height + head + rows + blank + self.diagonal + 2 * self.table.inset

    def stretched(self, extra: float) -> Slice:
        """The same with `extra` points more of crossed-out room."""
        return replace(self, diagonal=extra) if extra >= LEAST_DIAGONAL else self

    def draw(self, pen: Pen, x: float, top: float) -> None:
        table = self.table
        bottom = top - self.height
        self.heading.draw(pen, x, top, table.width)
        top -= self.heading.height
        frame_top = top
        head = (table.head,) if table.head else ()
        if table.head:
            pen.shade(x, top - table.head.height, table.width, table.head.height)
        blank = (_blank(table),) if self.ends and table.closed else ()
        bands = (*head, *self.bands, *blank)
        tops = list(accumulate((-band.height for band in bands), initial=top - table.inset))
        self._shade_labels(pen, x, bands, tops)
        self._rules(pen, x, bands, tops)
        self._texts(pen, x, bands, tops)
        if self.diagonal:
            pen.line(x, tops[-1], x + table.width, bottom)
        pen.box(x, bottom, table.width, frame_top - bottom, line=THICK)

    def _shade_labels(self, pen: Pen, x: float, bands: Sequence[Band], tops: Sequence[float]) -> None:
        for column, width in zip(self.table.setter.columns, self.table.setter.widths, strict=True):
            if column.label and self.table.ruled:
                pen.shade(x, tops[len(bands)], width, tops[0] - tops[len(bands)])
            x += width

    def _rules(self, pen: Pen, x: float, bands: Sequence[Band], tops: Sequence[float]) -> None:
        if not self.table.ruled:
            return
        right = x + self.table.width
        lines = [(x, y, right, y) for y in (tops[1:] if self.diagonal else tops[1:-1])]
        inner = list(accumulate(self.table.setter.widths[:-1], initial=x))[1:]
        for span, run in groupby(range(len(bands)), lambda number: bands[number].span):
            if not span:
                numbers = list(run)
                lines += [(edge, tops[numbers[0]], edge, tops[numbers[-1] + 1]) for edge in inner]
        pen.lines(lines, width=THIN)

    def _texts(self, pen: Pen, x: float, bands: Iterable[Band], tops: Sequence[float]) -> None:
        setter = self.table.setter
        slots: list[tuple[float, float, Align]] = []
        for column, width in zip(setter.columns, setter.widths, strict=True):
            slots.append((_anchor(x, width, column.align), x + width, column.align))
            x += width
        across = [(slots[0][0] if slots[0][2] is Align.LEFT else x - self.table.width + PADDING, x, Align.LEFT)]
        for band, top in zip(bands, tops, strict=False):
            y = baseline(top - setter.above, 0)
            for part, (anchor, right, align) in zip(band.parts, across if band.span else slots, strict=True):
                if isinstance(part, str):
                    pen.text(anchor, y, part, align=align)
                else:
                    _lines(pen, anchor, right, y, part, align)


def _anchor(x: float, width: float, align: Align) -> float:
    return {Align.LEFT: x + PADDING, Align.CENTRE: x + width / 2, Align.RIGHT: x + width - PADDING}[align]


def _lines(pen: Pen, anchor: float, right: float, y: float, part: Lines, align: Align) -> None:
    typeface = fonts.bold() if part.bold else fonts.regular()
    for number, line in enumerate(part.lines):
        pen.text(anchor, y, line, bold=part.bold, align=align)
        if number >= part.struck and line:
            start = anchor if align is Align.LEFT else right - PADDING - typeface.width(line, BODY)
            middle = y + fonts.MIDDLE * BODY
            pen.line(start - 1, middle, start + typeface.width(line, BODY) + 1, middle, width=THICK)
        y -= LEADING


def _totals(title: str, totals: str, width: float) -> tuple[str, ...]:
    room = width - fonts.bold().width(title, HEADING) - 2 * HEADING
    return wrap(totals, room, BODY, fonts.regular()) if totals else ()


def _blank(table: Table) -> Band:
    """The row "blank below": in the first column from the third on that is wide enough, as by hand."""
    text = tr("Blank below")
    needed = fonts.regular().width(text, BODY) + 2 * PADDING
    columns = table.setter.widths
    place = next((number for number, width in enumerate(columns) if number >= 2 and width >= needed), len(columns) - 1)
    return Band(tuple(text if number == place else "" for number in range(len(columns))))
