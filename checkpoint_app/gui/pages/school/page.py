"""The page 护学岗: the board, and beside it what the board stands on. The whole form of a post takes its place while it is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout

from checkpoint_app.gui import parts
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.school.board_view import BoardView
from checkpoint_app.gui.pages.school.calendar_view import CalendarView
from checkpoint_app.gui.pages.school.four_view import FourView
from checkpoint_app.gui.pages.school.roster_view import RosterView
from checkpoint_app.gui.pages.today.details import DetailsView
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.duty_periods import clock_text
from checkpoint_app.model.records import Entry, Shift
from checkpoint_app.model.template import Template
from checkpoint_app.store import school_guard, templates
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.school_board import Board, Tile
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


VIEWS: Mapping[str, type[RosterView | CalendarView | FourView]] = {
    "roster": RosterView,
    "calendar": CalendarView,
    "four": FourView,
}
"""What the board stands on."""


class SchoolPage(Page):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.board = BoardView(window)
        self.board.form_wanted.connect(self._open_form)
        self.board.other_wanted.connect(self.show_view)
        self._form: DetailsView | None = None
        self._others: dict[str, RosterView | CalendarView | FourView] = {}
        self._shown: BoardView | RosterView | CalendarView | FourView = self.board
        self._views = QStackedLayout()
        self._views.addWidget(self.board)
        self.setLayout(parts.column(self._views, margins=(16, 12, 16, 12)))

    def enter(self, **_what: object) -> None:
        if self._form is None:
            self._shown.enter()

    def show_view(self, key: str) -> None:
        """One of `VIEWS`; anything else is the board."""
        if key in VIEWS and key not in self._others:
            made = VIEWS[key](self.window_)
            made.left.connect(lambda: self.show_view(""))
            self._others[key] = made
            self._views.addWidget(made)
        self._shown = self._others[key] if key in VIEWS else self.board
        self._views.setCurrentWidget(self._shown)
        self._shown.enter()

    def _open_form(self, board: Board, tile: Tile) -> None:
        """The form of a post that nobody has reported yet; its shift is opened with it."""
        day, period = board.day, board.period

        def work(store: Store, _progress: Progress) -> tuple[Template, Shift]:
            return templates.need(store, school_guard.FORM), school_guard.opened(store, day, period)

        def done(found: tuple[Template, Shift]) -> None:
            template, shift = found
            form = DetailsView(self.window_, template, shift.id)
            form.done.connect(lambda saved: self._form_done(saved, tile))
            self._form = form
            self._views.addWidget(form)
            self._views.setCurrentWidget(form)
            form.start({"school": tile.school.id, "period": period, "crew": list(tile.planned) or None})

        Operation(self, work, runner=self.runner).on_success(done).start()

    def _form_done(self, saved: Saved[Entry] | None, tile: Tile) -> None:
        form, self._form = self._form, None
        if form is not None:
            self._shown = self.board
            self._views.setCurrentWidget(self.board)
            self._views.removeWidget(form)
            form.hide()
            form.deleteLater()
        if saved is not None:
            self.window_.say("  △ ".join(filter(None, (tr("The post is recorded."), _doubt(saved.value, tile)))))
        self.board.enter()

    def put_away(self) -> None:
        if self._form is not None:
            self._form.keep()
        self.board.put_away()


def _doubt(entry: Entry, tile: Tile) -> str:
    """What a person wrote down as in time and is not by the rule; the person's word stands."""
    arrived, period = str(entry.values.get("arrived") or ""), tile.period
    if entry.values.get("post") == "ARRIVED" and arrived and period is not None and period.late_at(arrived):
        return tr("in time until {time}", time=clock_text(period.due))
    return ""
