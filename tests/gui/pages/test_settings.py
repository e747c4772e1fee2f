"""设置, and what it prepares for a further laptop: the unit file with which 加入本所 begins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from checkpoint_app import i18n
from checkpoint_app.gui import theme
from checkpoint_app.gui.pages.settings import SettingsPage
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.gui.window import Window
from checkpoint_app.settings import load
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, unlock, words
from tests.model.forms import shipped


def open_settings(window: Window) -> SettingsPage:
    window.open_page("settings")
    settle(window)
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def test_what_belongs_to_the_machine_holds_at_once_and_is_kept(window: Window) -> None:
    open_settings(window)
    button(window.page("settings"), "夜间").click()
    settle(window)
    assert theme.look().theme == "night"
    button(window.page("settings"), "125 %").click()
    settle(window)
    assert theme.look().scale == 125
    button(window.page("settings"), "English").click()
    settle(window)
    assert i18n.language() == "en"
    assert "This laptop" in words(window)
    kept = load()
    assert (kept.theme, kept.text_scale, kept.language) == ("night", 125, "en")


def test_an_own_password_is_changed(window: Window) -> None:
    open_settings(window)
    for name, text in (("old_password", PASSWORD), ("new_password", "another horse"), ("new_password_again", "another")):
        type_into(find(window, name), text)
    button(window, "修改密码").click()
    assert "两次" in words(QApplication.activeModalWidget() or window)
    press(window, "Return")
    type_into(find(window, "new_password_again"), " horse")
    button(window, "修改密码").click()
    settle(window)
    assert "密码" in words(window)
    press(window, "Ctrl+L")
    settle(window)
    unlock(window, FIRST, "another horse")
    assert window.session.account.officer.number == FIRST


def test_the_unit_is_changed_and_wrong_values_are_named(window: Window) -> None:
    page = open_settings(window)
    page._unit_form.field("bureau").set_value("漯河市公安局郾城分局")
    page._unit_form.field("day_start").set_value(8)
    button(window, "保存单位信息").click()
    settle(window)
    assert (window.session.unit.bureau, window.session.unit.day_start) == ("漯河市公安局郾城分局", 8)
    page._unit_form.field("name").set_value("")
    button(window, "保存单位信息").click()
    settle(window)
    assert page._unit_form.rows["name"].problem is not None
    assert window.session.unit.name == "沙北派出所"


def test_only_an_administrator_sees_the_unit(locked: Window) -> None:
    unlock(locked, SECOND)
    open_settings(locked)
    assert "保存单位信息" not in words(locked)
    assert "写本所文件" not in words(locked)


def test_a_further_laptop_joins_with_the_unit_file(window: Window, fresh: Window, tmp_path: Path) -> None:
    page = open_settings(window)
    page.write_unit_file(tmp_path / "unit.checkpoint-unit")
    settle(window)
    code = find(window, "unit_file_code").text()  # type: ignore[attr-defined]
    assert code.count("-") == 3
    fresh.folder = tmp_path / "second"
    fresh.show_wizard()
    button(fresh, "凭本所文件加入本所").click()
    given = (
        ("file", str(tmp_path / "unit.checkpoint-unit")),
        ("code", "aaaa-aaaa-aaaa-aaaa"),
        ("number", SECOND),
        ("name", "Li"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    )
    for name, text in given:
        type_into(find(fresh, name), text)
    button(fresh, "建立").click()
    settle(fresh)
    assert not fresh.folder.exists(), "a wrong code leaves nothing"
    find(fresh, "code").clear()  # type: ignore[attr-defined]
    type_into(find(fresh, "code"), code)
    button(fresh, "建立").click()
    settle(fresh)
    assert "恢复密钥" in words(fresh)
    groups = find(fresh, "key").text().split()  # type: ignore[attr-defined]
    type_into(find(fresh, "group_first"), groups[1])
    type_into(find(fresh, "group_second"), groups[6])
    press(fresh, "Return")
    settle(fresh)
    assert fresh.session.unit.id == window.session.unit.id
    assert [option.label for option in fresh.fields.sites] == ["黄河路卡点"]


def test_the_minutes_to_arrive_are_set_and_shown_in_the_form(window: Window) -> None:
    page = open_settings(window)
    page._unit_form.field("response_3").set_value(4)
    button(window, "保存单位信息").click()
    settle(window)
    assert window.session.unit.response_minutes == {"1": 1, "3": 4, "5": 5}
    assert window.fields.settings["response_minutes"]["3"] == 4
    page._unit_form.field("response_1").set_value(None)
    button(window, "保存单位信息").click()
    settle(window)
    assert "0.5 到 120 分钟" in words(window)
    form = TemplateForm(shipped("response"), window.fields)
    form.fill({"level": "3"})
    assert form.field("target_minutes").inputs()[0].placeholderText() == "4"  # type: ignore[attr-defined]
    form.deleteLater()
