"""The page 消防器材: what is due as list or month, the equipment of one place, a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages import register_boxes
from checkpoint_app.gui.pages.fire import from_paper, listing, papers
from checkpoint_app.gui.pages.fire.calendar import CalendarView
from checkpoint_app.gui.pages.fire.from_paper import FORM, FromPaper, FromPaperBox
from checkpoint_app.gui.pages.fire.listing import FILTERS
from checkpoint_app.gui.pages.fire.round import RoundView, too_many_words
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.gui.table import Column, RecordTable, Row
from checkpoint_app.i18n import tr
from checkpoint_app.model import rounds
from checkpoint_app.model.records import Changes, Entry
from checkpoint_app.model.registers import Equipment
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.round_sheets import Sheet
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class FirePage(Page):
    """`enter()`, `enter(which="overdue")` a filter of the list, `enter(site=id)` the equipment of a place."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._which, self._site, self._name = "month", "", ""
        self._day: date | None = None
        self._return = False
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self._filters = {
            key: parts.button(tr(text), partial(self.filter, key), kind="choice", name=f"due_{key}")
            for key, text in FILTERS.items()
        }
        for made in self._filters.values():
            made.setCheckable(True)
        self.due = self._due_table()
        self.equipment = self._equipment_table()
        self._list, self._place, self.calendar = self._list_view(), self._place_view(), CalendarView(self.runner)
        self.calendar.left.connect(self.show_list)
        self.calendar.day_wanted.connect(self.show_day)
        self._round: RoundView | None = None
        for view in (self._list, self._place, self.calendar):
            self._views.addWidget(view)
        self.runner.changed.connect(self._changed)
        keys.bind(self._list, "details", self._round_current)
        keys.bind(self._list, "find", lambda: self._looked_for.setFocus())
        keys.bind(self._list, "refresh", self._look)
        keys.bind(self._place, "details", self.start_round)
        keys.bind(self._place, "add_row", self._new)
        keys.bind(self._place, "back", self.show_list)
        keys.bind(self._list, "from_paper", self.ask_paper)
        keys.bind(self._list, "print", self.ask_print)
        keys.bind(self._place, "from_paper", self.ask_paper)
        keys.bind(self._place, "print", self.ask_print)

    def _due_table(self) -> RecordTable:
        table = RecordTable(
            [
                Column(key="day", title=tr("Due on"), width=106),
                Column(key="task", title=tr("What|due"), width=120),
                Column(key="premises", title=tr("Premises|hazards"), width=240),
                Column(key="what", title=tr("Equipment|due")),
                Column(key="officer", title=tr("Responsible officer"), width=160),
                Column(key="near", title=tr("State|column"), width=130, style="state"),
            ],
            runner=self.runner,
            name=tr("Due|fire"),
            empty=tr("Nothing is due within these days."),
        )
        table.opened.connect(lambda _: self._open_current())
        table.loaded.connect(self._loaded)
        return table

    def _list_view(self) -> QWidget:
        self._count = parts.label(kind="soft", name="due_count")
        self._mine = QCheckBox(tr("Only mine"))
        self._mine.toggled.connect(lambda _: self._look())
        self._looked_for = LineEdit()
        self._looked_for.setObjectName("find")
        self._looked_for.setPlaceholderText(tr("Find, or scan a label or a round sheet"))
        self._looked_for.setAccessibleName(tr("Find: premises, pinyin initials, label"))
        self._looked_for.setFixedWidth(self._looked_for.fontMetrics().averageCharWidth() * 30)
        self._pause = QTimer(self, singleShot=True, interval=150)
        self._pause.timeout.connect(self._look)
        self._looked_for.textChanged.connect(lambda _: self._pause.start())
        self._looked_for.submitted.connect(self._meant)
        month = parts.button(tr("Month|calendar"), self.show_calendar, name="due_calendar")
        place = parts.button(tr("Equipment of the place"), self._open_current, key=tr("Enter"), name="due_open")
        start = parts.button(
            tr("Start a round"), self._round_current, kind="primary", key=keys.first("details"), name="due_round"
        )
        paper = parts.button(tr("Key in a round sheet"), self.ask_paper, key=keys.first("from_paper"), name="due_paper")
        prints = parts.button(tr("Print"), self.ask_print, key=keys.first("print"), name="due_print")
        head = parts.row(parts.label(tr("Due|fire"), "title"), 12, self._count, None, prints, paper, place, start)
        view = QWidget()
        filters = FlowBox(*self._filters.values(), month, self._looked_for, self._mine, gap=6)
        layout = parts.column(head, filters, parts.Card(self.due), gap=12)
        layout.setStretch(2, 1)
        view.setLayout(layout)
        return view

    def _equipment_table(self) -> RecordTable:
        table = RecordTable(
            [
                Column(key="position", title=tr("Order|round"), width=56, right=True),
                Column(key="label", title=tr("Number|label"), width=120, style="plate"),
                Column(key="floor", title=tr("Floor"), width=66),
                Column(key="place", title=tr("Place")),
                Column(key="kind", title=tr("Kind"), width=126),
                Column(key="made", title=tr("Made on"), width=102),
                Column(key="service", title=tr("Service by"), width=106),
                Column(key="scrap", title=tr("Scrap on"), width=106),
                Column(key="state", title=tr("State|column"), width=136, style="state"),
            ],
            runner=self.runner,
            name=tr("Equipment|due"),
            empty=tr("No equipment is on file here. Ctrl+N adds the first piece."),
        )
        table.opened.connect(self._edit)
        table.loaded.connect(lambda _: self._warn_of_many())
        return table

    def _place_view(self) -> QWidget:
        self._title = parts.label(kind="title", name="place_title")
        self._many = parts.label(kind="warn", wrap=True, name="place_many")
        self._all = QCheckBox(tr("Also those out of use"))
        self._all.toggled.connect(lambda _: self._show_equipment())
        back = parts.button(tr("Back"), self.show_list, key=tr("Esc"), name="place_back")
        self._about = parts.label(kind="soft", wrap=True, name="place_about")
        prints = parts.button(tr("Print"), self.ask_print, key=keys.first("print"), name="place_print")
        new = parts.button(tr("New piece"), self._new, key=keys.first("add_row"), name="place_new")
        start = parts.button(tr("Start a round"), self.start_round, kind="primary", key=keys.first("details"), name="place_round")
        view = QWidget()
        head = parts.row(self._title, None, self._all, 8, back, prints, new, start)
        layout = parts.column(head, self._about, self._many, parts.Card(self.equipment), gap=12)
        layout.setStretch(3, 1)
        view.setLayout(layout)
        return view

    # What is shown

    def enter(self, **what: object) -> None:
        if what.get("site"):
            self._open(str(what["site"]))
            return
        if self._round is not None and not what:
            self._round.start()
            return
        if self._return and self._site and not what:
            self._return = False
            self._open(self._site)
            return
        self._which, self._day = str(what.get("which", self._which)), None
        self.show_list()

    def filter(self, which: str) -> None:
        """One of `FILTERS`."""
        self._which, self._day = which, None
        self._look()
        self.due.setFocus()

    def show_list(self) -> None:
        self._views.setCurrentWidget(self._list)
        self._look()
        self.due.setFocus()
        self._offer_drafts()

    def _look(self) -> None:
        for key, made in self._filters.items():
            made.setChecked(key == self._which and self._day is None)
        which, mine, text, day = self._which, self._mine.isChecked(), self._looked_for.text(), self._day
        self.due.show_rows(lambda store, _after, _limit: listing.due_rows(store, which, mine=mine, text=text, day=day))

    def _loaded(self, count: int) -> None:
        words = tr("{n} due", n=count)
        self._count.setText(f"{self._day.isoformat()}  {words}" if self._day is not None else words)
        if count and self.due.current_id() is None:
            self.due.select(self.due.records.rows[0].id)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if not self.isVisible() or not changes.nouns & {"entry", "equipment", "site"}:
            return
        if self._views.currentWidget() is self._list:
            self.due.refresh()
        elif self._views.currentWidget() is self._place:
            self.equipment.refresh()

    def show_calendar(self) -> None:
        self._views.setCurrentWidget(self.calendar)
        self.calendar.turn(0)

    def show_day(self, day: date) -> None:
        """What is due on one day."""
        self._day = day
        self.show_list()

    def _meant(self) -> None:
        """Enter in the box: a label that was scanned opens the round of its place at that piece, a sheet its rows; else on to the list."""
        text = self._looked_for.text()

        def done(found: Equipment | Sheet | None) -> None:
            if found is None:
                self.due.setFocus()
                return
            self._looked_for.clear()
            if isinstance(found, Sheet):
                self.ask_paper(found.number)
            else:
                self._site = found.premises
                self.start_round(text)

        work = partial(_meant, text)
        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    # A place

    def _open_current(self) -> None:
        row = self.due.current_row()
        if row is not None:
            self._open(str(row.data))

    def _open(self, site: str) -> None:
        self._site = site

        def work(store: Store, _progress: Progress) -> tuple[str, str]:
            return listing.about(store, site)

        Operation(self, work, runner=self.runner, reading=True).on_success(lambda told: self._show_place(*told)).start()

    def _show_place(self, name: str, about: str) -> None:
        self._name = name
        self._title.setText(name)
        self._about.setText(about)
        self._views.setCurrentWidget(self._place)
        self._show_equipment()
        self.equipment.setFocus()

    def _show_equipment(self) -> None:
        site, everything = self._site, self._all.isChecked()
        self.equipment.show_rows(lambda store, _after, _limit: listing.equipment_rows(store, site, everything))

    def _warn_of_many(self) -> None:
        """No more than a quarter of a place's extinguishers may be away for service at once."""
        rows = [row for row in self.equipment.records.rows if row.cells["scrap"] and not row.void]
        away = sum(row.tone in ("warn", "bad") for row in rows)
        self._many.setText(too_many_words(len(rows), away) if rounds.too_many_out(len(rows), away) else "")
        self._many.setVisible(bool(self._many.text()))

    def _pieces(self) -> list[Equipment]:
        return [row.data for row in self.equipment.records.rows if isinstance(row.data, Equipment)]

    def _edit(self, record: str) -> None:
        piece = next((one for one in self._pieces() if one.id == record), None)
        if piece is not None:
            register_boxes.edit_equipment(self, piece, self._site, self._saved, runner=self.runner, context=self.window_.fields)

    def _new(self) -> None:
        """The next piece: the last one again with the next label and place in the order."""
        pieces = self._pieces()
        row: Row | None = self.equipment.current_row()
        last = row.data if row is not None and isinstance(row.data, Equipment) else pieces[-1] if pieces else None
        known: dict[str, object] = {}
        if last is not None:
            known = {key: getattr(last, key) or None for key in ("floor", "place", "kind", "model", "made")}
            known |= {
                "label": rounds.next_label(last.label),
                "position": max((one.position or 0 for one in pieces), default=0) + 1,
            }
        register_boxes.edit_equipment(
            self, None, self._site, self._saved, runner=self.runner, context=self.window_.fields, known=known
        )

    def _saved(self, saved: Saved[Equipment]) -> None:
        notes = "  △ ".join(problem.text() for problem in saved.problems)
        self.window_.say(f"{tr('Saved: {name}', name=saved.value.label)}  {notes}".strip())
        self._show_equipment()
        QTimer.singleShot(0, lambda: self.equipment.select(saved.value.id))
        self.equipment.setFocus()

    # Rounds

    def _round_current(self) -> None:
        row = self.due.current_row()
        if row is not None:
            self._site = str(row.data)
            self.start_round()

    def start_round(self, scanned: str = "") -> None:
        """A new round at the place, or the one that was broken off there; `scanned`: it begins at the piece with that label."""
        work = partial(_begin, self._site)

        def done(begun: Begun) -> None:
            self._name = begun.name
            self._show_round(RoundView(self.window_, self._site, begun.name, begun.pieces, begun.draft), scanned)

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    def ask_paper(self, chosen: str = "") -> None:
        """Which sheet was walked, when, by whom; then its rows. `chosen`: its number."""
        here = self._site if self._views.currentWidget() is self._place else ""

        def done(content: from_paper.Content) -> None:
            FromPaperBox(self, content, self._from_paper, context=self.window_.fields, chosen=chosen or here)

        Operation(self, from_paper.load, runner=self.runner, reading=True).on_success(done).start()

    def _from_paper(self, paper: FromPaper, sheet: Sheet | None, site: str) -> None:
        work = partial(_begin, site, sheet=sheet, paper=paper)

        def done(begun: Begun) -> None:
            self._site, self._name = site, begun.name
            self._show_round(RoundView(self.window_, site, begun.name, begun.pieces, begun.draft, paper=paper))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    def _show_round(self, view: RoundView, scanned: str = "") -> None:
        self._drop_round()
        self._round = view
        view.done.connect(self._round_done)
        self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        view.start(scanned)

    def _round_done(self, saved: Saved[Entry] | None) -> None:
        self._drop_round()
        self.show_list()
        if saved is not None:
            rows = saved.value.values.get("hazards")
            told = [tr("The round is recorded.")]
            told += [tr("{n} hazards are listed on their page.", n=len(rows))] if isinstance(rows, list) and rows else []
            told += [f"△ {problem.text()}" for problem in saved.problems if problem.field in ("at", "checked_by")]
            self.window_.say("  ".join(told))

    def _drop_round(self) -> None:
        if self._round is not None:
            view, self._round = self._round, None
            self._views.removeWidget(view)
            view.hide()
            view.deleteLater()

    def _offer_drafts(self) -> None:
        """What was broken off stands in the status bar; starting a round there goes on with it."""

        def work(store: Store, _progress: Progress) -> list[str]:
            from checkpoint_app.store import drafts

            return [_draft_name(draft) for draft in drafts.every(store, form=FORM)]

        def done(names: list[str]) -> None:
            if names:
                self.window_.say(tr("A round waits to be gone on with: {names}", names="、".join(names)))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    # Paper

    def ask_print(self) -> None:
        """Which paper of the place that is shown or chosen."""
        row = self.due.current_row()
        here = self._views.currentWidget() is self._place
        site, name = (self._site, self._name) if here or row is None else (str(row.data), row.cells["premises"])
        if not site:
            return
        self._site, self._return = site, here

        def then(paper: papers.Wanted) -> None:
            self.window_.open_page("paper", form=paper.form, subject=paper.subject, parameters=paper.parameters, back="fire")

        unit = self.window_.session.unit.id
        papers.PapersBox(self, site, name, unit, then, runner=self.runner, context=self.window_.fields)

    def put_away(self) -> None:
        if self._round is not None:
            self._round.keep()


