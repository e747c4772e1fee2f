"""校历与时段: the days of a year on which school differs from the week, and the periods of each type of school with the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.register_form import choice, field, shown
from checkpoint_app.gui.pages.school.form_box import FormBox
from checkpoint_app.gui.pages.school.times_table import TimesTable
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import school_days
from checkpoint_app.model.duty_periods import Rules
from checkpoint_app.model.records import Changes
from checkpoint_app.model.school_days import DAY_LABELS, WRITTEN, Day, DayKind
from checkpoint_app.model.template import Field
from checkpoint_app.store import school_rules
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

MONTH_DAY = "%m-%d"


@dataclass(frozen=True, slots=True)
class Run:
    """Days that follow each other and are the same."""

    first: Day
    last: Day

    def days(self) -> list[str]:
        return [day.isoformat() for day in school_days.span(self.first.day, self.last.day)]


class CalendarView(QWidget):
    """`left` when it goes back to the board."""

    left = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_, self.runner = window, window.runner
        self.year = datetime.now(window.session.unit.tz()).year
        self._undo: Callable[[], object] | None = None
        self._title = parts.label(kind="title", name="calendar_year")
        self._doubt = parts.label(kind="warn", wrap=True, name="calendar_doubt")
        self._settings = parts.label(kind="strong", wrap=True, name="guard_settings")
        self.table = RecordTable(
            [
                Column(key="days", title=tr("Days|calendar"), width=122),
                Column(key="count", title=tr("n|days"), width=48, right=True),
                Column(key="what", title=tr("Kind and name|calendar"), style="state"),
            ],
            runner=window.runner,
            name=tr("Calendar|school"),
            empty=tr("The week alone holds. Add days with “Add days”."),
        )
        self.times = TimesTable()
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        back = parts.button(tr("Board|school"), self.left.emit, key=tr("Esc"), name="calendar_back")
        before = parts.button("‹", lambda: self.go(-1), kind="quiet", name="year_before", spoken=tr("The year before"))
        after = parts.button("›", lambda: self.go(1), kind="quiet", name="year_after", spoken=tr("The year after"))
        self._title.setFixedHeight(theme.control_height())
        add = parts.button(tr("Add days"), self.add, kind="primary", key=keys.first("add_row"), name="add_days")
        gone = parts.button(tr("Take away"), self.forget, key=keys.first("remove_row"), name="forget_days")
        settings = parts.button(tr("Settings"), self.change_settings, name="change_guard")
        year, days = parts.row(back, before, self._title, after, None), parts.row(add, gone, None)
        left = parts.column(year, days, self._doubt, parts.Card(self.table), gap=8)
        left.setStretch(3, 1)
        hint = parts.label(tr("Enter on a time changes it; a school's own times stand in its register row."), "soft", wrap=True)
        above = parts.row(self._settings, settings, gap=16)
        above.setStretch(0, 1)
        right = parts.column(above, parts.Card(self.times, tight=True), hint, gap=8)
        right.setStretch(1, 1)
        layout = parts.row(left, right, gap=16)
        layout.setStretch(0, 4)
        layout.setStretch(1, 6)
        self.setLayout(layout)

    def _bind(self) -> None:
        self.times.edited.connect(self._edit_time)
        self.runner.changed.connect(self._changed)
        keys.bind(self, "back", self.left.emit)
        keys.bind(self, "add_row", self.add)
        keys.bind(self, "remove_row", self.forget)
        keys.bind(self, "refresh", self.load)
        keys.bind(self, "undo", self._take_back)

    # What is shown

    def enter(self) -> None:
        self.load()
        self.table.setFocus()

    def load(self) -> None:
        year = self.year
        self._title.setText(str(year))
        self.table.show_rows(lambda store, _after, _limit: RowPage(rows=_rows(store, year), after=None))
        self._doubt.setText(_doubt(year))
        self._doubt.setVisible(bool(_doubt(year)))
        Operation(self, lambda store, _: school_rules.rules_of(store), runner=self.runner, reading=True).on_success(
            self._show_rules
        ).start()

    def _show_rules(self, by: Rules) -> None:
        self.times.show_rules(by)
        self._rules = by
        self._settings.setText(
            tr(
                "On the post {early} min before, until {late} min after, {grace} min grace; summer {first} to {last}",
                early=by.early_minutes,
                late=by.late_minutes,
                grace=by.grace_minutes,
                first=by.summer[0],
                last=by.summer[1],
            )
        )

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and changes.nouns & {"calendar", "unit"}:
            self.load()

    def go(self, years: int) -> None:
        self.year += years
        self.load()
        self.table.setFocus()

    # Days

    def add(self) -> None:
        """Holidays, working days or school holidays, from a day to a day."""
        form = Form(FieldContext())
        form.add(Field(key="from", kind="date", label=shown(tr("From|day")), required=True))
        form.add(Field(key="to", kind="date", label=shown(tr("To, included|day")), hint=shown(tr("Empty: one day"))))
        kinds = {kind.value: DAY_LABELS[kind] for kind in WRITTEN}
        form.add(choice("kind", tr("Kind"), kinds, required=True))
        form.add(field("name", tr("Name|day"), hint=tr("Winter holidays, sports day …")))
        form.fill({"kind": DayKind.VACATION.value})

        def write(store: Store, values: dict[str, Any]) -> Changes:
            first = str(values.get("from") or "")
            last = str(values.get("to") or first)
            day, end = date.fromisoformat(first), date.fromisoformat(last)
            return school_rules.write_days(store, day, end, str(values.get("kind") or ""), str(values.get("name") or ""))

        FormBox(self, tr("Add days"), form, write, runner=self.runner, required=("from", "kind"))

    def forget(self) -> None:
        """The station's own days at the cursor go; those of the notice stay."""
        run = self._run()
        if run is None or not run.first.own:
            return
        days = run.days()

        def work(store: Store, _progress: Progress) -> Changes:
            return school_rules.forget_days(store, days)

        def back() -> None:
            def again(store: Store, _progress: Progress) -> Changes:
                return school_rules.write_days(store, run.first.day, run.last.day, run.first.kind, run.first.name)

            Operation(self, again, runner=self.runner).start()

        def done(_changes: Changes) -> None:
            self._undo = back
            self.window_.say(tr("{count} {count:day/days} taken away", count=len(days)), undo=back)

        Operation(self, work, runner=self.runner).on_success(done).start()

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def _run(self) -> Run | None:
        row = self.table.current_row()
        return row.data if row is not None and isinstance(row.data, Run) else None

    # Times and settings

    def _edit_time(self, season: str, group: str, code: str) -> None:
        found = self._rules.times[season].get(group, {}).get(code) or ()
        form = Form(FieldContext())
        form.add(Field(key="start", kind="time", label=shown(tr("Begins|period")), hint=shown(tr("Both empty: no such period"))))
        form.add(Field(key="end", kind="time", label=shown(tr("Ends|period"))))
        form.fill({"start": found[0] if found else None, "end": found[1] if found else None})

        def write(store: Store, values: dict[str, Any]) -> Changes:
            start, end = str(values.get("start") or ""), str(values.get("end") or "")
            return school_rules.change_rules(store, times={(season, group, code): (start, end) if start or end else None})

        FormBox(self, self.times.title(season, group, code), form, write, runner=self.runner)

    def change_settings(self) -> None:
        """Minutes, and when the summer begins and ends."""
        by, form = self._rules, Form(FieldContext())
        for key, text in (
            ("early_minutes", tr("Minutes before the period")),
            ("late_minutes", tr("Minutes after the period")),
            ("grace_minutes", tr("Minutes of grace")),
        ):
            form.add(Field(key=key, kind="count", label=shown(text), required=True, maximum=school_rules.MOST_MINUTES))
        for key, text in (("summer_from", tr("Summer from (month-day)")), ("summer_to", tr("Summer to, included (month-day)"))):
            form.add(field(key, text, required=True))
        form.fill(
            {
                "early_minutes": by.early_minutes,
                "late_minutes": by.late_minutes,
                "grace_minutes": by.grace_minutes,
                "summer_from": by.summer[0],
                "summer_to": by.summer[1],
            }
        )

        def write(store: Store, values: dict[str, Any]) -> Changes:
            window = {key: int(values.get(key) or 0) for key in school_rules.WINDOW}
            return school_rules.change_rules(
                store, window=window, summer=(str(values.get("summer_from")), str(values.get("summer_to")))
            )

        FormBox(self, tr("Settings of school guard"), form, write, runner=self.runner)


