"""The page 隐患整改: the list, one hazard, or the form of a recheck."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.hazards import listing
from checkpoint_app.gui.pages.hazards.life import LifeView
from checkpoint_app.gui.pages.hazards.listing import FILTERS, Wanted
from checkpoint_app.gui.pages.today.details import DetailsView
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes, Entry
from checkpoint_app.model.template import Template
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

CHECK, RECHECK = "fire-check", "fire-recheck"


class HazardsPage(Page):
    """`enter()`, `enter(which="overdue")` a filter of the list, `enter(hazard=id)` one hazard, `enter(site=id)` those of a unit."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._wanted = Wanted()
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self._filters = {
            key: parts.button(tr(FILTERS[key]), partial(self.filter, key), kind="choice", name=f"filter_{key}") for key in FILTERS
        }
        self.table = self._table()
        self._list = self._list_view()
        self._life = LifeView(window)
        self._life.left.connect(self.show_list)
        self._life.recheck_wanted.connect(self.recheck)
        self._form: DetailsView | None = None
        self._views.addWidget(self._list)
        self._views.addWidget(self._life)
        self.runner.changed.connect(self._changed)
        keys.bind(self._list, "details", self._recheck_current)
        keys.bind(self._list, "find", lambda: self._looked_for.setFocus())
        keys.bind(self._list, "refresh", self.table.refresh)
        keys.bind(self._list, "print", self._print)
        keys.bind(self._list, "add_row", self.check)

    def _table(self) -> RecordTable:
        table = RecordTable(
            [
                Column(key="premises", title=tr("Premises|hazards"), width=176),
                Column(key="hazard", title=tr("Hazard|column"), width=150, most=260),
                Column(key="place", title=tr("Place|hazard")),
                Column(key="found", title=tr("Found on"), width=98),
                Column(key="deadline", title=tr("Deadline|hazard"), width=98),
                Column(key="state", title=tr("State|column"), width=148, style="state"),
                Column(key="officer", title=tr("Found by"), width=80),
            ],
            runner=self.runner,
            name=tr("Hazards|page"),
            empty=tr("No hazard fits."),
        )
        table.opened.connect(self.open)
        table.picked.connect(lambda record: self._recheck.setEnabled(bool(record)))
        table.loaded.connect(self._loaded)
        return table

    def _list_view(self) -> QWidget:
        self._count = parts.label(kind="soft", name="hazard_count")
        self._recheck = parts.button(
            tr("Recheck the unit"), self._recheck_current, kind="primary", key=keys.first("details"), name="recheck"
        )
        self._recheck.setEnabled(False)
        check = parts.button(tr("New fire check"), self.check, key=keys.first("add_row"), name="new_check")
        ledger = parts.button(tr("Ledger of hazards"), self._print, key=keys.first("print"), name="print_ledger")
        self._looked_for = LineEdit()
        self._looked_for.setObjectName("find")
        self._looked_for.setPlaceholderText(tr("Find: premises, pinyin initials, place"))
        self._looked_for.setAccessibleName(tr("Find: premises, pinyin initials, place"))
        self._looked_for.setFixedWidth(self._looked_for.fontMetrics().averageCharWidth() * 26)
        self._pause = QTimer(self, singleShot=True, interval=150)
        self._pause.timeout.connect(lambda: self._look(Wanted(which=self._wanted.which, text=self._looked_for.text())))
        self._looked_for.textChanged.connect(lambda _: self._pause.start())
        self._looked_for.submitted.connect(self.table.setFocus)
        for made in self._filters.values():
            made.setCheckable(True)
        filters = FlowBox(*self._filters.values(), self._looked_for, gap=6)
        head = parts.row(parts.label(tr("Hazards|page"), "title"), 12, self._count, None, ledger, check, self._recheck)
        view = QWidget()
        layout = parts.column(head, filters, parts.Card(self.table), gap=12)
        layout.setStretch(2, 1)
        view.setLayout(layout)
        return view

    # What is shown

    def enter(self, **what: object) -> None:
        if what.get("hazard"):
            self.open(str(what["hazard"]))
            return
        if self._views.currentWidget() is self._life and not what:
            self._life.load()
            return
        if self._form is not None and not what:
            return
        self.show_list()
        which = str(what.get("which", self._wanted.which))
        self._look(Wanted(which=which, text=self._looked_for.text(), site=str(what.get("site", ""))))

    def filter(self, which: str) -> None:
        """One of `FILTERS`; the premises that were asked for are left."""
        self._look(Wanted(which=which, text=self._looked_for.text()))
        self.table.setFocus()

    def _look(self, wanted: Wanted) -> None:
        self._wanted = wanted
        for key, made in self._filters.items():
            made.setChecked(key == wanted.which)
        self.table.show_rows(lambda store, _after, _limit: listing.rows(store, wanted))

    def _loaded(self, count: int) -> None:
        premises = len({row.data for row in self.table.records.rows})
        self._count.setText(tr("{n} {n:hazard/hazards} at {premises} premises", n=count, premises=premises))
        if count and self.table.current_id() is None:
            self.table.select(self.table.records.rows[0].id)
        self._recheck.setEnabled(self.table.current_id() is not None)

    def show_list(self) -> None:
        self._drop_form()
        self._views.setCurrentWidget(self._list)
        self.table.refresh()
        self.table.setFocus()

    def open(self, record: str) -> None:
        """One hazard's life."""
        self._drop_form()
        self._views.setCurrentWidget(self._life)
        self._life.show_hazard(record)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if not self.isVisible() or "hazard" not in changes.nouns:
            return
        if self._views.currentWidget() is self._life:
            self._life.load()
        elif self._views.currentWidget() is self._list:
            self.table.refresh()

    def _print(self) -> None:
        """The ledger of what the list shows: of one unit, of what is open, or of everything."""
        unit, site = self.window_.session.unit, self._wanted.site
        from checkpoint_app.model import timing

        today = timing.local(self.window_.fields.now(), unit.tz()).date().isoformat()
        only_open = self._wanted.which not in ("done", "all")
        parameters = {"today": today, "open": only_open}
        self.window_.open_page("paper", form="hazard-ledger", subject=site or unit.id, parameters=parameters, back="hazards")

    # Recheck

    def _recheck_current(self) -> None:
        row = self.table.current_row()
        if row is not None and self._views.currentWidget() is self._list:
            self.recheck(str(row.data))

    def recheck(self, site: str) -> None:
        """The form, filled with every open hazard of these premises; it needs a duty on which it is written."""
        shift = self.window_.shift
        if shift is None:
            self._ask_for_a_shift()
            return

        def work(store: Store, progress: Progress) -> tuple[Template, str, list[str]]:
            from checkpoint_app.store import templates

            return (templates.need(store, RECHECK), *listing.open_of(store, site, progress))

        def done(found: tuple[Template, str, list[str]]) -> None:
            template, premises, open_ones = found
            if open_ones:
                rows: list[dict[str, Any]] = [{"hazard": hazard} for hazard in open_ones]
                self._fill_in(template, shift.id, {"premises": site, "hazards": rows}, tr("The recheck is recorded."))
            else:
                self.window_.say(tr("{premises} has no open hazard.", premises=premises))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    def check(self) -> None:
        """A new fire check on the duty of the moment."""
        shift = self.window_.shift
        if shift is None:
            self._ask_for_a_shift()
            return

        def work(store: Store, _progress: Progress) -> Template:
            from checkpoint_app.store import templates

            return templates.need(store, CHECK)

        def done(template: Template) -> None:
            self._fill_in(template, shift.id, {}, tr("The check is recorded; what it found stands in the list."))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    def _ask_for_a_shift(self) -> None:
        question = tr("Checks and rechecks are written on a duty. Open a shift of fire inspection first?")
        dialogs.confirm(self, question, tr("To today's duty"), lambda: self.window_.open_page("today"))

    def _fill_in(self, template: Template, shift: str, values: dict[str, Any], said: str) -> None:
        """The form of a check or recheck in place of the list; `said` when it is written."""
        self._drop_form()
        form = DetailsView(self.window_, template, shift)
        form.done.connect(lambda saved: self._filled_in(saved, said))
        self._form = form
        self._views.addWidget(form)
        self._views.setCurrentWidget(form)
        form.start(values)

    def _filled_in(self, saved: Saved[Entry] | None, said: str) -> None:
        self.show_list()
        if saved is not None:
            notes = [problem.text() for problem in saved.problems]
            self.window_.say("  △ ".join([said, *notes]))

    def _drop_form(self) -> None:
        if self._form is not None:
            form, self._form = self._form, None
            self._views.removeWidget(form)
            form.hide()
            form.deleteLater()

    def put_away(self) -> None:
        if self._form is not None:
            self._form.keep()
