"""One-time passwords, shown once and printed on slips of an A4 sheet. They are kept nowhere: closing the box forgets them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box
from checkpoint_app.i18n import tr
from checkpoint_app.model.text import visible
from checkpoint_app.store.accounts import Slip

_MARGIN_MM = 12.0
_ACROSS, _DOWN = 2, 7
_PASSWORD_MM = 30.0
_MM_PER_INCH = 25.4
_MOST_HIGH_PX = 320


class SlipsBox(Box):
    """The passwords one below the other, Print, and a button that says they were handed on. Esc does not lose them."""

    def __init__(self, owner: QWidget, slips: Sequence[Slip], *, unit: str) -> None:
        self._slips, self._unit = tuple(slips), unit
        area = parts.scrolled(_list(slips))
        super().__init__(
            owner,
            tr("One-time passwords for {count} {count:person/people}", count=len(slips)),
            area,
            detail=tr(
                "They are shown only now and kept nowhere. Print the slips or copy them, and hand each to its owner in person."
            ),
            name="slips",
        )
        rows = len(slips) * (theme.row_height() + theme.GRID)
        area.setFixedHeight(min(rows + 24, theme.px(_MOST_HIGH_PX)))
        self.setMinimumWidth(theme.px(560))
        self._print_button = parts.button(tr("Print the slips"), self.print_slips, kind="primary", name="print")
        self._done = parts.button(tr("Handed on, close"), self.accept, name="done")
        self._print_button.setDefault(True)
        self.buttons(self._done, self._print_button)
        self.open()
        self._print_button.setFocus()

    def reject(self) -> None:
        """Esc and the cross of the window: the passwords would be gone, so only the button closes."""
        self._done.setFocus()

    def print_slips(self) -> None:
        """Asks the printer's questions, then prints; the box stays until the slips are in hand."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_page(printer)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(tr("Print the slips"))
        dialog.accepted.connect(lambda: paint(self._slips, self._unit, printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)


def _list(slips: Sequence[Slip]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 8, 12, 8)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(theme.GRID)
    grid.setColumnStretch(1, 1)
    for at, slip in enumerate(slips):
        password = parts.label(slip.password, "title", name="password")
        password.setAccessibleName(
            tr("One-time password of {name}: {password}", name=slip.officer.label(), password=slip.password)
        )
        grid.addWidget(parts.label(slip.officer.number), at, 0)
        grid.addWidget(parts.label(slip.officer.name), at, 1)
        grid.addWidget(password, at, 2)
    return made


def set_page(device: QPagedPaintDevice) -> None:
    """A4 with a margin that every printer can keep."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter)


def paint(slips: Sequence[Slip], unit: str, device: QPagedPaintDevice) -> None:
    """Two slips side by side, seven rows on a sheet, dashed lines to cut along; black on white whatever the theme."""
    painter = QPainter(device)
    mm = device.logicalDpiX() / _MM_PER_INCH
    width, height = device.width() / _ACROSS, device.height() / _DOWN
    for at, slip in enumerate(slips):
        place = at % (_ACROSS * _DOWN)
        if at and place == 0:
            device.newPage()
        _paint_slip(painter, QRectF(place % _ACROSS * width, place // _ACROSS * height, width, height), slip, unit, mm)
    painter.end()


def _paint_slip(painter: QPainter, area: QRectF, slip: Slip, unit: str, mm: float) -> None:
    """Whose it is, the password large, what to do with it."""
    painter.setPen(QPen(Qt.GlobalColor.black, 0.2 * mm, Qt.PenStyle.DashLine))
    painter.drawRect(area)
    inner = area.adjusted(4 * mm, 3 * mm, -4 * mm, -2 * mm)
    name = f"{tr('Badge number')} {slip.officer.number}    {slip.officer.name}"
    what_to_do = tr("Log in with the badge number and this password, then set your own at once. Destroy this slip afterwards.")
    for text, size_mm, bold, top_mm, tall_mm in (
        (f"{unit}  {tr('Duty Log')}", 3.4, False, 0.0, 6.0),
        (name, 4.2, True, 6.0, 7.0),
        (tr("One-time password"), 3.4, False, 16.2, 6.0),
        (slip.password, 6.5, True, 13.0, 11.0),
        (what_to_do, 3.0, False, 25.0, 10.0),
    ):
        font = QFont(theme.FAMILY)
        font.setPixelSize(round(size_mm * mm))
        font.setBold(bold)
        painter.setFont(font)
        left = _PASSWORD_MM * mm if text == slip.password else 0.0
        line = QRectF(inner.x() + left, inner.y() + top_mm * mm, inner.width() - left, tall_mm * mm)
        painter.drawText(
            line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), visible(text)
        )
