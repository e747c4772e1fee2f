"""Limits of the law after a disposition: which, by when, how they are extended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app import i18n, lists, rules
from checkpoint_app.model import tasks
from checkpoint_app.model.tasks import Limit, Order, State, Step, StepKind

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # 20:00 in Luohe
QUESTIONING = Order(
    rule="CONT_QUESTION.TIME",
    start=NIGHT,
    owner="me",
    limits=(Limit(hours=12), Limit(hours=24), Limit(hours=48)),
    special=Limit(hours=4),
    on_arrival=True,
)
steps_of_any_kind = st.lists(
    st.builds(
        Step,
        id=st.uuids().map(str),
        kind=st.sampled_from(list(StepKind)),
        at=st.integers(0, 6000).map(lambda minutes: NIGHT + timedelta(minutes=minutes)),
        rung=st.integers(0, 9),
        special=st.sampled_from(["", *tasks.SPECIAL_LABELS]),
        owner=st.sampled_from(["", "a", "b"]),
    ),
    max_size=8,
)


def step(kind: str, minutes: float = 0, **more: object) -> Step:
    return Step(id=f"{minutes:09.2f}{kind}", kind=kind, at=NIGHT + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]


def life(*steps: Step, order: Order = QUESTIONING) -> tasks.Life:
    return tasks.life(order, steps, ZONE)


def named(disposition: str, day: date = date(2026, 11, 20), *findings: str) -> dict[str, tuple[Limit, ...]]:
    return {rule.key: rule.limits for rule in tasks.rules_for(disposition, day, findings)}


def test_holding_a_vehicle_asks_for_three_things() -> None:
    assert named("HOLD_VEHICLE") == {
        "HOLD_VEHICLE.APPROVE": (Limit(hours=24),),
        "HOLD_VEHICLE.HAND_IN": (Limit(hours=24),),
        "HOLD_VEHICLE.PARTY": (Limit(days=15),),
    }


def test_a_fine_on_the_spot_is_filed_within_a_day_or_two() -> None:
    assert named("SPOT_PENALTY") == {"SPOT_PENALTY.FILE": (Limit(hours=24),)}
    assert named("SPOT_PENALTY", date(2026, 11, 20), "BELT_HELMET") == {"SPOT_PENALTY.FILE_TRAFFIC": (Limit(days=2),)}
    assert named("CASE") == {}
    assert named("CASE", date(2026, 11, 20), "DRUNK") == {"CASE.REPORT": (Limit(hours=24),)}
    assert named("RELEASE") == {}


def test_the_law_of_the_day_holds() -> None:
    old, new = tasks.law_of("SUMMON.QUESTION", date(2025, 12, 31)), tasks.law_of("SUMMON.QUESTION", date(2026, 1, 1))
    assert "2012" in old and "83" in old  # noqa: PT018
    assert "2025" in new
    assert len(tasks.rules_for("SUMMON", date(2025, 12, 31))) == len(tasks.rules_for("SUMMON", date(2026, 1, 1))) == 1
    assert tasks.rules_for("SUMMON", date(1999, 1, 1)) == []


def test_days_run_until_the_end_of_the_last_one_and_hours_from_the_moment() -> None:
    assert Limit(days=7).end(NIGHT, ZONE).astimezone(ZONE).isoformat() == "2026-11-27T23:59:00+08:00"
    assert Limit(hours=24).end(NIGHT, ZONE) == NIGHT + timedelta(days=1)
    before_midnight = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # still the 20th in Luohe
    assert Limit(days=2).end(before_midnight, ZONE).astimezone(ZONE).date() == date(2026, 11, 22)


def test_the_clock_starts_on_arrival_and_until_then_with_the_disposition() -> None:
    assert life().due == NIGHT + timedelta(hours=12)
    assert life(step(StepKind.ARRIVED, 40)).due == NIGHT + timedelta(hours=12, minutes=40)


def test_warned_at_three_quarters_and_at_the_limit() -> None:
    now = life()
    assert now.at(NIGHT + timedelta(hours=8, minutes=59)) is State.OPEN
    assert now.at(NIGHT + timedelta(hours=9)) is State.PRESSING
    assert now.at(NIGHT + timedelta(hours=12)) is State.PRESSING
    assert now.at(NIGHT + timedelta(hours=12, seconds=1)) is State.OVERDUE
    assert "3" in now.words(NIGHT + timedelta(hours=9))


def test_an_extension_goes_up_one_by_one() -> None:
    assert tasks.next_rung(QUESTIONING, life()) == 1
    once = life(step(StepKind.EXTENDED, 600, rung=1))
    assert once.due == NIGHT + timedelta(hours=24)
    assert tasks.next_rung(QUESTIONING, once) == 2
    twice = life(step(StepKind.EXTENDED, 600, rung=1), step(StepKind.EXTENDED, 1200, rung=2))
    assert twice.due == NIGHT + timedelta(hours=48)
    assert tasks.next_rung(QUESTIONING, twice) is None
    assert not tasks.possible(StepKind.EXTENDED, QUESTIONING, twice)


def test_two_laptops_that_extend_at_once_extend_once() -> None:
    both = life(step(StepKind.EXTENDED, 600, rung=1), step(StepKind.EXTENDED, 601, rung=1))
    assert both.due == NIGHT + timedelta(hours=24)


def test_special_persons_have_four_hours_and_no_extension() -> None:
    now = life(step(StepKind.ARRIVED, 60, special="UNDER_16"), step(StepKind.EXTENDED, 100, rung=1))
    assert now.due == NIGHT + timedelta(hours=5)
    assert tasks.next_rung(QUESTIONING, now) is None
    assert tasks.escorted_home(QUESTIONING, now, NIGHT + timedelta(hours=2), ZONE)  # 22:00
    assert not tasks.escorted_home(QUESTIONING, now, NIGHT - timedelta(hours=2), ZONE)  # 18:00
    assert not tasks.escorted_home(QUESTIONING, life(), NIGHT + timedelta(hours=2), ZONE)


def test_done_late_is_told() -> None:
    late = life(step(StepKind.DONE, 13 * 60))
    assert (late.late, late.open) == (True, False)
    assert life(step(StepKind.DONE, 13 * 60), step(StepKind.REOPENED, 14 * 60)).open
    assert not life(step(StepKind.DONE, 60)).late


@given(steps_of_any_kind, st.randoms())
def test_steps_add_up_the_same_in_any_order(steps: list[Step], chance: object) -> None:
    shuffled = list(steps)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tasks.life(QUESTIONING, steps, ZONE) == tasks.life(QUESTIONING, shuffled, ZONE)


@given(steps_of_any_kind, st.integers(0, 10_000))
def test_a_life_is_always_one_of_its_states_and_never_beyond_the_last_limit(steps: list[Step], minutes: int) -> None:
    now = tasks.life(QUESTIONING, steps, ZONE)
    moment = NIGHT + timedelta(minutes=minutes)
    assert now.due is not None
    assert now.due - now.start <= timedelta(hours=4 if now.special else 48)
    assert now.pressing_from <= now.due
    assert (now.at(moment) is State.OVERDUE) == (now.open and moment > now.due)
    assert now.words(moment)


@given(st.integers(1, 100), st.integers(0, 40 * 24 * 60), st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"]))
def test_a_limit_of_days_is_whole_days_after_the_first(days: int, minutes: int, zone: str) -> None:
    start, where = NIGHT + timedelta(minutes=minutes), ZoneInfo(zone)
    end = Limit(days=days).end(start, where).astimezone(where)
    assert end.date() - start.astimezone(where).date() == timedelta(days=days)
    assert (end.hour, end.minute) == (23, 59)


def test_every_row_of_the_table_is_whole() -> None:
    flagged = {choice.code for choice in lists.choices()["dispositions"] if choice.extra.get("deadline")}
    assert tasks.codes() == flagged
    findings = {choice.code for choice in lists.choices()["findings"]}
    for rule in tasks.every_rule():
        assert rule.findings | rule.without <= findings, rule.key
        assert rule.last is None or rule.first <= rule.last, rule.key
        assert all(bool(limit.hours) != bool(limit.days) for limit in rule.limits), rule.key
    spans = [(rule.key, rule.first, rule.last or date.max) for rule in tasks.every_rule()]
    for key, first, last in spans:
        others = [span for span in spans if span[0] == key and span != (key, first, last)]
        assert all(other[1] > last or other[2] < first for other in others), key
    assert {row["law"]["of"] for row in rules.table("deadlines")["deadline"]} == set(rules.table("deadlines")["laws"])


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_names_laws_and_approvers_in_both_languages(language: str) -> None:
    before = i18n.language()
    i18n.set_language(language)
    try:
        for rule in tasks.every_rule():
            assert tasks.name_of(rule.key) != rule.key
            assert tasks.law_of(rule.key, rule.first)
            assert len(rule.limits) < 2 or all(tasks.approver(rule.key, rung) for rung in range(len(rule.limits)))
        assert tasks.name_of("NEWER.RULE") == "NEWER.RULE"
        assert tasks.law_of("NEWER.RULE", date(2026, 1, 1)) == ""
    finally:
        i18n.set_language(before)
