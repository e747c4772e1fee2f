"""The large board: the same tiles over the whole screen, to be read from three metres. Shows, takes no reports; Esc or F11 goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.pages.school.tiles import Tiles
from checkpoint_app.i18n import tr
from checkpoint_app.store.school_board import Tile

REFRESH_MS = 15_000
_HEAD = 1 / 16
"""Of the height: the line of figures."""


class LargeBoard(QWidget):
    """`closed` when it goes away. `load` is called every quarter of a minute; what it brings comes back through `show_board`."""

    closed = Signal()

    def __init__(self, owner: QWidget, load: Callable[[], object]) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Large board"))
        self.tiles = Tiles(large=True)
        self._head = parts.label(name="large_head")
        self.setLayout(parts.column(self._head, self.tiles, gap=8, margins=(16, 8, 16, 12)))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(load)
        self._timer.start()
        for action in ("back", "large"):
            keys.bind(self, action, self.close)

    def show_board(self, head: str, tiles: Sequence[Tile]) -> None:
        self._head.setText(head)
        self._fit_head()
        self.tiles.show_tiles(tiles, [()] * len(tiles))

    def _fit_head(self) -> None:
        font = theme.font(bold=True)
        font.setPixelSize(max(18, round(self.height() * _HEAD)))
        width = QFontMetrics(font).horizontalAdvance(self._head.text())
        font.setPixelSize(max(16, min(font.pixelSize(), font.pixelSize() * (self.width() - 40) // max(width, 1))))
        self._head.setStyleSheet(f"font-size: {font.pixelSize()}px; font-weight: bold;")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self.closed.emit()
        super().closeEvent(event)
