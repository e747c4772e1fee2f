"""表单: a form is shown, copied, changed and added; the preview follows what is typed; mistakes stand there in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget

from checkpoint_app.gui.pages.forms import FormsPage
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.gui.window import Window
from checkpoint_app.store import templates
from tests.gui.conftest import SECOND, button, find, press, settle, unlock, words

Eventually = Callable[[Callable[[], bool]], None]


@pytest.fixture
def page(window: Window, eventually: Eventually) -> FormsPage:
    window.open_page("settings")
    settle(window)
    button(window, "打开表单").click()
    settle(window)
    found = window.page("forms")
    assert isinstance(found, FormsPage)
    eventually(lambda: preview(found) is not None)
    return found


def preview(page: FormsPage) -> TemplateForm | None:
    return next((form for form in page.findChildren(TemplateForm) if form.isVisible()), None)


def shows(page: FormsPage, form: str) -> bool:
    seen = preview(page)
    return seen is not None and seen.template.id == form


def faults(page: FormsPage) -> list[str]:
    found = page.findChild(QListWidget, "faults")
    assert isinstance(found, QListWidget)
    return [found.item(at).text() for at in range(found.count())] if found.isVisible() else []


def test_a_form_is_made_and_its_preview_follows_what_is_typed(window: Window, page: FormsPage, eventually: Eventually) -> None:
    button(window, "新建表单").click()
    eventually(lambda: shows(page, "shabei.campaign"))
    text = find(window, "form_text")
    text.setPlainText(text.toPlainText().replace("发现问题", "发现隐患"))  # type: ignore[attr-defined]
    eventually(lambda: "发现隐患 (处)" in words(window))
    press(window, "Ctrl+Return")
    settle(window)
    assert "专项行动 第 1 版已加入" in words(window)
    added = window.runner.main_store()
    assert templates.versions(added)["shabei.campaign"] == 1


def test_mistakes_stand_below_with_their_line_and_enter_goes_there(
    window: Window, page: FormsPage, eventually: Eventually
) -> None:
    button(window, "新建表单").click()
    eventually(lambda: shows(page, "shabei.campaign"))
    text = find(window, "form_text")
    source = text.toPlainText()  # type: ignore[attr-defined]
    line = source.splitlines().index('add = "found"') + 1
    text.setPlainText(source.replace('add = "found"', 'add = "fond"'))  # type: ignore[attr-defined]
    eventually(lambda: bool(faults(page)))
    (fault,) = faults(page)
    assert fault.startswith(f"第 {line} 行")
    assert "fond" in fault
    assert preview(page) is not None, "the last good one stays while a line is half typed"
    listed = find(window, "faults")
    listed.setFocus()
    listed.setCurrentRow(0)  # type: ignore[attr-defined]
    press(window, "Return")
    assert find(window, "form_line").text() == f"第 {line} 行"  # type: ignore[attr-defined]
    press(window, "Ctrl+Return")
    settle(window)
    assert "shabei.campaign" not in templates.versions(window.runner.main_store())


def test_a_shipped_form_is_copied_and_what_was_typed_comes_back(window: Window, page: FormsPage, eventually: Eventually) -> None:
    eventually(lambda: shows(page, "checkpoint-check"))
    press(window, "Ctrl+Return")
    settle(window)
    assert "已经有了" in words(window)
    button(window, "复制为本所表单").click()
    eventually(lambda: shows(page, "shabei.checkpoint-check"))
    window.lock()
    settle(window)
    unlock(window)
    window.open_page("forms")
    settle(window)
    again = window.page("forms")
    assert isinstance(again, FormsPage)
    eventually(lambda: shows(again, "shabei.checkpoint-check"))


def test_a_file_comes_in_and_goes_out(window: Window, page: FormsPage, eventually: Eventually, tmp_path: Path) -> None:
    from tests.cli.test_own_forms import example

    (tmp_path / "in.toml").write_bytes(b"\xef\xbb\xbf" + example().replace("\n", "\r\n").encode())
    page.open_file(tmp_path / "in.toml")
    eventually(lambda: shows(page, "shabei.ebike"))
    page.save_file(tmp_path / "out.toml")
    settle(window)
    assert (tmp_path / "out.toml").read_text(encoding="utf-8") == example()
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    page.open_file(tmp_path / "bad.toml")
    settle(window)
    assert "UTF-8" in words(window)


def test_an_officer_without_a_role_looks_and_adds_nothing(locked: Window, eventually: Eventually) -> None:
    unlock(locked, SECOND)
    locked.open_page("forms")
    settle(locked)
    assert not find(locked, "add_form").isEnabled()
