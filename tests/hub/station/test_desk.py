"""Who has the store, and for how long."""

from __future__ import annotations

import threading
import time

from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.store.session import Store


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
