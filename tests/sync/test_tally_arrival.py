"""Lines that reach the station late, in pieces and out of order leave its tally equal to a recount, in the end to the laptop's."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoint_app.model.records import EntryState, Shift
from checkpoint_app.store import entries, handover, incoming, outgoing, shifts, statistics, tally
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock
from tests.sync import units

ACTIONS = st.sampled_from(["open", "record", "count", "correct", "void", "move", "close"])
CARRIED = st.sets(st.sampled_from(["shared", "up"]), max_size=2)
"""Which kinds of chains get through after an action; entries (up) without their shift (shared) have to wait for it."""


def act(store: Store, clock: Clock, what: str, opened: list[Shift], known: list[str]) -> None:
    clock.forward(minutes=7)
    if what == "open":
        clock.forward(days=1)
        opened.append(units.open_shift(store, clock))
    elif what == "record":
        values = {"plate": "豫L12345", "people": len(known) % 4 + 1, "findings": ["PLATE"] if len(known) % 2 else []}
        known.append(entries.record(store, "checkpoint-check", values, shift=opened[-1].id).value.id)
    elif what == "count":
        known.append(entries.record(store, "checkpoint-count", {"vehicles": 9, "people": 3}, shift=opened[-1].id).value.id)
    elif what == "move":
        moved = opened[-1].planned_from - timedelta(days=len(known) % 3)
        shifts.change(store, opened[-1].id, {"planned_from": moved, "planned_to": None})
    elif what == "close" and len(opened) > 1:
        handover.close(store, opened.pop(0).id, withdrawn=True)
    elif known and entries.get(store, known[-1]).state is not EntryState.VOID:
        if what == "correct":
            entries.correct(store, known[-1], {"people": 7}, "漏数")
        elif what == "void":
            entries.void(store, known[-1], "重复")


def carry(of: Store, to: Store, scopes: set[str]) -> None:
    for what in outgoing.owed(of, to.keys.id, outgoing.heads(to, of.keys.id)):
        if what.key.scope in scopes:
            incoming.take_all(to, outgoing.ranges(of, what))


def right(store: Store) -> bool:
    recounted = tally.recount(store)
    return tally.stored(store) == recounted and tally.stored_by_site(store) == tally.summed(recounted)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(ACTIONS, CARRIED), min_size=3, max_size=12))
def test_whatever_arrives_when(cheap_passwords: None, steps: list[tuple[str, set[str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        fleet = units.Fleet(Path(folder), clock)
        laptop, station = fleet.laptop(), fleet.station
        opened, known = [units.open_shift(laptop, clock)], list[str]()
        for what, scopes in steps:
            act(laptop, clock, what, opened, known)
            carry(laptop, station, scopes)
            assert right(station)
        assert right(laptop)
        for scope in ("up", "shared"):
            carry(laptop, station, {scope})
        assert right(station)
        assert tally.stored(station) == tally.stored(laptop)
        fleet.close()


def test_the_figures_say_how_far_each_other_machine_is_in(cheap_passwords: None, tmp_path: Path) -> None:
    fleet = units.Fleet(tmp_path, Clock())
    fleet.laptop("B")
    period = statistics.Query(first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert statistics.completeness(fleet.station, period).devices == (("B B", ""),)
    fleet.close()
