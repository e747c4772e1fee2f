"""A field with what belongs to it: label above, the widget, one line below for what is wrong and what can be done about it.

The line below is always there, so that nothing jumps when a sentence comes or goes; without a problem it shows the field's hint.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.fields.field import FieldWidget
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.model.template import Field, label

_MARKS = {Severity.ERROR: "×", Severity.WARN: "△", Severity.INFO: "·"}
"""Before the sentence: colour is never alone."""


class FieldRow(QWidget):
    """`FieldRow(fields.make(field, context))`. `headed=False` leaves the label out (rows of a grid), but still says it aloud.
    `roomy=False` leaves the line below out until it is needed (quick row)."""

    def __init__(self, field: FieldWidget, *, headed: bool = True, roomy: bool = True) -> None:
        super().__init__()
        self.field = field
        self.setObjectName(f"row:{field.field.key}")
        self._problem: Problem | None = None
        self._roomy = roomy
        self._offered = True
        self._head = parts.label(kind="soft")
        self._head.setBuddy(field)
        self._sentence = parts.label(wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._remedies = QHBoxLayout()
        self._remedies.setSpacing(4)
        below = parts.row(self._remedies, self._sentence, gap=4)
        below.setStretch(1, 1)
        below.setAlignment(self._remedies, Qt.AlignmentFlag.AlignTop)
        self._below = QWidget()
        self._below.setLayout(below)
        self._below.setMinimumHeight(round(theme.px(theme.SMALL_PX) * theme.LINE_HEIGHT) + 2 if roomy else 0)
        self.setLayout(parts.column(self._head, field, self._below, gap=3))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._required = field.field.required
        self.set_headed(headed)
        self.show_problem(None)

    @property
    def offered(self) -> bool:
        """Whether the form asks for it now. Qt's own flag says hidden of everything that was not shown yet."""
        return self._offered

    def offer(self, offered: bool) -> None:
        self._offered = offered
        self.setVisible(offered)

    @property
    def problem(self) -> Problem | None:
        return self._problem

    def set_headed(self, headed: bool) -> None:
        self._head.setVisible(headed and self.field.captioned)
        self._write_head()

    def set_required(self, required: bool) -> None:
        """Marks a field that must be filled, also when a condition says so."""
        if required != self._required:
            self._required = required
            self._write_head()

    def change(self, field: Field) -> bool:
        """As the field's own `change`; label and hint are written anew."""
        if field == self.field.field:
            return True
        if not self.field.change(field):
            return False
        self._write_head()
        self.show_problem(None)
        return True

    def show_problem(self, problem: Problem | None) -> None:
        """Writes the sentence and offers the remedies; None shows the hint again."""
        self._problem = problem
        self.field.show_problem(problem)
        self._clear_remedies()
        if problem is None:
            hint = label(self.field.field.hint) if self.field.field.hint and self._roomy else ""
            self._write(hint, "info")
            self._say("")
            return
        sentence = problem.text()
        self._write(f"{_MARKS[problem.severity]} {sentence}", problem.severity.value)
        self._say(sentence)
        for remedy in self.field.remedies(problem):
            made = parts.button(remedy.text, remedy.do, kind="remedy")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._remedies.addWidget(made)

    def _write(self, text: str, tone: str) -> None:
        self._sentence.setText(text)
        parts.restyle(self._sentence, "message", tone)
        self._below.setVisible(self._roomy or bool(text))

    def _write_head(self) -> None:
        caption = self.field.caption
        self._head.setText(f"{caption} *" if self._required else caption)
        self.field.name_aloud(tr("{field}, required", field=caption) if self._required else caption)

    def _say(self, sentence: str) -> None:
        """For screen readers: the sentence describes the input."""
        for widget in self.field.inputs():
            widget.setAccessibleDescription(sentence)

    def _clear_remedies(self) -> None:
        while self._remedies.count():
            item = self._remedies.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
