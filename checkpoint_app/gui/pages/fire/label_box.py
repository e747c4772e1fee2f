"""The box of a round into which labels are scanned or typed; with nothing in it a digit is a result.

A scanner is a keyboard that types faster than any hand: a digit after which more comes within a twentieth of a second is the beginning
of a label, and no result. What a hand types as a label and begins with a digit has a stroke before it (`model.labels`).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.model.text import fold

SCANNER_MS = 50
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


class LabelBox(LineEdit):
    """`digit(n)` for a digit up to `most` in the empty box, `moved(by)` on Up and Down, `submitted` on Enter."""

    digit = Signal(int)
    moved = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._digits = {str(n) for n in range(1, most + 1)}
        self._pending, self._since = "", 0
        self._wait = QTimer(self, singleShot=True, interval=SCANNER_MS)
        self._wait.timeout.connect(self.settle)

    @property
    def pending(self) -> bool:
        """A digit was typed of which it is not known yet whether it begins a label."""
        return bool(self._pending)

    def settle(self) -> None:
        """The digit was a result."""
        self._wait.stop()
        if self._pending:
            number, self._pending = int(self._pending), ""
            self.digit.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pending:
            if event.text().isprintable() and event.text() and event.timestamp() - self._since <= SCANNER_MS:
                self._wait.stop()
                self.setText(self._pending)
                self._pending = ""
            else:
                self.settle()
        elif not self.text() and event.text() in self._digits and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._pending, self._since = event.text(), event.timestamp()
            self._wait.start()
            return
        if event.key() in _MOVES and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.moved.emit(_MOVES[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Some input methods give digits as text, also full-width ones."""
        if not self.text() and fold(event.commitString()) in self._digits:
            self.digit.emit(int(fold(event.commitString())))
            return
        super().inputMethodEvent(event)
