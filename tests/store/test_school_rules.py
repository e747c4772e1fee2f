"""The station's own calendar, times and settings; the shifts that the roster opens."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from checkpoint_app.model.records import ShiftState
from checkpoint_app.store import (
    errors,
    hazards,
    registers,
    rosters,
    school_board,
    school_guard,
    school_rules,
    schools,
    shifts,
    tally,
    verify,
)
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def gates(store: Store, clock: Clock) -> list[str]:
    """A primary school, a kindergarten, a training centre; Friday 06:00."""
    clock.moment = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
    made = [
        schools.save(store, {"name": name, "type": kind})[0].id
        for name, kind in (("一小", "小学"), ("育才幼儿园", "幼儿园"), ("星光培训", "培训"))
    ]
    rosters.save(store, {"week": "2026-W47", "site": "一小", "5.MORNING": "101235 FJ1001", "5.AFTERNOON": "101235"})
    return made


def board(store: Store, period: str = "MORNING", day: date = FRIDAY) -> dict[str, str]:
    return {tile.school.name: tile.state for tile in school_board.board(store, day, period).tiles}


def test_days_that_the_station_writes_down(store: Store) -> None:
    school_rules.write_days(store, date(2026, 11, 19), date(2026, 11, 21), "HOLIDAY", "运动会")
    assert school_rules.day_of(store, FRIDAY).words() == "运动会"
    assert not hazards.is_working(store, FRIDAY)
    school_rules.forget_days(store, ["2026-11-20"])
    assert school_rules.day_of(store, FRIDAY).school
    assert len(school_rules.written_days(store)) == 2
    school_rules.write_days(store, FRIDAY, FRIDAY, "VACATION", "寒假")
    assert hazards.is_working(store, FRIDAY)
    assert not school_rules.day_of(store, FRIDAY).school
    for first, last, kind in (
        (FRIDAY, date(2026, 11, 1), "HOLIDAY"),
        (FRIDAY, date(2028, 1, 1), "HOLIDAY"),
        (FRIDAY, FRIDAY, "FEAST"),
    ):
        with pytest.raises(errors.Refused):
            school_rules.write_days(store, first, last, kind)
    assert not hazards.is_working(store, date(2026, 10, 2))
    assert hazards.is_working(store, date(2026, 10, 10))


def test_who_has_no_period_has_no_post_today(store: Store, gates: list[str]) -> None:
    assert board(store) == {"一小": "", "育才幼儿园": "", "星光培训": "NONE"}
    assert set(board(store, "EVENING").values()) == {"NONE"}
    assert set(board(store, day=date(2026, 11, 21)).values()) == {"NONE"}
    school_rules.write_days(store, FRIDAY, FRIDAY, "HOLIDAY", "停课")
    assert set(board(store).values()) == {"NONE"}
    assert school_board.periods_of_day(store, FRIDAY) == []


def test_late_by_the_rule_and_the_units_own_minutes(store: Store, gates: list[str], clock: Clock) -> None:
    clock.moment = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # 07:00, due 06:55
    school_guard.report(store, FRIDAY, "MORNING", gates[:2])
    assert board(store) == {"一小": "LATE", "育才幼儿园": "ARRIVED", "星光培训": "NONE"}  # the kindergarten begins at 07:40
    school_guard.report(store, FRIDAY, "MORNING", gates[:1], post=school_guard.ON_TIME)
    assert board(store)["一小"] == "ARRIVED"
    entry = school_board.board(store, FRIDAY, "MORNING").tiles[0].entry
    assert entry is not None
    assert "arrived" not in entry.values
    school_rules.change_rules(store, window={"early_minutes": 10})
    school_guard.report(store, FRIDAY, "MORNING", gates[:1], arrived="0714")
    assert board(store)["一小"] == "ARRIVED"
    school_guard.report(store, FRIDAY, "MORNING", gates[:1], arrived="7:16")
    assert board(store)["一小"] == "LATE"
    with pytest.raises(errors.Refused):
        school_guard.report(store, FRIDAY, "MORNING", gates[:1], arrived="7:76")
    assert list(verify.verify(store)) == []


def test_leaving_too_early(store: Store, gates: list[str]) -> None:
    school_guard.report(store, FRIDAY, "MORNING", gates[:2], arrived="06:50", left="08:30")
    tiles = school_board.board(store, FRIDAY, "MORNING").tiles
    assert {tile.school.name: tile.left_early for tile in tiles} == {"一小": True, "育才幼儿园": True, "星光培训": False}
    school_guard.report(store, FRIDAY, "MORNING", gates[:1], left="08:40")
    tiles = school_board.board(store, FRIDAY, "MORNING").tiles
    found = {tile.school.name: (tile.left_early, tile.arrived) for tile in tiles if tile.entry}
    assert found == {"一小": (False, "06:50"), "育才幼儿园": (True, "06:50")}
    day = FRIDAY.isoformat()
    assert tally.total(store, "posts_left_early", day, day) == 1


def test_nobody_is_absent_until_somebody_says_so(store: Store, gates: list[str], clock: Clock) -> None:
    clock.moment = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)  # 07:30
    found = school_board.board(store, FRIDAY, "MORNING")
    assert [(tile.state, tile.overdue) for tile in found.tiles] == [("", True), ("NONE", False), ("", False)]
    assert (found.posts, found.overdue, found.share("ARRIVED", "LATE")) == (2, 1, "0.0%")


def test_the_rest_is_not_late_because_it_is_typed_late(store: Store, gates: list[str], clock: Clock) -> None:
    clock.moment = datetime(2026, 11, 19, 23, 20, tzinfo=UTC)
    school_guard.report(store, FRIDAY, "MORNING", gates[:2], rest=True)
    assert (board(store)["一小"], board(store)["育才幼儿园"]) == ("ARRIVED", "ARRIVED")
    tiles = {tile.school.name: tile for tile in school_board.board(store, FRIDAY, "MORNING").tiles}
    assert (tiles["一小"].arrived, tiles["育才幼儿园"].arrived) == ("", "")  # nobody said when


def test_the_roster_opens_the_shifts_of_its_day(store: Store, gates: list[str], clock: Clock) -> None:
    clock.moment = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)  # 05:00: too early
    school_guard.open_due(store)
    assert shifts.every(store, duty="school") == []
    clock.forward(minutes=40)
    changes = school_guard.open_due(store)
    (held,) = shifts.every(store, duty="school")
    assert changes is not None
    assert (held.period, held.posts, held.state, changes.records) == ("MORNING", 2, ShiftState.OPEN, frozenset({held.id}))
    assert school_guard.open_due(store) is None
    assert len(shifts.every(store, duty="school")) == 1
    assert school_board.shift_of(store, FRIDAY, "MORNING") == held
    clock.moment = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 16:00
    school_guard.open_due(store)
    assert [(one.period, one.state) for one in shifts.every(store, duty="school")] == [
        ("AFTERNOON", ShiftState.OPEN),
        ("MORNING", ShiftState.WITHDRAWN),
    ]


def test_no_shift_on_a_day_without_school(store: Store, gates: list[str], clock: Clock) -> None:
    school_rules.write_days(store, FRIDAY, FRIDAY, "HOLIDAY")
    clock.moment = datetime(2026, 11, 19, 22, 40, tzinfo=UTC)
    school_guard.open_due(store)
    assert shifts.every(store, duty="school") == []


def test_coverage_counts_what_was_planned(store: Store, gates: list[str]) -> None:
    school_guard.report(store, FRIDAY, "MORNING", gates[:1])
    day = FRIDAY.isoformat()
    assert (tally.total(store, "posts_planned", day, day), tally.total(store, "school_posts", day, day)) == (2, 1)
    school_guard.report(store, FRIDAY, "MORNING", gates[1:2], post="NONE")
    assert tally.total(store, "posts_none", day, day) == 1
    school_guard.report(store, FRIDAY, "MORNING", gates[2:])  # a post that nobody had planned
    assert tally.total(store, "posts_planned", day, day) == 3
    assert list(verify.verify(store)) == []


def test_several_are_corrected_and_taken_back_in_one_write(store: Store, gates: list[str]) -> None:
    school_guard.report(store, FRIDAY, "MORNING", gates[:2])
    before = store.row("SELECT count(*) FROM line WHERE signature IS NOT NULL")
    school_guard.report(store, FRIDAY, "MORNING", gates[:2], post="LATE")
    after = store.row("SELECT count(*) FROM line WHERE signature IS NOT NULL")
    assert before is not None
    assert after is not None
    assert after[0] - before[0] == 1  # one signature: one transaction
    school_guard.take_back(store, FRIDAY, "MORNING", gates[:2], last=True)
    assert board(store)["一小"] == board(store)["育才幼儿园"] == "ARRIVED"
    school_guard.take_back(store, FRIDAY, "MORNING", gates[:2])
    assert board(store)["一小"] == board(store)["育才幼儿园"] == ""


def test_the_units_times(store: Store, gates: list[str]) -> None:
    school_rules.change_rules(
        store, times={("WINTER", "PRIMARY", "MORNING"): ("08:00", "08:40"), ("WINTER", "PRIMARY", "NOON_OUT"): None}
    )
    found = school_board.board(store, FRIDAY, "MORNING").tiles[0].period
    assert found is not None
    assert found.words() == "08:00–08:40"
    assert board(store, "NOON_OUT")["一小"] == "NONE"
    for wrong in (("09:00", "08:00"), ("x", "08:00")):
        with pytest.raises(errors.Refused):
            school_rules.change_rules(store, times={("WINTER", "PRIMARY", "MORNING"): wrong})
    with pytest.raises(errors.Refused):
        school_rules.change_rules(store, window={"grace_minutes": 500})
    with pytest.raises(errors.Refused):
        school_rules.change_rules(store, summer=("13-01", "09-30"))
    assert registers.body(store.db, "unit", store.unit.id)["name"] == "沙北派出所"  # type: ignore[index]


def test_a_changed_time_finds_the_shift_of_before(store: Store, gates: list[str]) -> None:
    school_guard.report(store, FRIDAY, "MORNING", gates[:1])
    school_rules.change_rules(store, window={"early_minutes": 60, "late_minutes": 0})
    assert board(store)["一小"] == "ARRIVED"
    assert len(shifts.every(store, duty="school")) == 1


def test_a_board_without_schools(store: Store) -> None:
    empty = school_board.board(store, FRIDAY, "MORNING")
    assert (empty.posts, empty.share("ARRIVED"), empty.tiles) == (0, "—", ())
    assert school_guard.open_due(store) is None
