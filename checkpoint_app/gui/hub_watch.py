"""Exchange with the station's hub by itself, while one is known and answers. It says nothing: ✓ and figures tell.

Decision. The watch belongs to the window, not to a page: what was recorded goes whether or not anybody looks. A hub that does not answer is
asked ever more seldom, up to once an hour; one exchange, or a word from the page that it answers, brings the first pause back.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from checkpoint_app.errors import UserError
from checkpoint_app.gui.runner import Operation, Progress, Runner
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report

PAUSE_MS, MOST_PAUSE_MS = 5 * 60_000, 60 * 60_000


def with_first_hub(store: Store, progress: Progress) -> Report | None:
    """An exchange with the hub that the unit announced; None on a station machine and where there is none."""
    from checkpoint_app.store import hubs
    from checkpoint_app.sync.exchange import exchange
    from checkpoint_app.sync.http import HttpPeer

    known = next(iter(hubs.every(store)), None)
    if known is None or store.device.kind == "station":
        return None
    with HttpPeer(store, known.url, known.certificate) as peer:
        return exchange(store, peer, progress=lambda done, total, _what: progress.report(done, total), between=progress.between)


class HubWatch(QObject):
    """One per window."""

    def __init__(self, owner: QObject, runner: Runner) -> None:
        super().__init__(owner)
        self.runner = runner
        self._going = False
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self.go)
        self._timer.start()

    @property
    def pause_ms(self) -> int:
        """How long after the last attempt the next one comes."""
        return self._timer.interval()

    def go(self) -> None:
        """Exchanges now, unless it is doing so or nobody is logged in."""
        if self._going or self.runner.session is None:
            return
        self._going = True
        Operation(self, with_first_hub, runner=self.runner).patient().on_success(self._done).on_error(self._failed).on_cancelled(
            self._stopped
        ).start()

    def answers(self) -> None:
        """The hub is there: the ordinary pause again."""
        self._timer.start(PAUSE_MS)

    def _done(self, _report: Report | None) -> None:
        self._going = False
        self.answers()

    def _failed(self, _error: UserError) -> None:
        self._going = False
        self._timer.start(min(self.pause_ms * 2, MOST_PAUSE_MS))

    def _stopped(self) -> None:
        self._going = False
