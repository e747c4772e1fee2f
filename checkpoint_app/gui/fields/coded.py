"""Plate, identity number, telephone: texts with a form of their own, and 按实际登记 for what does not have it but was really seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget, Remedy
from checkpoint_app.gui.fields.plate_box import PlateBox
from checkpoint_app.gui.lines import CodeLine, LineEdit
from checkpoint_app.i18n import tr
from checkpoint_app.model import plate
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.model.template import Field


class CodedField(FieldWidget):
    """A line and, while it is so recorded, a chip 按实际登记 that takes it back."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self.line = self.make_line()
        self.line.submitted.connect(self.submitted)
        self._seen = parts.button("", self._take_back, kind="chip")
        self._seen.setText(f"{tr('As seen')} ×")
        self._seen.setAccessibleName(tr("Recorded as seen; press to check it again"))
        self._seen.hide()
        self.hold(self.line, self._seen)
        self.layout().setStretch(0, 1)  # type: ignore[union-attr]
        keys.bind(self, "as_seen", self._as_seen, everywhere=False)

    def make_line(self) -> LineEdit:
        line = CodeLine()
        line.textEdited.connect(self._edited)
        return line

    def text(self) -> str:
        return self.line.text().strip()

    def show_text(self, text: str) -> None:
        self.line.setText(text)

    def value(self) -> object | None:
        text = self.text()
        if text and not self._seen.isHidden():
            return {"text": text, "as_seen": True}
        return text or None

    def set_value(self, value: object | None) -> None:
        seen = isinstance(value, dict)
        text = value.get("text", "") if isinstance(value, dict) else value
        self.show_text(str(text or ""))
        self._seen.setVisible(seen)

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def remedies(self, problem: Problem) -> Sequence[Remedy]:
        if problem.severity is not Severity.ERROR or not self.text():
            return ()
        return (Remedy(f"{tr('Record as seen')} {keys.first('as_seen')}", self._as_seen),)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def _edited(self) -> None:
        self._seen.hide()
        self.changed.emit()

    def _as_seen(self) -> None:
        if self.text():
            self._seen.show()
            self.changed.emit()

    def _take_back(self) -> None:
        self._seen.hide()
        self.line.setFocus()
        self.changed.emit()


class IdentityField(CodedField):
    """A document's number. Its length in places is shown by the checks, not limited here."""


class PhoneField(CodedField):
    """A telephone number."""


class PlateField(CodedField):
    """A plate; 无牌 is the value `NONE`."""

    def make_line(self) -> LineEdit:
        self.box = PlateBox(self.context.home_plate)
        self.box.edited.connect(self._edited)
        return self.box

    def text(self) -> str:
        return self.box.raw()

    def show_text(self, text: str) -> None:
        if text:
            self.box.show_plate(text)
        else:
            self.box.reset()

    def remedies(self, problem: Problem) -> Sequence[Remedy]:
        suggestion = problem.details.get("suggestion")
        others = super().remedies(problem)
        if not suggestion:
            return others
        text = plate.display(str(suggestion))
        return (Remedy(tr("Take {plate}", plate=text), lambda: self._take(str(suggestion))), *others)

    def _take(self, suggestion: str) -> None:
        self.box.show_plate(suggestion)
        self.box.setFocus()
        self._edited()
