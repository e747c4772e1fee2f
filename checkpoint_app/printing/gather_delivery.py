"""The content of 数据移交清单 from the store, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from checkpoint_app.i18n import tr
from checkpoint_app.model import skew, timing
from checkpoint_app.model.records import DUTY_LABELS, label
from checkpoint_app.printing import moments
from checkpoint_app.printing.delivery_slip import SlipContent
from checkpoint_app.store import clocks, deliveries, prints, sites
from checkpoint_app.store.deliveries import Delivery, OfShift
from checkpoint_app.store.receipts import NotReceived
from checkpoint_app.store.session import Store

_SHOWN = 12


def content(store: Store, receipt: str) -> SlipContent:
    """`receipt` is an id. Raises NoReceipt, Unknown."""
    found = deliveries.of(store, deliveries.find(store, receipt))
    signed = found.receipt.at.astimezone(store.unit.tz())
    return SlipContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=prints.title(prints.DELIVERY),
        number=f"{store.unit.short}-{signed:%Y%m%d}-{deliveries.short(found.receipt)}",
        date=moments.date_text(signed),
        subject=found.machine,
        about=tuple(_about(store, found)),
        shifts=tuple(_shift(store, one) for one in found.shifts),
        totals=tr(
            "New entries {new}, corrected or void {changed}, photos and files {files}",
            new=found.new,
            changed=found.changed,
            files=found.files,
        ),
        more=tuple(tr("{what}: {count}", what=deliveries.word(noun), count=count) for noun, count in found.others.items()),
        missing=tuple(_missing(store, one) for one in found.missing),
        missing_total=_missing_total(found),
        doubts=tuple(_doubts(store, found)),
        proof=tuple(
            tr("{scope}: to line {seq}, ends with {hash}", scope=_scope(name), seq=seq, hash=digest[:_SHOWN])
            for name, (seq, digest) in sorted(found.receipt.heads.items())
        ),
    )


def _moment(store: Store, moment: datetime | None) -> str:
    return moments.minute_text(moment.astimezone(store.unit.tz())) if moment else "—"


def _said(text: str) -> datetime | None:
    try:
        return timing.from_text(text)
    except ValueError:
        return None  # a receipt that was not asked for with a hello


def _about(store: Store, found: Delivery) -> Iterator[tuple[str, str]]:
    yield tr("Delivered from|delivery"), found.machine
    yield tr("Received by|delivery"), found.station
    yield tr("Receipt of|delivery"), _moment(store, found.receipt.at)
    yield tr("Receipt before|delivery"), _moment(store, found.before.at if found.before else None)
    yield tr("Its clock then|delivery"), _moment(store, _said(found.receipt.theirs))
    yield tr("Clock deviation|delivery"), skew.words(_skew(store, found)) or tr("No deviation known|clock")


def _skew(store: Store, found: Delivery) -> timedelta:
    return max(clocks.by_receipt(found.receipt), clocks.of_machine(store, found.receipt.device), key=abs)


def _shift(store: Store, one: OfShift) -> tuple[str, str, str, str, str]:
    if one.shift is None:
        return (tr("not here yet|shift"), "", "", str(one.new), str(one.changed))
    zone = store.unit.tz()
    start = one.shift.planned_from.astimezone(zone)
    end = one.shift.planned_to.astimezone(zone) if one.shift.planned_to else None
    place = f"{label(DUTY_LABELS, one.shift.duty)}  {sites.get(store, one.shift.site).name}"
    when = f"{moments.month_day(start)} {moments.window(start, end)}"
    return (one.shift.number, place, when, str(one.new), str(one.changed))


def _missing(store: Store, one: NotReceived) -> tuple[str, str, str, str]:
    at = one.at.astimezone(store.unit.tz())
    remark = tr("{n} photos missing there", n=one.photos) if one.photos else ""
    return (f"{at:%m-%d %H:%M}", deliveries.word(one.noun), one.title, remark)


def _missing_total(found: Delivery) -> str:
    if not found.missing:
        return ""
    if found.left > len(found.missing):
        return tr("{n} in all, the first {shown} by name", n=found.left, shown=len(found.missing))
    return tr("{n} in all|delivery", n=found.left)


def _doubts(store: Store, found: Delivery) -> Iterator[str]:
    words = skew.words(_skew(store, found))
    if words:
        yield tr(
            "The clock of {machine} against the station's: {skew}. Times are as it wrote them.", machine=found.machine, skew=words
        )
    if found.announced:
        yield tr("At its last exchange it said it had {lines} more lines.", lines=found.announced)


def _scope(name: str) -> str:
    return tr("Entries, papers|loss") if name.endswith("/up") else tr("Shifts, registers|loss")
