"""A chart as SVG for a web page: `currentColor` on nothing, so that the page decides about day and night. No script, no style, no font."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from checkpoint_app.model import text
from checkpoint_app.model.charts import Box, Chart, Line, Shape, Text

_ANCHOR = {"left": "start", "centre": "middle", "right": "end"}


def draw(chart: Chart) -> str:
    """One `<svg>` element that scales with its place; a screen reader reads the chart's words."""
    size = f'viewBox="0 0 {_n(chart.width)} {_n(chart.height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} width="100%" role="img" aria-label={quoteattr(text.visible(chart.spoken))}>'
    return "".join([head, *_elements(chart.shapes), "</svg>"])


def _elements(shapes: tuple[Shape, ...]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Line(x1, y1, x2, y2, dashed):
                dash = ' stroke-dasharray="4 3"' if dashed else ""
                yield f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" stroke="currentColor" stroke-width="0.6"{dash}/>'
            case Box(x, y, width, height, fill):
                place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
                yield f'<rect {place} fill="{"currentColor" if fill else "none"}" stroke="currentColor" stroke-width="0.6"/>'
            case Text(x, y, written, align, bold):
                weight = ' font-weight="bold"' if bold else ""
                place = f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(shape.size)}" text-anchor="{_ANCHOR[align]}"'
                yield f'<text {place} fill="currentColor"{weight}>{escape(text.visible(written))}</text>'


def _n(value: float) -> str:
    return f"{round(value, 2):g}"
