"""The first start of a laptop: what is missing is named and nothing that was typed is lost."""

from __future__ import annotations

from pathlib import Path

from checkpoint_app.gui.window import Window
from checkpoint_app.store import place
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, type_text, words


def test_what_is_missing_is_named_and_the_cursor_goes_there(fresh: Window) -> None:
    button(fresh, "新建本所").click()
    type_into(find(fresh, "unit"), "Shabei")
    button(fresh, "建立").click()
    assert "警号" in find(fresh, "error").text()  # type: ignore[attr-defined]
    type_text(fresh, FIRST)
    assert find(fresh, "number").text() == FIRST  # type: ignore[attr-defined]
    assert not place.exists(fresh.folder)


def test_a_password_too_short_keeps_what_was_typed(fresh: Window) -> None:
    button(fresh, "新建本所").click()
    for name, text in (("unit", "Shabei"), ("number", FIRST), ("name", "Wang"), ("password", "abc"), ("password_again", "abc")):
        type_into(find(fresh, name), text)
    press(fresh, "Return")
    settle(fresh)
    assert "密码太短" in words(fresh)
    assert find(fresh, "unit").text() == "Shabei"  # type: ignore[attr-defined]
    assert not place.exists(fresh.folder)
    assert button(fresh, "建立").isEnabled()


def test_back_returns_to_the_first_question(fresh: Window) -> None:
    button(fresh, "凭本所文件加入本所").click()
    button(fresh, "返回").click()
    assert "新建本所" in words(fresh)


def test_the_wizard_speaks_english_at_once(fresh: Window) -> None:
    button(fresh, "English").click()
    assert "New unit" in words(fresh)


def test_a_file_that_is_no_unit_file_is_named_and_what_was_typed_stays(fresh: Window, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("no unit file", encoding="utf-8")
    button(fresh, "凭本所文件加入本所").click()
    typed = {"file": str(letter), "code": "aaaa-aaaa-aaaa-aaaa", "number": SECOND, "name": "Li"}
    for name, text in (*typed.items(), ("password", PASSWORD), ("password_again", PASSWORD)):
        type_into(find(fresh, name), text)
    press(fresh, "Return")
    settle(fresh)
    assert "letter.txt" in find(fresh, "error").text()  # type: ignore[attr-defined]
    assert find(fresh, "number").text() == SECOND  # type: ignore[attr-defined]
    assert not place.exists(fresh.folder)
