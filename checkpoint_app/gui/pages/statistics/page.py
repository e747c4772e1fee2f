"""统计上报: the figures of a period with what they are compared to; Enter on a figure opens the entries behind it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QPushButton

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.fields.times import DateLine
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import figures, timing
from checkpoint_app.store import reports, statistics
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Behind, Query

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

XLSX = "Excel (*.xlsx)"


class SheetNotWritten(UserError):
    code = "STATISTICS_NOT_WRITTEN"
    message = noop("The workbook {file} cannot be written: {what}.")
    hint = noop("Close it in the other program, or choose another folder.")


@dataclass(frozen=True, slots=True)
class _Shown:
    rows: list[Row]
    summary: str
    notes: str
    reports: str


class StatisticsPage(Page):
    """The period is chosen above; the list holds every column of the bureau in its order."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._day = timing.business_day(window.fields.now(), window.session.unit.tz(), window.session.unit.day_start)
        self._group = QButtonGroup(self)
        self._periods = FlowBox(*(self._period(key, label) for key, label in _words()))
        self._first, self._last = self._date("first", tr("From day")), self._date("last", tr("To day"))
        self._notes = parts.label(kind="soft", wrap=True, name="notes")
        self._summary = parts.label(wrap=True, name="summary")
        self._summary.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._reports = parts.label(kind="soft", wrap=True, name="reports")
        self.table = RecordTable(_columns(), runner=self.runner, name=tr("Statistics|page"), empty=tr("No figures."))
        self.table.opened.connect(self.open_behind)
        self._build()
        for box in (self._first, self._last):
            box.editingFinished.connect(self.load)
        keys.bind(self, "refresh", self.load)
        self._choose("month")

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
        copy = parts.button(tr("Copy the paragraph"), self.copy, name="copy_summary")
        export = parts.button(tr("Export to Excel"), self._choose_file, name="export_statistics")
        freeze = parts.button(tr("Freeze as report"), self._ask_name, kind="primary", name="freeze")
        head = parts.row(parts.label(tr("Statistics|page"), "title"), None, copy, export, freeze)
        period = parts.row(self._periods, self._first, self._last)
        period.setStretch(0, 1)
        listing = parts.Card(self.table)
        below = parts.Card(self._summary, self._notes, self._reports)
        layout = parts.column(head, period, listing, below, gap=10, margins=(16, 12, 16, 12))
        layout.setStretch(2, 1)
        self.setLayout(layout)

    # What is shown

    def enter(self, **what: object) -> None:
        self.load()
        self.table.setFocus()

    def _chosen(self, key: str) -> None:
        self._choose(key)
        self.load()

    def _choose(self, key: str) -> None:
        first, last = period(key, self._day)
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
        return Query(first=first, last=last) if first <= last else None

    def load(self) -> None:
        query = self.query()
        if query is None:
            self._notes.setText(tr("The period makes no sense."))
            return
        Operation(self, lambda store, _: _read(store, query), runner=self.runner, reading=True).on_success(self._show).start()

    def _show(self, shown: _Shown) -> None:
        self.table.show_rows(lambda _store, _after, _limit: RowPage(rows=shown.rows, after=None))
        self._summary.setText(shown.summary)
        self._notes.setText(shown.notes)
        self._reports.setText(shown.reports)
        self._reports.setVisible(bool(shown.reports))

    # What is done

    def open_behind(self, key: str) -> None:
        """The records that a figure counts."""
        query, column = self.query(), figures.by_key()[key]
        if query is None or column.typed:
            return

        def work(store: Store, _progress: Progress) -> tuple[Behind, list[str]]:
            found = statistics.behind(store, query, column)
            return found, _names(store, found)

        def show(found: tuple[Behind, list[str]]) -> None:
            where, names = found
            if where.entries is not None:
                self.window_.open_page("records", where=where.entries)
                return
            box = dialogs.Box(self, tr("Behind “{figure}”", figure=column.label), detail="\n".join(names), name="behind")
            close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
            box.buttons(close)
            box.open()
            close.setFocus()

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

            aside = file.with_name(f"{file.name}.new")
            try:
                statistics_sheet.write(store, query, aside, "day")
                aside.replace(file)
            except OSError as trouble:
                with suppress(OSError):
                    aside.unlink(missing_ok=True)
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


