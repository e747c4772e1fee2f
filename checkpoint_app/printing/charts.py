"""Charts as plain shapes, in points from the upper left corner: one module for paper and screen. Draws on nothing itself.

Black on white only: two series differ by a solid and a hatched fill, every column has its number. No grey, no colour (paper is copied).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LABEL = 8.0
"""Size of the text."""


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Box:
    """`fill` solid, else an outline."""

    x: float
    y: float
    width: float
    height: float
    fill: bool


@dataclass(frozen=True, slots=True)
class Text:
    """`y` is the baseline; `align` left, centre or right of `x`."""

    x: float
    y: float
    text: str
    align: str = "left"
    bold: bool = False


Shape = Line | Box | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers of one kind, one for each label."""

    name: str
    values: Sequence[float]


def columns(title: str, labels: Sequence[str], series: Sequence[Series], width: float, height: float) -> list[Shape]:
    """Upright columns side by side for each label; at most so many labels as have room are written."""
    shapes: list[Shape] = [Text(0, 10, title, bold=True)]
    shapes += _legend(series, width)
    top, bottom = 26.0, height - 14
    most = max((value for one in series for value in one.values), default=0) or 1
    slot = width / max(1, len(labels))
    thick = min(18.0, slot * 0.7 / max(1, len(series)))
    every = max(1, round(30 / slot + 0.49))
    for at, label in enumerate(labels):
        left = at * slot + (slot - thick * len(series)) / 2
        for number, one in enumerate(series):
            tall = (bottom - top) * one.values[at] / most
            if tall:
                shapes += _bar(left + number * thick, bottom - tall, thick - 1, tall, solid=number == 0)
                if slot / len(series) > 11:
                    middle = left + number * thick + thick / 2
                    shapes.append(Text(middle, bottom - tall - 2, f"{one.values[at]:g}", "centre"))
        if at % every == 0:
            shapes.append(Text(at * slot + slot / 2, height - 4, label, "centre"))
    shapes.append(Line(0, bottom, width, bottom))
    if slot / max(1, len(series)) <= 11:
        shapes.append(Text(0, top - 3, f"{most:g}"))
        shapes.append(Line(0, top, 6, top))
    return shapes


def bars(title: str, rows: Sequence[tuple[str, float]], width: float, *, name_width: float = 130) -> list[Shape]:
    """A lying bar for each row with its name at the left and its number at the end."""
    shapes: list[Shape] = [Text(0, 10, title, bold=True)]
    most = max((value for _, value in rows), default=0) or 1
    room = width - name_width - 40
    for at, (name, value) in enumerate(rows):
        y = 20 + at * 14.0
        shapes.append(Text(name_width - 6, y + 8, name, "right"))
        if value:
            shapes += _bar(name_width, y, room * value / most, 9, solid=True)
        shapes.append(Text(name_width + room * value / most + 4, y + 8, f"{value:g}"))
    shapes.append(Line(name_width, 18, name_width, 20 + len(rows) * 14.0))
    return shapes


def bars_height(rows: Sequence[tuple[str, float]]) -> float:
    return 24 + len(rows) * 14.0


def _legend(series: Sequence[Series], width: float) -> Iterator[Shape]:
    if len(series) < 2:
        return
    for number, one in enumerate(reversed(series)):
        x = width - 110 * (number + 1)
        yield from _bar(x, 3, 12, 8, solid=one is series[0])
        yield Text(x + 16, 10, one.name)


def _bar(x: float, y: float, width: float, height: float, *, solid: bool) -> Iterator[Shape]:
    yield Box(x, y, width, height, solid)
    if solid:
        return
    step = 3.5
    offset = step
    while offset < width + height:
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        yield Line(x1, y1, x2, y2)
        offset += step
