"""The content of 遗失处置 from the store, in words."""

from __future__ import annotations

from datetime import datetime

from checkpoint_app.i18n import tr
from checkpoint_app.model import skew
from checkpoint_app.model.records import Officer
from checkpoint_app.printing import moments
from checkpoint_app.printing.loss_report import LossContent
from checkpoint_app.store import prints, revocation, sites
from checkpoint_app.store.revocation import Loss
from checkpoint_app.store.session import Store

_SHOWN = 12


def content(store: Store, device: str) -> LossContent:
    """`device` is an id. Raises Unknown."""
    loss = revocation.facts(store, device)
    now = store.now().astimezone(store.unit.tz())
    return LossContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=prints.title(prints.LOSS),
        number="",
        date=moments.date_text(now),
        subject=loss.device.label,
        about=tuple(_about(store, loss)),
        chains=tuple(
            (
                tr("Entries, papers|loss") if one.scope == "up" else tr("Shifts, registers|loss"),
                str(one.seq),
                _at(store, one.wall),
                str(one.announced or "—"),
                one.hash[:_SHOWN],
            )
            for one in loss.received
        ),
        missing=tuple(missing(store, loss)),
        held=tuple(held(loss)),
        accounts=tuple(officer.label() for officer in loss.accounts),
        steps=tuple(steps(loss)),
    )


def _at(store: Store, moment: datetime | None) -> str:
    return moments.minute_text(moment.astimezone(store.unit.tz())) if moment else "—"


def _name(officer: Officer | None) -> str:
    return officer.label() if officer else "—"


def _about(store: Store, loss: Loss) -> list[tuple[str, str]]:
    station = loss.device.certificate.kind == "station"
    state = tr("cut off|loss") if loss.revoked_at else tr("not cut off yet|loss")
    return [
        (tr("Machine|loss"), loss.device.label),
        (tr("Kind|loss"), tr("Station machine") if station else tr("Field laptop")),
        (tr("Identifier|loss"), loss.device.id[:_SHOWN]),
        (tr("Last heard of|loss"), _at(store, loss.device.heard_at)),
        (tr("Clock deviation|delivery"), skew.words(loss.device.skew) or tr("No deviation known|clock")),
        (tr("State|loss"), state),
        (tr("Cut off at|loss"), _at(store, loss.revoked_at)),
        (tr("Cut off by|loss"), _name(loss.revoked_by)),
        (tr("Reason|paper"), loss.reason or "—"),
    ]


def missing(store: Store, loss: Loss) -> list[str]:
    """What is not here, as far as one can know."""
    announced = sum(one.announced for one in loss.received)
    found = [
        tr("Whatever was written on it after {at} is not here; how much that is, nobody knows.", at=_at(store, loss.last_line_at))
        if loss.received
        else tr("Nothing of this machine was ever received.")
    ]
    if announced:
        found.append(tr("At its last exchange it said it had {lines} more lines.", lines=announced))
    for shift in loss.open_shifts:
        site = sites.get(store, shift.site).name
        found.append(tr("Shift {number} ({site}) began on it and has not ended.", number=shift.number, site=site))
    return found


def held(loss: Loss) -> list[str]:
    """Which data lies on it, encrypted."""
    found = [
        tr(
            "{entries} entries, {personal} of them with particulars of persons", entries=loss.entries_held, personal=loss.personal
        ),
        tr(
            "{officers} officers, {sites} sites, {equipment} pieces of equipment, {rosters} rosters",
            officers=loss.registers["officer"],
            sites=loss.registers["site"],
            equipment=loss.registers["equipment"],
            rosters=loss.registers["roster"],
        ),
        tr("All of it is in one encrypted file; it opens with the password of an account below or its recovery key."),
    ]
    if loss.device.certificate.kind == "station":
        found.insert(0, tr("It is a station machine: the entries of all machines lie on it."))
    return found


def steps(loss: Loss) -> list[str]:
    """What is left to do."""
    found = [] if loss.revoked_at else [tr("Cut it off: device revoke.")]
    found += [
        tr("Ask the crew of its last shifts what was recorded after that time; key it in again from paper."),
        tr("Whoever had an account on it changes that password wherever else it is used."),
        tr("If it is found again it is not used further: set it up anew and enrol it."),
    ]
    return found
