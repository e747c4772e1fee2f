"""What is done to accounts: one-time passwords, roles, taking an account away. Each asks first, by the verb of what will happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.dialogs import Box, confirm
from checkpoint_app.gui.keys import bind, first
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.people_slips import SlipsBox
from checkpoint_app.gui.pages.people_table import Person
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import ROLE_LABELS, Changes, Officer, Role, label
from checkpoint_app.store import accounts
from checkpoint_app.store.accounts import Slip
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

_MOST_NAMED = 12
"""So many names are written out in a question."""


def give(owner: QWidget, chosen: Sequence[Officer], *, runner: Runner, done: Callable[[], object]) -> None:
    """Asks, gives everybody chosen a one-time password, and shows the slips once."""

    def work(store: Store) -> Saved[list[Slip]]:
        slips, changes = accounts.give(store, [officer.number for officer in chosen])
        return Saved(value=slips, changes=changes)

    def given(saved: Saved[list[Slip]]) -> None:
        done()
        SlipsBox(owner, saved.value, unit=runner.session.unit.name if runner.session else "")

    def start() -> None:
        Operation(owner, lambda store, _: work(store), runner=runner).on_success(given).start()

    question = tr("Give {count} {count:person/people} a one-time password?", count=len(chosen))
    detail = tr("Who has a password already cannot log in with it any more. Entries and signatures stay as they are.")
    confirm(owner, question, tr("Give passwords"), start, detail=f"{_named(chosen)}\n{detail}")


def remove(owner: QWidget, officer: Officer, *, runner: Runner, done: Callable[[str], object]) -> None:
    """Asks, and takes the account of this machine away."""

    def work(store: Store) -> Changes:
        return accounts.remove(store, officer.number)

    def start() -> None:
        Operation(owner, lambda store, _: work(store), runner=runner).on_success(
            lambda _: done(tr("The account of {name} is removed.", name=officer.label()))
        ).start()

    confirm(
        owner,
        tr("Remove the account of {name} from this machine?", name=officer.label()),
        tr("Remove the account"),
        start,
        detail=tr(
            "The records stay. Who knew a password may have kept the key: with doubts, change the key of the store in the settings."
        ),
        danger=True,
    )


def change_roles(owner: QWidget, person: Person, *, runner: Runner, done: Callable[[str], object]) -> RolesBox:
    return RolesBox(owner, person, runner=runner, done=done)


def _named(chosen: Sequence[Officer]) -> str:
    names = tr(", |list").join(officer.name or officer.number for officer in chosen[:_MOST_NAMED])
    return tr("{names} and {more} more", names=names, more=len(chosen) - _MOST_NAMED) if len(chosen) > _MOST_NAMED else names


class RolesBox(Box):
    """A check box for each role with what it allows. Without any, the officer records and reads."""

    def __init__(self, owner: QWidget, person: Person, *, runner: Runner, done: Callable[[str], object]) -> None:
        self._boxes: dict[Role, QCheckBox] = {}
        things = []
        for role, allows in _allowed().items():
            box = QCheckBox(label(ROLE_LABELS, role))
            box.setObjectName(f"role:{role}")
            box.setChecked(role in person.roles)
            box.setAccessibleDescription(allows)
            self._boxes[role] = box
            hint = parts.label(allows, "small", wrap=True)
            things.append(parts.column(box, parts.row(36, hint, gap=0), gap=0))
        super().__init__(
            owner,
            tr("Roles of {name}", name=person.officer.label()),
            *things,
            detail=tr("Everybody with an account may record and read. Roles allow more."),
            name="roles",
        )
        self._person, self._runner, self._done = person, runner, done
        self._save = parts.button(tr("Save"), self.save, kind="primary", key=first("save"), name="save")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), self._save)
        bind(self, "save", self.save)
        self.open()
        next(iter(self._boxes.values())).setFocus()

    def save(self) -> None:
        number = self._person.officer.number
        roles = [role for role, box in self._boxes.items() if box.isChecked()]
        Operation(self, lambda store, _: accounts.set_roles(store, number, roles), runner=self._runner).on_success(
            lambda _: self._saved()
        ).start()

    def _saved(self) -> None:
        self.accept()
        self._done(tr("The roles are changed."))


def _allowed() -> dict[Role, str]:
    """What each role may do beyond recording."""
    return {
        Role.LEADER: tr("Gives one-time passwords, shows personal data in clear, erases what is due"),
        Role.CLERK: tr("Shows personal data in clear, erases what is due"),
        Role.ADMIN: tr("Roles, accounts and one-time passwords, the unit, the key of the store; erases what is due"),
    }
