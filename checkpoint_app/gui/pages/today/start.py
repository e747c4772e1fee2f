"""No shift is open: open one, take one over, or see to what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.pages.today.content import Today
from checkpoint_app.gui.pages.today.todo import TodoStrip
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Shift

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class StartView(QWidget):
    """`open_wanted`, `share_wanted`, `take_wanted(shift)`, `print_wanted(shift id)`, `reopen_wanted(shift id)`."""

    open_wanted = Signal()
    share_wanted = Signal()
    take_wanted = Signal(object)
    print_wanted = Signal(str)
    reopen_wanted = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.open_button = parts.button(tr("Open a shift"), self.open_wanted.emit, kind="primary", key="F8", name="open_shift")
        share = parts.button(tr("One duty with another laptop …"), self.share_wanted.emit, name="share_shift")
        text = tr("You are in no shift. Open one, or take over one that waits below.")
        card = parts.Card(
            parts.label(tr("Today's duty"), "title"),
            parts.label(text, "soft", wrap=True),
            parts.row(self.open_button, share, None),
        )
        self._waiting = QVBoxLayout()
        self._waiting.setSpacing(12)
        self.todo = TodoStrip(window)
        for unfinished in (self.todo.parked_wanted, self.todo.left_wanted):
            unfinished.connect(lambda: window.say(tr("The form is kept; open a shift to go on with it.")))
        inside = QWidget()
        inside.setLayout(parts.column(card, self._waiting, None, gap=12))
        layout = parts.column(parts.scrolled(inside), self.todo, gap=10)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._shown: Shift | None = None

    def show_today(self, today: Today, zone_name: object) -> None:
        """The shifts that wait for their successor, and what is owed."""
        self.todo.show_today(today)
        parts.empty(self._waiting)
        for at, shift in enumerate(today.pending):
            self._waiting.addWidget(self._pending(shift, today, zone_name, first=at == 0))

    def _pending(self, shift: Shift, today: Today, zone: object, *, first: bool) -> QWidget:
        site = today.site_names.get(shift.site, "")
        when = f"{shift.planned_from.astimezone(zone):%m-%d} {shift.window(zone)}"  # type: ignore[arg-type]
        successor = today.officer_names.get(shift.successor or "", "")
        state = shift.state_word
        head = f"{site}   {when}   {tr('Shift {code}', code=shift.code)}   {state}{' → ' + successor if successor else ''}"
        take = parts.button(
            tr("Confirm the handover"),
            lambda: self.take_wanted.emit(shift),
            key=keys.first("handover") if first else "",
            name=f"take:{shift.code}",
        )
        show = parts.button(tr("Print the shift log"), lambda: self.print_wanted.emit(shift.id), name=f"print:{shift.code}")
        again = parts.button(
            tr("Back on duty"), lambda: self.reopen_wanted.emit(shift.id), kind="quiet", name=f"reopen:{shift.code}"
        )
        take.setVisible(not shift.shared)
        points = [parts.label(f"· {point}", "soft", wrap=True) for point in shift.handover]
        if shift.shared:
            points.append(
                parts.label(
                    tr("One duty with another laptop: it is handed over there, at the station both stand in one log."),
                    "soft",
                    wrap=True,
                )
            )
        return parts.Card(parts.label(head, "strong", wrap=True), *points, parts.row(take, show, again, None))
