"""What the page of statistics shows of a period: figures with comparisons, what they leave out, reports, what is behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from checkpoint_app.gui.table import Column, Row
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures, timing
from checkpoint_app.model.trends import Trends
from checkpoint_app.store import reports, statistics, trends
from checkpoint_app.store.entries_list import EntryFilter
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Behind, Completeness, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything of a period at once, so that figures, charts and words never belong to different ones."""

    rows: Sequence[Row]
    summary: str
    completeness: Completeness
    reports: str
    typed: str
    trends: Trends


def words() -> list[tuple[str, str]]:
    return [
        ("week", tr("This week")),
        ("last_week", tr("Last week")),
        ("month", tr("This month")),
        ("last_month", tr("Last month")),
        ("quarter", tr("This quarter")),
        ("half", tr("This half-year")),
        ("year", tr("This year")),
    ]


def period(key: str, day: date) -> tuple[date, date]:
    """The whole calendar period around a day."""
    if key in ("week", "last_week"):
        monday = day - timedelta(days=day.weekday() + (7 if key == "last_week" else 0))
        return monday, monday + timedelta(days=6)
    if key == "last_month":
        return period("month", day.replace(day=1) - timedelta(days=1))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[key]
    start = (day.month - 1) // months * months + 1
    after = date(day.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return date(day.year, start, 1), after - timedelta(days=1)


def columns() -> list[Column]:
    return [
        Column(key="group", title=tr("Group|statistics"), width=112, most=128, style="soft"),
        Column(key="label", title=tr("Figure|statistics"), width=None),
        Column(key="value", title=tr("Number|statistics"), width=86, right=True),
        Column(key="unit", title=tr("Unit|statistics"), width=128),
        Column(key="before", title=tr("Period before|statistics"), width=112, right=True),
        Column(key="change", title=tr("Change|statistics"), width=84, right=True),
        Column(key="year", title=tr("Year before|statistics"), width=100, right=True),
        Column(key="year_change", title=tr("Year on year|statistics"), width=100, right=True),
    ]


def read(store: Store, query: Query) -> Shown:
    now = reports.values(store, query)
    before = reports.values(store, statistics.previous(query))
    year = reports.values(store, statistics.year_before(query))
    rows = [
        Row(
            id=column.key,
            data=column,
            cells={
                "group": figures.group_label(column.group),
                "label": column.label if not column.typed else tr("{figure} (typed in)|statistics", figure=column.label),
                "value": figures.text(now[column.key]),
                "unit": column.unit,
                "before": figures.text(before[column.key]),
                "change": figures.change_text(figures.change(now[column.key], before[column.key])),
                "year": figures.text(year[column.key]),
                "year_change": figures.change_text(figures.change(now[column.key], year[column.key])),
            },
        )
        for column in statistics.columns(store)
        if column.main or now[column.key]
    ]
    typed = reports.typed_words(store, query)
    return Shown(
        rows=rows,
        summary=reports.bulletin(store, query),
        completeness=statistics.completeness(store, query),
        reports="\n".join(_reports(store)),
        typed=tr("Typed in: {figures}", figures="\n".join(typed)) if typed else "",
        trends=trends.read(store, query),
    )


def left_out(found: Completeness, query: Query) -> list[tuple[str, str, EntryFilter | None]]:
    """What the figures leave out, or hold although it is not settled: (name, words, the entries), None for what is no entry."""
    period = EntryFilter(first=query.first.isoformat(), last=query.last.isoformat(), site=query.site)
    told: list[tuple[str, str, EntryFilter | None]] = [
        ("void", tr("Void {n}, not counted", n=found.void), replace(period, state="void", void=True)),
        ("proposed", tr("Unconfirmed {n}, counted", n=found.proposed), replace(period, state="proposed")),
        ("conflicts", tr("To be compared {n}", n=found.conflicts), replace(period, conflict=True)),
        ("open_shifts", tr("Shifts not handed over {n}", n=found.open_shifts), None),
        ("devices", tr("Other machines {n}", n=len(found.devices)), None),
    ]
    return told


def devices(found: Completeness, zone: ZoneInfo) -> str:
    """How far each other machine's data is here, a line for each."""

    def told(name: str, newest: str) -> str:
        if not newest:
            return tr("{device}: nothing yet", device=name)
        at = timing.local(timing.from_text(newest), zone).strftime("%Y-%m-%d %H:%M")
        return tr("{device}: in up to {at}; what came later is not here yet", device=name, at=at)

    return "\n".join(told(name, newest) for name, newest in found.devices)


def _reports(store: Store) -> list[str]:
    """The newest reports, each with what changed since."""
    lines = []
    for report in reports.every(store)[:3]:
        since = reports.since(store, report)
        changed = [
            f"{figures.by_key()[one.key].label} {figures.text(one.frozen)} → {figures.text(one.now)}"
            for one in since.figures
            if one.key in figures.by_key()
        ]
        told = tr("Changed since: {figures} ({n} {n:record/records})", figures="、".join(changed) or "—", n=len(since.records))
        lines.append(
            tr("Report {name}: {state}", name=report.name, state=told if since.records or changed else tr("unchanged since"))
        )
    return lines


def names_behind(store: Store, found: Behind) -> list[str]:
    """The records of a figure that is not one of entries, in words; many are cut short."""
    from checkpoint_app.store import equipment, hazards, shifts

    names, zone = store.context().registers, store.unit.tz()
    lines = []
    for record in found.ids[:40]:
        match found.noun:
            case "shift":
                shift = shifts.get(store, record)
                lines.append(f"{shift.day.isoformat()}  {shift.window(zone)}  {names.name('site', shift.site)}  {shift.number}")
            case "hazard":
                hazard = hazards.get(store, record)
                lines.append(f"{names.name('site', hazard.site)}  {hazard.name}")
            case _:
                piece = equipment.get(store, record)
                lines.append(f"{names.name('site', piece.premises)}  {piece.label}")
    return [*lines, tr("… {n} in all", n=len(found.ids))]
