"""消防器材 by keyboard: what is due, a round of forty extinguishers, its recheck, a round broken off and gone on with."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from checkpoint_app.gui.pages.fire.page import FirePage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import equipment, opening, premises, shifts
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, find, press, settle, type_text, unlock, words

COUNT = 40


@pytest.fixture
def folder(folder: Path) -> Path:
    """With a supermarket of four floors, ten extinguishers on each, and a fire duty."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        place = premises.save(store, {"name": "惠民超市", "officer": FIRST})[0]
        for n in range(COUNT):
            row = {"label": f"H{n + 1:03}", "floor": f"{n // 10 + 1}F", "place": "通道", "kind": "POWDER", "made": "2024-05-01"}
            equipment.save(store, {"premises": place.id, "position": n + 1, **row})
        shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site=place.name, crew=(FIRST, SECOND)))
    return folder


def page(window: Window) -> FirePage:
    found = window.page("fire")
    assert isinstance(found, FirePage)
    return found


def results(folder: Path) -> list[list[str]]:
    """The results of each check, oldest first."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        rows = store.rows("SELECT json_extract(body, '$.equipment') FROM entry WHERE template_id='fire-check' ORDER BY key")
    import json

    return [[row["result"] for row in json.loads(found[0])] for found in rows]


def begin(window: Window) -> None:
    settle(window)
    button(window, "器材到期").click()
    settle(window)
    assert "从未" in [row.cells["day"] for row in page(window).due.records.rows]
    press(window, "F4")
    settle(window)


def test_a_round_of_forty_by_keyboard(window: Window, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begin(window)
    began, keys = time.perf_counter(), 0
    for n in range(COUNT):
        if n == 6:
            press(window, "2")
            settle(window)
            button(window, "压力不在绿区").click()
            press(window, "Return")
            keys += 3
        else:
            press(window, "1")
            keys += 1
    settle(window)
    assert "已查 40 / 40，未查 0" in words(window)
    press(window, "Ctrl+Return")
    settle(window)
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f"\n  a round of {COUNT}: {keys + 1} keys, {seconds / COUNT:.3f} s an item by machine")
    window.lock()
    settle(window)
    assert results(folder) == [["OK"] * 6 + ["FAULT"] + ["OK"] * 33]


def test_labels_jump_unknown_ones_are_captured_and_the_rest_of_a_floor_is_named(window: Window, folder: Path) -> None:
    begin(window)
    type_text(window, "h025")
    press(window, "Return")
    settle(window)
    assert find(window, "round_now").text() == "H025"  # type: ignore[attr-defined]
    press(window, "1")
    type_text(window, "X77")
    press(window, "Return")
    settle(window)
    assert "台账没有：X77" in words(window)
    type_text(window, "H025")
    press(window, "Return")
    settle(window)
    assert "重复扫到：H025" in words(window)
    press(window, "Alt+0")
    settle(window)
    assert "3F其余 9 件都正常？" in words(window)
    press(window, "Return")
    settle(window)
    assert "未查 30" in words(window)
    press(window, "Ctrl+N")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert "台账没有" not in words(window)
    assert find(window, "round_now").text() == "X77"  # type: ignore[attr-defined]
    press(window, "1")
    press(window, "Ctrl+Return")
    settle(window)
    assert "还有 30 件未查" in words(window)
    press(window, "Return")
    settle(window)
    window.lock()
    settle(window)
    (found,) = results(folder)
    assert (found.count("OK"), found.count("NOT_CHECKED"), len(found)) == (11, 30, 41)


def test_a_round_that_was_broken_off_goes_on(window: Window) -> None:
    begin(window)
    for _ in range(5):
        press(window, "1")
    press(window, "Escape")
    settle(window)
    assert "有未做完的巡查：惠民超市" in words(window)
    window.lock()
    settle(window)
    unlock(window)
    window.open_page("fire")
    settle(window)
    press(window, "F4")
    settle(window)
    assert "已查 5 / 40" in words(window)
    assert find(window, "round_now").text() == "H006"  # type: ignore[attr-defined]


def test_the_first_round_builds_the_register(window: Window) -> None:
    window.open_page("fire")
    settle(window)
    press(window, "Return")
    settle(window)
    page(window).equipment.select(page(window).equipment.records.rows[-1].id)
    press(window, "Ctrl+N")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    last = page(window).equipment.records.rows[-1].cells
    assert (last["label"], last["floor"], last["kind"], last["position"]) == ("H041", "4F", "干粉", "41")


def test_the_month_says_what_is_due_on_which_day(window: Window) -> None:
    window.open_page("fire")
    settle(window)
    button(window, "月历").click()
    settle(window)
    found = page(window)
    found._month = found._month.replace(year=2029, month=5)
    found._turn(0)
    settle(window)
    assert "40 项到期" in words(window)
