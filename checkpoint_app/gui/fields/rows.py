"""Table and vehicles: rows of fields. A narrow table is a grid with its heads once, a wide one a card of labelled fields for each row.

Ctrl+N adds a row, Ctrl+Delete removes the one with the cursor. Rows keep their `_row` ids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QVBoxLayout, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.i18n import tr
from checkpoint_app.model import conditions
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import ROW, Field, label

NARROW = 4
"""Up to so many columns stand in one line."""
_ACROSS = 3
_PLACE = re.compile(r"^[^\[]*\[([0-9]+)\](?:\.([^.\[]+))?(.*)$")


class RowFrame(QFrame):
    """One row. `values` are those of shown columns; an unknown key that was given is kept."""

    changed = Signal()
    removed = Signal()

    def __init__(self, columns: Sequence[Field], context: FieldContext, outer: Mapping[str, object], *, heads: bool) -> None:
        from checkpoint_app.gui import fields
        from checkpoint_app.gui.field_row import FieldRow

        super().__init__()
        self.setObjectName("row_card")
        self._outer = outer
        self._kept: dict[str, object] = {}
        self.rows: dict[str, FieldRow] = {}
        for column in columns:
            row = FieldRow(fields.make(column, context), headed=heads)
            row.setParent(self)
            row.field.changed.connect(self._changed)
            self.rows[column.key] = row
        self._remove = remove = parts.button(tr("Remove"), self.removed.emit, kind="quiet")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._across = len(columns) if len(columns) <= NARROW else _ACROSS
        self._grid.addWidget(remove, 0, self._across, Qt.AlignmentFlag.AlignTop)
        if heads:
            remove.setContentsMargins(0, 24, 0, 0)
        for at in range(self._across):
            self._grid.setColumnStretch(at, 1)
        self._place()

    def inputs(self) -> list[QWidget]:
        """What takes the keyboard, in order; the button that removes the row last."""
        return [*(widget for row in self.rows.values() for widget in row.field.inputs()), self._remove]

    def values(self) -> dict[str, object]:
        shown = {key: row.field.value() for key, row in self.rows.items() if row.offered}
        return self._kept | {key: value for key, value in shown.items() if value is not None}

    def set_values(self, values: Mapping[str, object]) -> None:
        self._kept = {key: value for key, value in values.items() if key not in self.rows}
        for key, row in self.rows.items():
            row.field.set_value(values.get(key, row.field.field.default if not values else None))
        self._place()

    def is_empty(self) -> bool:
        return not any(key != ROW for key in self.values())

    def set_outer(self, outer: Mapping[str, object]) -> None:
        """The entry's other fields: what columns ask of them."""
        self._outer = outer
        self._place()

    def _changed(self) -> None:
        self._place()
        self.changed.emit()

    def _place(self) -> None:
        """Columns whose condition holds, in their order, so many in a line."""
        given = self._kept | {key: row.field.value() for key, row in self.rows.items()}
        at = 0
        for row in self.rows.values():
            shown = conditions.holds(row.field.field.shown_if, given, self._outer)
            row.offer(shown)
            if shown:
                line, column = divmod(at, self._across)
                self._grid.addWidget(row, line, column, Qt.AlignmentFlag.AlignTop)
                at += 1


