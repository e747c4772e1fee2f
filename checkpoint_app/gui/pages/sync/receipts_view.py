"""What stations have signed for, the newest first; each prints as a delivery slip (数据移交清单)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.pages.sync import work
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class ReceiptsView(QWidget):
    """Enter or the button shows the slip of the receipt. `buttons` holds it, in the line above the list."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._newest = ""
        self.table = RecordTable(
            [
                Column(key="at", title=tr("Received at|receipt"), width=170),
                Column(key="number", title=tr("Number|receipt"), width=110),
                Column(key="machine", title=tr("Machine|receipt")),
                Column(key="station", title=tr("By|receipt"), width=180),
                Column(key="entries", title=tr("Entries|receipt"), width=90, right=True),
                Column(key="missing", title="", width=190, style="finding"),
            ],
            runner=window.runner,
            name=tr("Receipts|sync"),
            empty=tr("No receipt yet. It comes back on the stick that carried the records there."),
        )
        self.table.opened.connect(self._print)
        self.table.picked.connect(lambda _: self._allow())
        self.table.loaded.connect(lambda _: self._first())
        self._slip = parts.button(tr("Delivery slip"), self.print_slip, key=tr("Enter"), name="slip")
        self.buttons = QWidget()
        self.buttons.setLayout(parts.row(self._slip))
        self.setLayout(parts.column(self.table))
        keys.bind(self, "print", self.print_slip, everywhere=False)
        self._allow()

    def load(self) -> None:
        self.table.show_rows(lambda store, _after, _limit: work.receipt_rows(store))

    def print_slip(self) -> None:
        """The slip of the receipt that is marked."""
        receipt = self.table.current_id()
        if receipt is not None:
            self._print(receipt)

    def _print(self, receipt: str) -> None:
        self._window.open_page("paper", form="delivery", subject=receipt, back="sync")

    def _first(self) -> None:
        newest = self.table.records.rows[0].id if self.table.records.rows else ""
        if newest and newest != self._newest:
            self.table.select(newest)
        self._newest = newest
        self._allow()

    def _allow(self) -> None:
        self._slip.setEnabled(self.table.current_id() is not None)
