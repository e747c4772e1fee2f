"""消防器材 by keyboard: what is due, a round of forty extinguishers, its recheck, a round broken off and gone on with."""

from __future__ import annotations

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtTest import QTest

from checkpoint_app.gui.pages.fire.label_box import LabelBox
from checkpoint_app.gui.pages.fire.page import FirePage
from checkpoint_app.gui.window import Window
from checkpoint_app.model import labels
from checkpoint_app.model.records import Entry
from checkpoint_app.printing import collect
from checkpoint_app.store import entries_list, equipment, hazards, opening, premises, prints, round_sheets, shifts
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, find, focus_of, press, settle, type_text, unlock, words

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


def checks(folder: Path) -> list[Entry]:
    """The fire checks, oldest first."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        return list(entries_list.every(store, entries_list.EntryFilter(template="fire-check")))[::-1]


def results(folder: Path) -> list[list[str]]:
    """The results of each check, oldest first."""
    return [[row["result"] for row in entry.values["equipment"]] for entry in checks(folder)]  # type: ignore[attr-defined]


def lock(window: Window) -> None:
    """So that the store can be read beside the window."""
    window.lock()
    settle(window)


def digit(window: Window, key: str) -> None:
    """As a hand types it: after the time in which a scanner would have gone on."""
    box = find(window, "round_label")
    assert isinstance(box, LabelBox)
    press(window, key)
    for _ in range(400):
        if not box.pending:
            return
        QTest.qWait(5)
    raise AssertionError("the digit is still taken for the beginning of a label")


def begin(window: Window) -> None:
    settle(window)
    button(window, "器材到期").click()
    settle(window)
    assert "从未巡查" in [row.cells["day"] for row in page(window).due.table.records.rows]
    press(window, "F4")
    settle(window)


def test_a_round_of_forty_by_keyboard(window: Window, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begin(window)
    began, keys = time.perf_counter(), 0
    for n in range(COUNT):
        if n == 6:
            digit(window, "2")
            settle(window)
            type_text(window, "压力不足")
            press(window, "Return")
            keys += 6
        else:
            digit(window, "1")
            keys += 1
    settle(window)
    assert "已查 40 / 40，未查 0" in words(window)
    press(window, "Ctrl+Return")
    settle(window)
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f"\n  a round of {COUNT}: {keys + 1} keys, {seconds / COUNT:.3f} s an item by machine")
    lock(window)
    (check,) = checks(folder)
    assert check.at <= check.typed_at
    assert not check.late
    assert results(folder) == [["OK"] * 6 + ["FAULT"] + ["OK"] * 33]


def test_labels_jump_unknown_ones_are_captured_and_the_rest_of_a_floor_is_named(window: Window, folder: Path) -> None:
    begin(window)
    type_text(window, "h025")
    press(window, "Return")
    settle(window)
    assert find(window, "round_now").text() == "H025"  # type: ignore[attr-defined]
    digit(window, "1")
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
    digit(window, "1")
    press(window, "Ctrl+Return")
    settle(window)
    assert "还有 30 件未查" in words(window)
    press(window, "Return")
    settle(window)
    lock(window)
    (found,) = results(folder)
    assert (found.count("OK"), found.count("NOT_CHECKED"), len(found)) == (11, 30, 41)


def test_a_round_that_was_broken_off_goes_on(window: Window) -> None:
    begin(window)
    for _ in range(5):
        digit(window, "1")
    press(window, "Escape")
    settle(window)
    assert "有未做完的巡查：惠民超市" in words(window)
    lock(window)
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
    page(window).place.table.select(page(window).place.table.records.rows[-1].id)
    press(window, "Ctrl+N")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    last = page(window).place.table.records.rows[-1].cells
    assert (last["label"], last["floor"], last["kind"], last["position"]) == ("H041", "4F", "干粉", "41")


def test_the_month_says_what_is_due_on_which_day(window: Window) -> None:
    window.open_page("fire")
    settle(window)
    button(window, "月历").click()
    settle(window)
    calendar = page(window).calendar
    calendar.month = calendar.month.replace(year=2029, month=5)
    calendar.turn(0)
    settle(window)
    assert "40 项到期" in words(window)
    find(window, "day_2029-05-01").click()  # type: ignore[attr-defined]
    settle(window)
    assert {row.cells["day"] for row in page(window).due.table.records.rows} == {"2029-05-01"}
    assert "2029-05-01  40 项到期" in words(window)


# Labels and scanners


def scan(window: Window, text: str) -> None:
    """All keys at once, Enter at the end, as a scanner types them."""
    type_text(window, text)
    press(window, "Return")
    settle(window)


def now(window: Window) -> str:
    """The label of the current piece."""
    return str(find(window, "round_now").text())  # type: ignore[attr-defined]


@pytest.fixture
def codes(folder: Path) -> dict[str, str]:
    """Label → the code in its QR; also of 9-01 at another place, and of a piece whose label begins with a digit."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        other = premises.save(store, {"name": "如家宾馆"})[0]
        equipment.save(store, {"premises": other.id, "label": "9-01", "kind": "CO2"})
        place = premises.need(store, "惠民超市")
        equipment.save(store, {"premises": place.id, "label": "4-41", "floor": "4F", "kind": "CO2", "position": 41})
        return {piece.label: labels.code_of(piece.id) for piece in equipment.every(store)}


