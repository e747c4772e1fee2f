"""The duty-room page: what stands now and what today brought, in figures. No persons, no plates: it hangs on a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from checkpoint_app.export import svg
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures, timing
from checkpoint_app.model import trends as charts
from checkpoint_app.model.records import DUTY_LABELS, label
from checkpoint_app.store import hazards, peers, statistics, trends, trust
from checkpoint_app.store import shifts as shifts_store
from checkpoint_app.store.statistics import Query

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

DAYS = 30
MOST_DUE = 8
_CHART_WIDTH = 480.0
BY_SITE = ("vehicles", "people", "school_posts", "fire_checks", "hazards_found", "patrols")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A machine of the unit: when it was last heard of and how far its clock is off, in words."""

    name: str
    station: bool
    heard: str
    skew: str
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """All that the page shows. `due`: hazard, premises, deadline, how it stands, whether it is overdue; the most pressing ones.

    `charts` are drawn, of `days` (the first and the last).
    """

    unit: str
    at: str
    manned: tuple[tuple[str, str, str, int], ...]
    today: tuple[tuple[str, str, str], ...]
    heads: tuple[str, ...]
    sites: tuple[tuple[str, tuple[str, ...]], ...]
    hazards_open: int
    hazards_overdue: int
    due: tuple[tuple[str, str, str, str, bool], ...]
    extinguishers: tuple[tuple[str, str], ...]
    devices: tuple[Device, ...]
    charts: tuple[str, ...]
    days: tuple[str, str]


def load(store: Store) -> Room:
    """Everything of the moment, in the language of the moment."""
    zone = store.unit.tz()
    day = timing.business_day(store.now(), zone, store.unit.day_start)
    now = Query(first=day, last=day)
    values = statistics.values(store, now)
    main = [column for column in figures.columns() if column.main and column.source == "" and values.get(column.key)]
    open_ones, overdue = hazards.count_open(store)
    heads, sites = _sites(store, now)
    month = Query(first=day - timedelta(days=DAYS - 1), last=day)
    return Room(
        unit=store.unit.name,
        at=timing.local(store.now(), zone).strftime("%Y-%m-%d %H:%M"),
        manned=_manned(store),
        today=tuple((column.label, figures.text(values[column.key]), column.unit) for column in main),
        heads=heads,
        sites=sites,
        hazards_open=open_ones,
        hazards_overdue=overdue,
        due=_due(store),
        extinguishers=tuple(
            (column.label, figures.text(values.get(column.key))) for column in figures.columns() if column.source == "equipment"
        ),
        devices=_devices(store),
        charts=tuple(svg.draw(chart) for chart in charts.drawn(trends.read(store, month), _CHART_WIDTH)),
        days=(month.first.isoformat(), month.last.isoformat()),
    )


def _manned(store: Store) -> tuple[tuple[str, str, str, int], ...]:
    names, zone = store.context().registers, store.unit.tz()
    return tuple(
        (label(DUTY_LABELS, shift.duty), names.name("site", shift.site), shift.window(zone), len(shift.crew))
        for shift in shifts_store.open_ones(store)
    )


def _due(store: Store) -> tuple[tuple[str, str, str, str, bool], ...]:
    names, day = store.context().registers, hazards.today(store)
    pressing = sorted(hazards.open_ones(store), key=lambda one: (one.life.deadline is None, one.life.deadline or day))
    return tuple(
        (
            hazard.name,
            names.name("site", hazard.site),
            hazard.life.deadline.isoformat() if hazard.life.deadline else "",
            hazard.life.words(day),
            hazard.life.overdue(day),
        )
        for hazard in pressing[:MOST_DUE]
    )


def _sites(store: Store, query: Query) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Heads and rows, without sites and columns in which nothing happened."""
    names = store.context().registers
    columns = [figures.by_key()[key] for key in BY_SITE]
    found = {
        names.name("site", site): [figures.value_of(column, counted) for column in columns]
        for site, counted in statistics.count(store, query, "site").items()
    }
    used = [at for at in range(len(columns)) if any(values[at] for values in found.values())]
    rows = [(name, tuple(figures.text(values[at]) for at in used)) for name, values in sorted(found.items()) if any(values)]
    return tuple(columns[at].label for at in used), tuple(rows)


def _devices(store: Store) -> tuple[Device, ...]:
    known, zone = trust.load(store), store.unit.tz()
    heard = {peer.device: peer for peer in peers.every(store)}
    found = []
    for device, certificate in sorted(known.devices.items(), key=lambda one: one[1].letter):
        peer = heard.get(device)
        found.append(
            Device(
                name=f"{certificate.letter} {certificate.name}",
                station=certificate.kind == "station",
                heard=timing.local(peer.synced_at or peer.seen_at, zone).strftime("%Y-%m-%d %H:%M")
                if peer
                else tr("This machine|device")
                if device == store.keys.id
                else "",
                skew=skew_words(peer.skew_ms) if peer else "",
                revoked=known.is_revoked(device),
            )
        )
    return tuple(found)


def skew_words(milliseconds: int) -> str:
    """How far a clock is off, in the largest unit that says it; empty for what nobody has to mend."""
    seconds = abs(milliseconds) // 1000
    if seconds < 60:
        return ""
    sign = "+" if milliseconds > 0 else "−"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{sign}{seconds // size} {unit}"
    return ""