@dataclass(frozen=True, slots=True)
class Begun:
    """What a round begins with: the name of the place, its pieces in their order, and what was found before it was broken off."""

    name: str
    pieces: list[Equipment]
    draft: Draft | None


def _begin(site: str, store: Store, _progress: Progress, *, sheet: Sheet | None = None, paper: FromPaper | None = None) -> Begun:
    """A sheet has the rows and the order it was printed with; a round on paper and one in the place are broken off apart."""
    from checkpoint_app.store import drafts, equipment, round_sheets

    number = paper.number if paper is not None else None
    kept = [
        draft
        for draft in drafts.every(store, form=FORM)
        if draft.body.get("premises") == site and (draft.body.get("paper") or {}).get("number") == number
    ]
    pieces = round_sheets.pieces(store, sheet) if sheet is not None else equipment.every(store, premises=site)
    return Begun(store.context().registers.name("site", site), pieces, kept[-1] if kept else None)


def _draft_name(draft: Draft) -> str:
    """The place, and of a sheet its number."""
    paper = draft.body.get("paper")
    place = str(draft.body.get("name", ""))
    return f"{place} ({paper['number'] or tr('Sheet written by hand')})" if paper else place


def _meant(text: str, store: Store, _progress: Progress) -> Equipment | Sheet | None:
    return listing.meant(store, text)
