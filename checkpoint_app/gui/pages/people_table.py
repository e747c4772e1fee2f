"""The list of officers with a box to mark each row. Marks stay while one looks for others, so that several lists make one choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from checkpoint_app.gui import theme
from checkpoint_app.gui.runner import Runner
from checkpoint_app.gui.table import Column, RecordTable, Row
from checkpoint_app.i18n import tr
from checkpoint_app.model import masking, pinyin
from checkpoint_app.model.records import OFFICER_KIND_LABELS, ROLE_LABELS, Officer, Role, label
from checkpoint_app.model.text import fold
from checkpoint_app.store import accounts, officers
from checkpoint_app.store.session import Store

_BOX_PX = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An officer with the account on this machine; `account` is None where there is none."""

    officer: Officer
    account: accounts.AccountRow | None
    roles: frozenset[str]


class _MarkPainter(QStyledItemDelegate):
    """Paints the box of a row; the ground as the table paints it."""

    def __init__(self, table: PeopleTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        area = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, theme.colour("selected" if selected else "zebra" if index.row() % 2 else "surface"))
        if selected:
            painter.fillRect(QRectF(area.x(), area.y(), 4, area.height()), theme.colour("primary"))
        size = theme.px(_BOX_PX)
        box = QRectF(0, 0, size, size)
        box.moveCenter(area.center())
        marked = self._table.records.rows[index.row()].id in self._table.marked
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("primary" if marked else "border"), 1))
        painter.setBrush(theme.colour("primary" if marked else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if marked:
            painter.setPen(QPen(theme.colour("on_primary"), 2))
            painter.drawPolyline([QPointF(box.x() + size * x, box.y() + size * y) for x, y in _TICK])
        painter.restore()


_TICK = ((0.24, 0.52), (0.43, 0.72), (0.78, 0.3))
"""The corners of a check mark in a box of size 1."""


class PeopleTable(RecordTable):
    """Space or a click on the box marks a row, Ctrl+A all of them. `marked` are ids; `marks_changed` after every change."""

    marks_changed = Signal()

    def __init__(self, *, runner: Runner) -> None:
        super().__init__(
            [
                Column(key="mark", title="", width=44),
                Column(key="number", title=tr("Badge number"), width=120),
                Column(key="name", title=tr("Name|officer"), width=100),
                Column(key="kind", title=tr("Kind"), width=110),
                Column(key="phone", title=tr("Phone"), width=128, style="soft"),
                Column(key="account", title=tr("Account"), width=116),
                Column(key="roles", title=tr("Roles")),
                Column(key="active", title=tr("State"), width=80, style="state"),
            ],
            runner=runner,
            name=tr("People"),
            empty=tr("Nobody fits. Add somebody with “New officer”, or import a list."),
        )
        self.marked: dict[str, Person] = {}
        self._boxes = _MarkPainter(self)
        self.setItemDelegateForColumn(0, self._boxes)
        self.loaded.connect(lambda _: self._say_marks())

    def person(self) -> Person | None:
        """Of the selected row."""
        row = self.current_row()
        return row.data if row is not None and isinstance(row.data, Person) else None

    def unmark(self) -> None:
        self.marked.clear()
        self._tell_marks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_row() is not None:
            self._toggle(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            rows = self.records.rows
            everyone = all(row.id in self.marked for row in rows)
            for row in rows:
                self._set(row, marked=not everyone)
            self._tell_marks()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self._toggle(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self._toggle(index.row())
        else:
            super().mouseDoubleClickEvent(event)

    def _toggle(self, at: int) -> None:
        row = self.records.rows[at]
        self._set(row, marked=row.id not in self.marked)
        self._tell_marks()

    def _set(self, row: Row, *, marked: bool) -> None:
        if marked and isinstance(row.data, Person):
            self.marked[row.id] = row.data
        else:
            self.marked.pop(row.id, None)

    def _say_marks(self) -> None:
        """The cell holds the word for screen readers; what is painted is the box."""
        for row in self.records.rows:
            assert isinstance(row.cells, dict)
            row.cells["mark"] = tr("marked|row") if row.id in self.marked else ""

    def _tell_marks(self) -> None:
        self._say_marks()
        self.viewport().update()
        self.marks_changed.emit()


def rows(store: Store, wanted: str, everything: bool) -> list[Row]:
    """The officers that fit what is looked for, by badge number."""
    known = {row.officer.id: row for row in accounts.every(store)}
    folded = fold(wanted.strip())
    found = [officer for officer in officers.every(store, inactive=everything) if _fits(officer, folded)]
    return [
        _row(Person(officer=officer, account=known.get(officer.id), roles=accounts.roles_of(store, officer.id)))
        for officer in found
    ]


def _fits(officer: Officer, wanted: str) -> bool:
    if not wanted:
        return True
    texts: Sequence[str] = (officer.number, officer.name, *pinyin.search_words(officer.name, person=True))
    return any(wanted in fold(text) for text in texts)


def _row(person: Person) -> Row:
    officer = person.officer
    return Row(
        id=officer.id,
        cells={
            "number": officer.number,
            "name": officer.name,
            "kind": label(OFFICER_KIND_LABELS, officer.kind),
            "phone": masking.phone(officer.phone) if officer.phone else "",
            "account": _account_text(person),
            "roles": tr(", |list").join(label(ROLE_LABELS, role) for role in Role if role in person.roles),
            "active": tr("In use") if officer.active else tr("Out of use"),
        },
        tone="ok" if officer.active else "",
        data=person,
    )


def _account_text(person: Person) -> str:
    if person.account is None:
        return tr("None|account")
    return tr("One-time|account") if person.account.temporary else tr("Yes|account")
