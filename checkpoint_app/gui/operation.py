"""One thing that a person started, or that a page asked for: what is done with the store, and what becomes of answer, error and refusal.

The answer comes into the window's thread; when the widget that asked is gone by then, nothing is called. After a write whose result has
`.changes` the runner emits `changed(changes, initiator)`: nobody is told to refresh by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, waiting
from checkpoint_app.gui.runner import Cancelled, Job, Lane, Progress, Runner, Urgency
from checkpoint_app.model.records import Changes

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

T = TypeVar("T")
Work = Callable[["Store", Progress], T]

IDENTITY_NOUNS = frozenset({"unit", "role", "account", "officer", "certificate"})
"""A change of these makes a reader's copy of unit, device and account stale."""


class Operation(Generic[T]):
    """One thing a person started, or a page asked for. Describe it, then `start()`.

        Operation(self, lambda store, progress: entries.record(store, …), runner=self.runner).on_success(self._saved).start()

    What happens to errors: a `UserError` opens a box on the owner's window, or goes to `on_error`; cancelling shows nothing; anything
    else goes to the crash dialog. `reading=True` uses the read lane.
    """

    def __init__(self, owner: QObject, work: Work[T], *, runner: Runner, reading: bool = False) -> None:
        self._owner = owner
        self._runner = runner
        self._reading = reading
        self._job: Job[T] = Job(self._with_store(work), Urgency.LONG if reading else Urgency.SAVE)
        self._title = ""
        self._success: Callable[[T], object] = lambda result: None
        self._error: Callable[[UserError], object] | None = None
        self._cancelled: Callable[[], object] = lambda: None
        self._behind = False
        self._opens = False
        self._watch: waiting.Watch | None = None

    @classmethod
    def beside(cls, owner: QObject, work: Callable[[Progress], T], *, runner: Runner) -> Operation[T]:
        """Work that needs no open store (who may log in here, which sticks are there), in the read lane."""
        made: Operation[T] = cls(owner, lambda store, progress: work(progress), runner=runner, reading=True)
        made._job.work = lambda lane, progress: work(progress)
        return made

    @classmethod
    def opening(cls, owner: QObject, make: Callable[[Progress], tuple[Store, T]], *, runner: Runner) -> Operation[T]:
        """Opens or makes a store in the save lane and keeps it there. `make` returns it with whatever the page wants to know; when the
        answer arrives `runner.session` tells who is logged in."""
        made: Operation[T] = cls(owner, lambda store, progress: make(progress)[1], runner=runner)

        def work(lane: Lane, progress: Progress) -> T:
            store, more = make(progress)
            runner.install(store, lane)
            return more

        made._job.work = work
        made._opens = True
        return made

    def with_progress(self, title: str) -> Operation[T]:
        """It may take long: after 400 ms a bar with this title is shown, and Cancel. It waits for whatever is to be saved."""
        self._title = title
        return self.patient()

    def patient(self) -> Operation[T]:
        """It may take long and nobody watches: whatever is to be saved goes first; the lock breaks it off."""
        self._job.urgency = Urgency.LONG
        return self

    def on_success(self, function: Callable[[T], object]) -> Operation[T]:
        self._success = function
        return self

    def on_error(self, function: Callable[[UserError], object]) -> Operation[T]:
        """Instead of the box: to show it beside a field, or to go on with the next."""
        self._error = function
        return self

    def on_cancelled(self, function: Callable[[], object]) -> Operation[T]:
        self._cancelled = function
        return self

    def in_background(self) -> Operation[T]:
        """Nobody waits for it: a `UserError` becomes one line in the status bar."""
        self._behind = True
        return self

    def start(self) -> Operation[T]:
        self._job.finished = self._finished
        self._runner.submit(self._job, reading=self._reading)
        if self._title:
            self._watch = waiting.Watch(self._owner, self._title, self._job.progress)
        return self

    def cancel(self) -> None:
        self._job.progress.cancel()

    def _with_store(self, work: Work[T]) -> Callable[[Lane, Progress], T]:
        runner, reading = self._runner, self._reading
        return lambda lane, progress: work(runner.reader_of(lane) if reading else runner.main_store(), progress)

    def _finished(self, job: Job[T]) -> None:
        if self._watch is not None and shiboken6.isValid(self._watch):
            self._watch.stop()
        error = job.error
        if error is None:
            self._succeeded(job.result)  # type: ignore[arg-type]
        elif isinstance(error, Cancelled):
            self._call(self._cancelled)
        elif isinstance(error, UserError):
            self._refused(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _succeeded(self, result: T) -> None:
        changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
        if self._opens or (isinstance(changes, Changes) and changes.nouns & IDENTITY_NOUNS):
            self._runner.refresh_session()
        self._call(lambda: self._success(result))
        if isinstance(changes, Changes) and not self._reading:
            self._runner.saved.emit()
            self._runner.changed.emit(changes, self._owner if shiboken6.isValid(self._owner) else None)

    def _refused(self, error: UserError) -> None:
        if self._behind:
            self._runner.failed_behind.emit(error.text(), error.advice())
        elif self._error is not None:
            handle = self._error
            self._call(lambda: handle(error))
        else:
            self._call(lambda: dialogs.show_error(self._owner, error))

    def _call(self, function: Callable[[], object]) -> None:
        if shiboken6.isValid(self._owner):
            function()
