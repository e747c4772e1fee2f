"""A checklist: a line for each point with its results as buttons; a number key sets one and goes on to the next point.

The note opens where the result is not the good one. A fire item takes one key (design §8: under 3 s).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Field, Item, label


class _Point(QFrame):
    """One point. Takes the focus itself, so that a number key means a result wherever in the line it stands."""

    changed = Signal()
    answered = Signal()
    moved = Signal(int)

    def __init__(self, number: int, item: Item) -> None:
        super().__init__()
        self.setObjectName("row_card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{number} {label(item.label)}")
        self.item = item
        self._kept: dict[str, object] = {}
        self._result: str | None = None
        self._buttons: dict[str, QPushButton] = {}
        choices = [choice for choice in item.result.choices if not choice.retired]
        for at, choice in enumerate(choices, start=1):
            made = parts.button(
                f"{at} {label(choice.label)}", kind="choice", spoken=f"{label(item.label)}: {label(choice.label)}"
            )
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if at == 2:
                made.setProperty("tone", "bad")
            made.clicked.connect(lambda _=False, code=choice.code: self._take(code))
            self._buttons[choice.code] = made
        self._good = choices[0].code
        self.note = LineEdit()
        self.note.setPlaceholderText(tr("Note"))
        self.note.setAccessibleName(tr("{field}: note", field=label(item.label)))
        self.note.textEdited.connect(lambda _: self.changed.emit())
        self.note.submitted.connect(self.answered)
        text = parts.label(f"{number}  {label(item.label)}", wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._message = parts.label(wrap=True)
        self._message.hide()
        self.setLayout(
            parts.column(parts.row(text, *self._buttons.values(), gap=6), self.note, self._message, margins=(8, 4, 8, 4), gap=4)
        )
        self._show()

    def value(self) -> dict[str, object] | None:
        note = self.note.text().strip()
        made = self._kept | ({"result": self._result} if self._result else {}) | ({"note": note} if note else {})
        return made or None

    def set_value(self, value: object) -> None:
        given = value if isinstance(value, Mapping) else {"result": value} if value else {}
        self._kept = {key: kept for key, kept in given.items() if key not in ("result", "note")}
        self._result = str(given["result"]) if given.get("result") else None
        self.note.setText(str(given.get("note") or ""))
        self._show()

    def show_problem(self, problem: Problem | None) -> None:
        self._message.setVisible(problem is not None)
        if problem is not None:
            self._message.setText(problem.text())
            parts.restyle(self._message, "message", problem.severity.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        codes = list(self._buttons)
        if event.text().isdigit() and event.text().isascii() and 1 <= int(event.text()) <= len(codes):
            self._take(codes[int(event.text()) - 1])
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.moved.emit(1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        parts.restyle(self, "focused", "true")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        parts.restyle(self, "focused", "false")

    def _take(self, code: str) -> None:
        self._result = code
        self._show()
        self.changed.emit()
        if code == self._good:
            self.answered.emit()
        elif not self.note.isHidden():
            self.note.setFocus()
        else:
            self.answered.emit()

    def _show(self) -> None:
        for code, made in self._buttons.items():
            made.setChecked(code == self._result)
        codes = list(self._buttons)
        faulty = len(codes) > 1 and self._result == codes[1]
        self.note.setVisible(faulty or bool(self.note.text()))


class ChecklistField(FieldWidget):
    """All points one below the other; how many are done stands above them."""

    wide = True

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self._kept: dict[str, object] = {}
        self._points = [_Point(number, item) for number, item in enumerate(field.items, start=1)]
        self._done = parts.label(kind="soft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._done)
        for at, point in enumerate(self._points):
            point.changed.connect(self._changed)
            point.answered.connect(lambda at=at: self._go(at + 1))
            point.moved.connect(lambda by, at=at: self._go(at + by))
            layout.addWidget(point)
        if self._points:
            self.setFocusProxy(self._points[0])
        self._count()

    def value(self) -> object | None:
        values = {point.item.key: value for point in self._points if (value := point.value()) is not None}
        return (self._kept | values) or None

    def set_value(self, value: object | None) -> None:
        given = value if isinstance(value, Mapping) else {}
        known = {point.item.key for point in self._points}
        self._kept = {key: kept for key, kept in given.items() if key not in known}
        for point in self._points:
            point.set_value(given.get(point.item.key))
        self._count()

    def inputs(self) -> Sequence[QWidget]:
        return tuple(widget for point in self._points for widget in (point, point.note))

    def name_aloud(self, text: str) -> None:
        """Each point says its own name."""

    def show_problem(self, problem: Problem | None) -> None:
        """The sentence is enough."""

    def show_inner(self, problems: Sequence[Problem]) -> None:
        for point in self._points:
            prefix = f"{self.field.key}.{point.item.key}"
            point.show_problem(next((p for p in problems if p.field == prefix or p.field.startswith(prefix + ".")), None))

    def _changed(self) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        done = sum(point.value() is not None for point in self._points)
        self._done.setText(tr("{done} of {all} checked", done=done, all=len(self._points)))

    def _go(self, at: int) -> None:
        if 0 <= at < len(self._points):
            self._points[at].setFocus(Qt.FocusReason.TabFocusReason)
        elif at >= len(self._points):
            self.submitted.emit()
