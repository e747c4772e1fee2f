"""数据移交清单: by whose receipt, what was received by shift, what is not received by name; and the clock on it and on the shift log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.printing import collect, reading
from checkpoint_app.store import deliveries, entries, prints
from checkpoint_app.store.session import Store
from checkpoint_app.sync import stick
from tests.printing.samples import plain
from tests.store.conftest import Clock
from tests.sync import units


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


def slip(store: Store, name: str) -> bytes:
    return collect.make(store, prints.DELIVERY, deliveries.find(store, name).id)


def text(pdf: bytes) -> str:
    return "".join(reading.page_texts(pdf))


def test_what_was_received_and_what_was_not(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    laptop, place = fleet.laptop(), tmp_path / "stick"
    place.mkdir()
    shift = units.open_shift(laptop, clock)
    entries.record(laptop, "checkpoint-check", {"plate": "豫L12345"}, shift=shift.id)
    for store in (laptop, fleet.station, laptop):
        stick.sync(store, place)
    late = entries.record(laptop, "checkpoint-check", {"plate": "豫L77777"}, shift=shift.id).value
    pdf = slip(laptop, "")
    shown = text(pdf)
    for words in (
        "数据移交清单",
        "移交电脑",
        "B B",
        shift.number,
        "黄河路卡点",
        "新记录 1 条",
        "豫L·77777",
        "共 1 条",
        "移交人",
        "接收人",
    ):
        assert plain(words) in shown, words
    assert plain("豫L·12345") not in shown, "what was received is counted, not named"
    assert collect.verify_print(laptop, pdf).kind == "same"
    entries.void(laptop, late.id, reason="误操作")
    assert collect.verify_print(laptop, pdf).kind == "same", "a receipt is not changed by what comes after it"
    theirs = text(slip(fleet.station, "B"))
    assert plain(shift.number) in theirs
    assert plain("豫L·77777") not in theirs


def test_a_wrong_clock_stands_on_the_papers(fleet: units.Fleet, tmp_path: Path) -> None:
    fast, place = Clock(), tmp_path / "stick"
    place.mkdir()
    fast.forward(days=3)
    laptop = fleet.laptop(clock=fast)
    shift = units.open_shift(laptop, fast)
    assert plain("快 3 天") not in text(collect.print_shift_log(laptop, shift.id))
    for store in (laptop, fleet.station, laptop):
        stick.sync(store, place)
    for store in (laptop, fleet.station):
        for pdf in (collect.print_shift_log(store, shift.id), slip(store, "B")):
            assert plain("电脑“B B”的时钟比所内电脑快 3 天") in text(pdf)
    assert plain("快 3 天") in text(collect.make(fleet.station, prints.LOSS, laptop.keys.id))
