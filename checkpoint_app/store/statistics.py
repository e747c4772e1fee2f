"""Figures of a period from the tally (never from the entries): by day, week, month, site, officer; what they exclude; what is behind each.

A figure of one site or officer is what stands there in the tally; the filter of a duty takes the forces of its shifts and the forms that
name it. Different places (个, 所, 家) are counted anew for each part: the parts do not add up to the whole, and must not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.model import figures, hazards
from checkpoint_app.model.figures import Column, Counted, Value
from checkpoint_app.store import hazards as hazards_store
from checkpoint_app.store import own_figures, tally, templates
from checkpoint_app.store.entries_list import EntryFilter

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

BY = ("day", "week", "month", "site", "officer")
_KEYS = {
    "": "''",
    "day": "day",
    "week": "date(day, '-6 days', 'weekday 1')",
    "month": "substr(day, 1, 7)",
    "site": "site",
    "officer": "officer",
}

_SITES = (
    "WITH RECURSIVE known (site) AS (SELECT min(site) FROM tally_site WHERE site > '*' UNION ALL"
    " SELECT (SELECT min(site) FROM tally_site WHERE site > known.site) FROM known WHERE known.site IS NOT NULL)"
    " SELECT site FROM known WHERE site IS NOT NULL"
)
"""Every site there is, by leaps through the index: a list of parts must not read three years to show a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The inclusive business days `first`…`last`; `site` and `officer` are ids, `duty` a kind of shift; empty means all."""

    first: date
    last: date
    site: str = ""
    duty: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number. `by` is the day, the Monday of the week, the month, the site's or officer's name; empty for the whole."""

    column: Column
    value: Value
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What the figures hold and leave out: void entries do not count, proposed ones do. `devices` are (name, newest line here or ""):
    what a device has written since then is unknown until it brings it."""

    entries: int
    void: int
    proposed: int
    conflicts: int
    open_shifts: int
    devices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The records behind a figure: entries by a filter, or ids of shifts, hazards or equipment."""

    entries: EntryFilter | None = None
    noun: str = ""
    ids: tuple[str, ...] = ()


# Periods


def previous(query: Query) -> Query:
    """环比: the calendar period before a whole week, month, quarter, half-year or year; else the same number of days before."""
    months = whole_months(query.first, query.last)
    if months:
        return replace(query, first=_months(query.first, -months), last=query.first - timedelta(days=1))
    days = (query.last - query.first).days + 1
    return replace(query, first=query.first - timedelta(days=days), last=query.last - timedelta(days=days))


def year_before(query: Query) -> Query:
    """同比: the same days of the year before; a whole month stays whole, also in February."""
    last = _months(query.last + timedelta(days=1), -12) - timedelta(days=1) if whole_months(query.first, query.last) else None
    return replace(query, first=_months(query.first, -12), last=last or _months(query.last, -12))


def whole_months(first: date, last: date) -> int:
    """How many calendar months a period is: 1, 3, 6 or 12 that begin where such a period begins; else 0."""
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return 0
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if months in (1, 3, 6, 12) and (first.month - 1) % months == 0 else 0


