"""遗失处置: what was received, what is missing, what lay on the machine, and that paper and data are compared like any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.printing import collect, reading
from checkpoint_app.store import entries, prints, revocation
from checkpoint_app.store.session import Store
from checkpoint_app.sync import stick
from tests.printing.samples import plain
from tests.store.conftest import Clock
from tests.sync import units


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def text(store: Store, device: str) -> str:
    return "".join(reading.page_texts(collect.make(store, prints.LOSS, device)))


def test_before_and_after_it_is_cut_off(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    laptop, place = fleet.laptop(), tmp_path / "stick"
    place.mkdir()
    shift = units.open_shift(laptop, clock)
    entries.record(laptop, "checkpoint-check", {"plate": "豫L12345"}, shift=shift.id)
    stick.sync(laptop, place)
    stick.sync(fleet.station, place)
    before = text(fleet.station, laptop.keys.id)
    assert plain("尚未注销") in before
    assert plain("注销该机（device revoke）") in before
    clock.forward(hours=2)
    revocation.revoke(fleet.station, "B", "车内被盗")
    after = text(fleet.station, laptop.keys.id)
    for words in ("设备遗失处置单", "已注销", "车内被盗", "2026年11月20日 22:00", "记录 1 条", shift.number, "李强 101235"):
        assert plain(words) in after, words
    assert plain("2026年11月20日 20:00 之后在该机上登记的内容所内没有") in after


def test_a_machine_of_which_nothing_came(fleet: units.Fleet) -> None:
    laptop = fleet.laptop()
    assert plain("从未收到过该机的内容") in text(fleet.station, laptop.keys.id)


def test_the_paper_is_known_again(fleet: units.Fleet) -> None:
    laptop = fleet.laptop()
    pdf = collect.make(fleet.station, prints.LOSS, laptop.keys.id)
    assert collect.verify_print(fleet.station, pdf).kind == "same"
    revocation.revoke(fleet.station, "B", "遗失")
    assert collect.verify_print(fleet.station, pdf).kind == "corrected"
