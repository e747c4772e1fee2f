"""The machines of the unit: which are enrolled, which were reported lost, when each was last heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from checkpoint_app.i18n import tr
from checkpoint_app.store import errors, filing, peers, trust
from checkpoint_app.store.identity import Certificate

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One machine. `heard_at` and `skew` are of the last exchange; `forked`: two copies of it have written at the same time."""

    certificate: Certificate
    is_own: bool
    active: bool
    forked: bool
    heard_at: datetime | None
    skew: timedelta

    @property
    def id(self) -> str:
        return self.certificate.device

    @property
    def label(self) -> str:
        """Letter and name."""
        return f"{self.certificate.letter} {self.certificate.name}"


def every(store: Store) -> list[DeviceRow]:
    """By letter; those that were reported lost last."""
    known = trust.load(store)
    heard = {peer.device: peer for peer in peers.every(store)}
    forked = filing.forked(store)
    found = [
        DeviceRow(
            certificate=certificate,
            is_own=device == store.keys.id,
            active=not known.is_revoked(device),
            forked=device in forked,
            heard_at=heard[device].seen_at if device in heard else None,
            skew=timedelta(milliseconds=heard[device].skew_ms) if device in heard else timedelta(),
        )
        for device, certificate in known.devices.items()
    ]
    return sorted(found, key=lambda row: (not row.active, len(row.certificate.letter), row.certificate.letter))


def find(store: Store, name: str) -> DeviceRow:
    """By letter, name, id, or the first digits of the id. Raises Unknown, Ambiguous."""
    wanted = name.strip()
    rows = every(store)
    for fitting in (
        [row for row in rows if wanted == row.id],
        [row for row in rows if wanted.upper() == row.certificate.letter],
        [row for row in rows if wanted == row.certificate.name],
        [row for row in rows if len(wanted) >= 4 and row.id.startswith(wanted.lower())],
    ):
        if len(fitting) > 1:
            raise errors.Ambiguous(noun=tr("machine"), name=name)
        if fitting:
            return fitting[0]
    raise errors.Unknown(noun=tr("machine"), name=name)
