"""QR symbols as vector squares: the code at the foot of each page, the codes of labels. Knows nothing of what the payload means."""

from __future__ import annotations

from typing import Any

import segno

QUIET = 4
"""Modules of white space that a reader needs around the symbol (ISO/IEC 18004 §6.3.8)."""
_FORM = "qr"


def define(canvas: Any, payload: str, side: float) -> float:
    """Puts the symbol into the document once, `side` points wide without its white space (level M). Returns that white space."""
    canvas.beginForm(_FORM, 0, 0, side, side)
    quiet = put(canvas, payload, 0, 0, side)
    canvas.endForm()
    return quiet


def put(canvas: Any, payload: str, x: float, y: float, side: float) -> float:
    """A symbol that stands only once, with its lower left corner at (x, y). Returns the white space it needs around it."""
    rows = [bytes(row) for row in segno.make_qr(payload, error="m").matrix]
    module = side / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows, start=1):
        for start, length in _runs(row):
            path.rect(x + start * module, y + side - number * module, length * module, module)
    # One path, one fill: squares filled one by one show hairlines between them.
    canvas.drawPath(path, stroke=0, fill=1)
    return QUIET * module


def draw(canvas: Any, x: float, y: float) -> None:
    """Shows the defined symbol with its lower left corner at (x, y)."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(_FORM)
    canvas.restoreState()


def _runs(row: bytes) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
