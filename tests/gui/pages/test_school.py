"""护学岗: a morning at 65 schools on the board, by key, before, during and after; the same from paper in the afternoon."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from checkpoint_app.gui.pages.school.board_view import BoardView
from checkpoint_app.gui.pages.school.page import SchoolPage
from checkpoint_app.gui.pages.school.tiles import Tiles
from checkpoint_app.gui.pages.school.times_box import TimesBox
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, rosters, school_guard, schools, shifts
from tests.gui.conftest import FIRST, PASSWORD, SECOND, find, press, settle, type_text, unlock, words

SCHOOLS = 65
FRIDAY = date(2026, 11, 20)


class Clock:
    """Time at the unit stands still until a test moves it."""

    def __init__(self) -> None:
        self.set("06:40")

    def set(self, at: str) -> None:
        hour, minute = map(int, at.split(":"))
        self.moment = datetime(2026, 11, 20, hour, minute, tzinfo=UTC).replace(day=19 if hour < 8 else 20, hour=(hour - 8) % 24)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(folder: Path, locked: Window, clock: Clock) -> BoardView:
    """65 schools on Friday at 06:40; 第00小学 has a roster."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        for number in range(SCHOOLS - 1):
            schools.save(store, {"name": f"第{number:02d}小学", "type": "小学"})
        schools.save(store, {"name": "育才幼儿园", "type": "幼儿园"})
        rosters.save(store, {"week": "2026-W47", "site": "第00小学", "5.MORNING": SECOND})
    unlock(locked)
    settle(locked)
    locked.runner.main_store().clock = clock
    locked.runner.reader_of(locked.runner._read).clock = clock
    page = locked.page("school")
    assert isinstance(page, SchoolPage)
    page.board.day = FRIDAY
    locked.open_page("school")
    settle(locked)
    return page.board


def states(board: BoardView) -> list[str]:
    assert board.board is not None
    return [tile.state for tile in board.board.tiles]


def key(board: BoardView, *pressed: Qt.Key | str) -> int:
    for one in pressed:
        QTest.keyClicks(board.tiles, one) if isinstance(one, str) else QTest.keyClick(board.tiles, one)
        settle(board.window_)
    return len(pressed)


def at(board: BoardView, clock: Clock, time: str) -> None:
    clock.set(time)
    press(board.window_, "F5")
    settle(board.window_)


def test_a_morning_before_during_and_after(board: BoardView, locked: Window, clock: Clock) -> None:
    # before: the roster has opened the shift, nobody has reported, nothing is overdue
    assert set(states(board)) == {school_guard.NOT_REPORTED}
    assert board.board is not None
    assert board.board.shift is not None
    assert board.board.shift.posts == SCHOOLS
    assert (board.period, board.board.overdue) == ("MORNING", 0)
    assert "未报 65" in words(board)
    # during: ten ring up one after another; one rings up late; the others all at once over the radio
    at(board, clock, "06:52")
    presses = key(board, *["1"] * 10)
    assert states(board).count("ARRIVED") == 10
    at(board, clock, "07:05")
    presses += key(board, "2")
    assert states(board)[10] == "LATE"  # by the rule: due 06:55
    assert "应在 06:55 前到岗" in words(locked)
    at(board, clock, "07:25")
    assert board.board.overdue == SCHOOLS - 12  # the kindergarten begins later
    press(locked, "Ctrl+N")
    settle(locked)
    press(locked, "Return")
    settle(locked)
    presses += 2
    assert states(board).count("ARRIVED") == SCHOOLS - 1
    assert states(board).count("LATE") == 1
    assert "未报 0" in words(board)
    # one turns out not to be manned after all: found by its initials, confirmed
    presses += key(board, "y", "c")
    press(locked, "Alt+3")
    settle(locked)
    press(locked, "Return")
    settle(locked)
    presses += 2
    assert states(board)[-1] == "ABSENT"
    print(f"65 schools reported in {presses} key presses")
    assert presses <= 20
    # after: it has ended by itself, its figures stand
    at(board, clock, "09:30")
    board.enter()
    settle(locked)
    assert board.board.shift is not None
    assert board.board.shift.ended_at is not None
    assert "到岗 64 / 65  98.5%   按时 63" in words(board)


