"""快速登记: the quick fields of the form in one row. Enter saves; a mere prefix is never saved.

What is wrong stands in one line below the boxes, with what can be done about it: a sentence under a narrow box would push the list down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checkpoint_app.gui import fields, keys, parts, theme
from checkpoint_app.gui.field_row import FieldRow
from checkpoint_app.gui.fields.choosing import ChoiceField
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget, Remedy
from checkpoint_app.gui.template_form import checks
from checkpoint_app.i18n import tr
from checkpoint_app.model import plate
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.model.template import Field, Template

WIDTHS = {"plate": 142, "vehicle_type": 132, "people": 76}
BUTTONS = 4
"""Words with a button of their own; the others are behind 其他…."""
LARGE = frozenset({"BUS", "TRUCK_HEAVY"})
"""Vehicles whose ordinary plate is yellow (GA 36-2018)."""


class QuickRow(parts.Card):
    """`record(values)` is called with checked values; the page writes them. `details_wanted(values)` when the form needs more."""

    details_wanted = Signal(object)

    def __init__(self, template: Template, context: FieldContext, record: Callable[[dict[str, Any]], object]) -> None:
        super().__init__()
        self.template = template
        self._record = record
        self._validate = checks(template, context)
        self._rows: dict[str, FieldRow] = {}
        for field in template.quick_fields():
            widget = self._widget(field, context)
            row = FieldRow(widget, roomy=False)
            widget.submitted.connect(self.save)
            widget.changed.connect(lambda: self._mark({}))
            if field.key in WIDTHS:
                row.setFixedWidth(max(theme.px(WIDTHS[field.key]), row.minimumSizeHint().width()))
            self._rows[field.key] = row
        self._save = parts.button(tr("Save"), self.save, kind="primary", key="⏎", name="quick_save")
        hints = f"{tr('Enter saves')}   {keys.first('count')} {tr('no anomaly +1')}   {keys.first('details')} {tr('Details')}"
        hints += f"   {keys.first('park')} {tr('Park')}"
        head = parts.row(
            parts.label(tr("Quick entry"), "title"),
            parts.label(keys.first("quick"), "soft"),
            24,
            parts.label(hints, "soft"),
            None,
        )
        self.message = parts.label(name="quick_message")
        self._remedies = QHBoxLayout()
        self._trouble = QWidget()
        self._trouble.setLayout(parts.row(self.message, self._remedies, None, gap=4))
        self._trouble.hide()
        boxes = parts.row(*self._rows.values(), self._bottom())
        for row in self._rows.values():
            boxes.setAlignment(row, Qt.AlignmentFlag.AlignTop)
        boxes.setStretch(len(self._rows) - 1, 1)
        self.body.addLayout(head)
        self.body.addLayout(boxes)
        self.body.addWidget(self._trouble)
        self.reset()

    def _widget(self, field: Field, context: FieldContext) -> FieldWidget:
        """Few words as buttons with Alt and a digit where the form gives the first ones keys and it is the disposition; else a box."""
        if field.kind != "choice":
            return fields.make(field, context)
        buttons = field.key == "disposition"
        limited = [
            choice if buttons and choice.key and int(choice.key) <= BUTTONS else replace(choice, key=None)
            for choice in field.choices
        ]
        return ChoiceField(replace(field, choices=tuple(limited)), context, brief=True)

    def _bottom(self) -> QWidget:
        """The save button in line with the boxes, not with their labels."""
        held = QWidget()
        held.setLayout(parts.column(parts.label(" ", "soft"), self._save, None, gap=3))
        return held

    def bind(self, owner: QWidget) -> None:
        """Alt+1…5 anywhere while the page is shown."""
        widget = self._rows["disposition"].field if "disposition" in self._rows else None
        if isinstance(widget, ChoiceField):
            widget.bind_digits(owner)

    def focus(self) -> None:
        next(iter(self._rows.values())).field.setFocus()

    def reset(self) -> None:
        """Empty, with the form's defaults."""
        for key, row in self._rows.items():
            row.field.set_value(self.template.field(key).default)
        self._mark({})

    def fill(self, values: Mapping[str, Any]) -> None:
        """What could not be saved stands in its boxes again."""
        for key, row in self._rows.items():
            row.field.set_value(values.get(key))

    def values(self) -> dict[str, Any]:
        """What is entered, with the colour that a plate of this kind has."""
        found = {key: row.field.value() for key, row in self._rows.items()}
        values = {key: value for key, value in found.items() if value is not None}
        colour = colour_of(values)
        if colour is not None and "plate_colour" in self.template.index.by_key:
            values["plate_colour"] = colour
        return values

    def save(self) -> None:
        values = self.values()
        first = next(iter(self._rows))
        if first not in values:
            self.focus()
            return
        problems = list(self._validate(values))
        if self.show_problems(problems):
            return
        self.reset()
        self._record(values)
        self.focus()

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Marks the boxes and writes the first sentence below them; True when a problem forbids saving."""
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        own = {problem.field: problem for problem in reversed(errors) if problem.field in self._rows}
        self._mark(own)
        wrong = next((key for key in self._rows if key in own), None)
        if wrong is not None:
            row = self._rows[wrong]
            self._say(own[wrong].text(), row.field.remedies(own[wrong]))
            row.field.setFocus()
        elif errors:
            self._say(f"{errors[0].text()} {tr('{key}: fill it in there', key=keys.first('details'))}")
        return bool(errors)

    def _mark(self, wrong: Mapping[str, Problem]) -> None:
        """Frames the wrong boxes, and lets a screen reader say why; the line below is empty again."""
        for key, row in self._rows.items():
            problem = wrong.get(key)
            row.field.show_problem(problem)
            for box in row.field.inputs():
                box.setAccessibleDescription(problem.text() if problem else "")
        self._say("")

    def _say(self, text: str, remedies: Sequence[Remedy] = ()) -> None:
        while self._remedies.count():
            item = self._remedies.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for remedy in remedies:
            made = parts.button(remedy.text, remedy.do, kind="remedy")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._remedies.addWidget(made)
        self.message.setText(f"× {text}" if text else "")
        parts.restyle(self.message, "message", "error")
        self._trouble.setVisible(bool(text))


def colour_of(values: Mapping[str, Any]) -> str | None:
    """The colour of the plate by its kind; an ordinary one is blue, on large vehicles yellow."""
    found, _ = plate.parse(values["plate"]) if isinstance(values.get("plate"), str) else (None, [])
    if found is None or found.kind is plate.PlateKind.NONE:
        return None
    if found.kind is plate.PlateKind.ORDINARY:
        return "YELLOW" if values.get("vehicle_type") in LARGE else "BLUE"
    colour = plate.default_colour(found.kind)
    return colour.value if colour is not None else None