class TableField(FieldWidget):
    """A table of rows."""

    wide = True

    def __init__(self, field: Field, context: FieldContext, columns: Sequence[Field] = ()) -> None:
        super().__init__(field, context)
        self._columns = tuple(columns) or field.columns
        self._outer: Mapping[str, object] = {}
        self._frames: list[RowFrame] = []
        self._moving = False
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._add_button = parts.button(tr("Add a row"), self.add_row, key=keys.first("add_row"))
        self._add_button.installEventFilter(self)
        self._add_button.setAccessibleName(tr("Add a row to {table}", table=self.caption))
        self.setLayout(parts.column(self._list, parts.row(self._add_button, None)))
        self.setFocusProxy(self._add_button)
        keys.bind(self, "add_row", self.add_row, everywhere=False)
        keys.bind(self, "remove_row", self._remove_focused, everywhere=False)

    def value(self) -> object | None:
        return [self.stored(frame.values()) for frame in self._frames if not frame.is_empty()] or None

    def set_value(self, value: object | None) -> None:
        for frame in list(self._frames):
            self._drop(frame)
        for row in value if isinstance(value, list) else []:
            if isinstance(row, Mapping):
                self._append().set_values(row)

    def stored(self, values: dict[str, object]) -> object:
        """A row as the value holds it."""
        return values

    def inputs(self) -> Sequence[QWidget]:
        return (
            *(widget for frame in self._frames for row in frame.rows.values() for widget in row.field.inputs()[:1]),
            self._add_button,
        )

    def name_aloud(self, text: str) -> None:
        """Each column says its own name."""

    def show_problem(self, problem: Problem | None) -> None:
        """The sentence is enough; the cells are marked by `show_inner`."""

    def set_outer(self, values: Mapping[str, object]) -> None:
        """The entry's other fields, for conditions of columns."""
        self._outer = values
        for frame in self._frames:
            frame.set_outer(values)

    def show_inner(self, problems: Sequence[Problem]) -> None:
        found: dict[tuple[int, str], Problem] = {}
        for problem in problems:
            place = _PLACE.match(problem.field)
            if place and place[2]:
                found.setdefault((int(place[1]), place[2]), problem)
        filled = [frame for frame in self._frames if not frame.is_empty()]
        for at, frame in enumerate(filled):
            for key, row in frame.rows.items():
                row.show_problem(found.get((at, key)))

    def add_row(self) -> None:
        frame = self._append()
        frame.set_values({})
        first = next(iter(frame.rows.values()))
        first.field.setFocus()

    def append(self, values: Mapping[str, object]) -> None:
        """A row with these values below the others; the cursor stays where it is."""
        self._append().set_values(values)
        self.changed.emit()

    def _append(self) -> RowFrame:
        heads = len(self._columns) > NARROW or not self._frames
        frame = RowFrame(self._columns, self.context, self._outer, heads=heads)
        for row in frame.rows.values():
            row.field.name_aloud(f"{self.caption} {len(self._frames) + 1}: {label(row.field.field.label)}")
        frame.changed.connect(self.changed)
        frame.removed.connect(lambda: self._remove(frame))
        self._frames.append(frame)
        self._list.addWidget(frame)
        frame.show()
        for widget in frame.inputs():
            widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return frame

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the rows and then to the button below. Qt's own order would put rows that come later last of all, so their
        widgets take no part in it."""
        stops = [widget for frame in self._frames for widget in frame.inputs() if widget.isVisible()] + [self._add_button]
        focused = QApplication.focusWidget()
        at = next((place for place, widget in enumerate(stops) if widget is focused), -1)
        following = at + (1 if forward else -1)
        if at >= 0 and 0 <= following < len(stops):
            self._moving = True
            stops[following].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            self._moving = False
            return True
        if at == 0 and not forward:
            self._moving = True
            self._add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._moving = False
        return super().focusNextPrevChild(forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who comes by Tab from above comes to the first row."""
        by_tab = isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.TabFocusReason
        if by_tab and event.type() is QEvent.Type.FocusIn and self._frames and not self._moving:
            self._frames[0].inputs()[0].setFocus(Qt.FocusReason.TabFocusReason)
        return False

    def _remove(self, frame: RowFrame) -> None:
        self._drop(frame)
        if self._frames:
            for row in self._frames[0].rows.values():
                row.set_headed(True)
        (next(iter(self._frames[-1].rows.values())).field if self._frames else self._add_button).setFocus()
        self.changed.emit()

    def _drop(self, frame: RowFrame) -> None:
        self._frames.remove(frame)
        self._list.removeWidget(frame)
        frame.hide()
        frame.deleteLater()

    def _remove_focused(self) -> None:
        for frame in self._frames:
            if frame.isAncestorOf(self.focusWidget() or self):
                self._remove(frame)
                return


class VehiclesField(TableField):
    """The unit's own vehicles: plate and kind, one to a line."""

    wide = False

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context, _columns_of_vehicles())
        self._add_button.setText(tr("Add a vehicle"))
        self._add_button.setAccessibleName(tr("Add a vehicle"))

    def set_value(self, value: object | None) -> None:
        rows: list[Any] = value if isinstance(value, list) else []
        super().set_value([row if isinstance(row, Mapping) else {"plate": row} for row in rows])


def _columns_of_vehicles() -> tuple[Field, ...]:
    """The two texts are of the moment: a form is built anew when the language changes."""
    number, kind = tr("Plate"), tr("Kind|vehicle")
    return (
        Field(key="plate", kind="plate", label={"zh": number, "en": number}),
        Field(key="kind", kind="text", label={"zh": kind, "en": kind}),
    )
