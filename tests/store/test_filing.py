"""Where lines of a copied disk stand: by their hashes alone, so that all stores end alike whatever came when; and where a cut goes."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from checkpoint_app.model import chain, ids
from checkpoint_app.store import accounts, entries, filing, notices, outgoing, revocation, tally, verify
from checkpoint_app.store.session import Store
from tests.store.branches import Branched, branched, bring, chains, copied, first_apart, record, runs, said_by
from tests.store.conftest import Clock
from tests.sync import strange, units


@pytest.fixture
def copies(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> Branched:
    return branched(fleet, clock, tmp_path)


def shown(store: Store) -> set[str]:
    return {row[0] for row in store.rows("SELECT id FROM entry")}


def up(store: Store, device: str) -> list[tuple[object, ...]]:
    """The chains of a device that hold its entries: label, from where to where."""
    return store.rows("SELECT epoch, start, seq FROM chain WHERE device=? AND scope='up' AND seq>0 ORDER BY start", (device,))


@pytest.mark.parametrize("smaller_first", [True, False])
def test_the_smaller_branch_goes_on_under_the_label(fleet: units.Fleet, copies: Branched, *, smaller_first: bool) -> None:
    station, epoch, device = fleet.station, copies.smaller.epoch, copies.smaller.keys.id
    order = [copies.smaller, copies.greater] if smaller_first else [copies.greater, copies.smaller]
    bring(station, runs(order[0]))
    ((label, start, end),) = up(station, device)
    assert (label, start) == (epoch, 1)
    bring(station, runs(order[1]))
    branch = chain.forked_epoch(epoch, first_apart(copies.greater).hex())
    assert [(row[0], row[2]) for row in up(station, device)] == [(epoch, end), (branch, end)]
    first = station.row(
        "SELECT line.hash, line.seq FROM line JOIN chain ON chain.id = line.chain WHERE epoch=? ORDER BY line.seq", (branch,)
    )
    assert first is not None
    assert (bytes(first[0]), first[1]) == (first_apart(copies.greater), up(station, device)[1][1])
    assert shown(station) == {*copies.before, *copies.of_smaller, *copies.of_greater}
    assert filing.forked(station) == [device]
    assert list(verify.verify(station)) == []


def test_all_stores_end_alike_whatever_came_when(fleet: units.Fleet, copies: Branched, clock: Clock, tmp_path: Path) -> None:
    """Three branches, one of them off another branch, in every order."""
    again = copied(copies.greater, tmp_path / "again", clock)
    fleet.stores.append(again)
    shift = entries.get(again, copies.before[0]).shift
    for store, letter in ((again, "Q"), (copies.greater, "R")):
        record(store, shift, *(f"豫{letter}2000{n}" for n in range(2)))
    writers = [copies.smaller, copies.greater, again]
    ends = []
    for number, order in enumerate(itertools.permutations(writers)):
        reader = fleet.laptop("CDEFGHJ"[number], kind="station")
        for writer in order:
            bring(reader, runs(fleet.station), runs(writer))
        ends.append(reader)
    device = copies.smaller.keys.id
    of_device = [[row for row in chains(store) if row[0] == device] for store in ends]
    assert len([row for row in of_device[0] if row[5]]) == 2
    assert all(one == of_device[0] for one in of_device)
    assert all(tally.stored(store) == tally.stored(ends[0]) for store in ends)
    assert len(shown(ends[0])) == 2 + 3 * 2 + 2 * 2
    for store in ends:
        assert list(verify.verify(store)) == []


def test_the_same_lines_in_single_ranges_and_backwards(
    fleet: units.Fleet, copies: Branched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A range whose beginning is missing is refused by name, asked for from further back, and taken once that came."""
    monkeypatch.setattr(outgoing, "MOST_LINES", 1)
    station = fleet.station
    for writer in (copies.greater, copies.smaller):
        single = runs(writer, lambda what: what.key.scope == "up")
        bring(station, runs(writer, lambda what: what.key.scope != "up"))
        refused = bring(station, reversed(single[1:])).refused
        assert [one.code for one in refused.values()] == (["LINES_GAP"] if writer is copies.greater else [])
        bring(station, single)
    assert shown(station) == {*copies.before, *copies.of_smaller, *copies.of_greater}
    assert list(verify.verify(station)) == []


@pytest.fixture
def third(fleet: units.Fleet, copies: Branched) -> Store:
    """A station that has heard nothing of the laptop yet, and the first one, where both branches are."""
    return fleet.laptop("C", kind="station")


