"""What is shown while long work runs: nothing for 400 ms, then a bar with Cancel, read from the progress record every 100 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.gui.runner import Progress

PERIOD_MS = 100
PATIENCE_MS = 400


class Watch(QObject):
    """Looks at `progress` until `stop()`; shows the bar on the owner's window when that takes longer than 400 ms."""

    def __init__(self, owner: QObject, title: str, progress: Progress) -> None:
        super().__init__(owner)
        self._owner, self._title, self._progress = owner, title, progress
        self._box: ProgressBox | None = None
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._box is not None and shiboken6.isValid(self._box):
            self._box.finish()
        self.deleteLater()

    def _look(self) -> None:
        if self._box is None and self._since.elapsed() >= PATIENCE_MS:
            self._box = ProgressBox(parts.window_of(self._owner), self._title, self._progress)
            self._box.open()
        if self._box is not None:
            self._box.refresh()


class ProgressBox(QDialog):
    """Title, bar, what it is at, Cancel. Closing it means Cancel; it stays until the work has really stopped."""

    def __init__(self, parent: QWidget | None, title: str, progress: Progress) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("progress")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._progress = progress
        self._finished = False
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(title)
        self._text = parts.label(kind="soft", wrap=True)
        self._cancel = parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel")
        self.setLayout(
            parts.column(
                parts.label(title, "title"), self._bar, self._text, 8, parts.row(None, self._cancel), margins=(24, 20, 24, 20)
            )
        )
        self.setFixedWidth(theme.px(440))
        self.refresh()

    def refresh(self) -> None:
        total = self._progress.total
        self._bar.setRange(0, total)
        self._bar.setValue(min(self._progress.done, total) if total else 0)
        self._text.setText(self._progress.text)

    def finish(self) -> None:
        """The work is over."""
        self._finished = True
        self.close()

    def reject(self) -> None:
        self._progress.cancel()
        self._cancel.setEnabled(False)
        self._cancel.setText(tr("Stopping …"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._finished:
            event.accept()
        else:
            event.ignore()
            self.reject()
