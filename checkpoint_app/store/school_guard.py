"""护学岗: reports for the board. One shift for each period of a day, one `school-post` entry for each school that reported.

Late and left early follow from the clock by the rules of the unit (`model.duty_periods`); 缺岗 is only what a person has confirmed. A
roster opens the shifts of its day; the first report opens one that has none. What is computed is in `school_board`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import timing
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.records import NO_CHANGES, Changes, Shift, ShiftState, SiteKind
from checkpoint_app.store import entries, entries_undo, errors, handover, registers, rosters, school_board, shifts, sites
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.school_board import FORM, MANNED, NOT_REPORTED, PLACE_NAME, Board, Tile, board, shift_of, window

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

__all__ = ["FORM", "MANNED", "NOT_REPORTED", "Board", "Report", "Tile", "board", "report", "shift_of", "window"]

register({"POST_CLOCK": noop("“{text}” is no time of day: write 07:05 or 0705.")})
OPENS_BEFORE = timedelta(minutes=60)
"""So long before the posts are to be manned the roster opens the shift of a period."""
ON_TIME = "ON_TIME"
"""A post that somebody says was manned in time: on the post, without a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is said of some posts. `post` is a code of the list `post_states`, or ON_TIME; `arrived`, `left` HH:MM.

    ARRIVED without `arrived` means now, and is late by rule when it is too late; of a past period or another day, and of the `rest` once
    the time to arrive is over, no moment is claimed (nor without `stamp`).
    """

    post: str = "ARRIVED"
    source: str = ""
    arrived: str = ""
    left: str = ""
    crew: tuple[str, ...] | None = None
    reason: str = ""
    rest: bool = False
    stamp: bool = True


def clock(written: str) -> str:
    """705, 7:05, 0705 → 07:05; empty stays empty. Raises Refused."""
    plain = written.strip().replace("：", ":").replace(".", ":")
    if not plain:
        return ""
    hours, colon, mins = plain.partition(":")
    if not colon:
        hours, mins = plain[:-2], plain[-2:]
    if hours.isdecimal() and mins.isdecimal() and len(mins) == 2 and int(hours) < 24 and int(mins) < 60:
        return f"{int(hours):02d}:{mins}"
    raise errors.Refused([error("POST_CLOCK", "arrived", text=written)])


def report(
    store: Store,
    day: date,
    period: str,
    wanted: Sequence[str],
    *,
    post: str = "ARRIVED",
    source: str = "",
    arrived: str = "",
    left: str = "",
    crew: Sequence[str] | None = None,
    reason: str = "",
    rest: bool = False,
) -> Saved[Board]:
    """What these schools (ids) reported, all in one transaction; one that has reported already is corrected, or with `rest` left alone.

    The same word a second time changes nothing: an extra key press must not move the time of arrival. Who is not there does not count:
    a post that turns out not to be manned loses its crew and times. `changes.records` are the entries that were written. A past period
    is late entry (补录), source 纸质, with its reason. Raises Refused, Unknown.
    """
    said = Report(
        post=post,
        source=source,
        arrived=clock(arrived),
        left=clock(left),
        crew=tuple(crew) if crew is not None else None,
        reason=reason,
        rest=rest,
    )
    if timing.local(store.now(), store.unit.tz()).date() != day:
        said = replace(said, stamp=False)
    held = opened(store, day, period)
    tiles = {tile.school.id: tile for tile in board(store, day, period).tiles}
    new, changed = [], []
    for school in wanted:
        tile = tiles[school]
        past = _is_past(store, day, tile, held)
        if tile.entry is None:
            new.append(_new(store, held, period, tile, said, past=past))
        elif patch := _patch(store, tile, said, past=past):
            changed.append(entries.prepare_correction(store, tile.entry.id, patch, reason or tr("Reported anew")))
    if not new and not changed:
        return Saved(value=board(store, day, period), changes=NO_CHANGES)
    with store.transaction() as transaction:
        written = {entries.append(transaction, one)[0] for one in new} | {one.entry.id for one in changed}
        for one in changed:
            entries.append_change(transaction, one)
        _plan(transaction, held, tiles.values(), wanted)
    changes = Changes(nouns=transaction.changes.nouns | {"entry", "shift"}, records=frozenset(written))
    return Saved(value=board(store, day, period), changes=changes)


def _is_past(store: Store, day: date, tile: Tile, held: Shift) -> bool:
    """Whether the post's time is over: what is said now is late entry."""
    ends = school_board.moment(store, day, tile.period.closes) if tile.period is not None else held.planned_to
    return store.now() > max(filter(None, (ends, held.planned_to)))


def _new(store: Store, held: Shift, period: str, tile: Tile, said: Report, *, past: bool) -> entries.Prepared:
    values = _values(store, tile, said, past=past)
    crew = said.crew if said.crew is not None else tile.planned
    if values["post"] in MANNED and crew:
        values["crew"] = list(crew)
    officer = tile.school.officer
    return entries.prepare(
        store,
        FORM,
        {"school": tile.school.id, "period": held.period or period, **values},
        shift=held.id,
        at=held.planned_from if past else None,
        checked_by=None if store.account.officer.police or not officer else [officer],
        source="PAPER" if past else None,
        reason=said.reason or (tr("Keyed in from paper") if held.state is not ShiftState.OPEN else ""),
    )