def test_a_cut_holds_for_the_branch_that_it_names(fleet: units.Fleet, copies: Branched, third: Store) -> None:
    """The station that reports the loss knew the greater branch alone and calls it by the label; who has both calls it otherwise."""
    reporting, knowing, device = fleet.station, third, copies.smaller.keys.id
    bring(knowing, runs(reporting), runs(copies.smaller), runs(copies.greater))
    bring(reporting, runs(copies.greater))
    revocation.revoke(reporting, "B", "遗失")
    bring(knowing, runs(reporting, said_by(reporting)))
    assert shown(knowing) == {*copies.before, *copies.of_greater}, "what the report does not cover counts for nothing"

    new = fleet.laptop("D", kind="station")
    bring(new, runs(reporting, said_by(reporting)))
    taken = bring(new, runs(knowing))
    assert {one.code for one in taken.refused.values()} <= {"LINES_CUT_OFF"}
    assert shown(new) == {*copies.before, *copies.of_greater}
    assert not new.row("SELECT 1 FROM line WHERE hash=?", (first_apart(copies.smaller),)), "nobody passes on what does not count"
    (one,) = {row[0] for row in up(new, device)}
    assert one == copies.greater.epoch
    for store in (reporting, knowing, new):
        assert list(verify.verify(store)) == []


def test_a_cut_that_names_a_branch_takes_it_under_the_label_too(fleet: units.Fleet, copies: Branched, third: Store) -> None:
    """The other way round: who reports the loss knew both, who passes the lines on has the greater branch alone, under the label."""
    reporting, knowing, device = fleet.station, third, copies.smaller.keys.id
    bring(reporting, runs(copies.smaller), runs(copies.greater))
    bring(knowing, runs(reporting, said_by(reporting)), runs(copies.greater))
    revocation.revoke(reporting, "B", "遗失")
    new = fleet.laptop("D", kind="station")
    bring(new, runs(reporting, said_by(reporting)))
    bring(new, runs(knowing))
    assert shown(new) == {*copies.before, *copies.of_greater}
    bring(new, runs(reporting))
    assert shown(new) == {*copies.before, *copies.of_smaller, *copies.of_greater}
    assert [row for row in chains(new) if row[0] == device] == [row for row in chains(reporting) if row[0] == device]
    assert list(verify.verify(new)) == []


@pytest.mark.parametrize("all_here", [True, False])
def test_a_line_beyond_the_cut_does_not_count_under_any_label(
    fleet: units.Fleet, copies: Branched, third: Store, *, all_here: bool
) -> None:
    """The other copy goes on writing; who has not heard of the loss passes it on, under the label that the report names."""
    reporting, unaware = fleet.station, third
    bring(reporting, runs(copies.greater))
    bring(unaware, runs(reporting), runs(copies.smaller))
    revocation.revoke(reporting, "B", "遗失")
    new = fleet.laptop("D", kind="station")
    bring(new, runs(reporting, said_by(reporting)))
    if all_here:
        bring(new, runs(reporting))
    taken = bring(new, runs(unaware))
    if all_here:
        assert [one.code for one in taken.refused.values()] == ["LINES_CUT_OFF"]
        assert not new.row("SELECT 1 FROM line WHERE hash=?", (first_apart(copies.smaller),))
    bring(new, runs(reporting))
    assert shown(new) == {*copies.before, *copies.of_greater}
    assert tally.stored(new) == tally.stored(reporting)
    assert list(verify.verify(new)) == []


def test_what_only_a_station_may_write_counts_for_nothing_from_a_laptop(fleet: units.Fleet) -> None:
    """Also where it is the only line of its record: a role that nobody gave, a form, a day of the calendar."""
    laptop, station = fleet.laptop("B"), fleet.station
    officer = laptop.account.officer.id
    role = ids.register_id(station.unit.id, "role", officer)
    written = [
        strange.write(laptop, noun, record, {"open": json.dumps({"set": content}).encode()})
        for noun, record, content in (
            ("role", role, {"officer": officer, "roles": ["admin", "leader", "clerk"]}),
            ("calendar", "c1", {"date": "2026-11-20", "kind": "off"}),
            ("unit", station.unit.id, {"name": "别的派出所"}),
            ("purge", "p1", {"erased": {}, "measures": {}}),
        )
    ]
    bring(station, runs(laptop))
    assert accounts.roles_of(station, officer) == frozenset()
    assert station.unit.name == "沙北派出所"
    assert station.rows("SELECT noun FROM register WHERE id IN (?, 'c1')", (role,)) == []
    flagged = station.rows("SELECT hex(hash) FROM flag JOIN line ON line.id = flag.line WHERE what='unauthorised'")
    assert {row[0].lower() for row in flagged} == set(written)
    assert [notice.code for notice in notices.every(station)] == ["LINES_UNAUTHORISED"]
    assert list(verify.verify(station)) == []
    further = fleet.laptop("C", kind="station")
    bring(further, runs(station))
    assert set(written) <= {row[0].lower() for row in further.rows("SELECT hex(hash) FROM line")}, (
        "kept and passed on all the same"
    )
    assert accounts.roles_of(further, officer) == frozenset()
