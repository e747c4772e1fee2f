"""四个100%: each school and its four points, the totals, and what is missing where. Enter opens the school to mend its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages import register_boxes
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes, label
from checkpoint_app.model.registers import FOUR_HUNDRED, School
from checkpoint_app.store import schools
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

MARKS = {True: "✓", False: "✗", None: "？"}


class FourView(QWidget):
    """`left` when it goes back to the board."""

    left = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_, self.runner = window, window.runner
        self._totals = {key: parts.label(kind="strong", name=f"total_{key}") for key in FOUR_HUNDRED}
        self._missing = QCheckBox(tr("Only schools that lack something"))
        self._count = parts.label(kind="soft", name="four_count")
        self.table = RecordTable(
            [
                Column(key="name", title=tr("School|paper"), width=190),
                *(Column(key=key, title=label(FOUR_HUNDRED, key), width=132) for key in FOUR_HUNDRED),
                Column(key="missing", title=tr("What is missing"), style="state"),
            ],
            runner=window.runner,
            name=tr("4×100%|school"),
            empty=tr("Every school has all four."),
        )
        back = parts.button(tr("Board|school"), self.left.emit, key=tr("Esc"), name="four_back")
        head = parts.row(back, parts.label(tr("4×100%|school"), "title"), self._count, None, self._missing)
        layout = parts.column(head, FlowBox(*self._totals.values(), gap=24), parts.Card(self.table), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._missing.toggled.connect(lambda _: self.load())
        self.table.opened.connect(self._open)
        self.runner.changed.connect(self._changed)
        keys.bind(self, "back", self.left.emit)
        keys.bind(self, "refresh", self.load)

    def enter(self) -> None:
        self.load()
        self.table.setFocus()

    def load(self) -> None:
        only = self._missing.isChecked()
        self.table.show_rows(lambda store, _after, _limit: RowPage(rows=_rows(store, only), after=None))
        Operation(self, lambda store, _: schools.every(store), runner=self.runner, reading=True).on_success(
            self._show_totals
        ).start()

    def _show_totals(self, found: list[School]) -> None:
        points = [school.four_hundred() for school in found]
        for key, shown in self._totals.items():
            reached = sum(one[key] is True for one in points)
            share = f"{100 * reached / len(points):.1f}%" if points else "—"
            shown.setText(f"{label(FOUR_HUNDRED, key)}  {reached} / {len(points)}  {share}")
        lacking = sum(not all(one.values()) for one in points)
        self._count.setText(tr("{n} of {all} schools lack something", n=lacking, all=len(points)))

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and "site" in changes.nouns:
            self.load()

    def _open(self, record: str) -> None:
        def done(school: School) -> None:
            register_boxes.edit_school(
                self,
                school,
                lambda saved: self.window_.say(tr("Saved: {name}", name=saved.value.name)),
                runner=self.runner,
                context=self.window_.fields,
            )

        Operation(self, lambda store, _: schools.get(store, record), runner=self.runner, reading=True).on_success(done).start()


def _rows(store: Store, only: bool) -> list[Row]:
    found = []
    for school in schools.every(store):
        points = school.four_hundred()
        missing = [_words(school, key, reached) for key, reached in points.items() if not reached]
        if missing or not only:
            cells = {key: MARKS[reached] for key, reached in points.items()}
            cells |= {"name": school.name, "missing": tr(", |list").join(missing)}
            found.append(Row(id=school.id, cells=cells, tone="bad" if False in points.values() else "warn"))
    return found


def _words(school: School, key: str, reached: bool | None) -> str:
    if reached is None:
        return tr("{what} not filled in|four", what=label(FOUR_HUNDRED, key))
    if key == "guards_actual":
        return tr("guards {actual} of {required}|four", actual=school.guards_actual, required=max(school.guards_required or 1, 1))
    return label(FOUR_HUNDRED, key)
