"""The form that opens an operation or changes it: order, days and hours, commander, groups, target places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation as Work
from checkpoint_app.gui.pages.register_form import field, shown
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.operations import Operation
from checkpoint_app.model.template import Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

KEYS = ("name", "number", "first", "last", "window", "commander", "groups", "places", "note")


class EditingView(QWidget):
    """`done(Saved | None)`: written, or given up."""

    done = Signal(object)

    def __init__(self, window: Window, changed: Operation | None = None) -> None:
        super().__init__()
        self._window = window
        self._record = changed.id if changed is not None else None
        self.form = Form(window.fields)
        for one in _fields():
            self.form.add(one)
        self.form.save_requested.connect(self.save)
        self._other = parts.label(kind="bad", wrap=True, name="other_problems")
        self._other.hide()
        title = tr("Change the operation") if changed else tr("New operation")
        save = parts.button(tr("Save"), self.save, kind="primary", key=keys.first("save"), name="operation_save")
        back = parts.button(tr("Back"), lambda: self.done.emit(None), key=tr("Esc"), name="operation_cancel")
        head = parts.row(parts.label(title, "title"), None, back, save)
        layout = parts.column(head, self._other, parts.scrolled(parts.Card(self.form, None)), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        keys.bind(self, "back", lambda: self.done.emit(None))
        if changed is not None:
            self.form.fill(_values(changed))

    @property
    def changes_one(self) -> bool:
        """Whether an operation that is there is changed."""
        return self._record is not None

    def start(self) -> None:
        self.form.focus_first()

    def save(self) -> None:
        given: dict[str, Any] = dict.fromkeys(KEYS, "") | {"groups": [], "places": []} | self.form.values()
        record = self._record

        def work(store: Store, _progress: Progress) -> Saved[Operation]:
            from checkpoint_app.store import operations

            return operations.save(store, given, record=record)

        Work(self, work, runner=self._window.runner).on_success(self.done.emit).on_error(self._refused).start()

    def _refused(self, error: UserError) -> None:
        problems = getattr(error, "problems", None)
        if not problems:
            dialogs.show_error(self, error)
            return
        self.form.set_problems(problems)
        other = self.form.unplaced(problems)
        self._other.setText("\n".join(problem.text() for problem in other))
        self._other.setVisible(bool(other))
        self.form.focus_first()


def _fields() -> list[Field]:
    known = lists.choices()
    groups = (
        Field(key="name", kind="text", label=shown(tr("Group|operation")), suggest=known["sweep_groups"], required=True),
        field("lead", tr("Lead|operation")),
        field("people", tr("Persons|patrol"), kind="count"),
        field("task", tr("Task|operation")),
    )
    places = (
        Field(key="class", kind="choice", label=shown(tr("Class|operation")), choices=known["place_classes"], required=True),
        field("count", tr("Planned|operation"), kind="count"),
        field("names", tr("Which|operation")),
    )
    return [
        field("name", tr("Name|operation"), required=True),
        field("number", tr("Order number|operation")),
        field("first", tr("First day|operation"), kind="date", hint=tr("Empty: today")),
        field("last", tr("Last day|operation"), kind="date", hint=tr("Empty: the first day")),
        field("window", tr("Window|operation"), hint=tr("Such as 20:00-02:00")),
        field("commander", tr("Commander|operation")),
        Field(key="groups", kind="table", label=shown(tr("Groups|operation")), columns=groups),
        Field(key="places", kind="table", label=shown(tr("Target places|operation")), columns=places),
        field("note", tr("Note"), kind="note"),
    ]


def _values(operation: Operation) -> dict[str, Any]:
    groups = [{"name": group.name, "lead": group.lead, "people": group.people, "task": group.task} for group in operation.groups]
    places = [{"class": place.kind, "count": place.count, "names": place.names} for place in operation.places]
    found: dict[str, Any] = {
        "name": operation.name,
        "number": operation.number,
        "first": operation.first.isoformat(),
        "last": operation.last.isoformat(),
        "window": operation.window,
        "commander": operation.commander,
        "groups": [_filled(row) for row in groups],
        "places": [_filled(row) for row in places],
        "note": operation.note,
    }
    return _filled(found)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "", [])}
