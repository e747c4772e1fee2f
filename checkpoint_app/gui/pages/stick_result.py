"""What came of an export: written and checked, refused with what to do, or stopped by the person."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.pages.stick_list import size
from checkpoint_app.gui.pages.stick_work import Written
from checkpoint_app.i18n import tr


class ResultCard(parts.Card):
    """A sentence with a mark and a tone, details below it."""

    def __init__(self) -> None:
        self._sentence = parts.label(wrap=True, name="outcome")
        self._sentence.setFont(theme.font(theme.TITLE_PX, bold=True))
        self._details = parts.label(wrap=True, name="details")
        self._code = parts.label(kind="small", name="code")
        self._folder = ""
        self._open = parts.button(tr("Show the folder"), self._show_folder, kind="quiet", name="show_folder")
        super().__init__(parts.row(self._sentence, self._open), self._details, self._code)
        self.body.itemAt(0).layout().setStretch(0, 1)  # type: ignore[union-attr]

    def show_written(self, written: Written) -> None:
        report = written.report
        self._folder = str(report.folder)
        details = [
            tr("Folder: {folder}", folder=report.folder),
            tr("{entries} entries, {shifts} shifts", entries=report.entries, shifts=report.shifts),
            tr("{files} files, {size}", files=report.files, size=size(written.size)),
        ]
        self._show("✓ " + tr("Checked. You may pull the stick out."), "\n".join(details), "", "ok")
        self._open.show()

    def show_error(self, error: UserError) -> None:
        kept = tr("Nothing is lost: all records are safe on this machine.")
        self._show(f"× {error.text()}", f"{error.advice()}\n{kept}", error.code, "bad")

    def show_stopped(self) -> None:
        self._show(
            tr("Stopped. The stick holds no complete export."),
            tr("Nothing is lost: all records are safe on this machine."),
            "",
            "warn",
        )

    def _show(self, sentence: str, details: str, code: str, tone: str) -> None:
        self._sentence.setText(sentence)
        self._details.setText(details)
        self._code.setText(code)
        self._code.setVisible(bool(code))
        self._open.hide()
        parts.restyle(self._sentence, "kind", tone)
        parts.restyle(self, "tone", tone if tone != "ok" else "")
        self.show()

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))
