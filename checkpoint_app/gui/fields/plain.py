"""Text, note, number, count: lines to type into."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.lines import CodeLine, LineEdit, NoteEdit
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.model.template import Field, label


class TextField(FieldWidget):
    """One line; with `suggest` a list of usual words, any other text remains allowed."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        if field.suggest:
            self.line: LineEdit = PickBox([Option(id=label(word.label), label=label(word.label)) for word in field.suggest])
            self.line.picked.connect(lambda _: self.changed.emit())
        else:
            self.line = LineEdit()
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.submitted.connect(self.submitted)
        self.hold(self.line)

    def value(self) -> object | None:
        return self.line.text() if self.line.text().strip() else None

    def set_value(self, value: object | None) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)


class NoteField(FieldWidget):
    """Several lines."""

    wide = True

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self.note = NoteEdit()
        self._silent = False
        self.note.textChanged.connect(self._edited)
        self.hold(self.note)

    def value(self) -> object | None:
        return self.note.toPlainText() if self.note.toPlainText().strip() else None

    def set_value(self, value: object | None) -> None:
        self._silent = True
        self.note.setPlainText("" if value is None else str(value))
        self._silent = False

    def inputs(self) -> Sequence[QWidget]:
        return (self.note,)

    def _edited(self) -> None:
        if not self._silent:
            self.changed.emit()


class _NumberLine(CodeLine):
    """Up and Down count."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._least = field.minimum if field.minimum is not None else 0
        self._most = field.maximum

    def step(self, by: int) -> None:
        number = parse(self.text() or self.placeholderText() or "0")
        if isinstance(number, str):
            return
        wanted = max(self._least, number + by)
        if self._most is not None:
            wanted = min(self._most, wanted)
        self.setText(str(wanted))
        self.textEdited.emit(self.text())


class NumberField(FieldWidget):
    """A number with or without a fraction. Its value is the number, or the text that is none."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self.line = _NumberLine(field)
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.submitted.connect(self.submitted)
        self.hold(self.line)

    def value(self) -> object | None:
        text = self.line.text().strip()
        return parse(text) if text else None

    def set_value(self, value: object | None) -> None:
        self.line.setText("" if value is None else str(value))

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def set_implied(self, value: object | None) -> None:
        self.line.setPlaceholderText("" if value is None else str(value))


class CountField(NumberField):
    """A whole number."""


def parse(text: str) -> int | float | str:
    """The number a person means, or the text itself."""
    plain = text.strip()
    if plain.isascii():
        for kind in (int, float):
            try:
                number = kind(plain)
            except ValueError:
                continue
            return number if number == number and abs(number) != float("inf") else text  # noqa: PLR0124  not a number
    return text
