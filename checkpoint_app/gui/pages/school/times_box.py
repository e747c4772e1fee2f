"""The box for times: when posts were manned and left, who was there, and who said so; for one tile or several, also from paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.errors import UserError
from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.dialogs import Box, show_error
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.pages.register_form import shown
from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Field

Write = Callable[[dict[str, Any], Callable[[], object], Callable[[UserError], object]], object]
"""(values, when it is written, when it is refused)."""


class TimesBox(Box):
    """`write` gets `arrived`, `left`, `source` and, for a single post, `crew`; the box closes when the write succeeded."""

    def __init__(
        self, owner: QWidget, about: str, known: dict[str, Any], write: Write, *, context: FieldContext, single: bool
    ) -> None:
        form = Form(context)
        form.add(Field(key="arrived", kind="time", label=shown(tr("Arrived|post"))))
        form.add(Field(key="left", kind="time", label=shown(tr("Left|post"))))
        choices = tuple(lists.choices()["sources"])
        form.add(Field(key="source", kind="choice", label=shown(tr("Reported by|post")), choices=choices))
        if single:
            form.add(Field(key="crew", kind="crew", label=shown(tr("Crew|school"))))
        form.fill(known)
        super().__init__(owner, about, form, detail=tr("Late and left early follow from the times by the rules."), name="times")
        self.form, self._write = form, write
        self._save = parts.button(tr("Save"), self.save, kind="primary", key=keys.first("save"), name="save")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        self.setFixedWidth(theme.px(620))
        form.save_requested.connect(self.save)
        self.open()
        form.field("arrived").setFocus()

    def save(self) -> None:
        if self._save.isEnabled():
            self._save.setEnabled(False)
            self._write(self.form.values(), self.accept, self._refused)

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        problems: Sequence[Any] = getattr(error, "problems", ())
        if problems:
            self.form.set_problems(problems)
            self.form.focus_first()
        else:
            show_error(self, error)
