"""A list from a sheet into a register: first what would be refused, then all good rows in one go; and the empty sheet to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box
from checkpoint_app.gui.pages.register_sheets import Preview, Refusal, empty_sheet, preview, take_over
from checkpoint_app.gui.runner import Operation, Runner
from checkpoint_app.i18n import tr

_MOST_HIGH_PX = 300
_MOST_SHOWN = 200
"""So many refused rows are written out; the sheet wants mending long before that."""


def _sheets() -> str:
    return tr("Sheets") + " (*.xlsx *.csv)"


def import_sheet(owner: QWidget, noun: str, *, runner: Runner) -> None:
    """Asks for the file, reads it, and shows what would come of it."""
    dialog = QFileDialog(owner, tr("Import a sheet"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(_sheets())
    dialog.fileSelected.connect(lambda name: read_sheet(owner, noun, Path(name), runner=runner))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save_empty_sheet(owner: QWidget, noun: str, *, runner: Runner) -> None:
    """Asks where to, and writes the sheet with its heads."""
    dialog = QFileDialog(owner, tr("Save the empty sheet"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(_sheets())
    dialog.setDefaultSuffix("xlsx")
    dialog.selectFile((tr("Officers") if noun == "officer" else tr("Sites")) + ".xlsx")
    dialog.fileSelected.connect(lambda name: write_empty_sheet(owner, noun, Path(name), runner=runner))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def read_sheet(owner: QWidget, noun: str, file: Path, *, runner: Runner) -> None:
    """Reads the file and opens the preview; nothing is written yet."""
    Operation(owner, lambda store, _: preview(store, noun, file), runner=runner, reading=True).with_progress(
        tr("Reading {file}", file=file.name)
    ).on_success(lambda found: ImportBox(owner, noun, found, runner=runner)).start()


def write_empty_sheet(owner: QWidget, noun: str, file: Path, *, runner: Runner) -> None:
    """The empty sheet, and a word that it is there."""

    def said(_: None) -> None:
        box = Box(owner, tr("The empty sheet is written."), detail=str(file), name="sheet_written")
        close = parts.button(tr("Close|window"), box.accept, kind="primary", name="close")
        box.buttons(close)
        box.open()
        close.setFocus()

    Operation.beside(owner, lambda _: empty_sheet(noun, file), runner=runner).on_success(said).start()


class ImportBox(Box):
    """How many rows are good; the refused ones with line and reason; one button that takes the good ones over."""

    def __init__(self, owner: QWidget, noun: str, found: Preview, *, runner: Runner) -> None:
        things: list[QWidget] = []
        if found.refused:
            area = parts.scrolled(_refusals(found.refused[:_MOST_SHOWN]))
            area.setFixedHeight(
                min(theme.px(_MOST_HIGH_PX), (theme.row_height() + 8) * min(len(found.refused), _MOST_SHOWN) + 24)
            )
            things.append(parts.label(tr("× {count} rows are refused:", count=len(found.refused)), "bad"))
            things.append(area)
        question = (
            tr("Take over {count} rows?", count=found.good)
            if found.good
            else tr("There is nothing to take over in {file}.", file=found.file.name)
        )
        detail = tr(
            "Rows that are on file already are brought up to date. Mend the refused ones in the sheet and import it again."
        )
        super().__init__(owner, question, *things, detail=detail, name="import")
        self.setMinimumWidth(theme.px(640))
        self._noun, self._found, self._runner = noun, found, runner
        cancel = parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel")
        self._do = parts.button(tr("Take over {count} rows", count=found.good), self.take_over, kind="primary", name="do")
        self._do.setEnabled(found.good > 0)
        self.buttons(cancel, self._do)
        self.open()
        (self._do if found.good else cancel).setFocus()

    def take_over(self) -> None:
        """All good rows, in one transaction."""
        self._do.setEnabled(False)
        noun, found = self._noun, self._found
        Operation(self, lambda store, _: take_over(store, noun, found), runner=self._runner).with_progress(
            tr("Taking the rows over")
        ).on_success(lambda _: self.accept()).on_cancelled(lambda: self._do.setEnabled(True)).start()


def _refusals(refused: Sequence[Refusal]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 4, 12, 4)
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(2, 1)
    for at, row in enumerate(refused):
        grid.addWidget(parts.label(tr("line {line}", line=row.line), "soft"), at, 0)
        grid.addWidget(parts.label(row.name, "strong"), at, 1)
        grid.addWidget(parts.label(row.reason, wrap=True), at, 2)
    grid.setRowStretch(len(refused), 1)
    return made
