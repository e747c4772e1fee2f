"""The page 行动: the list of operations, one with its figures, or the form that opens or changes one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.operations import listing
from checkpoint_app.gui.pages.operations.editing import EditingView
from checkpoint_app.gui.pages.operations.listing import FILTERS
from checkpoint_app.gui.pages.operations.sheet import SheetView
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.operations import Operation
from checkpoint_app.model.records import Changes
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

SHOWN = frozenset({"operation", "shift", "entry", "hazard"})
"""Nouns whose change moves figures of this page."""


class OperationsPage(Page):
    """`enter()`; `enter(operation=id)` one of them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._which = "open"
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self._filters = {
            key: parts.button(tr(FILTERS[key]), partial(self.filter, key), kind="choice", name=f"filter_{key}") for key in FILTERS
        }
        for made in self._filters.values():
            made.setCheckable(True)
        self.table = RecordTable(
            [
                Column(key="name", title=tr("Name|operation")),
                Column(key="days", title=tr("Days|operation"), width=208),
                Column(key="window", title=tr("Window|operation"), width=112),
                Column(key="commander", title=tr("Commander|operation"), width=112),
                Column(key="shifts", title=tr("Shifts|operation"), width=64, right=True),
                Column(key="state", title=tr("State|column"), width=92, style="state"),
            ],
            runner=self.runner,
            name=tr("Operations|page"),
            empty=tr("No operation here. Ctrl+N opens one."),
        )
        self.table.opened.connect(self.open)
        self.table.loaded.connect(self._loaded)
        self._list = self._list_view()
        self.sheet = SheetView(window)
        self.sheet.left.connect(self.show_list)
        self.sheet.change_wanted.connect(self.change)
        self.sheet.shift_wanted.connect(lambda operation: window.open_page("today", operation=operation.id))
        self._form: EditingView | None = None
        self._views.addWidget(self._list)
        self._views.addWidget(self.sheet)
        self.runner.changed.connect(self._changed)
        keys.bind(self._list, "add_row", lambda: self.change(None))
        keys.bind(self._list, "refresh", self.table.refresh)

    def _list_view(self) -> QWidget:
        new = parts.button(
            tr("New operation"), lambda: self.change(None), kind="primary", key=keys.first("add_row"), name="operation_new"
        )
        self._count = parts.label(kind="soft", name="operations_count")
        head = parts.row(parts.label(tr("Operations|page"), "title"), 12, self._count, None, new)
        view = QWidget()
        layout = parts.column(head, FlowBox(*self._filters.values(), gap=6), parts.Card(self.table), gap=12)
        layout.setStretch(2, 1)
        view.setLayout(layout)
        return view

    # What is shown

    def enter(self, **what: object) -> None:
        if what.get("operation"):
            self.open(str(what["operation"]))
        elif self._views.currentWidget() is self.sheet:
            self.sheet.load()
        elif self._form is None:
            self.show_list()

    def filter(self, which: str) -> None:
        """One of `FILTERS`."""
        self._which = which
        for key, made in self._filters.items():
            made.setChecked(key == which)
        self.table.show_rows(lambda store, _after, _limit: listing.rows(store, which))
        self.table.setFocus()

    def _loaded(self, count: int) -> None:
        self._count.setText(tr("{n} {n:operation/operations}", n=count))
        if count and self.table.current_id() is None:
            self.table.select(self.table.records.rows[0].id)

    def show_list(self) -> None:
        self._drop_form()
        self._views.setCurrentWidget(self._list)
        self.filter(self._which)

    def open(self, record: str) -> None:
        """One operation with its figures."""
        self._drop_form()
        self._views.setCurrentWidget(self.sheet)
        self.sheet.show_operation(record)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if not self.isVisible() or not changes.nouns & SHOWN:
            return
        if self._views.currentWidget() is self.sheet:
            self.sheet.load()
        elif self._views.currentWidget() is self._list:
            self.table.refresh()

    # What is done

    def change(self, operation: Operation | None) -> None:
        """The form of a new operation, or of one that is changed."""
        self._drop_form()
        form = EditingView(self.window_, operation)
        form.done.connect(self._edited)
        self._form = form
        self._views.addWidget(form)
        self._views.setCurrentWidget(form)
        form.start()

    def _edited(self, saved: Saved[Operation] | None) -> None:
        known = self._form is not None and self._form.changes_one
        if saved is not None:
            self.window_.say(tr("Saved: {name}", name=saved.value.name))
            self.open(saved.value.id)
        elif known:
            self._drop_form()
            self._views.setCurrentWidget(self.sheet)
        else:
            self.show_list()

    def _drop_form(self) -> None:
        if self._form is not None:
            form, self._form = self._form, None
            self._views.removeWidget(form)
            form.hide()
            form.deleteLater()
