"""The limits of one entry: what has to be done by when, how much time is left, and the button that ends each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.tasks import listing, steps
from checkpoint_app.gui.pages.tasks.listing import Shown
from checkpoint_app.i18n import tr
from checkpoint_app.model import tasks as rules
from checkpoint_app.model.tasks import StepKind
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.tasks_rows import Task

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

TICK_MS = 30_000


class TaskPanel(parts.Card):
    """Hidden while the entry asks for nothing. `show_entry` loads; the time that is left is counted on while it is shown."""

    def __init__(self, window: Window) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        super().__init__(parts.label(tr("To be done by law"), "title"), self._grid)
        self._window = window
        self._entry = ""
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._ticked)
        self.hide()

    def show_entry(self, entry: str) -> None:
        self._entry = entry
        self.load()

    def load(self) -> None:
        entry = self._entry
        if entry:
            Operation(self, lambda store, _: listing.of_entry(store, entry), runner=self._window.runner, reading=True).on_success(
                self._show
            ).start()

    def _ticked(self) -> None:
        if self.isVisible():
            self.load()

    def _show(self, found: Sequence[Shown]) -> None:
        parts.empty(self._grid)
        for line, shown in enumerate(found):
            due = parts.label(shown.due, "strong")
            due.setMinimumWidth(theme.px(160))
            told = "\n".join((f"{shown.task.name}  {shown.owner}", *shown.life))
            state = parts.label(shown.state, shown.tone or "soft", name=f"task_state:{shown.task.order.rule}")
            self._grid.addWidget(due, line, 0, Qt.AlignmentFlag.AlignVCenter)
            text = parts.label(told, wrap=True)
            text.setToolTip(shown.task.law)
            self._grid.addWidget(text, line, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(state, line, 2, Qt.AlignmentFlag.AlignVCenter)
            for column, kind in enumerate((StepKind.DONE, StepKind.EXTENDED, StepKind.ARRIVED), start=3):
                if rules.possible(kind, shown.task.order, shown.task.life):
                    name = f"{kind.lower()}:{shown.task.order.rule}"
                    spoken = f"{steps.verb(kind)} {shown.task.name}"
                    made = parts.button(
                        steps.verb(kind), partial(self._ask, shown.task, kind), kind="quiet", name=name, spoken=spoken
                    )
                    self._grid.addWidget(made, line, column, Qt.AlignmentFlag.AlignVCenter)
        self.setVisible(bool(found))
        running = any(shown.task.life.open for shown in found)
        self._tick.start() if running else self._tick.stop()

    def _ask(self, task: Task, kind: StepKind) -> None:
        steps.ask(self, task, kind, self._written, runner=self._window.runner, context=self._window.fields)

    def _written(self, saved: Saved[Task]) -> None:
        notes = "  △ ".join(["", *(problem.text() for problem in saved.problems)])
        self._window.say(tr("Saved: {name}", name=saved.value.name) + notes)
        self.load()
