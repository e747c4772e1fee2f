"""How far the clock of a machine is off against the station's, as far as this store knows. Said on screen and paper; it orders nothing.

Over the network both clocks were read at one moment. A stick travels: what lay on it only proves that a clock is ahead, by so much at
least; of a laptop its receipt proves it too, which says when the laptop wrote and when the station read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from checkpoint_app.model import timing, travel
from checkpoint_app.store import devices, peers, receipts, trust

if TYPE_CHECKING:
    from checkpoint_app.store.receipts import Receipt
    from checkpoint_app.store.session import Store


def of_machine(store: Store, device: str) -> timedelta:
    """How far the machine's clock is ahead of the station's (negative: behind); zero where nothing is known."""
    if device == store.keys.id:
        return timedelta() if store.device.kind == travel.STATION else _own(store)
    peer = peers.get(store, device) if store.device.kind == travel.STATION else None
    return timedelta(milliseconds=peer.skew_ms) if peer else timedelta()


def of_shift(store: Store, shift: str) -> tuple[str, timedelta]:
    """The machine that opened the shift, by letter and name, and how far its clock is off."""
    row = store.row(
        "SELECT chain.device FROM line JOIN chain ON chain.id = line.chain WHERE line.record=? ORDER BY line.id LIMIT 1", (shift,)
    )
    device = row[0] if row else store.keys.id
    label = next((one.label for one in devices.every(store) if one.id == device), store.device.name)
    return label, of_machine(store, device)


def by_receipt(receipt: Receipt) -> timedelta:
    """How far ahead at least the machine's clock was when the station signed."""
    try:
        return max(timedelta(), timing.from_text(receipt.theirs) - receipt.at)
    except ValueError:
        return timedelta()  # it did not say


def _own(store: Store) -> timedelta:
    known = trust.load(store)
    found = [timedelta()]
    found += [-timedelta(milliseconds=peer.skew_ms) for peer in peers.every(store) if known.is_station(peer.device)]
    for newest in receipts.newest(store, store.keys.id):
        found += [by_receipt(one) for one in newest]
    return max(found, key=abs)
