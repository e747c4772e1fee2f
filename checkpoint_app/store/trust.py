"""Whose lines are believed, and how far: certificates up to the root key, revocations, and what only a station may write.

A certificate is believed for its own statement and signature, whoever carried it; so it can be used before the chain it came in is
checked. A revocation (noun `revocation`, written by a station device)

    set: {"device": id, "chains": {"epoch/scope": last accepted seq | [seq, hash]}, "reason": text, "at": time}

cuts a device off: later lines of it are not taken; those that are here stay, flagged, and count for nothing. A chain that it does not
name is cut off whole. With a hash the cut follows that branch of a forked chain. Several revocations: the smallest cut holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

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

    def last_accepted(self, key: ChainKey) -> int | None:
        """The last seq of a chain that counts; None for no limit."""
        if key.device not in self.cuts:
            return None
        tip = self.cuts[key.device].get((key.epoch, key.scope))
        return tip.seq if tip else 0

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


def _load(store: Store, more: Iterable[Mapping[str, Any]], units: Iterable[Mapping[str, Any]]) -> Trust:
    contents = [*_contents(store, "certificate"), *more]
    found = [certificate for certificate in map(identity.read_certificate, contents) if certificate]
    found.sort(key=lambda one: (one.at, one.statement), reverse=True)
    devices: dict[str, identity.Certificate] = {}
    for root in _roots(store, units):
        devices = devices or identity.trusted(found, store.unit.id, root)
    return Trust(devices=devices, cuts=_cuts(store, devices))


def accepted(store: Store, known: Trust, device: str) -> dict[int, int]:
    """Chain row → the last line that counts, of a device that was cut off. A cut with a hash follows that branch."""
    cuts = known.cuts[device]
    limits = journal.coverage(store.db, (tip.hash for tip in cuts.values() if tip.hash))
    here = {tip.hash for tip in cuts.values() if tip.hash and journal.is_here(store.db, tip.hash)}
    for row, epoch, scope in store.db.execute("SELECT id, epoch, scope FROM chain WHERE device=?", (device,)).fetchall():
        tip = cuts.get((epoch, scope))
        if tip is not None and tip.hash not in here:
            limits[row] = max(limits.get(row, 0), tip.seq)
    return limits


def devices(store: Store) -> Mapping[str, identity.Certificate]:
    """The believed devices by id, cut off or not."""
    return load(store).devices


def _contents(store: Store, noun: str) -> list[Mapping[str, Any]]:
    rows = store.db.execute(
        "SELECT open FROM line WHERE noun=? AND noun <> 'entry' AND open IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.line = line.id AND what='revoked') ORDER BY id",
        (noun,),
    )
    return [content for row in rows.fetchall() if isinstance(content := set_of(bytes(row[0])), dict)]


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
    for content in (*_contents(store, "unit"), *units):
        try:
            root = bytes.fromhex(str(content.get("root", "")))
        except ValueError:
            continue
        if root not in roots and identity.unit_id(root) == store.unit.id:
            roots.append(root)
    return roots


def _cuts(store: Store, believed: Mapping[str, identity.Certificate]) -> dict[str, dict[tuple[str, str], Tip]]:
    rows = store.db.execute(
        "SELECT line.open, chain.device FROM line JOIN chain ON chain.id = line.chain WHERE noun='revocation' AND noun <> 'entry'"
        " AND line.open IS NOT NULL AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.line = line.id AND what='revoked')"
    ).fetchall()
    cuts: dict[str, dict[tuple[str, str], Tip]] = {}
    for body, writer in rows:
        content = set_of(bytes(body))
        if writer not in believed or believed[writer].kind != STATION or not isinstance(content, dict):
            continue
        device, chains = content.get("device"), content.get("chains")
        if isinstance(device, str) and isinstance(chains, dict):
            given = {key: tip for name, value in chains.items() if (key := _key(name)) and (tip := _tip(value))}
            cuts[device] = _smaller(cuts[device], given) if device in cuts else given
    return cuts


def _key(name: str) -> tuple[str, str] | None:
    epoch, _, scope = name.partition("/")
    return (epoch, scope) if epoch and scope else None


def _tip(value: object) -> Tip | None:
    if isinstance(value, list) and len(value) == 2 and type(value[0]) is int and isinstance(value[1], str):
        return Tip(value[0], value[1])
    return Tip(value, "") if type(value) is int else None


def _smaller(one: Mapping[tuple[str, str], Tip], other: Mapping[tuple[str, str], Tip]) -> dict[tuple[str, str], Tip]:
    """A chain that only one of two revocations names is cut off whole by the other."""
    return {key: min(one[key], other[key]) for key in one if key in other}
