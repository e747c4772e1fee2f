"""A real encrypted store on disk, with a cheap key derivation and a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checkpoint_app.model.records import Shift
from checkpoint_app.store import keys, officers, opening, shifts, sites
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from tests.sync.units import Fleet

CHEAP = keys.Cost(time=1, memory_kib=8, lanes=1)
PASSWORD = "correct horse"
NIGHT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # 20:00 in Luohe
CAR: dict[str, Any] = {"plate": "豫L12345", "people": 2}
DRUNK: dict[str, Any] = {
    "plate": "豫AD12345",
    "findings": ["DRUNK"],
    "alcohol_mg": 46,
    "disposition": "HANDOVER",
    "receiver": "交警大队",
    "further_dispositions": [{"code": "HOLD_VEHICLE", "document": "甲1"}, {"code": "HOLD_LICENSE", "document": "甲2"}],
}


class Clock:
    """Time stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = NIGHT

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", CHEAP)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """沙北派出所 with officer 101234 王小明 (all roles) logged in, 李强 and the auxiliary 张三, and one checkpoint."""
    made, _ = opening.create(
        tmp_path / "store",
        unit_name="沙北派出所",
        officer_number="101234",
        officer_name="王小明",
        password=PASSWORD,
        cost=CHEAP,
        clock=clock,
    )
    officers.save(made, {"number": "101235", "name": "李强"})
    officers.save(made, {"number": "FJ1001", "name": "张三", "kind": "AUX"})
    sites.save(made, {"name": "黄河路卡点", "kind": "checkpoint"})
    yield made
    made.close()


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[Fleet]:
    """A station of the unit; tests add laptops."""
    from tests.sync import units

    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stick."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def shift(store: Store, clock: Clock) -> Shift:
    """A checkpoint shift of four hours that has just begun."""
    draft = shifts.ShiftDraft(
        duty="checkpoint",
        site="黄河路卡点",
        planned_from=clock(),
        planned_to=clock() + timedelta(hours=4),
        crew=("101234", "101235", "FJ1001"),
        basis="PL15",
    )
    return shifts.open_shift(store, draft).value