def _months(day: date, months: int) -> date:
    """The same day so many months later; the last one of a month that is too short."""
    at = day.year * 12 + day.month - 1 + months
    start = date(at // 12, at % 12 + 1, 1)
    following = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return min(start + timedelta(days=day.day - 1), following - timedelta(days=1))


# Figures


def count(store: Store, query: Query, by: str = "") -> dict[str, Counted]:
    """Part ("" for the whole) → what the tally has there."""
    key = _KEYS[by]
    table = "tally" if query.officer or by == "officer" else "tally_site"
    where, values = _where(store, query)
    # Sums are read from the rows of all sites together unless one site, or each, is asked for; places are counted over the sites.
    summed = "1=1"
    if table == "tally_site" and not query.site:
        summed = f"site IN ({_SITES})" if by == "site" else f"site='{tally.ALL_SITES}'"
    sums: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for part, measure, template, value in store.rows(
        f"SELECT {key}, measure, template, sum(value) FROM {table} WHERE {summed} AND {where} GROUP BY 1, 2, 3", values
    ):
        sums[part][measure, template] = value
    distinct = [column for column in figures.columns() if column.distinct]
    measures = sorted({name for part in sums.values() for name, _ in part if any(_takes(column, name) for column in distinct)})
    sites: dict[str, dict[str, int]] = defaultdict(dict)
    marks = ",".join("?" * len(measures)) or "NULL"
    for part, measure, places in store.rows(
        f"SELECT part, measure, count(*) FROM (SELECT {key} AS part, measure, site FROM {table} INDEXED BY {table}_measure"
        f" WHERE site<>'{tally.ALL_SITES}' AND {where} AND measure IN ({marks}) GROUP BY 1, 2, 3 HAVING sum(value) <> 0) GROUP BY 1, 2",
        (*values, *measures),
    ):
        sites[part][measure] = places
    parts = (
        {"": None, **dict.fromkeys(_every_part(query, by))} if by in ("", "day", "week", "month") else dict.fromkeys(sorted(sums))
    )
    if by:
        parts.pop("", None)
    return {part: Counted(sums.get(part, {}), sites.get(part, {})) for part in parts}


def figures_of(counted: Counted) -> dict[str, Value]:
    """Column key → value, of the columns that the tally has."""
    return {column.key: figures.value_of(column, counted) for column in figures.columns() if not column.source}


def _takes(column: Column, measure: str) -> bool:
    return any(term.takes(measure, "") for term in column.terms)


def _every_part(query: Query, by: str) -> Iterator[str]:
    """Each day, week or month of the period, also an empty one."""
    day = query.first
    while by and day <= query.last:
        match by:
            case "week":
                yield (day - timedelta(days=day.weekday())).isoformat()
            case "month":
                yield f"{day:%Y-%m}"
            case _:
                yield day.isoformat()
        day += timedelta(days=1)


def _where(store: Store, query: Query) -> tuple[str, list[Any]]:
    where, values = "day BETWEEN ? AND ?", [query.first.isoformat(), query.last.isoformat()]
    if query.site:
        where, values = f"{where} AND site=?", [*values, query.site]
    if query.officer:
        where, values = f"{where} AND officer=?", [*values, query.officer]
    if query.duty:
        known = _templates_of(store, query.duty)
        where, values = f"{where} AND template IN ({','.join('?' * len(known))})", [*values, *known]
    return where, values


def _templates_of(store: Store, duty: str) -> list[str]:
    own = {template.id for template in templates.every(store) if duty in template.duty}
    return sorted(own | {f"shift:{duty}"} | ({"hazard"} if duty == "fire" else set()))


def columns(store: Store) -> tuple[Column, ...]:
    """The bureau's columns, then those of the station's own forms."""
    return (*figures.columns(), *own_figures.columns(store))


def compute(store: Store, query: Query, by: str = "") -> list[Figure]:
    """Every column for the whole period, or for each part of it, those of own forms last. Register figures stand in the whole only,
    typed ones are None."""
    counted = count(store, query, by)
    names = store.context().registers
    of_own_forms = own_figures.columns(store)
    found: list[Figure] = []
    for part, own in counted.items():
        shown = names.name(by, part) if by in ("site", "officer") and part else part
        for column in figures.columns():
            value = figures.value_of(column, own)
            if not by and column.source in ("hazards", "equipment"):
                value = _register_value(store, column, query)
            if by and column.source:
                continue
            found.append(Figure(column=column, value=value, by=shown))
        found += [Figure(column=column, value=figures.value_of(column, own), by=shown) for column in of_own_forms]
    return found


def values(store: Store, query: Query) -> dict[str, Value]:
    """Column key → value of the whole period."""
    return {figure.column.key: figure.value for figure in compute(store, query)}


def _register_value(store: Store, column: Column, query: Query) -> Value:
    if column.source == "hazards":
        found = _hazards_found(store, query)
        return figures.percent(sum(hazard.life.fixed is not None for hazard in found), len(found))
    return len(_extinguishers(store, query, column.state))


def _hazards_found(store: Store, query: Query) -> list[Any]:
    every = hazards_store.every(store, site=query.site, first=query.first.isoformat(), last=query.last.isoformat())
    return [hazard for hazard in every if hazard.found.order != hazards.OF_A_TRANSFER]


def _extinguishers(store: Store, query: Query, state: str) -> list[str]:
    """The extinguishers in use that are in a state on the last day of the period (`extinguisher.State`), or ALL; by the register.

    One whose day of make nobody wrote down is only in ALL.
    """
    from checkpoint_app.store import equipment

    kinds = equipment.extinguisher_kinds()
    pieces = [piece for piece in equipment.every(store, premises=query.site) if piece.kind in kinds]
    if state != "ALL":
        pieces = [piece for piece in pieces if equipment.state(piece, query.last) == state]
    return [piece.id for piece in pieces]


# What is left out

_WAITING = "state NOT IN ('filed', 'handed_over', 'withdrawn', 'merged')"


def completeness(store: Store, query: Query) -> Completeness:
    where, values_ = "day BETWEEN ? AND ?", [query.first.isoformat(), query.last.isoformat()]
    if query.site:
        where, values_ = f"{where} AND site=?", [*values_, query.site]
    states = dict(store.rows(f"SELECT state, count(*) FROM entry WHERE {where} GROUP BY state", values_))
    conflicts = store.row(f"SELECT count(*) FROM entry WHERE conflict=1 AND {where}", values_)
    waiting = store.row(f"SELECT count(*) FROM shift WHERE {_WAITING} AND {where}", values_)
    return Completeness(
        entries=sum(states.values()),
        void=states.get("void", 0),
        proposed=states.get("proposed", 0),
        conflicts=int(conflicts[0]) if conflicts else 0,
        open_shifts=int(waiting[0]) if waiting else 0,
        devices=tuple(_devices(store)),
    )


def open_shifts(store: Store, query: Query) -> tuple[str, ...]:
    """The shifts of a period that are not handed over."""
    where, given = "day BETWEEN ? AND ? AND ? IN ('', site)", (query.first.isoformat(), query.last.isoformat(), query.site)
    return tuple(row[0] for row in store.rows(f"SELECT id FROM shift WHERE {_WAITING} AND {where} ORDER BY planned_from", given))


def _devices(store: Store) -> Iterator[tuple[str, str]]:
    from checkpoint_app.model import chain
    from checkpoint_app.store import devices

    for device in devices.every(store):
        if device.is_own:
            continue
        found = store.row(
            "SELECT line.header FROM line JOIN chain ON chain.id = line.chain WHERE chain.device=? ORDER BY line.id DESC LIMIT 1",
            (device.id,),
        )
        yield device.label, chain.decode(bytes(found[0])).wall if found else ""


# What is behind a figure


def behind(store: Store, query: Query, column: Column) -> Behind:
    """The records that a figure counts."""
    if column.source == "hazards":
        return Behind(noun="hazard", ids=tuple(hazard.id for hazard in _hazards_found(store, query)))
    if column.source == "equipment":
        return Behind(noun="equipment", ids=tuple(_extinguishers(store, query, column.state)))
    where, given = _where(store, query)
    table = "tally" if query.officer else "tally_site"
    summed = f"site='{tally.ALL_SITES}'" if not (query.officer or query.site) else "1=1"
    rows = store.rows(f"SELECT DISTINCT measure, template FROM {table} WHERE {summed} AND {where} AND value <> 0", given)
    measures = figures.measures_of(column, [row[0] for row in rows])
    from_ = {template for measure, template in rows if measure in measures}
    if from_ == {"hazard"}:
        return Behind(noun="hazard", ids=tuple(_hazards_of(store, query, measures)))
    if from_ and all(template.startswith("shift:") for template in from_):
        return Behind(noun="shift", ids=tuple(_shifts_of(store, query, measures)))
    first, last = query.first.isoformat(), query.last.isoformat()
    return Behind(entries=EntryFilter(first=first, last=last, site=query.site, officer=query.officer, measure=measures or ("?",)))


def _hazards_of(store: Store, query: Query, measures: Sequence[str]) -> Iterator[str]:
    for record, kept in store.rows("SELECT id, tally FROM hazard WHERE tally <> '{}'"):
        for part in json.loads(kept):
            inside = query.first.isoformat() <= part["day"] <= query.last.isoformat() and query.site in ("", part["site"])
            if inside and any(measure in figures_ for figures_ in part["figures"].values() for measure in measures):
                yield record
                break


def _shifts_of(store: Store, query: Query, measures: Sequence[str]) -> Iterator[str]:
    rows = store.rows(
        "SELECT id, duty, site, tally FROM shift WHERE day BETWEEN ? AND ? ORDER BY planned_from",
        (query.first.isoformat(), query.last.isoformat()),
    )
    for record, duty, site, kept in rows:
        counted = json.loads(kept).get("figures", {})
        own = (counted.get(query.officer, {}),) if query.officer else tuple(counted.values())
        fits = query.duty in ("", duty) and query.site in ("", site)
        if fits and any(measure in part for part in own for measure in measures):
            yield record


def period_words(first: date, last: date) -> str:
    """11月1日至30日, 2026年11月: a period as newspapers write it."""
    from checkpoint_app.i18n import language, tr

    months = whole_months(first, last)
    if language() != "zh":
        return f"{first.isoformat()} – {last.isoformat()}" if first != last else first.isoformat()
    if months == 12:
        return tr("{year}|whole year", year=first.year)
    if months == 1:
        return tr("{year}-{month}|whole month", year=first.year, month=first.month)
    start = tr("{year}-{month}-{day}|first day", year=first.year, month=first.month, day=first.day)
    if first == last:
        return start
    if first.year != last.year:
        return tr("{start} to {year}-{month}-{day}|days", start=start, year=last.year, month=last.month, day=last.day)
    if first.month != last.month:
        return tr("{start} to {month}-{day}|days", start=start, month=last.month, day=last.day)
    return tr("{start} to {day}|days", start=start, day=last.day)
