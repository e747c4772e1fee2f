"""待办: what waits for somebody, as buttons that lead there. The strip is hidden while nothing waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from checkpoint_app.gui import parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.pages.today.content import Today
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import EntryState
from checkpoint_app.store.tasks import Waiting

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class TodoStrip(parts.Card):
    """`counting_wanted`, `parked_wanted`, `left_wanted`, `twins_wanted`: what the page itself answers; the rest opens other pages."""

    counting_wanted = Signal()
    parked_wanted = Signal()
    left_wanted = Signal()
    twins_wanted = Signal()

    def __init__(self, window: Window) -> None:
        self._buttons = FlowBox()
        super().__init__(self._buttons, tone="warn", tight=True)
        self._window = window
        self.hide()

    def show_today(self, today: Today, counting: int = 0) -> None:
        """`counting` cars wait to be written."""
        pending = len(today.pending) if today.shift is not None else 0  # without a shift they stand on the page themselves
        wanted: list[tuple[int, str, Callable[[], object]]] = [
            (counting, tr("Counting {n}", n=counting), self.counting_wanted.emit),
            (len(today.parked), tr("Parked {n}", n=len(today.parked)), self.parked_wanted.emit),
            (len(today.left), tr("Unfinished {n}", n=len(today.left)), self.left_wanted.emit),
            (today.proposals, tr("To confirm {n}", n=today.proposals), self._proposals),
            (len(today.twins), tr("Same duty on another machine {n}", n=len(today.twins)), self.twins_wanted.emit),
            (today.conflicts, tr("To compare {n}", n=today.conflicts), self._conflicts),
            (pending, tr("To take over {n}", n=pending), self._papers),
            (today.to_print, tr("To print {n}", n=today.to_print), self._papers),
            (today.to_file, tr("To file {n}", n=today.to_file), self._papers),
            (today.tasks.open, self._task_words(today.tasks), self._tasks),
            (today.equipment_due, tr("Equipment due {n}", n=today.equipment_due), self._equipment),
            (today.hazards[0], self._hazard_words(*today.hazards), self._hazards),
        ]
        shown = [(text, slot) for number, text, slot in wanted if number]
        head = parts.label(tr("To do"), "warn")
        buttons = [parts.button(text, slot, kind="todo") for text, slot in shown]
        self._buttons.fill([head, *buttons])
        head.setMinimumHeight(max((made.sizeHint().height() for made in buttons), default=0))
        self.setVisible(bool(shown))

    def _proposals(self) -> None:
        self._window.open_page("records", state=EntryState.PROPOSED.value)

    def _conflicts(self) -> None:
        self._window.open_page("compare")

    @staticmethod
    def _hazard_words(open_ones: int, overdue: int) -> str:
        words = tr("Hazards {n}", n=open_ones)
        return f"{words} ({tr('overdue {n}', n=overdue)})" if overdue else words

    @staticmethod
    def _task_words(tasks: Waiting) -> str:
        words = tr("Limits {n}|tasks", n=tasks.open)
        urgent = [
            text
            for number, text in (
                (tasks.overdue, tr("overdue {n}", n=tasks.overdue)),
                (tasks.pressing, tr("pressing {n}", n=tasks.pressing)),
            )
            if number
        ]
        return f"{words} ({', '.join(urgent)})" if urgent else words

    def _tasks(self) -> None:
        self._window.open_page("tasks", which="mine")

    def _hazards(self) -> None:
        self._window.open_page("hazards", which="open")

    def _equipment(self) -> None:
        self._window.open_page("fire", which="week")

    def _papers(self) -> None:
        self._window.open_page("paper")
