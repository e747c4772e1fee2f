"""A list from a sheet into a register: first what would be refused, then all good rows in one go; and the empty sheet to fill in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box, choose_file, show_error
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.export.registers import Judged, Reading

_MOST_HIGH_PX = 300
_TOP = Qt.AlignmentFlag.AlignTop
_MOST_SHOWN = 200
"""So many refused rows are written out; the sheet wants mending long before that."""


def _sheets() -> str:
    return tr("Sheets") + " (*.xlsx *.csv)"


def title(noun: str) -> str:
    """What the register is called."""
    titles = {
        "officer": tr("Officers"),
        "site": tr("Sites"),
        "school": tr("Schools"),
        "premises": tr("Premises"),
        "equipment": tr("Fire equipment"),
        "roster": tr("Roster"),
    }
    return titles[noun]


def of_several(button: QPushButton, nouns: Sequence[str], then: Callable[[str], object]) -> None:
    """Lets a button ask first which register is meant: a menu below it, for the keyboard too."""
    menu = QMenu(button)
    for noun in nouns:
        menu.addAction(title(noun)).triggered.connect(lambda _=False, noun=noun: then(noun))
    parts.give_menu(button, menu)


def import_sheet(owner: QWidget, noun: str, *, runner: Runner, say: Callable[[str], object]) -> None:
    """Asks for the file, reads it, and shows what would come of it."""
    choose_file(owner, tr("Import a sheet"), lambda file: read_sheet(owner, noun, file, runner=runner, say=say), kinds=_sheets())


def save_empty_sheet(owner: QWidget, noun: str, *, runner: Runner, say: Callable[[str], object]) -> None:
    """Asks where to, and writes the sheet with its heads."""
    name = f"{title(noun)}.xlsx"

    def chosen(file: Path) -> None:
        write_empty_sheet(noun, file, owner, runner=runner, say=say)

    choose_file(owner, tr("Save the empty sheet"), chosen, kinds=_sheets(), name=name, save=True)


def read_sheet(owner: QWidget, noun: str, file: Path, *, runner: Runner, say: Callable[[str], object]) -> None:
    """Reads the file and opens the preview; nothing is written yet."""

    def work(store: Store, progress: Progress) -> Reading:
        from checkpoint_app.export import registers

        return registers.read(noun, file, store, step=progress.report)

    Operation(owner, work, runner=runner, reading=True).with_progress(tr("Reading {file}", file=file.name)).on_success(
        lambda found: ImportBox(owner, noun, file, found, runner=runner, say=say)
    ).start()


def write_empty_sheet(noun: str, file: Path, owner: QWidget, *, runner: Runner, say: Callable[[str], object]) -> None:
    """The sheet with its heads; where it is stands in the status bar."""

    def work(_progress: Progress) -> None:
        from checkpoint_app.export import empty_sheet

        empty_sheet.write(noun, file)

    Operation.beside(owner, work, runner=runner).on_success(lambda _: say(tr("Written: {file}", file=file))).start()


class ImportBox(Box):
    """How many rows are good; the others with line and reason; one button that takes the good ones over, in one transaction."""

    def __init__(
        self, owner: QWidget, noun: str, file: Path, found: Reading, *, runner: Runner, say: Callable[[str], object]
    ) -> None:
        good, refused = found.good, found.refused
        noted = refused + [row for row in good if row.problems]
        things: list[QWidget] = []
        if refused:
            things.append(parts.label(tr("× {count} {count:row is/rows are} refused.", count=len(refused)), "bad"))
        if noted:
            things.append(_scrolled_notes(noted[:_MOST_SHOWN]))
        if len(noted) > _MOST_SHOWN:
            things.append(parts.label(tr("And {count} more {count:row/rows}.", count=len(noted) - _MOST_SHOWN), "soft"))
        if found.ignored:
            heads = ", ".join(found.ignored)
            things.append(parts.label(tr("Columns that were not read: {heads}", heads=heads), "soft", wrap=True))
        question = tr("Take over {count} {count:row/rows}?", count=len(good))
        detail = tr(
            "Rows that are on file already are brought up to date. Mend the refused ones in the sheet and import it again."
        )
        if not good:
            question, detail = tr("There is nothing to take over in {file}.", file=file.name), ""
        super().__init__(owner, question, *things, detail=detail, name="import")
        self.setMinimumWidth(theme.px(760))
        self._noun, self._good, self._runner, self._say = noun, good, runner, say
        cancel = parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel")
        self._do = parts.button(tr("Take over {count} rows", count=len(good)), self.take_over, kind="primary", name="do")
        self._do.setEnabled(bool(good))
        self.buttons(cancel, self._do)
        first = self._do if good else cancel
        first.setDefault(True)
        self.open()
        first.setFocus()

    def take_over(self) -> None:
        self._do.setEnabled(False)
        noun, good = self._noun, self._good

        def work(store: Store, progress: Progress) -> Saved[int]:
            from checkpoint_app.export import registers

            changed, changes = registers.write(store, noun, good, step=progress.report)
            return Saved(value=changed, changes=changes)

        taking = Operation(self, work, runner=self._runner).with_progress(tr("Take over {count} rows", count=len(good)))
        taking.on_success(self._taken_over).on_error(self._refused).on_cancelled(lambda: self._do.setEnabled(True)).start()

    def _taken_over(self, saved: Saved[int]) -> None:
        self.accept()
        self._say(
            tr(
                "Taken over: {count} {count:row/rows}, {changed} of them new or changed.",
                count=len(self._good),
                changed=saved.value,
            )
        )

    def _refused(self, error: UserError) -> None:
        self._do.setEnabled(True)
        show_error(self, error)


def _scrolled_notes(rows: Sequence[Judged]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 4, 12, 4)
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(2, 1)
    for at, row in enumerate(rows):
        sentences = "\n".join(_sentence(row, problem) for problem in row.problems)
        grid.addWidget(parts.label(row.where(), "soft"), at, 0, _TOP)
        grid.addWidget(parts.label(row.name, "strong"), at, 1, _TOP)
        grid.addWidget(parts.label(sentences, "" if row.good else "bad", wrap=True), at, 2, _TOP)
    grid.setRowStretch(len(rows), 1)
    area = parts.scrolled(made)
    lines = sum(max(len(row.problems), 1) for row in rows)
    area.setFixedHeight(min(theme.px(_MOST_HIGH_PX), theme.row_height() * lines + 8))
    return area


def _sentence(row: Judged, problem: Problem) -> str:
    """× column E “出厂日期”: what is wrong."""
    mark = "×" if problem.severity is Severity.ERROR else "△"
    where = row.column_words(problem)
    return f"{mark} " + (tr("{where}: {what}", where=where, what=problem.text()) if where else problem.text())
