"""Own forces in the tally: who was out, counted once per officer, site and planned window, however many laptops kept the shift.

The crew of a shift counts at the shift's site and is kept in the shift's row. Where a form says `crew_counts` (a school post), the crew
of each entry counts at the entry's site, in the window of its shift; what that adds is kept in the table `force`, one row per site and
window, because two entries of one window may name the same officer.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from checkpoint_app.model import timing
from checkpoint_app.model.records import COMMUNITY, POLICE, Duty
from checkpoint_app.store import registers, tally, templates

if TYPE_CHECKING:
    from checkpoint_app.model.records import Shift
    from checkpoint_app.store.session import Store

Figures = dict[str, dict[str, int]]
"""Officer → measure → value."""


def count(store: Store, site: str, planned_from: str) -> None:
    """Brings what one window at one site has in the tally up to date."""
    seen: set[str] = set()
    for position, (record, duty, body, counted) in enumerate(
        store.db.execute(
            "SELECT id, duty, body, tally FROM shift WHERE planned_from=? AND site=? ORDER BY state='merged', id",
            (planned_from, site),
        ).fetchall()
    ):
        content = json.loads(body)
        figures = {} if content["state"] == "merged" else _of_shift(store, duty, content, seen, first=position == 0)
        after = _kept(store, site, planned_from, duty, figures)
        if json.loads(counted) != after:
            tally.move(store.db, tally.from_kept(json.loads(counted)), tally.from_kept(after))
            store.db.execute("UPDATE shift SET tally=? WHERE id=?", (json.dumps(after), record))
        store.db.execute("UPDATE shift SET day=? WHERE id=? AND day<>?", (after["day"], record, after["day"]))
    _count_entries(store, site, planned_from, seen)


def _count_entries(store: Store, site: str, planned_from: str, seen: set[str]) -> None:
    found = store.db.execute("SELECT tally FROM force WHERE site=? AND planned_from=?", (site, planned_from)).fetchone()
    before = json.loads(found[0]) if found else {}
    after = of_entries(store, site, planned_from, seen)
    if before == after:
        return
    tally.move(store.db, tally.from_kept(before), tally.from_kept(after))
    if after:
        store.db.execute("INSERT OR REPLACE INTO force VALUES (?,?,?)", (site, planned_from, json.dumps(after)))
    else:
        store.db.execute("DELETE FROM force WHERE site=? AND planned_from=?", (site, planned_from))


def of_shifts(store: Store, held: Iterable[Shift]) -> Iterator[dict[str, Any]]:
    """What some shifts alone count, by the same rules: each officer once for each site and window, as if no other shift were there."""
    held = sorted(held, key=lambda shift: shift.id)
    seen: dict[tuple[str, str], set[str]] = {}
    for shift in held:
        window = (shift.site, timing.to_text(shift.planned_from))
        content = {"lead": shift.lead, "crew": shift.crew, "vehicles": shift.vehicles}
        first = window not in seen
        figures = _of_shift(store, shift.duty, content, seen.setdefault(window, set()), first=first)
        yield _kept(store, *window, shift.duty, figures)
    ours = frozenset(shift.id for shift in held)
    for start in sorted({timing.to_text(shift.planned_from) for shift in held}):
        for place in _places_of_crews(store, start, ours):
            if counted := of_entries(store, place, start, seen.get((place, start), ()), only=ours):
                yield counted


def _places_of_crews(store: Store, planned_from: str, shifts: Collection[str]) -> list[str]:
    """Where entries with a crew of their own were written in one window of some shifts."""
    rows = store.rows(
        "SELECT DISTINCT entry.site, shift.id FROM shift CROSS JOIN entry ON entry.shift = shift.id"
        " WHERE shift.planned_from=? AND entry.state <> 'void' AND instr(entry.body, '\"crew\"')",
        (planned_from,),
    )
    return sorted({place for place, record in rows if record in shifts})


def of_entries(
    store: Store, site: str, planned_from: str, seen: Iterable[str], *, only: Collection[str] | None = None
) -> dict[str, Any]:
    """What the crews of entries add in one window to the officers `seen` that the shifts there count already; `only` of some shifts."""
    rows = store.db.execute(
        "SELECT shift.duty, entry.template, json_extract(entry.body, '$.crew'), shift.id FROM shift"
        " CROSS JOIN entry ON entry.shift = shift.id"
        " WHERE shift.planned_from=? AND entry.site=? AND entry.state <> 'void' ORDER BY entry.id",
        (planned_from, site),
    ).fetchall()
    known = registers.StoreRegisters(store.db)
    counted = set(seen)
    figures: Figures = {}
    duty = ""
    for duty_of_shift, template, written, record in rows:
        if not written or (only is not None and record not in only) or not templates.get(store, template).crew_counts:
            continue
        duty = duty or duty_of_shift
        crew = json.loads(written)
        _add(figures, known, [officer for officer in dict.fromkeys(crew) if officer not in counted])
        counted.update(crew)
    return _kept(store, site, planned_from, duty, figures) if figures else {}


def _kept(store: Store, site: str, planned_from: str, duty: str, figures: Figures) -> dict[str, Any]:
    from checkpoint_app.store import shifts_rows

    day = shifts_rows.business_day(store, planned_from)
    return {"day": day, "site": site, "template": f"shift:{duty}", "figures": figures}


def _of_shift(store: Store, duty: str, content: Mapping[str, Any], seen: set[str], *, first: bool) -> Figures:
    """What one shift counts; officers in `seen` are counted by a twin of it already, and its window by the first one."""
    lead = str(content.get("lead") or "")
    figures: Figures = {}
    if first:
        figures[lead] = {"shifts": 1}
        if duty in (Duty.CHECKPOINT, Duty.SWEEP):
            figures[lead]["checkpoints"] = 1
        if content.get("vehicles"):
            figures[lead]["police_cars"] = len(content["vehicles"])
        if content.get("posts"):
            figures[lead]["posts_planned"] = content["posts"]
    crew = content.get("crew", ())
    _add(figures, registers.StoreRegisters(store.db), [officer for officer in crew if officer not in seen])
    seen.update(crew)
    return figures


def _add(figures: Figures, known: registers.StoreRegisters, crew: Iterable[str]) -> None:
    for officer in crew:
        kind = known.officer_kind(officer)
        measure = "police" if kind in POLICE else "community" if kind in COMMUNITY else "auxiliaries"
        figures.setdefault(officer, {})[measure] = 1


def count_of_officer(store: Store, officer: str) -> None:
    """Every window an officer was out in, after the kind of the officer has changed. The tally says on which days that was and where;
    also somebody counts there who is in no register yet."""
    for window in sorted(_windows_of_officer(store, officer)):
        count(store, *window)


def _windows_of_officer(store: Store, officer: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for site, day in store.rows(_OUT, (officer,)):
        found |= {(site, row[0]) for row in store.rows("SELECT planned_from FROM shift WHERE day=? AND site=?", (day, site))}
        about = [
            (date.fromisoformat(day) + timedelta(days=days)).isoformat() for days in (-1, 3)
        ]  # in UTC, and to a day of any start
        within = store.rows("SELECT planned_from FROM force WHERE site=? AND planned_from BETWEEN ? AND ?", (site, *about))
        found |= {(site, row[0]) for row in within}
    return found


_OUT: Final = "SELECT DISTINCT site, day FROM tally WHERE officer=? AND measure IN ('police', 'auxiliaries', 'community')"
"""By the index `tally_officer`, which is of these measures."""


def windows(store: Store) -> list[tuple[str, str]]:
    """(site, planned start) of everything that is in the table `force`, or would have to be."""
    return store.rows(
        "SELECT site, planned_from FROM force UNION SELECT DISTINCT entry.site, shift.planned_from FROM entry"
        " JOIN shift ON shift.id = entry.shift WHERE instr(entry.body, '\"crew\"')"
    )


def wrong(store: Store) -> list[tuple[str, str]]:
    """The windows whose row in `force` is not what shifts and entries give; for `verify`."""
    found = []
    for site, planned_from in windows(store):
        crews = store.rows("SELECT body FROM shift WHERE planned_from=? AND site=? AND state<>'merged'", (planned_from, site))
        seen = {officer for (body,) in crews for officer in json.loads(body).get("crew", ())}
        kept = store.row("SELECT tally FROM force WHERE site=? AND planned_from=?", (site, planned_from))
        if (json.loads(kept[0]) if kept else {}) != of_entries(store, site, planned_from, seen):
            found.append((site, planned_from))
    return found
