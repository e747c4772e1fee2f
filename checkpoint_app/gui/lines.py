"""Boxes to type into that lose nothing: the text an input method still holds is taken when the focus goes (design §5, drafts).

Every line or note of the program is one of these, never a bare QLineEdit.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from checkpoint_app.gui import keys, theme
from checkpoint_app.model.text import fold


def utf16(text: str) -> int:
    """The length of a text as Qt counts it: a character beyond U+FFFF is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class LineEdit(QLineEdit):
    """One line. `submitted` on Enter."""

    submitted = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._held = ""
        self.returnPressed.connect(self.submitted)

    def event(self, event: QEvent) -> bool:
        """Keys of the program stay its own, also those that a line would take (Ctrl+K, Ctrl+Y)."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
            event.ignore()
            return True
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Ctrl+Z belongs to the line once something was typed in it; else it takes back the last entry. Ctrl+V always does: it pastes text
        here, also where a photo could be pasted beside the line."""
        own = event.matches(QKeySequence.StandardKey.Undo) and self.isUndoAvailable()
        return keys.is_ours(event) and not own and not event.matches(QKeySequence.StandardKey.Paste)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._held = event.preeditString()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._held:
            commit = QInputMethodEvent()
            commit.setCommitString(self._held)
            self.inputMethodEvent(commit)
            QGuiApplication.inputMethod().reset()
        super().focusOutEvent(event)


class NoteEdit(QPlainTextEdit):
    """Several lines; Tab leaves it. It shows three lines and scrolls."""

    submitted = Signal()

    def __init__(self, lines: int = 3) -> None:
        super().__init__()
        self._held = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(round(theme.px(theme.INPUT_PX) * theme.LINE_HEIGHT * lines) + 20)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._held = event.preeditString()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._held:
            commit = QInputMethodEvent()
            commit.setCommitString(self._held)
            self.inputMethodEvent(commit)
            QGuiApplication.inputMethod().reset()
        super().focusOutEvent(event)


class CodeLine(LineEdit):
    """A line for digits and codes: full-width characters become half-width as they are typed; Up and Down call `step`."""

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(self._halve)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.step(1 if event.key() == Qt.Key.Key_Up else -1)
            return
        super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """One more or less; nothing for codes that do not count."""

    def _halve(self, text: str) -> None:
        plain = "".join(fold(char) if "\uff01" <= char <= "\uff5e" or char == "\u3000" else char for char in text)
        if plain != text:
            at = self.cursorPosition()
            self.setText(plain)
            self.setCursorPosition(at)
