"""Where work on the store is done: two threads of their own, so that the window never waits.

Decision. The store is used from one thread, the *save lane*; its queue has an order: what an officer saves goes before long work that
waits. Long reads (`reading=True`: list pages, search, previews) run in the *read lane* on `store.reader()`, a second read-only connection,
so that a save never waits behind a search. Work is a plain function `(store, progress) -> result`; it must not touch a widget. The result
comes back into the window's thread. Rejected: a thread pool (SQLite wants one writer, and order matters to people), asyncio in the window
(two event loops to reason about). What a page hands in and what becomes of the answer is in `operation`.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

from checkpoint_app.errors import UserError
from checkpoint_app.model.records import Account, Device, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from checkpoint_app.store.session import Store

T = TypeVar("T")


class Cancelled(Exception):
    """Raised inside work by `Progress`; a transaction around it rolls back. The person sees nothing."""


class Progress:
    """A small record that the worker overwrites and the window reads every 100 ms. Work calls `report` or `check` often."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.text = ""
        self._cancelled = threading.Event()
        self.between: Callable[[], None] = lambda: None
        """For long work that lets go of the store now and then, outside any transaction: what was saved meanwhile goes first."""

    def report(self, done: int, total: int = 0, text: str = "") -> None:
        """How far it is; raises Cancelled when the person no longer wants it."""
        self.done, self.total, self.text = done, total, text
        self.check()

    def check(self) -> None:
        """Raises Cancelled when the person no longer wants it."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        self._cancelled.set()


class Urgency(IntEnum):
    """The order of the queue."""

    SAVE = 0
    LONG = 1
    LAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the window may know of the open store without asking the worker."""

    folder: Path
    unit: Unit
    device: Device
    account: Account

    @property
    def waiting(self) -> bool:
        """Whether the machine waits for its station's answer: until then nobody is an officer of a unit here."""
        return not self.account.id


class Job(Generic[T]):
    """One piece of work on its way through a lane. Made by `Operation` and by the runner itself."""

    def __init__(self, work: Callable[[Lane, Progress], T], urgency: Urgency) -> None:
        self.work = work
        self.urgency = urgency
        self.progress = Progress()
        self.result: T | None = None
        self.error: BaseException | None = None
        self.finished: Callable[[Job[T]], None] = lambda job: None

    def run(self, lane: Lane) -> None:
        if self.urgency is Urgency.LONG:
            self.progress.between = lane.serve_saves
        try:
            self.progress.check()
            self.result = self.work(lane, self.progress)
        except BaseException as error:  # noqa: BLE001  it is raised again, in the window's thread
            self.error = error


class Lane(QThread):
    """A thread with a queue in order of urgency. Owns its store: opened, used and closed in here.

    Tickets stand for jobs, so that the last reference to a job, and to widgets that its functions hold, is never dropped in this thread.
    """

    done = Signal(int)

    def __init__(self, runner: Runner, name: str) -> None:
        super().__init__(runner)
        self.setObjectName(name)
        self.store: Store | None = None
        self.runner = runner
        self._queue: queue.PriorityQueue[tuple[int, int]] = queue.PriorityQueue()

    def put(self, urgency: int, ticket: int) -> None:
        self._queue.put((urgency, ticket))

    def run(self) -> None:
        while True:
            _, ticket = self._queue.get()
            if ticket < 0:
                break
            self.runner.jobs[ticket].run(self)
            self.done.emit(ticket)
        self.drop_store()

    def saves_wait(self) -> bool:
        """Whether a save is next. Asked by long work, in this thread."""
        with self._queue.mutex:
            return bool(self._queue.queue) and self._queue.queue[0][0] == Urgency.SAVE

    def serve_saves(self) -> None:
        """The saves that wait, while long work pauses between two of its steps."""
        while True:
            try:
                urgency, ticket = self._queue.get_nowait()
            except queue.Empty:
                return
            if urgency != Urgency.SAVE:
                self._queue.put((urgency, ticket))
                return
            self.runner.jobs[ticket].run(self)
            self.done.emit(ticket)

    def lock_store(self) -> None:
        """What was thrown away before the lock is erased with it; a full disk leaves that to the next time the store is opened."""
        if self.store is not None:
            from checkpoint_app.store import drafts

            with contextlib.suppress(UserError):
                drafts.forget(self.store)
        self.drop_store()

    def drop_store(self) -> None:
        if self.store is not None:
            self.store.close()
            self.store = None


