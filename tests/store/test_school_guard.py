"""The school guard's board: reported, corrected, taken back, keyed in from paper; forces and schools counted once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from checkpoint_app.store import entries, rosters, school_guard, schools, shifts, tally, verify
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock

DAY = date(2026, 11, 20)  # a Friday


@pytest.fixture
def gates(store: Store, clock: Clock) -> list[str]:
    """Three schools, Friday 06:50."""
    clock.moment = datetime(2026, 11, 19, 22, 50, tzinfo=UTC)
    names = ("一小", "二小", "育才幼儿园")
    made = [schools.save(store, {"name": name, "type": "小学"})[0].id for name in names]
    rosters.save(store, {"week": "2026-W47", "site": "一小", "5.MORNING": "101235 FJ1001"})
    return made


def states(store: Store, period: str = "MORNING") -> dict[str, str]:
    return {tile.school.name: tile.state for tile in school_guard.board(store, DAY, period).tiles}


def total(store: Store, measure: str) -> float:
    return tally.total(store, measure, DAY.isoformat(), DAY.isoformat())


def clean(store: Store) -> None:
    assert list(verify.verify(store)) == []


def test_reports_of_a_morning(store: Store, gates: list[str]) -> None:
    assert set(states(store).values()) == {school_guard.NOT_REPORTED}
    school_guard.report(store, DAY, "MORNING", gates[:2], source="RADIO")
    school_guard.report(store, DAY, "MORNING", gates[2:], post="ABSENT")
    assert states(store) == {"一小": "ARRIVED", "二小": "ARRIVED", "育才幼儿园": "ABSENT"}
    assert (total(store, "school_posts"), total(store, "police"), total(store, "auxiliaries")) == (2, 1, 1)
    entry = next(tile.entry for tile in school_guard.board(store, DAY, "MORNING").tiles if tile.school.name == "一小")
    assert entry is not None
    assert (entry.values["arrived"], entry.values["source"], len(entry.values["crew"])) == ("06:50", "RADIO", 2)  # type: ignore[arg-type]
    clean(store)


def test_a_second_report_corrects_the_first(store: Store, gates: list[str]) -> None:
    school_guard.report(store, DAY, "MORNING", gates)
    school_guard.report(store, DAY, "MORNING", gates[:1], post="LATE", arrived="07:20", reason="电话更正")
    assert states(store)["一小"] == "LATE"
    assert (total(store, "school_posts"), total(store, "posts_late")) == (3, 1)
    clean(store)


def test_taken_back(store: Store, gates: list[str]) -> None:
    school_guard.report(store, DAY, "MORNING", gates)
    school_guard.take_back(store, DAY, "MORNING", gates[1:])
    assert states(store) == {"一小": "ARRIVED", "二小": "", "育才幼儿园": ""}
    assert total(store, "school_posts") == 1
    clean(store)


def test_from_paper_in_the_afternoon(store: Store, gates: list[str], clock: Clock) -> None:
    clock.forward(hours=8)
    saved = school_guard.report(store, DAY, "MORNING", gates, arrived="06:55")
    entry = saved.value.tiles[0].entry
    assert entry is not None
    assert (entry.late, entry.source, entry.values["source"], entry.values["arrived"]) == (True, "PAPER", "PAPER", "06:55")
    school_guard.close_past(store)
    school_guard.report(store, DAY, "MORNING", gates[:1], post="LATE")
    assert total(store, "school_posts") == 3
    clean(store)


def test_the_periods_shift_is_nobodys_own(store: Store, gates: list[str]) -> None:
    school_guard.report(store, DAY, "MORNING", gates)
    assert shifts.open_ones(store, store.account.id) == []
    assert len(shifts.every(store, duty="school")) == 1
    school_guard.report(store, DAY, "AFTERNOON", gates[:1])
    assert len(shifts.every(store, duty="school")) == 2


def test_a_correction_of_the_entry_shows_on_the_board(store: Store, gates: list[str]) -> None:
    entry = school_guard.report(store, DAY, "MORNING", gates[:1]).value.tiles[0].entry
    assert entry is not None
    entries.correct(store, entry.id, {"post": "NONE"}, "今日放假")
    assert states(store)["一小"] == "NONE"
    assert total(store, "school_posts") == 0


def test_who_turns_out_not_to_be_there_does_not_count(store: Store, gates: list[str]) -> None:
    school_guard.report(store, DAY, "MORNING", gates[:1])
    assert (total(store, "police"), total(store, "auxiliaries")) == (1, 1)
    school_guard.report(store, DAY, "MORNING", gates[:1], post="ABSENT")
    assert (total(store, "police"), total(store, "auxiliaries"), total(store, "school_posts")) == (0, 0, 0)
    school_guard.report(store, DAY, "MORNING", gates[:1])
    assert (total(store, "police"), total(store, "auxiliaries"), total(store, "school_posts")) == (1, 1, 1)
    clean(store)


def test_taking_back_an_exception_leaves_the_report_before_it(store: Store, gates: list[str]) -> None:
    school_guard.report(store, DAY, "MORNING", gates[:1])
    school_guard.report(store, DAY, "MORNING", gates[:1], post="LATE")
    school_guard.take_back(store, DAY, "MORNING", gates[:1], last=True)
    assert states(store)["一小"] == "ARRIVED"
    clean(store)


def test_the_same_word_again_does_not_move_the_time_of_arrival(store: Store, gates: list[str], clock: Clock) -> None:
    school_guard.report(store, DAY, "MORNING", gates[:1], source="RADIO")
    clock.forward(minutes=20)
    saved = school_guard.report(store, DAY, "MORNING", gates[:1], source="PHONE")
    entry = saved.value.tiles[0].entry
    assert entry is not None
    assert (entry.values["arrived"], entry.values["source"]) == ("06:50", "RADIO")
    assert not entry.corrected
    assert saved.changes.records == frozenset()
