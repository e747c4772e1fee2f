"""A laptop joins by card through its window and the station's: one stick there and back, the same words on both, a restart in between."""

from __future__ import annotations

from pathlib import Path

from checkpoint_app import settings
from checkpoint_app.gui.enrolling import EnrolPage
from checkpoint_app.gui.pages.sync.page import SyncPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import place
from tests.gui.conftest import PASSWORD, SECOND, button, find, press, settle, type_into, type_text, unlock, words


def text(window: Window, name: str) -> str:
    return str(find(window, name).text())  # type: ignore[attr-defined]


def set_up(window: Window) -> None:
    """Up to the page that waits for the station."""
    button(window, "凭设备卡加入本所").click()
    for name, given in (("number", SECOND), ("name", "Li"), ("password", PASSWORD), ("password_again", PASSWORD)):
        type_into(find(window, name), given)
    press(window, "Return")
    settle(window)
    assert not place.exists(window.folder), "nothing is written before the key is on paper"
    groups = text(window, "key").split()
    type_into(find(window, "group_first"), groups[1])
    type_into(find(window, "group_second"), groups[6])
    press(window, "Return")
    settle(window)


def page_of(window: Window, folder: Path) -> EnrolPage:
    found = window.findChild(EnrolPage)
    assert found is not None
    found.use(folder)
    settle(window)
    return found


def test_there_and_back_on_one_stick(window: Window, fresh: Window, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    fresh.folder = tmp_path / "second"
    fresh.show_wizard()
    set_up(fresh)
    assert "① 把设备卡写到 U 盘" in words(fresh)
    assert fresh.shell is None
    page_of(fresh, usb)
    press(fresh, "Return")
    settle(fresh)
    assert "② 把 U 盘带到所里" in words(fresh)
    own = text(fresh, "fingerprint")
    fresh.close()

    window.open_page("sync")
    settle(window)
    station = window.page("sync")
    assert isinstance(station, SyncPage)
    station.add_folder(usb)
    settle(window)
    find(window, "new_card").click()  # type: ignore[attr-defined]
    settle(window)
    assert text(window, "fingerprint") == own
    press(window, "Return")
    settle(window)
    unit = text(window, "fingerprint")
    press(window, "Return")
    settle(window)
    assert "B" in [row.cells["letter"] for row in station.devices.records.rows]

    again = Window(tmp_path / "second", settings.Settings())
    again.show()
    again.start()
    unlock(again, SECOND)
    assert "在所内登记本机" in words(again), "a machine that waits goes on where it was"
    assert text(again, "fingerprint") == own
    page_of(again, usb)
    assert "② 所内已答复" in words(again)
    press(again, "Return")
    settle(again)
    assert "本机已加入沙北派出所" in words(again)
    assert text(again, "fingerprint") == unit
    press(again, "Return")
    settle(again)
    assert again.shell is not None
    assert again.session.device.letter == "B"
    assert [option.label for option in again.fields.sites] == ["黄河路卡点"]
    again.close()


def test_a_stick_that_was_pulled_out_is_said_and_nothing_is_lost(fresh: Window, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    set_up(fresh)
    page_of(fresh, usb)
    usb.rmdir()
    press(fresh, "Return")
    settle(fresh)
    assert str(usb) in text(fresh, "error")
    assert "① 把设备卡写到 U 盘" in words(fresh)


def test_an_answer_for_another_machine_is_no_answer(fresh: Window, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    (usb / "letter.ckb").write_bytes(b"no bundle")
    set_up(fresh)
    page_of(fresh, usb)
    assert "① 把设备卡写到 U 盘" in words(fresh)


def test_what_is_missing_is_named(fresh: Window) -> None:
    button(fresh, "凭设备卡加入本所").click()
    type_text(fresh, SECOND)
    press(fresh, "Return")
    button(fresh, "建立").click()
    assert "姓名" in text(fresh, "error")
    button(fresh, "返回").click()
    assert "新建本所" in words(fresh)
