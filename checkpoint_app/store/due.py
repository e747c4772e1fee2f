"""到期: what of the fire equipment is due, and whose it is: rounds and yearly visits of premises, service and scrapping of pieces.

The last round of a piece is the newest check in which somebody looked at it (not 未查, not 未能进入); of premises, the newest check.
Checks are read from the newest backwards, and only until every piece has been seen: the page of the day asks after every save.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from checkpoint_app.model import timing
from checkpoint_app.model.inspection import Near, Task, half_monthly, near, next_round, next_visit
from checkpoint_app.model.records import Role
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.model.rounds import NO_ACCESS, NOT_CHECKED
from checkpoint_app.store import equipment, premises

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

CHECK = "fire-check"
URGENT = (Near.OVERDUE, Near.WEEK)
"""What stands in the line of to-dos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to do. `day` None: never done yet. `piece` is empty for a round or visit, `pieces` how many a round has."""

    task: Task
    day: date | None
    near: Near
    premises: str
    name: str
    officer: str
    piece: str = ""
    label: str = ""
    place: str = ""
    pieces: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The last time somebody looked at a piece, and what was found (a code of `equipment_results`)."""

    day: date
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The last check of premises, and the last look at each piece by id."""

    visited: date | None
    pieces: dict[str, Look]


def every(store: Store) -> list[Due]:
    """Everything with its day, the most urgent first; what was never done leads."""
    return _sorted(store, premises.every(store))


def at(store: Store, site: str) -> list[Due]:
    """What is due at one place, the most urgent first."""
    return _sorted(store, [premises.get(store, site)])


def mine(store: Store) -> list[Due]:
    """What is overdue or due within a week and the account's business: its own premises, for a clerk or leader all of them."""
    everything = store.account.may(Role.CLERK, Role.LEADER)
    places = [place for place in premises.every(store) if everything or place.officer == store.account.id]
    return [due for due in _sorted(store, places) if due.near in URGENT]


def looks(store: Store, site: str, pieces: Sequence[Equipment]) -> Looks:
    """When a place was last checked, and each of these pieces last looked at."""
    wanted = {piece.id for piece in pieces}
    visited: date | None = None
    found: dict[str, Look] = {}
    checks = store.rows(
        "SELECT key, at FROM entry WHERE site=? AND template_id=? AND state <> 'void' ORDER BY at DESC", (site, CHECK)
    )
    for key, moment in checks:
        day = timing.local(moment, store.unit.tz()).date()
        visited = visited or day
        if not wanted:
            break
        (body,) = store.rows("SELECT body FROM entry WHERE key=?", (key,))
        for row in json.loads(body[0]).get("equipment", ()):
            piece = str(row.get("equipment") or "")
            if piece in wanted and row.get("result") not in (NOT_CHECKED, NO_ACCESS):
                found[piece] = Look(day=day, result=str(row.get("result") or ""))
                wanted.discard(piece)
    return Looks(visited=visited, pieces=found)


def _sorted(store: Store, places: Sequence[Premises]) -> list[Due]:
    today = equipment.today(store)
    found = [due for place in places for due in _of_place(store, place, today)]
    return sorted(found, key=lambda due: (due.day or date.min, due.name, due.task, due.label))


def _of_place(store: Store, place: Premises, today: date) -> list[Due]:
    pieces = equipment.every(store, premises=place.id)
    looked = looks(store, place.id, pieces)
    found = [_due(Task.VISIT, next_visit(looked.visited) if looked.visited else None, place, today)]
    if pieces:
        found.append(_due(Task.INSPECT, _next_round(place, pieces, looked), place, today, pieces=len(pieces)))
    for piece in pieces:
        dates = equipment.dates(piece)
        if dates is None:
            continue
        if dates.next_service is not None and dates.scrap > today:  # what is to be scrapped is not serviced before
            found.append(_due(Task.SERVICE, dates.next_service, place, today, piece=piece))
        found.append(_due(Task.SCRAP, dates.scrap, place, today, piece=piece))
    return found


def _next_round(place: Premises, pieces: Sequence[Equipment], looked: Looks) -> date | None:
    """The day on which the first of the pieces is to be looked at again; None when one never was."""
    if any(piece.id not in looked.pieces for piece in pieces):
        return None
    half = half_monthly(place)
    return min(next_round(looked.pieces[piece.id].day, half_monthly=half, kind=piece.kind) for piece in pieces)


def _due(task: Task, day: date | None, place: Premises, today: date, *, piece: Equipment | None = None, pieces: int = 0) -> Due:
    return Due(
        task=task,
        day=day,
        near=near(day, today),
        premises=place.id,
        name=place.name,
        officer=place.officer,
        piece=piece.id if piece else "",
        label=piece.label if piece else "",
        place=equipment.where(piece) if piece else "",
        pieces=pieces,
    )
