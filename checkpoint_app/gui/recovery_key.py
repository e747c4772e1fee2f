"""The recovery key, shown once and confirmed by typing two groups of it from the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.gui import parts
from checkpoint_app.gui.centred import Centred, busy, line
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.session import Store


class NotTheKey(UserError):
    code = "RECOVERY_NOT_CONFIRMED"
    message = noop("These are not the groups of the key.")
    hint = noop("Write the whole key down first, then type the groups asked for from your sheet.")


class KeyNotConfirmed(UserError):
    code = "KEY_NOT_CONFIRMED"
    message = noop("The recovery key is not confirmed yet, and it is never shown again.")
    hint = noop("Write it down, type the two groups, and close the window then.")


Make = Callable[[Progress], tuple["Store", str]]


class RecoveryKey(Centred):
    """The key is shown once. Two of its groups, typed from the sheet, prove that somebody wrote it down.

    With `make` the store is made only then: a crash, or an empty battery, before that leaves nothing whose key nobody has.
    """

    ASKED = (2, 7)
    """The groups asked for, counted from 1."""

    def __init__(self, window: Window, key: str, make: Make | None = None, *, then: Callable[[], object] | None = None) -> None:
        """`then` instead of the shell when the store is there."""
        super().__init__()
        self._runner = window.runner
        self._then = then or window.show_shell
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
            self._then()
            return
        if not self._done.isEnabled():
            return
        busy(self._done, True)

        def failed(error: UserError) -> None:
            busy(self._done, False)
            self.show_error(error)

        made = Operation.opening(self, self._make, runner=self._runner)
        made.on_success(lambda _: self._then()).on_error(failed).start()
