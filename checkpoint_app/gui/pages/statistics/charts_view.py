"""The charts of a period on the screen: the shapes of `model.charts`, drawn by Qt in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.i18n import tr
from checkpoint_app.model import charts, trends
from checkpoint_app.model.charts import Chart
from checkpoint_app.model.text import visible
from checkpoint_app.model.trends import Trends

LEAST_WIDTH = 300.0
"""In the chart's own points."""
_FLAGS = {"left": Qt.AlignmentFlag.AlignLeft, "centre": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}


class ChartPicture(QWidget):
    """The chart of one number in the list that `trends.drawn` gives; drawn anew for any width, its labels as large as small text."""

    def __init__(self, shown: Trends, number: int) -> None:
        super().__init__()
        self._trends, self._number = shown, number
        self.setAccessibleName(self.chart().spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(self.chart().height * self._scale()) + 8)

    def sizeHint(self) -> QSize:
        return QSize(round(LEAST_WIDTH * self._scale()), self.height())

    def chart(self) -> Chart:
        """As it is drawn now."""
        return trends.drawn(self._trends, max(LEAST_WIDTH, self.width() / self._scale()))[self._number]

    @staticmethod
    def _scale() -> float:
        return theme.px(theme.SMALL_PX) / charts.LABEL

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.scale(self._scale(), self._scale())
        bar, text, axis = QColor(tokens.primary), QColor(tokens.text), QColor(tokens.border)
        for shape in self.chart().shapes:
            match shape:
                case charts.Line(x1, y1, x2, y2, dashed):
                    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
                    painter.setPen(QPen(text if dashed else axis, 0.7, style))
                    painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
                case charts.Box(x, y, width, height, fill):
                    painter.setPen(QPen(bar, 0.7))
                    painter.setBrush(bar if fill else Qt.BrushStyle.NoBrush)
                    painter.drawRect(QRectF(x, y, width, height))
                case charts.Text():
                    self._write(painter, shape, text)
        painter.end()

    @staticmethod
    def _write(painter: QPainter, shape: charts.Text, colour: QColor) -> None:
        font = theme.font(bold=shape.bold)
        font.setPixelSize(round(shape.size))
        painter.setFont(font)
        painter.setPen(colour)
        wide = 2000.0
        left = {"left": shape.x, "centre": shape.x - wide / 2, "right": shape.x - wide}[shape.align]
        box = QRectF(left, shape.y - shape.size * 1.2, wide, shape.size * 1.6)
        painter.drawText(box, int(_FLAGS[shape.align] | Qt.AlignmentFlag.AlignVCenter), visible(shape.text))


class ChartsView(QWidget):
    """All charts of a period, two side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        area = parts.scrolled(self._content)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(tr("Charts|statistics"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def show_trends(self, shown: Trends) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        count = len(trends.drawn(shown, LEAST_WIDTH))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        for number in range(count):
            grid.addWidget(parts.Card(ChartPicture(shown, number), None), number // 2, number % 2)
        if not count:
            grid.addWidget(parts.label(tr("No figures."), "soft"), 0, 0)
        self._rows.addWidget(holder)
        self._rows.addStretch(1)
