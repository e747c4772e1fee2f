"""The pages of a PDF as pictures, one below the other, as wide as the window allows. The PDF is bytes in memory and never a file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from checkpoint_app.gui import theme
from checkpoint_app.i18n import tr

DPI = 110
NIGHT_PAPER = "#8A949E"
"""What white becomes: text on it keeps 4.5 : 1."""


def pictures(pdf: bytes, dpi: int = DPI) -> list[QImage]:
    """Each page drawn at a resolution; runs in a lane, not in the window's thread."""
    from checkpoint_app.printing import reading

    found = []
    for page in range(reading.page_count(pdf)):
        drawn = reading.render(pdf, page, dpi)
        image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32)
        found.append(image.copy())
    return found


def _dimmed(image: QImage) -> QImage:
    """White paper would blind at night: the same page in grey."""
    dark = image.copy()
    painter = QPainter(dark)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(dark.rect(), QColor(NIGHT_PAPER))
    painter.end()
    return dark


class Preview(QScrollArea):
    """Page Up and Page Down scroll; the pages keep their shape."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Preview"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._pages = QVBoxLayout(self._inside)
        self._pages.setSpacing(16)
        self._pages.setContentsMargins(0, 8, 0, 8)
        self.setWidget(self._inside)

    def show_pages(self, images: list[QImage]) -> None:
        while self._pages.count():
            item = self._pages.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, image in enumerate(images, start=1):
            page = QLabel()
            page.setPixmap(QPixmap.fromImage(_dimmed(image) if theme.tokens().dark else image))
            page.setAccessibleName(tr("Page {number} of {all}", number=number, all=len(images)))
            self._pages.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        self._pages.addStretch(1)
        self.verticalScrollBar().setValue(0)
