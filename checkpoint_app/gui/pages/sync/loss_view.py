"""遗失处置: what is known of a lost machine — received, missing, what lies on it — before it is cut off, and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.sync import machine_work
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.printing.loss_report import LossContent


_NOTHING = "—"
"""What the paper says of what is not known; the page leaves it out."""
_NUMBERS = (1, 3)
"""Columns of what was received that hold numbers."""


class LossView(QWidget):
    """`show_machine(id)` fills it; `left` when the person goes back."""

    left = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._device, self._label = "", ""
        self._title = parts.label(kind="title", name="loss_title")
        self._cut = parts.button(tr("Cut off …"), self.ask, kind="danger", name="cut_off")
        paper = parts.button(tr("Print the report"), self.print_report, key=keys.first("print"), name="loss_report")
        back = parts.button(tr("Back"), self.left.emit, key=tr("Esc"), name="loss_back")
        self._body = QVBoxLayout()
        self._body.setSpacing(12)
        inside = QWidget()
        inside.setLayout(parts.column(self._body, None))
        layout = parts.column(parts.row(self._title, None, back, paper, self._cut), parts.scrolled(inside), gap=10)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        keys.bind(self, "print", self.print_report)
        keys.bind(self, "back", self.left.emit)

    def show_machine(self, device: str) -> None:
        """What is known of this machine now."""
        self._device = device
        parts.empty(self._body)

        def facts(store: Store, _progress: Progress) -> tuple[LossContent, bool]:
            return machine_work.loss(store, device)

        Operation(self, facts, runner=self._window.runner, reading=True).on_success(lambda found: self._show(*found)).start()

    def _show(self, content: LossContent, active: bool) -> None:
        self._label = content.subject
        self._title.setText(tr("Lost: {machine}|page", machine=content.subject))
        self._cut.setVisible(active)
        parts.empty(self._body)
        about = parts.Facts()
        about.show((head, text) for head, text in content.about if text != _NOTHING)
        self._body.addWidget(parts.Card(about))
        self._body.addWidget(_points(tr("Missing|loss"), content.missing, tone="warn"))
        self._body.addWidget(_received(content))
        self._body.addWidget(_points(tr("Data on it|loss"), content.held))
        self._body.addWidget(_points(tr("Accounts on it|loss"), content.accounts))
        self._body.addWidget(_points(tr("To do|loss"), content.steps))
        self._cut.setFocus() if active else self.setFocus()

    def ask(self) -> None:
        """Why it is cut off, then what that does; the report is shown afterwards."""
        device = self._device

        def given(box: dialogs.Box, reason: str) -> None:
            def done(_device: str) -> None:
                box.accept()
                self.show_machine(device)
                self.print_report()

            def revoke(store: Store, _progress: Progress) -> str:
                return machine_work.revoke(store, device, reason)

            Operation(box, revoke, runner=self._window.runner).on_success(done).start()

        detail = tr(
            "What the station has of it stays. Nothing that it writes from now on is taken, and it gets nothing any more."
        )
        question = tr("{machine} is lost: cut it off?", machine=self._label)
        dialogs.ask_reason(self, question, tr("Cut off"), given, detail=detail, reasons=(tr("Lost"), tr("Stolen")))

    def print_report(self) -> None:
        self._window.open_page("paper", form="loss", subject=self._device, back="sync")


def _points(title: str, texts: Sequence[str], *, tone: str = "") -> QWidget:
    lines = [parts.label(f"· {text}", wrap=True) for text in texts] or [parts.label(tr("None|points"), "soft")]
    return parts.Card(parts.label(title, "strong"), *lines, tone=tone)


def _received(content: LossContent) -> QWidget:
    """Chain by chain to where it was received."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(6)
    heads = (
        tr("Data|loss"),
        tr("Received lines|loss"),
        tr("Last one written|loss"),
        tr("Announced, not received|loss"),
        tr("Ends with|loss"),
    )
    for column, text in enumerate(heads):
        grid.addWidget(parts.label(text, "soft"), 0, column)
    for line, chain in enumerate(content.chains, start=1):
        for column, text in enumerate(chain):
            side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(parts.label(text), line, column, side)
    grid.setColumnStretch(len(heads), 1)
    return parts.Card(parts.label(tr("What the station has received|loss"), "strong"), grid)
