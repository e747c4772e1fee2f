"""What the bureau's page shows: each station's columns of a period, what stands now, and how complete it is.

Of several station devices of one unit the one whose tally was delivered last speaks for the unit: each of them counts the whole unit, so
their figures are never added. Sums and different places follow the same rules as at the station (`model.figures`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from checkpoint_app.hub.archive.database import Connection
from checkpoint_app.model import figures
from checkpoint_app.model.figures import Counted, Value

_SPEAKER = "SELECT DISTINCT ON (unit) unit, device, at, body FROM picture ORDER BY unit, at DESC, device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One unit on the bureau's page. `values` by column; `picture` as the station delivered it at `at`, None before its first delivery."""

    unit: str
    name: str
    at: datetime | None = None
    picture: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: int = 0
    moved_at: datetime | None = None


def stations(db: Connection, first: date, last: date) -> list[Station]:
    """Every admitted unit with its columns of the inclusive business days, by name; one that never delivered has none."""
    counted = _counted(db, first, last)
    spoken = {str(row[0]): row for row in db.execute(_SPEAKER)}
    held = {str(unit): (int(lines), moved) for unit, lines, moved in db.execute(_HELD)}
    found = []
    for unit, name in db.execute("SELECT unit, name FROM unit ORDER BY name, unit"):
        key = str(unit)
        speaker = spoken.get(key)
        lines, moved = held.get(key, (0, None))
        own = counted.get(key, Counted({}, {}))
        found.append(
            Station(
                unit=key,
                name=name,
                at=speaker[2] if speaker else None,
                picture=speaker[3] if speaker else {},
                values={column.key: figures.value_of(column, own) for column in figures.columns()} if speaker else {},
                lines=lines,
                moved_at=moved,
            )
        )
    return found


_HELD = "SELECT unit, sum(seq), max(moved_at) FROM head GROUP BY unit"


def _counted(db: Connection, first: date, last: date) -> dict[str, Counted]:
    """Unit → what its speaker's tally has in the period."""
    speakers = f"WITH speaker AS ({_SPEAKER})"
    of_period = "FROM tally JOIN speaker USING (unit, device) WHERE day BETWEEN %s AND %s"
    sums: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for unit, measure, template, value in db.execute(
        f"{speakers} SELECT tally.unit, measure, template, sum(value) {of_period} GROUP BY 1, 2, 3".encode(), (first, last)
    ):
        sums[str(unit)][measure, template] = float(value)
    sites: dict[str, dict[str, int]] = defaultdict(dict)
    places = (
        f"{speakers} SELECT unit, measure, count(*) FROM (SELECT tally.unit, measure, site {of_period} AND measure = ANY(%s)"
        " GROUP BY 1, 2, 3 HAVING sum(value) <> 0) AS place GROUP BY 1, 2"
    )
    known = sorted({measure for own in sums.values() for measure, _ in own})
    distinct = [column for column in figures.columns() if column.distinct]
    measures = [name for name in known if any(term.takes(name, "") for column in distinct for term in column.terms)]
    for unit, measure, number in db.execute(places.encode(), (first, last, measures)):
        sites[str(unit)][measure] = number
    return {unit: Counted(own, sites.get(unit, {})) for unit, own in sums.items()}


def whole(found: Sequence[Station]) -> dict[str, Value]:
    """The bureau's own row: sums of the stations' columns; a percentage is that of the sums, never a mean of percentages."""
    total: dict[str, Value] = {}
    for column in figures.columns():
        own = [value for station in found if (value := station.values.get(column.key)) is not None]
        total[column.key] = None if column.rate or column.source or not own else figures.whole(sum(own))
    for column in figures.columns():
        if column.rate and not column.source:
            part, of = (total.get(key) or 0 for key in column.rate)
            total[column.key] = figures.percent(part, of)
    return total
