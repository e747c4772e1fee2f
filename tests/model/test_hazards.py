"""The life of a hazard: what steps make of it, whatever order they come in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import hazards
from checkpoint_app.model.hazards import Found, State, Step, StepKind

FOUND = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NOW = Found(kind="EXIT_BLOCKED", place="二楼", order="ORDER_NOW", deadline=date(2026, 11, 20))


def step(kind: StepKind, days: int, **more: object) -> Step:
    return Step(id=f"{kind}{days}", kind=kind, at=FOUND + timedelta(days=days), by="o1", **more)  # type: ignore[arg-type]


def state(*steps: Step, found: Found = NOW, today: date = date(2026, 11, 20)) -> State:
    return hazards.life(found, steps).on(today)


def test_what_was_ordered_stands_until_its_day_has_passed() -> None:
    assert state() is State.ORDER_NOW
    assert state(today=date(2026, 11, 21)) is State.OVERDUE
    assert state(found=Found(order="NONE")) is State.FOUND
    assert state(found=Found(order="ORDER_BY_DATE", deadline=date(2026, 12, 20)), today=date(2026, 12, 20)) is State.ORDER_BY_DATE


def test_a_recheck_fixes_or_gives_a_new_day() -> None:
    assert state(step(StepKind.FIXED, 3)) is State.FIXED
    late = [step(StepKind.NOT_FIXED, 3, deadline=date(2026, 12, 1))]
    assert state(*late, today=date(2026, 11, 25)) is State.ORDER_BY_DATE
    assert state(*late, today=date(2026, 12, 2)) is State.OVERDUE
    assert state(*late, step(StepKind.FIXED, 9), step(StepKind.NOT_FIXED, 20), today=date(2026, 12, 11)) is State.OVERDUE


def test_the_day_fixed_is_the_first_of_the_last_repair() -> None:
    steps = [step(StepKind.FIXED, 1), step(StepKind.FIXED, 2)]
    assert hazards.life(NOW, steps).fixed == steps[0]
    again = [*steps, step(StepKind.NOT_FIXED, 3), step(StepKind.FIXED, 4)]
    assert hazards.life(NOW, again).fixed == again[-1]


def test_what_was_transferred_is_open_but_not_overdue() -> None:
    life = hazards.life(NOW, [step(StepKind.TRANSFER, 2)])
    assert (life.on(date(2027, 1, 1)), life.open) == (State.TRANSFERRED, True)


def test_a_report_does_not_stop_the_clock() -> None:
    life = hazards.life(NOW, [step(StepKind.REPORT, 0)])
    assert life.on(date(2026, 11, 20)) is State.REPORTED
    assert life.on(date(2026, 11, 23)) is State.OVERDUE
    assert "3" in life.words(date(2026, 11, 23))


def test_closed_is_closed_until_it_is_opened_again() -> None:
    closed = step(StepKind.CLOSE, 5)
    assert state(step(StepKind.FIXED, 3), closed) is State.CLOSED
    assert state(closed, step(StepKind.REOPEN, 6), today=date(2026, 11, 20)) is State.ORDER_NOW


def test_a_void_check_leaves_no_hazard() -> None:
    assert not hazards.life(NOW, [], void=True).open


@given(st.permutations([step(StepKind.NOT_FIXED, 1), step(StepKind.REPORT, 2), step(StepKind.FIXED, 3), step(StepKind.CLOSE, 4)]))
def test_the_order_in_which_laptops_bring_steps_does_not_matter(steps: list[Step]) -> None:
    assert hazards.life(NOW, steps) == hazards.life(NOW, sorted(steps, key=lambda one: one.at))


@pytest.mark.parametrize(
    ("order", "expected"),
    [("ORDER_NOW", date(2026, 11, 20)), ("ORDER_BY_DATE", date(2026, 12, 20)), ("TRANSFER", date(2026, 11, 27)), ("NONE", None)],
)
def test_deadlines_when_none_is_named(order: str, expected: date | None) -> None:
    assert hazards.default_deadline(order, date(2026, 11, 20), lambda day: day.isoweekday() <= 5) == expected


def test_only_what_makes_sense_is_possible() -> None:
    open_, fixed = hazards.life(NOW, []), hazards.life(NOW, [step(StepKind.FIXED, 1)])
    closed = hazards.life(NOW, [step(StepKind.CLOSE, 1)])
    assert [hazards.possible(kind, open_) for kind in StepKind] == [True] * 7 + [False]
    assert hazards.possible(StepKind.CLOSE, fixed)
    assert hazards.possible(StepKind.NOT_FIXED, fixed)
    assert not hazards.possible(StepKind.TRANSFER, fixed)
    assert [kind for kind in StepKind if hazards.possible(kind, closed)] == [StepKind.REOPEN]
