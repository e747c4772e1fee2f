"""Forces of entries with a crew of their own: once per officer, site and window; moved, corrected and voided they stay right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from checkpoint_app.model.records import Shift
from checkpoint_app.store import (
    entries,
    officers,
    rebuild,
    registers,
    shifts,
    shifts_rows,
    sites,
    tally,
    templates,
    units,
    verify,
)
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock

FORM = """id = "shabei.gate"
version = 1
title = { zh = "试岗", en = "Post" }
duty = ["school"]
crew_counts = true
site = "school"

[[field]]
key = "school"
kind = "site"
of = "school"
label = { zh = "学校", en = "School" }

[[field]]
key = "crew"
kind = "crew"
label = { zh = "岗上人员", en = "Crew" }

[[measure]]
name = "school_posts"

[list]
columns = ["at", "school"]
[print]
columns = ["at"]
"""


@pytest.fixture
def post(store: Store, clock: Clock) -> Shift:
    for name in ("一小", "二小"):
        sites.save(store, {"name": name, "kind": "school"})
    with store.transaction() as transaction:
        templates.add(transaction, FORM.encode())
    draft = shifts.ShiftDraft(
        duty="school", site="一小", planned_from=clock(), planned_to=clock() + timedelta(hours=1), crew=("101234",)
    )
    return shifts.open_shift(store, draft).value


def police(store: Store, site: str) -> float:
    place = registers.need(store.db, "site", site)
    return tally.total(store, "police", "2026-01-01", "2026-12-31", site=place)


def record(store: Store, school: str | None, crew: list[str]) -> str:
    values = {"crew": crew, **({"school": school} if school else {})}
    return entries.record(store, "shabei.gate", values).value.id


def clean(store: Store) -> None:
    assert tally.recount(store) == tally.stored(store)
    assert list(verify.verify(store)) == []


def test_an_officer_counts_once_at_a_site_and_window(store: Store, post: Shift) -> None:
    assert police(store, "一小") == 1
    record(store, "一小", ["101234", "101235"])
    record(store, "一小", ["101235"])
    record(store, "二小", ["101235"])
    assert (police(store, "一小"), police(store, "二小")) == (2, 1)
    clean(store)


def test_a_place_that_is_not_given_is_the_shifts(store: Store, post: Shift) -> None:
    entry = entries.get(store, record(store, None, ["101235"]))
    assert entry.site == post.site == entry.values["school"]
    assert police(store, "一小") == 2


def test_corrected_voided_and_moved(store: Store, post: Shift, clock: Clock) -> None:
    first = record(store, "二小", ["101234", "101235"])
    assert police(store, "二小") == 2
    entries.correct(store, first, {"crew": ["101235"]}, "只到一人")
    assert police(store, "二小") == 1
    entries.correct(store, first, {"school": "一小"}, "学校写错")
    assert (police(store, "二小"), police(store, "一小")) == (0, 2)
    assert entries.get(store, first).site == post.site
    clean(store)
    shifts.change(store, post.id, {"planned_from": clock() + timedelta(days=1), "planned_to": None})
    day = shifts_rows.business_day(store, "2026-11-21T12:00:00.000Z")
    assert tally.total(store, "police", day, day) == 2
    entries.void(store, first, "重复")
    assert (police(store, "二小"), police(store, "一小")) == (0, 1)
    clean(store)
    rebuild.rebuild(store)
    clean(store)


def test_who_becomes_an_officer_counts_as_one(store: Store, post: Shift) -> None:
    record(store, "二小", ["FJ1001"])
    assert police(store, "二小") == 0
    officers.save(store, {"number": "FJ1001", "name": "张三", "kind": "OFFICER"})
    assert police(store, "二小") == 1
    clean(store)


def test_the_kind_changes_in_every_window_at_any_hour_of_any_day(store: Store, post: Shift, clock: Clock) -> None:
    """Shifts and posts over midnight, at other places, on several days, joined or moved: all of them count the officer anew."""
    units.change(store, {"day_start": 6})
    for hours in (3, 7, 15, 20, 27):
        draft = shifts.ShiftDraft(
            duty="school",
            site="二小",
            planned_from=clock() + timedelta(hours=hours),
            planned_to=clock() + timedelta(hours=hours + 1),
            crew=("101235",) if hours % 2 else ("FJ1001",),
        )
        shift = shifts.open_shift(store, draft).value
        entries.record(store, "shabei.gate", {"crew": ["101235", "FJ1001"], "school": "一小"}, shift=shift.id)
    before = (police(store, "一小"), police(store, "二小"))
    officers.save(store, {"number": "FJ1001", "name": "张三", "kind": "OFFICER"})
    officers.save(store, {"number": "101235", "name": "李强", "kind": "AUX"})
    assert before == (1 + 5, 4)
    assert (police(store, "一小"), police(store, "二小")) == (1 + 5, 1)
    clean(store)


def test_a_new_officer_costs_the_same_however_many_shifts_there_are(store: Store, post: Shift) -> None:
    """Where he was out is looked up by an index, not found by reading every shift."""
    statements: list[str] = []
    store.db.set_trace_callback(statements.append)
    officers.save(store, {"number": "101299", "name": "赵六"})
    store.db.set_trace_callback(None)
    asked = [text for text in statements if " FROM tally " in text or " FROM shift " in text or " FROM force " in text]
    assert asked
    for text in asked:
        plan = [row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {text}")]
        assert not [step for step in plan if step.startswith("SCAN")], plan