def test_a_scanner_never_writes_a_result(codes: dict[str, str], window: Window) -> None:
    window.open_page("fire")
    settle(window)
    page(window).due.table.select(
        next(row.id for row in page(window).due.table.records.rows if row.cells["premises"] == "惠民超市")
    )
    press(window, "F4")
    settle(window)
    scan(window, codes["H031"])
    assert now(window) == "H031"
    scan(window, "4-41")
    assert now(window) == "4-41", "a bare code that begins with a digit is no result either"
    assert "已查 0 / 41" in words(window)
    for char in "/4-41":
        press(window, char)
    press(window, "Return")
    settle(window)
    assert "已查 0 / 41" in words(window)
    scan(window, codes["9-01"])
    assert "9-01 是如家宾馆的器材" in words(window)
    assert "台账没有" not in words(window)
    digit(window, "1")
    assert "已查 1 / 41" in words(window)


def test_a_label_scanned_into_the_list_opens_the_round_at_its_piece(codes: dict[str, str], window: Window) -> None:
    window.open_page("fire")
    settle(window)
    press(window, "Ctrl+F")
    scan(window, codes["H017"])
    settle(window)
    assert "巡查 惠民超市" in words(window)
    assert now(window) == "H017"


# Faults and hazards


def tab_to(window: Window, name: str) -> None:
    for _ in range(40):
        if focus_of(window).accessibleName().startswith(name):
            return
        press(window, "Tab")
    raise AssertionError(f"Tab never comes to {name}")


def test_a_fault_is_a_hazard_by_one_key_and_the_recheck_has_it(window: Window, folder: Path) -> None:
    begin(window)
    digit(window, "2")
    settle(window)
    button(window, "压力不在绿区").click()
    press(window, "Alt+K")
    settle(window)
    assert page(window)._round.table.records.rows[0].cells["faults"].endswith("△ 限期改正")  # type: ignore[union-attr]
    digit(window, "3")
    press(window, "Alt+K")
    press(window, "Alt+K")
    settle(window)
    assert "H002 已列为隐患：立即改正" in words(window)
    press(window, "Alt+0")
    settle(window)
    press(window, "Return")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    press(window, "Return")
    settle(window)
    assert "已列入隐患整改 2 处" in words(window)
    window.open_page("hazards")
    settle(window)
    press(window, "F4")
    settle(window)
    form = window.page("hazards")._form  # type: ignore[attr-defined]
    rows = form.form.values()["hazards"]
    assert len(rows) == 2, "prefilled with what is open there"
    tab_to(window, "复查的隐患 1: 复查结果")
    press(window, "1")
    tab_to(window, "复查的隐患 2: 复查结果")
    press(window, "2")
    press(window, "Ctrl+Return")
    settle(window)
    lock(window)
    (check,) = checks(folder)
    assert [(row["kind"], row["place"], row["order"]) for row in check.values["hazards"]] == [  # type: ignore[attr-defined]
        ("NOT_KEPT", "1F 通道 H001 压力不在绿区", "ORDER_BY_DATE"),
        ("DAMAGED", "1F 通道 H002", "ORDER_NOW"),
    ]
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        assert [hazard.life.open for hazard in hazards.every(store)] == [False, True]


def test_more_than_a_quarter_out_of_service_is_said(window: Window) -> None:
    begin(window)
    for _ in range(10):
        digit(window, "3")
    settle(window)
    assert "一次不超过四分之一" not in words(window)
    digit(window, "3")
    settle(window)
    assert "40 具灭火器中有 11 具要送修或报废" in words(window)


# Paper


