"""Who has the store, and for how long."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.model.travel import LineRange
from checkpoint_app.store import incoming, tally
from checkpoint_app.store.session import Store
from tests.hub.station.serving import record
from tests.store.branches import runs
from tests.sync import units


def test_long_work_hands_the_store_on_between_its_slices(store: Store) -> None:
    desk = Desk(store)
    order: list[str] = []
    begun = threading.Event()

    def long_work() -> None:
        with desk.store():
            for number in range(40):
                begun.set()
                time.sleep(0.005)
                order.append(f"slice {number}")
                desk.breathe()

    def page(name: str) -> None:
        with desk.store() as own:
            assert own is store
            order.append(name)

    working = threading.Thread(target=long_work)
    working.start()
    begun.wait()
    asking = [threading.Thread(target=page, args=(name,)) for name in ("one", "two")]
    for thread in asking:
        thread.start()
        thread.join()
    working.join()
    assert order.index("one") < order.index("two") < order.index("slice 39"), "nobody waits for the whole of it"


def test_a_request_that_fails_gives_the_store_back(store: Store) -> None:
    desk = Desk(store)
    try:
        with desk.store():
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with desk.store() as again:
        assert again is store


@pytest.fixture
def brought(fleet: units.Fleet, laptop: Store) -> list[LineRange]:
    """What a laptop with many checks brings."""
    record(laptop, 120)
    return runs(laptop)


def not_shown(store: Store) -> int:
    return len(store.rows("SELECT record FROM again"))


def take(desk: Desk, brought: list[LineRange]) -> None:
    with desk.delivery() as store:
        intake = incoming.Intake(store, desk.breathe)
        for run in brought:
            assert intake.take(run)
        intake.finish()
        assert not_shown(store) == 120


def test_what_came_is_shown_once_nobody_brings_anything(fleet: units.Fleet, laptop: Store, brought: list[LineRange]) -> None:
    desk = Desk(fleet.station)
    take(desk, brought)
    with desk.delivery() as store:
        time.sleep(0.5)
        assert not_shown(store) == 120, "another machine brings something"
    desk.rest()
    assert not_shown(fleet.station) == 0
    assert tally.stored(fleet.station) == tally.stored(laptop)
    desk.close()


def test_a_hub_that_ends_leaves_what_is_not_shown_to_the_next_opening(fleet: units.Fleet, brought: list[LineRange]) -> None:
    desk = Desk(fleet.station)
    take(desk, brought)
    desk.close()
    assert not_shown(fleet.station) == 120
    desk.rest()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_that_nobody_foresaw_leaves_showing_to_the_next_delivery(fleet: units.Fleet, brought: list[LineRange]) -> None:
    desk = Desk(fleet.station)
    wanted = fleet.station.is_waited_for
    take(desk, brought)
    fleet.station.is_waited_for = lambda: bool(1 / 0)
    desk.rest()
    assert not_shown(fleet.station) == 120
    fleet.station.is_waited_for = wanted
    with desk.delivery():
        pass
    desk.rest()
    assert not_shown(fleet.station) == 0
    desk.close()


def test_what_is_brought_while_the_hub_ends_stops_after_its_slice(store: Store) -> None:
    desk = Desk(store)
    slices: list[int] = []
    begun = threading.Event()

    def bring() -> None:
        with contextlib.suppress(Exception), desk.delivery():
            for number in range(1000):
                slices.append(number)
                begun.set()
                time.sleep(0.01)
                desk.breathe()

    bringing = threading.Thread(target=bring)
    bringing.start()
    begun.wait()
    desk.close()
    done = len(slices)
    bringing.join()
    assert len(slices) == done < 100, "nobody uses the store once this has returned"
