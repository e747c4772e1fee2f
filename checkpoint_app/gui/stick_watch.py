"""Which sticks are plugged in, asked of the system in the background every two seconds while somebody looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner

if TYPE_CHECKING:
    from checkpoint_app.export.removable import Stick

PERIOD_MS = 2000


class StickWatch(QObject):
    """`looked` after each look, with the sticks of that moment, also when nothing changed."""

    looked = Signal(object)

    def __init__(self, owner: QObject, runner: Runner) -> None:
        super().__init__(owner)
        self._runner = runner
        self._looking = False
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self.look)

    def watch(self) -> None:
        """Looks now and every two seconds from now on."""
        self._timer.start()
        self.look()

    def rest(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """One question at a time, and none while nobody is logged in."""
        if self._looking or self._runner.session is None:
            return
        self._looking = True
        asked = Operation.beside(self, _plugged_in, runner=self._runner)
        asked.on_success(self._found).on_error(lambda _: self._found(())).on_cancelled(self._stopped).start()

    def _stopped(self) -> None:
        self._looking = False

    def _found(self, sticks: Sequence[Stick]) -> None:
        self._looking = False
        self.looked.emit(tuple(sticks))


def _plugged_in(_progress: Progress) -> Sequence[Stick]:
    from checkpoint_app.export import removable

    return removable.sticks()
