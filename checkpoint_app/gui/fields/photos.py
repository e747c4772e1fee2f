"""Photos: how many belong to the record. They are shown as a count; what is already there is kept as it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Field


class PhotosField(FieldWidget):
    """Keeps the list that it was given. No faces: the sentence always stands there (design §10)."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self._photos: list[object] = []
        self._text = parts.label(kind="soft", wrap=True)
        self.hold(self._text)
        self._show()

    def value(self) -> object | None:
        return list(self._photos) or None

    def set_value(self, value: object | None) -> None:
        self._photos = list(value) if isinstance(value, list) else []
        self._show()

    def inputs(self) -> Sequence[QWidget]:
        return ()

    def _show(self) -> None:
        if self._photos:
            self._text.setText(tr("{n} photos. No faces.", n=len(self._photos)))
        else:
            self._text.setText(tr("No photos. This version cannot add any yet."))
