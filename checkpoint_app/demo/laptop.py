"""A second machine joins the unit by its card, records at the roadside, and its entries go to the station on a stick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from checkpoint_app.demo import checkpoints
from checkpoint_app.demo.places import CHECKPOINTS
from checkpoint_app.demo.world import PASSWORD, SECOND_NUMBER, World
from checkpoint_app.i18n import tr
from checkpoint_app.printing import collect
from checkpoint_app.store import handover, deliveries, entries, keys, prints, receipts, shifts, unenrolled, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync import enrolment, stick

_CARS = 12
_CHEAP = keys.Cost(time=1, memory_kib=8192)


@dataclass(frozen=True, slots=True)
class Carried:
    """What the stick carried: where it is, new and repeated lines and those still lacking at the station, entries without receipt."""

    stick: Path
    received: int
    repeated: int
    lacking: int
    not_received: int


def carry(world: World, folder: Path, say: Callable[[str], None]) -> Carried:
    """From the card to the receipt and its slip. The laptop's store stays in `folder`/laptop, the stick in `folder`/stick."""
    place = folder / "stick"
    place.mkdir()
    made, _ = unenrolled.create(
        folder / "laptop", officer_number=SECOND_NUMBER, officer_name="李强", password=PASSWORD, cost=_CHEAP, clock=world.clock
    )
    with made as store:
        say(tr("Taking a second machine into the unit by its card …"))
        card = enrolment.read_card(enrolment.card_bytes(store), "card")
        _, answer = enrolment.enrol_and_answer(world.store, card, place / "answer.ckb", name="巡逻车1")
        enrolment.accept(store, answer.files)
        say(tr("Recording on it, and carrying the stick to the station and back …"))
        _on_duty(world, store)
        stick.sync(store, place)
        (visit,) = stick.sync(world.store, place).visits
        stick.sync(store, place)
        slip = collect.make(store, prints.DELIVERY, deliveries.find(store, "").id)
        (folder / "delivery-slip.pdf").write_bytes(slip)
        faults = [*verify.verify(store)]
        if faults:
            raise RuntimeError("; ".join(fault.text() for fault in faults[:5]))
        left = receipts.count_not_received(store)
    report = visit.report
    return Carried(stick=place, received=report.taken, repeated=report.repeated, lacking=visit.lacking, not_received=left)


def _on_duty(world: World, store: Store) -> None:
    """A short shift at another checkpoint."""
    crew = (store.account.officer.number,)
    draft = shifts.ShiftDraft(duty="checkpoint", site=CHECKPOINTS[1][0], crew=crew, basis="PL15")
    held = shifts.open_shift(store, draft).value
    for _ in range(_CARS):
        world.clock.moment += timedelta(seconds=world.chance.randint(2, 5))
        form, values = checkpoints.vehicle(world.chance)
        entries.record(store, form, values, shift=held.id)
    handover.close(store, held.id, withdrawn=True)
