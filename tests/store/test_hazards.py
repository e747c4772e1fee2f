"""Hazards follow the checks and rechecks that report on them; what they count equals a recount, whatever is done in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoint_app.model import hazards as rules
from checkpoint_app.model.hazards import State, StepKind
from checkpoint_app.model.records import EntryState, Shift
from checkpoint_app.store import (
    accounts,
    entries,
    entries_undo,
    errors,
    hazards,
    journal,
    premises,
    rebuild,
    registers,
    shifts,
    sites,
    tally,
    units,
    verify,
)
from checkpoint_app.store.hazards_rows import Hazard
from checkpoint_app.store.session import Store

from .conftest import PASSWORD, Clock

HOTEL = "如家宾馆"
BLOCKED: dict[str, Any] = {"kind": "EXIT_BLOCKED", "place": "二楼西侧", "order": "ORDER_NOW"}
UNKEPT: dict[str, Any] = {"kind": "NOT_KEPT", "place": "一楼灭火器箱", "order": "ORDER_BY_DATE"}


@pytest.fixture
def round_(store: Store, clock: Clock) -> Shift:
    """A fire duty at a hotel, with another premises on file."""
    for name in (HOTEL, "黄河路网吧"):
        sites.save(store, {"name": name, "kind": "premises"})
    draft = shifts.ShiftDraft(duty="fire", site=HOTEL, planned_from=clock(), planned_to=clock() + timedelta(hours=4))
    return shifts.open_shift(store, draft).value


def check(store: Store, *found: dict[str, Any], **more: Any) -> str:
    return entries.record(store, "fire-check", {"hazards": list(found), **more}).value.id


def recheck(store: Store, **results: str) -> str:
    rows = [{"hazard": hazard, "result": result} for hazard, result in results.items()]
    return entries.record(store, "fire-recheck", {"hazards": rows}).value.id


def figures(store: Store) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in tally.stored(store).items():
        found[key[4]] = found.get(key[4], 0) + value
    return found


def only(store: Store) -> Hazard:
    (hazard,) = hazards.every(store)
    return hazard


def test_each_row_of_a_check_becomes_a_hazard_with_its_deadline(store: Store, round_: Shift) -> None:
    entry = check(store, BLOCKED, UNKEPT, {"kind": "OTHER", "order": "NONE"}, documents=[{"number": "即字〔2026〕第 1 号"}])
    found = hazards.every(store, entry=entry)
    assert [hazard.found.deadline for hazard in found if hazard.found.kind == "EXIT_BLOCKED"] == [date(2026, 11, 20)]
    assert {hazard.found.kind: hazard.found.deadline for hazard in found} == {
        "EXIT_BLOCKED": date(2026, 11, 20),
        "NOT_KEPT": date(2026, 12, 20),
        "OTHER": None,
    }
    assert {hazard.site for hazard in found} == {round_.site}
    assert figures(store)["hazards_found"] == 3
    assert figures(store)["orders"] == 1
    assert hazards.count_open(store) == (3, 0)
    assert list(verify.verify(store)) == []


def test_what_another_authority_decides_is_to_be_transferred_within_five_working_days(store: Store, round_: Shift) -> None:
    check(store, transfer=["ACCEPTANCE"])
    hazard = only(store)
    assert (hazard.found.order, hazard.found.deadline) == (rules.OF_A_TRANSFER, date(2026, 11, 27))
    assert "hazards_found" not in figures(store)
    hazards.add_step(store, hazard.id, StepKind.TRANSFER, receiver="HOUSING", document="沙北移〔2026〕1 号")
    hazards.add_step(store, hazard.id, StepKind.FIXED)
    assert figures(store)["transfers"] == 1
    assert "hazards_fixed" not in figures(store)
    assert list(verify.verify(store)) == []


def test_the_calendar_of_the_station_says_which_days_are_worked(store: Store, round_: Shift) -> None:
    registers.save(store, "calendar", {"date": "2026-11-22", "kind": "WORKDAY"})
    registers.save(store, "calendar", {"date": "2026-11-23", "kind": "HOLIDAY"})
    registers.save(store, "calendar", {"date": "2026-11-24", "kind": "HOLIDAY"})
    check(store, transfer=["OPENING"])
    assert only(store).found.deadline == date(2026, 11, 30)


def test_fixed_counts_on_the_day_it_was_fixed(store: Store, round_: Shift, clock: Clock) -> None:
    check(store, BLOCKED)
    clock.forward(days=2)
    again = recheck(store, **{only(store).id: "FIXED"})
    assert only(store).life.state is State.FIXED
    assert tally.total(store, "hazards_fixed", "2026-11-22", "2026-11-22") == 1
    entries.correct(store, again, {}, "时间写错", at=clock() - timedelta(days=1))
    assert tally.total(store, "hazards_fixed", "2026-11-22", "2026-11-22") == 0
    assert tally.total(store, "hazards_fixed", "2026-11-21", "2026-11-21") == 1
    units.change(store, {"day_start": 23})
    assert tally.total(store, "hazards_fixed", "2026-11-20", "2026-11-20") == 1
    entries.void(store, again, "误录")
    assert only(store).life.state is State.ORDER_NOW
    assert "hazards_fixed" not in figures(store)
    assert list(verify.verify(store)) == []


def test_a_correction_of_the_check_reaches_the_hazard(store: Store, round_: Shift) -> None:
    entry = check(store, BLOCKED, UNKEPT)
    rows = entries.get(store, entry).values["hazards"]
    patch = [{"_row": rows[0]["_row"], "place": "三楼"}, {"_row": rows[1]["_row"], "_remove": True}]
    entries.correct(store, entry, {"hazards": patch}, "看错了楼层")
    assert (only(store).found.place, only(store).found.kind) == ("三楼", "EXIT_BLOCKED")
    assert [hazard.void for hazard in hazards.every(store, void=True)].count(True) == 1
    entries_undo.undo(store, entry)
    assert sorted(hazard.found.place for hazard in hazards.every(store)) == ["一楼灭火器箱", "二楼西侧"]
    assert list(verify.verify(store)) == []


def test_a_recheck_of_the_wrong_hazard_is_put_right(store: Store, round_: Shift) -> None:
    check(store, BLOCKED, UNKEPT)
    first, second = hazards.every(store)
    entry = recheck(store, **{first.id: "FIXED"})
    row = entries.get(store, entry).values["hazards"][0]["_row"]
    entries.correct(store, entry, {"hazards": [{"_row": row, "hazard": second.id}]}, "点错了一行")
    assert [hazards.get(store, hazard.id).life.state for hazard in (first, second)] == [State.ORDER_NOW, State.FIXED]
    assert figures(store)["hazards_fixed"] == 1


def test_a_step_that_comes_back_says_only_what_it_says_now(store: Store, round_: Shift) -> None:
    check(store, BLOCKED)
    hazard = only(store).id
    row = {"hazard": hazard, "result": "PARTLY", "deadline": "2026-12-01"}
    entry = entries.record(store, "fire-recheck", {"hazards": [row]}).value.id
    kept = entries.get(store, entry).values["hazards"][0]["_row"]
    entries.void(store, entry, "误录")
    entries_undo.undo(store, entry)
    assert only(store).life.deadline == date(2026, 12, 1)
    entries.correct(store, entry, {"hazards": [{"_row": kept, "result": None}]}, "未下结论")
    entries.correct(store, entry, {"hazards": [{"_row": kept, "result": "NOT_FIXED", "deadline": None}]}, "补结论")
    assert only(store).life.deadline == date(2026, 11, 20)
    assert list(verify.verify(store)) == []


def test_steps_of_two_laptops_merge(store: Store, round_: Shift, clock: Clock) -> None:
    check(store, BLOCKED)
    hazard = only(store).id
    seen = journal.merged(store.db, hazard).heads
    clock.forward(days=1)
    for step, kind in (("a", "REPORT"), ("b", "FIXED")):
        content = {"kind": kind, "at": "2026-11-21T02:00:00.000Z", "by": store.account.id}
        with store.transaction() as transaction:
            body = {"open": {"rows": {"steps": {step: content}}}}
            transaction.append("hazard", hazard, "change", body, base=seen)
    assert [step.kind for step in only(store).steps] == ["REPORT", "FIXED"]
    assert not only(store).conflict
    assert figures(store)["hazards_fixed"] == 1
    assert list(verify.verify(store)) == []


def test_a_check_voided_here_and_corrected_there_leaves_no_hazard(store: Store, round_: Shift) -> None:
    entry = check(store, BLOCKED)
    seen = journal.merged(store.db, entry).heads
    row = {"rows": {"hazards": {"late": UNKEPT}}}
    with store.transaction() as transaction:
        transaction.append("entry", entry, "change", {"open": row}, scope="up", base=seen)
        hazards.follow(transaction, entry)
        assert len(hazards.every(store)) == 2
        transaction.append("entry", entry, "void", {"open": {"reason": "走错单位"}}, scope="up", base=seen)
        hazards.follow(transaction, entry)
    assert hazards.every(store) == []
    assert list(verify.verify(store)) == []


def test_steps_of_the_page(store: Store, round_: Shift, clock: Clock) -> None:
    check(store, UNKEPT)
    hazard = only(store).id
    with pytest.raises(errors.Refused):
        hazards.add_step(store, hazard, "EXPLODE")
    with pytest.raises(errors.Refused):
        hazards.add_step(store, hazard, StepKind.DEADLINE)
    with pytest.raises(errors.ReasonNeeded):
        hazards.add_step(store, hazard, StepKind.CLOSE)
    late = hazards.add_step(store, hazard, StepKind.DEADLINE, deadline=date(2027, 3, 1))
    assert [problem.code for problem in late.problems] == ["HAZARD_DEADLINE_LONG"]
    hazards.add_step(store, hazard, StepKind.TRANSFER, receiver="FIRE")
    assert figures(store)["transfers"] == 1
    hazards.take_back(store, hazard, only(store).steps[-1].id, "点错")
    assert "transfers" not in figures(store)
    hazards.add_step(store, hazard, StepKind.CLOSE, note="单位已搬迁")
    assert hazards.open_ones(store) == []
    with pytest.raises(errors.Refused):
        hazards.add_step(store, hazard, StepKind.FIXED)
    hazards.add_step(store, hazard, StepKind.REOPEN, note="仍在营业")
    assert hazards.count_open(store) == (1, 0)
    clock.forward(days=365)
    assert hazards.count_open(store) == (1, 1)
    assert list(verify.verify(store)) == []


def test_what_the_register_says_of_the_unit_stands_in_the_check(store: Store, round_: Shift) -> None:
    premises.save(store, {"name": HOTEL, "key_unit": True, "area_m2": 3200, "floors": "地上6层", "type": "HOTEL"})
    values = entries.get(store, check(store)).values
    assert (values["nature"], values["area"], values["floors"]) == ("KEY", 3200, "地上6层")
    assert premises.nature({"type": "VILLAGE"}) == "VILLAGE"
    assert premises.nature({"type": "SHOP"}) == "GENERAL"
    assert premises.nature({}) is None


def test_an_odd_deadline_warns(store: Store, round_: Shift) -> None:
    rows = [{**UNKEPT, "deadline": "2027-06-01"}, {**UNKEPT, "deadline": "2026-11-01"}]
    saved = entries.record(store, "fire-check", {"hazards": rows})
    found = [(problem.field, problem.code) for problem in saved.problems if problem.code.startswith("HAZARD")]
    assert found == [("hazards[0].deadline", "HAZARD_DEADLINE_LONG"), ("hazards[1].deadline", "HAZARD_DEADLINE_PAST")]


def test_a_hazard_is_named_like_a_row_of_a_register(store: Store, round_: Shift) -> None:
    check(store, BLOCKED)
    known = store.context().registers
    assert known.name("hazard", only(store).id) == "疏散通道、出口堵塞 二楼西侧"
    assert known.find("hazard", "疏散通道、出口堵塞 二楼西侧") == only(store).id
    with pytest.raises(errors.Refused):
        recheck(store, nowhere="FIXED")


def test_an_auxiliary_orders_nothing_alone_and_the_hazard_is_there_at_once(store: Store, round_: Shift) -> None:
    slips, _ = accounts.give(store, ["FJ1001"])
    accounts.switch(store, "FJ1001", slips[0].password)
    entry = entries.record(store, "fire-check", {"hazards": [BLOCKED]}, checked_by=["101234"]).value
    assert entry.state is EntryState.PROPOSED
    assert only(store).life.open
    accounts.switch(store, "101234", PASSWORD)
    entries.confirm(store, [entry.id])
    assert only(store).life.open


def test_a_rebuild_gives_the_same_hazards(store: Store, round_: Shift) -> None:
    check(store, BLOCKED, UNKEPT)
    recheck(store, **{hazards.every(store)[0].id: "FIXED"})
    before = (hazards.every(store, void=True), tally.stored(store))
    rebuild.rebuild(store)
    assert (hazards.every(store, void=True), tally.stored(store)) == before


# Whatever is done in whatever order


class Sequence:
    """A store on which things are done at random, and what must be true after each of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.checks: list[str] = []
        self.rechecks: list[str] = []

    def do(self, what: str, pick: int) -> None:
        self.clock.forward(hours=7)
        known = hazards.every(self.store, void=True)
        match what:
            case "check":
                self.checks.append(check(self.store, *[BLOCKED, UNKEPT][: pick % 3], transfer=["FILING"] * (pick % 2)))
            case "recheck" if known:
                chosen = known[pick % len(known) :][:2]
                results = {hazard.id: ("FIXED", "NOT_FIXED", "PARTLY")[pick % 3] for hazard in chosen}
                self.rechecks.append(recheck(self.store, **results))
            case "step" if known:
                self._step(known[pick % len(known)], list(StepKind)[pick % len(StepKind)])
            case "take back" if known:
                self._take_back(known[pick % len(known)])
            case _:
                self._change(what, pick)

    def _step(self, hazard: Hazard, kind: StepKind) -> None:
        if rules.possible(kind, hazard.life):
            hazards.add_step(self.store, hazard.id, kind, deadline=date(2026, 12, 24), note="样例", receiver="FIRE")

    def _take_back(self, hazard: Hazard) -> None:
        own = [step for step in hazard.steps if not step.entry]
        if own:
            hazards.take_back(self.store, hazard.id, own[-1].id, "样例")

    def _change(self, what: str, pick: int) -> None:
        written = [*self.checks, *self.rechecks]
        if not written:
            return
        entry = entries.get(self.store, written[pick % len(written)])
        rows: list[Any] = list(entry.values.get("hazards", []))
        void = entry.state is EntryState.VOID
        if what == "void" and not void:
            entries.void(self.store, entry.id, "样例")
        elif what == "undo":
            try:
                entries_undo.undo(self.store, entry.id)
            except (errors.NotUndoable, errors.AlreadyVoid):
                return
        elif what == "correct" and rows and not void:
            entries.correct(self.store, entry.id, {"hazards": list(_patch(entry.template_id, rows, pick))}, "样例")
        elif what == "move" and not void:
            entries.correct(self.store, entry.id, {"premises": "黄河路网吧"}, "样例", at=entry.at - timedelta(days=pick))

    def holds(self) -> None:
        assert tally.recount(self.store) == tally.stored(self.store)
        expected = {self._key(entry, row) for entry in self.checks for row in self._living(entry)}
        assert {(hazard.entry, hazard.row) for hazard in hazards.every(self.store)} == expected
        told = {
            (row["hazard"], entry)
            for entry in self.rechecks
            for row in self._living(entry)
            if isinstance(row, dict) and row.get("result")
        }
        every = hazards.every(self.store, void=True)
        assert {(hazard.id, step.entry) for hazard in every for step in hazard.steps if step.entry} == told
        fixed = [
            hazard for hazard in every if hazard.life.fixed and not hazard.void and hazard.found.order != rules.OF_A_TRANSFER
        ]
        assert figures(self.store).get("hazards_fixed", 0) == len(fixed)

    def _living(self, record: str) -> list[Any]:
        entry = entries.get(self.store, record)
        if entry.state is EntryState.VOID:
            return []
        found: list[Any] = list(entry.values.get("hazards", []))
        return found + [f"transfer.{code}" for code in entry.values.get("transfer", [])]

    @staticmethod
    def _key(entry: str, row: Any) -> tuple[str, str]:
        return (entry, row if isinstance(row, str) else row["_row"])


def _patch(form: str, rows: list[Any], pick: int) -> Iterator[dict[str, Any]]:
    first = rows[pick % len(rows)]["_row"]
    if form == "fire-recheck":
        yield {"_row": first, "result": ("FIXED", "PARTLY", None)[pick % 3]}
    elif pick % 2:
        yield {"_row": first, "_remove": True}
    else:
        yield {"_row": first, "place": f"第 {pick} 层", "deadline": "2026-12-01" if pick % 4 else None}
        yield UNKEPT


WHAT = st.sampled_from(["check", "recheck", "step", "take back", "void", "undo", "correct", "move"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=st.lists(st.tuples(WHAT, st.integers(0, 40)), min_size=3, max_size=14))
def test_hazards_and_figures_stay_right_whatever_is_done(
    store: Store, clock: Clock, round_: Shift, what: list[tuple[str, int]]
) -> None:
    for record in (row[0] for row in store.rows("SELECT id FROM entry WHERE state <> 'void'")):
        entries.void(store, record, "上一个例子")
    sequence = Sequence(store, clock)
    for name, pick in what:
        sequence.do(name, pick)
    sequence.holds()
    assert list(verify.verify(store)) == []
