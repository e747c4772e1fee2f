"""Charts as plain shapes, in points from the upper left corner: one module for paper, screen and web page. Pure; draws on nothing itself.

Two series differ by a solid and a hatched fill, every column that has room has its number: a photocopy and a colour-blind reader lose
nothing. A pen (`printing`), a painter (`gui`) or an SVG writer (`export.svg`) draws the shapes of a `Chart` one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LABEL, TITLE = 8.0, 10.0
"""Sizes of text; the title is bold."""
HEIGHT = 120.0
"""Of a chart of upright columns."""
_ROW = 14.0
_HEAD = 20.0
_NUMBER_ROOM = 40.0


@dataclass(frozen=True, slots=True)
class Line:
    """`dashed`: a mark to compare with, not an axis."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


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

    @property
    def size(self) -> float:
        return TITLE if self.bold else LABEL


Shape = Line | Box | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers of one kind, one for each label."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`spoken` is the chart in words, for those who cannot see it."""

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    spoken: str


def columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    width: float,
    height: float = HEIGHT,
    *,
    mark: tuple[str, float] | None = None,
) -> Chart:
    """Upright columns side by side for each label; at most so many labels as have room are written. `mark`: a value to compare with."""
    shapes: list[Shape] = [Text(0, 10, title, bold=True), *_legend(series, width)]
    top, bottom = 26.0, height - 14
    most = max((value for one in series for value in one.values), default=0)
    most = max(most, mark[1] if mark else 0) or 1
    slot = width / max(1, len(labels))
    thick = min(18.0, slot * 0.7 / max(1, len(series)))
    every = max(1, round(30 / slot + 0.49))
    numbered = slot / max(1, len(series)) > 11
    for at, label in enumerate(labels):
        left = at * slot + (slot - thick * len(series)) / 2
        for number, one in enumerate(series):
            tall = (bottom - top) * one.values[at] / most
            if tall:
                shapes += _bar(left + number * thick, bottom - tall, thick - 1, tall, solid=number == 0)
                if numbered:
                    middle = left + number * thick + thick / 2
                    shapes.append(Text(middle, bottom - tall - 2, f"{one.values[at]:g}", "centre"))
        if at % every == 0:
            half = _wide(label) / 2
            shapes.append(Text(min(max(at * slot + slot / 2, half), width - half), height - 4, label, "centre"))
    shapes.append(Line(0, bottom, width, bottom))
    if mark:
        y = bottom - (bottom - top) * mark[1] / most
        shapes += [Line(0, y, width, y, dashed=True), Line(width - 110, 7, width - 98, 7, dashed=True)]
        shapes.append(Text(width - 94, 10, f"{mark[0]} {mark[1]:g}"))
    if not numbered:
        shapes += [Text(0, top - 3, f"{most:g}"), Line(0, top, 6, top)]
    return Chart(title=title, width=width, height=height, shapes=tuple(shapes), spoken=_spoken(title, labels, series))


def bars(title: str, rows: Sequence[tuple[str, float]], width: float, *, most_name_width: float = 130) -> Chart:
    """A lying bar for each row with its name at the left and its number at the end; a name that has no room is cut short."""
    shapes: list[Shape] = [Text(0, 10, title, bold=True)]
    most = max((value for _, value in rows), default=0) or 1
    name_width = min(most_name_width, max((_wide(name) for name, _ in rows), default=0) + 8)
    room = width - name_width - _NUMBER_ROOM
    for at, (name, value) in enumerate(rows):
        y = _HEAD + at * _ROW
        shapes.append(Text(name_width - 6, y + 8, _fitting(name, name_width - 6), "right"))
        if value:
            shapes += _bar(name_width, y, room * value / most, 9, solid=True)
        shapes.append(Text(name_width + room * value / most + 4, y + 8, f"{value:g}"))
    shapes.append(Line(name_width, 18, name_width, _HEAD + len(rows) * _ROW))
    height = 24 + len(rows) * _ROW
    return Chart(title=title, width=width, height=height, shapes=tuple(shapes), spoken=_spoken(title, [], [], rows))


def _wide(text: str) -> float:
    """About how wide a label is: Chinese characters are as wide as the text is high, others a good half of it."""
    return sum(LABEL * (0.58 if char.isascii() else 1) for char in text)


def _fitting(name: str, width: float) -> str:
    """A name, or as much of it as has room."""
    if _wide(name) <= width:
        return name
    while len(name) > 1 and _wide(name) > width - LABEL:
        name = name[:-1]
    return f"{name}…"


def _spoken(title: str, labels: Sequence[str], series: Sequence[Series], rows: Sequence[tuple[str, float]] = ()) -> str:
    told = [f"{name} {value:g}" for name, value in rows]
    for one in series:
        own = [f"{label} {value:g}" for label, value in zip(labels, one.values, strict=True) if value]
        told.append(", ".join(([f"{one.name}:"] if len(series) > 1 else []) + own))
    return f"{title}: {'; '.join(told)}"


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
