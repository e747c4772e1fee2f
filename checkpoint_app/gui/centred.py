"""The calm card in the middle of an otherwise empty window: unlocking, set-up. One column, one primary button, errors below it."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.lines import LineEdit

WIDTH_PX = 520


class Centred(QWidget):
    """`card` is filled by the page; `show_error` writes a sentence and what to do."""

    def __init__(self, width: int = WIDTH_PX) -> None:
        super().__init__()
        self.setObjectName("page")
        self.card = parts.Card()
        self.card.setFixedWidth(theme.px(width))
        self.card.body.setContentsMargins(32, 28, 32, 28)
        self.card.body.setSpacing(12)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(1)
        layout.addLayout(parts.row(None, self.card, None))
        layout.addStretch(1)
        self.setLayout(parts.column(parts.scrolled(inner)))
        self.error = parts.label(kind="bad", wrap=True, name="error")

    def show_error(self, error: UserError | None) -> None:
        """What is wrong and what to do; None takes it away."""
        self.error.setText("" if error is None else f"{error.text()}\n{error.advice()}")
        self.error.setVisible(error is not None)

    def may_close(self) -> bool:
        """False keeps the window open, after saying why."""
        return True


def line(name: str, label: str, *, secret: bool = False, hint: str = "") -> tuple[LineEdit, QLayout]:
    """A box with its label above."""
    box = LineEdit()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    if secret:
        box.setEchoMode(LineEdit.EchoMode.Password)
    head = parts.label(label, "soft")
    head.setBuddy(box)
    things: list[QWidget] = [head, box]
    if hint:
        things.append(parts.label(hint, "small", wrap=True))
    return box, parts.column(*things, gap=4)


def busy(button: QPushButton, waiting: bool) -> None:
    """While the answer is awaited the button cannot be pressed a second time."""
    button.setEnabled(not waiting)
