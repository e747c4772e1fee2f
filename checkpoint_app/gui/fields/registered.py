"""Officer, site, equipment, hazard, crew: things of the registers, found by number, name or pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui.fields.choosing import Chips
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.pick import PickBox
from checkpoint_app.model.template import Field


class RegisterField(FieldWidget):
    """One thing of the register that the field's kind names. `of` narrows sites to one kind."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        options = [option for option in context.options(field.kind) if not field.of or not option.kind or option.kind == field.of]
        self.box = PickBox(options)
        self.box.picked.connect(lambda _: self.changed.emit())
        self.box.textEdited.connect(lambda _: self.changed.emit())
        self.box.submitted.connect(self.submitted)
        self.hold(self.box)

    def value(self) -> object | None:
        return self.box.value()

    def set_value(self, value: object | None) -> None:
        self.box.choose(None if value is None else str(value))

    def inputs(self) -> Sequence[QWidget]:
        return (self.box,)


class CrewField(Chips):
    """Officers, each once."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context, context.officers)
