"""The two lanes: what is saved goes first, cancelling rolls back and says nothing, errors come to whoever asked."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.window import Window
from checkpoint_app.model.records import Changes
from checkpoint_app.store import errors, officers
from checkpoint_app.store.session import Store
from tests.gui.conftest import find, press, settle, words


class Gate:
    """Holds the save lane inside a job until the test lets it go on."""

    def __init__(self, window: Window) -> None:
        self.entered, self.open = threading.Event(), threading.Event()
        self.operation = Operation(window, self._wait, runner=window.runner).start()
        assert self.entered.wait(5)

    def _wait(self, _store: Store, _progress: Progress) -> None:
        self.entered.set()
        assert self.open.wait(5)


@pytest.fixture
def gate(window: Window) -> Iterator[Gate]:
    settle(window)
    made = Gate(window)
    yield made
    made.open.set()


def noting(name: str, into: list[str]) -> Callable[[Store, Progress], None]:
    return lambda _store, _progress: into.append(name)


def test_a_save_overtakes_long_work_that_waits(window: Window, gate: Gate) -> None:
    order: list[str] = []
    Operation(window, noting("long", order), runner=window.runner).with_progress("…").start()
    Operation(window, noting("first save", order), runner=window.runner).start()
    Operation(window, noting("second save", order), runner=window.runner).start()
    gate.open.set()
    settle(window)
    assert order == ["first save", "second save", "long"]


def test_a_reader_does_not_wait_for_the_save_lane(
    window: Window, gate: Gate, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    found: list[int] = []
    read = Operation(window, lambda store, _: len(officers.every(store)), runner=window.runner, reading=True)
    read.on_success(found.append).start()
    eventually(lambda: found == [3])
    assert not gate.open.is_set()


def test_work_cancelled_before_its_turn_never_runs(window: Window, gate: Gate) -> None:
    order: list[str] = []
    waiting = Operation(window, noting("ran", order), runner=window.runner)
    waiting.on_success(lambda _: order.append("success")).on_cancelled(lambda: order.append("cancelled")).start()
    waiting.cancel()
    gate.open.set()
    settle(window)
    assert order == ["cancelled"]


def test_cancelling_inside_a_transaction_rolls_back(window: Window) -> None:
    def work(store: Store, progress: Progress) -> None:
        with store.transaction():
            officers_before.append(len(officers.every(store)))
            progress.cancel()
            progress.report(1, 2)

    officers_before: list[int] = []
    ended: list[str] = []
    Operation(window, work, runner=window.runner).on_cancelled(lambda: ended.append("cancelled")).start()
    settle(window)
    assert ended == ["cancelled"]
    saved: list[object] = []
    save = Operation(window, lambda store, _: officers.save(store, {"number": "101236", "name": "赵六"})[2], runner=window.runner)
    save.on_success(saved.append).start()
    settle(window)
    assert len(saved) == 1, "the transaction was left open"


def test_a_user_error_opens_a_box_with_its_code(window: Window) -> None:
    def work(_store: Store, _progress: Progress) -> None:
        raise errors.ReasonNeeded(what="更正")

    Operation(window, work, runner=window.runner).start()
    settle(window)
    assert "REASON_NEEDED" in words(find(window, "error"))
    press(window, "Return")
    settle(window)
    assert "REASON_NEEDED" not in words(window)


def test_whoever_asks_for_the_error_gets_it_instead_of_the_box(window: Window) -> None:
    def work(_store: Store, _progress: Progress) -> None:
        raise errors.ReasonNeeded(what="更正")

    got: list[UserError] = []
    Operation(window, work, runner=window.runner).on_error(got.append).start()
    settle(window)
    assert [type(error) for error in got] == [errors.ReasonNeeded]
    assert "REASON_NEEDED" not in words(window)


def test_trouble_in_the_background_is_a_line_of_the_status_bar(window: Window) -> None:
    def work(_store: Store, _progress: Progress) -> None:
        raise errors.ReasonNeeded(what="更正")

    Operation(window, work, runner=window.runner).in_background().start()
    settle(window)
    assert "更正" in find(window, "trouble").text()  # type: ignore[attr-defined]


def test_our_own_faults_go_to_the_last_resort(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: caught.append(kind))

    def work(_store: Store, _progress: Progress) -> None:
        raise ZeroDivisionError

    Operation(window, work, runner=window.runner).start()
    settle(window)
    assert caught == [ZeroDivisionError]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(window: Window, gate: Gate) -> None:
    owner, order = QWidget(window), list[str]()
    Operation(owner, noting("ran", order), runner=window.runner).on_success(lambda _: order.append("told")).start()
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    gate.open.set()
    settle(window)
    assert order == ["ran"]


def test_a_write_tells_everybody_what_changed(window: Window) -> None:
    told: list[tuple[Changes, object]] = []
    window.runner.changed.connect(lambda changes, initiator: told.append((changes, initiator)))
    Operation(
        window, lambda store, _: officers.save(store, {"number": "101236", "name": "赵六"})[2], runner=window.runner
    ).start()
    settle(window)
    assert [("officer" in changes.nouns, initiator is window) for changes, initiator in told] == [(True, True)]
    assert "赵六" in [option.label for option in window.fields.officers]


def test_locking_saves_what_waits_and_drops_long_work(window: Window, gate: Gate) -> None:
    order: list[str] = []
    Operation(window, noting("long", order), runner=window.runner).with_progress("…").start()
    Operation(window, noting("save", order), runner=window.runner).start()
    window.lock()
    gate.open.set()
    settle(window)
    assert order == ["save"]
    assert window.runner.session is None


def test_long_work_lets_what_is_saved_meanwhile_go_first(window: Window) -> None:
    order: list[str] = []
    begun, queued = threading.Event(), threading.Event()

    def long(_store: Store, progress: Progress) -> None:
        begun.set()
        assert queued.wait(5)
        progress.between()
        order.append("long")

    Operation(window, long, runner=window.runner).patient().start()
    assert begun.wait(5)
    Operation(window, noting("other long", order), runner=window.runner).patient().start()
    Operation(window, noting("save", order), runner=window.runner).start()
    queued.set()
    settle(window)
    assert order == ["save", "long", "other long"]
