"""F3: cars without anomaly are counted, not written down. The taps of a quarter of an hour form one counted line (design §8).

Each tap is kept at once, as a draft, so that a dead battery loses none; the line itself is written when the quarter is over, when the
shift ends, when the window locks, or when something else asks for the figures. Rejected: a line at the first tap that is corrected by the
next ones — the paper would show every quarter of an hour as corrected.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today.content import COUNT
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import Entry
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

QUARTER = timedelta(minutes=15)
FORM = "count"


def draft_of(shift: str) -> str:
    """The id under which the cars of a shift wait: one for all who work in it on this machine, so that nobody's taps are lost when
    another officer ends the shift."""
    return f"{FORM}:{shift}"


class Counter(QObject):
    """`count` cars since `since` wait to be written. `changed` after each tap."""

    changed = Signal()

    def __init__(self, window: Window, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.shift = ""
        self.count = 0
        self.since: datetime | None = None
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(self.write)

    def follow(self, shift: str, kept: Draft | None) -> None:
        """The shift whose cars are counted; what a crash or another officer left is taken up, what is over is written."""
        self.shift = shift
        if kept is not None and self.since is None:
            self.count = int(kept.body.get("count", 0))
            self.since = timing.from_text(str(kept.body["since"]))
            self._wait()
        self.changed.emit()

    def tap(self) -> None:
        """One more car."""
        if not self.shift:
            return
        if self.since is None:
            self.since = datetime.now(UTC)
            self._wait()
        self.count += 1
        self._keep()
        self.changed.emit()

    def take_back(self) -> bool:
        """One less; False when none waits."""
        if not self.count:
            return False
        self.count -= 1
        if self.count:
            self._keep()
        else:
            self.since = None
            self._over.stop()
            draft = self._draft()
            self._start(lambda store, _progress: _discard(store, draft))
        self.changed.emit()
        return True

    def write(self, then: Callable[[], object] | None = None) -> None:
        """Writes the counted line now; `then` is called when it is on the disk, or at once when none waits."""
        count, since, shift, draft = self.count, self.since, self.shift, self._draft()
        self._over.stop()
        if not count or since is None:
            if then is not None:
                then()
            return
        self.count, self.since = 0, None

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries

            return entries.record(store, COUNT, {"vehicles": count, "people": count}, shift=shift, at=since, draft=draft)

        def done(_saved: Saved[Entry]) -> None:
            self.changed.emit()
            self._window.say(tr("Counted: {count}", count=count))
            if then is not None:
                then()

        Operation(self, work, runner=self._window.runner).on_success(done).start()

    def _wait(self) -> None:
        assert self.since is not None
        left = self.since + QUARTER - datetime.now(UTC)
        self._over.start(max(int(left.total_seconds() * 1000), 0))

    def _draft(self) -> str:
        return draft_of(self.shift)

    def _keep(self) -> None:
        assert self.since is not None
        body = {"count": self.count, "since": timing.to_text(self.since)}
        draft, shift = self._draft(), self.shift

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import drafts

            drafts.save(store, draft, FORM, body, shift=shift)

        self._start(work)

    def _start(self, work: Callable[[Store, Progress], None]) -> None:
        Operation(self, work, runner=self._window.runner).start()


def _discard(store: Store, draft: str) -> None:
    from checkpoint_app.store import drafts

    drafts.discard(store, draft)