def test_all_the_others_are_not_meant_any_more_when_the_question_was_cancelled(
    board: BoardView, locked: Window, clock: Clock
) -> None:
    at(board, clock, "06:52")
    press(locked, "Ctrl+N")
    settle(locked)
    assert len(board.tiles.wanted()) == SCHOOLS
    press(locked, "Escape")
    settle(locked)
    key(board, "1")
    assert states(board).count("ARRIVED") == 1


def test_the_same_from_paper_in_the_afternoon(board: BoardView, locked: Window, clock: Clock) -> None:
    clock.set("16:00")
    board.show_period("MORNING")
    settle(locked)
    presses = 2
    press(locked, "Ctrl+N")
    settle(locked)
    press(locked, "Return")
    settle(locked)
    assert states(board).count("ARRIVED") == SCHOOLS
    presses += key(board, Qt.Key.Key_Home, "y", "c")
    press(locked, "Ctrl+T")
    settle(locked)
    type_text(locked, "0720")
    press(locked, "Ctrl+Return")
    settle(locked)
    presses += 6
    print(f"the same from paper in {presses} key presses")
    assert presses <= 12
    assert board.board is not None
    first, last = board.board.tiles[0].entry, board.board.tiles[-1].entry
    assert first is not None
    assert last is not None
    assert (first.late, first.source, first.values["source"], "arrived" in first.values) == (True, "PAPER", "PAPER", False)
    assert (last.values["post"], last.values["arrived"]) == ("LATE", "07:20")  # due 07:15


def test_a_post_is_not_manned_only_when_somebody_says_so(board: BoardView, locked: Window) -> None:
    press(locked, "Alt+3")
    settle(locked)
    assert set(states(board)) == {school_guard.NOT_REPORTED}
    press(locked, "Return")
    settle(locked)
    assert states(board).count("ABSENT") == 1


