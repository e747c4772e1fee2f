"""What the charts of a period show, from the tally and the hazards."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from checkpoint_app.model import figures, timing
from checkpoint_app.model.trends import Trends
from checkpoint_app.store import hazards, schools, statistics
from checkpoint_app.store.statistics import Query

if TYPE_CHECKING:
    from datetime import datetime

    from checkpoint_app.store.session import Store

MOST_SITES = 12
MOST_DAYS = 62
"""A longer period is shown by months."""


def read(store: Store, query: Query) -> Trends:
    """Everything that a chart shows of a period. A day is written 11-20, a month 26-11."""
    by = "day" if (query.last - query.first).days < MOST_DAYS else "month"
    parts = {part: statistics.figures_of(counted) for part, counted in statistics.count(store, query, by).items()}
    whole = statistics.figures_of(statistics.count(store, query)[""])

    def each(key: str) -> list[float]:
        return [part[key] or 0 for part in parts.values()]

    return Trends(
        parts=[part[5:] if by == "day" else part[2:] for part in parts],
        vehicles=each("vehicles"),
        schools=each("schools"),
        schools_in_all=0 if query.site else len(schools.every(store)),
        found=each("hazards_found"),
        fixed=each("hazards_fixed"),
        still_open=_still_open(store, query, list(parts))
        if query.duty in ("", "fire") and not query.officer
        else [0] * len(parts),
        sites=_sites(store, query),
        findings=[(column.label, whole[column.key] or 0) for column in _offences() if whole[column.key]],
    )


def _offences() -> list[figures.Column]:
    return [column for column in figures.columns() if column.group == "offences"]


def _sites(store: Store, query: Query) -> list[tuple[str, float]]:
    names = store.context().registers
    column = figures.by_key()["vehicles"]
    counted = statistics.count(store, query, "site")
    found = [(names.name("site", site), figures.value_of(column, own) or 0) for site, own in counted.items() if site]
    return sorted((row for row in found if row[1]), key=lambda row: -row[1])[:MOST_SITES]


def _still_open(store: Store, query: Query, parts: Sequence[str]) -> list[float]:
    """How many hazards were open at the end of each day or month, as is known today; none for parts that are still to come."""
    today = hazards.today(store)
    every = hazards.every(store, site=query.site, last=query.last.isoformat())
    found = sorted(_day(store, hazard.found_at).isoformat() for hazard in every)
    ended = sorted(
        _day(store, step.at).isoformat() for hazard in every if (step := hazard.life.fixed or hazard.life.closed) is not None
    )
    # Whatever follows the text of a day or month sorts behind the part itself and before the next one.
    return [bisect_left(found, f"{part}~") - bisect_left(ended, f"{part}~") if part <= today.isoformat() else 0 for part in parts]


def _day(store: Store, at: datetime) -> date:
    return timing.business_day(at, store.unit.tz(), store.unit.day_start)
