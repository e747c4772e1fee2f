"""Keys of the list of a shift: correct, void with a reason, confirm what auxiliaries wrote. The list has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from checkpoint_app.gui import dialogs, keys
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Entry, EntryState
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class RowKeys(QObject):
    """Binds them to the table; what they write is shown when the page hears of the change."""

    def __init__(self, table: RecordTable, window: Window) -> None:
        super().__init__(table)
        self._table = table
        self._window = window
        for action, slot in (("correct", self._correct), ("void", self._void), ("confirm", self._confirm)):
            keys.bind(table, action, slot, everywhere=False)

    def _correct(self) -> None:
        entry = self._table.current_id()
        if entry is not None:
            self._window.open_page("entry", entry=entry, back="today")

    def _void(self) -> None:
        entry = self._table.current_id()
        if entry is None:
            return

        def then(box: dialogs.Box, reason: str) -> None:
            def work(store: Store, _progress: Progress) -> Saved[Entry]:
                from checkpoint_app.store import entries

                return entries.void(store, entry, reason)

            Operation(box, work, runner=self._window.runner).on_success(lambda _: box.accept()).start()

        dialogs.ask_reason(
            self._table, tr("Void this entry?"), tr("Void|do"), then, reasons=(tr("Entered by mistake"), tr("Entered twice"))
        )

    def _confirm(self) -> None:
        """The selected entry and every other one of the list that waits."""
        waiting = [row.id for row in self._table.records.rows if row.data is EntryState.PROPOSED]
        if not waiting:
            self._window.say(tr("Nothing here waits to be confirmed."))
            return

        def work(store: Store, _progress: Progress) -> Saved[tuple[Entry, ...]]:
            from checkpoint_app.store import entries

            return entries.confirm(store, waiting)

        def done(saved: Saved[tuple[Entry, ...]]) -> None:
            self._window.say(tr("Confirmed {n}", n=len(saved.value)))

        Operation(self._table, work, runner=self._window.runner).on_success(done).start()
