"""Unlocking: badge number and password; the recovery key where nobody knows a password; a new password after a one-time one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts
from checkpoint_app.gui.centred import Centred, busy, line
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.session import Store

WAIT_FOR_OTHER_S = 2.0
WARM_UP_MS = 100


class PasswordsDiffer(UserError):
    code = "NEW_PASSWORDS_DIFFER"
    message = noop("The two new passwords are not the same.")
    hint = noop("Type it twice, the same both times.")


class UnlockPage(Centred):
    """The number stays in its box after a wrong password; the officer who locked is offered again."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._number, number = line("number", tr("Badge number"))
        self._password, password = line("password", tr("Password"), secret=True)
        self._unlock = parts.button(tr("Unlock"), self._open, kind="primary", key=tr("Enter"), name="unlock")
        recovery = parts.button(tr("Open with the recovery key"), self._recover, kind="quiet", name="recovery")
        body = self.card.body
        body.addWidget(parts.label(tr("Duty Log"), "title"))
        body.addWidget(parts.label(str(window.folder), "small", wrap=True))
        body.addSpacing(8)
        body.addLayout(number)
        body.addLayout(password)
        body.addWidget(self.error)
        body.addLayout(parts.row(recovery, None, self._unlock))
        self.show_error(None)
        self._number.submitted.connect(self._password.setFocus)
        self._password.submitted.connect(self._open)
        self._number.setText(window.last_number)
        (self._password if window.last_number else self._number).setFocus()
        QTimer.singleShot(WARM_UP_MS, self._warm_up)

    def _warm_up(self) -> None:
        """Loads the store's modules while the officer types, beside the window."""

        def load(_progress: Progress) -> None:
            from checkpoint_app.store import opening  # noqa: F401

        Operation.beside(self, load, runner=self._window.runner).start()

    def _open(self) -> None:
        number, password = self._number.text().strip(), self._password.text()
        if not number or not password or not self._unlock.isEnabled():
            return
        busy(self._unlock, True)
        folder = self._window.folder

        def make(_progress: Progress) -> tuple[Store, bool]:
            from checkpoint_app.store import accounts, opening

            store = opening.open_store(folder, officer=number, password=password, wait_s=WAIT_FOR_OTHER_S, waiting=True)
            return store, bool(store.account.id) and accounts.is_temporary(store, store.account.id)

        Operation.opening(self, make, runner=self._window.runner).on_success(self._opened).on_error(self._refused).start()

    def _opened(self, temporary: bool) -> None:
        self._window.last_number = self._number.text().strip()
        if self._window.session.waiting:
            self._window.show_enrolling()
        elif temporary:
            self._window.show_stage(NewPasswordPage(self._window, self._password.text()))
        else:
            self._window.show_shell()

    def _refused(self, error: UserError) -> None:
        busy(self._unlock, False)
        self.show_error(error)
        self._password.selectAll()
        self._password.setFocus()

    def _recover(self) -> None:
        self._window.show_stage(RecoveryPage(self._window, self._number.text().strip()))


class RecoveryPage(Centred):
    """The recovery sheet opens the store as an officer, who sets a new password at once."""

    def __init__(self, window: Window, number: str) -> None:
        super().__init__()
        self._window = window
        self._number, first = line("number", tr("Badge number"))
        self._key, second = line(
            "recovery_key", tr("Recovery key"), hint=tr("From the sheet that was locked away: eight groups of four.")
        )
        self._open_button = parts.button(tr("Open"), self._open, kind="primary", key=tr("Enter"), name="open")
        body = self.card.body
        body.addWidget(parts.label(tr("Open with the recovery key"), "title"))
        body.addLayout(first)
        body.addLayout(second)
        body.addWidget(self.error)
        body.addLayout(parts.row(parts.button(tr("Back"), window.show_unlock, name="back"), None, self._open_button))
        self.show_error(None)
        self._number.setText(number)
        self._number.submitted.connect(self._key.setFocus)
        self._key.submitted.connect(self._open)
        (self._key if number else self._number).setFocus()

    def _open(self) -> None:
        number, key = self._number.text().strip(), self._key.text()
        if not number or not key.strip() or not self._open_button.isEnabled():
            return
        busy(self._open_button, True)
        folder = self._window.folder

        def make(_progress: Progress) -> tuple[Store, None]:
            from checkpoint_app.store import opening

            return opening.open_with_recovery(folder, key, officer=number, wait_s=WAIT_FOR_OTHER_S), None

        Operation.opening(self, make, runner=self._window.runner).on_success(self._opened).on_error(self._refused).start()

    def _opened(self, _nothing: None) -> None:
        self._window.last_number = self._number.text().strip()
        self._window.show_stage(NewPasswordPage(self._window, None))

    def _refused(self, error: UserError) -> None:
        busy(self._open_button, False)
        self.show_error(error)


class NewPasswordPage(Centred):
    """An own password instead of a one-time one; `old` is None after the recovery key."""

    def __init__(self, window: Window, old: str | None) -> None:
        super().__init__()
        self._window = window
        self._old = old
        self._new, first = line(
            "new", tr("New password"), secret=True, hint=tr("At least 6 characters; a short sentence is easy to remember.")
        )
        self._again, second = line("again", tr("New password again"), secret=True)
        self._set = parts.button(tr("Set the password"), self._save, kind="primary", key=tr("Enter"), name="set")
        body = self.card.body
        body.addWidget(parts.label(tr("Your own password"), "title"))
        body.addWidget(
            parts.label(tr("The password you used was for one time. Choose your own; nobody else can see it."), wrap=True)
        )
        body.addLayout(first)
        body.addLayout(second)
        body.addWidget(self.error)
        body.addLayout(parts.row(None, self._set))
        self.show_error(None)
        self._new.submitted.connect(self._again.setFocus)
        self._again.submitted.connect(self._save)
        self._new.setFocus()

    def _save(self) -> None:
        new, old = self._new.text(), self._old
        if new != self._again.text():
            self.show_error(PasswordsDiffer())
            self._again.selectAll()
            return
        busy(self._set, True)

        def work(store: Store, _progress: Progress) -> object:
            from checkpoint_app.store import accounts

            return accounts.reset_after_recovery(store, new) if old is None else accounts.set_password(store, old, new)

        Operation(self, work, runner=self._window.runner).on_success(lambda _: self._window.show_shell()).on_error(
            self._refused
        ).start()

    def _refused(self, error: UserError) -> None:
        busy(self._set, False)
        self.show_error(error)
        self._new.setFocus()