def _values(store: Store, tile: Tile, said: Report, *, past: bool) -> dict[str, Any]:
    """Post, times, departure and source of a report, by the rules of late and early."""
    post, arrived = said.post, said.arrived
    now = f"{timing.local(store.now(), store.unit.tz()):%H:%M}"
    period = tile.period
    unsaid = past or not said.stamp or (said.rest and period is not None and period.late_at(now))
    if post in MANNED and not arrived and not unsaid:
        arrived = now
    if post == "ARRIVED" and arrived and period is not None and period.late_at(arrived):
        post = "LATE"
    post = "ARRIVED" if post == ON_TIME else post
    found: dict[str, Any] = {"post": post}
    if post in MANNED and arrived:
        found["arrived"] = arrived
    if post in MANNED and said.left:
        found["left"] = said.left
        found["departure"] = "EARLY" if period is not None and period.left_early(said.left) else "ON_TIME"
    if said.source or past:
        found["source"] = said.source or "PAPER"
    return found


def _patch(store: Store, tile: Tile, said: Report, *, past: bool) -> dict[str, Any]:
    """The correction of a report; empty where the same word came again."""
    timed = bool(said.arrived or said.left or said.crew is not None)
    known = "ARRIVED" if said.post == ON_TIME else said.post
    again = tile.state == known or (said.post == "ARRIVED" and tile.state in MANNED)
    if said.rest or (again and not timed):
        return {}
    if said.post == "ARRIVED" and tile.state in MANNED and not said.arrived:
        said = replace(said, post=tile.state, arrived=tile.arrived, stamp=False)
    values = _values(store, tile, said, past=past)
    if values["post"] not in MANNED:
        return {**values, "crew": None, "arrived": None, "left": None, "departure": None}
    if said.post == ON_TIME:
        values["arrived"] = None
    if said.crew is not None:
        values["crew"] = list(said.crew)
    elif tile.state not in MANNED and tile.planned:
        values["crew"] = list(tile.planned)
    return values


def take_back(store: Store, day: date, period: str, wanted: Sequence[str], *, last: bool = False) -> Saved[Board]:
    """The reports of these schools are void, in one transaction: entered by mistake. `last`: only what was written last goes, a report
    before it stands again.

    Raises NotUndoable with `last`, when somebody else has written since or the shift is signed; then nothing is taken back.
    """
    prepared = [
        entries_undo.prepare(store, tile.entry.id)
        if last
        else entries.prepare_void(store, tile.entry.id, tr("Entered by mistake"))
        for tile in board(store, day, period).tiles
        if tile.school.id in wanted and tile.entry is not None
    ]
    changes = NO_CHANGES
    if prepared:
        with store.transaction() as transaction:
            for one in prepared:
                entries.append_change(transaction, one)
        changes = transaction.changes
    return Saved(value=board(store, day, period), changes=changes)


# Shifts


def opened(store: Store, day: date, period: str) -> Shift:
    """The shift of the period, opened when there is none yet."""
    held = shift_of(store, day, period)
    if held is not None:
        return held
    sites.save(store, {"kind": SiteKind.POST, "name": PLACE_NAME})
    begins, ends = window(store, day, period)
    draft = shifts.ShiftDraft(
        duty="school",
        site=PLACE_NAME,
        planned_from=begins,
        planned_to=ends,
        started_at=begins,
        period=period,
        posts=_posts(board(store, day, period).tiles, ()) or None,
        crew_in_entries=True,
    )
    return shifts.open_shift(store, draft).value


def _posts(tiles: Iterable[Tile], wanted: Sequence[str]) -> int:
    """应设岗 before anybody says 今日无岗: the schools with a period, and those that report all the same."""
    return sum(tile.period is not None or tile.entry is not None or tile.school.id in wanted for tile in tiles)


def _plan(transaction: Transaction, held: Shift, tiles: Iterable[Tile], wanted: Sequence[str]) -> None:
    """A post that nobody had planned is one more."""
    posts = _posts(tiles, wanted)
    if held.period is not None and posts != held.posts and posts > (held.posts or 0):
        shifts.append_change(transaction, held, {"posts": posts})


def open_due(store: Store) -> Changes | None:
    """Opens the shifts of the periods that the roster has people for and whose time has come, and ends those that are over.

    Called when the program starts and while the board is shown; None when there was nothing to do.
    """
    changes = close_past(store)
    now = timing.local(store.now(), store.unit.tz())
    week, weekday = rosters.week_of(now.date()), now.isoweekday()
    rostered = rosters.every(store, week=week)
    for period in school_board.periods_of_day(store, now.date()) if rostered else ():
        begins, ends = window(store, now.date(), period)
        on_duty = any(row.on(weekday, period) for row in rostered)
        if on_duty and begins - OPENS_BEFORE <= store.now() <= ends and shift_of(store, now.date(), period) is None:
            held = opened(store, now.date(), period)
            changes = Changes(nouns=changes.nouns | {"shift"}, records=changes.records | {held.id})
    return changes if changes.records else None


def close_past(store: Store) -> Changes:
    """Periods that are over end by themselves: their log can be printed and filed."""
    changes = NO_CHANGES
    place = registers.row_id(store, "site", {"kind": SiteKind.POST, "name": PLACE_NAME})
    for held in shifts.every(store, site=place, duty="school", states=(ShiftState.OPEN,)):
        if held.planned_to is not None and held.planned_to < store.now():
            done = handover.close(store, held.id, withdrawn=True, ended_at=held.planned_to).changes
            changes = Changes(nouns=changes.nouns | done.nouns, records=changes.records | done.records)
    return changes
