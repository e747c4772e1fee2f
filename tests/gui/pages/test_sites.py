"""点位 through the window: what is added, changed and put out of use is what duty is later opened at."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from checkpoint_app.gui.pages.sites import SitesPage
from checkpoint_app.gui.window import Window
from tests.gui.conftest import button, find, press, settle, type_into, words
from tests.gui.pages import ime


@pytest.fixture
def page(window: Window) -> SitesPage:
    window.open_page("sites")
    settle(window)
    found = window.page("sites")
    assert isinstance(found, SitesPage)
    return found


def names(page: SitesPage) -> list[str]:
    return [row.cells["name"] for row in page.table.records.rows]


def test_a_new_site_is_in_the_list_and_can_be_chosen_for_duty(window: Window, page: SitesPage) -> None:
    press(window, "Ctrl+N")
    settle(window)
    box = find(window, "record")
    ime.write(box.form.field("name").inputs()[0], "沙颍河大桥卡点")  # type: ignore[attr-defined]
    press(window, "Ctrl+Return")
    settle(window)
    assert names(page) == ["沙颍河大桥卡点", "黄河路卡点"]
    assert "沙颍河大桥卡点" in [option.label for option in window.fields.sites]


def test_without_a_name_the_sentence_stands_at_the_field(window: Window, page: SitesPage) -> None:
    press(window, "Ctrl+N")
    settle(window)
    box = find(window, "record")
    type_into(box.form.field("address").inputs()[0], "G36 K112")  # type: ignore[attr-defined]
    button(window, "保存").click()
    settle(window)
    assert "缺少地点名称" in words(window)
    assert box.form.values()["address"] == "G36 K112"  # type: ignore[attr-defined]
    press(window, "Escape")
    settle(window)
    assert names(page) == ["黄河路卡点"]


def test_a_site_out_of_use_leaves_the_list_until_asked_for(window: Window, page: SitesPage) -> None:
    page.table.selectRow(0)
    press(window, "Return")
    settle(window)
    name = find(window, "record").form.field("name").inputs()[0]  # type: ignore[attr-defined]
    assert isinstance(name, QLineEdit)
    assert name.text() == "黄河路卡点"
    assert not name.isEnabled()
    button(window, "已停用").click()
    press(window, "Ctrl+Return")
    settle(window)
    assert names(page) == []
    button(window, "含已停用").click()
    settle(window)
    assert names(page) == ["黄河路卡点"]


def test_the_box_finds_by_initials_and_by_address(window: Window, page: SitesPage) -> None:
    press(window, "Ctrl+F")
    type_into(find(window, "find"), "hhl")
    settle(window)
    assert names(page) == ["黄河路卡点"]
    find(window, "find").clear()  # type: ignore[attr-defined]
    type_into(find(window, "find"), "xyz")
    settle(window)
    assert names(page) == []
