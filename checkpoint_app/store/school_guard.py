"""护学岗: which posts are manned in a period of a day. One shift for each period, one `school-post` entry for each school.

The board is computed: a school without an entry has not reported, whatever the hour; 缺岗 is only what a person has confirmed
(domain §6.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app import rules
from checkpoint_app.i18n import tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import NO_CHANGES, Changes, Entry, Shift, ShiftState, SiteKind
from checkpoint_app.model.registers import School
from checkpoint_app.store import entries, entries_list, registers, rosters, schools, shifts, sites
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

FORM = "school-post"
PLACE_NAME = "护学岗"
"""The site of the shifts: a name on file, the same in every language."""
NOT_REPORTED = ""
MANNED = frozenset({"ARRIVED", "LATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One school on the board. `state` is a code of the list `post_states`, or NOT_REPORTED; `planned` are ids of officers."""

    school: School
    planned: tuple[str, ...] = ()
    entry: Entry | None = None

    @property
    def state(self) -> str:
        return str(self.entry.values.get("post", "ARRIVED")) if self.entry is not None else NOT_REPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A period of a day. `shift` is None until somebody has reported."""

    day: date
    period: str
    shift: Shift | None
    tiles: tuple[Tile, ...]

    def count(self, *states: str) -> int:
        return sum(tile.state in states for tile in self.tiles)


def window(store: Store, day: date, period: str) -> tuple[datetime, datetime]:
    """The planned time of a period, from so early until so late that every type of school fits (`resources/rules/school.toml`)."""
    table: Mapping[str, Any] = rules.table("school")
    start, end = table["period"][period]
    zone, early, late = store.unit.tz(), table["early_minutes"], table["late_minutes"]
    begins = datetime.combine(day, time.fromisoformat(start), tzinfo=zone) - timedelta(minutes=early)
    ends = datetime.combine(day, time.fromisoformat(end), tzinfo=zone) + timedelta(minutes=late)
    return begins.astimezone(UTC), ends.astimezone(UTC)


def ends() -> list[tuple[str, str]]:
    """The periods of a day in their order, each with its end as HH:MM."""
    table: Mapping[str, tuple[str, str]] = rules.table("school")["period"]
    return [(code, end) for code, (_, end) in table.items()]


def shift_of(store: Store, day: date, period: str) -> Shift | None:
    """The shift of a period, or None while nobody has reported."""
    place = registers.row_id(store, "site", {"kind": SiteKind.POST, "name": PLACE_NAME})
    begins, _ = window(store, day, period)
    first, last = (day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat()
    near = shifts.every(store, site=place, duty="school", first=first, last=last)
    found = [one for one in near if one.planned_from == begins]
    return found[-1] if found else None


def board(store: Store, day: date, period: str) -> Board:
    """All schools in use with what they reported."""
    shift = shift_of(store, day, period)
    reported: dict[str, Entry] = {}
    if shift is not None:
        where = entries_list.EntryFilter(shift=shift.id, template=FORM, oldest_first=True)
        reported = {entry.site: entry for entry in entries_list.every(store, where)}
    year, week, weekday = day.isocalendar()
    planned = {row.site: row for row in rosters.every(store, week=f"{year}-W{week:02d}")}
    tiles = tuple(
        Tile(
            school=school,
            planned=tuple(planned[school.id].on(weekday, period)) if school.id in planned else (),
            entry=reported.get(school.id),
        )
        for school in schools.every(store)
    )
    return Board(day=day, period=period, shift=shift, tiles=tiles)


def _shift(store: Store, day: date, period: str) -> Shift:
    """The shift of the period, opened when the first post reports."""
    held = shift_of(store, day, period)
    if held is not None:
        return held
    sites.save(store, {"kind": SiteKind.POST, "name": PLACE_NAME})
    begins, ends = window(store, day, period)
    draft = shifts.ShiftDraft(
        duty="school", site=PLACE_NAME, planned_from=begins, planned_to=ends, started_at=begins, crew_in_entries=True
    )
    return shifts.open_shift(store, draft).value


def close_past(store: Store) -> Changes:
    """Periods that are over end by themselves: their log can be printed and filed."""
    changes = NO_CHANGES
    place = registers.row_id(store, "site", {"kind": SiteKind.POST, "name": PLACE_NAME})
    for held in shifts.every(store, site=place, duty="school", states=(ShiftState.OPEN,)):
        if held.planned_to is not None and held.planned_to < store.now():
            changes = shifts.close(store, held.id, withdrawn=True, ended_at=held.planned_to).changes
    return changes


def report(
    store: Store,
    day: date,
    period: str,
    wanted: Sequence[str],
    *,
    post: str = "ARRIVED",
    source: str = "",
    arrived: str = "",
    reason: str = "",
    rest: bool = False,
) -> Saved[Board]:
    """What these schools (ids) reported; a school that has reported already is corrected, or with `rest` left alone.

    The same word a second time changes nothing: an extra key press must not move the time of arrival. Who is not there does not count:
    a post that turns out not to be manned loses its crew and times. `changes.records` are the entries that were written.
    `arrived` is HH:MM, now where it is empty and the day is today. A past period is late entry (补录), source 纸质, with its reason.
    Raises Refused, Unknown.
    """
    now = timing.local(store.now(), store.unit.tz())
    begins, ends = window(store, day, period)
    past = store.now() > ends
    held = _shift(store, day, period)
    shown = board(store, day, period)
    tiles = {tile.school.id: tile for tile in shown.tiles}
    at = begins if past else None
    clock = arrived or ("" if past or post not in MANNED else f"{now:%H:%M}")
    prepared, written = [], frozenset[str]()
    for school in wanted:
        tile = tiles[school]
        values: dict[str, Any] = {"post": post, "period": period}
        if post in MANNED and clock:
            values["arrived"] = clock
        if source or past:
            values["source"] = source or "PAPER"
        if tile.entry is not None and (rest or (tile.state == post and not arrived)):
            continue
        if tile.entry is not None:
            patch = _anew(tile, values)
            written |= entries.correct(store, tile.entry.id, patch, reason or tr("Reported anew")).changes.records
            continue
        if post in MANNED and tile.planned:
            values["crew"] = list(tile.planned)
        prepared.append(
            entries.prepare(
                store,
                FORM,
                {"school": school, **values},
                shift=held.id,
                at=at,
                checked_by=None if store.account.officer.police or not tile.school.officer else [tile.school.officer],
                source="PAPER" if past else None,
                reason=reason or (tr("Keyed in from paper") if held.state is not ShiftState.OPEN else ""),
            )
        )
    if prepared:
        written |= entries.record_all(store, prepared)[1].records
    return Saved(value=board(store, day, period), changes=Changes(nouns=frozenset({"entry", "shift"}), records=written))


def _anew(tile: Tile, values: Mapping[str, Any]) -> dict[str, Any]:
    """The correction of a report: who was on the post, or that nobody was."""
    if values["post"] not in MANNED:
        return {**values, "crew": None, "arrived": None, "left": None}
    return {**values, "crew": list(tile.planned)} if tile.state not in MANNED and tile.planned else dict(values)


def take_back(store: Store, day: date, period: str, wanted: Sequence[str], *, last: bool = False) -> Saved[Board]:
    """The reports of these schools are void: entered by mistake. `last`: only what was written last goes, a report before it stands again.

    Raises NotUndoable with `last`, when somebody else has written since or the shift is signed.
    """
    changes = NO_CHANGES
    for tile in board(store, day, period).tiles:
        if tile.school.id in wanted and tile.entry is not None:
            record = tile.entry.id
            changes = (entries.undo(store, record) if last else entries.void(store, record, tr("Entered by mistake"))).changes
    return Saved(value=board(store, day, period), changes=changes)
