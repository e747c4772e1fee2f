"""The box that asks for what one step needs (of a hazard, of a to-do) and writes it; it closes only when it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.dialogs import Box, show_error
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.keys import first
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

T = TypeVar("T")
BOX_PX = 640


class StepBox(Box, Generic[T]):
    """`verb` is the title and what the button says, `what` the record; `write(store, values)` writes, `done(Saved)` is told."""

    def __init__(
        self,
        owner: QWidget,
        verb: str,
        what: str,
        fields: Sequence[Field],
        write: Callable[[Store, dict[str, Any]], Saved[T]],
        done: Callable[[Saved[T]], object],
        *,
        runner: Runner,
        context: FieldContext,
    ) -> None:
        self.form = Form(context)
        for field in fields:
            self.form.add(field)
        self.form.resize(theme.px(BOX_PX) - 48, self.form.height())
        self.form.arrange()
        super().__init__(owner, verb, self.form, detail=what, name="step")
        self._write, self._done, self._runner = write, done, runner
        self.error = parts.label(kind="bad", wrap=True, name="unplaced")
        self.error.hide()
        self.layout().addWidget(self.error)  # type: ignore[union-attr]
        self._save = parts.button(verb, self.save, kind="primary", key=first("save"), name="save")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        self.setFixedWidth(theme.px(BOX_PX))
        self.form.save_requested.connect(self.save)
        self.open()
        next(row.field for row in self.form.rows.values() if row.field.field.key != "at" or len(self.form.rows) == 1).setFocus()

    def save(self) -> None:
        if not self._save.isEnabled():
            return
        self._save.setEnabled(False)
        values = self.form.values()

        def work(store: Store, _progress: Progress) -> Saved[T]:
            return self._write(store, values)

        Operation(self, work, runner=self._runner).on_success(self._written).on_error(self._refused).start()

    def _written(self, saved: Saved[T]) -> None:
        self.accept()
        self._done(saved)

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        problems = getattr(error, "problems", None)
        if problems is None and error.code != "REASON_NEEDED":
            show_error(self, error)
            return
        found = problems or []
        self.form.set_problems(found)
        rest = [problem.text() for problem in self.form.unplaced(found)] or ([] if found else [error.text()])
        self.error.setText("\n".join(rest))
        self.error.setVisible(bool(rest))


def moment_of(store: Store, values: Mapping[str, Any]) -> datetime | None:
    """What the field `at` says. Raises Refused for a time that is none."""
    from checkpoint_app.model import timing
    from checkpoint_app.model.problems import error
    from checkpoint_app.store import errors

    at = values.get("at")
    try:
        return timing.from_text(str(at), store.unit.tz()) if at else None
    except ValueError:
        raise errors.Refused([error("AT_FORMAT", "at", at=str(at))]) from None
