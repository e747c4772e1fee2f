"""人员账号 through the window: officers, accounts in bulk, roles, and who may do it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QPdfWriter
from PySide6.QtWidgets import QApplication, QLabel

from checkpoint_app.gui.pages import people_slips, register_import
from checkpoint_app.gui.pages.people import PeoplePage
from checkpoint_app.gui.window import Window
from checkpoint_app.model.records import Officer
from checkpoint_app.store.accounts import Slip
from tests.gui.conftest import AUX, FIRST, SECOND, button, find, press, settle, type_into, unlock, words
from tests.gui.pages import ime


def shown(window: Window) -> PeoplePage:
    window.open_page("people")
    settle(window)
    found = window.page("people")
    assert isinstance(found, PeoplePage)
    return found


@pytest.fixture
def page(window: Window) -> PeoplePage:
    return shown(window)


def cells(page: PeoplePage, key: str) -> dict[str, str]:
    return {row.cells["number"]: row.cells[key] for row in page.table.records.rows}


def select(page: PeoplePage, number: str) -> None:
    page.table.selectRow([row.cells["number"] for row in page.table.records.rows].index(number))
    page.table.setFocus()


def test_the_list_says_who_has_an_account_and_which_roles(page: PeoplePage) -> None:
    assert cells(page, "account") == {FIRST: "有", SECOND: "有", AUX: "有"}
    assert "管理员" in cells(page, "roles")[FIRST]
    assert cells(page, "roles")[AUX] == ""
    assert cells(page, "kind")[AUX] == "辅警"


def test_a_new_officer_is_saved_and_the_telephone_is_masked(window: Window, page: PeoplePage) -> None:
    press(window, "Ctrl+N")
    settle(window)
    form = find(window, "record").form  # type: ignore[attr-defined]
    for key, text in (("number", "101299"), ("name", "李四"), ("phone", "13800001234")):
        ime.write(form.field(key).inputs()[0], text)
    press(window, "Ctrl+Return")
    settle(window)
    assert cells(page, "name")["101299"] == "李四"
    assert cells(page, "phone")["101299"] == "138****1234"
    assert cells(page, "account")["101299"] == "无"


def test_a_refusal_stands_at_the_number_and_keeps_what_was_typed(window: Window, page: PeoplePage) -> None:
    press(window, "Ctrl+N")
    settle(window)
    form = find(window, "record").form  # type: ignore[attr-defined]
    ime.write(form.field("name").inputs()[0], "李四")
    press(window, "Ctrl+Return")
    settle(window)
    assert "缺少警号" in words(window)
    assert form.values()["name"] == "李四"
    press(window, "Escape")
    settle(window)
    assert len(page.table.records.rows) == 3


def test_changing_an_officer_keeps_the_telephone_that_is_on_file(window: Window, page: PeoplePage) -> None:
    press(window, "Ctrl+N")
    settle(window)
    form = find(window, "record").form  # type: ignore[attr-defined]
    for key, text in (("number", "101299"), ("name", "李四"), ("phone", "13800001234")):
        ime.write(form.field(key).inputs()[0], text)
    press(window, "Ctrl+Return")
    settle(window)
    select(page, "101299")
    press(window, "Return")
    settle(window)
    assert "13800001234" not in words(window)
    form = find(window, "record").form  # type: ignore[attr-defined]
    ime.write(form.field("unit").inputs()[0], "城关派出所")
    press(window, "Ctrl+Return")
    settle(window)
    assert cells(page, "phone")["101299"] == "138****1234"


def test_passwords_in_bulk_are_shown_once_and_open_the_store(window: Window, page: PeoplePage) -> None:
    for number in (SECOND, AUX):
        select(page, number)
        press(window, "Space")
    assert "已勾选 2 人" in words(window)
    assert cells(page, "mark") == {FIRST: "", SECOND: "已勾选", AUX: "已勾选"}
    button(window, "发一次性密码").click()
    assert "给 2 人发一次性密码" in words(window)
    button(window, "发密码").click()
    settle(window)
    given = [label.text() for label in window.findChildren(QLabel, "password") if label.isVisible()]
    assert len(given) == 2
    press(window, "Escape")
    assert find(window, "slips").isVisible()
    button(window, "已交本人").click()
    settle(window)
    assert not any(password in words(window) for password in given)
    assert cells(page, "account") == {FIRST: "有", SECOND: "一次性密码", AUX: "一次性密码"}
    window.lock()
    settle(window)
    find(window, "number").clear()  # type: ignore[attr-defined]
    unlock(window, SECOND, given[0])
    assert window.runner.session is not None
    assert window.session.account.officer.number == SECOND


def test_an_officer_without_a_role_may_not_give_passwords(locked: Window) -> None:
    unlock(locked, SECOND)
    page = shown(locked)
    select(page, AUX)
    button(locked, "发一次性密码").click()
    button(locked, "发密码").click()
    settle(locked)
    assert "NOT_ALLOWED" in words(locked)
    assert not locked.findChildren(people_slips.SlipsBox)
    button(locked, "知道了").click()


def test_roles_are_given_and_taken(window: Window, page: PeoplePage) -> None:
    select(page, SECOND)
    button(window, "角色").click()
    settle(window)
    button(window, "内勤").click()
    press(window, "Ctrl+Return")
    settle(window)
    assert cells(page, "roles")[SECOND] == "内勤"


def test_removing_an_account_asks_by_the_verb(window: Window, page: PeoplePage) -> None:
    select(page, AUX)
    button(page, "删除账号").click()
    assert "删除 张三 FJ1001 在本机的账号" in words(window)
    button(find(window, "confirm"), "删除账号").click()
    settle(window)
    assert cells(page, "account")[AUX] == "无"


def test_the_box_finds_by_number_and_initials(window: Window, page: PeoplePage) -> None:
    press(window, "Ctrl+F")
    type_into(find(window, "find"), "zs")
    settle(window)
    assert list(cells(page, "name").values()) == ["张三"]


def test_an_imported_sheet_shows_what_is_refused_and_takes_the_rest(window: Window, page: PeoplePage, tmp_path: Path) -> None:
    sheet = tmp_path / "人员.csv"
    sheet.write_text("警号,姓名,类别\n101301,赵六,民警\n,钱七,民警\nFJ1002,孙八,辅警\n", encoding="utf-8-sig")
    register_import.read_sheet(page, "officer", sheet, runner=window.runner, say=window.say)
    settle(window)
    text = words(window)
    assert "导入 2 行？" in text
    assert "1 行没通过" in text
    assert "第 3 行" in text
    assert "缺少警号" in text
    assert "101301" not in cells(page, "name")
    press(window, "Return")
    settle(window)
    assert cells(page, "name")["101301"] == "赵六"
    assert cells(page, "kind")["FJ1002"] == "辅警"
    assert "已导入 2 行，其中新增或更新 2 行" in words(window)


def test_the_empty_sheet_is_one_that_can_be_imported(window: Window, page: PeoplePage, tmp_path: Path) -> None:
    sheet = tmp_path / "人员.xlsx"
    register_import.write_empty_sheet("officer", sheet, page, runner=window.runner, say=window.say)
    settle(window)
    assert str(sheet) in words(window)
    register_import.read_sheet(page, "officer", sheet, runner=window.runner, say=window.say)
    settle(window)
    assert "没有可导入的内容" in words(window)
    press(window, "Escape")
    settle(window)


def test_an_empty_sheet_that_cannot_be_written_is_said(window: Window, page: PeoplePage, tmp_path: Path) -> None:
    nowhere = tmp_path / "gone" / "人员.xlsx"
    register_import.write_empty_sheet("officer", nowhere, page, runner=window.runner, say=window.say)
    settle(window)
    assert {"FOLDER_MISSING", "STICK_GONE"} & set(words(window).splitlines())
    button(window, "知道了").click()


def test_every_slip_is_whole_on_an_a4_sheet(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "slips.pdf"
    writer = QPdfWriter(str(file))
    people_slips.set_page(writer)
    slips = [
        Slip(officer=Officer(id=str(n), number=f"1012{n:02d}", name="王小明"), password=f"abcdefgh{n:02d}") for n in range(15)
    ]
    people_slips.paint(slips, "沙北派出所", writer)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.read_bytes())]
    assert [page.count("abcdefgh") for page in pages] == [14, 1]
    assert [page.count("销毁") for page in pages] == [14, 1]
    assert "101214" in pages[1]


def test_enter_on_cancel_cancels(window: Window, page: PeoplePage) -> None:
    select(page, AUX)
    button(page, "发一次性密码").click()
    settle(window)
    find(window, "cancel").setFocus()
    press(window, "Return")
    settle(window)
    assert cells(page, "account")[AUX] == "有"
    assert not window.findChildren(people_slips.SlipsBox)