class Runner(QObject):
    """Both lanes. One per program; made in the window's thread, stopped with `stop()` before the program ends."""

    changed = Signal(object, object)
    """(Changes, the widget that started the write)."""
    idle = Signal()
    """Nothing is queued or running any more, and every answer has been delivered."""
    saved = Signal()
    """A write came back from COMMIT: the status bar says so."""
    failed_behind = Signal(str, str)
    """Something in the background did not work: one line, and its details."""
    session_changed = Signal()
    """A store was opened, changed its unit or account, or was closed; see `session`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.jobs: dict[int, Job[Any]] = {}
        self._tickets = itertools.count()
        self._closing = False
        self._save, self._read = Lane(self, "save lane"), Lane(self, "read lane")
        for lane in (self._save, self._read):
            lane.done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
            lane.start()

    @property
    def busy(self) -> bool:
        return bool(self.jobs)

    def submit(self, job: Job[Any], *, reading: bool = False) -> None:
        """Queues a job. Pages use `Operation`."""
        ticket = next(self._tickets)
        self.jobs[ticket] = job
        (self._read if reading else self._save).put(job.urgency, ticket)

    def session_of(self, store: Store) -> Session:
        return Session(folder=store.folder, unit=store.unit, device=store.device, account=store.account)

    def install(self, store: Store, lane: Lane) -> None:
        """In the save lane: this is the store from now on."""
        lane.drop_store()
        lane.store = store
        store.is_waited_for = lane.saves_wait

    def reader_of(self, lane: Lane) -> Store:
        """In the read lane: its own connection, made when first needed."""
        if self._closing:
            raise Cancelled
        if lane.store is None:
            lane.store = self.main_store().reader()
        return lane.store

    def main_store(self) -> Store:
        """The open store. Raises Cancelled when it was closed meanwhile: what was asked is no longer wanted."""
        if self._save.store is None:
            raise Cancelled
        return self._save.store

    def refresh_session(self) -> None:
        """After the unit or the account changed, or another store was opened: readers are made anew."""
        store = self._save.store
        self.session = self.session_of(store) if store is not None else None
        self._forget_reader(lambda: None)
        self.session_changed.emit()

    def close_store(self, then: Callable[[], None] | None = None) -> None:
        """Lock: what was queued to be saved is saved, long work is cancelled, both connections are closed; then `then` is called."""
        self._closing = True
        self._cancel_long()

        def closed(_: Job[None]) -> None:
            self._closing = False
            self.session = None
            self.session_changed.emit()
            if then is not None:
                then()

        def close_main() -> None:
            job: Job[None] = Job(lambda lane, _: lane.lock_store(), Urgency.LAST)
            job.finished = closed
            self.submit(job)

        self._forget_reader(close_main)

    def stop(self) -> None:
        """Finishes what was to be saved, cancels long work, closes the store, ends both threads. Returns when that is done."""
        self._cancel_long()
        for lane in (self._read, self._save):
            lane.put(Urgency.LAST + 1, -1)
            lane.wait()
        self.jobs.clear()

    def _forget_reader(self, then: Callable[[], None]) -> None:
        job: Job[None] = Job(lambda lane, _: lane.drop_store(), Urgency.SAVE)
        job.finished = lambda _: then()
        self.submit(job, reading=True)

    def _cancel_long(self) -> None:
        for job in self.jobs.values():
            if job.urgency is Urgency.LONG:
                job.progress.cancel()

    def _deliver(self, ticket: int) -> None:
        """In the window's thread. The job stays in `jobs` while its answer is handled: what that starts keeps the runner busy."""
        job = self.jobs.get(ticket)
        if job is None:
            return
        try:
            job.finished(job)
        finally:
            del self.jobs[ticket]
            if not self.jobs:
                self.idle.emit()
