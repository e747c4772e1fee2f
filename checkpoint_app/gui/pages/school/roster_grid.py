"""The grid of the roster: a line for each school, a column for each day of the week, one period at a time. Clashes are marked in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from checkpoint_app.gui import theme
from checkpoint_app.gui.pages.school.filters import weekday
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import OFFICER_KIND_LABELS, label
from checkpoint_app.model.registers import School
from checkpoint_app.model.roster_clashes import Place
from checkpoint_app.store.roster_weeks import WEEK_DAYS, Week

_Index = QModelIndex | QPersistentModelIndex
CLASH_SIGN, SHORT_SIGN = "✗", "△"


class RosterModel(QAbstractTableModel):
    """Column 0 is the school, columns 1–7 the days. `names` officer's id → name."""

    def __init__(self) -> None:
        super().__init__()
        self.week: Week | None = None
        self.period = ""
        self.schools: Sequence[School] = ()
        self._names: Mapping[str, str] = {}

    def show(self, week: Week, period: str, names: Mapping[str, str], *, only_odd: bool) -> None:
        self.beginResetModel()
        self.week, self.period, self._names = week, period, names
        having = {place.site for place in week.posts if place.period == period}
        odd = {place.site for place in (*week.clashes, *week.short) if place.period == period}
        self.schools = [school for school in week.schools if school.id in (having & odd if only_odd else having)]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.schools)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + len(WEEK_DAYS)

    def place(self, index: _Index) -> Place | None:
        """The cell of the roster; None for the names of schools and for days without a post."""
        if self.week is None or not index.isValid() or index.column() == 0:
            return None
        place = Place(self.schools[index.row()].id, index.column(), self.period)
        return place if place in self.week.posts else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole or self.week is None:
            return None
        if section == 0:
            return tr("School|paper")
        day = self.week.days[section - 1]
        return " ".join(filter(None, (weekday(day.day), f"{day.day:%m-%d}", day.words() if section <= 5 or day.school else "")))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.week is None:
            return None
        if index.column() == 0:
            return self.schools[index.row()].name if role == Qt.ItemDataRole.DisplayRole else None
        place = self.place(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(place) if place is not None else tr("no post|roster")
            case Qt.ItemDataRole.ToolTipRole:
                return self._why(place) if place is not None else None
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour(self._ink(place))
        return None

    def _text(self, place: Place) -> str:
        assert self.week is not None
        people = tr(", |list").join(self._names.get(one, one[:8]) for one in self.week.cells.get(place, ()))
        sign = CLASH_SIGN if place in self.week.clashes else SHORT_SIGN if place in self.week.short else ""
        return f"{sign} {people}".strip()

    def _ink(self, place: Place | None) -> str:
        if self.week is None or place is None:
            return "disabled"
        return "bad" if place in self.week.clashes else "warn" if place in self.week.short else "text"

    def _why(self, place: Place) -> str:
        """李强 同时在 第二小学; 缺 辅警 1."""
        assert self.week is not None
        schools = {school.id: school.name for school in self.week.schools}
        told = [
            tr("{officer} is also at {school}", officer=self._names.get(officer, officer[:8]), school=schools.get(other.site, ""))
            for officer, others in self.week.clashes.get(place, {}).items()
            for other in others
        ]
        missing = self.week.short.get(place, {})
        told += [
            tr("missing: {kind} {n}|roster", kind=label(OFFICER_KIND_LABELS, kind), n=number) for kind, number in missing.items()
        ]
        return tr(", |list").join(told)

    def why(self, index: _Index) -> str:
        place = self.place(index)
        return self._why(place) if place is not None else ""


class RosterGrid(QTableView):
    """`edited` on Enter or a double click, `emptied` on Delete, `copied` and `pasted` on Ctrl+C and Ctrl+V, `moved` to another cell."""

    edited = Signal()
    emptied = Signal()
    copied = Signal()
    pasted = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = RosterModel()
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setObjectName("roster_grid")
        self.setAccessibleName(tr("Roster"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        heads.setFixedHeight(theme.row_height())
        self.doubleClicked.connect(lambda _: self.edited.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def go(self, row: int, column: int) -> None:
        """To a cell, which alone is marked, whatever keys are held down."""
        mark = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.rows.index(row, column), mark)

    def places(self) -> list[Place]:
        """The marked cells that have a post; without a mark the current one."""
        found = [self.rows.place(index) for index in self.selectedIndexes() or [self.currentIndex()]]
        return [place for place in found if place is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.edited.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.emptied.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        else:
            super().keyPressEvent(event)
