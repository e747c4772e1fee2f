"""The page 待办: what the law asks for, the most urgent first; Enter ends one with its document number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.tasks import listing, steps
from checkpoint_app.gui.pages.tasks.listing import FILTERS, Shown
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model import tasks as rules
from checkpoint_app.model.records import Changes
from checkpoint_app.model.tasks import StepKind
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store
from checkpoint_app.store.tasks_rows import Task

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

TICK_MS = 30_000
ORDER = (StepKind.DONE, StepKind.ARRIVED, StepKind.EXTENDED, StepKind.GIVEN, StepKind.REOPENED)


class TasksPage(Page):
    """`enter()`; `enter(which="pressing")` a filter of the list."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._which = "mine"
        self._filters = {
            key: parts.button(tr(FILTERS[key]), partial(self.filter, key), kind="choice", name=f"filter_{key}") for key in FILTERS
        }
        for made in self._filters.values():
            made.setCheckable(True)
        self.table = RecordTable(
            [
                Column(key="due", title=tr("Due|task"), width=128),
                Column(key="task", title=tr("To do|task"), width=232, most=390),
                Column(key="about", title=tr("About|task")),
                Column(key="owner", title=tr("Owner|task"), width=92),
                Column(key="state", title=tr("State|column"), width=176, style="state"),
            ],
            runner=self.runner,
            name=tr("To do|page"),
            empty=tr("Nothing waits here."),
        )
        self.table.opened.connect(lambda _record: self.step(StepKind.DONE))
        self.table.picked.connect(lambda _record: self._picked())
        self.table.loaded.connect(self._loaded)
        self._count = parts.label(kind="soft", name="tasks_count")
        self._details = parts.label(kind="soft", wrap=True, name="task_details")
        self._steps = {
            kind: parts.button(
                steps.verb(kind),
                partial(self.step, kind),
                kind="primary" if kind is StepKind.DONE else "plain",
                key=tr("Enter") if kind is StepKind.DONE else "",
                name=f"step_{kind.lower()}",
            )
            for kind in ORDER
        }
        self._see = parts.button(tr("See the record"), self.see_entry, key=keys.first("details"), name="see_entry")
        back = parts.button(tr("Back"), self._leave, key=tr("Esc"), name="tasks_back")
        head = parts.row(parts.label(tr("To do|page"), "title"), 12, self._count, None, back)
        doing = FlowBox(*self._steps.values(), self._see)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(FlowBox(*self._filters.values(), gap=6))
        outer.addWidget(parts.Card(self.table), 1)
        outer.addWidget(self._details)
        outer.addWidget(doing)
        self.runner.changed.connect(self._changed)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._ticked)
        self._tick.start()
        keys.bind(self, "details", self.see_entry)
        keys.bind(self, "back", self._leave)
        keys.bind(self, "refresh", self.table.refresh)

    # What is shown

    def enter(self, **what: object) -> None:
        self.filter(str(what.get("which", self._which)))

    def filter(self, which: str) -> None:
        """One of `FILTERS`."""
        self._which = which
        for key, made in self._filters.items():
            made.setChecked(key == which)
        self.table.show_rows(lambda store, _after, _limit: listing.rows(store, which))
        self.table.setFocus()

    def _loaded(self, count: int) -> None:
        self._count.setText(tr("{n} {n:to-do/to-dos}", n=count))
        if count and self.table.current_id() is None:
            self.table.select(self.table.records.rows[0].id)
        self._picked()

    def _picked(self) -> None:
        shown = self._shown()
        self._details.setText("\n".join(filter(None, (shown.about, shown.task.law, *shown.life))) if shown else "")
        self._see.setEnabled(shown is not None)
        for kind, made in self._steps.items():
            fits = shown is not None and rules.possible(kind, shown.task.order, shown.task.life)
            made.setVisible(fits or kind is StepKind.DONE)
            made.setEnabled(fits)

    def _shown(self) -> Shown | None:
        row = self.table.current_row()
        return row.data if row is not None and isinstance(row.data, Shown) else None

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and "task" in changes.nouns:
            self.table.refresh()

    def _ticked(self) -> None:
        if self.isVisible():
            self.table.refresh()

    def _leave(self) -> None:
        self.window_.open_page("today")

    # What is done

    def see_entry(self) -> None:
        """The record it comes from, if this laptop has it."""
        shown = self._shown()
        if shown is None:
            return
        entry = shown.task.entry

        def work(store: Store, _progress: Progress) -> bool:
            from checkpoint_app.store import entries

            return entries.exists(store, entry)

        def done(there: bool) -> None:
            if there:
                self.window_.open_page("entry", entry=entry, back="tasks")
            else:
                self.window_.say(tr("The record is on another laptop."))

        Operation(self, work, runner=self.runner, reading=True).on_success(done).start()

    def step(self, kind: StepKind) -> None:
        """Asks for what this step needs."""
        shown = self._shown()
        if shown is not None and rules.possible(kind, shown.task.order, shown.task.life):
            steps.ask(self, shown.task, kind, self._written, runner=self.runner, context=self.window_.fields)

    def _written(self, saved: Saved[Task]) -> None:
        task = saved.value
        newest = max((step.id for step in task.steps), default="")
        notes = "  △ ".join(["", *(problem.text() for problem in saved.problems)])
        said = f"{task.name}  {task.life.words(self.window_.fields.now())}{notes}"
        self.window_.say(said, undo=lambda: self._take_back(task.id, newest))
        self.table.setFocus()

    def _take_back(self, record: str, step: str) -> None:
        reason = tr("Entered by mistake")

        def work(store: Store, _progress: Progress) -> Saved[Task]:
            from checkpoint_app.store import tasks

            return tasks.take_back(store, record, step, reason)

        Operation(self, work, runner=self.runner).on_success(lambda _: self.window_.say(tr("Taken back."))).start()