def test_several_tiles_at_once_and_back_again(board: BoardView, locked: Window) -> None:
    for _ in range(3):
        QTest.keyClick(board.tiles, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    key(board, "2")
    assert states(board)[:5] == ["ARRIVED"] * 4 + [""]
    press(locked, "Ctrl+Z")
    settle(locked)
    assert set(states(board)) == {school_guard.NOT_REPORTED}


def test_single_tiles_are_marked_and_all_that_a_filter_shows(board: BoardView, locked: Window) -> None:
    QTest.keyClick(board.tiles, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    for _ in range(2):
        QTest.keyClick(board.tiles, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(board.tiles, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    key(board, "1")
    assert states(board)[:4] == ["ARRIVED", "", "ARRIVED", ""]
    find(board, "filter_waiting").click()  # type: ignore[attr-defined]
    assert len(board.tiles._tiles) == SCHOOLS - 2
    QTest.keyClick(board.tiles, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(locked, "Alt+4")
    settle(locked)
    assert states(board).count("NONE") == SCHOOLS - 2
    assert board.board is not None
    assert board.board.posts == 2


def test_space_means_who_said_it_last(board: BoardView, locked: Window) -> None:
    key(board, "3", Qt.Key.Key_Space)
    assert board.board is not None
    second = board.board.tiles[1].entry
    assert second is not None
    assert second.values["source"] == "WECHAT"


def test_crew_and_times_of_one_post(board: BoardView, locked: Window) -> None:
    key(board, "1", Qt.Key.Key_Left)
    press(locked, "Ctrl+T")
    settle(locked)
    box = locked.findChild(TimesBox)
    assert box is not None
    box.form.field("left").setFocus()
    type_text(locked, "0810")
    press(locked, "Ctrl+Return")
    settle(locked)
    assert board.board is not None
    tile = board.board.tiles[0]
    assert (tile.arrived, tile.left, tile.left_early, len(tile.crew)) == ("06:40", "08:10", True, 1)
    key(board, Qt.Key.Key_Left)
    assert "早退" in board.tiles.accessibleName()


def test_a_tile_says_its_state_in_words(board: BoardView) -> None:
    key(board, "3", Qt.Key.Key_Left)
    assert "到岗" in board.tiles.accessibleName()
    key(board, Qt.Key.Key_Right)
    assert "未报" in board.tiles.accessibleName()


def test_the_large_board_shows_every_school_and_follows(board: BoardView, locked: Window) -> None:
    key(board, "1")
    press(locked, "F11")
    settle(locked)
    large = board.large
    assert large is not None
    assert large.isFullScreen()
    tiles = large.findChild(Tiles)
    assert tiles is not None
    assert [tile.state for tile in tiles._tiles].count("ARRIVED") == 1
    head = large.findChild(QLabel, "large_head")
    assert head is not None
    assert "到岗 1 / 65" in head.text()
    board.write([board.board.tiles[5].school.id], post="ARRIVED")  # type: ignore[union-attr]
    settle(locked)
    assert "到岗 2 / 65" in head.text()
    QTest.keyClick(large, Qt.Key.Key_F11)
    settle(locked)
    assert board.large is None


def test_the_whole_form_of_a_post(board: BoardView, locked: Window) -> None:
    press(locked, "F4")
    settle(locked)
    assert "岗位检查" in words(locked)
    page = locked.page("school")
    assert isinstance(page, SchoolPage)
    assert page._form is not None
    page._form.form.field("arrived").set_value("07:10")
    press(locked, "Ctrl+Return")
    settle(locked)
    assert states(board)[0] == "ARRIVED"  # what a person wrote down stands
    assert "应在 06:55 前到岗" in words(locked)  # and is told
    board.tiles._go(0, mark=False)
    press(locked, "F4")
    settle(locked)
    assert locked.current == "entry"
    assert "岗位检查" in words(locked)
    press(locked, "Escape")
    settle(locked)
    assert locked.current == "school"


def test_the_coverage_sheet_is_a_key_away(board: BoardView, locked: Window) -> None:
    key(board, "1")
    press(locked, "Ctrl+P")
    settle(locked)
    assert locked.current == "paper"
    assert "护学岗到岗情况表" in words(locked)
    press(locked, "Escape")
    settle(locked)
    assert locked.current == "school"


def test_the_other_sheets_are_in_the_menu(board: BoardView, locked: Window) -> None:
    key(board, "1", Qt.Key.Key_Left)
    made = find(board, "board_print")
    assert isinstance(made, QPushButton)
    subjects = []
    for text in ("全天到岗情况", "当日执勤登记", "本校本月执勤登记"):
        action = next(one for one in made.menu().actions() if one.text() == text)
        action.trigger()
        settle(locked)
        assert locked.current == "paper"
        subjects.append(locked.page("paper")._subject)  # type: ignore[attr-defined]
        press(locked, "Escape")
        settle(locked)
    assert board.board is not None
    school = board.board.tiles[0].school.id
    assert subjects == ["2026-11-20/", "2026-11-20/2026-11-20//", f"2026-11-01/2026-11-20/{school}/"]


def test_the_16_points_are_answered_at_once(board: BoardView, locked: Window) -> None:
    press(locked, "F4")
    settle(locked)
    page = locked.page("school")
    assert isinstance(page, SchoolPage)
    assert page._form is not None
    checklist = page._form.form.field("checklist")
    checklist.setFocus()
    press(locked, "Alt+0")
    press(locked, "Ctrl+Return")
    settle(locked)
    store = locked.runner.main_store()
    (held,) = shifts.every(store, duty="school")
    assert board.board is not None
    entry = board.board.tiles[0].entry
    assert entry is not None
    assert entries.get(store, entry.id).shift == held.id
    points = entry.values["checklist"]
    assert isinstance(points, dict)
    assert len(points) == 16
    assert {point["result"] for point in points.values()} == {"OK"}


def test_the_stations_first_start_opens_the_rosters_shift(folder: Path, locked: Window, clock: Clock) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        schools.save(store, {"name": "一小", "type": "小学"})
        rosters.save(store, {"week": "2026-W47", "site": "一小", "5.MORNING": SECOND})
    unlock(locked)
    settle(locked)
    store = locked.runner.main_store()
    store.clock = clock
    assert shifts.every(store, duty="school") == []
    locked.runner.session_changed.emit()  # as when the store has been opened
    settle(locked)
    (held,) = shifts.every(store, duty="school")
    assert (held.period, held.posts) == ("MORNING", 1)
    assert locked.current == "today"
