"""A row of the late grid: time, the quick fields, a note, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import fields, parts, theme
from checkpoint_app.gui.field_row import FieldRow
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.fields.times import TimeField
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.model.records import Entry
from checkpoint_app.model.template import Field, Template, Words
from checkpoint_app.store.saved import Saved

WIDTHS = {"at": 88, "plate": 156, "vehicle_type": 160, "people": 76, "disposition": 160}
"""And never narrower than the head of the column."""
AT = "at"


class LateRow(QFrame):
    """`finished(number)` when Enter leaves its last cell. `saved` once it is on the disk."""

    changed = Signal()
    finished = Signal(int)

    def __init__(self, number: int, template: Template, context: FieldContext, *, headed: bool) -> None:
        super().__init__()
        self.setObjectName("row_card")
        self._number = number
        self._template = template
        self.saved = False
        self._cells: dict[str, FieldRow] = {}
        time = TimeField(
            Field(key=AT, kind="time", label=Words(zh=tr("Time|column"), en=tr("Time|column"))), context, button=False
        )
        shown = [*template.quick_fields(), template.field("note")]
        heads = QFontMetrics(theme.font())
        widgets = [time, *(fields.make(_as_boxes(field), context) for field in shown)]
        for widget in widgets:
            cell = FieldRow(widget, headed=headed, roomy=False)
            key = widget.field.key
            if key in WIDTHS:
                head = heads.horizontalAdvance(f"{widget.caption} *" if widget.field.required else widget.caption)
                cell.setFixedWidth(max(theme.px(WIDTHS[key]), head + 2))
            widget.changed.connect(self._edited)
            self._cells[key] = cell
        for key, following in zip(self._cells, [*list(self._cells)[1:], ""], strict=True):
            self._cells[key].field.submitted.connect(lambda following=following: self._go_on(following))
        self._mark = parts.label(str(number), "soft")
        self._mark.setFixedSize(theme.px(44), theme.control_height())
        self._sentence = parts.label(kind="bad", wrap=True)
        self._sentence.hide()
        self._wrong: list[str] = []
        self._remedies = parts.row(gap=8)
        line: list[QWidget] = [self._mark, *self._cells.values()]
        cells = parts.row(*line, gap=8)
        cells.setStretch(len(line) - 1, 1)
        cells.setAlignment(self._mark, Qt.AlignmentFlag.AlignBottom)
        below = parts.row(self._remedies, self._sentence, gap=8, margins=(theme.px(52), 0, 0, 0))
        below.setStretch(1, 1)
        self.setLayout(parts.column(cells, below, gap=2, margins=(0, 2, 0, 2)))
        self.clear()

    def setFocus(self) -> None:  # type: ignore[override]
        self.focus_first()

    def focus_first(self) -> None:
        """To the first cell that is wrong, else to the time."""
        self._cells[self._wrong[0] if self._wrong else AT].field.setFocus()

    def _go_on(self, following: str) -> None:
        if following:
            self._cells[following].field.setFocus()
        else:
            self.finished.emit(self._number)

    def _edited(self) -> None:
        self._forget_problems()
        self.changed.emit()

    # What is typed

    def typed(self) -> dict[str, Any]:
        found = {key: cell.field.value() for key, cell in self._cells.items()}
        return {key: value for key, value in found.items() if value is not None}

    def at(self) -> str:
        return str(self.typed().get(AT, ""))

    def values(self) -> dict[str, Any]:
        return {key: value for key, value in self.typed().items() if key != AT}

    def waits(self) -> bool:
        """Something was keyed in that no default put there, and it is not saved."""
        return not self.saved and any(value != self._template.field(key).default for key, value in self.values().items())

    def clear(self) -> None:
        for key, cell in self._cells.items():
            cell.field.set_value(None if key == AT else self._template.field(key).default)

    def fill(self, typed: Mapping[str, Any]) -> None:
        for key, cell in self._cells.items():
            if key in typed:
                cell.field.set_value(typed[key])

    # What became of it

    def show_saved(self, saved: Saved[Entry]) -> None:
        self._forget_problems()
        self.saved = True
        self._mark.setText(f"✓ {self._number}")
        parts.restyle(self._mark, "kind", "ok")
        notes = [problem.text() for problem in saved.problems if problem.code != "FIELD_WANTED"]
        self._say(" ".join(notes), "warn")
        for cell in self._cells.values():
            cell.setEnabled(False)

    def show_refused(self, error: UserError) -> None:
        problems: list[Problem] = [one for one in getattr(error, "problems", []) if one.severity is Severity.ERROR]
        self._forget_problems()
        for problem in problems:
            if problem.field in self._cells:
                self._mark_wrong(problem)
        sentences = " ".join(problem.text() for problem in problems)
        self._say(f"× {sentences or f'{error.text()} {error.advice()}'}", "bad")

    def _mark_wrong(self, problem: Problem) -> None:
        """The cell is marked; what can be done about it stands below the row, where there is room for words."""
        field = self._cells[problem.field].field
        field.show_problem(problem)
        self._wrong.append(problem.field)
        for remedy in field.remedies(problem):
            made = parts.button(remedy.text, remedy.do, kind="remedy")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._remedies.addWidget(made)

    def _forget_problems(self) -> None:
        self._sentence.hide()
        for key in self._wrong:
            self._cells[key].field.show_problem(None)
        self._wrong = []
        while (item := self._remedies.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _say(self, text: str, kind: str) -> None:
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))
        parts.restyle(self._sentence, "kind", kind)


def _as_boxes(field: Field) -> Field:
    """A grid has no room for buttons: words are picked in boxes; a note is one line."""
    if field.kind == "note":
        return replace(field, kind="text")
    choices = tuple(replace(choice, key=None) for choice in field.choices)
    return replace(field, choices=choices) if choices else field
