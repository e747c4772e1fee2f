"""同步 through the window: a laptop's stick at the station, what is not yet there by name, machines taken in and cut off, the hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from checkpoint_app import settings
from checkpoint_app.gui import hub_watch
from checkpoint_app.gui.pages.sync.page import SyncPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, hubs, joining, opening, receipts, shifts, unenrolled
from checkpoint_app.store.session import Store
from checkpoint_app.sync import enrolment, stick
from tests.gui.conftest import CHEAP, FIRST, PASSWORD, SECOND, find, press, settle, type_into, unlock, words

HUB = "https://127.0.0.1:9"


def shown(window: Window) -> SyncPage:
    window.open_page("sync")
    settle(window)
    found = window.page("sync")
    assert isinstance(found, SyncPage)
    return found


def compared(window: Window) -> str:
    """The words that are shown to be compared."""
    return str(find(window, "fingerprint").text()).replace("\n", "\u3000")  # type: ignore[attr-defined]


@contextmanager
def opened(folder: Path) -> Iterator[Window]:
    """A laptop's window, unlocked as 李强; it can be locked and unlocked meanwhile."""
    window = Window(folder, settings.Settings())
    window.show()
    window.start()
    unlock(window, SECOND)
    yield window
    window.lock()
    settle(window)
    window.close()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    made = tmp_path / "usb"
    made.mkdir()
    return made


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Store]:
    """李强's machine, which nobody has taken in yet."""
    made, _ = unenrolled.create(tmp_path / "laptop", officer_number=SECOND, officer_name="李强", password=PASSWORD, cost=CHEAP)
    yield made
    made.close()


def record(laptop: Store) -> str:
    """A check of tonight."""
    shift = shifts.open_shift(laptop, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(SECOND,))).value
    return entries.record(laptop, "checkpoint-check", {"plate": "豫L12345"}, shift=shift.id).value.id


