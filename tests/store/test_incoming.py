"""Lines that come early, late or halfway: what waits is shown once the rest is here; what a crash left is done at the next opening."""

from __future__ import annotations

import itertools

import pytest

from checkpoint_app.model.records import EntryState, Role, Shift
from checkpoint_app.store import (
    accounts,
    entries,
    incoming,
    opening,
    rebuild,
    settling,
    shifts,
    sites,
    tally,
    templates,
    twins,
    verify,
)
from checkpoint_app.store.session import Store
from tests.model.forms import HEAD, TAIL
from tests.store.branches import bring, runs, said_by
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import CHECK, check_whole

FORM = f'{HEAD}[[field]]\nkey = "plate"\nkind = "plate"\nlabel = {{ zh = "车牌", en = "Plate" }}\n{TAIL}'


def scope(name: str, store: Store) -> list[incoming.LineRange]:
    return runs(store, lambda what: what.key.scope == name and what.key.device == store.keys.id)


def waiting(store: Store) -> set[tuple[str, str]]:
    return {(noun, needs) for noun, needs in store.rows("SELECT noun, needs FROM awaited WHERE needs<>''")}


def again(store: Store) -> int:
    found = store.row("SELECT count(*) FROM again")
    assert found is not None
    return int(found[0])


def by_shift(store: Store, shift: Shift) -> list[str]:
    return [row[0] for row in store.rows("SELECT id FROM entry WHERE shift=? AND day<>'' ORDER BY id", (shift.id,))]


@pytest.fixture
def laptop(fleet: units.Fleet) -> Store:
    return fleet.laptop("B")


def test_an_entry_that_came_before_its_shift(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    station = fleet.station
    shift = units.open_shift(laptop, clock)
    made = entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 2}, shift=shift.id).value
    bring(station, scope("up", laptop))
    assert ("entry", shift.id) in waiting(station)
    assert by_shift(station, shift) == []
    assert not any(value for key, value in tally.stored(station).items() if key[0]), "on no day, so in no figure"
    check_whole(station)

    bring(station, scope("shared", laptop))
    assert by_shift(station, shift) == [made.id]
    assert ("entry", shift.id) not in waiting(station)
    assert again(station) == 0
    assert tally.stored(station) == tally.stored(laptop)
    check_whole(station)


def test_an_entry_of_a_shift_that_was_joined_to_one_that_is_not_here_yet(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    """The shift comes, says that it stands in another one, and that one comes last."""
    station, other = fleet.station, fleet.laptop("C")
    one, two = units.open_shift(laptop, clock), units.open_shift(other, clock)
    made = entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 2}, shift=one.id).value
    collecting = fleet.laptop("D", kind="station")
    for store in (laptop, other):
        bring(station, scope("shared", store), scope("up", store))
    twins.join(station, one.id, two.id, "同一班")
    bring(collecting, runs(station, said_by(station)), scope("up", laptop), scope("shared", laptop))
    assert by_shift(collecting, two) == []
    bring(collecting, scope("shared", other), scope("up", other))
    kept = shifts.get(station, one.id)
    shown = two if kept.state == "merged" else one
    assert by_shift(collecting, shown) == by_shift(station, shown) == [made.id]
    assert tally.stored(collecting) == tally.stored(station)
    check_whole(station, collecting)


