"""The page 今日勤务: one of four views, and what connects them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import keys
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.today import forms
from checkpoint_app.gui.pages.today.closing import ClosingView, ask_reopen, ask_successor
from checkpoint_app.gui.pages.today.content import Today
from checkpoint_app.gui.pages.today.counting import Counter
from checkpoint_app.gui.pages.today.details import DetailsView
from checkpoint_app.gui.pages.today.duty import DutyView
from checkpoint_app.gui.pages.today.joining import ask_join
from checkpoint_app.gui.pages.today.opening import OpeningView
from checkpoint_app.gui.pages.today.reading import Reading
from checkpoint_app.gui.pages.today.recording import Recorder
from checkpoint_app.gui.pages.today.sharing import ask_code
from checkpoint_app.gui.pages.today.start import StartView
from checkpoint_app.gui.pages.today.taking_up import choose
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes, Entry, Shift, ShiftState
from checkpoint_app.model.template import Template
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

SHOWN = frozenset({"entry", "shift", "print", "template", "hazard", "task"})
"""Nouns whose change this page shows."""


class TodayPage(Page):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._today: Today | None = None
        self._duty: DutyView | None = None
        self._details: DetailsView | None = None
        self._forms: dict[str, DetailsView] = {}
        self._rows_stale = False
        self._reading = Reading(self, window.runner)
        self._reading.arrived.connect(self._loaded)
        self._counter = Counter(window, self)
        self._counter.changed.connect(self._show_figures)
        self._recorder = Recorder(self, window, lambda: self._duty)
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self._start = StartView(window)
        self._start.open_wanted.connect(self._open_shift)
        self._start.share_wanted.connect(self._share)
        self._start.take_wanted.connect(self._take)
        self._start.print_wanted.connect(self._print)
        self._start.reopen_wanted.connect(self._reopen)
        self._views.addWidget(self._start)
        self.runner.changed.connect(self._changed)
        self._bind()

    def _bind(self) -> None:
        keys.bind(self, "quick", self._to_quick)
        keys.bind(self, "count", self._counter.tap)
        keys.bind(self, "details", lambda: self._to_details({}))
        keys.bind(self, "other_form", self._choose_form)
        keys.bind(self, "park", self._park_or_take_up)
        keys.bind(self, "handover", self._hand_over)
        keys.bind(self, "close", self._close_or_open)
        keys.bind(self, "undo", self._undo)
        keys.bind(self, "find", lambda: self.window_.open_page("records", shift=self._duty.shift if self._duty else None))
        keys.bind(self, "refresh", self.load)

    # What is shown

    def enter(self, **what: object) -> None:
        """`operation=id`: a shift is to be opened for it."""
        self._rows_stale = True  # changes made on other pages
        self.load()
        if what.get("operation"):
            self._open_shift(str(what["operation"]))

    def load(self) -> None:
        """Reads anew; the list as well, when something of it may have changed."""
        self._reading.start()

    def _loaded(self, today: Today, counting: Draft | None) -> None:
        if self._rows_stale and self._duty is not None:
            self._duty.table.refresh()
        self._rows_stale = False
        old, self._today = self._today, today
        at_home = self._views.currentWidget() in (self._start, self._duty)
        if today.shift is None:
            self._forget_duty()
            self._start.show_today(today, self.window_.session.unit.tz())
            if at_home:
                self._show(self._start)
            if old is None or old.shift is not None:
                self._start.open_button.setFocus()
            return
        if self._duty is None or self._duty.shift != today.shift.id:
            self._forget_duty()
            self._duty = DutyView(self.window_, today, self._recorder.record)
            self._duty.close_wanted.connect(self._close)
            self._duty.change_wanted.connect(self._change_shift)
            self._duty.form_wanted.connect(lambda form: self._to_details({}, form=form))
            self._duty.todo.parked_wanted.connect(self._take_up)
            self._duty.todo.left_wanted.connect(self._take_up_left)
            self._duty.todo.twins_wanted.connect(self._join)
            self._views.addWidget(self._duty)
            self._counter.follow(today.shift.id if self._duty.quick is not None else "", counting)
            if at_home:
                self._to_quick()
        self._show_figures()

    def _show_figures(self) -> None:
        if self._duty is not None and self._today is not None:
            self._duty.show_today(self._today, self._counter.count)

    def _show(self, view: QWidget) -> None:
        """This view instead of a passing one."""
        old = self._views.currentWidget()
        if self._views.indexOf(view) < 0:
            self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        if old is not None and old is not view and old not in (self._start, self._duty, *self._forms.values()):
            self._views.removeWidget(old)
            old.deleteLater()

    def _home(self) -> QWidget:
        return self._duty or self._start

    def _forget_duty(self) -> None:
        for view in (self._duty, *self._forms.values()):
            if view is not None:
                self._views.removeWidget(view)
                view.hide()
                view.deleteLater()
        self._duty = self._details = None
        self._forms = {}

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.nouns & SHOWN and self.isVisible():
            self._rows_stale = True
            self.load()

    # Entries

    def _undo(self) -> None:
        if not self._counter.take_back():
            self._recorder.undo(None)

    def _to_quick(self) -> None:
        if self._duty is not None:
            if self._details is not None and self._views.currentWidget() is self._details:
                self._details.keep()
            self._show(self._duty)
            self._duty.focus()
            QTimer.singleShot(0, self._focus_quick)  # a view or box that goes away hands the cursor on afterwards

    def _focus_quick(self) -> None:
        if self._duty is not None and self._views.currentWidget() is self._duty and QApplication.activeModalWidget() is None:
            self._duty.focus()

    def _choose_form(self) -> None:
        if self._duty is not None and self._views.currentWidget() is self._duty:
            forms.choose(self, self._duty.forms, lambda form: self._to_details({}, form=form))

    def _to_details(self, values: dict[str, Any], draft: Draft | None = None, form: Template | None = None) -> None:
        """A form of the duty in full: the one that is named, the one of a draft, else the leading one with what the quick row holds."""
        if self._duty is None or (self._details is not None and self._views.currentWidget() is self._details):
            return
        wanted = draft.form if draft is not None else form.id if form is not None else self._duty.template.id
        shown = next((known for known in self._duty.forms if known.id == wanted), None)
        if shown is None:
            self.window_.say(tr("This form belongs to another duty: open a shift of that duty to go on with it."))
            return
        if shown is self._duty.template and self._duty.quick is not None and not values and draft is None:
            values = self._duty.quick.values()
            self._duty.quick.reset()
        if shown.id not in self._forms:
            self._forms[shown.id] = DetailsView(self.window_, shown, self._duty.shift)
            self._forms[shown.id].done.connect(self._details_done)
            self._forms[shown.id].restored.connect(self.load)
        self._details = self._forms[shown.id]
        self._show(self._details)
        self._details.start(values, draft)

    def _details_done(self, saved: Saved[Entry] | None) -> None:
        self._show(self._home())
        self._to_quick()
        if saved is not None:
            self._recorder.said(saved)
        self.load()

    def _park_or_take_up(self) -> None:
        if self._details is not None and self._views.currentWidget() is self._details:
            self._details.park()
        else:
            self._take_up()

    def _take_up(self) -> None:
        """The parked form, or what a crash or a lock left, or a choice among several."""
        self._choose((*self._today.left, *self._today.parked) if self._today else ())

    def _take_up_left(self) -> None:
        self._choose(self._today.left if self._today else ())

    def _choose(self, found: tuple[Draft, ...]) -> None:
        choose(self, self.window_.fields.zone, found, lambda draft: self._to_details({}, draft))

    # The shift

    def _close_or_open(self) -> None:
        if self._duty is not None:
            self._close()
        elif self._views.currentWidget() is self._start:
            self._open_shift()

    def _join(self) -> None:
        if self._today is not None and self._today.shift is not None and self._today.twins:
            ask_join(self, self.runner, self._today.shift, *self._today.twins[0], self.window_.say)

    def _hand_over(self) -> None:
        if self._duty is not None:
            self._close()
        elif self._today is not None and self._today.pending:
            self._take(self._today.pending[0])

    def _open_shift(self, operation: str = "") -> None:
        """A new shift; who is on duty already joins the operation with the shift that is open."""
        view = OpeningView(self.window_, self.window_.shift if operation else None, operation=operation)
        view.done.connect(self._shift_done)
        self._show(view)

    def _share(self) -> None:
        """The duty of another laptop, by its short code."""
        if self._today is not None:
            ask_code(self, self.window_, self._today.others, self._today.site_names, self._shift_done, self._open_shared)

    def _open_shared(self, code: str) -> None:
        view = OpeningView(self.window_, code=code)
        view.done.connect(self._shift_done)
        self._show(view)

    def _change_shift(self) -> None:
        assert self._today is not None
        view = OpeningView(self.window_, self._today.shift)
        view.done.connect(self._shift_done)
        self._show(view)

    def _shift_done(self, _saved: Saved[Shift] | None) -> None:
        self._show(self._home())
        self._to_quick()
        self.load()

    def _close(self) -> None:
        """Counted cars are written first, so that the figures of the end are whole."""
        if self._today is None or self._today.shift is None or self._views.currentWidget() not in (self._duty, self._details):
            return
        today = self._today
        self.put_away()
        self._counter.write(lambda: self._show_closing(today))

    def _show_closing(self, today: Today) -> None:
        view = ClosingView(self.window_, today)
        view.done.connect(self._closed)
        self._show(view)
        view.start()

    def _closed(self, saved: Saved[Shift] | None) -> None:
        self._show(self._home())
        self._to_quick()
        self.load()
        if saved is not None and saved.value.state is ShiftState.HANDING_OVER:
            self._take(saved.value)

    def _take(self, shift: Shift) -> None:
        ask_successor(self, self.window_, shift, self._taken)

    def _taken(self, saved: Saved[Shift]) -> None:
        self.load()
        self.window_.open_page("paper", form="shift-log", subject=saved.value.id)

    def _print(self, shift: str) -> None:
        self.window_.open_page("paper", form="shift-log", subject=shift)

    def _reopen(self, shift: str) -> None:
        ask_reopen(self, self.window_, shift, self.load)

    def put_away(self) -> None:
        if self._details is not None and self._views.currentWidget() is self._details:
            self._details.keep()