def taken_in(folder: Path, laptop: Store, usb: Path) -> None:
    """The laptop is a machine of the unit, without the window."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
        card = enrolment.read_card(enrolment.card_bytes(laptop), "card")
        _, answer = enrolment.enrol_and_answer(station, card, usb / "answer.ckb")
    enrolment.accept(laptop, answer.files)


def test_a_machine_is_taken_in_and_its_day_arrives(window: Window, laptop: Store, usb: Path) -> None:
    page = shown(window)
    card = usb / "laptop.checkpoint-card"
    card.write_bytes(enrolment.card_bytes(laptop))
    page.machines.take_in(card)
    assert enrolment.own_card(laptop).words() == compared(window)
    press(window, "Return")
    settle(window)
    answer = usb / "answer-laptop.ckb"
    enrolment.accept(laptop, [answer])
    assert enrolment.unit_words(laptop) == compared(window)
    find(window, "understood").click()  # type: ignore[attr-defined]
    assert [(row.cells["letter"], row.cells["name"]) for row in page.devices.records.rows if row.data is not True] == [
        (laptop.device.letter, laptop.device.name)
    ]

    entry = record(laptop)
    stick.sync(laptop, usb)
    page.add_folder(usb)
    press(window, "Ctrl+Return")
    settle(window)
    assert "收到" in words(window)
    assert "全部可以拔出" in words(window)
    stick.sync(laptop, usb)
    assert receipts.is_received(laptop, entry)


def test_a_stick_that_fails_does_not_stop_the_next(
    folder: Path, laptop: Store, usb: Path, locked: Window, tmp_path: Path
) -> None:
    taken_in(folder, laptop, usb)
    record(laptop)
    stick.sync(laptop, usb)
    unlock(locked)
    page = shown(locked)
    page.add_folder(tmp_path / "pulled out")
    page.add_folder(usb)
    press(locked, "Ctrl+Return")
    settle(locked)
    text = words(locked)
    assert "有 U 盘没有成功" in text
    assert text.count("可以拔出") == 1, "the good one of the two"
    assert "收到" in text
    assert "全部可以拔出" not in text


def test_a_lost_machine_is_cut_off_and_its_report_shown(folder: Path, laptop: Store, usb: Path, locked: Window) -> None:
    taken_in(folder, laptop, usb)
    unlock(locked)
    page = shown(locked)
    page.devices.select(laptop.device.id)
    find(locked, "lost").click()  # type: ignore[attr-defined]
    settle(locked)
    shown_before = words(locked)
    for text in ("遗失处置", "尚未注销", "从未收到过该机的内容", "机上账号", "注销该机"):
        assert text in shown_before, text
    find(locked, "cut_off").click()  # type: ignore[attr-defined]
    line = find(locked, "reason")
    assert isinstance(line, QLineEdit)
    type_into(line, "stolen")
    press(locked, "Return")
    settle(locked)
    assert locked.current == "paper"
    assert "设备遗失处置单" in words(locked)
    shown(locked)
    assert "已注销" in words(locked), "back from the paper the facts are those of now"
    find(locked, "loss_back").click()  # type: ignore[attr-defined]
    settle(locked)
    assert [row.void for row in page.devices.records.rows if row.data is not True] == [True]


def test_what_is_not_at_the_station_is_named_until_its_receipt_came(
    folder: Path, laptop: Store, usb: Path, qapp: QApplication, tmp_path: Path
) -> None:
    taken_in(folder, laptop, usb)
    record(laptop)
    laptop.close()
    with opened(tmp_path / "laptop") as window:
        page = shown(window)
        assert "条所内未收" in words(window)
        assert {row.data for row in page.waiting.records.rows} >= {"entry", "shift"}
        page.add_folder(usb)
        press(window, "Ctrl+Return")
        settle(window)
        with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
            stick.sync(station, usb)
        press(window, "Ctrl+Return")
        settle(window)
        assert [row.id for row in page.waiting.records.rows if row.data in ("entry", "shift")] == []
        assert "最近回执" in words(window)


def test_a_hub_that_does_not_answer_is_asked_ever_more_seldom(folder: Path, laptop: Store, usb: Path, tmp_path: Path) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
        hubs.announce(station, HUB, "0" * 64)
    taken_in(folder, laptop, usb)
    laptop.close()
    with opened(tmp_path / "laptop") as window:
        pauses = []
        for _ in range(6):
            window.hub_watch.go()
            settle(window)
            pauses.append(window.hub_watch.pause_ms // hub_watch.PAUSE_MS)
        assert "60 分钟后再试" in window.hub_watch.words(window.session.unit.tz())
        assert pauses == [2, 4, 8, 12, 12, 12]
        window.hub_watch.answers()
        assert window.hub_watch.pause_ms == hub_watch.PAUSE_MS
        shown(window)
        assert f"与 {HUB} 同步" in words(window)
        find(window, "hub").click()  # type: ignore[attr-defined]
        settle(window)
        assert find(window, "error").isVisible()
        press(window, "Escape")


def test_a_station_has_no_hub_to_ask(window: Window) -> None:
    window.hub_watch.go()
    settle(window)
    assert window.hub_watch.pause_ms == hub_watch.PAUSE_MS


def test_what_a_stick_brings_is_told_before_and_its_receipt_prints(
    folder: Path, laptop: Store, usb: Path, locked: Window
) -> None:
    taken_in(folder, laptop, usb)
    record(laptop)
    stick.sync(laptop, usb)
    (usb / "alt.ckb").write_bytes(b"no bundle")
    unlock(locked)
    page = shown(locked)
    page.add_folder(usb)
    settle(locked)
    before = words(locked)
    assert f"{laptop.device.letter} {laptop.device.name}：新 " in before
    assert "将收 " in before
    assert "几秒钟" in before
    assert "alt.ckb" in before
    assert page.receipts.table.records.rows == [], "telling does nothing"
    press(locked, "Ctrl+Return")
    settle(locked)
    assert "收到 " in words(locked)
    assert words(locked).count("alt.ckb") == 1, "a file is named once"
    assert "将收" not in words(locked), "what came true is not forecast again"
    find(locked, "list_receipts").click()  # type: ignore[attr-defined]
    settle(locked)
    (row,) = page.receipts.table.records.rows
    assert row.cells["entries"] == "1"
    find(locked, "slip").click()  # type: ignore[attr-defined]
    settle(locked)
    assert locked.current == "paper"
    assert "数据移交清单" in words(locked)
    press(locked, "Escape")
    settle(locked)
    assert locked.current == "sync"


def test_the_status_bar_tells_what_the_station_lacks(folder: Path, laptop: Store, usb: Path, tmp_path: Path) -> None:
    taken_in(folder, laptop, usb)
    laptop.close()
    with opened(tmp_path / "laptop") as window:
        assert window.shell is not None
        told = window.shell.status.delivery_button
        before = told.isVisible()
        window.lock()
        settle(window)
        with opening.open_store(tmp_path / "laptop", officer=SECOND, password=PASSWORD) as store:
            record(store)
        unlock(window, SECOND)
        assert (before, window.shell.status.delivery_button.isVisible()) == (False, True)
        assert "所内未收 2 条，最早 " in words(window)
        find(window, "delivery").click()  # type: ignore[attr-defined]
        settle(window)
        assert window.current == "sync"


def test_a_laptop_whose_clock_is_fast_is_told(folder: Path, laptop: Store, usb: Path, tmp_path: Path) -> None:
    taken_in(folder, laptop, usb)
    laptop.close()
    ahead = timedelta(days=2, hours=1)
    with opening.open_store(
        tmp_path / "laptop", officer=SECOND, password=PASSWORD, clock=lambda: datetime.now(UTC) + ahead
    ) as store:
        record(store)
        stick.sync(store, usb)
        with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
            stick.sync(station, usb)
        stick.sync(store, usb)
    with opened(tmp_path / "laptop") as window:
        shown(window)
        assert "本机时钟比所内电脑快 2 天" in words(window)


def test_a_laptop_that_joined_by_unit_file_is_taken_in_by_the_same_key(
    folder: Path, usb: Path, locked: Window, tmp_path: Path
) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as station:
        code = joining.write_unit_file(station, tmp_path / "unit.checkpoint-unit")
    made, _ = joining.join(
        tmp_path / "laptop", tmp_path / "unit.checkpoint-unit", code, number=SECOND, name="李强", password=PASSWORD, cost=CHEAP
    )
    made.close()
    with opened(tmp_path / "laptop") as window:
        page = shown(window)
        assert "还没有在所内登记" in words(window)
        page.add_folder(usb)
        settle(window)
        press(window, "Ctrl+Return")
        settle(window)
        own = compared(window)
        find(window, "understood").click()  # type: ignore[attr-defined]

        unlock(locked)
        station_page = shown(locked)
        station_page.add_folder(usb)
        settle(locked)
        find(locked, "new_card").click()  # type: ignore[attr-defined]
        settle(locked)
        assert compared(locked) == own
        press(locked, "Return")
        settle(locked)
        find(locked, "understood").click()  # type: ignore[attr-defined]

        page.forecast()
        settle(window)
        press(window, "Ctrl+Return")
        settle(window)
        assert "还没有在所内登记" not in words(window)
        assert window.session.device.letter == "B"
