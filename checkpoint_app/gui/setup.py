"""The facts that a first start asks for: 新建本所, or a machine that joins by card or by unit file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, parts
from checkpoint_app.gui.centred import Centred, busy, line
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.recovery_key import RecoveryKey
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.unlock import PasswordsDiffer
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.session import Store


class Missing(UserError):
    code = "SETUP_MISSING"
    message = noop("“{label}” is missing.")
    hint = noop("Fill it in; it can be changed later in the settings.")


class _Facts(Centred):
    """What both ways share: the officer and the password, typed twice; the work in the background."""

    def __init__(self, window: Window, title: str) -> None:
        super().__init__()
        self._window = window
        self.card.body.setSpacing(8)
        self.card.body.addWidget(parts.label(title, "title"))
        self._boxes: dict[str, LineEdit] = {}
        self._labels: dict[str, str] = {}
        self._next = parts.button(tr("Set up"), self._go, kind="primary", key=tr("Enter"), name="next")

    def _add(self, name: str, label: str, *, secret: bool = False, hint: str = "") -> LineEdit:
        box, layout = line(name, label, secret=secret, hint=hint)
        self._boxes[name], self._labels[name] = box, label
        self.card.body.addLayout(layout)
        box.submitted.connect(lambda: self._submitted(name))
        return box

    def _add_person(self) -> None:
        """Who sets the machine up, and the password, twice."""
        self._add("number", tr("Your badge number"))
        self._add("name", tr("Your name"))
        hint = tr("At least 6 characters; a short sentence is easy to remember.")
        self._add("password", tr("Password"), secret=True, hint=hint)
        self._add("password_again", tr("Password again"), secret=True)

    def _finish_layout(self) -> None:
        self.card.body.addWidget(self.error)
        back = parts.button(tr("Back"), self._window.show_wizard, name="back")
        self.card.body.addLayout(parts.row(back, None, self._next))
        self.show_error(None)
        next(iter(self._boxes.values())).setFocus()

    def _submitted(self, name: str) -> None:
        names = list(self._boxes)
        if name == names[-1]:
            self._go()
        else:
            self._boxes[names[names.index(name) + 1]].setFocus()

    def _given(self, *optional: str) -> dict[str, str] | None:
        """What is typed, or None after saying what is missing."""
        found = {name: box.text() if name.startswith("password") else box.text().strip() for name, box in self._boxes.items()}
        for name, text in found.items():
            if not text and name not in optional:
                self.show_error(Missing(label=self._labels[name]))
                self._boxes[name].setFocus()
                return None
        if found["password"] != found["password_again"]:
            self.show_error(PasswordsDiffer())
            self._boxes["password_again"].setFocus()
            return None
        return found

    def _go(self) -> None:
        raise NotImplementedError

    def _refused(self, error: UserError) -> None:
        busy(self._next, False)
        self.show_error(error)

    def _made(self, key: str) -> None:
        self._window.last_number = self._boxes["number"].text().strip()
        self._window.show_stage(RecoveryKey(self._window, key))


class NewUnit(_Facts):
    """新建本所."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, tr("New unit"))
        self._add("unit", tr("Name of the unit"), hint=tr("As it stands on paper"))
        self._add("bureau", tr("Bureau above it (printed in the head; may stay empty)"))
        self._add("code", tr("Unit code, 12 digits (may stay empty)"))
        self._add_person()
        self._finish_layout()

    def _go(self) -> None:
        given = self._given("bureau", "code")
        if given is None or not self._next.isEnabled():
            return
        from checkpoint_app.store import keys, opening

        folder, recovery = self._window.folder, keys.new_recovery_key()
        try:
            opening.check_new(folder, officer_number=given["number"], officer_name=given["name"], password=given["password"])
        except UserError as error:
            self.show_error(error)
            return

        def make(_progress: Progress) -> tuple[Store, str]:
            return opening.create(
                folder,
                unit_name=given["unit"],
                bureau=given["bureau"],
                unit_code=given["code"],
                officer_number=given["number"],
                officer_name=given["name"],
                password=given["password"],
                recovery=recovery,
            )

        self._window.last_number = given["number"]
        self._window.show_stage(RecoveryKey(self._window, recovery, make))


class JoinUnit(_Facts):
    """凭本所文件加入: with the file that the first laptop wrote."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, tr("Join a unit by unit file"))
        file = self._add("file", tr("Unit file"), hint=tr("On the first laptop: Settings, “Unit file”, onto a stick."))
        choose = parts.button(tr("Choose the file"), self._choose, name="choose")
        self.card.body.addLayout(parts.row(choose, None))
        self._add("code", tr("Code of the file"), hint=tr("Four groups of four, shown when the file was written."))
        self._add_person()
        self._finish_layout()
        file.setFocus()

    def _choose(self) -> None:
        def chosen(file: Path) -> None:
            self._boxes["file"].setText(str(file))
            self._boxes["code"].setFocus()

        dialogs.choose_file(self, tr("Unit file"), chosen)

    def _go(self) -> None:
        given = self._given()
        if given is None or not self._next.isEnabled():
            return
        busy(self._next, True)
        folder = self._window.folder

        def make(_progress: Progress) -> tuple[Store, str]:
            from checkpoint_app.store import joining

            return joining.join(
                folder,
                Path(given["file"]),
                given["code"],
                number=given["number"],
                name=given["name"],
                password=given["password"],
            )

        Operation.opening(self, make, runner=self._window.runner).on_success(self._made).on_error(self._refused).start()


class JoinByCard(_Facts):
    """凭设备卡加入本所: who sets the machine up; the unit comes with the station's answer."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, tr("Join a unit by card"))
        text = tr("You need a stick and the station: this laptop writes its card, the station answers on the same stick.")
        self.card.body.addWidget(parts.label(text, "soft", wrap=True))
        self._add_person()
        self._finish_layout()

    def _go(self) -> None:
        given = self._given()
        if given is None or not self._next.isEnabled():
            return
        from checkpoint_app.store import keys, opening, unenrolled

        folder, recovery = self._window.folder, keys.new_recovery_key()
        number, name, password = given["number"], given["name"], given["password"]
        try:
            opening.check_new(folder, officer_number=number, officer_name=name, password=password)
        except UserError as error:
            self.show_error(error)
            return

        def make(_progress: Progress) -> tuple[Store, str]:
            return unenrolled.create(folder, officer_number=number, officer_name=name, password=password, recovery=recovery)

        self._window.last_number = number
        self._window.show_stage(RecoveryKey(self._window, recovery, make, then=self._window.show_enrolling))
