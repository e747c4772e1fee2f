"""护学岗: a morning at 65 schools on the board, by key; the same from paper in the afternoon; pictures of the state are words too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from checkpoint_app.gui.pages.school.page import SchoolPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import opening, school_guard, schools
from tests.gui.conftest import FIRST, PASSWORD, find, press, settle, unlock, words

SCHOOLS = 65


@pytest.fixture
def board(folder: Path, locked: Window) -> SchoolPage:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        for number in range(SCHOOLS - 1):
            schools.save(store, {"name": f"第{number:02d}小学", "type": "小学"})
        schools.save(store, {"name": "育才幼儿园", "type": "幼儿园"})
    unlock(locked)
    locked.open_page("school")
    settle(locked)
    page = locked.page("school")
    assert isinstance(page, SchoolPage)
    page._day = datetime.now(UTC).date() + timedelta(days=1)  # whatever the hour, nothing of it is over
    page._show_period("MORNING")
    settle(locked)
    return page


def states(page: SchoolPage) -> list[str]:
    assert page._board is not None
    return [tile.state for tile in page._board.tiles]


def key(page: SchoolPage, *pressed: Qt.Key | str) -> int:
    for one in pressed:
        QTest.keyClicks(page.tiles, one) if isinstance(one, str) else QTest.keyClick(page.tiles, one)
        settle(page.window_)
    return len(pressed)


def test_a_morning_in_few_keys(board: SchoolPage, locked: Window) -> None:
    presses = key(board, *["1"] * 10)  # ten schools ring up one after another
    assert states(board).count("ARRIVED") == 10
    presses += key(board, "y", "c")
    press(locked, "Alt+2")  # 育才 is late
    press(locked, "Ctrl+N")
    settle(locked)
    press(locked, "Return")  # the other 54
    settle(locked)
    presses += 3
    assert states(board).count("ARRIVED") == SCHOOLS - 1
    assert states(board).count("LATE") == 1
    assert "未报 0" in words(board)
    print(f"65 schools reported in {presses} key presses")
    assert presses <= 20


def test_a_post_is_not_manned_only_when_somebody_says_so(board: SchoolPage, locked: Window) -> None:
    press(locked, "Alt+3")
    settle(locked)
    assert set(states(board)) == {school_guard.NOT_REPORTED}
    press(locked, "Return")
    settle(locked)
    assert states(board).count("ABSENT") == 1


def test_several_tiles_at_once_and_back_again(board: SchoolPage, locked: Window) -> None:
    for _ in range(3):
        QTest.keyClick(board.tiles, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    key(board, "2")
    assert states(board)[:5] == ["ARRIVED"] * 4 + [""]
    press(locked, "Ctrl+Z")
    settle(locked)
    assert set(states(board)) == {school_guard.NOT_REPORTED}


def test_the_same_from_paper_in_the_afternoon(board: SchoolPage, locked: Window) -> None:
    for _ in range(3):
        find(locked, "day_before").click()  # type: ignore[attr-defined]
    settle(locked)
    press(locked, "Ctrl+N")
    settle(locked)
    press(locked, "Return")
    settle(locked)
    assert states(board).count("ARRIVED") == SCHOOLS
    assert board._board is not None
    entry = board._board.tiles[0].entry
    assert entry is not None
    assert (entry.late, entry.source, entry.values["source"]) == (True, "PAPER", "PAPER")


def test_a_tile_says_its_state_in_words(board: SchoolPage) -> None:
    key(board, "3", Qt.Key.Key_Left)
    assert "到岗" in board.tiles.accessibleName()
    key(board, Qt.Key.Key_Right)
    assert "未报" in board.tiles.accessibleName()
