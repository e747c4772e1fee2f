"""The main job by keyboard, with a dead battery in the middle: nothing that was saved or typed is lost, and the paper comes out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from checkpoint_app.gui.pages.paper.page import PaperPage
from checkpoint_app.gui.window import Window
from checkpoint_app.printing import reading
from checkpoint_app.store import entries_list, opening, shifts, verify
from tests.e2e import night
from tests.gui.conftest import FIRST, PASSWORD, SECOND, folder, look, press, settle, type_into, type_text, unlock, words
from tests.gui.conftest import find as found_in

__all__ = ["folder", "look"]
ROOT = Path(__file__).parents[2]

LEFT_BY_LAW = 4
"""The held car has to be approved, handed in and dealt with, the held licence handed in: they go into the handover by themselves."""


@pytest.fixture
def killed(folder: Path) -> Path:
    """The store after half a night and a SIGKILL while a form was being filled in."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.e2e.night", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        assert line == b"half\n", process.communicate()[1].decode()[-2000:]
    return folder


@pytest.fixture
def window(killed: Path) -> Iterator[Window]:
    made = night.open_window(killed)
    yield made
    settle(made)
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_night_shift(window: Window, qapp: QApplication, tmp_path: Path) -> None:
    unlock(window, FIRST, PASSWORD)
    assert found_in(window, "figure:vehicles").text() == str(night.HALF)  # type: ignore[attr-defined]
    assert "未填完 1" in words(window)
    press(window, "F6")  # the form that was open when the battery died
    settle(window)
    night.finish_drunk_driver(window)
    assert found_in(window, "figure:vehicles").text() == str(night.HALF + 1)  # type: ignore[attr-defined]
    for plate in night.PLATES[night.HALF :]:
        night.record(window, plate)
    settle(window)
    type_text(window, "77777")
    press(window, "F4")
    settle(window)
    press(window, "F6")
    settle(window)
    night.record(window, "88888")
    settle(window)
    press(window, "F6")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert found_in(window, "figure:vehicles").text() == "63"  # type: ignore[attr-defined]
    hand_over(window)
    page = window.page("paper")
    assert isinstance(page, PaperPage)
    page.save_to(tmp_path / "log.pdf")
    settle(window)
    text = "".join(reading.page_texts((tmp_path / "log.pdf").read_bytes()))
    for part in ("豫A·D12345", "酒驾46mg", "移交扣车扣证", "豫L·77777", "豫L·88888", "JJDD"):
        assert part in text, part
    take_over(window)
    press(window, "Ctrl+L")
    settle(window)
    with opening.open_store(window.folder, officer=FIRST, password=PASSWORD) as store:
        assert list(verify.verify(store)) == []
        held = shifts.every(store)
        assert entries_list.count(store, entries_list.EntryFilter(shift=held[-1].id)) == 63
        assert [point["taken"] for point in held[0].takeover] == [True] * (1 + LEFT_BY_LAW)


def hand_over(window: Window) -> None:
    press(window, "F8")
    settle(window)
    night.tab_to(window, "successor")
    type_text(window, "lq")
    press(window, "Return")
    night.tab_to(window, "points")
    type_text(window, "cones")
    press(window, "Ctrl+Return")
    settle(window)
    type_into(found_in(window, "successor_password"), PASSWORD)
    press(window, "Return")
    settle(window)
    assert window.current == "paper"


def take_over(window: Window) -> None:
    """李强 begins the next shift with what was handed over."""
    press(window, "Ctrl+L")
    settle(window)
    unlock(window, SECOND, PASSWORD)
    press(window, "Ctrl+1")
    settle(window)
    night.open_shift(window, ticks=1 + LEFT_BY_LAW)
    assert window.shift is not None
    assert window.shift.previous is not None
