"""What differs at a school, as people write it: read, written back, kept in the register."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app import i18n
from checkpoint_app.model.duty_periods import CODES, clock_text
from checkpoint_app.model.records import OFFICER_KIND_LABELS
from checkpoint_app.store import errors, school_texts, schools
from checkpoint_app.store.session import Store


def test_periods_as_people_write_them() -> None:
    rows, problems = school_texts.read_periods(
        "早入校 7:10—8:00；晚放学 16:30-17:10 周一至周四 夏令；午放学 无；晚自习 20:30-21:00 周六"
    )
    assert problems == []
    assert rows == [
        {"period": "MORNING", "start": "07:10", "end": "08:00"},
        {"period": "AFTERNOON", "start": "16:30", "end": "17:10", "weekdays": "1234", "season": "SUMMER"},
        {"period": "NOON_OUT", "off": True},
        {"period": "EVENING", "start": "20:30", "end": "21:00", "weekdays": "6"},
    ]


@pytest.mark.parametrize(
    "written",
    ["早入校", "07:10-08:00", "早入校 08:00-07:10", "早入校 25:00-26:00", "半夜 07:00-08:00", "早入校 周八 07:00-08:00"],
)
def test_what_is_no_period_is_refused(written: str) -> None:
    rows, problems = school_texts.read_periods(written)
    assert rows is None
    assert problems


def test_headcount_as_people_write_it() -> None:
    assert school_texts.read_headcount("民警1、辅警 2人，3名保安")[0] == {"OFFICER": 1, "AUX": 2, "GUARD": 3}
    assert school_texts.read_headcount("民警：1 特警×2")[0] == {"OFFICER": 1, "SWAT": 2}
    for wrong in ("民警", "1", "仙人1", "民警1 谁知道", "民警99"):
        assert school_texts.read_headcount(wrong)[0] is None


periods = st.fixed_dictionaries(
    {"period": st.sampled_from(CODES), "span": st.tuples(st.integers(0, 1438), st.integers(1, 600)), "off": st.booleans()},
    optional={
        "weekdays": st.sets(st.sampled_from("1234567"), min_size=1).map(lambda found: "".join(sorted(found))),
        "season": st.sampled_from(["SUMMER", "WINTER"]),
        "dates": st.just(("2026-09-01", "2027-01-31")),
    },
)


def row_of(drawn: dict[str, Any]) -> dict[str, Any]:
    start, length = drawn["span"]
    row: dict[str, Any] = {"period": drawn["period"]}
    row |= {"off": True} if drawn["off"] else {"start": clock_text(start), "end": clock_text(min(start + length, 1439))}
    row |= {key: drawn[key] for key in ("season",) if key in drawn}
    if drawn.get("weekdays", "12345") != "12345":
        row["weekdays"] = drawn["weekdays"]
    if "dates" in drawn:
        row["from"], row["to"] = drawn["dates"]
    return row


@given(drawn=st.lists(periods, min_size=1, max_size=6), language=st.sampled_from(i18n.LANGUAGES))
def test_periods_come_back_as_they_were(drawn: list[dict[str, Any]], language: str) -> None:
    before = i18n.language()
    i18n.set_language(language)
    try:
        rows = [row_of(one) for one in drawn]
        assert school_texts.read_periods(school_texts.periods_text(rows)) == (rows, [])
    finally:
        i18n.set_language(before)


@given(
    required=st.dictionaries(st.sampled_from(sorted(OFFICER_KIND_LABELS)), st.integers(1, school_texts.MOST), min_size=1),
    language=st.sampled_from(i18n.LANGUAGES),
)
def test_headcounts_come_back_as_they_were(required: dict[str, int], language: str) -> None:
    before = i18n.language()
    i18n.set_language(language)
    try:
        assert school_texts.read_headcount(school_texts.headcount_text(required)) == (required, [])
    finally:
        i18n.set_language(before)


def test_days_of_one_school() -> None:
    days = {"2026-12-05": "WORKDAY", "2026-12-07": "HOLIDAY"}
    assert school_texts.read_days("2026-12-07 放假；2026-12-05 上课") == (days, [])
    assert school_texts.read_days(school_texts.days_text(days)) == (days, [])
    assert school_texts.read_days("2026-12-40 放假")[0] is None


def test_the_register_keeps_them(store: Store) -> None:
    made, problems, _ = schools.save(
        store, {"name": "一小", "periods": "早入校 07:00-07:40", "required": "民警1 辅警2", "days": "2026-12-07 放假"}
    )
    assert problems == []
    assert (made.periods, made.required, made.days) == (
        [{"period": "MORNING", "start": "07:00", "end": "07:40"}],
        {"OFFICER": 1, "AUX": 2},
        {"2026-12-07": "HOLIDAY"},
    )
    with pytest.raises(errors.Refused) as refused:
        schools.save(store, {"name": "一小", "periods": "早入校"})
    assert refused.value.problems[0].field == "periods"
    assert school_texts.as_text("required", made.required) == "民警1 辅警2"
    assert school_texts.as_text("days", {}) == ""
    cleared, _, _ = schools.save(store, {"name": "一小", "periods": "", "required": ""})
    assert (cleared.periods, cleared.required) == (None, {})
