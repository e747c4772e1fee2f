"""A small form in a box whose refusal stands beside its fields: for the calendar, the times and the settings of school guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.dialogs import Box
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store


class FormBox(Box):
    """`write(store, values)`; the box closes when it is written. It is not asked before the `required` fields are filled."""

    def __init__(
        self,
        owner: QWidget,
        title: str,
        form: Form,
        write: Callable[[Store, dict[str, Any]], Changes],
        *,
        runner: Runner,
        required: Sequence[str] = (),
    ) -> None:
        super().__init__(owner, title, form, name="school_form")
        self.form, self._runner, self._put, self._required = form, runner, write, required
        self._other = parts.label(kind="bad", wrap=True, name="unplaced")
        self._other.hide()
        self.layout().addWidget(self._other)  # type: ignore[union-attr]
        self._save = parts.button(tr("Save"), self.save, kind="primary", key=keys.first("save"), name="save")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        self.setFixedWidth(theme.px(620))
        form.save_requested.connect(self.save)
        self.open()
        form.focus_first()

    def save(self) -> None:
        values, put = self.form.values(), self._put
        if any(values.get(key) in (None, "") for key in self._required):
            self.form.focus_first()
            return
        operation = Operation(self, lambda store, _: put(store, values), runner=self._runner)
        operation.on_success(lambda _: self.accept()).on_error(self._refused).start()

    def _refused(self, error: UserError) -> None:
        problems = getattr(error, "problems", None)
        if not problems:
            dialogs.show_error(self, error)
            return
        self.form.set_problems(problems)
        rest = self.form.unplaced(problems)
        self._other.setText("\n".join(problem.text() for problem in rest))
        self._other.setVisible(bool(rest))
