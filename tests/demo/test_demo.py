"""The make-believe year: what it holds, and that it is the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checkpoint_app import demo
from checkpoint_app.demo import checkpoints, laptop, papers
from checkpoint_app.demo import year as year_plan
from checkpoint_app.demo.world import Duty, WalkingClock, World, walk
from checkpoint_app.model import timing
from checkpoint_app.model.figures import columns
from checkpoint_app.store import (
    entries_list,
    equipment,
    hazards,
    operations,
    premises,
    reports,
    roster_weeks,
    rosters,
    round_sheets,
    schools,
    shifts,
    sites,
    statistics,
    tasks,
    templates,
    verify,
)
from checkpoint_app.store.school_guard import PLACE_NAME

UNTIL = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = demo.make_world(tmp_path_factory.mktemp("demo") / "store", records=1500, seed=1, until=UNTIL)
    yield made
    made.store.close()


def figures(world: World) -> dict[str, float]:
    return {str(row[0]): row[1] for row in world.store.rows("SELECT measure, SUM(value) FROM tally GROUP BY measure")}


def test_the_registers_of_a_county(year: World) -> None:
    store = year.store
    found = schools.every(store)
    assert len(found) == 65
    assert all(school.type and school.students and school.officer and school.principal for school in found)
    assert {school.one_key_alarm for school in found} == {True, False}
    posts = [site for site in sites.every(store, kind="post") if site.name != PLACE_NAME]
    assert (len(sites.every(store, kind="checkpoint")), len(posts)) == (3, 12)
    assert len(premises.every(store)) == 40
    assert all(equipment.every(store, premises=place.id) for place in premises.every(store))


def test_nothing_of_it_is_faulty(year: World) -> None:
    assert list(verify.verify(year.store)) == []


def test_every_shipped_form_is_used(year: World) -> None:
    used = {row[0] for row in year.store.rows("SELECT DISTINCT template_id FROM entry")}
    assert used == {form.id for form in templates.every(year.store)}


def test_duties_go_on_beside_each_other_and_the_clock_never_goes_back() -> None:
    clock = WalkingClock(UNTIL)
    seen: list[tuple[str, datetime]] = []

    def duty(name: str, *minutes: int) -> Duty:
        begins = clock.moment
        for minute in minutes:
            seen.append((name, clock.moment))
            yield begins + timedelta(minutes=minute)
        seen.append((name, clock.moment))

    walk(
        clock,
        [(UNTIL + timedelta(minutes=5), lambda: duty("b", 1)), (UNTIL, lambda: duty("a", 3, 30)), (UNTIL, lambda: duty("c"))],
    )
    assert [name for name, _ in seen] == ["a", "c", "a", "b", "b", "a"]
    assert [moment for _, moment in seen] == sorted(moment for _, moment in seen)


def test_hazards_live_on(year: World) -> None:
    store = year.store
    found = hazards.every(store)
    assert {str(hazard.life.on(hazards.today(store))) for hazard in found} >= {"FIXED", "OVERDUE"}


def test_rounds_are_walked_also_on_paper(year: World) -> None:
    store = year.store
    sheets = round_sheets.every(store)
    assert sheets
    assert all(sheet.keyed for sheet in sheets)
    late = [entry for entry in entries_list.every(store, entries_list.EntryFilter(template="fire-check")) if entry.late]
    assert {entry.page for entry in late} == {sheet.number for sheet in sheets}
    assert all(entry.at < entry.typed_at for entry in late)
    seen = {str(row["equipment"]) for entry in late for row in entry.values["equipment"]}  # type: ignore[attr-defined]
    assert seen <= {piece.id for piece in equipment.every(store)}


def test_dispositions_are_seen_to(year: World) -> None:
    found = tasks.every(year.store)
    done = [task for task in found if task.life.done is not None]
    assert len(done) > len(found) / 2
    assert all(task.steps[-1].document for task in done if task.steps)
    assert sum(task.life.late for task in done) < len(done) / 10


def test_tonight_leaves_a_held_car_to_be_seen_to(tmp_path: Path) -> None:
    with demo.make_world(tmp_path / "store", records=40, seed=2, until=UNTIL).store as store:
        world = World(store, store.clock, random.Random(2))  # type: ignore[arg-type]
        world.meet()
        shift = checkpoints.tonight(world)
        left = {task.order.rule for task in tasks.every(store, shift=shift.id, open_only=True)}
        assert {"HOLD_VEHICLE.APPROVE", "HOLD_VEHICLE.HAND_IN", "HOLD_VEHICLE.PARTY", "HOLD_LICENSE.HAND_IN"} <= left
        assert any("扣留机动车报批" in point for point in shift.handover)
        (night,) = operations.every(store, open_only=True)
        assert operations.figures(store, night.id).row("vehicles").value == entries_list.totals(store, shift.id)["vehicles"]


def test_sweeps_are_operations_whose_sheets_add_up_to_a_countys(year: World) -> None:
    found = operations.every(year.store)
    assert len(found) == figures(year)["sweeps"]
    out = [sum(operations.figures(year.store, one.id).row(key).total or 0 for key in ("police", "auxiliaries", "community")) for one in found]
    assert min(out) > 0
    assert sum(out) / len(out) * year_plan.MOST_SWEEPS > 3000  # 人次, as 46 of them make in a year
    assert all(len(operations.shifts_of(year.store, one.id)) == 2 for one in found)
    assert {one.open for one in found} == {False}


def test_school_guard_is_rostered_and_counted(year: World) -> None:
    found = figures(year)
    assert found["posts_planned"] >= found["school_posts"] > 300
    assert found["posts_late"] > 0
    assert found["buses_checked"] > 0
    held = shifts.every(year.store, duty="school")
    assert all(shift.period and shift.posts for shift in held)
    weeks = {row.week for row in rosters.every(year.store)}
    assert weeks == {rosters.week_of(timing.local(shift.planned_from, year.store.unit.tz()).date()) for shift in held}
    assert all(roster_weeks.load(year.store, week).clashes == {} for week in weeks)


def test_the_same_seed_makes_the_same_year(tmp_path: Path) -> None:
    made = [demo.make_world(tmp_path / str(number), records=200, seed=7, until=UNTIL) for number in range(2)]
    assert figures(made[0]) == figures(made[1])
    for world in made:
        world.store.close()


def test_its_papers_and_its_bulletin(year: World, tmp_path: Path) -> None:
    made = papers.others(year, tmp_path)
    papers.report(year, made)
    assert all(file.read_bytes().startswith(b"%PDF") for file in made.glob("*.pdf"))
    assert {file.name for file in made.iterdir()} >= {"fire-check.pdf", "hazard-ledger.pdf", "school-board.pdf", "school-register.pdf", "statistics.xlsx", "labels.pdf", "round-sheet.pdf", "extinguisher-ledger.pdf"}
    bulletin = (made / "bulletin.txt").read_text(encoding="utf-8")
    assert all(words in bulletin for words in ("检查单位", "集中清查", "巡逻", "走访", "达标率"))


def test_every_column_of_the_bureau_is_filled(year: World) -> None:
    """Domain §9.3: from the records of the year, or, where no record knows it, typed in with its source."""
    store = year.store
    whole = statistics.Query(first=UNTIL.date() - timedelta(days=400), last=UNTIL.date() + timedelta(days=1))
    report = reports.freeze(store, "全年", whole).value
    typed = [column.key for column in columns() if column.typed]
    reports.supplement_all(store, report.id, [(key, 3, "案件系统") for key in typed])
    values = reports.values(store, whole)
    empty = {column.key for column in columns() if column.main and not values[column.key]}
    assert empty == set()
    assert sum(1 for column in columns() if column.key.startswith("vehicles.") and values[column.key]) >= 5


def test_a_second_machine_and_the_stick(tmp_path: Path) -> None:
    made = demo.make_world(tmp_path / "store", records=100, seed=2, until=UNTIL)
    said: list[str] = []
    carried = laptop.carry(made, tmp_path, said.append)
    assert (carried.repeated, carried.lacking, carried.not_received) == (0, 0, 0)
    assert carried.received >= 12
    assert list(carried.stick.glob("*.ckb"))
    assert (tmp_path / "delivery-slip.pdf").read_bytes().startswith(b"%PDF")
    assert list(verify.verify(made.store)) == []
    assert len(said) == 2
    made.store.close()
