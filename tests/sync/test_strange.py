"""Payloads that are no JSON, or JSON of any other form, from an enrolled machine: kept, passed on, not shown, told; nothing else stops."""

from __future__ import annotations

import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checkpoint_app.model import chain
from checkpoint_app.model.records import Role
from checkpoint_app.store import (
    entries,
    journal,
    notices,
    officers,
    opening,
    projection,
    rebuild,
    receipts,
    sites,
    tally,
    templates,
    verify,
)
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.store.conftest import PASSWORD, Clock
from tests.sync import strange, units
from tests.sync.conformance import CHECK

NO_OBJECT = [b"", b"{", b"null", b"5", b'"text"', b"[]", b'[{"set":{}}]', b"{}x", b"\x00", b"[" * 5000, b'{"set":' * 3000]
ODD_INSIDE = [
    b'{"set":5}',
    b'{"set":{"name":{"a":[1]}}}',
    b'{"set":[],"values":"x","rows":[]}',
    b'{"rows":{"persons":5}}',
    b'{"rows":{"persons":{"r1":7}}}',
    b'{"set":{"name":"\\ud800","number":"\\udfff"}}',
    b'{"set":{"size":1e999,"planned_from":NaN,"day_start":123456789012345678901234567890}}',
    b'{"set":{"media":3,"size":123456789012345678901234567890}}',
    b'{"reason":{"a":1}}',
    b'{"set":{"roles":5,"officer":[],"device":{},"chains":7,"heads":{"a/b":"c"},"measures":{"x":5},"erase":9,"lines":[1]}}',
]
SCOPES = ("shared", "up")


def meet(one: Store, other: Store) -> Report:
    report = exchange(one, MemoryPeer(other))
    assert (report.refused, report.lacking, report.not_taken) == ((), {}, {})
    return report


def hashes(store: Store) -> set[str]:
    return {bytes(row[0]).hex() for row in store.rows("SELECT hash FROM line")}


def check_all(store: Store) -> None:
    """Everything that reads the projections still does."""
    assert list(verify.verify(store)) == []
    list(notices.every(store))
    assert tally.stored(store) == tally.recount(store)
    rebuild.rebuild(store)
    assert list(verify.verify(store)) == []


def forces(store: Store) -> tuple[float, ...]:
    counted = tally.stored(store)
    return tuple(sum(value for key, value in counted.items() if key[-1] == measure) for measure in ("police", "auxiliaries"))


def test_no_object_of_any_noun(fleet: units.Fleet, clock: Clock) -> None:
    laptop, second, station = fleet.laptop("B"), fleet.laptop("C", kind="station"), fleet.station
    meet(laptop, station)
    shift = units.open_shift(laptop, clock)
    good = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    odd = [
        strange.write(laptop, noun, f"odd-{noun}-{part}-{number}", {part: data}, scope=scope)
        for number, data in enumerate(NO_OBJECT)
        for noun in (*projection.ORDER, "drone")
        for part, scope in (("open", "shared"), ("personal", "up"))
    ]
    after = entries.record(laptop, CHECK, {"plate": "豫L12346"}, shift=shift.id).value
    meet(laptop, station)
    meet(second, station)
    for store in (station, second):
        assert set(odd) <= hashes(store)
        for entry in (good, after):
            assert entries.get(store, entry.id).values == entry.values
        assert "NEEDS_NEWER_PROGRAM" in {notice.code for notice in notices.every(store)}
        check_all(store)
    assert receipts.is_received(laptop, after.id)


@pytest.mark.parametrize("payloads", [NO_OBJECT, *([data] for data in ODD_INSIDE)], ids=lambda found: repr(found[-1][:40]))
def test_on_top_of_what_is_shown(fleet: units.Fleet, clock: Clock, payloads: list[bytes]) -> None:
    """A change, a void, a newer operation of records that both know: of a register, a shift, an entry, a certificate, the unit itself."""
    laptop, station = fleet.laptop("B"), fleet.station
    meet(laptop, station)
    shift = units.open_shift(laptop, clock)
    good = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    meet(laptop, station)
    records = {row[1]: row[0] for row in laptop.rows("SELECT DISTINCT noun, record FROM line WHERE noun<>'template'")}
    assert {"entry", "shift", "officer", "site", "unit", "certificate"} <= set(records.values())
    odd = []
    for record, noun in records.items():
        for op, data in itertools.product(("change", "void", "promote"), payloads):
            base = journal.merged(laptop.db, record).heads
            odd.append(strange.write(laptop, noun, record, {"open": data}, op=op, base=base))
    meet(laptop, station)
    assert set(odd) <= hashes(station)
    assert tally.stored(station) == tally.recount(station)
    assert list(verify.verify(station)) == []
    assert entries.exists(laptop, good.id)
    station.close()
    fleet.stores.remove(station)
    with opening.open_store(station.folder, officer="101234", password=PASSWORD, clock=clock) as again:
        assert again.unit.name == "沙北派出所"
        check_all(again)
        meet(laptop, again)


