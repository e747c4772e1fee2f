"""How much of this machine's records no station has yet, and since when: asked quietly in the background a moment after each change."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from checkpoint_app.errors import UserError
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.model import travel
from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store

LATER_MS = 1500
"""After the last of several changes: sixty cars a minute ask once."""


class DeliveryWatch(QObject):
    """`counted(number, oldest)` for a machine that delivers; a station machine has nothing to say and says 0."""

    counted = Signal(int, object)

    def __init__(self, owner: QObject, runner: Runner) -> None:
        super().__init__(owner)
        self._runner = runner
        self._timer = QTimer(self, singleShot=True, interval=LATER_MS)
        self._timer.timeout.connect(self.count)
        runner.changed.connect(self._changed)

    def _changed(self, _changes: Changes, _initiator: object) -> None:
        self._timer.start()

    def count(self) -> None:
        """Now."""
        session = self._runner.session
        if session is None or session.waiting or session.device.kind == travel.STATION:
            self.counted.emit(0, None)
            return
        asked = Operation(self, _waiting, runner=self._runner, reading=True)
        asked.on_success(lambda found: self.counted.emit(*found)).on_error(_leave).start()


def _waiting(store: Store, _progress: Progress) -> tuple[int, datetime | None]:
    from checkpoint_app.store import receipts

    return receipts.waiting(store)


def _leave(_error: UserError) -> None:
    """Whatever is wrong with the store, the page that writes into it says so."""