def test_an_entry_that_came_before_its_form(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    station, late = fleet.station, fleet.laptop("C", kind="station")
    form, _, _ = templates.add_own(station, FORM.encode())
    bring(laptop, runs(station, said_by(station)))
    shift = units.open_shift(laptop, clock)
    made = entries.record(laptop, form.id, {"plate": "豫L12345"}, shift=shift.id).value
    bring(late, scope("shared", laptop), scope("up", laptop))
    assert ("entry", form.identity) in waiting(late)
    assert not entries.exists(late, made.id)
    bring(late, runs(station, said_by(station)))
    assert ("entry", form.identity) not in waiting(late)
    assert entries.get(late, made.id).values == made.values
    assert again(late) == 0
    check_whole(late)


def test_a_register_row_that_comes_last_names_and_counts(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    """The place and the crew of a shift are in the station's chain, which comes after the laptop's."""
    station, late = fleet.station, fleet.laptop("C", kind="station")
    bring(laptop, runs(station, said_by(station)))
    site = sites.save(station, {"name": "淮河路卡点", "kind": "checkpoint"})[0]
    bring(laptop, runs(station, said_by(station)))
    draft = shifts.ShiftDraft(duty="checkpoint", site=site.id, planned_from=clock(), crew=("101234", "FJ1001"), basis="PL15")
    shift = shifts.open_shift(laptop, draft).value
    entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id)
    bring(late, scope("up", laptop), scope("shared", laptop))
    assert ("shift", site.id) in waiting(late)
    bring(late, runs(station, said_by(station)))
    assert waiting(late) == set()
    bring(station, scope("up", laptop), scope("shared", laptop))
    assert tally.stored(late) == tally.stored(station) == tally.stored(laptop)
    check_whole(late, station)


class PowerLost(BaseException):
    """Nothing after it happens."""


def killed_after(slices: int) -> incoming.Between:
    counted = itertools.count(1)

    def between() -> None:
        if next(counted) > slices:
            raise PowerLost

    return between


@pytest.mark.parametrize("slices", [2, 4, 6, 8, 10])
def test_killed_between_filing_and_showing_the_next_opening_goes_on(
    fleet: units.Fleet, laptop: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, slices: int
) -> None:
    """Nothing is shown in its slice, so that everything is still to be done; killed there, and once more while it is being done."""
    station, reader = fleet.station, fleet.laptop("C", kind="station")
    accounts.set_roles(station, "101235", [Role.CLERK])
    shift = units.open_shift(laptop, clock)
    entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 2}, shift=shift.id)
    row = {"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}
    place = sites.save(station, {"name": "阳光宾馆", "kind": "premises"})[0]
    bring(laptop, runs(station, said_by(station)))
    entries.record(laptop, "fire-check", {"premises": place.id, "hazards": [row]}, shift=shift.id)
    monkeypatch.setattr(incoming, "STEP_S", -1.0)
    with pytest.raises(PowerLost):
        incoming.take_all(reader, [*runs(station), *runs(laptop)], killed_after(slices))
    assert again(reader) > 0
    assert not reader.account.may(Role.CLERK)
    fleet.stores.remove(reader)
    reader.close()

    reopened = opening.open_store(reader.folder, officer="101235", password=PASSWORD, clock=clock)
    fleet.stores.append(reopened)
    assert again(reopened) == 0
    assert reopened.account.roles == accounts.roles_of(reopened, reopened.account.officer.id)
    check_whole(reopened)
    with pytest.raises(PowerLost):
        incoming.take_all(reopened, [*runs(station), *runs(laptop)], killed_after(1))
    bring(reopened, runs(station), runs(laptop))
    bring(station, runs(laptop))
    assert again(reopened) == 0
    assert reopened.account.may(Role.CLERK)
    assert tally.stored(reopened) == tally.stored(station)
    assert reopened.rows("SELECT id, body FROM hazard") == station.rows("SELECT id, body FROM hazard") != []
    check_whole(reopened, station)


def test_roles_that_came_before_a_crash_hold_from_the_next_opening_on(
    fleet: units.Fleet, laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.set_roles(fleet.station, "101235", [Role.LEADER])
    monkeypatch.setattr(incoming, "STEP_S", -1.0)
    intake = incoming.Intake(laptop)
    for parcel in runs(fleet.station):
        assert intake.take(parcel)
    fleet.stores.remove(laptop)
    laptop.close()
    with opening.open_store(laptop.folder, officer="101235", password=PASSWORD) as again_open:
        assert again_open.account.may(Role.LEADER)
        assert again_open.unit == fleet.station.unit


def test_a_rebuild_in_between_leaves_what_follows_to_be_done(
    fleet: units.Fleet, laptop: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is updated while an exchange had been broken off: hazards still follow from the entries."""
    station = fleet.station
    place = sites.save(station, {"name": "阳光宾馆", "kind": "premises"})[0]
    bring(laptop, runs(station, said_by(station)))
    shift = units.open_shift(laptop, clock)
    row = {"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}
    made = entries.record(laptop, "fire-check", {"premises": place.id, "hazards": [row]}, shift=shift.id).value
    only_entries = [run for run in runs(laptop) if run.chain.scope == "up"]
    intake = incoming.Intake(station)
    for parcel in [*scope("shared", laptop), *only_entries]:
        intake.take(parcel)
    rebuild.rebuild(station)
    incoming.Intake(station).finish()
    assert again(station) == 0
    assert station.row("SELECT entry FROM hazard") == (made.id,)
    assert list(verify.verify(station)) == []


def of_one_exchange(store: Store, parcels: list[incoming.LineRange]) -> incoming.Taken:
    """What the machine that brought it waits for."""
    intake = incoming.Intake(store)
    for parcel in parcels:
        assert intake.take(parcel)
    return intake.finish()


def test_new_checks_are_shown_after_who_brought_them_may_go(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    """They are here, durable, before; what others have to hear of follows at once."""
    station = fleet.station
    place = sites.save(station, {"name": "阳光宾馆", "kind": "premises"})[0]
    bring(laptop, runs(station, said_by(station)))
    shift = units.open_shift(laptop, clock)
    plain = entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 2}, shift=shift.id).value
    warned = entries.record(
        laptop, CHECK, {"plate": "豫L12346", "findings": ["BELT_HELMET"], "disposition": "WARN_RELEASE"}, shift=shift.id
    )
    row = {"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}
    fire = entries.record(laptop, "fire-check", {"premises": place.id, "hazards": [row]}, shift=shift.id).value
    of_one_exchange(station, [*scope("shared", laptop), *scope("up", laptop)])
    assert again(station) > 0
    assert not entries.exists(station, plain.id)
    assert entries.exists(station, fire.id)
    assert station.row("SELECT entry FROM hazard") == (fire.id,)
    settling.show_rest(station, incoming.nothing_between)
    assert again(station) == 0
    assert [entries.exists(station, one) for one in (plain.id, warned.value.id)] == [True, True]
    assert tally.stored(station) == tally.stored(laptop)
    check_whole(station)


def test_a_correction_that_comes_with_its_entry_is_shown_at_once(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    station = fleet.station
    shift = units.open_shift(laptop, clock)
    made = entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 2}, shift=shift.id).value
    first = [*scope("shared", laptop), *scope("up", laptop)]
    of_one_exchange(station, first)
    entries.void(laptop, made.id, "记错")
    of_one_exchange(station, scope("up", laptop))
    assert entries.get(station, made.id).state is EntryState.VOID
    settling.show_rest(station, incoming.nothing_between)
    assert entries.get(station, made.id).state is EntryState.VOID
    assert again(station) == 0
    assert tally.stored(station) == tally.stored(laptop)
    check_whole(station)


def test_killed_before_the_rest_was_shown_the_next_opening_shows_it(fleet: units.Fleet, laptop: Store, clock: Clock) -> None:
    reader = fleet.laptop("C", kind="station")
    shift = units.open_shift(laptop, clock)
    made = entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 2}, shift=shift.id).value
    of_one_exchange(reader, [*runs(fleet.station), *runs(laptop)])
    assert not entries.exists(reader, made.id)
    fleet.stores.remove(reader)
    reader.close()
    with opening.open_store(reader.folder, officer="101235", password=PASSWORD, clock=clock) as reopened:
        assert entries.exists(reopened, made.id)
        assert tally.stored(reopened) == tally.stored(laptop)
        check_whole(reopened)