def _doubt(year: int) -> str:
    """What is to be known of the year's notice."""
    checked = school_days.checked(year)
    if checked is None:
        return tr(
            "The holidays of {year} are not in this version: the week alone holds. Add the days of the notice here.", year=year
        )
    if not checked:
        return tr(
            "The holidays of {year} follow the State Council's notice, but nobody has compared them with it yet.", year=year
        )
    return ""


def _runs(store: Store, year: int) -> Iterator[Run]:
    own = school_rules.written_days(store)
    first = last = None
    for day in school_days.span(date(year, 1, 1), date(year, 12, 31)):
        found = school_days.day_of(day, own)
        plain = found.kind in (DayKind.WEEKDAY, DayKind.WEEKEND)
        same = first is not None and (found.kind, found.name, found.own) == (first.kind, first.name, first.own)
        if first is not None and last is not None and not same:
            yield Run(first, last)
            first = None
        if not plain:
            first, last = first or found, found
    if first is not None and last is not None:
        yield Run(first, last)


def _rows(store: Store, year: int) -> list[Row]:
    return [
        Row(
            id=run.first.day.isoformat(),
            cells={
                "days": _days(run),
                "count": str(len(run.days())),
                "what": tr("{what} (station)|calendar", what=_what(run.first)) if run.first.own else _what(run.first),
            },
            tone="ok" if run.first.school else "warn",
            data=run,
        )
        for run in _runs(store, year)
    ]


def _what(day: Day) -> str:
    """寒假, 调休上课 运动会 …: school holidays are told by their name alone."""
    if day.kind is DayKind.VACATION and day.name:
        return day.name
    return " ".join(filter(None, (school_days.kind_word(day.kind), day.name))) if day.own else day.words()


def _days(run: Run) -> str:
    first, last = run.first.day.strftime(MONTH_DAY), run.last.day.strftime(MONTH_DAY)
    return first if first == last else f"{first}—{last}"
