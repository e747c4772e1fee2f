"""A form's points with every answer beside a box, the chosen one ticked: the printed face of a checklist with options of its own.

The tick is a character, so that the text of the page says what was chosen (`reading.page_texts`), and stands in a drawn box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from checkpoint_app.printing import fonts
from checkpoint_app.printing.bands import PADDING
from checkpoint_app.printing.pen import BODY, HAIR, LEADING, MM, THICK, THIN, Pen, baseline
from checkpoint_app.printing.text import wrap

SECTION_MM = 20.0
POINT_MM = 44.0
ABOVE = 2.4
"""White space above and below a row, in points: a whole form goes onto two pages."""
BOX = 7.6
_AFTER_BOX = 3.0
_BETWEEN = 11.0
TICK = "✓"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the words to choose from."""

    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A question with its answers; `note` stands below them."""

    section: str
    label: str
    answers: tuple[Answer, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A point set into lines. `placed`: (x, line, text, chosen or None for a text without a box)."""

    section: str
    label: tuple[str, ...]
    placed: tuple[tuple[float, int, str, bool | None], ...]
    height: float


class Ticks:
    """A block of points, divided between pages at their edges."""

    def __init__(
        self,
        points: Sequence[Point],
        width: float,
        *,
        point_mm: float = POINT_MM,
        section_mm: float = SECTION_MM,
        gap: float = 6.0,
    ) -> None:
        self.width = width
        self.gap = gap
        self.section, self.label = max(section_mm * MM, _longest_word(points)), point_mm * MM
        self._rows = tuple(self._set(point) for point in points)

    @property
    def height(self) -> float:
        return sum(row.height for row in self._rows)

    def split(self, room: float, _page: float, /) -> tuple[Ticks | None, Ticks | None]:
        taken, left = 0, room
        while taken < len(self._rows) and self._rows[taken].height <= left:
            left -= self._rows[taken].height
            taken += 1
        if taken == len(self._rows):
            return self, None
        return (self._with(self._rows[:taken]) if taken else None), self._with(self._rows[taken:])

    def draw(self, pen: Pen, x: float, top: float) -> None:
        y = top
        lines: list[tuple[float, float, float, float]] = []
        for section, run in groupby(self._rows, key=lambda row: row.section):
            rows = list(run)
            height = sum(row.height for row in rows)
            pen.shade(x, y - height, self.section, height)
            self._name(pen, x, y, section, height)
            lines.append((x, y, x + self.width, y))
            for row in rows:
                self._draw_row(pen, x + self.section, y, row)
                y -= row.height
                lines.append((x + self.section, y, x + self.width, y))
        lines += [(edge, top, edge, y) for edge in (x + self.section, x + self.section + self.label)]
        pen.lines(lines, width=THIN)
        pen.box(x, y, self.width, top - y, line=THICK)

    def _with(self, rows: tuple[_Row, ...]) -> Ticks:
        made = Ticks((), self.width, point_mm=self.label / MM, section_mm=self.section / MM, gap=self.gap)
        made._rows = rows
        return made

    def _set(self, point: Point) -> _Row:
        room = self.width - self.section - self.label - 2 * PADDING
        label = wrap(point.label, self.label - 2 * PADDING, BODY, fonts.regular())
        placed, count = _flow(point.answers, room)
        note = wrap(point.note, room, BODY, fonts.regular()) if point.note else ()
        placed += [(0.0, count + number, text, None) for number, text in enumerate(note)]
        lines = max(len(label), count + len(note), 1)
        return _Row(point.section, label, tuple(placed), lines * LEADING + 2 * ABOVE)

    def _name(self, pen: Pen, x: float, top: float, section: str, height: float) -> None:
        lines = wrap(section, self.section - 2 * PADDING, BODY, fonts.bold())
        lines = lines[: max(1, int((height - ABOVE) / LEADING))]
        start = top - max(ABOVE, (height - len(lines) * LEADING) / 2)
        for number, line in enumerate(lines):
            pen.text(x + PADDING, baseline(start, number), line, bold=True)

    def _draw_row(self, pen: Pen, x: float, top: float, row: _Row) -> None:
        for number, line in enumerate(row.label):
            pen.text(x + PADDING, baseline(top - ABOVE, number), line)
        start = x + self.label + PADDING
        for offset, below, text, chosen in row.placed:
            y = baseline(top - ABOVE, below)
            if chosen is None:
                pen.text(start + offset, y, text)
                continue
            _box(pen, start + offset, y, chosen=chosen)
            pen.text(start + offset + BOX + _AFTER_BOX, y, text, bold=chosen)


def _longest_word(points: Sequence[Point]) -> float:
    """The room that the longest Latin word among the sections needs: it is not divided."""
    words = {word for point in points for word in point.section.split() if point.section.isascii()}
    return max((fonts.bold().width(word, BODY) for word in words), default=0.0) + 2 * PADDING + 1


def _box(pen: Pen, x: float, y: float, *, chosen: bool) -> None:
    middle = y + fonts.MIDDLE * BODY
    pen.box(x, middle - BOX / 2, BOX, BOX, line=THICK if chosen else HAIR * 1.5)
    if chosen:
        pen.text(x + 0.6, y, TICK, bold=True)


def _flow(answers: Sequence[Answer], room: float) -> tuple[list[tuple[float, int, str, bool | None]], int]:
    """Boxes with their words side by side, as many in a line as fit; how many lines they take."""
    placed: list[tuple[float, int, str, bool | None]] = []
    x, line = 0.0, 0
    for answer in answers:
        typeface = fonts.bold() if answer.chosen else fonts.regular()
        inner = room - BOX - _AFTER_BOX
        texts = list(_lines(answer.text, inner, bold=answer.chosen))
        width = BOX + _AFTER_BOX + max(typeface.width(text, BODY) for text in texts)
        if x and x + width > room:
            x, line = 0.0, line + 1
        placed.append((x, line, texts[0], answer.chosen))
        for text in texts[1:]:
            line += 1
            placed.append((BOX + _AFTER_BOX, line, text, None))
        x = x + width + _BETWEEN if len(texts) == 1 else room
    return placed, line + 1 if answers else 0


def _lines(text: str, room: float, *, bold: bool) -> Iterator[str]:
    yield from wrap(text, room, BODY, fonts.bold() if bold else fonts.regular())