def _words() -> list[tuple[str, str]]:
    return [
        ("week", tr("This week")),
        ("last_week", tr("Last week")),
        ("month", tr("This month")),
        ("last_month", tr("Last month")),
        ("quarter", tr("This quarter")),
        ("half", tr("This half-year")),
        ("year", tr("This year")),
    ]


def period(key: str, day: date) -> tuple[date, date]:
    """The whole calendar period around a day."""
    if key in ("week", "last_week"):
        monday = day - timedelta(days=day.weekday() + (7 if key == "last_week" else 0))
        return monday, monday + timedelta(days=6)
    if key == "last_month":
        return period("month", day.replace(day=1) - timedelta(days=1))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[key]
    start = (day.month - 1) // months * months + 1
    after = date(day.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return date(day.year, start, 1), after - timedelta(days=1)


def _columns() -> list[Column]:
    return [
        Column(key="group", title=tr("Group|statistics"), width=130, style="soft"),
        Column(key="label", title=tr("Figure|statistics"), width=None),
        Column(key="value", title=tr("Number|statistics"), width=110, right=True),
        Column(key="unit", title=tr("Unit|statistics"), width=130),
        Column(key="before", title=tr("Period before|statistics"), width=128, right=True),
        Column(key="change", title=tr("Change|statistics"), width=110, right=True),
        Column(key="year", title=tr("Year before|statistics"), width=110, right=True),
        Column(key="year_change", title=tr("On the year|statistics"), width=110, right=True),
    ]


def _read(store: Store, query: Query) -> _Shown:
    from checkpoint_app.export import statistics_sheet

    now = reports.values(store, query)
    before = reports.values(store, statistics.previous(query))
    year = reports.values(store, statistics.year_before(query))
    rows = [
        Row(
            id=column.key,
            cells={
                "group": figures.group_label(column.group),
                "label": column.label,
                "value": figures.text(now[column.key]),
                "unit": column.unit,
                "before": figures.text(before[column.key]),
                "change": figures.change_text(figures.change(now[column.key], before[column.key])),
                "year": figures.text(year[column.key]),
                "year_change": figures.change_text(figures.change(now[column.key], year[column.key])),
            },
        )
        for column in figures.columns()
        if column.main or now[column.key]
    ]
    notes = "   ".join(f"{what} {value}" for what, value in statistics_sheet.notes(store, query))
    return _Shown(rows, reports.bulletin(store, query), notes, "\n".join(_reports(store)))


def _reports(store: Store) -> list[str]:
    """The newest reports, each with what changed since."""
    lines = []
    for report in reports.every(store)[:3]:
        since = reports.since(store, report)
        changed = [
            f"{figures.by_key()[one.key].label} {figures.text(one.frozen)} → {figures.text(one.now)}"
            for one in since.figures
            if one.key in figures.by_key()
        ]
        told = tr("Changed since: {figures} ({n} records)", figures="、".join(changed) or "—", n=len(since.records))
        lines.append(
            tr("Report {name}: {state}", name=report.name, state=told if since.records or changed else tr("unchanged since"))
        )
    return lines


def _names(store: Store, found: Behind) -> list[str]:
    """The records of a figure that is not one of entries, in words; many are cut short."""
    from checkpoint_app.store import equipment, hazards, shifts

    names, zone = store.context().registers, store.unit.tz()
    lines = []
    for record in found.ids[:40]:
        match found.noun:
            case "shift":
                shift = shifts.get(store, record)
                lines.append(f"{shift.day.isoformat()}  {shift.window(zone)}  {names.name('site', shift.site)}  {shift.number}")
            case "hazard":
                hazard = hazards.get(store, record)
                lines.append(f"{names.name('site', hazard.site)}  {hazard.name}")
            case _:
                piece = equipment.get(store, record)
                lines.append(f"{names.name('site', piece.premises)}  {piece.label}")
    return [*lines, tr("… {n} in all", n=len(found.ids))]
