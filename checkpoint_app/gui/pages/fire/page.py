"""The page 消防器材: what is due as list or month, the equipment of one place, a round walked now or keyed in from paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout

from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.fire import from_paper, papers
from checkpoint_app.gui.pages.fire.calendar import CalendarView
from checkpoint_app.gui.pages.fire.due_list import DueList
from checkpoint_app.gui.pages.fire.from_paper import FORM, FromPaper, FromPaperBox
from checkpoint_app.gui.pages.fire.place import PlaceView
from checkpoint_app.gui.pages.fire.round import RoundView
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
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
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self.due, self.place, self.calendar = DueList(window), PlaceView(window), CalendarView(self.runner)
        self._round: RoundView | None = None
        self._return = ""
        for view in (self.due, self.place, self.calendar):
            self._views.addWidget(view)
        self.due.place_wanted.connect(self._open)
        self.due.round_wanted.connect(self.start_round)
        self.due.paper_wanted.connect(self.ask_paper)
        self.due.print_wanted.connect(self._ask_print)
        self.due.month_wanted.connect(self.show_calendar)
        self.place.left.connect(self.show_list)
        self.place.round_wanted.connect(self.start_round)
        self.place.paper_wanted.connect(self.ask_paper)
        self.place.print_wanted.connect(self._ask_print)
        self.calendar.left.connect(self.show_list)
        self.calendar.day_wanted.connect(self.show_day)
        self.runner.changed.connect(self._changed)

    # What is shown

    def enter(self, **what: object) -> None:
        site, self._return = str(what.get("site") or ("" if what else self._return)), ""
        if self._round is not None and not what:
            self._round.start()
        elif site:
            self._open(site)
        else:
            self._show_due()
            self.due.filter(str(what.get("which") or ""))

    def show_list(self) -> None:
        """What is due, within the days that were chosen last."""
        self._show_due()
        self.due.filter()

    def show_day(self, day: date) -> None:
        """What is due on one day."""
        self._show_due()
        self.due.filter(day=day)

    def _show_due(self) -> None:
        self._views.setCurrentWidget(self.due)
        self._offer_drafts()

    def show_calendar(self) -> None:
        self._views.setCurrentWidget(self.calendar)
        self.calendar.show_month(mine=self.due.mine.isChecked())

    def _open(self, site: str) -> None:
        self._views.setCurrentWidget(self.place)
        self.place.open(site)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if not self.isVisible() or not changes.nouns & {"entry", "equipment", "site"}:
            return
        if self._views.currentWidget() is self.due:
            self.due.table.refresh()
        elif self._views.currentWidget() is self.place:
            self.place.table.refresh()

    # Rounds

    def start_round(self, site: str, scanned: str = "") -> None:
        """A new round at the place, or the one that was broken off there; `scanned`: it begins at the piece with that label."""

        def done(begun: Begun) -> None:
            self._show_round(RoundView(self.window_, site, begun.name, begun.pieces, begun.draft), scanned)

        Operation(self, partial(_begin, site), runner=self.runner, reading=True).on_success(done).start()

    def ask_paper(self, chosen: str = "") -> None:
        """Which sheet was walked, when, by whom; then its rows. `chosen`: its number, or the place."""

        def done(content: from_paper.Content) -> None:
            FromPaperBox(self, content, self._from_paper, context=self.window_.fields, chosen=chosen)

        Operation(self, from_paper.load, runner=self.runner, reading=True).on_success(done).start()

    def _from_paper(self, paper: FromPaper, sheet: Sheet | None, site: str) -> None:
        def done(begun: Begun) -> None:
            self._show_round(RoundView(self.window_, site, begun.name, begun.pieces, begun.draft, paper=paper))

        work = partial(_begin, site, sheet=sheet, paper=paper)
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
                self.window_.say(tr("A round waits to be gone on with: {names}", names=tr(", |list").join(names)))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    # Paper

    def _ask_print(self, site: str, name: str) -> None:
        """Which paper of the place that is shown or chosen; from a place back to it."""
        self._return = site if self._views.currentWidget() is self.place else ""

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
