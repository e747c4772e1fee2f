"""What stands at this station now, in figures: for the bureau's page. No names of persons, no plates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checkpoint_app.model import timing
from checkpoint_app.store import hazards, peers, registers, shifts, trust

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def now(store: Store) -> dict[str, Any]:
    """Posts manned, hazards open and overdue, the unit's machines with when they were last heard of and how far their clocks are off."""
    known = store.context().registers
    manned = [
        {
            "duty": shift.duty,
            "site": known.name("site", shift.site),
            "crew": len(shift.crew),
            "since": timing.to_text(shift.planned_from),
        }
        for shift in shifts.open_ones(store)
    ]
    open_ones, overdue = hazards.count_open(store)
    heard = {peer.device: peer for peer in peers.every(store)}
    devices = []
    for device, certificate in trust.load(store).devices.items():
        peer = heard.get(device)
        seen = peer.seen_at if peer else store.now() if device == store.keys.id else None
        at = timing.local(seen, store.unit.tz()).strftime("%Y-%m-%d %H:%M") if seen else ""
        devices.append({"name": f"{certificate.letter} {certificate.name}", "at": at, "skew_ms": peer.skew_ms if peer else 0})
    unit = registers.body(store.db, "unit", store.unit.id) or {}
    return {
        "unit": store.unit.name,
        "code": str(unit.get("code", "")),
        "on_duty": len(manned),
        "manned": manned,
        "hazards_open": open_ones,
        "hazards_overdue": overdue,
        "devices": devices,
    }
