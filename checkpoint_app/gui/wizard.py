"""The first start: 新建本所 or 加入本所, the facts, and the recovery key, shown once and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app import i18n
from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, parts
from checkpoint_app.gui.centred import Centred, busy, line
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.gui.unlock import PasswordsDiffer
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.session import Store


class Missing(UserError):
    code = "SETUP_MISSING"
    message = noop("“{label}” is missing.")
    hint = noop("Fill it in; it can be changed later in the settings.")


class NotTheKey(UserError):
    code = "RECOVERY_NOT_CONFIRMED"
    message = noop("These are not the groups of the key.")
    hint = noop("Write the whole key down first, then type the groups asked for from your sheet.")


class KeyNotConfirmed(UserError):
    code = "KEY_NOT_CONFIRMED"
    message = noop("The recovery key is not confirmed yet, and it is never shown again.")
    hint = noop("Write it down, type the two groups, and close the window then.")


class Wizard(Centred):
    """The first question."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        body = self.card.body
        body.addWidget(parts.label(tr("Welcome to the Duty Log"), "title"))
        body.addWidget(
            parts.label(
                tr("No store is on this laptop yet. It will be kept in {folder}.", folder=window.folder), "soft", wrap=True
            )
        )
        body.addSpacing(8)
        new = parts.button(tr("New unit"), lambda: window.show_stage(NewUnit(window)), kind="primary", name="new_unit")
        join = parts.button(tr("Join a unit"), lambda: window.show_stage(JoinUnit(window)), name="join_unit")
        body.addWidget(new)
        body.addWidget(parts.label(tr("The first laptop of the station, with its first officer."), "small", wrap=True))
        body.addSpacing(8)
        body.addWidget(join)
        body.addWidget(
            parts.label(
                tr("A further laptop, with the unit file that the first one wrote (Settings, “Unit file”)."), "small", wrap=True
            )
        )
        body.addSpacing(8)
        other = next(name for language, name in i18n.NAMES.items() if language != i18n.language())
        body.addLayout(parts.row(None, parts.button(other, window.next_language, kind="quiet", name="language")))
        new.setFocus()


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
        self._add("number", tr("Your badge number"))
        self._add("name", tr("Your name"))
        self._add(
            "password", tr("Password"), secret=True, hint=tr("At least 6 characters; a short sentence is easy to remember.")
        )
        self._add("password_again", tr("Password again"), secret=True)
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
    """加入本所: with the file that the first laptop wrote."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, tr("Join a unit"))
        file = self._add("file", tr("Unit file"), hint=tr("On the first laptop: Settings, “Unit file”, onto a stick."))
        choose = parts.button(tr("Choose the file"), self._choose, name="choose")
        self.card.body.addLayout(parts.row(choose, None))
        self._add("code", tr("Code of the file"), hint=tr("Four groups of four, shown when the file was written."))
        self._add("number", tr("Your badge number"))
        self._add("name", tr("Your name"))
        self._add("password", tr("Password"), secret=True)
        self._add("password_again", tr("Password again"), secret=True)
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


Make = Callable[[Progress], tuple["Store", str]]


class RecoveryKey(Centred):
    """The key is shown once. Two of its groups, typed from the sheet, prove that somebody wrote it down.

    With `make` the store is made only then: a crash, or an empty battery, before that leaves nothing whose key nobody has.
    """

    ASKED = (2, 7)
    """The groups asked for, counted from 1."""

    def __init__(self, window: Window, key: str, make: Make | None = None) -> None:
        super().__init__()
        self._window = window
        self._make = make
        self._groups = key.split("-")
        shown = "\n".join("  ".join(self._groups[at : at + 4]) for at in range(0, len(self._groups), 4))
        code = parts.label(shown, "code", name="key")
        first, layout_first = line("group_first", tr("Group {number}", number=self.ASKED[0]))
        second, layout_second = line("group_second", tr("Group {number}", number=self.ASKED[1]))
        self._typed = (first, second)
        self._done = parts.button(tr("I have written it down"), self._confirm, kind="primary", key=tr("Enter"), name="confirm")
        body = self.card.body
        body.addWidget(parts.label(tr("Recovery key"), "title"))
        body.addWidget(
            parts.label(
                tr(
                    "Write it on paper now and lock the paper away. It opens the data when nobody knows a password any more; without it and"
                    " all passwords the data is lost. It is not shown again."
                ),
                wrap=True,
            )
        )
        body.addWidget(code)
        body.addWidget(parts.label(tr("Now type two groups from your paper:"), "soft"))
        body.addLayout(parts.row(layout_first, layout_second, gap=16))
        body.addWidget(self.error)
        body.addLayout(parts.row(None, self._done))
        self.show_error(None)
        first.submitted.connect(second.setFocus)
        second.submitted.connect(self._confirm)
        first.setFocus()

    def may_close(self) -> bool:
        """Not before somebody has the key of a store that is there on paper: closing the window would lose it for ever."""
        if self._make is not None:
            return True
        self.show_error(KeyNotConfirmed())
        return False

    def _confirm(self) -> None:
        wanted = [self._groups[number - 1].casefold() for number in self.ASKED]
        if [box.text().strip().casefold() for box in self._typed] == wanted:
            self._go_on()
        else:
            self.show_error(NotTheKey())
            self._typed[0].setFocus()

    def _go_on(self) -> None:
        if self._make is None:
            self._window.show_shell()
            return
        if not self._done.isEnabled():
            return
        busy(self._done, True)

        def failed(error: UserError) -> None:
            busy(self._done, False)
            self.show_error(error)

        made = Operation.opening(self, self._make, runner=self._window.runner)
        made.on_success(lambda _: self._window.show_shell()).on_error(failed).start()
