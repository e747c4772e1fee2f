"""The form kit: rows of fields on a grid, two columns where there is room, one left edge, errors beside the fields.

`Form` takes any field widgets (a page's own small form: opening a shift, a new officer). `template_form` draws a whole template. Both leave
saving to the page: they emit `save_requested` on Ctrl+Enter, and show what `set_problems` tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QPushButton, QWidget

from checkpoint_app.gui import fields, keys, theme
from checkpoint_app.gui.field_row import FieldRow
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.model.template import Field

DEBOUNCE_MS = 200
TWO_COLUMNS_PX = 780
"""From this width on (at 100 %) short fields stand side by side."""
_ORDER = {Severity.ERROR: 0, Severity.WARN: 1, Severity.INFO: 2}


class Form(QWidget):
    """Rows by key. `changed` on every change by a person, `settled` when typing paused, `save_requested` on Ctrl+Enter."""

    changed = Signal()
    settled = Signal()
    save_requested = Signal()

    def __init__(self, context: FieldContext | None = None, *, columns: int = 2, roomy: bool = True) -> None:
        """`columns` where there is room; `roomy` keeps a line for what is wrong below each field."""
        super().__init__()
        self.setObjectName("form")
        self._most, self._roomy = columns, roomy
        self.context = context or FieldContext()
        self.rows: dict[str, FieldRow] = {}
        self._silent = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._columns = 0
        self._pause = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._pause.timeout.connect(self.settled)
        keys.bind(self, "save", self.save_requested.emit, everywhere=False)

    def add(self, field: Field | FieldWidget) -> FieldWidget:
        """A row at the end: label, buddy, accessible and object names, the line for errors. Returns the field's widget."""
        widget = fields.make(field, self.context) if isinstance(field, Field) else field
        row = FieldRow(widget, roomy=self._roomy)
        row.setParent(self)
        self.rows[widget.field.key] = row
        widget.changed.connect(self._changed)
        widget.submitted.connect(lambda: self.focusNextChild())
        self._columns = 0
        self.arrange()
        return widget

    def field(self, key: str) -> FieldWidget:
        return self.rows[key].field

    def values(self) -> dict[str, Any]:
        """What is entered in the fields that are shown; empty ones are left out."""
        return {key: value for key, value in self.typed().items() if self.rows[key].offered}

    def typed(self) -> dict[str, Any]:
        """What is entered anywhere, hidden fields too: for drafts."""
        found = {key: row.field.value() for key, row in self.rows.items()}
        return {key: value for key, value in found.items() if value is not None}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Shows values or a draft; fields that are not named become empty. Emits nothing; old problems go."""
        self._silent = True
        for key, row in self.rows.items():
            row.field.set_value(values.get(key))
        self._silent = False
        self.set_problems([])
        self.arrange()

    def set_problems(self, problems: Iterable[Problem], only: Iterable[str] | None = None) -> None:
        """Writes each problem beside its field, the worst one first; a path such as `persons[2].name` goes into the row.
        `only`: fields that were touched; the others stay as they are."""
        wanted = set(self.rows) if only is None else set(only)
        found: dict[str, list[Problem]] = {}
        for problem in problems:
            found.setdefault(_top(problem.field), []).append(problem)
        for key, row in self.rows.items():
            if key in wanted:
                own = sorted(found.get(key, ()), key=lambda problem: _ORDER[problem.severity])
                direct = [problem for problem in own if problem.field == key]
                row.field.show_inner([problem for problem in own if problem.field != key])
                shown = direct or [
                    problem for problem in own if problem.field.startswith(f"{key}[") and "]." not in problem.field
                ]
                row.show_problem(shown[0] if shown else None)

    def unplaced(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of no field in this form (time, checkers): the page shows them."""
        return [problem for problem in problems if _top(problem.field) not in self.rows]

    def focus_first(self) -> None:
        """To the first field that is wrong, else the first that is empty, else the first."""
        shown = [row for row in self.rows.values() if row.offered and row.field.inputs()]
        wrong = [row for row in shown if row.problem is not None and row.problem.severity is Severity.ERROR]
        empty = [row for row in shown if row.field.value() is None]
        for row in (*wrong, *empty, *shown):
            row.field.setFocus()
            return

    def arrange(self) -> None:
        """Puts the shown rows on the grid: two short ones side by side where there is room."""
        columns = self._fitting(self.width())
        if self._columns != columns:
            self._columns = columns
            for at in range(self._most):
                self._grid.setColumnStretch(at, 1 if at < columns else 0)
        line = at = 0
        for row in self.rows.values():
            if not row.offered:
                continue
            if row.field.wide and at:
                line, at = line + 1, 0
            span = columns if row.field.wide else 1
            self._grid.addWidget(row, line, at, 1, span, Qt.AlignmentFlag.AlignTop)
            at += span
            if at >= columns:
                line, at = line + 1, 0
        for empty in range(line + 1, self._grid.rowCount()):
            self._grid.setRowStretch(empty, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting(event.size().width()) != self._columns:
            self.arrange()

    def _fitting(self, width: int) -> int:
        return self._most if width >= theme.px(TWO_COLUMNS_PX) else 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field means the next one; it never saves a half-filled form."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not isinstance(focused, QPushButton | QPlainTextEdit):
            event.accept()
            return
        super().keyPressEvent(event)

    def _changed(self) -> None:
        if not self._silent:
            self.changed.emit()
            self._pause.start()


def _top(path: str) -> str:
    """persons[2].name → persons"""
    return path.split("[", 1)[0].split(".", 1)[0]
