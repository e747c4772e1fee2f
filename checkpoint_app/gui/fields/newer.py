"""A field of a kind that only a newer program knows: shown as it is, kept as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Field


class NewerField(FieldWidget):
    """Nothing can be typed."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self._value: object | None = None
        self._text = parts.label(kind="soft", wrap=True)
        self.hold(self._text)
        self.set_value(None)

    def value(self) -> object | None:
        return self._value

    def set_value(self, value: object | None) -> None:
        self._value = value
        self._text.setText(
            tr("Needs a newer version of the program.") if value is None else json.dumps(value, ensure_ascii=False)
        )

    def inputs(self) -> Sequence[QWidget]:
        return ()
