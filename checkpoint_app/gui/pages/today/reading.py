"""Reads what the page shows, one reading at a time: sixty saves in a row ask sixty times and cost two readings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today import content
from checkpoint_app.gui.pages.today.content import Today
from checkpoint_app.gui.pages.today.counting import draft_of
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.session import Store


class Reading(QObject):
    """`arrived(Today, the cars that wait to be written as a draft, or None)`."""

    arrived = Signal(object, object)

    def __init__(self, owner: QObject, runner: Runner) -> None:
        super().__init__(owner)
        self._owner = owner
        self._runner = runner
        self._under_way = self._again = False

    def start(self) -> None:
        """Reads now, or once more after the reading that is under way."""
        if self._under_way:
            self._again = True
            return
        self._under_way = True
        operation = Operation(self._owner, _read, runner=self._runner, reading=True)
        operation.on_success(self._read).on_cancelled(self._ended).on_error(self._failed).start()

    def _ended(self) -> None:
        self._under_way = False
        if self._again:
            self._again = False
            self.start()

    def _read(self, found: tuple[Today, Draft | None]) -> None:
        self._ended()
        self.arrived.emit(*found)

    def _failed(self, error: UserError) -> None:
        self._ended()
        dialogs.show_error(self._owner, error)


def _read(store: Store, progress: Progress) -> tuple[Today, Draft | None]:
    from checkpoint_app.store import drafts

    today = content.load(store, progress)
    return today, drafts.get(store, draft_of(today.shift.id)) if today.shift is not None else None
