"""What the pages of the registers share: a field of a small form, and the box that adds or changes one row.

A row is known by what makes it itself (badge number; kind and name of a site): when it is changed, those fields are closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from checkpoint_app import i18n
from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box, show_error
from checkpoint_app.gui.fields.choosing import ChoiceField
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.keys import first
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import label as word
from checkpoint_app.model.template import Choice, Field, Text
from checkpoint_app.store.errors import Refused
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

T = TypeVar("T")
FORM_PX = 840
"""Wide enough for two columns."""
_MARGIN_PX = 24
_AROUND_PX = 220
"""Title, buttons and margins of a box."""


def shown(text: str) -> Text:
    """A text in the language of the moment as a field's label."""
    return {i18n.language(): text}


def field(key: str, label: str, *, kind: str = "text", required: bool = False, hint: str = "") -> Field:
    """A field with texts that are translated already."""
    return Field(key=key, kind=kind, label=shown(label), required=required, hint=shown(hint) if hint else None)


def choice(key: str, label: str, words: Mapping[str, str], *, required: bool = False, hint: str = "") -> Field:
    """A field with the codes and labels of the model."""
    choices = tuple(Choice(code=code, label=shown(word(words, code))) for code in words)
    return Field(
        key=key, kind="choice", label=shown(label), required=required, choices=choices, hint=shown(hint) if hint else None
    )


def in_use() -> Field:
    """Whether a row is offered in forms."""
    choices = (Choice(code="yes", label=shown(tr("In use"))), Choice(code="no", label=shown(tr("Out of use"))))
    return Field(key="active", kind="choice", label=shown(tr("State")), choices=choices)


class WideChoice(ChoiceField):
    """All buttons in one line."""

    wide = True


def _in_reach(form: Form, owner: QWidget) -> QWidget:
    """The form itself, or, when it is higher than the window, an area that scrolls."""
    most = owner.window().height() - theme.px(_AROUND_PX)
    if form.sizeHint().height() <= most:
        return form
    form.layout().setContentsMargins(0, 0, 16, 0)  # type: ignore[union-attr]
    area = parts.scrolled(form)
    area.setFixedHeight(most)
    return area


class RecordBox(Box, Generic[T]):
    """Save keeps the box open with the sentence beside the field when the store refuses; `saved(Saved)` is called after COMMIT."""

    def __init__(
        self,
        owner: QWidget,
        title: str,
        form: Form,
        write: Callable[[Store, dict[str, Any]], Saved[T]],
        saved: Callable[[Saved[T]], object],
        *,
        runner: Runner,
        closed: tuple[str, ...] = (),
    ) -> None:
        form.resize(theme.px(FORM_PX) - 2 * _MARGIN_PX, form.height())
        form.arrange()
        super().__init__(owner, title, _in_reach(form, owner), name="record")
        self.form = form
        self._write, self._tell, self._runner = write, saved, runner
        for key in closed:
            form.field(key).setEnabled(False)
        self._closed = closed
        self.error = parts.label(kind="bad", wrap=True, name="unplaced")
        self.error.hide()
        self.layout().addWidget(self.error)  # type: ignore[union-attr]
        self._save = parts.button(tr("Save"), self.save, kind="primary", key=first("save"), name="save")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        self.setFixedWidth(theme.px(FORM_PX))
        form.save_requested.connect(self.save)
        self.open()
        form.focus_first()

    def save(self) -> None:
        if not self._save.isEnabled():
            return
        self._save.setEnabled(False)
        values = self.form.values()
        values["active"] = values.get("active", "yes") == "yes"
        Operation(self, lambda store, _: self._write(store, values), runner=self._runner).on_success(self._saved).on_error(
            self._refused
        ).start()

    def _saved(self, saved: Saved[T]) -> None:
        self.accept()
        self._tell(saved)

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        if not isinstance(error, Refused):
            show_error(self, error)
            return
        self.form.set_problems(error.problems)
        rest = self.form.unplaced(error.problems)
        self.error.setText("\n".join(problem.text() for problem in rest))
        self.error.setVisible(bool(rest))
        self.form.focus_first()
