"""One operation: what it is, the figures of its shifts with what stands beside them, its shifts, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.operation import Operation as Work
from checkpoint_app.gui.pages.operations import listing
from checkpoint_app.gui.pages.operations.listing import Told
from checkpoint_app.gui.pages.statistics.page import SheetNotWritten
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.operations import Operation
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

XLSX = "Excel (*.xlsx)"
NUMBER_PX = 112


class SheetView(QWidget):
    """`left` on Back; `change_wanted(Operation)`; `shift_wanted(Operation)` for a shift that belongs to it."""

    left = Signal()
    change_wanted = Signal(object)
    shift_wanted = Signal(object)

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._record = ""
        self._told: Told | None = None
        self._title = parts.label(kind="title", wrap=True, name="operation_title")
        self._state = parts.label(kind="soft", name="operation_state")
        self._print = parts.button(
            tr("Print the sheet"), self.print_sheet, kind="primary", key=keys.first("print"), name="operation_print"
        )
        self._open = parts.button(tr("Open a shift for it"), self._ask_shift, key=keys.first("close"), name="operation_shift")
        self._change = parts.button(tr("Change|verb"), self._ask_change, key=keys.first("correct"), name="operation_change")
        self._excel = parts.button("Excel", self._choose_file, key=keys.first("save"), name="operation_excel")
        self._close = parts.button(tr("Close the operation"), self._ask_close, name="operation_close")
        self._again = parts.button(tr("Take up again|verb"), self._ask_again, name="operation_reopen")
        back = parts.button(tr("Back"), self.left.emit, key=tr("Esc"), name="operation_back")
        self._facts, self._figures, self._found, self._shifts = parts.Facts(), QGridLayout(), parts.Facts(), parts.Facts()
        self._figures.setHorizontalSpacing(24)
        self._figures.setVerticalSpacing(6)
        self._figures.setColumnStretch(5, 1)
        self._found_card = parts.Card(parts.label(tr("Results as written down|operation"), "title"), self._found)
        inside = QWidget()
        inside.setLayout(
            parts.column(
                parts.Card(self._facts),
                parts.Card(parts.label(tr("Figures|operation"), "title"), self._figures),
                self._found_card,
                parts.Card(parts.label(tr("Shifts|operation"), "title"), self._shifts),
                None,
                gap=10,
            )
        )
        head = parts.row(self._title, self._state, gap=16)
        head.setStretch(0, 1)
        buttons = FlowBox(self._print, self._open, self._change, self._excel, self._close, self._again, back)
        layout = parts.column(head, buttons, parts.scrolled(inside), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        for action, slot in (
            ("print", self.print_sheet),
            ("close", self._ask_shift),
            ("correct", self._ask_change),
            ("save", self._choose_file),
            ("refresh", self.load),
            ("back", self.left.emit),
        ):
            keys.bind(self, action, slot)

    def show_operation(self, record: str) -> None:
        self._record = record
        self.load()

    def load(self) -> None:
        record = self._record
        if record:
            Work(self, lambda store, _: listing.tell(store, record), runner=self._window.runner, reading=True).on_success(
                self._show
            ).start()

    def _show(self, told: Told) -> None:
        self._told = told
        self._title.setText(told.operation.name)
        self._state.setText(told.state)
        parts.restyle(self._state, "kind", "ok" if told.operation.open else "soft")
        self._facts.show(told.facts)
        self._found.show(told.found)
        self._found_card.setVisible(bool(told.found))
        self._shifts.show(told.shifts or ((tr("No shift belongs to it yet."), ""),))
        self._show_figures(told.figures)
        self._open.setVisible(told.operation.open)
        self._close.setVisible(told.operation.open)
        self._again.setVisible(not told.operation.open)
        if self.isVisible():
            self._print.setFocus()

    def _show_figures(self, rows: Sequence[tuple[str, ...]]) -> None:
        parts.empty(self._figures)
        heads = (
            tr("Item|operation"),
            tr("Unit|statistics"),
            tr("Of the shifts|operation"),
            tr("Beside|operation"),
            tr("Together|operation"),
        )
        for line, row in enumerate([heads, *rows]):
            for column, text in enumerate(row):
                number = column > 1
                made = parts.label(text, "soft" if line == 0 else "strong" if column == 4 else "")
                if number:
                    made.setAlignment(Qt.AlignmentFlag.AlignRight)
                made.setMinimumWidth(theme.px(NUMBER_PX))
                self._figures.addWidget(made, line, column)

    # What is done

    def print_sheet(self) -> None:
        if self._record:
            self._window.open_page("paper", form="operation", subject=self._record, back="operations")

    def _ask_change(self) -> None:
        if self._told is not None:
            self.change_wanted.emit(self._told.operation)

    def _ask_shift(self) -> None:
        if self._told is not None and self._told.operation.open:
            self.shift_wanted.emit(self._told.operation)

    def _choose_file(self) -> None:
        if self._told is not None:
            name = f"{self._told.operation.name}.xlsx"
            dialogs.choose_file(self, tr("Save as Excel"), self.save_to, kinds=XLSX, name=name, save=True)

    def save_to(self, file: Path) -> None:
        """The sheet as a workbook."""
        record = self._record

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.export import operation_sheet

            try:
                operation_sheet.write(store, record, file)
            except OSError as trouble:
                raise SheetNotWritten(file=file, what=trouble.strerror or str(trouble)) from trouble

        Work(self, work, runner=self._window.runner, reading=True).on_success(
            lambda _: self._window.say(tr("Written, not encrypted: {file}", file=file))
        ).start()

    def _ask_close(self) -> None:
        def given(box: dialogs.Box, note: str) -> None:
            self._write(lambda store, record: _close(store, record, note), box)

        detail = tr("No further shift joins it; its figures stay computed. It can be taken up again.")
        dialogs.ask_reason(
            self, tr("How did it end?"), tr("Close the operation"), given, detail=detail, reasons=(tr("As planned"),)
        )

    def _ask_again(self) -> None:
        def given(box: dialogs.Box, reason: str) -> None:
            self._write(lambda store, record: _reopen(store, record, reason), box)

        dialogs.ask_reason(self, tr("Take the operation up again?"), tr("Take up again|verb"), given)

    def _write(self, write: object, box: dialogs.Box) -> None:
        record = self._record

        def done(_saved: Saved[Operation]) -> None:
            box.accept()
            self.load()

        Work(box, lambda store, _: write(store, record), runner=self._window.runner).on_success(done).start()  # type: ignore[operator]


def _close(store: Store, record: str, note: str) -> Saved[Operation]:
    from checkpoint_app.store import operations

    return operations.close(store, record, note)


def _reopen(store: Store, record: str, reason: str) -> Saved[Operation]:
    from checkpoint_app.store import operations

    return operations.reopen(store, record, reason)
