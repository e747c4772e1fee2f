"""Whose lines are believed, and how far: certificates up to the root key, revocations, and what only a station may write.

A certificate is believed for its own statement and signature, whoever carried it; so it can be used before the chain it came in is
checked. A revocation (noun `revocation`, written by a station device)

    set: {"device": id, "chains": {"epoch/scope": last accepted seq | [seq, hash]}, "reason": text, "at": time}

cuts a device off: later lines of it are not taken; those that are here stay, flagged, and count for nothing. A chain that it does not
name is cut off whole. With a hash the cut follows that branch of a forked chain. Several revocations: the smallest cut holds.

What holds follows from the lines that are here, not from the order in which they came: revocations that stand beyond the cut of one that
counts do not count. A certificate by a station that was cut off holds only where that station's own chain says it, before the cut: the
time in it is a claim, and anybody may carry it. Of stations that cut each other off, each beyond the other's cut, the one with the smallest
(lamport, hash) counts. But who has heard of a cut takes nothing beyond it, so two stations that cut each other off without having heard
leave the unit in two: each store follows the one it heard first. Rejected: to take revocations from beyond a cut. A stolen station has a
low counter, and would overrule the one that reported it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from checkpoint_app.model import chain
from checkpoint_app.model.travel import STATION, STATION_NOUNS, ChainKey, Tip
from checkpoint_app.store import identity, journal

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

UNAUTHORISED, REVOKED = "unauthorised", "revoked"
"""Why a line is set aside (table `flag`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Device → certificate, and device → the last accepted line of each chain where it was cut off."""

    devices: Mapping[str, identity.Certificate] = field(default_factory=dict)
    cuts: Mapping[str, Mapping[tuple[str, str], Tip]] = field(default_factory=dict)

    def key(self, device: str) -> bytes | None:
        """The public key of a believed device."""
        found = self.devices.get(device)
        return bytes.fromhex(found.public_key) if found else None

    def is_station(self, device: str) -> bool:
        return device in self.devices and self.devices[device].kind == STATION

    def is_revoked(self, device: str) -> bool:
        return device in self.cuts

    def stations(self) -> list[str]:
        """The station devices that are not cut off, by id."""
        return sorted(device for device in self.devices if self.is_station(device) and device not in self.cuts)

    def may_write(self, device: str, noun: str) -> bool:
        """Whether lines of this noun from this device count."""
        return noun not in STATION_NOUNS or self.is_station(device)


def load(store: Store, more: Iterable[Mapping[str, Any]] = (), units: Iterable[Mapping[str, Any]] = ()) -> Trust:
    """What this store believes now; `more` and `units` are the `set` of certificate and unit lines on their way in.

    The own device is believed with its own key before it is enrolled. Remembered as long as nothing is written: every step of an exchange
    asks for it.
    """
    coming = list(more), list(units)
    if any(coming):
        return _load(store, *coming)
    state = _state(store)
    known = _remembered.get(store)
    if known is None or known[0] != state:
        known = state, _load(store, *coming)
        if not store.db.in_transaction:  # what is rolled back was never believed
            _remembered[store] = known
    return known[1]


_remembered: WeakKeyDictionary[Store, tuple[tuple[object, ...], Trust]] = WeakKeyDictionary()


def _state(store: Store) -> tuple[object, ...]:
    """The same as long as neither this connection nor another one has written."""
    return store.db, store.db.total_changes, store.db.execute("PRAGMA data_version").fetchone()[0], store.unit.id


def _load(store: Store, more: Sequence[Mapping[str, Any]], units: Sequence[Mapping[str, Any]]) -> Trust:
    written = _written(store, "certificate")
    roots = _roots(store, units)
    devices = _believed(store, roots, [*(one.content for one in written), *more])
    cuts = _cuts(store, devices)
    if any(_voucher(content) in cuts for content in (*(one.content for one in written), *more)):
        beyond = _Beyond(store, cuts)
        vouched = [one.content for one in written if one.writer == _voucher(one.content) and not beyond.has(one)]
        others = [content for content in (*(one.content for one in written), *more) if _voucher(content) not in cuts]
        devices = _believed(store, roots, [*vouched, *others])
        cuts = _cuts(store, devices)
    return Trust(devices=devices, cuts=cuts)


def _voucher(content: Mapping[str, Any]) -> str:
    found = identity.read_certificate(content)
    return found.by if found else ""


def _believed(store: Store, roots: Iterable[bytes], contents: Iterable[Mapping[str, Any]]) -> dict[str, identity.Certificate]:
    found = [certificate for certificate in map(identity.read_certificate, contents) if certificate]
    found.sort(key=lambda one: (one.at, one.statement), reverse=True)
    return next((known for root in roots if (known := identity.trusted(found, store.unit.id, root))), {})


def accepted(store: Store, known: Trust, device: str) -> dict[int, int]:
    """Chain row → the last line that counts, of a device that was cut off. A cut with a hash follows that branch."""
    return _limits(store, device, known.cuts[device])


def _limits(store: Store, device: str, cuts: Mapping[tuple[str, str], Tip]) -> dict[int, int]:
    limits = journal.coverage(store.db, (tip.hash for tip in cuts.values() if tip.hash))
    here = {tip.hash for tip in cuts.values() if tip.hash and journal.is_here(store.db, tip.hash)}
    for row, epoch, scope in store.db.execute("SELECT id, epoch, scope FROM chain WHERE device=?", (device,)).fetchall():
        tip = cuts.get((epoch, scope))
        if tip is not None and tip.hash not in here:
            limits[row] = max(limits.get(row, 0), tip.seq)
    return limits


def last_to_take(store: Store, known: Trust, key: ChainKey, epoch: str) -> int | None:
    """Up to which seq lines of a chain that are not here yet may still count; None for no limit. `key` is how their sender files them,
    `epoch` stands in their headers: the cut may name them by another label, where one of the three stores knows more branches.

    Once the last accepted line is here, so is all that leads to it. Until then lines up to it are let in: `accepted` says which count.
    """
    if key.device not in known.cuts:
        return None
    named = [(label, tip) for (label, scope), tip in known.cuts[key.device].items() if scope == key.scope]
    return max((tip.seq for label, tip in named if _may_lead_to(store, key, epoch, label, tip)), default=0)


def _may_lead_to(store: Store, key: ChainKey, epoch: str, label: str, tip: Tip) -> bool:
    if tip.hash and journal.is_here(store.db, tip.hash):
        return False
    if label in (key.epoch, epoch):
        return True
    row = store.row("SELECT origin FROM chain WHERE device=? AND epoch=? AND scope=?", (key.device, label, key.scope))
    return bool(tip.hash) and (row is None or row[0] == epoch)


def devices(store: Store) -> Mapping[str, identity.Certificate]:
    """The believed devices by id, cut off or not."""
    return load(store).devices


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What a line that says whom to believe holds, and where it stands."""

    content: Mapping[str, Any]
    writer: str
    row: int
    seq: int
    rank: tuple[int, bytes]


def _written(store: Store, noun: str) -> list[_Written]:
    rows = store.db.execute(
        "SELECT line.open, chain.device, chain.id, line.seq, line.header, line.hash FROM line JOIN chain ON chain.id = line.chain"
        " WHERE noun=? AND noun <> 'entry' AND line.open IS NOT NULL ORDER BY line.id",
        (noun,),
    ).fetchall()
    return [
        _Written(
            content=content, writer=row[1], row=row[2], seq=row[3], rank=(chain.decode(bytes(row[4])).lamport, bytes(row[5]))
        )
        for row in rows
        if isinstance(content := set_of(bytes(row[0])), dict)
    ]


def root(store: Store) -> str:
    """The unit's root key in hex, "" where it is not known."""
    return next((found.hex() for found in _roots(store, ())), "")


def of(certificates: Iterable[Mapping[str, Any]], unit: str, root: str) -> Trust:
    """Whom these certificates make believable for somebody who holds the root key and nothing else. Raises ValueError (root)."""
    found = [certificate for certificate in map(identity.read_certificate, certificates) if certificate]
    return Trust(devices=identity.trusted(found, unit, bytes.fromhex(root)))


def set_of(body: bytes) -> object:
    """The `set` of a payload part; None for a line that does not hold one."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content.get("set") if isinstance(content, dict) else None


def _roots(store: Store, units: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """The unit's root key as its lines give it; only the one that makes the unit's id holds."""
    roots: list[bytes] = []
    for content in (*(one.content for one in _written(store, "unit")), *units):
        try:
            root = bytes.fromhex(str(content.get("root", "")))
        except ValueError:
            continue
        if root not in roots and identity.unit_id(root) == store.unit.id:
            roots.append(root)
    return roots


class _Beyond:
    """Which lines stand beyond some cuts."""

    def __init__(self, store: Store, cuts: Mapping[str, Mapping[tuple[str, str], Tip]]) -> None:
        self._limits = {device: _limits(store, device, tips) for device, tips in cuts.items()}

    def has(self, one: _Written) -> bool:
        return one.writer in self._limits and one.seq > self._limits[one.writer].get(one.row, 0)


def _cuts(store: Store, believed: Mapping[str, identity.Certificate]) -> dict[str, dict[tuple[str, str], Tip]]:
    """The cuts of the revocations that count: see the module. One that none of those left cuts off counts; where all are cut off by
    another one, the first by rank does."""
    left = [
        (one, {one.content["device"]: _tips(one.content["chains"])})
        for one in sorted(_written(store, "revocation"), key=lambda one: one.rank)
        if one.writer in believed and believed[one.writer].kind == STATION and _is_revocation(one.content)
    ]
    beyond = {one.rank: _Beyond(store, cut) for one, cut in left} if len(left) > 1 else {}
    cuts: dict[str, dict[tuple[str, str], Tip]] = {}
    while left:
        free = [pair for pair in left if not any(beyond[other.rank].has(pair[0]) for other, _ in left if other is not pair[0])]
        counting = free or left[:1]
        for _, cut in counting:
            for device, given in cut.items():
                cuts[device] = _smaller(cuts[device], given) if device in cuts else given
        left = [pair for pair in left if pair not in counting and not any(beyond[one.rank].has(pair[0]) for one, _ in counting)]
    return cuts


def _is_revocation(content: Mapping[str, Any]) -> bool:
    return isinstance(content.get("device"), str) and isinstance(content.get("chains"), dict)


def _tips(chains: Mapping[str, object]) -> dict[tuple[str, str], Tip]:
    return {key: tip for name, value in chains.items() if (key := _key(name)) and (tip := _tip(value))}


def _key(name: str) -> tuple[str, str] | None:
    epoch, _, scope = name.partition("/")
    return (epoch, scope) if epoch and scope else None


def _tip(value: object) -> Tip | None:
    if isinstance(value, list) and len(value) == 2 and type(value[0]) is int and chain.is_hex(value[1], 64):
        return Tip(value[0], value[1])
    return Tip(value, "") if type(value) is int else None


def _smaller(one: Mapping[tuple[str, str], Tip], other: Mapping[tuple[str, str], Tip]) -> dict[tuple[str, str], Tip]:
    """A chain that only one of two revocations names is cut off whole by the other."""
    return {key: min(one[key], other[key]) for key in one if key in other}
