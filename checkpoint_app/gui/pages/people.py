"""人员账号: who is on duty here, who can log in on this machine, and what they may do beyond recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages import people_accounts, people_table, register_form
from checkpoint_app.gui.pages.people_table import PeopleTable
from checkpoint_app.gui.pages.register_form import RecordBox
from checkpoint_app.gui.pages.register_import import import_sheet, save_empty_sheet
from checkpoint_app.gui.table import RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import masking
from checkpoint_app.model.records import OFFICER_KIND_LABELS, Changes, Officer
from checkpoint_app.store import officers
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class PeoplePage(Page):
    """The list; Enter opens an officer, Space marks one, Ctrl+N adds one, Ctrl+F looks among them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._looked_for = LineEdit()
        self._looked_for.setObjectName("find")
        self._looked_for.setPlaceholderText(tr("Find: badge number, name, pinyin initials"))
        self._looked_for.setAccessibleName(tr("Find: badge number, name, pinyin initials"))
        self._all = QCheckBox(tr("Also those out of use"))
        self._count = parts.label(kind="soft", name="count")
        self._marks = parts.label(kind="soft", name="marks")
        self._unmark = parts.button(tr("Unmark all"), lambda: self.table.unmark(), kind="quiet", name="unmark")
        self._give = parts.button(tr("Give one-time passwords"), self._give_passwords, name="give")
        self._change = parts.button(tr("Change"), self._change_current, key=tr("Enter"), name="change")
        self._roles = parts.button(tr("Roles"), self._change_roles, name="roles")
        self._remove = parts.button(tr("Remove the account"), self._remove_account, kind="danger", name="remove")
        self.table = PeopleTable(runner=window.runner)
        self._lay_out()
        self._connect()

    def enter(self, **_what: object) -> None:
        self._load()
        self.table.setFocus()

    def put_away(self) -> None:
        self.table.marked.clear()

    def _lay_out(self) -> None:
        head = parts.row(
            parts.label(tr("People"), "title"),
            self._count,
            None,
            parts.button(
                tr("Empty sheet"),
                lambda: save_empty_sheet(self, "officer", runner=self.runner, say=self.window_.say),
                name="sheet",
            ),
            parts.button(
                tr("Import a sheet"),
                lambda: import_sheet(self, "officer", runner=self.runner, say=self.window_.say),
                name="import",
            ),
            parts.button(tr("New officer"), self._new, kind="primary", key=keys.first("add_row"), name="new"),
        )
        self._looked_for.setMinimumWidth(self._looked_for.fontMetrics().averageCharWidth() * 36)
        layout = parts.column(
            head,
            parts.row(self._looked_for, self._all, None),
            parts.Card(self.table),
            parts.row(self._marks, self._unmark, None, self._remove, self._roles, self._change, self._give),
            margins=(16, 12, 16, 12),
            gap=16,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._looked_for.textChanged.connect(lambda _: self._load())
        self._looked_for.submitted.connect(self.table.setFocus)
        self._all.toggled.connect(lambda _: self._load())
        self.table.opened.connect(self._open)
        self.table.picked.connect(lambda _: self._allow())
        self.table.marks_changed.connect(self._allow)
        self.table.loaded.connect(self._loaded)
        self.runner.changed.connect(self._changed)
        keys.bind(self, "add_row", self._new)
        keys.bind(self, "find", self._looked_for.setFocus)
        keys.bind(self, "refresh", self.table.refresh)
        self._allow()

    def _load(self) -> None:
        wanted, everything = self._looked_for.text(), self._all.isChecked()
        self.table.show_rows(lambda store, _after, _limit: RowPage(rows=people_table.rows(store, wanted, everything), after=None))

    def _loaded(self, count: int) -> None:
        self._count.setText(tr("{count} {count:person/people}", count=count))
        self._allow()

    def _allow(self) -> None:
        """What can be done to the selected row, and to the marked ones."""
        person, marked = self.table.person(), len(self.table.marked)
        for made in (self._change, self._roles):
            made.setEnabled(person is not None)
        self._remove.setEnabled(person is not None and person.account is not None)
        self._give.setEnabled(bool(marked) or person is not None)
        self._marks.setText(tr("{count} marked", count=marked) if marked else tr("Space marks a row, Ctrl+A all"))
        self._unmark.setVisible(bool(marked))

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.nouns & {"officer", "account", "role"}:
            self.table.refresh()

    def _change_current(self) -> None:
        if (person := self.table.person()) is not None:
            self._edit(person.officer)

    def _open(self, record: str) -> None:
        Operation(self, lambda store, _: officers.get(store, record), runner=self.runner, reading=True).on_success(
            self._edit
        ).start()

    def _new(self) -> None:
        self._edit(None)

    def _edit(self, officer: Officer | None) -> None:
        title = tr("New officer") if officer is None else tr("Change {name}", name=officer.label())
        RecordBox(
            self, title, _form(officer), _write, self._saved, runner=self.runner, closed=() if officer is None else ("number",)
        )

    def _saved(self, saved: Saved[Officer]) -> None:
        sentence = tr("Saved: {name}", name=saved.value.label())
        self.window_.say("  △ ".join([sentence, *(problem.text() for problem in saved.problems)]))
        self.table.setFocus()

    def _give_passwords(self) -> None:
        person = self.table.person()
        chosen = [marked.officer for marked in self.table.marked.values()] or ([person.officer] if person else [])
        if chosen:
            people_accounts.give(self, chosen, runner=self.runner, done=self.table.unmark)

    def _change_roles(self) -> None:
        if (person := self.table.person()) is not None:
            people_accounts.change_roles(self, person, runner=self.runner, done=self.window_.say)

    def _remove_account(self) -> None:
        if (person := self.table.person()) is not None:
            people_accounts.remove(self, person.officer, runner=self.runner, done=self.window_.say)


def _form(officer: Officer | None) -> Form:
    form = Form()
    fixed = tr("A badge number stays as it is: add a new officer and put this one out of use.")
    form.add(
        register_form.field(
            "number", tr("Badge number"), required=True, hint=tr("Six digits, or as on the badge") if officer is None else fixed
        )
    )
    form.add(register_form.field("name", tr("Name|officer"), required=officer is None))
    form.add(register_form.choice("kind", tr("Kind"), OFFICER_KIND_LABELS, required=True))
    known_phone = officer.phone if officer is not None else ""
    hint = tr("On file: {phone}. Leave it empty to keep it.", phone=masking.phone(known_phone)) if known_phone else ""
    form.add(register_form.field("phone", tr("Phone"), hint=hint))
    form.add(register_form.field("unit", tr("Unit"), hint=tr("Only when it is another unit")))
    form.add(register_form.in_use())
    if officer is None:
        form.fill({"kind": "OFFICER", "active": "yes"})
    else:
        known = {key: getattr(officer, key) or None for key in ("number", "name", "kind", "unit")}
        form.fill(known | {"active": "yes" if officer.active else "no"})
    return form


def _write(store: Store, values: dict[str, Any]) -> Saved[Officer]:
    officer, problems, changes = officers.save(store, values)
    return Saved(value=officer, problems=tuple(problems), changes=changes)
