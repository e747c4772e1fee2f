"""What a stick would bring is told before it does, and comes true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.export import errors as stick_errors
from checkpoint_app.store import entries, unenrolled
from checkpoint_app.sync import enrolment, prospect, stick
from tests.store.conftest import CHEAP, PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import CHECK


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    made = tmp_path / "usb"
    made.mkdir()
    return made


def test_the_forecast_comes_true(fleet: units.Fleet, clock: Clock, usb: Path) -> None:
    laptop, station = fleet.laptop(), fleet.station
    shift = units.open_shift(laptop, clock)
    for plate in ("豫L12345", "豫L12346", "豫L12347"):
        entries.record(laptop, CHECK, {"plate": plate}, shift=shift.id)
    before = prospect.of(laptop, usb)
    assert (before.brings, before.gives > 3, before.is_idle) == ((), True, False)
    (visit,) = stick.sync(laptop, usb).visits
    assert visit.written is not None
    assert before.gives == visit.written.lines
    assert prospect.of(laptop, usb).gives == 0, "what lies there already is not written again"

    told = prospect.of(station, usb)
    (one,) = told.brings
    assert (one.name, one.lines > 0, told.is_idle) == ("B B", True, False)
    assert told.seconds(1000) > told.seconds(2000) > 0
    (visit,) = stick.sync(station, usb).visits
    assert visit.report.taken == one.lines
    after = prospect.of(station, usb)
    assert after.is_idle
    assert [brought.lines for brought in after.brings] == [0]


def test_what_is_not_for_this_machine_and_what_is_broken_is_named(fleet: units.Fleet, clock: Clock, usb: Path) -> None:
    one, two = fleet.laptop("B"), fleet.laptop("C")
    units.open_shift(one, clock)
    stick.sync(one, usb)
    (usb / "torn.ckb").write_bytes(b"age-encryption.org/v1\n")
    found = prospect.of(two, usb)
    assert (found.for_others, found.brings) == (1, ())
    ((file, what),) = found.refused
    assert (file, bool(what)) == ("torn.ckb", True)
    with pytest.raises(stick_errors.FolderMissing):
        prospect.of(two, usb / "pulled out")


def test_cards_of_new_machines_are_shown_to_who_may_take_them_in(
    fleet: units.Fleet, usb: Path, tmp_path: Path, clock: Clock
) -> None:
    laptop = fleet.laptop()
    made, _ = unenrolled.create(
        tmp_path / "new", officer_number="101235", officer_name="李强", password=PASSWORD, cost=CHEAP, clock=clock
    )
    with made as new:
        file = usb / enrolment.card_name(new.keys.id)
        file.write_bytes(enrolment.card_bytes(new))
        (usb / f"letter{enrolment.CARD_SUFFIX}").write_text("no card", encoding="utf-8")
        ((path, card),) = prospect.of(fleet.station, usb).cards
        assert (path, card.id) == (file, new.keys.id)
        assert prospect.of(laptop, usb).cards == ()
        enrolment.enrol_and_answer(fleet.station, card, usb / "answer.ckb")
    assert prospect.of(fleet.station, usb).cards == (), "taken in: the card asks for nothing any more"
