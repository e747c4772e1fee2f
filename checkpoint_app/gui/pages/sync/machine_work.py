"""What the page of sync does with the machines of the unit: listed, taken in by card, cut off. Knows no widget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import skew
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.printing.loss_report import LossContent


def device_rows(store: Store) -> RowPage:
    """The machines of the unit."""
    from checkpoint_app.store import devices

    zone = store.unit.tz()
    rows = []
    for one in devices.every(store):
        lost = not one.active
        words = tr("Cut off|device") if lost else tr("Copied twice|device") if one.forked else tr("In use")
        rows.append(
            Row(
                id=one.id,
                cells={
                    "letter": one.certificate.letter,
                    "name": one.certificate.name,
                    "kind": tr("Station machine") if one.certificate.kind == "station" else tr("Field laptop"),
                    "heard": f"{one.heard_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.heard_at else "—",
                    "skew": skew.words(one.skew),
                    "state": tr("This machine|device") if one.is_own else words,
                },
                tone="bad" if lost or one.forked else "ok",
                void=lost,
                data=one.is_own,
            )
        )
    return RowPage(rows=rows, after=None)


def read_card(file: Path) -> tuple[bytes, str, str]:
    """A device card: its bytes, the machine's name, the words of its fingerprint. Raises CardUnreadable, DiskTrouble …"""
    from checkpoint_app.store import driver
    from checkpoint_app.sync import enrolment

    with driver.trouble(file.parent):
        data = file.read_bytes()
    card = enrolment.read_card(data, file.name)
    return data, card.name, card.words()


def enrol(store: Store, data: bytes, answer: Path) -> tuple[str, str]:
    """Takes the machine in; returns its label and the words of the unit that it will show."""
    from checkpoint_app.sync import enrolment

    card = enrolment.read_card(data, answer.name)
    certificate, _ = enrolment.enrol_and_answer(store, card, answer)
    return f"{certificate.letter} {certificate.name}", enrolment.unit_words(store)


def card_name(device: str) -> str:
    """The file of a machine's card."""
    from checkpoint_app.sync import enrolment

    return enrolment.card_name(device)


def write_card(store: Store, file: Path) -> str:
    """This machine's card; returns the words of its fingerprint."""
    from checkpoint_app.store import keys
    from checkpoint_app.sync import enrolment

    keys.write_aside(file, enrolment.card_bytes(store))
    return enrolment.own_card(store).words()


def loss(store: Store, device: str) -> tuple[LossContent, bool]:
    """What the report on a machine says, and whether it can still be cut off."""
    from checkpoint_app.printing import gather_loss
    from checkpoint_app.store import devices

    return gather_loss.content(store, device), devices.find(store, device).active


def revoke(store: Store, device: str, reason: str) -> str:
    """Cuts a lost machine off; returns its id."""
    from checkpoint_app.store import revocation
    from checkpoint_app.sync import enrolment

    enrolment.require_station(store, tr("cutting a machine off"))
    loss, _ = revocation.revoke(store, device, reason)
    return loss.device.id
