"""The tally: (day, site, template, officer, measure) → value, kept by before/after deltas in the transaction of each write.

An entry counts for the first officer who checked; forces count for each officer of the crew under the template `shift:DUTY`. A recount
over everything equals the table at any time (`recount`, used by `verify` and the tests). `tally_site` is the same without officers, of
each site and of all of them: the figures of a period read it, so that they cost the same however many officers and sites there are
(`summed` is what it has to hold).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checkpoint_app.store.driver import Connection

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Key = tuple[str, str, str, str, str]
Figures = Mapping[Key, float]
ALL_SITES = "*"
"""The site of the rows of `tally_site` that hold all sites together; no id is one character."""

_OF_DAYS = "SELECT day, site, template, officer, measure, value FROM tally WHERE value <> 0"
_ADD = (
    "INSERT INTO tally (day, site, template, officer, measure, value) VALUES (?,?,?,?,?,?)"
    " ON CONFLICT (day, site, template, officer, measure) DO UPDATE SET value = value + excluded.value"
)
_ADD_SITE = (
    "INSERT INTO tally_site (day, site, template, measure, value) VALUES (?,?,?,?,?)"
    " ON CONFLICT (site, day, template, measure) DO UPDATE SET value = round(value + excluded.value, 6)"
)


def from_kept(kept: Mapping[str, Any] | list[Mapping[str, Any]]) -> dict[Key, float]:
    """What a row keeps of its own figures ({day, site, template, figures: {officer: {measure: value}}}) as tally rows.

    What counts on several days is a list of such figures, none of which has a row of another.
    """
    if isinstance(kept, list):
        return {key: value for part in kept for key, value in from_kept(part).items()}
    if not kept:
        return {}
    place = (kept["day"], kept["site"], kept["template"])
    return {
        (*place, officer, measure): value for officer, figures in kept["figures"].items() for measure, value in figures.items()
    }


def added(several: Iterable[Figures]) -> dict[Key, float]:
    """The figures of several rows in one."""
    total: dict[Key, float] = {}
    for figures in several:
        for key, value in figures.items():
            total[key] = total.get(key, 0) + value
    return total


def move(db: Connection, before: Figures, after: Figures) -> None:
    """Adds what changed from `before` to `after`."""
    changed = [
        (*key, round(after.get(key, 0) - before.get(key, 0), 6))
        for key in {**before, **after}
        if after.get(key, 0) != before.get(key, 0)
    ]
    if changed:
        db.executemany(_ADD, changed)
        db.executemany(_ADD_SITE, [row for one in changed for row in _of_sites(one)])


def _of_sites(row: tuple[str, str, str, str, str, float]) -> Iterator[tuple[str, str, str, str, float]]:
    """What a change of a row adds to the site and to all sites."""
    day, site, template, _, measure, value = row
    yield day, site, template, measure, value
    yield day, ALL_SITES, template, measure, value


def total(store: Store, measure: str, first: str, last: str, *, site: str = "") -> float:
    """One measure over the inclusive days `first`…`last`."""
    found = store.row(
        "SELECT sum(value) FROM tally_site WHERE site=? AND day BETWEEN ? AND ? AND measure=?",
        (site or ALL_SITES, first, last, measure),
    )
    return found[0] or 0 if found else 0


def recount(store: Store) -> dict[Key, float]:
    """The tally computed anew from what every shift and entry keeps of its own figures; zero rows are left out."""
    figures: dict[Key, float] = {}
    for kept in _kept(store):
        for key, value in from_kept(json.loads(kept)).items():
            figures[key] = round(figures.get(key, 0) + value, 6)
    return {key: value for key, value in figures.items() if value}


def stored(store: Store) -> dict[Key, float]:
    """The table itself; zero rows are left out."""
    rows = store.rows(_OF_DAYS)
    return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows}


SiteKey = tuple[str, str, str, str]


def summed(figures: Figures) -> dict[SiteKey, float]:
    """The tally without its officers, as `tally_site` has to hold it; zero rows are left out."""
    found: dict[SiteKey, float] = {}
    for row in figures.items():
        for day, site, template, measure, value in _of_sites((*row[0], row[1])):
            key = (day, site, template, measure)
            found[key] = round(found.get(key, 0) + value, 6)
    return {key: value for key, value in found.items() if value}


def stored_by_site(store: Store) -> dict[SiteKey, float]:
    """The table `tally_site` itself; zero rows are left out."""
    rows = store.rows("SELECT day, site, template, measure, value FROM tally_site WHERE value <> 0")
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def months(store: Store) -> dict[str, str]:
    """Month (2026-11) → SHA-256 in hex of its nonzero rows, by which another place knows whether it has them. Reads the whole table."""
    digests: dict[str, Any] = {}
    for day, *rest in store.db.execute(f"{_OF_DAYS} ORDER BY day, site, template, officer, measure"):
        digest = digests.setdefault(day[:7], hashlib.sha256())
        digest.update(json.dumps([day, *rest], separators=(",", ":"), ensure_ascii=True).encode())
    return {month: digest.hexdigest() for month, digest in digests.items()}


def of_month(store: Store, month: str) -> list[tuple[str, str, str, str, str, float]]:
    """The nonzero rows of a month as (day, site, template, officer, measure, value)."""
    return store.rows(f"{_OF_DAYS} AND day BETWEEN ? AND ?", (f"{month}-01", f"{month}-31"))


def _kept(store: Store) -> Iterator[str]:
    for table in ("shift", "entry", "force", "hazard"):
        for row in store.rows(f"SELECT tally FROM {table} WHERE tally <> '{{}}'"):
            yield row[0]
