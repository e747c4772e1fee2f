"""到期: what of the fire equipment is due, and whose it is: rounds and yearly visits of premises, service and scrapping of pieces.

The last round of a piece is the newest check in which somebody looked at it (not 未查, not 未能进入); of premises, the newest check.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from checkpoint_app import lists
from checkpoint_app.model import extinguisher, timing
from checkpoint_app.model.inspection import Near, Task, near, next_round, next_visit
from checkpoint_app.model.records import Role
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.model.rounds import NO_ACCESS, NOT_CHECKED
from checkpoint_app.store import equipment, premises

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

CHECK = "fire-check"


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


def every(store: Store) -> list[Due]:
    """Everything with its day, the most urgent first; what was never done leads."""
    today = equipment.today(store)
    found = [
        due
        for place in premises.every(store)
        for due in _of_place(place, equipment.every(store, premises=place.id), _looked_at(store, place.id), today)
    ]
    return sorted(found, key=lambda due: (due.day or date.min, due.name, due.task, due.label))


def mine(store: Store) -> list[Due]:
    """What is overdue or due within a week and the account's business: its own premises, for a clerk or leader all of them."""
    everything = store.account.may(Role.CLERK, Role.LEADER)
    urgent = (Near.OVERDUE, Near.WEEK)
    return [due for due in every(store) if due.near in urgent and (everything or due.officer == store.account.id)]


def _of_place(place: Premises, pieces: list[Equipment], looked_at: _LookedAt, today: date) -> list[Due]:
    half = bool(place.half_monthly)
    found = []
    visit = next_visit(looked_at.visited) if looked_at.visited else None
    found.append(_due(Task.VISIT, visit, place, today))
    if pieces:
        rounds = [looked_at.pieces.get(piece.id) for piece in pieces]
        last = None if None in rounds else min(day for day in rounds if day is not None)
        found.append(_due(Task.INSPECT, next_round(last, half_monthly=half) if last else None, place, today, pieces=len(pieces)))
    kinds = {choice.code for choice in lists.choices()["equipment_kinds"] if choice.extra.get("extinguisher")}
    for piece in pieces:
        if piece.kind not in kinds or not piece.made:
            continue
        dates = extinguisher.due(piece.kind, date.fromisoformat(piece.made), _day(piece.serviced))
        if dates.next_service is not None:
            found.append(_due(Task.SERVICE, dates.next_service, place, today, piece=piece))
        found.append(_due(Task.SCRAP, dates.scrap, place, today, piece=piece))
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


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
        place=" ".join(filter(None, (piece.floor, piece.place))) if piece else "",
        pieces=pieces,
    )


@dataclass(frozen=True, slots=True)
class _LookedAt:
    """The last check of premises, and the last look at each piece."""

    visited: date | None
    pieces: dict[str, date]


def _looked_at(store: Store, site: str) -> _LookedAt:
    visited: date | None = None
    pieces: dict[str, date] = {}
    rows = store.rows("SELECT at, body FROM entry WHERE site=? AND template_id=? AND state <> 'void' ORDER BY at", (site, CHECK))
    for at, body in rows:
        visited = timing.local(at, store.unit.tz()).date()
        for row in json.loads(body).get("equipment", ()):
            if row.get("result") not in (NOT_CHECKED, NO_ACCESS) and row.get("equipment"):
                pieces[str(row["equipment"])] = visited
    return _LookedAt(visited, pieces)
