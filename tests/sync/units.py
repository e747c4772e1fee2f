"""Units in tests: a station and laptops, enrolled, each with its own encrypted store and clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from checkpoint_app.model.records import Shift
from checkpoint_app.store import identity, keys, officers, opening, shifts, sites
from checkpoint_app.store.session import Store, Transaction
from tests.store.conftest import CHEAP, PASSWORD, Clock

Now = Callable[[], datetime]
"""A machine's clock."""


class Fleet:
    """The machines of one unit in a test; closed together."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self.clock = clock
        self.stores: list[Store] = []
        self.station = self._keep(station(folder / "station", clock))

    def _keep(self, store: Store) -> Store:
        self.stores.append(store)
        return store

    def laptop(self, letter: str = "B", *, kind: str = "field", clock: Clock | None = None) -> Store:
        return self._keep(laptop(self._folder / letter, self.station, clock or self.clock, letter=letter, kind=kind))

    def close(self) -> None:
        for store in self.stores:
            store.close()


def station(folder: Path, clock: Now) -> Store:
    """沙北派出所's first machine: 王小明, 李强, the auxiliary 张三 and one checkpoint."""
    made, _ = opening.create(
        folder, unit_name="沙北派出所", officer_number="101234", officer_name="王小明", password=PASSWORD, cost=CHEAP, clock=clock
    )
    officers.save(made, {"number": "101235", "name": "李强"})
    officers.save(made, {"number": "FJ1001", "name": "张三", "kind": "AUX"})
    sites.save(made, {"name": "黄河路卡点", "kind": "checkpoint"})
    return made


def laptop(folder: Path, of: Store, clock: Now, *, letter: str = "B", kind: str = "field") -> Store:
    """A further machine: certified by the station, believing in the unit's root key, still without anything of the unit."""
    made = identity.new_device_keys()
    with of.transaction() as transaction:
        certificate = identity.certify(
            made, unit=of.unit.id, kind=kind, letter=letter, name=letter, by=of.keys.id, at=transaction.at, signer=of.keys.signing
        )
        transaction.append("certificate", made.id, "create", {"open": {"set": certificate}})

    def fill(store: Store, transaction: Transaction) -> None:
        del store, transaction

    officer: dict[str, object] = {"number": "101235", "name": "李强", "kind": "OFFICER"}
    store = opening.found(folder, officer, PASSWORD, of.unit.id, made, keys.new_recovery_key(), fill, cost=CHEAP, clock=clock)
    believe(store, of)
    return store


def believe(store: Store, other: Store) -> None:
    """What an enrolment brings by hand: the certificates and the unit, so that the first hello of the other is believed."""
    from checkpoint_app.store import incoming, outgoing

    for what in outgoing.owed(other, store.keys.id, {}):
        if what.key.device == other.keys.id and what.key.scope == "shared":
            incoming.take_all(store, outgoing.ranges(other, what))


def open_shift(store: Store, clock: Now) -> Shift:
    """A checkpoint shift of four hours from the clock's now."""
    draft = shifts.ShiftDraft(
        duty="checkpoint",
        site="黄河路卡点",
        planned_from=clock(),
        planned_to=clock() + timedelta(hours=4),
        crew=("101235", "FJ1001"),
        basis="PL15",
    )
    return shifts.open_shift(store, draft).value
