"""更正: the entry's form with its values and a reason below. What is typed stays when the correction is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.records import Entry
from checkpoint_app.model.template import Template
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class NoReason(UserError):
    code = "CORRECTION_REASON_MISSING"
    message = noop("The reason of the correction is missing.")
    hint = noop("Write in a few words why it is corrected; it prints on the slip.")


class CorrectionView(QWidget):
    """`done(Saved | None)`. `without_personal`: an account that may not see persons corrects the rest."""

    done = Signal(object)

    def __init__(self, window: Window, template: Template, entry: Entry, *, without_personal: bool) -> None:
        super().__init__()
        self._window = window
        self._entry = entry
        shown = [field.key for field in template.fields if not (without_personal and field.personal)]
        self.form = TemplateForm(template, window.fields, only=shown, validate=(lambda _values: []) if without_personal else None)
        self._before = {key: value for key, value in entry.values.items() if key in shown}
        self.form.fill(self._before)
        self._reason = LineEdit()
        self._reason.setObjectName("correction_reason")
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Reason, in a few words"))
        self._reason.submitted.connect(self.save)
        self._other = parts.label(kind="bad", wrap=True)
        self._other.hide()
        save = parts.button(tr("Save the correction"), self.save, kind="primary", key=keys.first("save"), name="correction_save")
        back = parts.button(tr("Back"), lambda: self.done.emit(None), key=tr("Esc"), name="correction_back")
        head = parts.row(parts.label(tr("Correct the entry"), "title"), None, back, save)
        inside = QWidget()
        inside.setLayout(parts.column(parts.Card(self.form), None))
        reason = parts.Card(parts.label(tr("Why is it corrected?"), "soft"), self._reason)
        layout = parts.column(head, reason, self._other, parts.scrolled(inside), gap=10)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self.form.save_requested.connect(self.save)

    def start(self) -> None:
        self._reason.setFocus()

    def save(self) -> None:
        reason = self._reason.text().strip()
        if not reason:
            dialogs.show_error(self, NoReason())
            return
        patch: dict[str, Any] = self.form.changes_since(self._before)
        if not patch:
            self.done.emit(None)
            return
        record = self._entry.id

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries

            return entries.correct(store, record, patch, reason)

        Operation(self, work, runner=self._window.runner).on_success(self.done.emit).on_error(self._failed).start()

    def _failed(self, error: UserError) -> None:
        problems: list[Problem] = getattr(error, "problems", [])
        if not problems:
            dialogs.show_error(self, error)
            return
        self.form.set_problems(problems)
        other = self.form.unplaced(problems)
        self._other.setText("\n".join(problem.text() for problem in other))
        self._other.setVisible(bool(other))
        self.form.focus_first()
