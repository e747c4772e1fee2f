"""并班 in the window: whether the shift that another machine opened for the same duty is joined to this one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import dialogs
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Shift
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store


def ask_join(owner: QWidget, runner: Runner, shift: Shift, twin: Shift, entries: int, say: Callable[[str], object]) -> None:
    """Asks why, then joins `twin` with its `entries` to `shift`."""

    def given(box: dialogs.Box, reason: str) -> None:
        def work(store: Store, _progress: Progress) -> Saved[Shift]:
            from checkpoint_app.store import twins

            return twins.join(store, shift.id, twin.id, reason)

        def done(_saved: Saved[Shift]) -> None:
            box.accept()
            say(tr("Joined: shift {other} stands under this one.", other=twin.code))

        Operation(box, work, runner=runner).on_success(done).start()

    detail = tr(
        "Its {n} {n:entry/entries}, crew and cars stand under this shift from now on; both numbers stay known.", n=entries
    )
    question = tr("Join shift {other} to this one?", other=f"{twin.code} {twin.number}")
    dialogs.ask_reason(owner, question, tr("Join|verb"), given, detail=detail, reasons=(tr("Opened twice offline"),))
