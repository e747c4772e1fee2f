"""One-time passwords, shown once and printed on slips of an A4 sheet. They are kept nowhere: closing the box forgets them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box
from checkpoint_app.i18n import tr
from checkpoint_app.model.text import visible
from checkpoint_app.store.accounts import Slip

_MARGIN_MM = 15.0
_MOST_HIGH_PX = 320


class SlipsBox(Box):
    """The passwords one below the other, Print, and a button that says they were handed on. Esc does not lose them."""

    def __init__(self, owner: QWidget, slips: Sequence[Slip], *, unit: str) -> None:
        self._slips, self._unit = tuple(slips), unit
        area = parts.scrolled(_list(slips))
        super().__init__(
            owner,
            tr("One-time passwords for {count} people", count=len(slips)),
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
        self.buttons(self._done, self._print_button)
        self.open()
        self._print_button.setFocus()

    def reject(self) -> None:
        """Esc and the cross of the window: the passwords would be gone, so only the button closes."""
        self._done.setFocus()

    def print_slips(self) -> None:
        """Asks the printer's questions, then prints; the box stays until the slips are in hand."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        _set_page(printer)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(tr("Print the slips"))
        dialog.accepted.connect(lambda: document(self._slips, self._unit, printer).print_(printer))
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


def _set_page(device: QPagedPaintDevice) -> None:
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter)


def document(slips: Sequence[Slip], unit: str, device: QPagedPaintDevice) -> QTextDocument:
    """The slips for this page, black on white whatever the theme; a slip is never cut by the end of a page."""
    made = QTextDocument()
    font = QFont(theme.FAMILY)
    font.setPointSizeF(11)
    made.setDefaultFont(font)
    made.documentLayout().setPaintDevice(device)
    made.setHtml("".join(_slip(slip, unit) for slip in slips))
    page = device.pageLayout().paintRectPixels(device.logicalDpiX())
    made.setPageSize(QSizeF(page.size()))
    made.setDocumentMargin(0)
    return made


def _slip(slip: Slip, unit: str) -> str:
    """One slip: a table with a border, which Qt's layout keeps on one page."""
    what_to_do = tr("Log in with the badge number and this password, then set your own at once. Destroy this slip afterwards.")
    facts = [(tr("Badge number"), slip.officer.number), (tr("Name|officer"), slip.officer.name)]
    lines = [
        f"<b>{_safe(unit)}　{_safe(tr('Duty Log'))}</b>",
        "　　".join(f"{_safe(label)}　<b>{_safe(fact)}</b>" for label, fact in facts),
        f"{_safe(tr('One-time password'))}　<span style='font-size:18pt'><b>{_safe(slip.password)}</b></span>",
        f"<span style='font-size:9pt'>{_safe(what_to_do)}</span>",
    ]
    body = "<br>".join(lines)
    return (
        "<table width='100%' border='1' cellspacing='0' cellpadding='10' style='border-collapse:collapse;color:#000000;"
        f"page-break-inside:avoid'><tr><td>{body}</td></tr></table><p style='font-size:6pt;margin:0'>&nbsp;</p>"
    )


def _safe(text: str) -> str:
    return escape(visible(text))
