"""Exchange with the station's hub by itself, while one is known and answers. It says nothing: ✓ and figures tell.

Decision. The watch belongs to the window, not to a page: what was recorded goes whether or not anybody looks. A hub that does not answer is
asked ever more seldom, up to once an hour; one exchange, or a word from the page that it answers, brings the first pause back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from checkpoint_app.errors import UserError
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
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
    """One per window. `changed` after each attempt: `words` says how it went."""

    changed = Signal()

    def __init__(self, owner: QObject, runner: Runner) -> None:
        super().__init__(owner)
        self.runner = runner
        self._going = False
        self._reached: datetime | None = None
        self._failure: UserError | None = None
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self.go)
        self._timer.start()

    @property
    def pause_ms(self) -> int:
        """How long after the last attempt the next one comes."""
        return self._timer.interval()

    def go(self) -> None:
        """Exchanges now, unless it is doing so or nobody is logged in."""
        if self._going or self.runner.session is None or self.runner.session.waiting:
            return
        self._going = True
        Operation(self, with_first_hub, runner=self.runner).patient().on_success(self._done).on_error(self._failed).on_cancelled(
            self._stopped
        ).start()

    def answers(self) -> None:
        """The hub is there: the ordinary pause again."""
        self._timer.start(PAUSE_MS)
        self._reached, self._failure = datetime.now(UTC), None
        self.changed.emit()

    def words(self, zone: ZoneInfo) -> str:
        """When it was reached last, and if it was not the last time, why and when it is asked again."""
        reached = tr("last reached {time}", time=f"{self._reached.astimezone(zone):%m-%d %H:%M}") if self._reached else ""
        if self._failure is None:
            return reached or tr("Exchanges by itself when there is a network.")
        minutes = max(1, round(self.pause_ms / 60_000))
        trouble = tr("not reached: {why} It is tried again in {n} min.", why=self._failure.text(), n=minutes)
        return f"{trouble}  {reached}".strip()

    def _done(self, report: Report | None) -> None:
        self._going = False
        if report is not None:
            self.answers()

    def _failed(self, error: UserError) -> None:
        self._going = False
        self._failure = error
        self._timer.start(min(self.pause_ms * 2, MOST_PAUSE_MS))
        self.changed.emit()

    def _stopped(self) -> None:
        self._going = False
