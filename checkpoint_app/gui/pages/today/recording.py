"""A quick entry on its way into the store: written, said, taken back; what is refused stands in the row again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today import content
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Entry
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.pages.today.duty import DutyView
    from checkpoint_app.gui.window import Window


class Recorder:
    """For the page: `duty` is the view of the shift that is open, None for none."""

    def __init__(self, page: QWidget, window: Window, duty: Callable[[], DutyView | None]) -> None:
        self._page = page
        self._window = window
        self._duty = duty

    def record(self, values: dict[str, Any]) -> None:
        """Writes a quick entry into the shift."""
        duty = self._duty()
        assert duty is not None
        shift, template = duty.shift, duty.template

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries

            return entries.record(store, template.id, values, shift=shift)

        def refused(error: UserError) -> None:
            problems = getattr(error, "problems", None)
            if duty.quick is not None:
                duty.quick.fill(values)
            if not problems or duty.quick is None or not duty.quick.show_problems(problems):
                dialogs.show_error(self._page, error)

        Operation(self._page, work, runner=self._window.runner).on_success(self.said).on_error(refused).start()

    def said(self, saved: Saved[Entry]) -> None:
        """What was just recorded, in the status bar, with the way back."""
        duty = self._duty()
        assert duty is not None
        entry = saved.value
        form = next((form for form in duty.forms if form.id == entry.template_id), duty.template)
        shown = content.in_short(form, entry)
        notes = "  ".join(problem.text() for problem in saved.problems if problem.code in ("ENTRY_PROPOSED", "IDENTITY_SEEN"))
        self._window.say(f"{tr('Recorded {what}', what=shown)}  {notes}".strip(), undo=lambda: self.undo(entry.id))

    def undo(self, entry: str | None) -> None:
        """Takes an entry back, or without its id the last own one."""

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries_undo

            return entries_undo.undo_last(store) if entry is None else entries_undo.undo(store, entry, within=entries_undo.WITHIN)

        done = Operation(self._page, work, runner=self._window.runner)
        done.on_success(lambda _: self._window.say(tr("Taken back."))).start()