def test_a_walked_sheet_is_keyed_in_row_by_row_with_the_time_of_the_paper(
    folder: Path, locked: Window, capsys: pytest.CaptureFixture[str]
) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        place = premises.need(store, "惠民超市")
        asked = round_sheets.parameters(store, place.id)
        collect.make(store, prints.ROUND_SHEET, place.id, parameters=asked)
        equipment.save(store, {"premises": place.id, "label": "NEU", "position": 0})
    window = locked
    unlock(window)
    window.open_page("fire")
    settle(window)
    press(window, "Ctrl+I")
    settle(window)
    assert asked["number"] in find(window, "paper_sheet").text()  # type: ignore[attr-defined]
    type_text(window, "0005")
    press(window, "Ctrl+Return")
    settle(window)
    assert "补录巡查：惠民超市" in words(window)
    assert f"{asked['number']}  20" in words(window)
    assert [row.cells["position"] for row in page(window)._round.table.records.rows[:3]] == ["1", "2", "3"]  # type: ignore[union-attr]
    keys = 0
    for n in range(30):
        digit(window, "2" if n == 4 else "5" if n == 5 else "1")
        keys += 1
        if n == 4:
            settle(window)
            press(window, "Return")
            keys += 1
    settle(window)
    assert now(window) == "H031"
    press(window, "Alt+0")
    settle(window)
    assert "4F其余 10 件都正常？" in words(window)
    press(window, "Return")
    settle(window)
    press(window, "Ctrl+Return")
    settle(window)
    assert "还有 1 件未查" in words(window)
    press(window, "Return")
    settle(window)
    assert "巡查已登记" in words(window)
    with capsys.disabled():
        print(f"\n  a sheet of {COUNT} rows keyed in: {keys + 4} keys")
    lock(window)
    (check,) = checks(folder)
    assert (check.source, check.page, check.late) == ("PAPER", asked["number"], True)
    assert f"{check.at.astimezone(premises_zone(folder)):%H:%M}" == "00:05"
    assert len(check.checked_by) == 2, "the crew of the duty walked it"
    found = [row["result"] for row in check.values["equipment"]]  # type: ignore[attr-defined]
    assert found == ["OK"] * 4 + ["FAULT", "NOT_CHECKED"] + ["OK"] * 34, "the piece added since is not on the sheet"
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        assert [sheet.keyed for sheet in round_sheets.every(store)] == [True]


def premises_zone(folder: Path) -> ZoneInfo:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        return store.unit.tz()


def test_what_is_missing_on_a_sheet_is_said_and_a_broken_off_one_goes_on(window: Window) -> None:
    window.open_page("fire")
    settle(window)
    press(window, "Return")
    settle(window)
    press(window, "Ctrl+I")
    settle(window)
    assert "惠民超市（手写，无打印单）" in find(window, "paper_sheet").text()  # type: ignore[attr-defined]
    press(window, "Ctrl+Return")
    settle(window)
    assert "缺少或不对：开始时间" in words(window)
    type_text(window, "0010")
    press(window, "Ctrl+Return")
    settle(window)
    digit(window, "1")
    digit(window, "1")
    press(window, "Escape")
    settle(window)
    assert "有未做完的巡查" in words(window)
    press(window, "F4")
    settle(window)
    assert "已查 0 / 40" in words(window), "a round in the place is another one"
    press(window, "Escape")
    settle(window)
    press(window, "Return")
    settle(window)
    press(window, "Ctrl+I")
    settle(window)
    assert find(window, "time").value() == "00:10"  # type: ignore[attr-defined]
    press(window, "Ctrl+Return")
    settle(window)
    assert "已查 2 / 40" in words(window)


def test_the_papers_of_a_place(window: Window) -> None:
    window.open_page("fire")
    settle(window)
    press(window, "Return")
    settle(window)
    assert "每月巡查" in words(window)
    for paper, title in (("1", "消防器材巡查单"), ("2", "消防器材标签"), ("3", "灭火器台账")):
        press(window, "Ctrl+P")
        settle(window)
        press(window, paper)
        press(window, "Ctrl+Return")
        settle(window)
        assert window.page("paper").isVisible()
        assert title in words(window)
        press(window, "Escape")
        settle(window)
        assert page(window).isVisible()
        assert "H001" in [row.cells["label"] for row in page(window).place.table.records.rows]


def test_a_label_that_is_not_on_the_sheet_is_refused_in_words(window: Window) -> None:
    window.open_page("fire")
    settle(window)
    press(window, "Ctrl+P")
    settle(window)
    press(window, "2")
    find(window, "start").setFocus()
    type_text(window, "25")
    press(window, "Ctrl+Return")
    settle(window)
    assert "这种标签纸的位置是 1 到 24" in words(window)
