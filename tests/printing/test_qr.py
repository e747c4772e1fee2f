from __future__ import annotations

import segno

from checkpoint_app.printing import reading, shift_log
from checkpoint_app.printing.page import FOOT, QR_SIDE, RIGHT
from checkpoint_app.printing.pen import MM
from tests.printing.samples import STAMP, drawn, shift_log_content

DPI = 288


def test_the_symbol_on_every_page_holds_the_id() -> None:
    """Read as a telephone would: the middle of each module dark or light."""
    pdf, _ = drawn(shift_log.draw, shift_log_content(rows=40))
    expected = [list(map(bool, row)) for row in segno.make_qr(STAMP.id, error="m").matrix]
    for page in range(reading.page_count(pdf)):
        assert modules(reading.render(pdf, page, DPI), len(expected)) == expected


def modules(picture: reading.Picture, count: int) -> list[list[bool]]:
    scale = DPI / 72
    left, top = picture.width - (RIGHT + QR_SIDE) * scale, picture.height - (FOOT + QR_SIDE) * scale
    module = QR_SIDE * scale / count
    return [
        [dark(picture, int(left + (column + 0.5) * module), int(top + (row + 0.5) * module)) for column in range(count)]
        for row in range(count)
    ]


def dark(picture: reading.Picture, x: int, y: int) -> bool:
    return picture.pixels[(y * picture.width + x) * 4] < 128


def test_it_is_large_enough_for_a_photocopy() -> None:
    assert QR_SIDE >= 18 * MM
