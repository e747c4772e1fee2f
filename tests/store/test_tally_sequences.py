"""Any sequence of record, propose, confirm, correct, void, take back and late arrival leaves the tally equal to a recount."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from checkpoint_app.model.records import Account, EntryState
from checkpoint_app.store import entries, entries_undo, officers, opening, rebuild, shifts, sites, tally
from tests.store.conftest import CHEAP, PASSWORD, Clock

FINDINGS = st.sampled_from([[], ["PLATE"], ["DRUNK"], ["OVERLOAD", "PLATE"]])


class Sequences(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.store, _ = opening.create(
            Path(self.folder.name) / "store",
            unit_name="沙北派出所",
            officer_number="101234",
            officer_name="王小明",
            password=PASSWORD,
            cost=CHEAP,
            clock=self.clock,
        )
        self.officer = self.store.account
        auxiliary, _, _ = officers.save(self.store, {"number": "FJ1001", "name": "张三", "kind": "AUX"})
        self.auxiliary = Account(officer=auxiliary, roles=frozenset())
        sites.save(self.store, {"name": "黄河路卡点", "kind": "checkpoint"})
        draft = shifts.ShiftDraft(
            duty="checkpoint", site="黄河路卡点", planned_from=self.clock(), crew=("101234", "FJ1001"), lead="101234"
        )
        self.shift = shifts.open_shift(self.store, draft).value
        self.known: list[str] = []

    @rule(people=st.integers(1, 5), findings=FINDINGS)
    def record(self, people: int, findings: list[str]) -> None:
        self.keep({"plate": "豫L12345", "people": people, "findings": findings})

    @rule(findings=FINDINGS)
    def propose(self, findings: list[str]) -> None:
        self.store.account = self.auxiliary
        self.keep({"plate": "豫L12345", "findings": findings, "disposition": "HANDOVER", "receiver": "交警大队"})
        self.store.account = self.officer

    @rule(vehicles=st.integers(1, 40))
    def arrive_late(self, vehicles: int) -> None:
        self.clock.forward(days=1)
        saved = entries.record(
            self.store,
            "checkpoint-count",
            {"vehicles": vehicles},
            shift=self.shift.id,
            at=self.shift.planned_from + timedelta(hours=1),
            source="PAPER",
            reason="纸质补录",
        )
        self.known.append(saved.value.id)

    def keep(self, values: dict[str, object]) -> None:
        self.known.append(entries.record(self.store, "checkpoint-check", values, shift=self.shift.id).value.id)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), people=st.integers(1, 9), findings=FINDINGS)
    def correct(self, data: st.DataObject, people: int, findings: list[str]) -> None:
        entry = entries.get(self.store, data.draw(st.sampled_from(self.known)))
        if entry.state is EntryState.VOID:
            return
        patch = {"people": people} if entry.template_id == "checkpoint-count" else {"people": people, "findings": findings}
        entries.correct(self.store, entry.id, patch, "改正")

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def void_or_take_back(self, data: st.DataObject) -> None:
        entry = entries.get(self.store, data.draw(st.sampled_from(self.known)))
        if entry.state is EntryState.VOID:
            entries_undo.undo(self.store, entry.id)
        else:
            entries.void(self.store, entry.id, "作废")

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        entries.confirm(self.store, [data.draw(st.sampled_from(self.known))])

    @rule(days=st.integers(1, 40), vehicles=st.integers(1, 40))
    def a_shift_arrives_late(self, days: int, vehicles: int) -> None:
        begins = self.clock() - timedelta(days=days)
        draft = shifts.ShiftDraft(
            duty="checkpoint", site="黄河路卡点", planned_from=begins, crew=("101234", "FJ1001"), lead="101234"
        )
        late = shifts.open_shift(self.store, draft).value
        at = begins + timedelta(minutes=5)
        saved = entries.record(self.store, "checkpoint-count", {"vehicles": vehicles}, shift=late.id, at=at, source="PAPER")
        self.known.append(saved.value.id)

    @rule(days=st.integers(-2, 2))
    def move_the_shift(self, days: int) -> None:
        planned = self.shift.planned_from + timedelta(days=days)
        shifts.change(self.store, self.shift.id, {"planned_from": planned, "planned_to": None})

    @invariant()
    def the_tally_is_a_recount(self) -> None:
        if hasattr(self, "store"):
            right = tally.recount(self.store)
            assert tally.stored(self.store) == right
            assert tally.stored_by_site(self.store) == tally.summed(right)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            before = tally.stored(self.store), tally.stored_by_site(self.store)
            rebuild.rebuild(self.store)
            assert (tally.stored(self.store), tally.stored_by_site(self.store)) == before
            self.store.close()
            self.folder.cleanup()


TestSequences = Sequences.TestCase
TestSequences.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
