"""排班: who is at which school in which period, by week; copied from the week before. Every change can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from checkpoint_app import lists
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.register_form import WideChoice, shown
from checkpoint_app.gui.pages.register_import import import_sheet
from checkpoint_app.gui.pages.school.roster_grid import RosterGrid
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes
from checkpoint_app.model.roster_clashes import Place
from checkpoint_app.model.template import Choice, Field
from checkpoint_app.store import roster_weeks, rosters
from checkpoint_app.store.roster_weeks import Week
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

ONE_DAY, WHOLE_WEEK = "DAY", "WEEK"


class RosterView(QWidget):
    """`left` when it goes back to the board."""

    left = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_, self.runner = window, window.runner
        self.monday = _monday(datetime.now(window.session.unit.tz()).date())
        self.period = "MORNING"
        self.week: Week | None = None
        self._copied: Sequence[str] | None = None
        self._undo: Callable[[], object] | None = None
        self.grid = RosterGrid()
        self._title = parts.label(kind="title", name="roster_week")
        self._figures = parts.label(kind="strong", name="roster_figures")
        self._why = parts.label(kind="bad", name="roster_why", wrap=True)
        self._odd = QCheckBox(tr("Only clashes and gaps"))
        self._periods = {choice.code: self._choice(choice.brief, choice.code) for choice in lists.choices()["school_periods"]}
        self._lay_out()
        self._bind()

    def _choice(self, text: str, code: str) -> Any:
        made = parts.button(text, partial(self.show_period, code), kind="choice")
        made.setCheckable(True)
        return made

    def _lay_out(self) -> None:
        back = parts.button(tr("Board|school"), self.left.emit, key=tr("Esc"), name="roster_back")
        before = parts.button("‹", lambda: self.go(-1), kind="quiet", name="week_before", spoken=tr("The week before"))
        after = parts.button("›", lambda: self.go(1), kind="quiet", name="week_after", spoken=tr("The week after"))
        copy = parts.button(tr("Copy last week"), self.copy_last, kind="primary", key=keys.first("add_row"), name="copy_week")
        sheet = parts.button(tr("Import a sheet"), self._import, name="roster_import")
        for label in (self._title, self._figures):
            label.setFixedHeight(theme.control_height())
        hint = parts.label(
            tr("Enter: who is on the post   Ctrl+C, Ctrl+V: the same people elsewhere   Del: nobody"), "soft", wrap=True
        )
        layout = parts.column(
            FlowBox(back, before, self._title, after, *self._periods.values()),
            FlowBox(copy, sheet, self._odd, self._figures),
            self._why,
            parts.Card(self.grid, tight=True),
            hint,
            gap=6,
        )
        layout.setStretch(3, 1)
        self._odd.setFixedHeight(theme.control_height())
        self.setLayout(layout)

    def _bind(self) -> None:
        self.grid.edited.connect(self.edit)
        self.grid.emptied.connect(lambda: self._write(dict.fromkeys(self.grid.places(), ())))
        self.grid.copied.connect(self._copy_people)
        self.grid.pasted.connect(self._paste_people)
        self.grid.moved.connect(self._tell_why)
        self._odd.toggled.connect(lambda _: self._show_rows())
        self.runner.changed.connect(self._changed)
        keys.bind(self, "back", self.left.emit)
        keys.bind(self, "add_row", self.copy_last)
        keys.bind(self, "refresh", self.load)
        keys.bind(self, "undo", self._take_back)

    # What is shown

    def enter(self) -> None:
        self.load()
        self.grid.setFocus()

    @property
    def name(self) -> str:
        """2026-W47"""
        return rosters.week_of(self.monday)

    def load(self) -> None:
        name = self.name
        Operation(self, lambda store, _: roster_weeks.load(store, name), runner=self.runner, reading=True).on_success(
            self.show_week
        ).start()

    def show_week(self, week: Week) -> None:
        if week.week != self.name:
            return
        self.week = week
        last = self.monday + timedelta(days=6)
        year, number = week.week.split("-W")
        self._title.setText(
            f"{tr('{year}, week {number}|roster', year=year, number=int(number))}  {self.monday:%m-%d}—{last:%m-%d}"
        )
        for code, button in self._periods.items():
            button.setChecked(code == self.period)
        self._figures.setText(
            tr(
                "Manned {manned} of {posts} posts   clashes {clashes}   too few {short}",
                manned=week.manned(),
                posts=len(week.posts),
                clashes=len(week.clashes),
                short=len(week.short),
            )
        )
        self._show_rows()

    def _show_rows(self) -> None:
        if self.week is None:
            return
        here = self.grid.currentIndex()
        row, column = max(here.row(), 0), max(here.column(), 1)
        names = {option.id: option.label for option in self.window_.fields.officers}
        self.grid.rows.show(self.week, self.period, names, only_odd=self._odd.isChecked())
        if self.grid.rows.schools:
            self.grid.go(min(row, len(self.grid.rows.schools) - 1), column)
        self._tell_why()

    def _tell_why(self) -> None:
        why = self.grid.rows.why(self.grid.currentIndex())
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and changes.nouns & {"roster", "site", "officer", "calendar", "unit"}:
            self.load()

    def go(self, weeks: int) -> None:
        self.monday += timedelta(weeks=weeks)
        self.load()
        self.grid.setFocus()

    def show_period(self, code: str) -> None:
        self.period = code
        for name, button in self._periods.items():
            button.setChecked(name == code)
        self._show_rows()
        self.grid.setFocus()

    # What is changed

    def edit(self) -> None:
        """Who is on the marked posts; for one day, or for all school days of the week."""
        places = self.grid.places()
        if not places or self.week is None:
            return
        form = Form(self.window_.fields)
        form.add(Field(key="crew", kind="crew", label=shown(tr("Crew|school"))))
        choices = (
            Choice(code=ONE_DAY, label=shown(tr("What is marked"))),
            Choice(code=WHOLE_WEEK, label=shown(tr("All school days of the week"))),
        )
        form.add(
            WideChoice(
                Field(key="days", kind="choice", label=shown(tr("For|roster")), choices=choices, required=True), form.context
            )
        )
        form.fill({"crew": list(self.week.cells.get(places[0], ())) or None, "days": ONE_DAY})
        schools = {school.id: school.name for school in self.week.schools}
        title = (
            schools[places[0].site]
            if len({place.site for place in places}) == 1
            else tr("{count} {count:post/posts}", count=len(places))
        )
        box = dialogs.Box(self, title, form, name="roster_cell")
        week = self.week

        def save() -> None:
            values = form.values()
            wanted = places if values.get("days") != WHOLE_WEEK else _whole_week(week, places)
            self._write(dict.fromkeys(wanted, tuple(values.get("crew") or ())), then=box.accept)

        do = parts.button(tr("Save"), save, kind="primary", key=keys.first("save"), name="save")
        box.buttons(parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel"), do)
        box.setFixedWidth(theme.px(640))
        form.save_requested.connect(save)
        box.open()
        form.field("crew").setFocus()

    def _copy_people(self) -> None:
        places = self.grid.places()
        if places and self.week is not None:
            self._copied = self.week.cells.get(places[0], ())

    def _paste_people(self) -> None:
        if self._copied is not None:
            self._write(dict.fromkeys(self.grid.places(), tuple(self._copied)))

    def _write(
        self, cells: Mapping[Place, Sequence[str]], *, then: Callable[[], object] = lambda: None, undoing: bool = False
    ) -> None:
        if not cells or self.week is None:
            return
        week, before = self.week.week, {place: tuple(self.week.cells.get(place, ())) for place in cells}

        def work(store: Store, _progress: Progress) -> Saved[Week]:
            return roster_weeks.write(store, week, cells)

        def done(saved: Saved[Week]) -> None:
            then()
            self.show_week(saved.value)
            self.grid.setFocus()
            said = tr("Taken back.") if undoing else tr("{count} {count:post/posts} changed", count=len(cells))
            self._undo = None if undoing else lambda: self._write(before, undoing=True)
            self.window_.say(said, undo=self._undo)

        Operation(self, work, runner=self.runner).on_success(done).start()

    def copy_last(self) -> None:
        """What is still empty this week is filled with the people of the week before."""
        source, week = rosters.week_of(self.monday - timedelta(weeks=1)), self.name
        before = dict(self.week.cells) if self.week is not None else {}

        def work(store: Store, _progress: Progress) -> Saved[Week]:
            return roster_weeks.copy(store, source, week)

        def done(saved: Saved[Week]) -> None:
            filled = {place: people for place, people in saved.value.cells.items() if people and not before.get(place)}
            self.show_week(saved.value)
            self.grid.setFocus()
            self._undo = (lambda: self._write(dict.fromkeys(filled, ()), undoing=True)) if filled else None
            self.window_.say(tr("{count} {count:post/posts} filled from {week}", count=len(filled), week=source), undo=self._undo)

        Operation(self, work, runner=self.runner).on_success(done).start()

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def _import(self) -> None:
        import_sheet(self, "roster", runner=self.runner, say=self.window_.say)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _whole_week(week: Week, places: Sequence[Place]) -> list[Place]:
    """The same schools and periods on every day that has a post."""
    wanted = {(place.site, place.period) for place in places}
    return [place for place in week.posts if (place.site, place.period) in wanted]