def test_who_can_no_longer_be_shown_gets_in_and_counts_as_nobody_knows_what(fleet: units.Fleet, clock: Clock) -> None:
    """A laptop makes nonsense of the row of an officer who is on duty, and of the station's own one."""
    laptop, station = fleet.laptop("B"), fleet.station
    meet(laptop, station)
    units.open_shift(laptop, clock)
    meet(laptop, station)
    assert forces(station) == (1, 1)
    for officer in (station.account.officer.id, officers.need(station, "101235").id):
        base = journal.merged(laptop.db, officer).heads
        strange.write(laptop, "officer", officer, {"open": b'{"set":{"number":[1]}}'}, op="change", base=base)
    meet(laptop, station)
    assert [officer.number for officer in officers.every(station)] == ["FJ1001"]
    assert forces(station) == (0, 2)
    station.close()
    fleet.stores.remove(station)
    with opening.open_store(station.folder, officer="101234", password=PASSWORD, clock=clock) as again:
        assert (again.account.officer.number, again.account.may(Role.ADMIN)) == ("101234", True)
        check_all(again)
        officers.save(again, {"number": "101234", "name": "王小明"})
        assert officers.need(again, "101234").name == "王小明"
        check_all(again)


SHORT = settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
KEYS = st.sampled_from(
    [
        *("set", "values", "rows", "reason", "name", "number", "kind", "site", "crew", "lead", "state", "code", "planned_from"),
        *(
            "shift",
            "template",
            "at",
            "typed_at",
            "checked_by",
            "plate",
            "people",
            "entry",
            "device",
            "heads",
            "chains",
            "previous",
        ),
        *("officer", "roles", "measures", "erase", "lines", "media", "size", "hazards", "found_at", "deadline", "order", "form"),
        *(
            "subject",
            "merged_into",
            "owner",
            "due",
            "persons",
            "date",
            "week",
            "label",
            "premises",
            "source",
            "statement",
            "root",
        ),
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["2026-11-20T01:00:00.000Z", "open", "final", "0" * 64, "checkpoint", 2**70, "\ud800", 1e308, "2026-11-20"]),
)
ANY = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=6)), max_leaves=12
)
BODY = st.fixed_dictionaries(
    {"set": st.dictionaries(KEYS, ANY, max_size=12)}, optional={"values": ANY, "rows": ANY, "reason": ANY}
)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(bodies=st.lists(st.tuples(st.sampled_from(projection.ORDER), st.sampled_from(chain.OPS), BODY), min_size=10, max_size=40))
def test_json_of_any_form(cheap_passwords: None, bodies: list[tuple[str, str, dict[str, Any]]]) -> None:
    """New records and changes of known ones, of every noun."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        fleet = units.Fleet(Path(folder), clock)
        laptop, station = fleet.laptop("B"), fleet.station
        meet(laptop, station)
        shift = units.open_shift(laptop, clock)
        entries.record(laptop, CHECK, {"plate": "豫L12345", "people": 3}, shift=shift.id)
        known: dict[str, str] = dict(laptop.rows("SELECT noun, record FROM line ORDER BY id"))
        odd = []
        for number, (noun, op, body) in enumerate(bodies):
            data = json.dumps(body).encode()
            record = known[noun] if noun in known and number % 2 else f"odd-{number}"
            base = journal.merged(laptop.db, record).heads if record == known.get(noun) else ()
            odd.append(strange.write(laptop, noun, record, {"open": data}, op=op, base=base, scope=SCOPES[number % 2]))
        meet(laptop, station)
        assert set(odd) <= hashes(station)
        check_all(station)
        fleet.close()


FORMS = ("checkpoint-check", "fire-check", "fire-recheck", "school-post", "patrol", "sweep", "response", "visit")
ODD = st.one_of(LEAVES, st.lists(LEAVES, max_size=2), st.dictionaries(KEYS, LEAVES, max_size=2))
PICKS = st.tuples(st.integers(0, 99), ODD)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(picks=st.lists(st.lists(PICKS, min_size=1, max_size=4), min_size=30, max_size=60))
def test_entries_of_every_form_with_odd_values(cheap_passwords: None, picks: list[list[tuple[int, Any]]]) -> None:
    """At a station hazards and to-dos follow from entries: also from those whose values another program wrote."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        fleet = units.Fleet(Path(folder), clock)
        laptop, station = fleet.laptop("B"), fleet.station
        place = sites.save(station, {"name": "阳光宾馆", "kind": "premises"})[0].id
        meet(laptop, station)
        shift = units.open_shift(laptop, clock)
        content = {"shift": shift.id, "site": place, "at": "2026-11-20T12:00:00.000Z", "typed_at": "2026-11-20T12:00:00.000Z"}
        content |= {"checked_by": [laptop.account.officer.id], "state": "final"}
        for number, changes in enumerate(picks):
            form = templates.need(laptop, FORMS[number % len(FORMS)])
            values: dict[str, Any] = {"premises": place, "plate": "豫L12345", "findings": ["KNIFE"], "disposition": "SEIZE"}
            row = {"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}
            rows: dict[str, Any] = {"hazards": {"r1": dict(row)}, "further_dispositions": {"r1": {"code": "DETAIN_VEHICLE"}}}
            named = dict(content, template=form.identity)
            for at, value in changes:
                field = form.fields[at % len(form.fields)]
                if at % 3 == 0:
                    rows.setdefault(field.key, {}).setdefault("r1", {})[
                        ("kind", "order", "deadline", "code", "place")[at % 5]
                    ] = value
                elif at % 7 == 0:
                    named[("at", "checked_by", "site", "state", "late")[at % 5]] = value
                else:
                    values[field.key] = value
            data = json.dumps({"set": named, "values": values, "rows": rows}).encode()
            strange.write(laptop, "entry", f"e{number}", {"open": data}, scope="up")
        meet(laptop, station)
        check_all(station)
        fleet.close()
