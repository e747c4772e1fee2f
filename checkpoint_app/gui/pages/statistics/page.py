"""统计上报: the figures of a period with what they are compared to; Enter on a figure opens the entries behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.export.aside import aside
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.fields.times import DateLine
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.statistics import listing
from checkpoint_app.gui.pages.statistics.charts_view import ChartsView
from checkpoint_app.gui.pages.statistics.listing import Shown
from checkpoint_app.gui.pages.statistics.own_workbook import OwnWorkbookView
from checkpoint_app.gui.pages.statistics.typed_box import TypedBox
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import RecordTable, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import figures, timing
from checkpoint_app.model.records import DUTY_LABELS, label
from checkpoint_app.store import reports, statistics
from checkpoint_app.store.entries_list import EntryFilter
from checkpoint_app.store.reports import Typed
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Behind, Completeness, Query

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

XLSX = "Excel (*.xlsx)"
BOOKS = 3
"""The view of the bureau's own workbooks."""


class SheetNotWritten(UserError):
    code = "STATISTICS_NOT_WRITTEN"
    message = noop("The workbook {file} cannot be written: {what}.")
    hint = noop("Close it in the other program, or choose another folder.")


class StatisticsPage(Page):
    """Period, duty and site are chosen above; below them the bureau's columns in its order, charts, bulletin, or its own workbooks."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._day = timing.business_day(window.fields.now(), window.session.unit.tz(), window.session.unit.day_start)
        self._completeness: Completeness | None = None
        self._group, self._tabs = QButtonGroup(self), QButtonGroup(self)
        periods = [self._period(key, label) for key, label in listing.words()]
        self._first, self._last = self._date("first", tr("From day")), self._date("last", tr("To day"))
        self._duty = self._pick("duty", tr("Duty"), tr("All duties"), _duties())
        self._site = self._pick("site", tr("Site"), tr("All sites"), window.fields.sites)
        self._periods = FlowBox(*periods, self._first, self._last, self._duty, self._site, gap=6)
        self._summary = parts.label(wrap=True, name="summary")
        self._summary.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._typed = parts.label(kind="soft", wrap=True, name="typed")
        self._reports = parts.label(kind="soft", wrap=True, name="reports")
        self._left_out = FlowBox(gap=6)
        self.table = RecordTable(listing.columns(), runner=self.runner, name=tr("Statistics|page"), empty=tr("No figures."))
        self.table.opened.connect(self.open_behind)
        self.charts = ChartsView()
        self.workbooks = OwnWorkbookView(window, self.query)
        self._views = QStackedLayout()
        self._build()
        for box in (self._first, self._last):
            box.editingFinished.connect(self.load)
        for pick in (self._duty, self._site):
            pick.picked.connect(self.load)
        window.registers_changed.connect(lambda: self._site.set_options(window.fields.sites))
        keys.bind(self, "refresh", self.load)
        keys.bind(self, "print", self.print_report)
        self._choose("month")

    def _pick(self, name: str, label: str, empty: str, options: Sequence[Option]) -> PickBox:
        box = PickBox(options)
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setPlaceholderText(empty)
        box.setFixedWidth(theme.px(150))
        return box

    def _period(self, key: str, label: str) -> QPushButton:
        made = parts.button(label, partial(self._chosen, key), kind="choice", name=f"statistics:{key}")
        made.setCheckable(True)
        self._group.addButton(made)
        return made

    def _date(self, name: str, label: str) -> DateLine:
        box = DateLine(lambda: self._day)
        box.setObjectName(name)
        box.setAccessibleName(label)
        return box

    def _build(self) -> None:
        views = [self._tab(*tab) for tab in enumerate(_views())]
        views[0].setChecked(True)
        paper = parts.button(tr("Report (PDF)"), self.print_report, name="print_statistics")
        export = parts.button(tr("Export to Excel"), self._choose_file, name="export_statistics")
        freeze = parts.button(tr("Freeze as report"), self._ask_name, kind="primary", name="freeze")
        head = parts.row(parts.label(tr("Statistics|page"), "title"), 12, *views, None, export, paper, freeze)
        copy = parts.button(tr("Copy the paragraph"), self.copy, name="copy_summary")
        typed = parts.button(tr("Typed figures"), self.type_in, name="type_in")
        table = QWidget()
        layout = parts.column(parts.Card(self.table), self._left_out, gap=6)
        layout.setStretch(0, 1)
        table.setLayout(layout)
        frozen = parts.button(tr("Print the frozen report"), self.print_frozen, name="print_frozen")
        told = parts.Card(self._summary, parts.row(copy, typed, frozen, None), self._typed, self._reports, None)
        for view in (table, self.charts, told, self.workbooks):
            self._views.addWidget(view)
        whole = parts.column(head, self._periods, self._views, gap=10, margins=(16, 12, 16, 12))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _tab(self, number: int, label: str) -> QPushButton:
        made = parts.button(label, partial(self.show_view, number), kind="choice", name=f"view:{number}")
        made.setCheckable(True)
        self._tabs.addButton(made)
        return made

    def show_view(self, number: int) -> None:
        """0 figures, 1 charts, 2 bulletin with typed figures and reports, 3 the bureau's own workbooks."""
        self._views.setCurrentIndex(number)
        self._tabs.buttons()[number].setChecked(True)
        if number == BOOKS:
            self.workbooks.enter()

    # What is shown

    def enter(self, **what: object) -> None:
        self.load()
        self.table.setFocus()

    def _chosen(self, key: str) -> None:
        self._choose(key)
        self.load()

    def _choose(self, key: str) -> None:
        first, last = listing.period(key, self._day)
        self._first.setText(first.isoformat())
        self._last.setText(last.isoformat())
        for made in self._group.buttons():
            made.setChecked(made.objectName() == f"statistics:{key}")

    def query(self) -> Query | None:
        """The period as the boxes stand; None while it makes no sense."""
        try:
            first, last = date.fromisoformat(self._first.text()), date.fromisoformat(self._last.text())
        except ValueError:
            return None
        if first > last:
            return None
        return Query(first=first, last=last, duty=self._duty.chosen or "", site=self._site.chosen or "")

    def load(self) -> None:
        query = self.query()
        if query is None:
            self._summary.setText(tr("The period makes no sense."))
            return
        Operation(self, lambda store, _: listing.read(store, query), runner=self.runner, reading=True).on_success(
            self._show
        ).start()

    def _show(self, shown: Shown) -> None:
        self.table.show_rows(lambda _store, _after, _limit: RowPage(rows=shown.rows, after=None))
        self.charts.show_trends(shown.trends)
        self.workbooks.refresh()
        self._completeness = shown.completeness
        self._summary.setText(shown.summary)
        for box, text in ((self._reports, shown.reports), (self._typed, shown.typed)):
            box.setText(text)
            box.setVisible(bool(text))
        self._show_left_out()

    def _show_left_out(self) -> None:
        """A button for each kind of record that the figures leave out or hold unsettled, and for the machines whose data may be missing."""
        query, found = self.query(), self._completeness
        if query is None or found is None:
            return
        shown = [
            parts.button(told, partial(self.open_left_out, name, where), kind="quiet", name=f"left_out:{name}")
            for name, told, where in listing.left_out(found, query)
        ]
        entries = parts.label(tr("Entries {n}|statistics", n=found.entries), "soft")
        entries.setMinimumHeight(theme.control_height())
        self._left_out.fill([entries, *shown])

    # What is done

    def open_behind(self, key: str) -> None:
        """The records that a figure counts."""
        query, column = self.query(), next(row.data for row in self.table.records.rows if row.id == key)
        if query is None or not isinstance(column, figures.Column) or column.typed:
            return

        def work(store: Store, _progress: Progress) -> tuple[Behind, list[str]]:
            found = statistics.behind(store, query, column)
            return found, listing.names_behind(store, found)

        def show(found: tuple[Behind, list[str]]) -> None:
            where, names = found
            if where.entries is not None:
                self.window_.open_page("records", where=where.entries)
                return
            self._tell(tr("Behind “{figure}”", figure=column.label), "\n".join(names))

        Operation(self, work, runner=self.runner, reading=True).on_success(show).start()

    def open_left_out(self, name: str, where: EntryFilter | None) -> None:
        """The entries that are void or not settled; the shifts; how far the data of the other machines is here."""
        query, found = self.query(), self._completeness
        if query is None or found is None:
            return
        if where is not None:
            self.window_.open_page("records", where=where, state=where.state)
        elif name == "devices":
            text = listing.devices(found, self.window_.session.unit.tz())
            self._tell(tr("Whose data is in"), text or tr("There is no other machine of this unit."))
        else:

            def work(store: Store, _progress: Progress) -> list[str]:
                return listing.names_behind(store, Behind(noun="shift", ids=statistics.open_shifts(store, query)))

            def show(names: list[str]) -> None:
                self._tell(tr("Shifts not yet handed over"), "\n".join(names))

            Operation(self, work, runner=self.runner, reading=True).on_success(show).start()

    def _tell(self, title: str, detail: str) -> None:
        box = dialogs.Box(self, title, detail=detail, name="behind")
        close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
        box.buttons(close)
        box.open()
        close.setFocus()

    def print_report(self) -> None:
        """The paper of what is chosen, in its preview."""
        query = self.query()
        if query is not None:
            subject = f"{query.first}/{query.last}/{query.site}/{query.duty}"
            self.window_.open_page("paper", form="statistics", subject=subject, back="statistics")

    def print_frozen(self) -> None:
        """The paper of the newest report of the period, in its preview."""
        query = self.query()
        if query is None:
            return

        def show(report: str) -> None:
            self.window_.open_page("paper", form="frozen-report", subject=report, back="statistics")

        Operation(self, lambda store, _: reports.need_of_period(store, query).id, runner=self.runner, reading=True).on_success(
            show
        ).start()

    def type_in(self) -> None:
        """补充数, into the newest report of the period."""
        query = self.query()
        if query is None:
            return

        def work(store: Store, _progress: Progress) -> dict[str, Typed]:
            return dict(reports.need_of_period(store, query).typed)

        def show(known: dict[str, Typed]) -> None:
            box = TypedBox(self, self.runner, query, known, self.load)
            box.open()
            box.first().setFocus()

        Operation(self, work, runner=self.runner, reading=True).on_success(show).start()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._summary.text())
        self.window_.say(tr("The paragraph is copied."))

    def _choose_file(self) -> None:
        query = self.query()
        if query is not None:
            name = f"statistics-{query.first.isoformat()}.xlsx"
            dialogs.choose_file(self, tr("Export to Excel"), self.save_to, kinds=XLSX, name=name, save=True)

    def save_to(self, file: Path) -> None:
        """Writes the workbook of the period, with a row for each day."""
        query = self.query()
        if query is None:
            return

        def work(store: Store, _progress: Progress) -> Path:
            from checkpoint_app.export import statistics_sheet

            try:
                with aside(file) as beside:
                    statistics_sheet.write(store, query, beside, "day")
            except OSError as trouble:
                raise SheetNotWritten(file=file, what=trouble.strerror or str(trouble)) from trouble
            return file

        def done(written: Path) -> None:
            self.window_.say(tr("Written, not encrypted: {file}", file=written))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    def _ask_name(self) -> None:
        query = self.query()
        if query is None:
            return
        line = LineEdit()
        line.setObjectName("report_name")
        line.setAccessibleName(tr("Name of the report"))
        line.setText(statistics.period_words(query.first, query.last))
        detail = tr("The figures stay as they are now; what changes later is listed beside them.")
        box = dialogs.Box(self, tr("Freeze as report"), line, detail=detail, name="freeze_box")

        def write() -> None:
            def done(saved: Saved[reports.Report]) -> None:
                box.accept()
                self.window_.say(tr("Kept as report: {name}", name=saved.value.name))
                self.load()

            name = line.text().strip()
            Operation(box, lambda store, _: reports.freeze(store, name, query), runner=self.runner).on_success(done).start()

        do = parts.button(tr("Freeze|verb"), write, kind="primary", name="do")
        do.setDefault(True)
        box.buttons(parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel"), do)
        box.open()
        line.setFocus()


def _views() -> tuple[str, ...]:
    return tr("Figures|statistics"), tr("Charts|statistics"), tr("Bulletin|paper"), tr("Workbook|statistics")


def _duties() -> list[Option]:
    return [Option(id=duty, label=label(DUTY_LABELS, duty)) for duty in DUTY_LABELS]
