"""Photos and documents of an entry: added from files, pasted, dropped in, shown small, taken out again before saving."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.photo_tray import PhotoTray
from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Field


class PhotosField(FieldWidget):
    """No faces: the sentence always stands there (design §10)."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self.tray = PhotoTray(context.photos, self)
        self.tray.changed.connect(self.changed)
        self._add = parts.button(tr("Add photos"), self.tray.choose, key=keys.first("add_photo"), name="add_photo")
        self._add.setEnabled(context.photos is not None)
        words = tr("No faces. {key} pastes, files can be dropped here.", key=keys.first("paste_photo"))
        hint = parts.label(words, "small", wrap=True)
        self.setLayout(parts.column(self.tray, parts.row(FlowBox(self._add), gap=0), hint, gap=4))
        self.setFocusProxy(self._add)

    def value(self) -> object | None:
        return self.tray.value()

    def set_value(self, value: object | None) -> None:
        self.tray.set_value(value)

    def inputs(self) -> Sequence[QWidget]:
        return (*self.tray.strip.thumbs, self._add)

    def name_aloud(self, text: str) -> None:
        """Each photo says its own name."""
        self._add.setAccessibleName(tr("{field}: add photos", field=text))
